"""Rules of carries, and what they answer: worked out question by question, digit by digit."""

from __future__ import annotations

import random

import numpy as np

from glassformer.claims.carrying import CarryRule
from glassformer.tasks.arithmetic import Arithmetic, Enrichment, Questions, draw_questions


def rule(
    digit: int,
    *adds: tuple[bool, bool],
    otherwise: bool = False,
    reads_before: bool = False,
) -> CarryRule:
    """A rule that looks at as many pairs as cases are given."""
    return CarryRule(digit=digit, depth=len(adds), adds=adds, otherwise=otherwise, reads_before=reads_before)


def plain(*depths: int) -> list[CarryRule]:
    """Rules that add a carry exactly where one is made among so many pairs."""
    return [rule(digit, *[(False, True)] * depth) for digit, depth in enumerate(depths)]


def random_rules(n_digits: int, rng: random.Random) -> list[CarryRule]:
    """Rules of any kind; only the highest pair's digit reads the carry off the answer digit before."""
    found = []
    for digit in range(n_digits + 1):
        adds = [(rng.random() < 0.4, rng.random() < 0.6) for _ in range(rng.randint(0, digit))]
        reads_before = 0 < digit == n_digits - 1 and rng.random() < 0.7
        found.append(rule(digit, *adds, otherwise=rng.random() < 0.5, reads_before=reads_before))
    return found


def answer(rules: list[CarryRule], first: list[int], second: list[int]) -> list[int]:
    """The answer's digits as they are written, the highest first; the numbers' digits come with the lowest first."""
    written: list[int] = []
    for each in sorted(rules, key=lambda rule: -rule.digit):
        carry = each.otherwise
        for n_nines in range(each.depth):
            pair = each.digit - 1 - n_nines
            total = first[pair] + second[pair]
            if total != 9:
                carry = each.adds[n_nines][total >= 10]
                break
        own = first[each.digit] + second[each.digit] if each.digit < len(first) else 0
        if each.reads_before and own == 9 and written[-1] in (0, 1):
            carry = written[-1] == 1
        written.append((own + carry) % 10)
    return written


def answers(rules: list[CarryRule], questions: Questions) -> np.ndarray:
    """The answers as they are written, ``question answer``."""
    pairs = zip(questions.first.tolist(), questions.second.tolist(), strict=True)
    return np.array([answer(rules, first, second) for first, second in pairs], np.uint8)


def draw_hard(n_digits: int, n_questions: int, seed: int = 0) -> Questions:
    """Random questions of which half the pairs sum to 9, so that all cases of a rule are met."""
    enrichment = Enrichment(batch_size=1, batch_frac=1, pair_frac=0.5)
    return draw_questions(Arithmetic(n_digits), n_questions, np.random.default_rng(seed), enrichment=enrichment)
