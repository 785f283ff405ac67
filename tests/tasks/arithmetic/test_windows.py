"""Windows: the carries that an answer digit can know, worked out pair by pair and with whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from glassformer.errors import ConfigurationError
from glassformer.tasks.arithmetic import (
    Arithmetic,
    Enrichment,
    Questions,
    all_questions,
    carries_within,
    draw_questions,
    is_decided_within,
)

PLUS, MINUS, BOTH = ("+",), ("-",), ("+", "-")


def columns(questions: Questions, row: int) -> tuple[list[int], list[int]]:
    """The digits that stand above and below: in a subtraction the larger number is above."""
    first, second = questions.first[row].tolist(), questions.second[row].tolist()
    if questions.is_minus[row] and first[::-1] < second[::-1]:
        return second, first
    return first, second


def carry_into(questions: Questions, row: int, digit: int, window: int) -> bool:
    """Whether a carry, or a borrow, is made by the pairs of a window as if they were the whole question."""
    upper, lower = columns(questions, row)
    n_below = window if digit == len(upper) else window - 1
    carry = 0
    for pair in range(max(digit - n_below, 0), digit):
        if questions.is_minus[row]:
            carry = int(upper[pair] - lower[pair] - carry < 0)
        else:
            carry = int(upper[pair] + lower[pair] + carry >= 10)
    return carry == 1


def draw_hard(n_digits: int, operations: tuple[str, ...], n_questions: int = 400) -> Questions:
    enrichment = Enrichment(batch_size=1, batch_frac=0.8, pair_frac=0.5)
    return draw_questions(
        Arithmetic(n_digits, operations), n_questions, np.random.default_rng(0), enrichment=enrichment
    )


@pytest.mark.parametrize("window", [1, 2, 3, 4, 9])
@pytest.mark.parametrize(("n_digits", "operations"), [(5, PLUS), (5, MINUS), (4, BOTH), (1, BOTH)])
def test_carries_pair_by_pair(n_digits: int, operations: tuple[str, ...], window: int) -> None:
    questions = draw_hard(n_digits, operations)
    found = carries_within(questions, window)
    assert found.shape == (len(questions), n_digits + 1)
    for row in range(len(questions)):
        expected = [carry_into(questions, row, digit, window) for digit in range(n_digits + 1)]
        assert found[row].tolist() == expected


@pytest.mark.parametrize("window", [1, 2, 3])
def test_carries_of_all_questions_of_two_digits_with_whole_numbers(window: int) -> None:
    questions = all_questions(Arithmetic(2))
    first, second = (10 * digits[:, 1].astype(int) + digits[:, 0] for digits in (questions.first, questions.second))
    makes = first % 10 + second % 10 >= 10
    above = first // 10 + second // 10
    found = carries_within(questions, window)
    assert not found[:, 0].any()
    assert (found[:, 1] == (makes & (window > 1))).all()
    assert (found[:, 2] == ((first + second >= 100) if window > 1 else (above >= 10))).all()


@pytest.mark.parametrize("operations", [PLUS, MINUS, BOTH])
def test_a_window_of_all_digits_knows_all_carries(operations: tuple[str, ...]) -> None:
    questions = draw_hard(4, operations)
    carries = np.column_stack([questions.subtasks.use_carry, questions.subtasks.carry_out[:, -1]])
    assert (carries_within(questions, 4) == carries).all()
    assert is_decided_within(questions, 4).all()
    assert not is_decided_within(questions, 3).all()


def test_what_is_decided_by_hand() -> None:
    texts = ["00995+00005", "00095+00005", "00990+00005", "99500+00500", "99950+00050", "95000+05000"]
    questions = Arithmetic(5).parse(*texts)
    assert is_decided_within(questions, 3).tolist() == [False, True, True, True, False, True]
    assert is_decided_within(questions, 2).tolist() == [False, False, True, False, False, True]
    assert is_decided_within(questions, 1).tolist() == [False, False, True, False, False, False]


@pytest.mark.parametrize("window", [1, 2, 3])
def test_decided_is_the_right_answer_from_the_window(window: int) -> None:
    questions = draw_hard(4, PLUS)
    carries = carries_within(questions, window)
    answers = np.column_stack([(questions.subtasks.base + carries[:, :-1]) % 10, carries[:, -1]])
    found = is_decided_within(questions, window)
    assert (found == (answers == questions.answers).all(1)).all()
    assert 0 < found.mean() < 1


@pytest.mark.parametrize("window", [0, -1])
def test_a_window_has_a_pair(window: int) -> None:
    for look in (carries_within, is_decided_within):
        with pytest.raises(ConfigurationError, match=f"a window of {window} digit pairs; it has 1 or more"):
            look(draw_hard(2, PLUS), window)
