"""A whole table from the rows that were seen: the simplest one that agrees with them.

What a formula says of all rows seen, it says of all others, and so do two formulas, one of them for one value of one
input. Else rules are found, the broadest first, and a row that no rule fits gets the commonest outcome. So what was
never seen is filled by what is short to say, not by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from glassformer.program.comparisons import Comparison, integers, own_numbers
from glassformer.program.formulas import Formula, quotients, signs
from glassformer.program.relations import Condition

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Holds = Callable[[Places], Bools]
"""Tells of which rows a rule holds, given for each input the places of its values: ``input row``."""
_ORDERED: tuple[Comparison, ...] = ("==", "<", ">")
_EQUALITY: tuple[Comparison, ...] = ("==", "!=")
"""How values are compared that are no numbers."""
LEAST_OUTCOMES, LEAST_RIGHT, LEAST_THERE = 3, 8, 2
"""A formula that is not right everywhere says so many different things at least, in so many rows seen, and the other
one rests on so many: or they are right by chance."""


@dataclass(frozen=True)
class Simple:
    """A simple condition.

    Attributes:
        holds: of which rows it holds.
        breadth: of what share of all rows.
    """

    holds: Holds
    breadth: float


def complete(seen: Mapping[int, int], inputs: Sequence[Sequence[str]], values: Sequence[str]) -> tuple[int, ...]:
    """A table over inputs with these value names, the last fastest, that has the outcomes seen.

    Args:
        seen: row number to outcome, an index into ``values``; not empty.
        inputs: the value names of each input.
        values: the names of the outcomes.
    """
    found = _by_formulas(seen, inputs, values)
    if found is None:
        return by_rules(seen, inputs)
    common = Counter(seen.values()).most_common(1)[0][0]
    return tuple(common if outcome is None else outcome for outcome in found)


def _by_formulas(
    seen: Mapping[int, int], inputs: Sequence[Sequence[str]], values: Sequence[str]
) -> Iterable[int | None] | None:
    """What the first formula gives that is right in every row seen; else two, one for one value of one input."""
    places = np.indices([len(names) for names in inputs]).reshape(len(inputs), -1)
    wanted = list(seen.values())
    columns = places[:, list(seen)]
    rows = [tuple(row) for row in columns.T.tolist()]
    found = [(each, list(each.outcomes(inputs, values, rows))) for each in _formulas(len(inputs))]
    whole = next((formula for formula, gives in found if gives == wanted), None)
    if whole is not None:
        return whole.outcomes(inputs, values)
    for formula, gives in found:
        is_right = np.array([given == outcome for given, outcome in zip(gives, wanted, strict=True)])
        if is_right.sum() < LEAST_RIGHT or len({wanted[row] for row in np.flatnonzero(is_right)}) < LEAST_OUTCOMES:
            continue
        for axis, column in enumerate(columns):
            exception, *more = set(column[~is_right].tolist())
            there = np.flatnonzero(column == exception)
            if more or len(there) < LEAST_THERE:
                continue
            other = next((each for each, said in found if all(said[row] == wanted[row] for row in there)), None)
            if other is not None:
                both = zip(other.outcomes(inputs, values), formula.outcomes(inputs, values), strict=True)
                is_there = (places[axis] == exception).tolist()
                return [pair[0] if is_exception else pair[1] for pair, is_exception in zip(both, is_there, strict=True)]
    return None


def _formulas(n_inputs: int) -> Iterator[Formula]:
    """Copies, sums, differences and quotients, the simplest first."""
    for offset in (0, -1, 1):
        yield from (Formula("sum", each, offset) for each in signs([True] * n_inputs) if 1 in each)
    yield from quotients([True] * n_inputs)


def by_rules(seen: Mapping[int, int], inputs: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The table of the broadest rules that say nothing wrong of the rows seen, tried in order."""
    places = np.indices([len(names) for names in inputs]).reshape(len(inputs), -1)
    table = np.full(places.shape[1], Counter(seen.values()).most_common(1)[0][0])
    is_free = np.ones(len(table), dtype=bool)
    for holds, outcome in broadest_rules(seen, inputs):
        is_ruled = holds(places) & is_free
        table[is_ruled] = outcome
        is_free &= ~is_ruled
    return tuple(table.tolist())


def broadest_rules(seen: Mapping[int, int], inputs: Sequence[Sequence[str]]) -> list[tuple[Holds, int]]:
    """Conditions and outcomes that, tried in order, give every row seen its outcome.

    Each is the one that holds of most rows seen that are left; of equals, of most rows at all.
    """
    shape = [len(names) for names in inputs]
    rows, wanted = np.array(list(seen)), np.array(list(seen.values()))
    places = np.array(np.unravel_index(rows, shape))
    conditions = conditions_over(tuple(map(tuple, inputs)))
    breadths = np.array([each.breadth for each in conditions])
    fits = np.array([each.holds(places) for each in conditions])  # on the rows seen: all rows are too many
    is_open = np.ones(len(rows), dtype=bool)
    found: list[tuple[Holds, int]] = []
    while is_open.any():
        left = wanted[is_open]
        if (left == left[0]).all():
            return [*found, (lambda places: np.ones(places.shape[1], dtype=bool), int(left[0]))]
        outcomes = np.unique(left)
        counts = (fits & is_open).astype(np.float32) @ (wanted[:, None] == outcomes).astype(np.float32)
        n_covered = np.where(counts.max(1) == counts.sum(1), counts.sum(1), 0)
        rule = int((n_covered + breadths / 2).argmax())
        if not n_covered[rule]:
            single = (partial(_is_row, row=places[:, place]) for place in np.flatnonzero(is_open))
            return [*found, *zip(single, left.tolist(), strict=True)]
        found.append((conditions[rule].holds, int(outcomes[counts[rule].argmax()])))
        is_open &= ~fits[rule]
    return found


def _is_row(places: Places, row: Places) -> Bools:
    found: Bools = (places == row[:, None]).all(0)
    return found


@lru_cache(maxsize=64)  # a search asks for those of the same inputs again and again
def conditions_over(inputs: tuple[tuple[str, ...], ...]) -> tuple[Simple, ...]:
    """The simple conditions: inputs compared with each other, with a number, or with a value each."""
    return tuple(each for each in _conditions(inputs) if 0 < each.breadth < 1)


def _conditions(inputs: Sequence[Sequence[str]]) -> Iterator[Simple]:
    shape = [len(names) for names in inputs]
    is_ordered = [any(number is not None for number in integers(names)) for names in inputs]
    pairs = list(combinations(range(len(inputs)), 2))
    for left, right in pairs:
        for comparison in _ORDERED if is_ordered[left] and is_ordered[right] else _EQUALITY:
            holds = Condition(0, comparison, 1).holds([inputs[left], inputs[right]])
            accepted = np.array(holds).reshape(shape[left], shape[right])
            yield Simple(partial(_are_accepted, left, right, accepted), accepted.mean())
    for place, names in enumerate(inputs):
        yield from (_among(place, np.arange(len(names)) == value) for value in range(len(names)))
        if None not in integers(names):
            numbers = np.array(own_numbers(names))
            for number in np.unique(numbers):
                yield _among(place, numbers < number)
                yield _among(place, numbers > number)
    for left, right in pairs:
        for a, b in product(range(shape[left]), range(shape[right])):
            yield Simple(partial(_are, left, a, right, b), 1 / (shape[left] * shape[right]))


def _among(place: int, values: Bools) -> Simple:
    """The condition that an input has one of some values."""
    return Simple(partial(_is_among, place, values), values.mean())


def _are_accepted(left: int, right: int, accepted: Bools, places: Places) -> Bools:
    found: Bools = accepted[places[left], places[right]]
    return found


def _is_among(place: int, values: Bools, places: Places) -> Bools:
    found: Bools = values[places[place]]
    return found


def _are(left: int, a: int, right: int, b: int, places: Places) -> Bools:
    found: Bools = (places[left] == a) & (places[right] == b)
    return found
