"""The text form, written: golden texts, quotation, long lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.golden import PROGRAM, SKETCH, SKETCH_TEXT, TEXT

from glassformer.program import Clip, LookupTable, OpenRead, Program, Signature, parse
from glassformer.program.printing import NOTE, WIDTH, headline, print_input, print_operation, quote, rules, wrap


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


def test_rules_join_rows_with_one_outcome_over_every_input() -> None:
    outcomes = ["x", "y", "x", "y", "z", "z", "x", "y"]
    assert rules([["a", "b"], ["c", "d"], ["e", "f"]], outcomes) == [
        "a, c d, f: y",
        "b, c, e f: z",
        "b, d, f: y",
        "else: x",
    ]


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


def test_one_operation_prints_alone() -> None:
    operation = PROGRAM.operations[1]
    assert headline(operation) == "same = select(keys=tokens, queries=tokens)"
    assert print_operation(operation, PROGRAM.types, PROGRAM.signature) in TEXT
    assert print_input(Clip(variable=OpenRead(("n", "m")), low=-1, high=2)) == "clip(?(n m), -1, 2)"


def test_a_sum_of_ones_is_a_width() -> None:
    width = PROGRAM.operations[5]
    assert headline(width) == "n_same = selector_width(same)"
    assert headline(replace(width, values="worth")) == "n_same = aggregate_sum(same, worth)"
