"""The text form cut short for people."""

from __future__ import annotations

import random

import pytest
from tests.support.golden import PROGRAM, SKETCH, SKETCH_TEXT, TEXT
from tests.support.text_programs import text_program

from glassformer.errors import ProgramSyntaxError
from glassformer.program import Column, LookupTable, Program, Scores, SelectBest, Signature, parse
from glassformer.program.abridging import NOTE, abridged
from glassformer.program.operations import Select

NUMBERS = tuple(f"w{number}" for number in range(49))
SIGNATURE = Signature(
    task="words",
    alphabet=("the", "two words", "a", "1", "2", "3", "4", "5", *NUMBERS),
    labels=("x", "y"),
    lengths=range(1, 4),
    columns=(Column("shape", ("Xx", "xx")),),
)
KIND = tuple(2 if 4 <= place <= 8 else place % 2 for place in range(58))
"""Numbers are of the last class, and of all others, ``<s>`` among them, every second of the middle one."""
PROGRAM_OF_CLASSES = Program(
    signature=SIGNATURE,
    operations=(
        LookupTable(
            name="kind",
            inputs=("tokens",),
            values=("rare", "common", "number"),
            table=KIND,
        ),
        Scores(name="out", variables=("kind", "shape"), weights=(((1, 2), (3, 4), (5, 6)), ((0, 0),) * 3), bias=(0, 1)),
    ),
    returns="out",
)
GOLDEN = """\
glassformer program, version 1
origin hand-written
task words
alphabet the "two words" a 1 2 3 4 5 … and 49 more (57)
column shape Xx xx
marks <s>
lengths 1 to 3
labels x y

# Scores, weights and fixed-point numbers are in units of 1/1024.

kind = lookup_table(tokens) -> rare common number {
    the a w0 w2 w4 w6 w8 w10 … and 19 more (27): common
    1 to 5: number
    else: rare
}

out = scores(kind, shape) {
    labels: x y
    bias: 0 1
    kind common: 3 4
    kind number: 5 6
    kind else: 1 2
    shape else: 0 0
}

return out

# Cut short for reading; glassformer show --full prints all of it.
"""


def test_classes_of_words_have_their_first_words_and_their_number() -> None:
    assert abridged(PROGRAM_OF_CLASSES) == GOLDEN


def test_what_is_short_is_whole() -> None:
    assert abridged(PROGRAM) == TEXT
    assert abridged(SKETCH) == SKETCH_TEXT


def test_str_and_files_stay_whole() -> None:
    assert parse(str(PROGRAM_OF_CLASSES)) == PROGRAM_OF_CLASSES


def test_what_was_cut_does_not_parse_and_says_why() -> None:
    with pytest.raises(ProgramSyntaxError, match=r"line 4, column 38: this text was cut short for reading, .*--full"):
        parse(abridged(PROGRAM_OF_CLASSES))


def test_scores_of_very_many_values() -> None:
    """Rows of weights are whole, as there is one for each label; of their lines the first are left, and ``else``."""
    alphabet = tuple(f"w{number}" for number in range(300))
    signature = Signature(task="words", alphabet=alphabet, labels=tuple("abcdefghij"), lengths=range(1, 4))
    weights = (tuple((number,) * 10 for number in (*range(300), 299)),)
    scores = Scores(name="out", variables=("tokens",), weights=weights, bias=(0,) * 10)
    lines = abridged(Program(signature=signature, operations=(scores,), returns="out")).splitlines()
    start = lines.index("out = scores(tokens) {")
    assert lines[start + 1] == "    labels: a b c d e f g h i j"
    assert lines[start + 3] == "    tokens <s>: 0 0 0 0 0 0 0 0 0 0"
    assert lines[start + 43 : start + 46] == [
        "    … and 259 more lines",
        "    tokens else: 299 299 299 299 299 299 299 299 299 299",
        "}",
    ]


def test_predicates_and_key_scores() -> None:
    alphabet = tuple(f"w{number}" for number in range(60))
    signature = Signature(task="words", alphabet=alphabet, labels=("x",), lengths=range(1, 4))
    every = range(61)
    accepts = tuple(tuple(range(query, 61, 5)) for query in every)
    scores = tuple(tuple(7 * (query + key) % 11 for key in every) for query in every)
    operations = (
        Select(name="some", keys="tokens", queries="tokens", predicate=accepts),
        SelectBest(name="best", keys="tokens", queries="tokens", scores=scores),
    )
    lines = abridged(Program(signature=signature, operations=operations, returns="tokens")).splitlines()
    start = lines.index("some = select(keys=tokens, queries=tokens) {")
    assert lines[start + 1] == "    w0: w0 w5 w10 w15 w20 w25 w30 w35 … and 4 more (12)"
    start = lines.index("best = select_best(keys=tokens, queries=tokens) {")
    assert lines[start + 1] == "    keys: <s> w0 w1 w2 w3 w4 w5 w6 … and 53 more (61)"
    assert lines[start + 3] == "    w1 w12 w23 w34 w45 w56: 3 10 6 2 9 5 1 8 … and 53 more (61)"


def test_a_large_program_is_a_fraction_of_its_text() -> None:
    program = text_program(random.Random(0))
    text = abridged(program)
    assert len(text) < len(str(program)) / 2
    assert max(map(len, text.splitlines())) <= 120
    assert text.endswith(f"\nreturn out\n\n{NOTE}\n")
