"""Programs with columns: interpreter, traces and tensors."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import torch
from tests.support.cases import COLUMN_CASES, Case
from tests.support.programs import Options, random_inputs, random_program

from glassformer.errors import InputError
from glassformer.execution.encoding import PADDING, pad_batch
from glassformer.execution.interpreter import run, trace
from glassformer.execution.tensors import Executor, answers_of, encode_batch, run_batch
from glassformer.program import Column, Program, Signature

SIGNATURE = Signature(
    task="small",
    alphabet=("a", "b"),
    labels=("x", "y"),
    lengths=range(1, 4),
    end_mark="</s>",
    columns=(Column("shape", ("X", "x")), Column("pos", ("N",))),
)
INPUTS = [[("b", "x", "N")], [("a", "X", "N"), ("b", "X", "N")]]


@pytest.mark.parametrize("case", COLUMN_CASES, ids=str)
def test_the_shared_cases(case: Case) -> None:
    assert [run(case.program, contents) for contents in case.contents] == list(case.expected)
    assert run_batch(case.program, case.contents) == list(case.expected)
    for contents, expected in zip(case.contents, case.expected, strict=True):
        assert run_batch(case.program, [contents]) == [expected]


@pytest.mark.parametrize("seed", range(120))
def test_generated_programs_on_inputs_of_many_lengths(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng, Options(n_columns=1 + seed % 3))
    inputs = random_inputs(program, rng, 15)
    assert run_batch(program, inputs) == [program(contents) for contents in inputs]


def test_a_batch_has_tokens_and_then_each_column() -> None:
    found = pad_batch(SIGNATURE, INPUTS)
    assert found.shape == (2, 4, 3)
    assert found[..., 0].tolist() == [[0, 3, 1, PADDING], [0, 2, 3, 1]]
    assert found[..., 1].tolist() == [[0, 3, 1, PADDING], [0, 2, 2, 1]]
    assert found[..., 2].tolist() == [[0, 2, 1, PADDING], [0, 2, 2, 1]]
    assert pad_batch(SIGNATURE, []).shape == (0, 0, 3)
    assert torch.equal(encode_batch(SIGNATURE, INPUTS), torch.from_numpy(found))


@pytest.mark.parametrize("gives_one_label", [False, True])
def test_shapes_of_answers(gives_one_label: bool) -> None:
    program = random_program(random.Random(3), Options(n_columns=2, gives_one_label=gives_one_label))
    batch = encode_batch(program.signature, random_inputs(program, random.Random(2), 6))
    executor = Executor(program)
    expected = batch.shape[:1] if gives_one_label else batch.shape[:2]
    assert executor(batch).shape == executor.labels(batch).shape == answers_of(program, batch.numpy()).shape == expected
    assert executor(batch[:0]).shape == (0, *expected[1:])
    assert run_batch(program, []) == []


def test_a_trace_has_the_columns() -> None:
    program = Program(signature=SIGNATURE, operations=(), returns="shape")
    inputs = SIGNATURE.encode_inputs(INPUTS[1])
    assert trace(program, inputs).values == inputs
    assert inputs["shape"] == [0, 2, 2, 1]


def test_executor_and_interpreter_trace_the_same() -> None:
    for seed in range(20):
        rng = random.Random(seed)
        program = random_program(rng, Options(n_columns=2))
        (contents,) = random_inputs(program, rng, 1)
        expected = trace(program, program.signature.encode_inputs(contents)).values
        found = Executor(program).trace(pad_batch(program.signature, [contents]), program.operations, {})
        assert {name for name in expected if name not in program.signature.inputs} <= set(found)
        for name, values in found.items():
            assert name not in expected or np.array_equal(values[0], expected[name])


def test_columns_that_are_missing_or_too_many_are_refused() -> None:
    program = Program(signature=SIGNATURE, operations=(), returns="shape")
    plain = replace(program, signature=replace(SIGNATURE, columns=()), returns="tokens")
    with pytest.raises(InputError, match=r"^the values of shape are missing; give every input, as signature.encode_in"):
        trace(program, [0, 2, 1])
    batch = encode_batch(SIGNATURE, INPUTS)
    for wrong in (batch[..., 0], batch[..., :2]):
        with pytest.raises(InputError, match=r"and must be batch position 3, as encode_batch makes them$"):
            Executor(program)(wrong)
    with pytest.raises(InputError, match=r"^inputs are \(2, 4, 3\), and must be batch position, as"):
        Executor(plain)(batch)
    with pytest.raises(
        InputError, match=r"^unknown value 'q' of column pos \(number 1 of the input\); allowed are 'N'"
    ):
        run_batch(program, [[("a", "X", "q")]])
