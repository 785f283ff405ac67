"""Which digit pairs each answer digit can see: how far down a carry may be made and still arrive.

Questions come in twos that differ in one pair: in one it makes a carry, in the other it does not. All pairs between
it and the answer digit sum to 9, so that only by seeing it can the answer digit be right in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

import numpy as np

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.observing import observe
from glassformer.tasks.arithmetic import Questions

METRIC = Metric(
    finding="reach",
    test="a pair makes a carry or not, and those between it and the answer digit sum to 9: share right in both",
    present=Threshold(least=0.9),
    absent=Threshold(most=0.5),
)
N_TWOS = 500


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about every answer digit and every pair below it; of questions with additions only."""
    if not subject.asks_additions:
        return
    subject = subject.of_additions
    for digit in range(1, subject.arithmetic.n_digits + 1):
        for pair in range(digit - 1, -1, -1):
            n_nines = digit - 1 - pair
            through = f" through {n_nines} sum{'s' * (n_nines > 1)} of 9" if n_nines else ""
            yield from METRIC.claims(
                f"A{digit}/pair {pair}",
                measure(subject, digit, pair),
                {"answer": f"A{digit}", "pair": pair, "sums_of_9_between": n_nines},
                present=f"A{digit} sees the carry of pair {pair}{through}",
                absent=f"A{digit} does not see the carry of pair {pair}{through}",
            )


def pairs_seen(subject: Subject) -> list[int]:
    """For each answer digit, how many pairs below it sees: those down to the first whose carry it does not see."""
    found = []
    for digit in range(subject.arithmetic.n_digits + 1):
        seen = (METRIC.present.verdict(measure(subject, digit, pair)) == "holds" for pair in range(digit - 1, -1, -1))
        found.append(sum(1 for _ in takewhile(bool, seen)))
    return found


def measure(subject: Subject, digit: int, pair: int) -> Effect:
    """The share of questions in which an answer digit is right whether or not a pair below makes a carry."""
    column = subject.column(digit)
    both = [observe(subject.model, asked).is_right[:, column] for asked in draw_twos(subject, digit, pair)]
    return Effect.of_share(both[0] & both[1])


def draw_twos(subject: Subject, digit: int, pair: int, n_twos: int = N_TWOS) -> tuple[Questions, Questions]:
    """Questions in which ``pair`` makes no carry, and the same in which it makes one.

    All pairs between it and the answer digit sum to 9. The pair of the answer digit itself does not, as its digit
    could then be read off the one before.
    """
    rng = subject.rng(f"reach A{digit} pair {pair}")
    first = rng.integers(0, 10, (n_twos, subject.arithmetic.n_digits), np.uint8)
    second = rng.integers(0, 10, first.shape, np.uint8)
    for between in range(pair + 1, digit):
        second[:, between] = 9 - first[:, between]
    if digit < subject.arithmetic.n_digits:
        is_nine = first[:, digit] + second[:, digit] == 9
        second[is_nine, digit] = (second[is_nine, digit] + 1) % 10
    first[:, pair] = rng.integers(0, 9, n_twos)
    second[:, pair] = rng.integers(0, 9 - first[:, pair].astype(int))
    without = Questions(subject.arithmetic, first.copy(), second.copy(), np.zeros(n_twos, bool))
    first[:, pair], second[:, pair] = 9 - first[:, pair], 9 - second[:, pair]  # from at most 8 to at least 10
    return without, Questions(subject.arithmetic, first, second, without.is_minus)
