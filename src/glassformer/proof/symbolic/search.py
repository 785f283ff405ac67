"""The smallest input on which two programs differ, by SMT, within a time limit."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import NoReturn

import z3

from glassformer.program.sketch import Program
from glassformer.proof.symbolic.encoding import Answer, Encoding
from glassformer.proof.symbolic.formulas import Formula, conjunction, disjunction, is_among, negation, variable

LONGEST_TIMEOUT = 2**31
"""In thousandths of a second; z3 takes no longer one."""


class UndecidedError(Exception):
    """z3 did not find out; says why."""


class Clock:
    """A time limit.

    Args:
        seconds: from now on.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    @property
    def n_left_seconds(self) -> float:
        """How much is left."""
        return self.end - time.monotonic()

    def check(self) -> None:
        """Raise UndecidedError where nothing is left."""
        if self.n_left_seconds <= 0:
            raise UndecidedError(f"the time limit of {self.seconds:g} s was reached")


class LengthSearch:
    """The search among the inputs of one length.

    Args:
        program: one of the two.
        other: the other.
        alphabet: in the order in which inputs are compared.
        length: of the inputs.
        unlabelled: tokens whose labels are not compared.
        clock: the time limit.

    Attributes:
        found: the smallest input on which they differ, as far as it is known.
        why_not_smallest: why a smaller one could not be ruled out; empty where it was.
    """

    def __init__(
        self,
        program: Program,
        other: Program,
        alphabet: Sequence[str],
        length: int,
        unlabelled: Collection[str],
        clock: Clock,
    ) -> None:
        self.program, self.other = program, other
        self.alphabet, self.unlabelled, self.clock = alphabet, unlabelled, clock
        self.tokens = [[variable(f"token {at} is {place}") for place in range(len(alphabet))] for at in range(length)]
        self.solver = z3.SolverFor("QF_FD")
        self.found: tuple[str, ...] | None = None
        self.why_not_smallest = ""

    def run(self) -> None:
        """Search.

        Raises:
            UndecidedError: it could not be found out whether there is an input on which they differ.
        """
        contents = [dict(zip(self.alphabet, flags, strict=True)) for flags in self.tokens]
        answers, others = (Encoding(each, contents, self.clock.check).answers() for each in (self.program, self.other))
        differs = disjunction(self._differences(answers, others))
        if differs is False:
            return
        for flags in self.tokens:
            self.solver.add(z3.Or(flags), *(z3.Not(z3.And(pair)) for pair in combinations(flags, 2)))
        self.solver.add(differs)
        if self._is_possible([]):
            try:
                self._make_smallest()
            except UndecidedError as error:
                self.why_not_smallest = str(error)

    def _differences(self, answers: Sequence[Answer], others: Sequence[Answer]) -> list[Formula]:
        """For each answer, that it is compared and differs."""
        compared = {place for place, token in enumerate(self.alphabet) if token not in self.unlabelled}
        gives_one_label = self.program.signature.gives_one_label
        is_asked = [True] if gives_one_label else [is_among(flags, compared) for flags in self.tokens]
        return [
            conjunction(asked, negation(_is_same(one, two)))
            for asked, one, two in zip(is_asked, answers, others, strict=True)
        ]

    def _is_possible(self, fixed: Sequence[Formula]) -> bool:
        """Whether they differ on an input of which this holds; if so, it is what was found."""
        self.clock.check()
        self.solver.set("timeout", min(1 + int(1000 * self.clock.n_left_seconds), LONGEST_TIMEOUT))
        answer = self.solver.check(*fixed)
        if answer == z3.unknown:
            self._say_why()
        if answer == z3.sat:
            model = self.solver.model()
            places = [next(i for i, flag in enumerate(flags) if z3.is_true(model[flag])) for flags in self.tokens]
            self.found = tuple(self.alphabet[place] for place in places)
        return bool(answer == z3.sat)

    def _say_why(self) -> NoReturn:
        reason = self.solver.reason_unknown()
        if "interrupted" in reason:  # z3 takes Ctrl-C for itself
            raise KeyboardInterrupt
        self.clock.check()
        raise UndecidedError(f"z3 gave up ({reason})")

    def _make_smallest(self) -> None:
        """From left to right, try every token that comes before the one that was found."""
        fixed: list[Formula] = []
        for at, flags in enumerate(self.tokens):
            for token, flag in zip(self.alphabet, flags, strict=True):
                assert self.found is not None
                if token == self.found[at] or self._is_possible([*fixed, flag]):
                    fixed.append(flag)
                    break


def _is_same(one: Answer, two: Answer) -> Formula:
    """That two answers are the same label."""
    if all(conjunction(flag, negation(two.get(name, False))) is False for name, flag in one.items()):
        return True
    return disjunction(conjunction(one[name], two[name]) for name in one.keys() & two)
