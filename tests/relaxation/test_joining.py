"""Sketches side by side: each computes what it did, under other names."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.relaxation.networks import SKETCHES
from tests.support.golden import PROGRAM
from tests.support.programs import Options, random_inputs, random_program

from glassformer.errors import ProgramError
from glassformer.execution.interpreter import run
from glassformer.program import Column, LookupTable, OpenTable, OpenWeights, Program, Scores, Signature, Sketch
from glassformer.relaxation import side_by_side


@pytest.mark.parametrize("seed", range(20))
def test_each_answers_what_it_answered_by_itself(seed: int) -> None:
    rng = random.Random(seed)
    one = random_program(rng, Options(returns_variable=False, n_columns=seed % 3))
    other = with_turned_bias(one)
    inputs = random_inputs(one, rng, 8)
    joined = side_by_side([one, other])
    assert joined.returns == f"r0_{one.returns}"
    for number, program in enumerate((one, other)):
        returned = Program(
            signature=joined.signature, operations=joined.operations, returns=f"r{number}_{program.returns}"
        )
        assert [run(returned, each) for each in inputs] == [run(program, each) for each in inputs]


def with_turned_bias(program: Program) -> Program:
    *others, scores = program.operations
    assert isinstance(scores, Scores)
    assert isinstance(scores.bias, tuple)
    return replace(program, operations=(*others, replace(scores, bias=scores.bias[::-1])))


@pytest.mark.parametrize("name", SKETCHES)
def test_names_and_all_that_is_read_change_and_nothing_else(name: str) -> None:
    sketch = SKETCHES[name]
    joined = side_by_side([sketch, sketch])
    n = len(sketch.operations)
    for number, operations in enumerate((joined.operations[:n], joined.operations[n:])):
        assert all(operation.name.startswith(f"r{number}_") for operation in operations)
        assert [repr(each).replace(f"r{number}_", "") for each in operations] == list(map(repr, sketch.operations))


def test_an_input_whose_name_looks_like_that_of_an_operation_stays_what_it_is() -> None:
    column = Column("r0_n", ("u", "v"))
    signature = Signature(task="t", alphabet=("a",), labels=("x", "y"), lengths=range(1, 4), columns=(column,))
    operations = (
        LookupTable(name="n", inputs=("r0_n",), values=("p", "q"), table=OpenTable()),
        Scores(name="out", variables=("n", "r0_n"), weights=OpenWeights(), bias=OpenWeights()),
    )
    sketch = Sketch(signature=signature, operations=operations, returns="out")
    joined = side_by_side([sketch, sketch])
    assert [operation.name for operation in joined.operations] == ["r_r0_n", "r_r0_out", "r_r1_n", "r_r1_out"]
    assert [each.inputs for each in joined.operations if isinstance(each, LookupTable)] == [("r0_n",)] * 2


def test_sketches_of_other_signatures_and_none_at_all_are_refused() -> None:
    other = replace(PROGRAM, signature=replace(PROGRAM.signature, task="other"))
    with pytest.raises(ProgramError, match="sketch 2 has another signature than sketch 0; only sketches of one sig"):
        side_by_side([PROGRAM, PROGRAM, other])
    with pytest.raises(ProgramError, match="there is no sketch to put side by side; give one at least"):
        side_by_side([])
