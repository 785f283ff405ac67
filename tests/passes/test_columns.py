"""Passes on programs with columns keep the meaning; without a domain every value of a column is possible."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from tests.passes.test_properties import ALL, assert_round_trips
from tests.support.programs import Options, random_program
from tests.support.text_programs import SMALL, text_inputs, text_program

from glassformer.errors import VerificationError
from glassformer.execution.interpreter import run, trace
from glassformer.passes import Observed, Possible, simplify
from glassformer.passes.columns import Places
from glassformer.program import Program, parse
from glassformer.program.sketch import Labels
from glassformer.program.variables import Categorical
from glassformer.tasks import AllSequences

MOST_INPUTS = 120
UNUSED = parse(
    """\
glassformer program, version 1
task tags
alphabet a
column pos N V D
marks <s>
lengths 1 to 2
labels n y

label = lookup_table(pos, tokens) -> n y {
    V, any: y
    else: n
}

return label
"""
)


def domain_of(program: Program) -> AllSequences:
    """Everything that a program takes."""
    signature = program.signature
    items = tuple(product(signature.alphabet, *(column.values for column in signature.columns)))
    return AllSequences(items, signature.lengths)  # type: ignore[arg-type]


def answers_of(program: Program) -> list[Labels | str]:
    """What the reference interpreter says, on everything that the program takes."""
    return [run(program, contents) for contents in domain_of(program)]


def small_program(seed: int) -> Program:
    """A generated program with columns that takes few inputs, and is asked something on them."""
    rng = random.Random(seed)
    while True:
        options = Options(n_operations=rng.choice((4, 7, 9)), max_contents=2, n_columns=rng.choice((1, 2)))
        program = random_program(rng, options)
        is_asked = set(program.signature.alphabet) - set(program.signature.unlabelled)
        if is_asked and domain_of(program).n_inputs <= MOST_INPUTS:
            return program


@pytest.mark.parametrize("seed", range(40))
def test_each_pass_keeps_the_meaning(seed: int) -> None:
    program = small_program(seed)
    expected = answers_of(program)
    for known in (Observed.of(program, domain_of(program), "all"), Possible(program)):
        for each in random.Random(seed).sample(list(ALL.values()), len(ALL)):
            before = known.program
            found = each(before, known)
            assert found.signature == before.signature
            if found is not before:
                assert answers_of(found) == expected
                assert_round_trips(found)
            known = known.updated(found)


@pytest.mark.parametrize("evidence", [None, "reasoning"])
@pytest.mark.parametrize("seed", range(20))
def test_all_passes_keep_the_meaning(seed: int, evidence: str | None) -> None:
    program = small_program(seed)
    found = simplify(program, domain_of(program), renames=True, evidence=evidence)  # type: ignore[arg-type]
    assert found.verdict.status == "proved"
    assert answers_of(found.program) == answers_of(program)
    assert_round_trips(found.program)


@pytest.mark.parametrize("seed", range(40))
def test_everything_that_occurs_is_possible(seed: int) -> None:
    program = small_program(seed)
    facts = Possible(program)
    for contents in domain_of(program):
        for name, values in trace(program, program.signature.encode_inputs(contents)).values.items():
            if isinstance(program.types[name], Categorical):
                assert set(values) <= set(facts.values(name).tolist())


def test_what_a_domain_does_not_have_is_only_then_impossible() -> None:
    """No verb occurs among these inputs; without them, one may."""
    few = AllSequences((("a", "N"), ("a", "D")), range(1, 3))  # type: ignore[arg-type]
    assert answers_of(simplify(UNUSED, few).program) != answers_of(UNUSED)
    without = simplify(UNUSED, few, evidence="reasoning").program
    assert answers_of(without) == answers_of(UNUSED)


def test_places_give_back_the_inputs_that_they_were_made_of() -> None:
    program = small_program(3)
    places = Places.of(program.signature, domain_of(program))
    inputs = list(domain_of(program))
    assert places.n_inputs == len(inputs)
    assert [places.input_of(int(start)) for start in places.starts] == inputs
    some, which = places.some(2)
    assert some.n_inputs == 2
    assert [some.input_of(int(start)) for start in some.starts] == [places.input_of(int(which[s])) for s in some.starts]


@pytest.mark.parametrize(("n_words", "certainties"), [(20, {"proved", "tested"}), (1_100, {"proved"})])
def test_all_that_a_program_takes_can_be_drawn(n_words: int, certainties: set[str]) -> None:
    """Of very many words only what holds by reasoning is done."""
    program = text_program(random.Random(0), replace(SMALL, n_words=n_words, n_columns=2))
    found = simplify(program, n_samples=60, renames=False)
    assert found.verdict.status == "tested"
    assert {step.certainty for step in found.steps} == certainties
    assert len(found.program.operations) < len(program.operations)
    for contents in text_inputs(program, random.Random(1), 20):
        assert found.program(contents) == program(contents)


def test_a_sample_of_a_domain_is_refused_as_nothing_draws_it() -> None:
    with pytest.raises(VerificationError, match=r"^inputs of a program with columns cannot be drawn; give a domain"):
        simplify(UNUSED, domain_of(UNUSED), evidence="sample")
