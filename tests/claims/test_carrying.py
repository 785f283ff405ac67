"""Rules of carries: those of the constructed network are its window, and rules of any kind are found again."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.claims.rules import answers, draw_hard, plain, random_rules, rule
from tests.claims.small import SHAPES, constructed, n_seen_below

from glassformer.claims.carrying import LEAST_CASES, CarryRule, carries_added, cases, fit_rules, rule_says
from glassformer.lens.answering import Answered, answer_questions
from glassformer.tasks.arithmetic import Arithmetic, Questions


@pytest.mark.parametrize(("n_digits", "window"), [*SHAPES, (4, 1), (6, 6), (2, 1), (1, 1)])
def test_the_rules_of_the_constructed_network_are_its_window(n_digits: int, window: int) -> None:
    subject = constructed(n_digits, window)
    found = fit_rules(answer_questions(subject.model, subject.draw_enriched("rules", 4_000)))
    assert found == plain(*n_seen_below(n_digits, window))
    assert all(each.is_plain for each in found)


def test_plain_is_a_carry_exactly_where_one_is_made() -> None:
    assert rule(3, (False, True)).is_plain
    assert rule(3).is_plain
    assert not rule(3, (False, True), (True, True)).is_plain
    assert not rule(3, (False, False)).is_plain
    assert not rule(3, otherwise=True).is_plain
    assert not rule(3, (False, True), reads_before=True).is_plain


def test_what_was_added_by_hand() -> None:
    questions = Arithmetic(2).parse("17+25", "99+99", "95+05")
    written = np.array([[0, 4, 2], [1, 8, 8], [0, 0, 3]], np.uint8)  # right: 042, 198, 100
    assert carries_added(Answered(questions, written)).tolist() == [[0, 1, 0], [0, 0, 1], [3, 1, 0]]


def test_cases_by_hand() -> None:
    questions = Arithmetic(4).parse("0090+0005", "9995+0005", "0999+0000", "0945+0054", "9909+0080")
    n_nines, makes = cases(questions)
    assert n_nines.tolist() == [[0, 0, 1, 0, 0], [0, 0, 1, 2, 3], [0, 1, 2, 3, 0], [0, 1, 2, 3, 0], [0, 1, 0, 1, 2]]
    assert makes.astype(int).tolist() == [[0] * 5, [0, 1, 1, 1, 1], [0] * 5, [0] * 5, [0] * 5]


def test_what_a_rule_says_of_each_case() -> None:
    odd = rule(3, (True, False), (False, True), otherwise=True)
    n_nines, makes = np.array([0, 0, 1, 1, 2, 2, 3]), np.array([False, True, False, True, False, True, False])
    assert rule_says(odd, n_nines, makes).tolist() == [True, False, False, True, True, True, True]
    assert rule_says(rule(3), n_nines, makes).tolist() == [False] * 7


def as_shallow_as_can_be(given: CarryRule) -> CarryRule:
    """The same rule without the last cases in which it does what it does otherwise."""
    adds = given.adds
    while adds and set(adds[-1]) == {given.otherwise}:
        adds = adds[:-1]
    return rule(given.digit, *adds, otherwise=given.otherwise, reads_before=given.reads_before)


@pytest.mark.parametrize("seed", range(12))
def test_rules_of_any_kind_are_found_again(seed: int) -> None:
    n_digits = 2 + seed % 3
    given = random_rules(n_digits, random.Random(seed))
    questions = draw_hard(n_digits, 3_000)
    found = fit_rules(Answered(questions, answers(given, questions)))
    assert [without_needless_reading(each) for each in found] == [
        without_needless_reading(as_shallow_as_can_be(each)) for each in given
    ]
    assert (answers(found, questions) == answers(given, questions)).all()


def without_needless_reading(given: CarryRule) -> CarryRule:
    """A rule of which it is not asked whether it reads before: what it reads may be what it would say itself."""
    return rule(given.digit, *given.adds, otherwise=given.otherwise)


def test_what_is_read_off_the_digit_before_is_found() -> None:
    given = [rule(0), rule(1, (False, True)), rule(2, (False, True), reads_before=True), *plain(0, 0, 0, 3)[3:]]
    questions = draw_hard(3, 3_000)
    found = fit_rules(Answered(questions, answers(given, questions)))
    assert found == given
    # 895+105: pair 2 sums to 9, so that A2 takes the carry of A3; 795+105: it does not see that pair 0 makes one.
    assert answers(given, Arithmetic(3).parse("895+105", "795+105")).tolist() == [[1, 0, 0, 0], [0, 8, 0, 0]]


def test_too_few_cases_say_what_is_right() -> None:
    few = Arithmetic(3).parse(*["195+205"] * (LEAST_CASES - 1), *["111+111"] * 20)
    never = np.column_stack([np.zeros(len(few), np.uint8), few.subtasks.base[:, ::-1]])  # no carry is ever added
    assert fit_rules(Answered(few, never))[2] == rule(2, (False, True), (False, True))
    enough = Questions.concatenate([few, few])
    assert fit_rules(Answered(enough, np.concatenate([never, never])))[2] == rule(2, (False, True))


def test_a_rule_as_data() -> None:
    assert rule(2, (False, True), (True, True), otherwise=True).to_dict() == {
        "digit": 2,
        "depth": 2,
        "adds": [[False, True], [True, True]],
        "otherwise": True,
        "reads_before": False,
    }
