"""All inputs that programs of a signature take, counted, gone through and drawn."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice

import pytest
from tests.support.text_programs import SMALL, TextOptions, text_program

from glassformer.errors import VerificationError
from glassformer.program import Column, Program, Signature
from glassformer.program.operations import Scores
from glassformer.proof import compare, verify, verify_against
from glassformer.proof.everything import AllInputs, drawn_inputs, everything
from glassformer.tasks import AllSequences, load_task

SIGNATURE = Signature(
    task="tags",
    alphabet=("a", "b"),
    labels=("x", "y"),
    lengths=range(1, 3),
    columns=(Column("pos", ("N", "V", "D")), Column("shape", ("X", "x"))),
)


def changed(program: Program) -> Program:
    """The program with other scores for its first label."""
    *others, out = program.operations
    assert isinstance(out, Scores)
    assert isinstance(out.bias, tuple)
    bias = (out.bias[0] + 2_000, *out.bias[1:])
    return replace(program, operations=(*others, replace(out, bias=bias)))


def test_every_input_is_there_once() -> None:
    domain = everything(SIGNATURE)
    found = list(domain)
    assert len(found) == len(set(found)) == domain.n_inputs == 12 + 12**2
    assert found[0] == (("a", "N", "X"),)
    assert all(contents in domain for contents in found)
    assert [("a", "N")] not in domain
    assert [("a", "N", "X")] * 3 not in domain
    assert isinstance(domain, AllInputs)
    assert everything(replace(SIGNATURE, columns=())) == AllSequences(("a", "b"), range(1, 3))


@pytest.mark.parametrize("signature", [SIGNATURE, replace(SIGNATURE, columns=())])
def test_a_sample_has_all_inputs_in_the_end(signature: Signature) -> None:
    inputs = drawn_inputs(signature, n=4_000, seed=0)
    found = set(inputs.stream())
    assert found == set(everything(signature))
    assert list(inputs.stream()) == list(inputs.stream())
    with pytest.raises(VerificationError, match="a sample of 0 inputs shows nothing"):
        drawn_inputs(signature, n=0, seed=0)


@pytest.mark.parametrize("n_columns", [0, 3])
def test_programs_are_compared_on_all_that_they_take(n_columns: int) -> None:
    program = text_program(random.Random(0), replace(SMALL, n_columns=n_columns))
    same = verify_against(program, program, n_samples=300)
    assert (same.status, same.inputs, same.coverage) == ("tested", 300, "sample")
    other = verify_against(program, changed(program), n_samples=300)
    assert other.status == "refuted"
    found = other.counterexample
    assert found is not None
    assert program(found.contents) == found.found != found.expected == changed(program)(found.contents)
    answers = compare(program, changed(program), n_samples=300).answers
    assert answers is not None
    assert answers.status == "refuted"


def test_few_inputs_are_gone_through_whole() -> None:
    program = Program(signature=SIGNATURE, operations=(), returns="pos")
    verdict = verify_against(program, program)
    assert (verdict.status, verdict.inputs) == ("proved", 156)


def test_programs_of_thousands_of_words_are_answered_about_or_it_is_said_why_not() -> None:
    program = text_program(random.Random(0), TextOptions(n_words=12_000, n_columns=0, n_scored=10))
    assert str(verify_against(program, program, n_samples=50)).startswith("tested on 50 random inputs, no difference")
    domain = AllSequences(program.signature.alphabet, program.signature.lengths)
    with pytest.raises(VerificationError, match=r"^a domain of about 10\^261 inputs has no sampler; give the task"):
        verify_against(program, program, domain)
    with pytest.raises(VerificationError, match=r"^SMT is for alphabets of up to 1,000 tokens, and this has 12,000"):
        verify_against(program, program, method="smt")
    task = load_task("sort", vocabulary_size=12_000, max_length=66)
    with pytest.raises(
        VerificationError, match=r"^the program does not fit task 'sort': alphabet: .* and 11,9\d\d more"
    ):
        verify(program, task)


def test_sequences_come_lazily() -> None:
    domain = everything(text_program(random.Random(0), SMALL).signature)
    assert all(contents in domain for contents in islice(domain, 3))
