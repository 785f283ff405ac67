"""The network on the grid, every choice an argmax, is the program: same answers at every labelled position."""

from __future__ import annotations

import random

import pytest
import torch
from tests.relaxation.networks import SKETCHES, answers_of, network_of, with_scores
from tests.support.cases import CASES, Case
from tests.support.programs import Options, random_inputs, random_program, random_sketch

from glassformer.errors import ProgramError
from glassformer.execution.interpreter import run
from glassformer.program import Categorical, Program, Scores, Sketch, parse, parse_sketch
from glassformer.relaxation import Relaxation

READ_AT_POSITION_0 = "one label: a returned variable is read at position 0"  # class scores cannot say this
SCORED = Options(returns_variable=False)


@pytest.mark.parametrize("case", [case for case in CASES if case.name != READ_AT_POSITION_0], ids=str)
def test_the_shared_cases(case: Case) -> None:
    """The extreme ones too: all of this is in double precision."""
    network = network_of(with_scores(case.program))
    assert answers_of(network, case.contents) == list(case.expected)
    for contents, expected in zip(case.contents, case.expected, strict=True):
        assert answers_of(network, [contents]) == [expected]


def test_only_one_case_is_left_out() -> None:
    (left_out,) = (case for case in CASES if case.name == READ_AT_POSITION_0)
    assert left_out.program.signature.gives_one_label
    assert isinstance(left_out.program.types[left_out.program.returns], Categorical)


@pytest.mark.parametrize("seed", range(80))
def test_generated_programs(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng, SCORED)
    inputs = random_inputs(program, rng, 12)
    assert answers_of(network_of(program), inputs) == [run(program, contents) for contents in inputs]


@pytest.mark.parametrize("seed", range(60))
def test_generated_sketches(seed: int) -> None:
    rng = random.Random(seed)
    assert_discretizes_exactly(random_sketch(rng, SCORED), rng, seed)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SKETCHES)
def test_sketches_with_every_hole_and_templates(name: str, seed: int) -> None:
    assert_discretizes_exactly(SKETCHES[name], random.Random(seed), seed)


def assert_discretizes_exactly(sketch: Sketch, rng: random.Random, seed: int) -> None:
    network = network_of(sketch, seed)
    program = network.discretize()
    inputs = random_inputs(program, rng, 12)
    assert answers_of(network, inputs) == [run(program, contents) for contents in inputs]


def test_other_seeds_are_other_programs() -> None:
    """Else the tests above would show little."""
    sketch = SKETCHES["per position"]
    programs = [network_of(sketch, seed).discretize() for seed in range(8)]
    for name in ("near", "seen", "any", "kind", "top", "best", "deep", "value"):
        found = {str(next(op for op in program.operations if op.name == name)) for program in programs}
        assert len(found) > 1, name


def test_labels_are_rounded_as_the_program_rounds_them() -> None:
    """Less than half a unit of the grid is nothing: a tie, so the first label."""
    network = network_of(parse_sketch(CLASSIFIER.format(weights="?", bias="?")))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        (classifier,) = network.stages
        classifier.bias[1] = 0.4 / 1024
    assert answers_of(network, [["a"]]) == [["x"]] == [network.discretize()(["a"])]
    with torch.no_grad():
        classifier.bias[1] = 0.6 / 1024
    assert answers_of(network, [["a"]]) == [["y"]] == [network.discretize()(["a"])]


CLASSIFIER = """
glassformer program, version 1
task small
alphabet a b
marks <s>
lengths 1 to 2
labels x y
out = scores(tokens) {{
    {weights}
    bias: {bias}
}}
return out
"""


@pytest.mark.parametrize(
    ("weights", "bias", "learned"),
    [
        ("?", "?", ["weights", "bias"]),
        ("?", "77 -5", ["weights"]),
        ("tokens else: 3 -4", "?", ["bias"]),
        ("tokens else: 3 -4", "77 -5", []),
    ],
)
def test_what_is_closed_in_scores_stays_and_what_is_open_is_learned(
    weights: str, bias: str, learned: list[str]
) -> None:
    network = network_of(parse_sketch(CLASSIFIER.format(weights=weights, bias=bias)))
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.requires_grad:
                parameter += 1
    assert [name.split(".")[-1] for name, each in network.named_parameters() if each.requires_grad] == learned
    scores = network.discretize().operations[-1]
    assert isinstance(scores, Scores)
    assert (scores.weights == (((3, -4),) * 3,)) == (weights != "?")
    assert (scores.bias == (77, -5)) == (bias != "?")


THRESHOLDS = """
glassformer program, version 1
task small
alphabet a b
marks <s>
lengths 1 to 2
labels x y
s = select(keys=tokens, queries=tokens) {{
    else: a
}}
f = number_table(tokens) {{
    ?
}}
n = aggregate_sum(s, {values})
t = lookup_table(thresholds({read}, 1, 2)) -> p q r {{
    ?
}}
out = scores(t) {{
    ?
}}
return out
"""


@pytest.mark.parametrize(("values", "read"), [("?(ones f)", "n"), ("f", "?(ones n)"), ("f", "?(f ones)")])
def test_thresholds_of_a_number_without_a_unit_are_refused(values: str, read: str) -> None:
    sketch = parse_sketch(THRESHOLDS.format(values=values, read=read))
    with pytest.raises(ProgramError) as error:
        Relaxation(sketch)
    assert str(error.value) == (
        f"t: thresholds of {read}, which may be a count or a fixed-point number; give its open read options of one kind"
    )


@pytest.mark.parametrize(("values", "read"), [("?(f)", "?(f n)"), ("ones", "?(ones n)"), ("?(ones)", "n")])
def test_thresholds_of_open_reads_of_one_unit_are_exact(values: str, read: str) -> None:
    for seed in range(6):
        sketch = parse_sketch(THRESHOLDS.format(values=values, read=read))
        assert_discretizes_exactly(sketch, random.Random(seed), seed)


def test_numbers_of_too_many_digits_are_refused() -> None:
    many = 2**24 + 1
    program = parse(CLASSIFIER.format(weights="tokens else: 1 2", bias=f"{many} 0"))
    with pytest.raises(ProgramError, match="out: a number has more digits than a network in single precision can hold"):
        Relaxation(program)


def test_a_returned_variable_is_refused() -> None:
    program: Program = CASES[0].program
    with pytest.raises(ProgramError, match=r"return where: learning needs class scores; add a scores\(…\) operation"):
        Relaxation(program)
