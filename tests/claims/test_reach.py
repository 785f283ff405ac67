"""Reach: the pairs that each answer digit sees are those of the window, and the questions show it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.claims.small import SHAPE, SHAPES, absent, constructed, holding, n_seen_below, present, untrained

from glassformer.claims import reach
from glassformer.claims.claim import Effect
from glassformer.claims.reach import draw_twos, measure, pairs_seen
from glassformer.claims.subject import Subject
from glassformer.tasks.arithmetic import Questions


@pytest.mark.parametrize(("n_digits", "window"), [*SHAPES, (4, 1)])
def test_each_digit_sees_the_pairs_of_its_window_and_no_further(n_digits: int, window: int) -> None:
    subject = constructed(n_digits, window)
    claims = list(reach.find(subject))
    n_seen = n_seen_below(n_digits, window)
    below = {(digit, pair) for digit in range(n_digits + 1) for pair in range(digit)}
    seen = {(digit, pair) for digit, pair in below if digit - pair <= n_seen[digit]}
    assert present(claims, "reach") == {f"A{digit}/pair {pair}" for digit, pair in seen}
    assert absent(claims, "reach") == {f"A{digit}/pair {pair}" for digit, pair in below - seen}
    assert pairs_seen(subject) == n_seen


def test_seen_pairs_are_counted_down_to_the_first_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {(1, 0), (2, 0), (3, 2), (3, 0)}

    def measured(_: Subject, digit: int, pair: int) -> Effect:
        return Effect.of_share([(digit, pair) in seen] * 100)

    monkeypatch.setattr(reach, "measure", measured)
    assert pairs_seen(constructed(3, 3)) == [0, 1, 0, 1]


def test_an_untrained_network_sees_no_pair() -> None:
    assert pairs_seen(untrained(0)) == [0, 0, 0, 0]


def digits_of(questions: Questions) -> list[tuple[list[int], list[int]]]:
    return list(zip(questions.first.tolist(), questions.second.tolist(), strict=True))


@pytest.mark.parametrize(("digit", "pair"), [(5, 4), (5, 2), (5, 0), (4, 1), (3, 2), (1, 0)])
def test_two_questions_differ_in_whether_a_pair_makes_a_carry(digit: int, pair: int) -> None:
    without, with_carry = draw_twos(constructed(5, 3), digit, pair, n_twos=50)
    for (first, second), (other_first, other_second) in zip(digits_of(without), digits_of(with_carry), strict=True):
        assert first[pair] + second[pair] <= 8
        assert other_first[pair] + other_second[pair] >= 10
        assert all(first[each] + second[each] == 9 for each in range(pair + 1, digit))
        assert digit == 5 or first[digit] + second[digit] != 9
        for each in range(5):
            is_same = (first[each], second[each]) == (other_first[each], other_second[each])
            assert is_same == (each != pair)
    assert ((with_carry.answers[:, digit] - without.answers[:, digit]) % 10 == 1).all()


def test_a_network_that_sees_is_right_in_both_and_one_that_does_not_never() -> None:
    subject = constructed(5, 3)
    assert (measure(subject, 5, 2).value, measure(subject, 5, 1).value) == (1, 0)
    assert measure(subject, 5, 2).n == 500


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(reach.find(untrained(seed)))
    assert not holding(claims)
    assert len(claims) == 2 * 6


def test_of_one_that_subtracts_too_additions_are_asked_alone() -> None:
    assert len(list(reach.find(untrained(0, replace(SHAPE, kind="mixed"))))) == 2 * 6
    assert not list(reach.find(untrained(0, replace(SHAPE, kind="subtraction"))))
