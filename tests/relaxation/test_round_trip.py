"""Program, network, program: the same exactly, whether the network had holes for it or none."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.relaxation.networks import SKETCHES, answers_of, network_of, with_scores
from tests.support.cases import CASES, Case
from tests.support.golden import PROGRAM
from tests.support.programs import Options, random_inputs, random_program

from glassformer.errors import ProgramError
from glassformer.execution.interpreter import run
from glassformer.program import (
    Aggregate,
    AggregateSum,
    LookupTable,
    OpenKeyScores,
    OpenNumbers,
    OpenPredicate,
    OpenRead,
    OpenTable,
    OpenWeights,
    Operation,
    Program,
    Scores,
    Select,
    Sketch,
)
from glassformer.program.sketch import has_holes
from glassformer.relaxation import Relaxation, open_up

SCORED = Options(returns_variable=False)


def reloaded(sketch: Sketch, program: Program, seed: int = 0) -> Relaxation:
    network = network_of(sketch, seed)
    network.load(program)
    return network


def scored_case(case: Case) -> Program | None:
    program = case.program
    return None if program.signature.gives_one_label and program.returns != "out" else with_scores(program)


PROGRAMS = [(case.name, program) for case in CASES if (program := scored_case(case))]


@pytest.mark.parametrize("program", [pytest.param(program, id=name) for name, program in PROGRAMS])
def test_the_shared_cases(program: Program) -> None:
    assert network_of(program).discretize(program.origin) == program
    assert reloaded(open_up(program), program).discretize(program.origin) == program


@pytest.mark.parametrize("seed", range(60))
def test_generated_programs(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng, SCORED)
    assert network_of(program).discretize(program.origin) == program
    network = reloaded(open_up(program), program, seed)
    assert network.discretize(program.origin) == program
    inputs = random_inputs(program, rng, 6)
    assert answers_of(network, inputs) == [run(program, contents) for contents in inputs]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SKETCHES)
def test_what_a_sketch_discretizes_to_loads_into_it(name: str, seed: int) -> None:
    """Reads are open here, of variables of different cardinalities: tables and predicates are larger than is used."""
    program = network_of(SKETCHES[name], seed).discretize()
    network = reloaded(SKETCHES[name], program, seed + 100)
    assert network.discretize() == program
    rng = random.Random(seed)
    inputs = random_inputs(program, rng, 6)
    assert answers_of(network, inputs) == [run(program, contents) for contents in inputs]


def test_loading_forgets_what_the_network_was() -> None:
    sketch = SKETCHES["per position"]
    first, second = (network_of(sketch, seed).discretize() for seed in (1, 2))
    network = reloaded(sketch, first)
    network.load(second)
    assert network.discretize() == second != first


def test_open_up_opens_everything_but_reads() -> None:
    sketch = open_up(PROGRAM)
    assert sketch.signature == PROGRAM.signature
    assert (sketch.returns, sketch.origin) == (PROGRAM.returns, PROGRAM.origin)
    assert [(op.name, type(op)) for op in sketch.operations] == [(op.name, type(op)) for op in PROGRAM.operations]
    holes = {op.name: hole_of(op) for op in sketch.operations}
    assert holes == {
        "before": OpenPredicate(is_set=True),  # its first row is empty
        "same": OpenPredicate(is_set=True),
        "best": OpenKeyScores(),
        "previous": None,
        "top": None,
        "n_same": None,
        "worth": OpenNumbers(),
        "total": None,
        "kind": OpenTable(),
        "out": OpenWeights(),
    }


def hole_of(operation: Operation) -> object:
    match operation:
        case LookupTable(table=table):
            return table
        case Scores(weights=weights, bias=bias):
            assert weights == bias
            return weights
        case Aggregate() | AggregateSum():
            assert not has_holes(operation)
            return None
    return next(getattr(operation, name) for name in ("predicate", "scores", "numbers") if hasattr(operation, name))


def test_a_predicate_of_single_keys_is_opened_as_one() -> None:
    """In the paper's own form, not as sets: that is what fine-tuning is to keep."""
    program = replace(PROGRAM, operations=tuple(map(with_single_keys, PROGRAM.operations)))
    (opened,) = (op for op in open_up(program).operations if op.name == "same")
    assert isinstance(opened, Select)
    assert opened.predicate == OpenPredicate(is_set=False)
    assert reloaded(open_up(program), program).discretize(program.origin) == program


def with_single_keys(operation: Operation) -> Operation:
    return replace(operation, predicate=((0,),) * 5) if isinstance(operation, Select) else operation


def changed(program: Program, name: str, **fields: object) -> Program:
    operations = tuple(replace(op, **fields) if op.name == name else op for op in program.operations)  # type: ignore[arg-type]
    return replace(program, operations=operations)


def refusal(sketch: Sketch, program: Program) -> str:
    with pytest.raises(ProgramError) as error:
        network_of(sketch).load(program)
    return str(error.value)


def test_a_program_that_does_not_fill_the_sketch_is_refused() -> None:
    program = changed(PROGRAM, "same", predicate=((1,),) * 5)
    two_keys = changed(program, "same", predicate=((1,), (1, 2), (1,), (1,), (1,)))
    does_not_fill = (
        "the program does not fill the sketch: {} is closed where they differ, or its hole cannot hold what the "
        "program has there; open_up(program) makes a sketch that can"
    )
    assert refusal(open_up(program), two_keys) == does_not_fill.format("same")
    assert refusal(program, two_keys) == does_not_fill.format("same")
    assert refusal(program, changed(program, "kind", table=(1,) * 30)) == does_not_fill.format("kind")
    assert refusal(open_up(program), changed(program, "out", excluded=())) == does_not_fill.format("out")
    assert refusal(open_up(program), changed(program, "top", values="tokens")) == does_not_fill.format("top")
    open_read = Sketch(
        signature=program.signature,
        operations=tuple(
            replace(op, values=OpenRead(("tokens", "previous")))
            if isinstance(op, Aggregate) and op.name == "top"
            else op
            for op in program.operations
        ),
        returns=program.returns,
    )
    assert refusal(open_read, program) == does_not_fill.format("top")
    other = replace(program, signature=replace(program.signature, task="other"))
    assert refusal(program, other) == "the program and the sketch differ in their signature or in what they return"


def test_a_program_of_other_operations_is_refused() -> None:
    fewer = replace(PROGRAM, operations=tuple(op for op in PROGRAM.operations if op.name != "top"))
    assert refusal(PROGRAM, fewer) == (
        "the program and the sketch have different operations; load it into its own sketch"
    )
