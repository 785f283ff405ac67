"""Programs with columns: what can be proved about them, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from glassformer.errors import InputError, VerificationError
from glassformer.program import Column, LookupTable, Program, Signature
from glassformer.proof import verify, verify_against
from glassformer.proof.comparison import compare
from glassformer.tasks import AllSequences, Task

SIGNATURE = Signature(
    task="tags",
    alphabet=("a", "b"),
    labels=("n", "y"),
    lengths=range(1, 3),
    is_causal=True,
    columns=(Column("pos", ("N", "V")),),
)
TASK = Task("tags", "ab", (1, 2), lambda contents: ["n"] * len(contents), labels=("n", "y"))
EVERY = AllSequences(tuple(product("ab", "NV")), range(1, 3))  # type: ignore[arg-type]


def program_of(*table: int) -> Program:
    label = LookupTable(name="label", inputs=("pos",), values=("n", "y"), table=table)
    return Program(signature=SIGNATURE, operations=(label,), returns="label")


def test_two_programs_are_compared_on_every_input_of_a_domain() -> None:
    same = verify_against(program_of(0, 0, 1), program_of(1, 0, 1), EVERY)
    assert (same.status, same.inputs) == ("proved", 20)
    other = verify_against(program_of(0, 0, 1), program_of(0, 0, 0), EVERY)
    assert other.status == "refuted"
    assert other.counterexample is not None
    assert other.counterexample.contents == (("a", "V"),)
    assert "a/V" in str(other)


def test_tokens_alone_are_no_inputs_of_a_program_with_columns() -> None:
    with pytest.raises(InputError, match=r"it must be a tuple of 2: a token, and its value in each column \(pos\)$"):
        verify_against(program_of(0, 0, 1), program_of(0, 0, 1), TASK.domain)


@pytest.mark.parametrize("method", ["prefixes", "smt"])
def test_ways_that_only_know_tokens_are_refused(method: str) -> None:
    for domain in (EVERY, TASK.domain):
        with pytest.raises(VerificationError, match="has inputs that the program does not take"):
            verify_against(program_of(0, 0, 1), program_of(0, 0, 1), domain, method=method)  # type: ignore[arg-type]


def test_a_program_with_columns_does_not_fit_a_task() -> None:
    with pytest.raises(VerificationError, match=r"does not fit task 'tags': columns: pos, not none$"):
        verify(program_of(0, 0, 1), TASK)


def test_programs_of_other_columns_are_not_compared() -> None:
    one = program_of(0, 0, 1)
    more = replace(SIGNATURE, columns=(Column("pos", ("N", "V", "D")),))
    label = LookupTable(name="label", inputs=("pos",), values=("n", "y"), table=(0, 0, 1, 1))
    other = Program(signature=more, operations=(label,), returns="label")
    with pytest.raises(VerificationError, match="column pos: 'D' missing"):
        verify_against(one, other, EVERY)
    swapped = replace(one, signature=replace(SIGNATURE, columns=(Column("pos", ("V", "N")),)))
    assert verify_against(one, swapped, EVERY).status == "refuted"


def test_programs_are_compared_on_all_that_they_take_or_on_a_domain() -> None:
    found = compare(program_of(0, 0, 1), program_of(0, 1, 1))
    assert found.answers is not None
    assert (found.answers.status, found.answers.inputs, found.reason) == ("refuted", 20, "")
    assert len(found.operations) == 1
    answers = compare(program_of(0, 0, 1), program_of(0, 1, 1), EVERY).answers
    assert answers is not None
    assert answers.status == "refuted"
