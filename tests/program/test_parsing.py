"""The text form, read: round trips, what people may write, and every error with its line and column."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.golden import PROGRAM, SKETCH, SKETCH_TEXT, TEXT
from tests.support.programs import Options, random_program, random_sketch

import glassformer.program
from glassformer.errors import ProgramError, ProgramSyntaxError
from glassformer.program import (
    LookupTable,
    NumberTable,
    Program,
    Select,
    SelectBest,
    Signature,
    Sketch,
    from_json,
    parse,
    parse_sketch,
    to_json,
)

HEAD = """\
glassformer program, version 1
task test
alphabet a b
marks <s>
lengths 1 to 2
labels x y
"""
SELECT = "s = select(keys=tokens, queries=tokens) {\n"
CLOSEST = "s = select_closest(keys=tokens, queries=tokens) {\nelse: a\n}\n"
BEST = "s = select_best(keys=tokens, queries=tokens) {\n"
LOOKUP = "t = lookup_table(tokens, positions) -> p q {\n"
NUMBERS = "f = number_table(tokens) {\n"
SCORES = "out = scores(tokens, ones) {\n"
RETURN = "return tokens\n"


def test_the_golden_texts_parse() -> None:
    assert parse(TEXT) == PROGRAM
    assert parse_sketch(SKETCH_TEXT) == SKETCH
    assert type(parse_sketch(TEXT)) is Sketch


@pytest.mark.parametrize("seed", range(60))
def test_programs_and_sketches_survive_the_round_trip(seed: int) -> None:
    program = random_program(random.Random(seed))
    assert parse(str(program)) == program
    assert str(parse(str(program))) == str(program)
    sketch = random_sketch(random.Random(seed))
    assert parse_sketch(str(sketch)) == sketch
    assert str(parse_sketch(str(sketch))) == str(sketch)


def test_two_thousand_lines_parse_in_well_under_a_second() -> None:
    text = str(random_program(random.Random(3), Options(n_operations=400, awkward=False)))
    assert text.count("\n") > 1500
    start = time.perf_counter()
    parse(text)
    assert time.perf_counter() - start < 1  # measured: 0.04


def test_what_a_person_may_write() -> None:
    program = parse(
        """\r
        # a comment first

        glassformer program, version 1   # and one here
        labels x y
        lengths 1 to \\
            2
        marks "<s>"
        alphabet a "b"
        task "test"

        s=select ( keys = tokens,queries=tokens ){
            # rules in any order, no else where every row is there

            b: b a
            <s>: nothing
            a : a
        }
        t = lookup_table(tokens, positions) -> p q {
            else: p
            a b, 1 2: q
        }
        return t"""
    )
    select, table = program.operations
    assert isinstance(select, Select)
    assert select.predicate == ((), (1,), (1, 2))
    assert isinstance(table, LookupTable)
    assert table.table == (0, 0, 0, 0, 1, 1, 0, 1, 1)
    assert program.origin == "hand-written"
    assert program.signature.lengths == range(1, 3)


def test_a_query_value_named_keys_is_told_apart_from_the_line_of_keys() -> None:
    program = parse(
        HEAD.replace("alphabet a b", 'alphabet a "keys"')
        + BEST
        + 'keys: <s> a "keys"\n"keys": 1 2 3\nelse: 0 0 0\n}\n'
        + RETURN
    )
    best = program.operations[0]
    assert isinstance(best, SelectBest)
    assert best.scores == ((0, 0, 0), (0, 0, 0), (1, 2, 3))
    assert parse(str(program)) == program


def test_numbers_may_be_negative_and_great() -> None:
    program = parse(f"{HEAD}{NUMBERS}a: -007\nelse: {10**30}\n}}\n{RETURN}")
    table = program.operations[0]
    assert isinstance(table, NumberTable)
    assert table.numbers == (10**30, -7, 10**30)


def test_a_sketch_is_no_program() -> None:
    with pytest.raises(ProgramSyntaxError) as error:
        parse(SKETCH_TEXT, "sketch.glass")
    assert str(error.value) == (
        "sketch.glass, line 13, column 1: this is a sketch, not a program: s1 still has holes; learn it first, or read "
        "it with parse_sketch"
    )


# In each text § stands before the token at which the error is; it is taken out before the text is read.
ERRORS = {
    # the heading and the header
    "empty text": ("§", "expected 'glassformer', as in 'glassformer program, version 1', found the end of the text"),
    "other file": ("# Title\n§hello", "expected 'glassformer', as in 'glassformer program, version 1', found 'hello'"),
    "version": (
        "glassformer program, version §2\n",
        "this is version '2' of the text form; only version '1' is known here",
    ),
    "after the version": (
        "glassformer program, version §1.0\n",
        "this is version '1.0' of the text form; only version '1' is known here",
    ),
    "unknown header": (
        HEAD + "§casual\n" + RETURN,
        (
            "unknown header 'casual'; did you mean 'causal'? Valid: alphabet, causal, labels, lengths, marks, "
            "one_label, origin, task, unlabelled"
        ),
    ),
    "header twice": (HEAD + "§task b\n" + RETURN, "'task' is given twice; first on line 2"),
    "header missing": (HEAD.replace("labels x y\n", "") + "§" + RETURN, "expected a header 'labels' before this"),
    "only a header": (
        HEAD + "§",
        "expected an operation, as in 'name = select(…)', or 'return', found the end of the text",
    ),
    "no labels": (HEAD.replace("labels x y", "labels§"), "expected a value for labels, found the end of the line"),
    "lengths": (HEAD.replace("1 to 2", "1 §- 2"), "expected 'to', found '-'"),
    "lengths, no number": (
        HEAD.replace("1 to 2", "§one to 2"),
        "expected the shortest length, as in 'lengths 1 to 8', found 'one'",
    ),
    "lengths, backwards": (
        HEAD.replace("lengths 1 to 2", "§lengths 3 to 2") + RETURN,
        "lengths: range(3, 3) must go up, in steps of 1, from the shortest to the longest",
    ),
    "marks, three": (HEAD.replace("marks <s>", "marks <s> </s> §<e>"), "expected the end of the line, found '<e>'"),
    "mark in the alphabet": (
        HEAD.replace("marks <s>", "§marks a") + RETURN,
        "marks: 'a' is also in the alphabet; marks and tokens must differ",
    ),
    "origin": (
        HEAD + "origin §found\n",
        "unknown origin 'found'; Valid: edited, extracted, hand-written, learned",
    ),
    "causal with more": (HEAD + "causal §yes\n", "expected the end of the line, found 'yes'"),
    "header after operations": (
        HEAD + CLOSEST + "causal§\n" + RETURN,
        "expected '=' after 'causal', found the end of the line",
    ),
    "reserved word as a value": (
        HEAD.replace("labels x y", "labels §else y"),
        (
            "expected a value for labels, found 'else', a word of the text form; "
            'write "else", in quotes, if it is a value'
        ),
    ),
    # characters
    "stray character": (
        HEAD.replace("alphabet a b", "alphabet a §é"),
        "unexpected character 'é'; a value with other than plain characters is written in double quotes",
    ),
    "open string": (HEAD.replace("alphabet a b", 'alphabet a §"b'), "this string does not end on its line"),
    "bad escape": (
        HEAD.replace("alphabet a b", r'alphabet a §"\q"'),
        r'"\q" is not a string as JSON writes it: its \ escapes or control characters are wrong',
    ),
    "backslash inside a line": (
        HEAD.replace("alphabet a b", "alphabet a §\\ b"),
        r"unexpected character '\\'; a value with other than plain characters is written in double quotes",
    ),
    # operations
    "unknown operation": (
        HEAD + "s = §selct(keys=tokens, queries=tokens) {\n",
        (
            "unknown operation 'selct'; did you mean 'select'? Valid: aggregate, aggregate_sum, lookup_table, "
            "number_table, pooled_scores, scores, select, select_best, select_closest, selector_width"
        ),
    ),
    "unknown variable": (
        HEAD + "s = select(keys=§token, queries=tokens) {\n",
        "unknown variable 'token'; did you mean 'tokens'? Valid: ones, positions, tokens",
    ),
    "unknown option": (
        HEAD + "s = select(keys=?(tokens §x), queries=tokens) {\n",
        "unknown variable 'x'; Valid: ones, positions, tokens",
    ),
    "option after a comma": (HEAD + "s = select(keys=?(tokens§, x)", "expected a variable, found ','"),
    "numerical keys": (
        HEAD + "s = select(keys=§ones, queries=tokens) {\n",
        "ones is a numerical variable; a categorical variable is needed here",
    ),
    "categorical sum": (
        HEAD + CLOSEST + "n = aggregate_sum(s, §tokens)\n",
        "tokens is a categorical variable of 3 values; a numerical variable is needed here",
    ),
    "queries first": (HEAD + "s = select(§queries=tokens, keys=tokens) {\n", "expected 'keys', found 'queries'"),
    "no parenthesis": (HEAD + "s = select §keys=tokens", "expected '(', found 'keys'"),
    "name as a string": (
        HEAD + '§"s" = select(',
        "expected an operation, as in 'name = select(…)', or 'return', found 's'",
    ),
    "name twice": (HEAD + CLOSEST + "§" + CLOSEST, "'s' is defined twice; each variable is defined once"),
    "name of an input": (HEAD + "§ones = select(", "'ones' is an input of every program; choose another name"),
    "name of the text form": (HEAD + "§bias = select(", "'bias' is a word of the text form; choose another name"),
    "no name": (
        HEAD + "§a-b = select(",
        "'a-b' is not a name: letters, digits and underscores, not beginning with a digit",
    ),
    "no selector": (
        HEAD + "v = aggregate(§tokens, tokens)\n",
        "tokens is a categorical variable of 3 values; a selector is needed here",
    ),
    "aggregate of several": (
        HEAD + SELECT + "else: a\n}\nv = aggregate(§s, tokens)\n",
        "s may select several keys; aggregate needs select_closest or select_best",
    ),
    "aggregate with a body": (
        HEAD + CLOSEST + "v = aggregate(s, tokens) §{\n",
        "expected the end of the line, found '{'",
    ),
    "width of two": (HEAD + CLOSEST + "n = selector_width(s§, ones)\n", "expected ')', found ','"),
    "table of a number": (
        HEAD + "t = lookup_table(§ones) -> a b {\n",
        "ones is a numerical variable; a categorical variable is needed here",
    ),
    "clip of a category": (
        HEAD + "t = lookup_table(clip(§tokens, 0, 1)) -> a b {\n",
        "tokens is a categorical variable of 3 values; a numerical variable is needed here",
    ),
    "clip with one bound": (HEAD + "t = lookup_table(clip(ones, 0§)) -> a b {\n", "expected ',', found ')'"),
    "clip with a fraction": (
        HEAD + "t = lookup_table(clip(ones, 0, §1.5)) -> a b {\n",
        "expected a whole number, found '1.5'",
    ),
    "clip backwards": (
        HEAD + "t = lookup_table(§clip(ones, 3, 1)) -> a b {\n",
        "clip from 3 to 1: the first must not be greater than the second",
    ),
    "thresholds backwards": (
        HEAD + "t = lookup_table(§thresholds(ones, 3, 1)) -> a b {\n",
        "thresholds (3, 1) must be ascending, at least one",
    ),
    "too great a table": (
        HEAD + "t = lookup_table(§clip(ones, 0, 1000000), clip(ones, 0, 1000000)) -> a b {\n",
        "the table would have 1,000,002,000,001 rows; at most 10,000,000 are possible",
    ),
    "no values": (
        HEAD + "t = lookup_table(tokens) §{\n",
        "expected '->' and the values that the table gives, found '{'",
    ),
    "value twice": (HEAD + "t = lookup_table(tokens) -> §a b a {\n", "value 'a' is named twice"),
    # braces
    "opening brace missing": (
        HEAD + "s = select(keys=tokens, queries=tokens)§\nelse: a\n}\n",
        "expected '{', found the end of the line",
    ),
    "table on the first line": (
        HEAD + "s = select(keys=tokens, queries=tokens) { §else: a }\n",
        "expected the end of the line after '{', found 'else'",
    ),
    "closing brace missing before an operation": (
        HEAD + SELECT + "else: a\n§n = selector_width(s)\n",
        "expected '}' before this: the table of s began on line 7",
    ),
    "closing brace missing before return": (
        HEAD + SELECT + "else: a\n§return tokens\n",
        "expected '}' before this: the table of s began on line 7",
    ),
    "closing brace missing at the end": (
        HEAD + SELECT + "else: a\n§",
        "expected '}' before this: the table of s began on line 7",
    ),
    "after the closing brace": (HEAD + SELECT + "else: a\n} §n\n", "expected the end of the line after '}', found 'n'"),
    "brace too many": (
        HEAD + CLOSEST + "§}\n" + RETURN,
        "expected an operation, as in 'name = select(…)', or 'return', found '}'",
    ),
    # rules
    "row twice": (HEAD + SELECT + "a b: a\n<s> §b: a\n}\n", "row b is given twice; first on line 8"),
    "row twice on one line": (HEAD + SELECT + "a §a: a\nelse: b\n}\n", "row a is given twice; first on line 8"),
    "row of two inputs twice": (
        HEAD + LOOKUP + "a b, 0: p\nb <s>, 1 §0: q\nelse: p\n}\n",
        "row b, 0 is given twice; first on line 8",
    ),
    "row missing": (
        HEAD + SELECT + "a: a\n§}\n",
        "no line for <s>; b (of tokens); add what is missing, or a line 'else: …'",
    ),
    "rows missing": (
        HEAD + LOOKUP + "a, 0: p\n§}\n",
        (
            "no line for <s>, 0; <s>, 1; <s>, 2 and 5 more rows (of tokens, positions); add what is missing, or a line "
            "'else: …'"
        ),
    ),
    "empty table": (
        HEAD + SELECT + "§}\n",
        "no line for <s>; a; b (of tokens); add what is missing, or a line 'else: …'",
    ),
    "else twice": (HEAD + SELECT + "else: a\n§else: b\n}\n", "'else' is given twice"),
    "else with more": (HEAD + SELECT + "else §a: a\n}\n", "expected ':' after 'else', found 'a'"),
    "unknown row": (HEAD + SELECT + "§c: a\n}\n", "'c' is not a value of tokens; Valid: <s>, a, b"),
    "unknown outcome": (HEAD + SELECT + "a: §c\n}\n", "'c' is not a value of tokens; Valid: <s>, a, b"),
    "outcome twice": (HEAD + SELECT + "a: a b §a\n}\n", "'a' is given twice on this line"),
    "outcome missing": (HEAD + SELECT + "a:§\n}\n", "expected a value of tokens, found the end of the line"),
    "nothing with more": (HEAD + SELECT + "a: nothing §b\n}\n", "expected the end of the line, found 'b'"),
    "colon missing": (
        HEAD + SELECT + "a b§\n}\n",
        "expected ':' after the values that the rule is for, found the end of the line",
    ),
    "else as one of several inputs": (
        HEAD + LOOKUP + "a, §else: p\n}\n",
        (
            "expected a value of positions, found 'else', a word of the text form; "
            'write "else", in quotes, if it is a value'
        ),
    ),
    "an input missing": (HEAD + LOOKUP + "a§: p\n}\n", "expected ',' and a value of positions, found ':'"),
    "an input too many": (
        HEAD + LOOKUP + "a, 0§, 1: p\n}\n",
        "expected ':' after the values that the rule is for, found ','",
    ),
    "unknown table value": (HEAD + LOOKUP + "a, 0: §r\n}\n", "'r' is not a value of t; Valid: p, q"),
    "two table values": (HEAD + LOOKUP + "a, 0: p §q\n}\n", "expected the end of the line, found 'q'"),
    "unknown clipped value": (
        HEAD + "f = number_table(clip(ones, 0, 1)) {\n§2: 5\n}\n",
        "'2' is not a value of clip(ones, 0, 1); Valid: 0, 1",
    ),
    "number as a fraction": (HEAD + NUMBERS + "a: §0.5\n}\n", "expected a whole number, in 1/1024, found '0.5'"),
    "number in quotes": (HEAD + NUMBERS + 'a: §"5"\n}\n', "expected a whole number, in 1/1024, found '5'"),
    "two numbers": (HEAD + NUMBERS + "a: 5 §6\n}\n", "expected the end of the line, found '6'"),
    "hole with more": (
        HEAD + NUMBERS + "?\n§a: 5\n}\n",
        "expected '}' after '?', which stands for the whole table, found 'a'",
    ),
    "set hole in a table": (HEAD + NUMBERS + "§? set\n}\n", "expected a value of tokens, found '?'"),
    # scores of keys
    "too few scores": (
        HEAD + BEST + "else: 1 2§\n}\n",
        "expected 3 numbers, one for each value of tokens, found 2",
    ),
    "too many scores": (
        HEAD + BEST + "else: 1 2 3 §4\n}\n",
        "expected 3 numbers, one for each value of tokens, found more",
    ),
    "keys in another order": (
        HEAD + BEST + "keys: <s> §b a\n}\n",
        "expected 'a', as the columns keep the order of the names, found 'b'",
    ),
    "a key missing": (
        HEAD + BEST + "keys: <s> a§\n}\n",
        "expected 'b', as the columns keep the order of the names, found the end of the line",
    ),
    # class scores
    "scores of scores": (
        HEAD + "o = scores() {\nbias: 0 0\n}\nout = scores(§o) {\n",
        "o is a list of class scores; scores read categorical and numerical variables",
    ),
    "a variable twice": (
        HEAD + "out = scores(§tokens, tokens) {\n",
        "scores read tokens twice; add its weights up instead",
    ),
    "bias missing": (
        HEAD + SCORES + "tokens else: 1 2\nones: 1 2\n§}\n",
        "expected a line 'bias: …' with one number for each label",
    ),
    "bias twice": (HEAD + SCORES + "bias: 0 0\n§bias: 0 0\n}\n", "'bias' is given twice; first on line 8"),
    "bias too long": (
        HEAD + "out = scores() {\nbias: 0 0 §0\n}\n",
        "expected 2 numbers, one for each label, found more",
    ),
    "weights missing": (
        HEAD + SCORES + "bias: 0 0\ntokens else: 1 2\n§}\n",
        "expected a line of weights 'ones: …'",
    ),
    "weights of a number twice": (
        HEAD + SCORES + "bias: 0 0\ntokens else: 1 2\nones: 1 2\n§ones: 1 2\n}\n",
        "'ones' is given twice; first on line 10",
    ),
    "weights of a number's value": (
        HEAD + SCORES + "bias: 0 0\ntokens else: 1 2\nones §else: 1 2\n}\n",
        "expected ':', as ones is a number, found 'else'",
    ),
    "weights missing for a value": (
        HEAD + SCORES + "bias: 0 0\ntokens a b: 1 2\nones: 1 2\n§}\n",
        "no line for <s> (of tokens); add what is missing, or a line 'else: …'",
    ),
    "weights too few": (
        HEAD + SCORES + "bias: 0 0\ntokens else: 1§\n}\n",
        "expected 2 numbers, one for each label, found 1",
    ),
    "weights of another variable": (
        HEAD + SCORES + "bias: 0 0\n§token else: 1 2\n}\n",
        "these scores do not read 'token'; did you mean 'tokens'? Valid: ones, tokens",
    ),
    "weights beside a hole": (
        HEAD + SCORES + "?\n§ones: 1 2\n}\n",
        "expected no weights beside '?', which stands for all of them",
    ),
    "unknown excluded label": (HEAD + SCORES + "excluded: §z\n?\n}\n", "'z' is not a label; Valid: x, y"),
    "all labels excluded": (
        HEAD + "§out = scores() {\nexcluded: x y\nbias: 0 0\n}\n",
        "every label is excluded; one at least must be left to answer",
    ),
    "labels in another order": (
        HEAD + SCORES + "labels: §y x\n?\n}\n",
        "expected 'x', as the columns keep the order of the names, found 'y'",
    ),
    # return
    "return of nothing": (HEAD + "return§\n", "expected a variable, found the end of the line"),
    "return of an unknown variable": (
        HEAD + "return §token\n",
        "unknown variable 'token'; did you mean 'tokens'? Valid: ones, positions, tokens",
    ),
    "return of a number": (
        HEAD + "return §ones\n",
        "a program returns class scores or a categorical variable, and this is a numerical variable",
    ),
    "return of pooled scores": (
        HEAD + "out = pooled_scores() {\nbias: 0 0\n}\nreturn §out\n",
        "scores for this signature are not pooled",
    ),
    "after return": (HEAD + RETURN + "§task b\n", "expected nothing after 'return', found 'task'"),
}


@pytest.mark.parametrize(("text", "message"), ERRORS.values(), ids=ERRORS)
def test_errors_say_where_and_what(text: str, message: str) -> None:
    before, after = text.split("§")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    with pytest.raises(ProgramSyntaxError) as error:
        parse(before + after, "a.glass")
    assert str(error.value) == f"a.glass, line {error.value.line}, column {error.value.column}: {message}"
    assert (error.value.line, error.value.column) == (line, column)


def test_an_error_in_a_large_alphabet_names_what_is_near() -> None:
    words = " ".join(f"w{index}" for index in range(30))
    with pytest.raises(
        ProgramSyntaxError,
        match=r"'w30' is not a value of tokens; did you mean 'w3' or .*\? 31 are valid, the first of them '<s>'",
    ):
        parse(HEAD.replace("alphabet a b", f"alphabet {words}") + SELECT + "w30: w1\n}\n")


def test_every_operation_and_header_is_in_the_published_grammar() -> None:
    from glassformer.program.header import _HEADERS
    from glassformer.program.parsing import OPERATIONS

    grammar = (Path(glassformer.program.__file__).parent / "grammar.ebnf").read_text(encoding="utf-8")
    assert [word for word in (*OPERATIONS, *_HEADERS) if f'"{word}"' not in grammar] == []


def test_program_is_returned_as_program() -> None:
    assert type(parse(TEXT)) is Program


@given(st.lists(st.text(max_size=6), min_size=1, max_size=5, unique=True))
def test_any_text_can_be_a_token_a_label_and_a_value(texts: list[str]) -> None:
    names = tuple(texts)
    tokens = tuple(name for name in names if name != "<s>") or ("a",)
    n_tokens = len(tokens) + 1
    program = Program(
        signature=Signature(task=names[0], alphabet=tokens, labels=names, lengths=range(1, 2), unlabelled=tokens[:1]),
        operations=(
            Select(name="s", keys="tokens", queries="tokens", predicate=tuple((key,) for key in range(n_tokens))),
            LookupTable(
                name="t", inputs=("tokens",), values=names, table=tuple(row % len(names) for row in range(n_tokens))
            ),
        ),
        returns="t",
    )
    assert parse(str(program)) == program
    assert from_json(to_json(program)) == program


@pytest.mark.parametrize("seed", range(300))
def test_damaged_text_is_refused_by_a_program_error_or_is_still_a_program(seed: int) -> None:
    rng = random.Random(seed)
    words = re.split(r"(\s+|[(),:={}])", rng.choice((TEXT, SKETCH_TEXT)))
    place, other = rng.randrange(len(words)), rng.randrange(len(words))
    words[place] = rng.choice(("", words[other], words[place] * 2, '"', "?", "else", "\n", "-", "9" * 30))
    try:
        sketch = parse_sketch("".join(words))
    except ProgramError:
        return
    assert parse_sketch(str(sketch)) == sketch


def test_an_error_shows_the_beginning_of_what_is_very_long() -> None:
    with pytest.raises(ProgramSyntaxError, match=r"found 'a{59}…'$"):
        parse("a" * 1_000_000)
