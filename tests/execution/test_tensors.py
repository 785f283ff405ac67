"""The tensor executor says what the interpreter says, whoever else is in the batch."""

from __future__ import annotations

import random

import pytest
import torch
from tests.support.cases import CASES, Case
from tests.support.programs import Options, random_inputs, random_program

from glassformer.errors import InputError
from glassformer.execution.interpreter import run
from glassformer.execution.tensors import Executor, encode_batch, run_batch
from glassformer.program import Program

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
N_PROGRAMS = 200


def interpreted(program: Program, inputs: list[list[str]]) -> list[object]:
    return [run(program, contents) for contents in inputs]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shared_cases_as_one_batch(case: Case) -> None:
    assert run_batch(case.program, case.contents) == list(case.expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shared_cases_alone_and_beside_others(case: Case) -> None:
    """The shortest and the longest that the program takes stand around each input."""
    program = case.program
    lengths = program.signature.lengths
    executor = Executor(program)
    others = [[token] * length for token in program.signature.alphabet for length in (lengths[0], lengths[-1])]
    for contents, expected in zip(case.contents, case.expected, strict=True):
        assert executor.run([contents]) == [expected]
        assert executor.run([*others, contents, *others])[len(others)] == expected


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("seed", range(N_PROGRAMS))
def test_generated_programs_on_inputs_of_many_lengths(seed: int, device: str) -> None:
    rng = random.Random(seed)
    program = random_program(rng)
    inputs = random_inputs(program, rng, 15)
    assert Executor(program, device).run(inputs) == interpreted(program, inputs)


def test_generated_programs_are_of_every_sort() -> None:
    """Causal and not, with and without end mark, of one label and of many, that return scores and variables."""
    sorts = set()
    for seed in range(N_PROGRAMS):
        program = random_program(random.Random(seed))
        signature = program.signature
        sorts.add(
            (signature.is_causal, signature.end_mark is None, signature.gives_one_label, program.returns == "out")
        )
    assert len(sorts) == 16


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_longer_programs(seed: int, is_causal: bool) -> None:
    rng = random.Random(seed)
    program = random_program(rng, Options(n_operations=25, is_causal=is_causal, max_contents=9))
    inputs = random_inputs(program, rng, 15)
    assert program.run_batch(inputs) == interpreted(program, inputs)


@pytest.mark.parametrize("n_inputs", [1, 3, 4, 5, 8, 9])
def test_chunk_boundaries(n_inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassformer.execution.tensors.executor.CHUNK", 20)
    for seed in range(8):
        rng = random.Random(seed)
        program = random_program(rng)
        inputs = random_inputs(program, rng, n_inputs)
        assert run_batch(program, inputs) == interpreted(program, inputs)


@pytest.mark.parametrize("gives_one_label", [False, True])
@pytest.mark.parametrize("returns_variable", [False, True])
def test_shape_and_dtype_of_answers_and_an_empty_batch(gives_one_label: bool, returns_variable: bool) -> None:
    options = Options(gives_one_label=gives_one_label, returns_variable=returns_variable)
    program = random_program(random.Random(1), options)
    executor = Executor(program)
    tokens = encode_batch(program.signature, random_inputs(program, random.Random(2), 6))
    found = executor(tokens)
    assert found.dtype == torch.int64
    assert found.shape == (tokens.shape[:1] if gives_one_label else tokens.shape)
    assert run_batch(program, []) == []
    for nothing in (tokens[:0], encode_batch(program.signature, [])):
        empty = executor(nothing)
        assert empty.dtype == torch.int64
        assert empty.shape == (nothing.shape[:1] if gives_one_label else nothing.shape)


def test_tokens_are_left_as_they_are() -> None:
    program = random_program(random.Random(3))
    tokens = encode_batch(program.signature, random_inputs(program, random.Random(4), 6))
    before = tokens.clone()
    executor = Executor(program)
    first = executor(tokens)
    assert torch.equal(tokens, before)
    assert torch.equal(executor(tokens), first)


@pytest.mark.parametrize("device", DEVICES)
def test_tables_and_answers_are_on_the_device(device: str) -> None:
    program = CASES[0].program
    executor = Executor(program, torch.device(device))
    assert executor.device == torch.device(device)
    assert {table.device.type for tables in executor.tables.values() for table in tables} == {device}
    tokens = encode_batch(program.signature, CASES[0].contents)
    assert executor(tokens).device.type == executor(tokens[:0]).device.type == device


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([["a"], ["b", "q"]], "unknown token 'q' (number 2 of the input); allowed are 'a', 'b', 'c'"),
        ([["a"], []], "the input is empty, but cases takes 1 to 5"),
        ([["a"] * 6, ["a"]], "the input has 6 tokens, but cases takes 1 to 5"),
        (["ab"], "an input is a list of tokens, not one string: 'ab'; split it first"),
    ],
)
def test_inputs_that_are_refused(inputs: list[list[str]], message: str) -> None:
    with pytest.raises(InputError) as error:
        run_batch(CASES[0].program, inputs)
    assert str(error.value) == message
