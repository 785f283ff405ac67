"""The failure: cascades as long as the window allows are right, and longer ones are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.claims.small import SHAPE, absent, constructed, holding, present, untrained

from glassformer.claims import failure
from glassformer.claims.failure import answered_by_cascade
from glassformer.tasks.arithmetic import carries_within, find_cascades


@pytest.mark.parametrize(
    ("n_digits", "window", "right", "wrong"),
    [
        (5, 3, {"0", "1"}, {"2", "3", "4"}),
        (4, 3, {"0", "1"}, {"3"}),  # of length 2 those are right that end in the highest answer digit: half of them
        (3, 3, {"0", "1", "2"}, set()),
        (3, 2, {"0"}, {"2"}),  # of length 1 likewise
        (4, 1, set(), {"1", "2", "3"}),
    ],
)
def test_cascades_longer_than_the_window_fail(n_digits: int, window: int, right: set[str], wrong: set[str]) -> None:
    claims = list(failure.find(constructed(n_digits, window)))
    assert present(claims, "cascades") == right
    if right:
        assert absent(claims, "cascades") == wrong


@pytest.mark.parametrize(("n_digits", "window"), [(5, 3), (3, 2)])
def test_answers_are_right_as_far_as_the_window_reaches(n_digits: int, window: int) -> None:
    for length, answered in answered_by_cascade(constructed(n_digits, window)).items():
        questions = answered.questions
        assert (find_cascades(questions).length == length).all()
        assert len(questions) == failure.N_OF_A_LENGTH
        carries = carries_within(questions, window)
        right = np.column_stack([questions.subtasks.use_carry, questions.answers[:, -1]])
        assert (answered.is_right == (carries == right).all(1)).all()


def test_random_questions() -> None:
    assert present(failure.find(constructed(3, 3)), "accuracy") == {"random"}
    (claim, _) = (claim for claim in failure.find(constructed(3, 2)) if claim.finding == "accuracy")
    # A2 does not see pair 0: wrong are the questions in which pair 1 passes on a carry that pair 0 makes.
    assert claim.verdict == "fails"
    assert claim.effect.value == pytest.approx(1 - 0.1 * 0.45, abs=0.02)
    assert claim.effect.n == failure.N_RANDOM


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(failure.find(untrained(seed)))
    assert not holding(claims)
    assert {claim.key for claim in claims if not claim.is_absence} == {
        "accuracy/random/present",
        *(f"cascades/{length}/present" for length in range(3)),
    }


def test_cascades_of_one_that_is_asked_both_operations() -> None:
    found = answered_by_cascade(untrained(0, replace(SHAPE, kind="mixed")))
    assert list(found) == [0, 1, 2]
    assert all((find_cascades(each.questions).length == length).all() for length, each in found.items())
