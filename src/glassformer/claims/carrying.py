"""How the network decides on each carry, as tables: fitted on its own answers, right or wrong.

What an answer digit says is its pair's base sum with or without a carry. Its *case* is how many pairs below sum to 9,
one after the other, and what the pair below those does. The rule of a digit says for each case whether the
network adds a carry; how deep it must look is found by asking from which case on the answer is always the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glassformer.lens.answering import Answered
from glassformer.tasks.arithmetic import Questions, SumClass

Numbers = npt.NDArray[np.integer]
LEAST_CASES = 5
"""A case that is seen less often says nothing."""


@dataclass(frozen=True, kw_only=True)
class CarryRule:
    """How the network decides whether it adds a carry to one answer digit.

    Attributes:
        digit: which answer digit.
        depth: how many pairs below it looks at; where all of them sum to 9, it takes `otherwise`.
        adds: for each number of sums of 9 below ``depth``, whether a carry is added where the pair after them makes
            none, and where it makes one.
        otherwise: whether a carry is added where all pairs that are looked at sum to 9.
        reads_before: whether, where the digit's own pair sums to 9, the carry is read off the answer digit before.
    """

    digit: int
    depth: int
    adds: tuple[tuple[bool, bool], ...]
    otherwise: bool = False
    reads_before: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it adds a carry exactly where one is made among the pairs that it looks at."""
        return not self.otherwise and not self.reads_before and all(each == (False, True) for each in self.adds)

    def to_dict(self) -> dict[str, object]:
        """The same for JSON."""
        return {
            "digit": self.digit,
            "depth": self.depth,
            "adds": [list(each) for each in self.adds],
            "otherwise": self.otherwise,
            "reads_before": self.reads_before,
        }


def fit_rules(answered: Answered) -> list[CarryRule]:
    """The rule of every answer digit, from the network's answers to questions of which the rare cases are not rare."""
    questions = answered.questions
    added = carries_added(answered)
    n_nines, makes = cases(questions)
    return [_fit(questions, digit, added, n_nines[:, digit], makes[:, digit]) for digit in range(added.shape[1])]


def carries_added(answered: Answered) -> Numbers:
    """What the network added to each base sum, modulo 10: 0, 1, or what no carry explains (`question answer_digit`)."""
    questions = answered.questions
    digits = answered.answers[:, questions.arithmetic.answer_columns].astype(int)
    base = np.column_stack([questions.subtasks.base, np.zeros(len(questions), np.uint8)])
    return (digits - base) % 10


def cases(questions: Questions) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """For each answer digit the number of sums of 9 below it, and whether the pair after them makes a carry.

    Both are ``question answer_digit``; where all pairs below sum to 9, nothing makes a carry.
    """
    classes = questions.subtasks.sum_class
    n_nines = np.zeros((len(questions), classes.shape[1] + 1), int)
    makes = np.zeros(n_nines.shape, bool)
    for digit in range(1, n_nines.shape[1]):
        passes = classes[:, digit - 1] == SumClass.PASSES_ON
        n_nines[:, digit] = (n_nines[:, digit - 1] + 1) * passes
        makes[:, digit] = np.where(passes, makes[:, digit - 1], classes[:, digit - 1] == SumClass.MAKES_CARRY)
    return n_nines, makes


def _fit(questions: Questions, digit: int, added: Numbers, n_nines: Numbers, makes: npt.NDArray[np.bool_]) -> CarryRule:
    own = added[:, digit]
    n_pairs = questions.arithmetic.n_digits
    shows_before = np.zeros(len(own), bool)
    if 0 < digit == n_pairs - 1:  # the digit before is the carry itself; further down it is a sum, which needs its pair
        shows_before = questions.subtasks.make_sum_9[:, digit]
    decided = [
        tuple(_majority(own[~shows_before & (n_nines == n) & (makes == carry)], carry) for carry in (False, True))
        for n in range(digit)
    ]
    otherwise = _majority(own[~shows_before & (n_nines == digit)], False)
    depth = digit
    while depth and set(decided[depth - 1]) == {otherwise}:
        depth -= 1
    rule = CarryRule(
        digit=digit, depth=depth, adds=tuple((one, other) for one, other in decided[:depth]), otherwise=otherwise
    )
    by_case = rule_says(rule, n_nines, makes)[shows_before]
    reads_before = bool(
        (own[shows_before] == added[shows_before, digit + 1]).sum() > (own[shows_before] == by_case).sum()
        if shows_before.any()
        else False
    )
    return CarryRule(digit=digit, depth=depth, adds=rule.adds, otherwise=otherwise, reads_before=reads_before)


def _majority(added: Numbers, carry: bool) -> bool:
    """What most say; of too few to tell, that a carry is added where one is made."""
    return bool((added == 1).sum() > (added == 0).sum()) if len(added) >= LEAST_CASES else carry


def rule_says(rule: CarryRule, n_nines: Numbers, makes: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether a rule adds a carry in each case, but for what it reads off the digit before."""
    table = np.array([*rule.adds, (rule.otherwise, rule.otherwise)], bool)
    found: npt.NDArray[np.bool_] = table[np.minimum(n_nines, rule.depth), makes.astype(int)]
    return found
