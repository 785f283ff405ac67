"""The text form, read: round trips, what people may write, and every error with its line and column."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.program.drawn import random_tables
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
    SelectClosest,
    Signature,
    Sketch,
    from_json,
    parse,
    parse_sketch,
    to_json,
)
from glassformer.program.expressions import FORMS

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
    text = str(random_program(random.Random(3), Options(n_operations=600, awkward=False)))
    assert text.count("\n") > 1500
    start = time.perf_counter()
    parse(text)
    assert time.perf_counter() - start < 1  # measured: 0.05


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


def test_tables_may_say_what_they_are() -> None:
    program = parse(
        HEAD.replace("alphabet a b", "alphabet 0 1 2").replace("1 to 2", "1 to 4")
        + """
        same = select(keys=tokens, queries=tokens) { key == query }
        below = select(keys=tokens, queries=positions) {
            0: everything
            4: nothing
            else: key <= query - 1    # numbers, as the lists differ
        }
        all = select_closest(keys=tokens, queries=tokens) { everything }
        best = select_best(keys=positions, queries=tokens) { largest key < query + 1 }
        n = selector_width(same)
        gap = lookup_table(positions, clip(n, 0, 2)) -> 0 1 2 none {
            0 1, any: none
            positions <= n: 0
            else: = positions - n - 1
        }
        copy = lookup_table(gap) -> none 2 1 0 { = gap }
        least = lookup_table(positions, clip(n, 0, 2)) -> 0 1 2 3 { = min(positions, n) + 1 }
        worth = number_table(positions, clip(n, 0, 1)) {
            positions > n + 3: 1024
            any, 1: -5
            else: 0
        }
        zero = number_table(tokens) { 0 }
        return copy
        """
    )
    tables = {operation.name: operation for operation in program.operations}
    same, below, all_, best = (tables[name] for name in ("same", "below", "all", "best"))
    assert isinstance(same, Select)
    assert same.predicate == ((0,), (1,), (2,), (3,))
    assert isinstance(below, Select)
    assert below.predicate == ((0, 1, 2, 3), (1,), (1, 2), (1, 2, 3), ())
    assert isinstance(all_, SelectClosest)
    assert all_.predicate == ((0, 1, 2, 3),) * 4
    assert isinstance(best, SelectBest)
    assert best.scores == ((0, 0, 0, 0, 0), (1, 0, 0, 0, 0), (1, 2, 0, 0, 0), (1, 2, 3, 0, 0))
    gap, copy, least, worth = (tables[name] for name in ("gap", "copy", "least", "worth"))
    assert isinstance(gap, LookupTable)
    assert gap.table == (3, 3, 3, 3, 3, 3, 1, 0, 0, 2, 1, 0, 2, 2, 1)
    assert isinstance(copy, LookupTable)
    assert copy.table == (3, 2, 1, 0)
    assert isinstance(least, LookupTable)
    assert least.table == (1, 1, 1, 1, 2, 2, 1, 2, 3, 1, 2, 3, 1, 2, 3)
    assert isinstance(worth, NumberTable)
    assert worth.numbers == (0, -5, 0, -5, 0, -5, 0, -5, 1024, -5)
    assert parse(str(program)) == program


def test_words_of_the_tables_are_values_where_they_can_be_nothing_else() -> None:
    program = parse(
        HEAD.replace("alphabet a b", "alphabet key query < > first min + -")
        + """
        s = select(keys=tokens, queries=tokens) {
            key: key query
            < >: < key
            query: key == query
            first min + -: key < query - 1
            else: nothing
        }
        t = lookup_table(tokens) -> < min {
            <: <
            > key: min
            else: <
        }
        return t
        """
    )
    select, table = program.operations
    assert isinstance(select, Select)
    assert select.predicate == ((), (1, 2), (2,), (1, 3), (1, 3), *(tuple(range(n)) for n in (4, 5, 6, 7)))
    assert isinstance(table, LookupTable)
    assert table.table == (0, 1, 0, 0, 1, 0, 0, 0, 0)
    assert parse(str(program)) == program


@pytest.mark.parametrize("seed", range(150))
def test_tables_that_are_something_survive_the_round_trip(seed: int) -> None:
    program = random_tables(random.Random(seed))
    assert parse(str(program)) == program
    assert str(parse(str(program))) == str(program)


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
            "unknown header 'casual'; did you mean 'causal'? Valid: alphabet, causal, column, labels, lengths, marks, "
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
    "one line, not closed": (
        HEAD + "s = select(keys=tokens, queries=tokens) { else: a§\n}\n",
        "expected '}' at the end of this line, as the table begins on it",
    ),
    "one line, with more": (
        HEAD + "s = select(keys=tokens, queries=tokens) { key == query } §n\n",
        "expected the end of the line after '}', found 'n'",
    ),
    "one line, too early": (
        HEAD + "s = select(keys=tokens, queries=tokens) { key == §}\n",
        "expected 'query' after 'key ==', found '}'",
    ),
    "one line, empty": (
        HEAD + "s = select(keys=tokens, queries=tokens) { §}\n",
        "no line for <s>; a; b (of tokens); add what is missing, or a line 'else: …'",
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
        HEAD + SELECT + "a b§\nelse: a\n}\n",
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
    "set hole in a table": (HEAD + NUMBERS + "§? set\n}\n", "expected a whole number, in 1/1024, found '?'"),
    # the first rule that fits
    "rule that never applies": (
        HEAD + LOOKUP + "a, any: p\nany, 0 1: q\n§a b, 0: q\nelse: p\n}\n",
        "this rule never applies, as lines 8 and 9 before it give all of its rows",
    ),
    "rule covered by one": (
        HEAD + LOOKUP + "any, any: p\n§a, 0: q\n}\n",
        "this rule never applies, as line 8 before it gives all of its rows",
    ),
    "condition that never holds": (
        HEAD + LOOKUP + "§positions > 7: p\nelse: q\n}\n",
        "this rule never applies: its condition holds in no row",
    ),
    "row twice, with a rule for any between": (
        HEAD + LOOKUP + "a, 0: p\nany, 0: q\na, §0: q\nelse: p\n}\n",
        "row a, 0 is given twice; first on line 8",
    ),
    "any beside a name": (
        HEAD + LOOKUP + "any §a, 0: p\n}\n",
        "expected ',' and a value of positions, found 'a'",
    ),
    "any as an outcome": (
        HEAD + LOOKUP + "a, 0: §any\n}\n",
        "expected a value of t, found 'any', a word of the text form; write \"any\", in quotes, if it is a value",
    ),
    # conditions
    "unknown variable in a condition": (
        HEAD + LOOKUP + "§position >= 1: p\nelse: q\n}\n",
        "'position' is not the variable of an input of this table; did you mean 'positions'? Valid: positions, tokens",
    ),
    "unknown variable on the right": (
        HEAD + LOOKUP + "positions >= §n: p\nelse: q\n}\n",
        "'n' is not the variable of an input of this table; Valid: positions, tokens",
    ),
    "condition on a variable that is read twice": (
        HEAD + "t = lookup_table(clip(ones, 0, 1), clip(ones, 0, 9)) -> p q {\n§ones >= 1: p\nelse: q\n}\n",
        "this table reads 'ones' more than once, so that its name says too little here",
    ),
    "condition on thresholds": (
        HEAD + "t = lookup_table(thresholds(ones, 1)) -> p q {\n§ones >= 1: p\nelse: q\n}\n",
        "'ones' is read through thresholds here, of which only their number is known",
    ),
    "condition with one equals sign": (
        HEAD + LOOKUP + "positions §= 1: p\nelse: q\n}\n",
        "expected one of == != < <= > >=, found '='",
    ),
    "condition without spaces": (
        HEAD + LOOKUP + "§positions<1: p\nelse: q\n}\n",
        "'positions<1' is not a value of tokens; a comparison has spaces around its sign; Valid: <s>, a, b",
    ),
    "condition with a name on the right": (
        HEAD + LOOKUP + "tokens == §a: p\nelse: q\n}\n",
        "'a' is not the variable of an input of this table; Valid: positions, tokens",
    ),
    "condition with more": (
        HEAD + LOOKUP + "positions > 0§, a: p\nelse: q\n}\n",
        "expected ':' after the condition, found ','",
    ),
    "condition in a predicate": (
        HEAD + SELECT + "§query < 1: a\nelse: b\n}\n",
        "'query' is not a value of tokens; Valid: <s>, a, b",
    ),
    # formulas
    "formula of no input": (
        HEAD + LOOKUP + "else: = §3\n}\n",
        "a formula reads an input; for a number alone leave out '='",
    ),
    "formula of an unknown variable": (
        HEAD + LOOKUP + "else: = positions - §ones\n}\n",
        "'ones' is not the variable of an input of this table; did you mean 'tokens'? Valid: positions, tokens",
    ),
    "formula with an input twice": (
        HEAD + LOOKUP + "else: = positions + §positions\n}\n",
        "'positions' stands in this formula twice",
    ),
    "formula with an input twice, once with a factor": (
        HEAD + LOOKUP + "else: = positions - 2 * §positions\n}\n",
        "'positions' stands in this formula twice",
    ),
    "formula with nothing of an input": (
        HEAD + LOOKUP + "else: = §0 * positions\n}\n",
        "0 times an input is 0; leave it out",
    ),
    "formula with a factor of nothing": (
        HEAD + LOOKUP + "else: = 2 * §3\n}\n",
        "'3' is not the variable of an input of this table; Valid: positions, tokens",
    ),
    "formula that divides an input by itself": (
        HEAD + LOOKUP + "else: = positions // §positions\n}\n",
        "'positions' stands in this formula twice",
    ),
    "formula with the factor behind": (
        HEAD + LOOKUP + "else: = positions §* 2\n}\n",
        f"found '*'; {FORMS}",
    ),
    "formula without spaces": (HEAD + LOOKUP + "else: = 3 - §2*positions\n}\n", f"found '2*positions'; {FORMS}"),
    "formula with a sum and a quotient": (
        HEAD + LOOKUP + "else: = 1 + positions §// tokens\n}\n",
        f"found '//'; {FORMS}",
    ),
    "formula that divides by a number": (
        HEAD + LOOKUP + "else: = positions // §2\n}\n",
        f"found '2'; {FORMS}",
    ),
    "formula that divides by nothing": (
        HEAD + LOOKUP + "else: = positions //§\n}\n",
        "expected the variable of an input, found the end of the line",
    ),
    "formula that its values cannot hold": (
        HEAD + LOOKUP + "else: = §positions\n}\n",
        "in row <s>, 0 this formula gives 0, which is not a value of t; name that row in a rule of its own",
    ),
    "formula of what is no number": (
        HEAD + "t = lookup_table(tokens, positions) -> 0 1 {\na, any: 0\nelse: = §tokens + positions\n}\n",
        "in row <s>, 0 this formula gives no number; name that row in a rule of its own",
    ),
    "formula of numbers": (
        HEAD + NUMBERS + "else: §= tokens\n}\n",
        "expected a whole number, in 1/1024, found '='",
    ),
    "least of one": (HEAD + LOOKUP + "else: = §min(positions)\n}\n", "'min' takes two inputs or more"),
    "least without a comma": (
        HEAD + LOOKUP + "else: = min(positions §tokens)\n}\n",
        "expected ',' or ')', found 'tokens'",
    ),
    # relations and preferences
    "relation without a comparison": (
        HEAD + SELECT + "key §query\n}\n",
        "expected one of == != < <= > >=, found 'query'",
    ),
    "relation the wrong way round": (
        HEAD + SELECT + "§query == key\n}\n",
        "'query' is not a value of tokens; Valid: <s>, a, b",
    ),
    "relation with a fraction": (
        HEAD + SELECT + "key == query - §0.5\n}\n",
        "expected a whole number, found '0.5'",
    ),
    "everything with more": (
        HEAD + SELECT + "a: everything §b\nelse: b\n}\n",
        "expected the end of the line, found 'b'",
    ),
    "preference without key": (HEAD + BEST + "largest §query\n}\n", "expected 'key' after 'largest', found 'query'"),
    "preference in a rule": (
        HEAD + BEST + "else: §largest key\n}\n",
        "expected a whole number, in 1/1024, found 'largest'",
    ),
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


def test_every_word_of_the_text_form_is_in_the_published_grammar() -> None:
    from glassformer.program.comparisons import COMPARISONS
    from glassformer.program.expressions import _EXTREMES, _WHICH
    from glassformer.program.header import _HEADERS
    from glassformer.program.parsing import OPERATIONS
    from glassformer.program.wording import RESERVED

    grammar = (Path(glassformer.program.__file__).parent / "grammar.ebnf").read_text(encoding="utf-8")
    words = (*OPERATIONS, *_HEADERS, *COMPARISONS, *RESERVED, *_WHICH, *_EXTREMES)
    assert [word for word in words if f'"{word}"' not in grammar] == []


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
