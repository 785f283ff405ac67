"""Whether digit streams are independent: a digit pair is replaced, and only the answer digits that should change do.

The embeddings of the two digits of a pair become those of another pair with the same effect on the carry (both sum to
at most 8, or both to 10 or more), so that only the answer digit of that pair may change.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.observing import Node, observe
from glassformer.tasks.arithmetic import Questions
from glassformer.tasks.arithmetic.subtasks import Digits

METRIC = Metric(
    finding="streams",
    test="the embeddings of a digit pair become those of another with the same carry: drop of the share right",
    present=Threshold(least=0.2),
    absent=Threshold(most=0.01),
)
FOLLOWS = Metric(
    finding="streams, followed",
    test="the same: share of answers in which the digit is now the right one for the other pair",
    present=Threshold(least=0.9),
    absent=Threshold(most=0.1),
)


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about every pair and answer digit; of questions with additions only."""
    if not subject.asks_additions:
        return
    subject = subject.of_additions
    arithmetic = subject.arithmetic
    questions = subject.plain.questions
    for pair in range(arithmetic.n_digits):
        donors = _same_carry(questions, pair, subject.rng(f"streams {pair}"))
        changed = _with_pair(questions, donors, pair)
        node = Node(part="embedding", positions=(arithmetic.first_positions[pair], arithmetic.second_positions[pair]))
        after = observe(subject.model, questions, [node], donors=changed)
        for digit in range(arithmetic.n_digits + 1):
            column = subject.column(digit)
            yield from METRIC.claims(
                f"pair {pair}/A{digit}",
                Effect.of_drop(subject.plain.is_right[:, column], after.is_right[:, column]),
                {"pair": pair, "answer": f"A{digit}"},
                present=f"A{digit} changes with the digits of pair {pair}",
                absent=f"A{digit} does not change with the digits of pair {pair}, as long as the carry is the same",
            )
        column = subject.column(pair)
        now = after.tokens[:, column] == changed.answer_tokens[:, column]
        yield from FOLLOWS.claims(
            f"pair {pair}/A{pair}",
            Effect.of_share(now),
            {"pair": pair, "answer": f"A{pair}"},
            present=f"A{pair} becomes the right digit for the new pair {pair}",
            absent=f"A{pair} does not become the right digit for the new pair {pair}",
        )


def _same_carry(questions: Questions, pair: int, rng: np.random.Generator) -> Questions:
    """For each question another, of which this pair has the same effect on the carry but gives another digit."""
    first, second = questions.first[:, pair].copy(), questions.second[:, pair].copy()
    classes, base = questions.subtasks.sum_class[:, pair], questions.subtasks.base[:, pair]
    rows = np.arange(len(questions))
    # A sum of 9 is the only one of its class: such a pair becomes another of the same sum, and nothing may change.
    while len(rows):
        first[rows], second[rows] = rng.integers(0, 10, (2, len(rows)), np.uint8)
        sums = first[rows].astype(int) + second[rows]
        is_same = (sums >= 9).astype(int) + (sums >= 10) == classes[rows]
        rows = rows[~(is_same & ((sums % 10 != base[rows]) | (sums == 9)))]
    return _replaced(questions, pair, first, second)


def _replaced(questions: Questions, pair: int, first: Digits, second: Digits) -> Questions:
    upper, lower = questions.first.copy(), questions.second.copy()
    upper[:, pair], lower[:, pair] = first, second
    return Questions(questions.arithmetic, upper, lower, questions.is_minus)


def _with_pair(questions: Questions, donors: Questions, pair: int) -> Questions:
    return _replaced(questions, pair, donors.first[:, pair], donors.second[:, pair])
