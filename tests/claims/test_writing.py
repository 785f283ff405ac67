"""Programs from rules: each answers exactly what its rules say, and is read again as it was written."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.claims.rules import answers, draw_hard, plain, random_rules, rule

from glassformer.claims.agreeing import greedy_answers
from glassformer.claims.carrying import CarryRule
from glassformer.claims.writing import write_program
from glassformer.program import Signature, parse
from glassformer.proof import verify
from glassformer.tasks import load_task
from glassformer.tasks.arithmetic import Arithmetic, all_questions

RULES_OF_3_DIGITS = {
    "right": plain(0, 1, 2, 3),
    "two pairs": plain(0, 1, 1, 2),
    "no carries": plain(0, 0, 0, 0),
    "only into A2": plain(0, 0, 2, 0),
    "only into A3, from far": plain(0, 0, 0, 3),
    "a carry where all pairs sum to 9": [*plain(0, 1), rule(2, (False, True), otherwise=True), *plain(0, 0, 0, 2)[3:]],
    "always a carry": [rule(digit, otherwise=True) for digit in range(4)],
    "A0 alone has one": [rule(0, otherwise=True), *plain(0, 1, 2, 3)[1:]],
    "read before": [*plain(0, 1), rule(2, (False, True), reads_before=True), *plain(0, 0, 0, 3)[3:]],
    "read before and nothing else": [*plain(0, 0), rule(2, reads_before=True), *plain(0, 0, 0, 1)[3:]],
    "read before, of what is always so": [*plain(0, 1, 2)[:2], rule(2, reads_before=True), rule(3, otherwise=True)],
    "the wrong way round": [*plain(0), *(rule(digit, *[(True, False)] * digit) for digit in (1, 2, 3))],
    "a carry is passed on, not made": [
        *plain(0, 1),
        rule(2, (False, False), (False, True)),
        rule(3, (False, False), (False, True), (True, True), otherwise=True),
    ],
}


def assert_says(rules: list[CarryRule], n_digits: int, n_questions: int) -> None:
    program = write_program(n_digits, rules)
    questions = all_questions(Arithmetic(2)) if n_digits == 2 else draw_hard(n_digits, n_questions)
    assert (greedy_answers(program, questions) == answers(rules, questions)).all()
    assert parse(str(program)) == program


@pytest.mark.parametrize("name", RULES_OF_3_DIGITS)
def test_a_program_says_what_its_rules_say(name: str) -> None:
    assert_says(RULES_OF_3_DIGITS[name], 3, 2_000)


@pytest.mark.parametrize("seed", range(6))
def test_programs_of_any_rules_say_what_these_do_on_all_questions(seed: int) -> None:
    assert_says(random_rules(2, random.Random(seed)), 2, 0)


@pytest.mark.parametrize("seed", range(6))
def test_programs_of_any_rules_say_what_these_do_on_longer_ones(seed: int) -> None:
    n_digits = 3 + seed % 3
    assert_says(random_rules(n_digits, random.Random(seed)), n_digits, 1_000)


def test_more_pairs_than_have_names() -> None:
    rules = plain(0, 1, 2, 3, 4, 5, 6)
    assert_says(rules, 6, 500)
    assert "below_6_sum" in str(write_program(6, rules))


def test_one_digit() -> None:
    questions = all_questions(Arithmetic(1))
    for rules in (plain(0, 1), plain(0, 0), [rule(0, otherwise=True), rule(1, (True, False))]):
        assert (greedy_answers(write_program(1, rules), questions) == answers(rules, questions)).all()


def test_the_order_of_the_rules_does_not_matter() -> None:
    rules = RULES_OF_3_DIGITS["read before"]
    backwards = write_program(3, rules[::-1])
    assert np.array_equal(
        greedy_answers(backwards, draw_hard(3, 300)), greedy_answers(write_program(3, rules), draw_hard(3, 300))
    )


def test_it_is_a_program_for_the_task_of_addition() -> None:
    task = load_task("addition", max_length=9)
    program = write_program(2, plain(0, 1, 2))
    assert program.signature == Signature.of(task)
    assert program.origin == "extracted"
    found = verify(program, task)
    assert (found.status, found.n_domain) == ("proved", 10_000)


def test_only_pairs_that_are_looked_at_are_read() -> None:
    text = str(write_program(5, plain(0, 1, 2, 2, 2, 3)))
    assert "third_below_sum" in text
    assert "below_4" not in text
    assert "below" not in str(write_program(5, plain(0, 0, 0, 0, 0, 0)))
