"""The text form, written: golden texts, quotation, long lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.golden import PROGRAM, SKETCH, SKETCH_TEXT, TEXT

from glassformer.program import Clip, LookupTable, OpenRead, Program, Select, Signature, parse
from glassformer.program.printing import NOTE, WIDTH, headline, print_input, print_operation, quote, wrap


def test_a_program_prints_as_the_golden_text() -> None:
    assert str(PROGRAM) == TEXT


def test_a_sketch_prints_as_the_golden_text() -> None:
    assert str(SKETCH) == SKETCH_TEXT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("</s>", "</s>"),
        ("-1", "-1"),
        ("", '""'),
        ("two words", '"two words"'),
        ("else", '"else"'),
        ("nothing", '"nothing"'),
        ("keys", '"keys"'),
        ("any", '"any"'),
        ("everything", '"everything"'),
        ("key", '"key"'),
        ("<", '"<"'),
        ("<s>", "<s>"),
        ("first", "first"),
        ("#", '"#"'),
        ("?", '"?"'),
        ('"', r'"\""'),
        ("a\nb", r'"a\nb"'),
        ("\x7f", r'"\u007f"'),
        ("\u2028", r'"\u2028"'),
        ("\u00a0é", r'"\u00a0é"'),
        ("中文🙂", '"中文🙂"'),
    ],
)
def test_a_value_is_bare_where_that_is_safe_and_shows_what_is_invisible(value: str, text: str) -> None:
    assert quote(value) == text


HEAD = """\
glassformer program, version 1
task test
alphabet 0 1 2
marks <s>
lengths 1 to 3
labels x

anything = select(keys=tokens, queries=tokens) { everything }
n = selector_width(anything)
"""
SELECT = "select(keys=tokens, queries=tokens)"
BEST = "select_best(keys=positions, queries=tokens)"
ONE = "lookup_table(positions)"
TWO = "lookup_table(positions, clip(n, 0, 3))"
# Each operation row by row, and as it is printed; a semicolon stands for the end of a line.
PRINTED = {
    "a relation": (SELECT, "0: <s>; 1: <s> 0; 2: <s> 0 1; <s>: nothing", "key < query"),
    "a relation with an offset": (SELECT, "0: <s>; 1: 0; 2: 1; <s>: nothing", "key == query - 1"),
    "a relation with an exception": (SELECT, "0: <s>; 1: <s> 0; 2: <s> 0 1; <s>: 2", "<s>: 2; else: key < query"),
    "everything": (SELECT, "else: 0 1 2 <s>", "everything"),
    "nothing": (SELECT, "else: nothing", "nothing"),
    "some": (SELECT, "else: 2 0", "0 2"),
    "a preference": (BEST, "else: 1 2 3 4", "largest key"),
    "a preference with a relation": (
        BEST,
        "<s>: 0 0 0 0; 0: 1 0 0 0; 1: 0 1 0 0; 2: 0 0 1 0",
        "first key == query",
    ),
    "no preference": (BEST, "else: 1 2 3 5", "keys: 0 1 2 3; else: 1 2 3 5"),
    "a constant": (f"{ONE} -> x y", "0: y; else: y", "y"),
    "a constant number": ("number_table(tokens)", "0 1: 5; 2 <s>: 5", "5"),
    "a copy": (f"{ONE} -> 2 1 0", "0: 0; 1: 1; else: 2", "= positions"),
    "a sum, cut": (f"{TWO} -> 0 1 2", "0, 0: 0; 0, 1: 1; 1, 0: 1; else: 2", "= positions + n"),
    "a wildcard": (
        f"{TWO} -> x y z",
        "2, 0 1 2 3: x; 0 1 3, 1 2: y; else: z",
        "2, any: x; any, 1 2: y; else: z",
    ),
    "a condition": (f"{TWO} -> x y", "0, 1 2 3: x; 1, 2 3: x; 2, 3: x; else: y", "positions < n: x; else: y"),
    "a condition for a number": (
        "number_table(positions, clip(n, 0, 3))",
        "0, 1 2 3: 5; 1, 2 3: 5; 2, 3: 5; else: -5",
        "positions < n: 5; else: -5",
    ),
    "a formula with an exception": (
        f"{TWO} -> none 0 to 3",
        "0, 0 1 2 3: none; 1, 0: 1; 2, 0: 2; 3, 0: 3; 2, 1: 1; 3, 1: 2; 3, 2: 1; else: 0",
        "0, any: none; else: = positions - n",
    ),
    "a multiple": (f"{ONE} -> 64 56 48 40", "0: 64; 1: 56; 2: 48; 3: 40", "= 64 - 8 * positions"),
    "multiples of two inputs, cut": (
        f"{TWO} -> 0 to 6",
        "0, 0: 3; 0, 1: 2; 0, 2: 1; 0, 3: 0; 1, 0: 5; 1, 1: 4; 1, 2: 3; 1, 3: 2; 2, 2: 5; 2, 3: 4; else: 6",
        "= 2 * positions - n + 3",
    ),
    "a multiple with exceptions": (
        f"{TWO} -> 0 to 10 none",
        "0, any: none; 1, 0: 3; 1, 1: 4; 1, 2: 5; 1, 3: 6; 2, 0: 6; 2, 1: 7; 2, 2: 8; 2, 3: 9; 3, 0: 9; else: 10",
        "0, any: none; else: = 3 * positions + n",
    ),
    "a quotient": (
        "lookup_table(clip(n, 1, 3), positions) -> 0 to 3",
        "1, 0: 0; 1, 1: 1; 1, 2: 2; 1, 3: 3; 2, 2 3: 1; 3, 3: 1; else: 0",
        "= positions // n",
    ),
    "a formula for some rows": (
        f"{TWO} -> none 0 to 3",
        "1, 0 1 2 3: none; 2, 0 1 2 3: none; 0 3, 0: 0; 0 3, 1: 1; 0 3, 2: 2; else: 3",
        "0 3, any: = n; else: none",
    ),
    "values that are words of tables": (
        f'{ONE} -> "any" "else" "key" first',
        '0: "any"; 1: "else"; 2: "key"; else: first',
        '1: "else"; 2: "key"; 3: first; else: "any"',
    ),
    "no condition on thresholds": ("lookup_table(thresholds(n, 1, 2, 3)) -> x y", "0: y; 1 2 3: x", "0: y; else: x"),
    "no condition on what is read twice": (
        "lookup_table(clip(n, 0, 4), clip(n, 1, 5)) -> x y",
        "0, 1 2 3 4 5: x; 1, 2 3 4 5: x; 2, 3 4 5: x; 3, 4 5: x; 4, 5: x; else: y",
        "1, 1: y; 2 3 4, 1 2: y; 3, 3: y; 4, 3 4: y; else: x",
    ),
}


@pytest.mark.parametrize(("call", "written", "printed"), PRINTED.values(), ids=PRINTED)
def test_a_table_is_printed_as_what_it_is(call: str, written: str, printed: str) -> None:
    body = "\n    ".join(printed.split("; "))
    text = f"op = {call} {{\n    {body}\n}}" if "\n" in body else f"op = {call} {{ {body} }}"
    rows = written.replace("; ", "\n")
    program = parse(f"{HEAD}op = {call} {{\n{rows}\n}}\nreturn tokens\n")
    assert print_operation(program.operations[-1], program.types, program.signature) == text
    assert parse(f"{HEAD}{text}\nreturn tokens\n") == program


def test_a_body_of_one_line_stands_on_the_headline_where_it_fits() -> None:
    for n_letters, n_lines in ((66, 1), (67, 3)):
        select = Select(name="a" * n_letters, keys="tokens", queries="tokens", predicate=((), (0,), (0, 1)))
        signature = Signature(task="t", alphabet=("a", "b"), labels=("x",), lengths=range(1, 2))
        program = Program(signature=signature, operations=(select,), returns="tokens")
        text = print_operation(select, program.types, signature)
        assert max(map(len, text.splitlines())) <= WIDTH
        assert text.count("\n") == n_lines - 1
        assert parse(str(program)) == program


def test_operations_of_one_line_stand_together() -> None:
    program = parse(f"{HEAD}odd = {SELECT} {{\n0: 1\n2: 0\nelse: 2\n}}\nm = selector_width(odd)\nreturn tokens\n")
    assert str(program).endswith(
        "labels x\n\n"
        f"anything = {SELECT} {{ everything }}\nn = selector_width(anything)\n\n"
        f"odd = {SELECT} {{\n    0: 1\n    2: 0\n    else: 2\n}}\n\n"
        "m = selector_width(odd)\n\n"
        "return tokens\n"
    )


def test_long_lines_are_continued_and_strings_stay_whole() -> None:
    alphabet = tuple(f"word number {index}" for index in range(30))
    program = Program(
        signature=Signature(task="long", alphabet=alphabet, labels=("x",), lengths=range(1, 2)),
        operations=(LookupTable(name="t", inputs=("tokens",), values=("p", "q"), table=(0, 1) * 15 + (0,)),),
        returns="t",
    )
    lines = str(program).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[3].endswith('"word number 5" \\')
    assert lines[4].startswith('    "word number 6" ')
    assert parse(str(program)) == program


def test_a_chunk_longer_than_a_line_has_a_line_of_its_own() -> None:
    assert wrap(f"    a {'b' * 200} c") == f"    a \\\n        {'b' * 200} \\\n        c"


def test_the_note_on_units_stands_only_where_there_are_such_numbers() -> None:
    plain = Program(signature=PROGRAM.signature, operations=PROGRAM.operations[:2], returns="tokens")
    assert NOTE in str(PROGRAM)
    assert NOTE not in str(plain)
    assert NOTE not in str(parse(f"{HEAD}best = {BEST} {{ largest key }}\nreturn tokens\n"))
    assert NOTE in str(parse(f"{HEAD}best = {BEST} {{ 1 2 4 3 }}\nreturn tokens\n"))


def test_one_operation_prints_alone() -> None:
    operation = PROGRAM.operations[1]
    assert headline(operation) == "same = select(keys=tokens, queries=tokens)"
    assert print_operation(operation, PROGRAM.types, PROGRAM.signature) in TEXT
    assert print_input(Clip(variable=OpenRead(("n", "m")), low=-1, high=2)) == "clip(?(n m), -1, 2)"


def test_a_sum_of_ones_is_a_width() -> None:
    width = PROGRAM.operations[5]
    assert headline(width) == "n_same = selector_width(same)"
    assert headline(replace(width, values="worth")) == "n_same = aggregate_sum(same, worth)"
