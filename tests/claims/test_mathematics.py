"""The mathematical model: frequencies that add up, cases that are what they say, mistakes that can be counted ahead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.claims.small import SHAPE, constructed, holding, untrained

from glassformer.claims import mathematics
from glassformer.claims.mathematics import (
    MAKES_CARRY,
    MAKES_NONE,
    PASSES_ON,
    compare,
    draw_case,
    every_case,
    measure_cases,
    predicted_losses,
)
from glassformer.lens import observe


@pytest.mark.parametrize(("n_digits", "window"), [(5, 3), (3, 2)])
def test_how_far_a_carry_has_come_explains_all_of_the_loss(n_digits: int, window: int) -> None:
    (claim,) = mathematics.find(constructed(n_digits, window))
    assert claim.verdict == "holds"
    assert claim.effect.value == pytest.approx(1, abs=1e-6)
    assert claim.effect.n == mathematics.N_RANDOM


def test_where_nothing_is_lost_there_is_nothing_to_explain() -> None:
    (claim,) = mathematics.find(constructed(3, 3))
    assert np.isnan(claim.effect.value)
    assert claim.verdict == "undecided"


def test_frequencies_are_those_of_all_pairs() -> None:
    sums = [one + other for one in range(10) for other in range(10)]
    assert sum(each >= 10 for each in sums) == 100 * MAKES_CARRY
    assert sum(each <= 8 for each in sums) == 100 * MAKES_NONE
    assert sums.count(9) == 100 * PASSES_ON


def test_the_cases_of_a_digit_are_all_that_there_are() -> None:
    cases = measure_cases(constructed(3, 2))
    assert len(cases) == 1 + 3 + 5 + 7
    for digit in range(4):
        own = [case for case in cases if case.digit == digit]
        assert sum(case.frequency for case in own) == pytest.approx(1)
        assert len({(case.n_nines, case.carry) for case in own}) == len(own) == 2 * digit + 1
    assert all(case.n == mathematics.N_OF_A_CASE for case in cases)


def test_a_case_is_wrong_where_the_carry_is_made_below_the_window() -> None:
    for case in measure_cases(constructed(3, 2)):
        n_seen = [0, 1, 1, 2][case.digit]
        is_lost = case.carry and case.n_nines >= n_seen
        assert case.wrong == is_lost
        assert case.loss == pytest.approx(16 if is_lost else 0, abs=1e-4)


@pytest.mark.parametrize(("digit", "n_nines", "carry"), [(5, 0, True), (5, 5, False), (3, 2, True), (3, 1, False)])
def test_questions_of_a_case(digit: int, n_nines: int, carry: bool) -> None:
    questions = draw_case(constructed(5, 3), digit, n_nines, carry, n=70, purpose="a test")
    assert len(questions) == 70
    sums = questions.first.astype(int) + questions.second
    assert (sums[:, digit - n_nines : digit] == 9).all()
    if n_nines < digit:
        decides = sums[:, digit - n_nines - 1]
        assert ((decides >= 10) if carry else (decides <= 8)).all()
    carries = np.column_stack([questions.subtasks.use_carry, questions.answers[:, -1]])
    assert (carries[:, digit] == carry).all()


def test_each_purpose_has_questions_of_its_own() -> None:
    subject = constructed(5, 3)
    one, again, other = (draw_case(subject, 3, 1, True, n=50, purpose=purpose) for purpose in ("a", "a", "b"))
    assert (one.first == again.first).all()
    assert (one.second == again.second).all()
    assert (one.first != other.first).any()


def test_every_case_of_two_digits() -> None:
    assert list(every_case(2)) == [
        (0, 0, False),
        (1, 0, False),
        (1, 0, True),
        (1, 1, False),
        (2, 0, False),
        (2, 0, True),
        (2, 1, False),
        (2, 1, True),
        (2, 2, False),
    ]


def test_each_digit_s_loss_is_predicted_by_its_case() -> None:
    subject = constructed(5, 3)
    observed = observe(subject.model, subject.draw_enriched("cases", 1_000))
    predicted = predicted_losses(measure_cases(subject), observed.questions)
    columns = [subject.column(digit) for digit in range(6)]
    assert predicted == pytest.approx(observed.losses[:, columns], abs=1e-4)
    assert (predicted > 1).any()


def test_mistakes_can_be_counted_ahead() -> None:
    rows = {str(row["answer"]): row for row in compare(constructed(5, 3))}
    assert list(rows) == ["A5", "A4", "A3", "A2", "A1", "A0", "whole answer"]
    # A carry is lost where so many pairs sum to 9 and the next makes one: A4 and A3 see two pairs below, A5 three.
    lost = {"A5": 0.45 * (1e-3 + 1e-4), "A4": 0.45 * (1e-2 + 1e-3), "A3": 0.45 * 1e-2, "A2": 0, "A1": 0, "A0": 0}
    for name, share in lost.items():
        assert rows[name]["predicted_wrong"] == pytest.approx(share)
        assert rows[name]["predicted_loss"] == pytest.approx(16 * share, abs=1e-4)
        measured: dict[str, Any] = dict(rows[name]["measured_wrong"])  # type: ignore[call-overload]
        low, high = measured["interval"]
        assert low <= share <= high
        assert measured["n"] == mathematics.N_RANDOM
    # Whole answers: D0 or D1 makes the carry, the two pairs above it pass it on; lengths are drawn 400 times each.
    assert rows["whole answer"]["predicted_wrong"] == pytest.approx(2 * 0.45 * 1e-2, abs=2e-3)
    assert rows["whole answer"]["predicted_loss"] == pytest.approx(16 * sum(lost.values()) / 6, abs=1e-4)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    assert not holding(mathematics.find(untrained(seed)))


def test_subtractions_have_no_such_model() -> None:
    assert not list(mathematics.find(untrained(0, replace(SHAPE, kind="subtraction"))))
    assert len(list(mathematics.find(untrained(0, replace(SHAPE, kind="mixed"))))) == 1
