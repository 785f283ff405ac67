"""Programs of the size that is learned from text: everybody says the same, and it does not take long."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.support.text_programs import MIDDLING, SMALL, TextOptions, text_inputs, text_program

from glassformer.execution.tensors import run_batch
from glassformer.program import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    Program,
    Select,
    SelectClosest,
    Signature,
    parse,
)
from glassformer.program.relations import Relation

SORTS = [
    replace(options, is_pooled=is_pooled, end_mark=end_mark, is_causal=is_causal)
    for options in (SMALL, MIDDLING)
    for is_pooled in (False, True)
    for end_mark in (False, True)
    for is_causal in (False, True)
]


@pytest.mark.parametrize("options", SORTS, ids=str)
def test_the_executor_says_what_the_interpreter_says(options: TextOptions) -> None:
    for seed in range(3):
        rng = random.Random(seed)
        program = text_program(rng, options)
        inputs = text_inputs(program, rng, 30)
        assert run_batch(program, inputs) == [program(contents) for contents in inputs]


def test_a_program_of_twenty_thousand_words() -> None:
    """It is there within seconds or not at all, printed and parsed, and run; benchmarks say how fast it is."""
    rng = random.Random(0)
    program = text_program(rng)
    text = str(program)
    assert parse(text) == program
    assert len(text) < 100 * len(program.signature.alphabet)
    inputs = text_inputs(program, rng, 200)
    found = run_batch(program, inputs)
    assert found[:20] == [program(contents) for contents in inputs[:20]]


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("end_mark", [None, "</s>"])
@pytest.mark.parametrize("offset", range(-4, 5))
def test_shifts_of_positions(offset: int, end_mark: str | None, is_causal: bool) -> None:
    """A shift to a position that is there and seen selects it, any other position 0; shorter inputs are padded."""
    signature = Signature(
        task="shifts", alphabet=("a",), labels=("x",), lengths=range(1, 6), end_mark=end_mark, is_causal=is_causal
    )
    positions = tuple(map(str, range(signature.max_length)))
    predicate = Relation("==", offset).predicate(positions, positions)
    operations = (
        SelectClosest(name="there", keys="positions", queries="positions", predicate=predicate),
        Select(name="matches", keys="positions", queries="positions", predicate=predicate),
        Aggregate(name="at", selector="there", values="positions"),
        AggregateSum(name="n", selector="matches", values="ones"),
        LookupTable(name="is_there", inputs=(Clip(variable="n", low=0, high=1),), values=("no", "yes"), table=(0, 1)),
    )
    inputs = [["a"] * n for n in (1, 5, 3, 5, 2)]
    for returns in ("at", "is_there"):
        program = Program(signature=signature, operations=operations, returns=returns)
        assert run_batch(program, inputs) == [program(contents) for contents in inputs]


@pytest.mark.parametrize("is_causal", [False, True])
def test_words_that_are_the_same(is_causal: bool) -> None:
    """No table over all pairs of words is made, which would not fit into memory."""
    words = tuple(f"word {number}" for number in range(30_000))
    signature = Signature(task="same", alphabet=words, labels=("x",), lengths=range(1, 9), is_causal=is_causal)
    predicate = tuple((number,) for number in range(len(words) + 1))
    operations = (
        SelectClosest(name="same", keys="tokens", queries="tokens", predicate=predicate),
        Aggregate(name="at", selector="same", values="positions"),
    )
    program = Program(signature=signature, operations=operations, returns="at")
    rng = random.Random(0)
    inputs = [rng.choices(words[:3], k=rng.randint(1, 8)) for _ in range(20)]
    assert run_batch(program, inputs) == [program(contents) for contents in inputs]
