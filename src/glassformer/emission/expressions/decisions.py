"""Tables as a few rules: ``"below" if a < b else "even" if a == b else "above"``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from glassformer.emission.expressions.conditions import (
    column_tests,
    pair_tests,
    smallest,
    smallest_test,
    text_tests,
    written,
)
from glassformer.emission.expressions.formulas import clamped, integers_of, multiples, sums
from glassformer.emission.expressions.terms import (
    Binds,
    Expression,
    Rows,
    Term,
    Test,
    Value,
    constant,
    masks_of,
    size_of,
)

MOST_RULES = 4
MOST_LEAVES = 24
"""Of more than these only the ones that are right on most rows."""
MOST_ROWS = 1_500
MOST_VALUES = 8
"""Values of a column that are tried together with a test of another one."""
N_TRIED = 5
"""Rules that are tried in each place, those first that settle most rows."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """What a rule gives, and the rows on which that is right."""

    term: Term
    mask: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Rules, of which the first whose test holds says what is given; ``last``: where none holds."""

    rules: tuple[tuple[Test, Term], ...]
    last: Term

    @property
    def size(self) -> int:
        """The size as a conditional expression."""
        return self.last.size + sum(1 + test.size + term.size for test, term in self.rules)

    @property
    def cost(self) -> tuple[int, int]:
        """The size; of equals, what says what is comes before what says what is not."""
        return self.size, sum(test.cost[1] for test, _ in self.rules)

    @property
    def uses(self) -> frozenset[int]:
        """The columns that it reads."""
        return self.last.uses.union(*(test.uses | term.uses for test, term in self.rules))

    def expression(self) -> Expression:
        """All of it as one conditional expression."""
        rules = [f"{term.inside(Binds.CONDITIONAL)} if {test.text} else " for test, term in self.rules]
        text = "".join(rules) + self.last.inside(Binds.CONDITIONAL)
        return Expression(text=text, size=self.size, uses=self.uses, binds=Binds.CONDITIONAL)


def decide(rows: Rows, outcomes: Sequence[Value], most: int) -> Decision | None:
    """The smallest decision that gives these outcomes, one for each row; None where none below ``most`` is found."""
    if len(rows.rows) > MOST_ROWS:
        return None
    leaves = list(_leaves(rows, outcomes))
    if len(leaves) > MOST_LEAVES:
        leaves = sorted(leaves, key=lambda leaf: -leaf.mask.bit_count())[:MOST_LEAVES]
    if _n_needed(leaves, rows.every) > MOST_RULES + 1:
        return None
    search = _Search(rows, leaves, most)
    for first, second in permutations(leaves, 2):
        if not rows.every & ~(first.mask | second.mask):
            test = smallest_test(rows, rows.every & ~second.mask, rows.every & ~first.mask)
            if test is not None:
                search.offer([(test, first.term)], second.term)
    search.go(rows.every, [], MOST_RULES)
    return search.best


def _n_needed(leaves: Sequence[Leaf], every: int) -> int:
    """About how many leaves it takes to be right everywhere; more than there are where they never are."""
    left = every
    for n in range(len(leaves)):
        if not left:
            return n
        left &= ~max(leaves, key=lambda leaf: (leaf.mask & left).bit_count()).mask
    return len(leaves) + bool(left)


def _leaves(rows: Rows, outcomes: Sequence[Value]) -> Iterator[Leaf]:
    """Constants, columns, and sums of columns that are right somewhere."""
    for value, mask in masks_of(outcomes).items():
        yield Leaf(term=constant(value, len(outcomes)), mask=mask)
    for term in rows.terms:
        if integers_of(term.values) is None:
            yield from _leaf(term, outcomes)
    wanted = [value if isinstance(value, int) else None for value in outcomes]
    for base in (*sums(rows), *multiples(rows, wanted)):
        differences = Counter(
            number - value for number, value in zip(wanted, base.values, strict=True) if number is not None
        )
        for offset, _ in differences.most_common(2):
            if offset or not base.is_negative:
                yield from _clamped_leaves(base.plus(offset), outcomes)


def _clamped_leaves(term: Term, outcomes: Sequence[Value]) -> Iterator[Leaf]:
    """The term as a leaf, and at least the least outcome, or at most the greatest, where that is right on more rows."""
    plain = list(_leaf(term, outcomes))
    yield from plain
    numbers = [value for value in outcomes if isinstance(value, int)]
    for leaf in plain if numbers else ():
        for least, most in ((min(numbers), None), (None, max(numbers))):
            found = next(_leaf(clamped(term, least, most), outcomes), leaf)
            if found.mask & ~leaf.mask:
                yield found


def _leaf(term: Term, outcomes: Sequence[Value]) -> Iterator[Leaf]:
    """The term as a leaf, where it is right on rows of several outcomes."""
    right = [row for row, (value, outcome) in enumerate(zip(term.values, outcomes, strict=True)) if value == outcome]
    if len({outcomes[row] for row in right}) > 1:
        yield Leaf(term=term, mask=sum(1 << row for row in right))


class _Search:
    """The smallest decision so far."""

    def __init__(self, rows: Rows, leaves: Sequence[Leaf], most: int) -> None:
        self.rows = rows
        self.leaves = leaves
        self.most = most
        self.best: Decision | None = None
        self.compared = pair_tests(rows)
        self.seen: dict[tuple[int, int], int] = {}

    def offer(self, rules: Sequence[tuple[Test, Term]], last: Term) -> None:
        """Keep this decision if it is smaller than the best."""
        found = Decision(rules=tuple(rules), last=last)
        if found.size < self.most and (self.best is None or found.cost < self.best.cost):
            self.best = found

    def go(self, left: int, rules: list[tuple[Test, Term]], n_rules: int) -> None:
        """Try everything that these rules may go on with, on the rows that are left."""
        spent = sum(1 + test.size + term.size for test, term in rules)
        most = self.most if self.best is None else self.best.size
        if self.seen.get((left, n_rules), spent + 1) <= spent or spent >= most:
            return
        self.seen[left, n_rules] = spent
        for leaf in self.leaves:
            if not left & ~leaf.mask:
                self.offer(rules, leaf.term)
        if not n_rules:
            return
        found = sorted(self._rules(left), key=lambda rule: (-(rule[0].mask & left).bit_count(), rule[0].cost))
        tried = found[:N_TRIED]
        if not tried:
            return
        covered = (tried[0][0].mask & left).bit_count() * n_rules
        if covered + max((leaf.mask & left).bit_count() for leaf in self.leaves) < left.bit_count():
            return
        for test, term in tried:
            self.go(left & ~test.mask, [*rules, (test, term)], n_rules - 1)

    def _rules(self, left: int) -> Iterator[tuple[Test, Term]]:
        """Rules that are right on the rows that are left, each as small as can be."""
        for leaf in self.leaves:
            right, wrong = left & leaf.mask, left & ~leaf.mask
            if not right or not wrong:
                continue
            known = set()
            for test in self._tests(right, wrong):
                covered = test.mask & left
                if covered not in known:
                    known.add(covered)
                    yield test, leaf.term

    def _tests(self, right: int, wrong: int) -> Iterator[Test]:
        """Tests that hold on some rows that are right, and on none that are wrong."""
        for place, masks in enumerate(self.rows.masks):
            always = sum(mask for mask in masks.values() if not mask & wrong)
            if always & right:
                yield from _best(column_tests(self.rows, place, always & right, wrong))
        yield from (test for test in self.compared if test.mask & right and not test.mask & wrong)
        yield from _best(text_tests(self.rows, right, wrong))
        for first, second in permutations(range(len(self.rows.columns)), 2):
            if len(self.rows.masks[first]) <= MOST_VALUES:
                for value, mask in self.rows.masks[first].items():
                    yield from self._both(first, value, second, right & mask, wrong & mask)

    def _both(self, first: int, value: Value, second: int, right: int, wrong: int) -> Iterator[Test]:
        """Tests that hold where one column has this value, and another passes a test."""
        always = sum(mask for mask in self.rows.masks[second].values() if not mask & wrong)
        if not wrong or not right & always:
            return
        for test in _best(column_tests(self.rows, second, right & always, wrong)):
            term = self.rows.terms[first]
            yield Test(
                text=f"{term.inside(Binds.COMPARISON)} == {written(value)} and {test.text}",
                size=4 + term.size + size_of(value) + test.size,
                uses=term.uses | test.uses,
                binds=Binds.AND,
                mask=self.rows.masks[first][value] & test.mask,
            )


def _best(tests: Sequence[Test]) -> Iterator[Test]:
    """The smallest, if there is one."""
    best = smallest(tests)
    if best is not None:
        yield best
