from __future__ import annotations

from dataclasses import replace

import pytest
from tests.proof.small import sort_program, sort_task

from glassformer.errors import VerificationError
from glassformer.program import Signature
from glassformer.proof import verify, verify_against
from glassformer.proof.fitting import check_comparable, check_fits, check_same
from glassformer.tasks import Task, load_task


def test_program_of_another_size_does_not_fit_and_all_differences_are_named() -> None:
    with pytest.raises(VerificationError) as caught:
        verify(sort_program(), load_task("sort"))
    assert str(caught.value) == (
        "the program does not fit task 'sort': alphabet: '2', '3', '4' missing; lengths: 1 to 3, not 1 to 6; "
        "labels: '2', '3', '4' missing"
    )


def test_domain_smaller_than_what_the_program_takes_is_no_fit_either() -> None:
    task = load_task("sort", vocabulary_size=5, max_length=4)
    with pytest.raises(VerificationError, match="lengths: 1 to 3, not 1 to 2"):
        verify(sort_program(), task)
    wide = sort_program(alphabet="alphabet 0 1 2")
    with pytest.raises(VerificationError, match="alphabet: '2' should not be there"):
        verify(wide, sort_task())


CASES: dict[str, tuple[dict[str, object], str]] = {
    "marks": ({"end_mark": None}, "marks: <s>, not <s> </s>"),
    "one label": ({"gives_one_label": True}, "answers: one for the whole input, not one for each token"),
    "unlabelled": ({"unlabelled": ("1",)}, "labels at tokens: '1' missing"),
}


@pytest.mark.parametrize(("changes", "message"), CASES.values(), ids=CASES)
def test_what_differs_is_said(changes: dict[str, object], message: str) -> None:
    signature = replace(Signature.of(sort_task()), **changes)  # type: ignore[arg-type]
    with pytest.raises(VerificationError, match=message):
        check_fits(signature, sort_task())


def test_order_further_labels_and_causality_of_ones_own_do_no_harm() -> None:
    fitting = Signature.of(sort_task())
    check_fits(replace(fitting, task="mine", alphabet=("1", "0"), labels=("1", "0", "?"), is_causal=True), sort_task())


def test_causal_task_needs_a_causal_program_that_may_take_prefixes() -> None:
    task = Task("copy", "ab", 3, list, is_causal=True)
    fitting = Signature.of(task)
    assert fitting.lengths == range(1, 4)
    check_fits(fitting, task)
    check_fits(replace(fitting, lengths=range(3, 4)), task)
    with pytest.raises(VerificationError, match="lengths: 2 to 3, not exactly 3"):
        check_fits(replace(fitting, lengths=range(2, 4)), task)
    with pytest.raises(VerificationError, match="the task is causal, but the program sees later tokens"):
        check_fits(replace(fitting, is_causal=False), task)


def test_programs_with_other_inputs_cannot_be_compared() -> None:
    with pytest.raises(
        VerificationError, match="cannot be compared: alphabet: '2' missing; lengths: 1 to 3, not 1 to 2"
    ):
        verify_against(sort_program(), sort_program(alphabet="alphabet 0 1 2", lengths="lengths 1 to 2"), sort_task())


def test_programs_with_other_marks_can_be_compared() -> None:
    fitting = Signature.of(sort_task())
    check_comparable(fitting, replace(fitting, end_mark=None, is_causal=True, labels=("1", "0")))
    with pytest.raises(VerificationError, match="unlabelled: '0' missing"):
        check_comparable(fitting, replace(fitting, unlabelled=("0",)))


def test_signatures_that_must_be_the_same_are_compared_field_by_field() -> None:
    fitting = Signature.of(sort_task())
    check_same(fitting, replace(fitting), "never")
    with pytest.raises(VerificationError, match=r"^the two: labels: \('0', '1'\), not \('1', '0'\)$"):
        check_same(fitting, replace(fitting, labels=("1", "0")), "the two")
