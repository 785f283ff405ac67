"""Programs of the size that is learned from text, written and read."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.support.text_programs import MIDDLING, SMALL, TextOptions, text_program

from glassformer.errors import ProgramError, ProgramSyntaxError
from glassformer.program import LookupTable, Program, Select, SelectBest, Signature, from_json, parse, to_json
from glassformer.program.printing import print_signature

SIZES = [SMALL, MIDDLING, replace(MIDDLING, n_words=4_000), TextOptions(n_words=10_000)]


@pytest.mark.parametrize("options", SIZES, ids=lambda options: f"{options.n_words} words")
@pytest.mark.parametrize("seed", range(2))
def test_text_and_json_read_back(options: TextOptions, seed: int) -> None:
    program = text_program(random.Random(seed), options)
    assert parse(str(program)) == program
    assert from_json(to_json(program)) == program


def test_text_and_json_grow_with_the_number_of_words_and_no_faster() -> None:
    """Twice as many words, with the same tables otherwise, are twice as long at most."""
    few, many = (text_program(random.Random(0), replace(MIDDLING, n_words=n)) for n in (2_000, 4_000))
    assert len(str(many)) < 2.1 * len(str(few))
    assert len(to_json(many)) < 2.1 * len(to_json(few))


def test_numbers_among_thousands_of_words_are_no_formulas() -> None:
    """Of so many offsets that each fit one word only some are looked at; what is written is right all the same."""
    rng = random.Random(0)
    words = tuple(map(str, rng.sample(range(100_000), 4_000)))
    signature = Signature(task="numbers", alphabet=words, labels=("x",), lengths=range(1, 3))
    values = tuple(map(str, range(100)))
    table = tuple(rng.randrange(100) for _ in range(4_001))
    classes = LookupTable(name="classes", inputs=("tokens",), values=values, table=table)
    program = Program(signature=signature, operations=(classes,), returns="classes")
    assert parse(str(program)) == program


MANY = Signature(
    task="many", alphabet=tuple(f"w{number}" for number in range(5_000)), labels=("x",), lengths=range(1, 3)
)
HELP = "read classes of these values, from a lookup_table, in place of the values themselves"


@pytest.mark.parametrize(
    ("statement", "column", "message"),
    [
        ("select(keys=tokens, queries=tokens) { key < query }", 43, "the predicate accepts 12,502,500 pairs of values"),
        ("select(keys=tokens, queries=tokens) { else: everything }", 1, "the predicate accepts 25,010,001 pairs of"),
        ("select_best(keys=tokens, queries=tokens) { largest key }", 38, "25,010,001 scores would be needed"),
    ],
)
def test_tables_over_all_pairs_of_words_are_refused_before_they_are_made(
    statement: str, column: int, message: str
) -> None:
    text = f"{print_signature(MANY, 'learned')}\n\ns = {statement}\n\nreturn tokens\n"
    with pytest.raises(ProgramSyntaxError) as error:
        parse(text)
    assert f", column {column}: {message}" in str(error.value)
    assert str(error.value).endswith(f"; at most 10,000,000 are possible; {HELP}")


def test_that_holds_for_programs_that_are_no_text() -> None:
    every = tuple(range(5_001))
    for operation in (
        Select(name="s", keys="tokens", queries="tokens", predicate=(every,) * 5_001),
        SelectBest(name="s", keys="tokens", queries="tokens", scores=(every,) * 5_001),
    ):
        with pytest.raises(ProgramError, match="at most 10,000,000 are possible"):
            Program(signature=MANY, operations=(operation,), returns="tokens")


def test_a_relation_of_equals_is_written_as_one_whatever_the_size() -> None:
    same = Select(name="same", keys="tokens", queries="tokens", predicate=tuple((value,) for value in range(5_001)))
    program = Program(signature=replace(MANY, lengths=range(1, 2)), operations=(same,), returns="tokens")
    assert "same = select(keys=tokens, queries=tokens) { key == query }\n" in str(program)
    assert parse(str(program)) == program
