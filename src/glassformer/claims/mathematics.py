"""The mathematical model: loss and mistakes follow from how frequent each case is, and how the model does on each.

The case of an answer digit is how many pairs below it sum to 9, one after the other, and what the pair below those
does: a carry comes in, or not. Frequencies are exact; the loss and share right of each case are measured on questions
drawn for it; and what follows for random questions is compared with what other random questions show, digit by digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glassformer.claims.claim import Claim, Effect, Threshold
from glassformer.claims.failure import answered_by_cascade
from glassformer.claims.subject import Subject
from glassformer.lens.observing import Floats, observe
from glassformer.tasks.arithmetic import Questions, cascade_frequencies

FINDING = "mathematical model"
WHOLE = "whole answer"
TEST = "the loss of each answer digit of random questions against that of its case: share of the variance explained"
EXPLAINS = Threshold(least=0.5)
N_OF_A_CASE = 500
N_RANDOM = 20_000
LEAST_VARIANCE = 1e-4
"""Squared nats; a network whose loss varies less makes no mistakes that could be explained."""
Losses = npt.NDArray[np.float64]
MAKES_CARRY, MAKES_NONE, PASSES_ON = 0.45, 0.45, 0.1
"""How many of the hundred pairs of digits sum to 10 or more, to 8 or less, and to 9."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of an answer digit.

    Attributes:
        digit: the answer digit.
        n_nines: how many pairs below sum to 9, one after the other.
        carry: whether a carry comes in; where all pairs below sum to 9, none does.
        frequency: the share of random questions.
        loss: the mean of the digit's loss, in nats.
        wrong: the share of questions whose digit is wrong.
        n: questions that these were measured on.
    """

    digit: int
    n_nines: int
    carry: bool
    frequency: float
    loss: float
    wrong: float
    n: int


def find(subject: Subject) -> Iterator[Claim]:
    """The claim that cases explain the loss; of additions only."""
    if not subject.asks_additions:
        return
    subject = subject.of_additions
    cases = measure_cases(subject)
    random = observe(subject.model, subject.draw("mathematics", N_RANDOM))
    columns = [subject.column(digit) for digit in range(subject.arithmetic.n_digits + 1)]
    losses = random.losses[:, columns].astype(np.float64)
    predicted = predicted_losses(cases, random.questions)
    left = ((losses - predicted) ** 2).sum(1)
    spread = ((losses - losses.mean(0)) ** 2).sum(1)
    effect = _explained(left, spread, subject.rng("mathematics, resampled"))
    yield Claim(
        key=f"{FINDING}/all answer digits",
        finding=FINDING,
        statement="the loss of an answer digit follows from how far the carry that it needs has come",
        place={},
        test=TEST,
        effect=effect,
        threshold=EXPLAINS,
    )


def _explained(left: Losses, spread: Losses, rng: np.random.Generator) -> Effect:
    """The share of the variance explained, its interval bootstrapped; nan where the loss hardly varies.

    Args:
        left: each question's squared error of the prediction.
        spread: that of the mean loss of each answer digit.
        rng: of the bootstrap.
    """
    if spread.mean() < LEAST_VARIANCE:
        return Effect.of_nothing("explained", len(left))
    return Effect.of_explained(left, spread, rng)


def measure_cases(subject: Subject) -> list[Case]:
    """Every case of every answer digit, measured."""
    found = []
    for digit, n_nines, carry in every_case(subject.arithmetic.n_digits):
        questions = draw_case(subject, digit, n_nines, carry, n=N_OF_A_CASE, purpose=FINDING)
        observed = observe(subject.model, questions)
        column = subject.column(digit)
        below = (MAKES_CARRY if carry else MAKES_NONE) if n_nines < digit else 1.0
        found.append(
            Case(
                digit=digit,
                n_nines=n_nines,
                carry=carry,
                frequency=PASSES_ON**n_nines * below,
                loss=float(observed.losses[:, column].mean()),
                wrong=1 - float(observed.is_right[:, column].mean()),
                n=len(questions),
            )
        )
    return found


def draw_case(subject: Subject, digit: int, n_nines: int, carry: bool, *, n: int, purpose: str) -> Questions:
    """As many random questions of one case as ``n`` says, others for each purpose."""
    rng = subject.rng(f"{purpose}, case {digit} {n_nines} {carry}")
    first, second = rng.integers(0, 10, (2, n, subject.arithmetic.n_digits), np.uint8)
    for pair in range(digit - n_nines, digit):
        second[:, pair] = 9 - first[:, pair]
    if n_nines < digit:
        pair = digit - n_nines - 1
        sums = np.array([(one, other) for one in range(10) for other in range(10)], np.uint8)
        sums = sums[sums.sum(1) >= 10] if carry else sums[sums.sum(1) <= 8]
        first[:, pair], second[:, pair] = sums[rng.integers(0, len(sums), n)].T
    return Questions(subject.arithmetic, first, second, np.zeros(n, bool))


def every_case(n_digits: int) -> Iterator[tuple[int, int, bool]]:
    """Every case: the answer digit, how many pairs below it sum to 9, and whether a carry comes in."""
    for digit in range(n_digits + 1):
        for n_nines in range(digit + 1):
            for carry in (False, True) if n_nines < digit else (False,):
                yield digit, n_nines, carry


def predicted_losses(cases: list[Case], questions: Questions) -> Losses:
    """The loss of each answer digit's case, `question answer_digit`."""
    n_answer_digits = questions.arithmetic.n_digits + 1
    by_case = {(case.digit, case.n_nines, case.carry): case.loss for case in cases}
    table = np.zeros((n_answer_digits, n_answer_digits, 2))
    for (digit, n_nines, carry), loss in by_case.items():
        table[digit, n_nines, int(carry)] = loss
    passes = questions.subtasks.make_sum_9
    nines_below = np.zeros((len(questions), n_answer_digits), int)
    for digit in range(1, n_answer_digits):
        nines_below[:, digit] = (nines_below[:, digit - 1] + 1) * passes[:, digit - 1]
    carries = np.column_stack([questions.subtasks.use_carry, questions.subtasks.carry_out[:, -1]])
    found: Losses = table[np.arange(n_answer_digits), nines_below, carries.astype(int)]
    return found


def compare(subject: Subject) -> list[dict[str, object]]:
    """Predicted and measured loss (nats) and share wrong of each answer digit, and of whole answers: a row for each.

    A whole answer is predicted from the length of the question's longest cascade: the exact frequency of each length,
    times the share wrong of questions drawn for it. Its loss is the mean of those of its digits.
    """
    cases = measure_cases(subject)
    random = observe(subject.model, subject.draw("mathematics", N_RANDOM))
    digits = range(subject.arithmetic.n_digits, -1, -1)
    losses = {digit: sum(case.frequency * case.loss for case in cases if case.digit == digit) for digit in digits}
    rows = []
    for digit in digits:
        wrong = sum(case.frequency * case.wrong for case in cases if case.digit == digit)
        some = slice(subject.column(digit), subject.column(digit) + 1)
        rows.append(_row(f"A{digit}", losses[digit], wrong, random.losses[:, some], random.is_right[:, some]))
    if not subject.arithmetic.has_sign:
        mean = sum(losses.values()) / len(losses)
        rows.append(_row(WHOLE, mean, _wrong_by_cascade(subject), random.losses, random.is_right))
    return rows


def _row(name: str, loss: float, wrong: float, losses: Floats, is_right: npt.NDArray[np.bool_]) -> dict[str, object]:
    """What is predicted of some answer tokens, and what they show (`question answer`)."""
    return {
        "answer": name,
        "predicted_loss": loss,
        "measured_loss": Effect.of_mean(losses.mean(1), "nats").to_dict(),
        "predicted_wrong": wrong,
        "measured_wrong": Effect.of_share(~is_right.all(1)).to_dict(),
    }


def _wrong_by_cascade(subject: Subject) -> float:
    """The share of random additions that is answered wrong, as the lengths of their cascades predict it."""
    frequencies = cascade_frequencies(subject.arithmetic.n_digits, "+")
    answered = answered_by_cascade(subject)
    return float(sum(frequencies[length] * (1 - found.accuracy.value) for length, found in answered.items()))
