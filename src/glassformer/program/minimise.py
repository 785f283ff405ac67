"""The shortest rules for a table: a list of which the first that fits a row gives its outcome, found greedily.

A table is painted from the back: first all of it in one outcome, ``else``; then one rule after another, each in one
outcome, until every row is right. A rule covers the product of some values of each input, or the rows of which a
condition holds. It is painted over the others (it comes first in the list) or under them all (last, before ``else``).
Each time the rule is taken that sets the most rows right, less those that it spoils, for the length of its line.

Rules that only name values must not overlap, as ``rules.read_rules`` takes a row that two of them give for a mistake.
So such a rule is painted over, on rows that are right in its outcome; and what it has settled stays as it is.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain, islice

from glassformer.program.grid import Grid
from glassformer.program.grouping import ELSE, Lines
from glassformer.program.strokes import Outcome, Seed, Stroke, Weights, grow, seeds
from glassformer.program.wording import spans

ANY = "any"
LINE_COST = 24
"""What a line costs beside its length, in characters."""
LEAST_VALUES = 3
"""What is computed stands for so many values at least, wherever it is an outcome."""
MOST_DEFAULTS = 5
"""So many outcomes are tried as what rules leave."""
MOST_RULES = 250
"""A table that takes more is one of chance, and its rows are better listed in their order."""
MOST_SEEDS = 800
"""Rules are looked for in about so many places at a time."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: its left side, the rows that fit it, and what it gives. Plain: only names of values, no ``any``."""

    left: str
    rows: int
    outcome: Outcome
    is_plain: bool = False

    @property
    def cost(self) -> int:
        """What it costs to read: its line counts most, then its characters."""
        return LINE_COST + len(self.left) + len(self.outcome.text)


def cost(*lines: tuple[str, str]) -> int:
    """What rules cost, each a left side and an outcome."""
    return sum(LINE_COST + len(left) + len(outcome) for left, outcome in lines)


def shortest_rules(
    grid: Grid,
    quoted: Sequence[Sequence[str]],
    outcomes: Sequence[Outcome],
    conditions: Sequence[tuple[str, int]],
    at_most: int,
) -> Lines | None:
    """The rules, ``else`` last; None where none were found that cost less than ``at_most``.

    Args:
        grid: the rows of the table.
        quoted: for each input its values as they are written.
        outcomes: each with the rows in which it is right; every row has one at least.
        conditions: each as text, with the rows of which it holds.
        at_most: what the rules may cost.
    """
    best = None
    for otherwise in _defaults(outcomes, grid.every):
        painting = _Painting(grid, quoted, outcomes, conditions, otherwise)
        if painting.paint(at_most):
            rules = painting.rules()
            total = sum(rule.cost for rule in rules)
            if total < at_most:
                best, at_most = [(rule.left, rule.outcome.text) for rule in rules], total
    return best


def _defaults(outcomes: Sequence[Outcome], every: int) -> list[Outcome]:
    """The outcomes that may stand behind ``else``: the commonest, and others that are right in many rows."""
    commonest = sorted(outcomes, key=lambda each: -each.rows.bit_count())[:MOST_DEFAULTS]
    return [commonest[0], *(each for each in commonest[1:] if each.rows.bit_count() * 6 >= every.bit_count())]


class _Painting:
    """The rules found so far, the one painted last at the end, and the rows that are still wrong.

    Rows that a rule fits are covered; those that a plain rule fits are settled.
    """

    def __init__(
        self,
        grid: Grid,
        quoted: Sequence[Sequence[str]],
        outcomes: Sequence[Outcome],
        conditions: Sequence[tuple[str, int]],
        otherwise: Outcome,
    ) -> None:
        self._grid = grid
        self._quoted = quoted
        self._lengths = [[len(name) + len(" ") for name in names] for names in quoted]
        self._outcomes = outcomes
        self._conditions = conditions
        self._otherwise = otherwise
        self._rules: deque[Rule] = deque()
        self._cost = 0
        self._covered = 0
        self._settled = 0
        self._wrong = grid.every & ~otherwise.rows
        self._weighed: dict[tuple[int, bool, bool], Weights] = {}

    def paint(self, at_most: int) -> bool:
        """Add rules until every row is right; whether they cost no more than ``at_most``."""
        while self._wrong:
            starts = seeds(self._grid, self._outcomes, self._wrong, len(self._conditions), MOST_SEEDS)
            found = ((self._try(seed), seed) for seed in starts)
            heap = [(-worth, seed) for (worth, _), seed in found if worth > 0]
            heapify(heap)
            while heap and self._wrong:
                if self._cost > at_most or len(self._rules) > MOST_RULES:
                    return False
                _, seed = heappop(heap)
                worth, stroke = self._try(seed)  # anew, as rules have been added since
                if worth > 0 and (not heap or worth >= -heap[0][0]):
                    self._add(self._rule(seed, stroke), is_over=seed.is_over)
                    worth, _ = self._try(seed)
                if worth > 0:
                    heappush(heap, (-worth, seed))
        return True

    def _try(self, seed: Seed) -> tuple[float, Stroke | None]:
        """How many rows the best rule from a seed sets right, per character, and which values that rule is for."""
        outcome = self._outcomes[seed.outcome]
        kind = (seed.outcome, seed.is_over, len(seed.axes) == len(self._grid.inputs))
        weights = self._weighed.get(kind)
        if weights is None:
            weights = self._weighed[kind] = self._weights(outcome, is_over=seed.is_over, is_plain=kind[2])
        line_cost = LINE_COST + len(outcome.text)
        if seed.condition >= 0:
            left, rows = self._conditions[seed.condition]
            gain = weights.gain(rows) if self._is_worth(outcome, rows & weights.good) else 0
            return gain / (line_cost + len(left)), None
        stroke = grow(self._grid, self._lengths, seed, weights, line_cost)
        if stroke is None or not self._is_worth(outcome, stroke.rows & weights.good):
            return 0.0, None
        return weights.gain(stroke.rows) / (line_cost + stroke.length), stroke

    def _is_worth(self, outcome: Outcome, rows: int) -> bool:
        """Whether an outcome stands for enough values in these rows; what is computed is read less fast than one."""
        if not outcome.is_computed:
            return True
        found = (each for each in self._outcomes if not each.is_computed and each.rows & rows)
        return len(list(islice(found, LEAST_VALUES))) == LEAST_VALUES

    def _weights(self, outcome: Outcome, *, is_over: bool, is_plain: bool) -> Weights:
        every = self._grid.every
        misses = every & ~outcome.rows
        if is_plain:
            return Weights(good=self._wrong & outcome.rows, bad=0, forbidden=self._settled | misses)
        reached = every if is_over else every & ~self._covered
        good, bad = self._wrong & outcome.rows & reached, misses & ~self._wrong & reached
        return Weights(good=good, bad=bad, forbidden=self._settled & misses & reached)

    def _rule(self, seed: Seed, stroke: Stroke | None) -> Rule:
        outcome = self._outcomes[seed.outcome]
        if stroke is None:
            return Rule(*self._conditions[seed.condition], outcome)
        parts = [
            ANY if values is None else spans(names[value] for value in values)
            for names, values in zip(self._quoted, stroke.chosen, strict=True)
        ]
        return Rule(", ".join(parts), stroke.rows, outcome, is_plain=None not in stroke.chosen)

    def _add(self, rule: Rule, *, is_over: bool) -> None:
        shown = rule.rows if is_over else rule.rows & ~self._covered
        (self._rules.append if is_over else self._rules.appendleft)(rule)
        self._cost += rule.cost
        self._wrong = self._wrong & ~shown | shown & ~rule.outcome.rows
        self._weighed.clear()
        self._covered |= rule.rows
        self._settled |= rule.rows if rule.is_plain else 0

    def rules(self) -> list[Rule]:
        """The rules that are needed, the first first, ``else`` last."""
        rules = list(reversed(self._rules))
        for place in reversed(range(len(rules))):
            if self._is_needless(rules, place):
                del rules[place]
        otherwise = self._otherwise
        if not self._grid.every & ~_union(rules):
            otherwise = rules.pop().outcome
        return [*_in_order(rules), Rule(ELSE, self._grid.every, otherwise)]

    def _is_needless(self, rules: Sequence[Rule], place: int) -> bool:
        """Whether the rows that a rule decides would be right without it."""
        decided = rules[place].rows & ~_union(rules[:place])
        for rule in rules[place + 1 :]:
            if decided & rule.rows & ~rule.outcome.rows:
                return False
            decided &= ~rule.rows
        return not decided & ~self._otherwise.rows


def _union(rules: Iterable[Rule]) -> int:
    rows = 0
    for rule in rules:
        rows |= rule.rows
    return rows


def _in_order(rules: Sequence[Rule]) -> list[Rule]:
    """The rules by their first rows, as far as none comes before another that must come first."""
    followers = [
        [
            later
            for later in range(place + 1, len(rules))
            if rules[later].rows & rule.rows and rules[later].outcome is not rule.outcome
        ]
        for place, rule in enumerate(rules)
    ]
    n_before = Counter(chain.from_iterable(followers))
    first_rows = [(rule.rows & -rule.rows).bit_length() for rule in rules]
    free = [(first_rows[place], place) for place in range(len(rules)) if not n_before[place]]
    heapify(free)
    found = []
    while free:
        _, place = heappop(free)
        found.append(rules[place])
        for later in followers[place]:
            n_before[later] -= 1
            if not n_before[later]:
                heappush(free, (first_rows[later], later))
    return found
