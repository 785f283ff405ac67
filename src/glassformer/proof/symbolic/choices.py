"""The parts of an encoding: which key is closest or best, which row of a table is read, which label wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from glassformer.program.semantics import by_closeness
from glassformer.proof.symbolic.formulas import Formula, conjunction, disjunction, is_among, negation
from glassformer.proof.symbolic.sums import Sum, total

Flags = list[Formula]
"""For each of some values or positions, that it is this one."""


def grouped(flags: Flags, rows: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], Formula]:
    """For each different row of a table, that it is the row of the value."""
    values: dict[tuple[int, ...], set[int]] = {}
    for value, flag in enumerate(flags):
        if flag is not False:
            values.setdefault(rows[value], set()).add(value)
    return {row: is_among(flags, accepted) for row, accepted in values.items()}


def closest(query: int, matches: Flags) -> Flags:
    """For each position, that it is the closest match: left before right, the query last, 0 where there is none."""
    found, is_left = [False] * len(matches), True
    for key in by_closeness(query, len(matches)):
        found[key] = conjunction(is_left, matches[key])
        is_left = conjunction(is_left, negation(matches[key]))
    found[0] = disjunction([found[0], is_left])
    return found


def best_keys(scores: Sequence[int], keys: Sequence[Flags]) -> Flags:
    """For each of the keys, that its value has the highest score; the leftmost of equals.

    Args:
        scores: of each value.
        keys: for each key, for each value, that it has it.
    """
    levels = sorted({score for value, score in enumerate(scores) if any(key[value] is not False for key in keys)})
    reaching = [{value for value, score in enumerate(scores) if score >= level} for level in levels]
    reaches = [[is_among(key, values) for values in reaching] + [False] for key in keys]  # at the end: more than any

    def is_best(place: int, level: int) -> Formula:
        """That this key has the score of this level, that none before it reaches it, and none after it exceeds it."""
        own = conjunction(reaches[place][level], negation(reaches[place][level + 1]))
        before = (negation(other[level]) for other in reaches[:place])
        after = (negation(other[level + 1]) for other in reaches[place + 1 :])
        return conjunction(own, *before, *after)

    return [disjunction(is_best(place, level) for level in range(len(levels))) for place in range(len(keys))]


def entries(inputs: Sequence[Flags], table: tuple[int, ...]) -> dict[int, Formula]:
    """For each entry that a table has where it can be read, that it is what the table gives.

    Args:
        inputs: for each row index of each input, that it is this one.
        table: the last input runs fastest.
    """
    first, *others = inputs
    size = len(table) // len(first)
    rows = [table[index * size : (index + 1) * size] for index in range(len(first))]
    found: dict[int, list[Formula]] = {}
    for row, is_row in grouped(first, rows).items():
        for entry, is_entry in (entries(others, row) if others else {row[0]: True}).items():
            found.setdefault(entry, []).append(conjunction(is_row, is_entry))
    return {entry: disjunction(conditions) for entry, conditions in found.items()}


def steps(number: Sum, starts: Sequence[int]) -> Flags:
    """For each range of numbers, that the number is in it; every range but the first begins at its start."""
    reached = [True, *(number.at_least(start) for start in starts), False]
    return [conjunction(low, negation(high)) for low, high in pairwise(reached)]


def expected(numbers: Mapping[int, Formula]) -> Sum:
    """The one of these numbers whose condition holds."""
    base = min(numbers)
    return Sum.of(base, ((number - base, condition) for number, condition in numbers.items()))


def winners(scores: Sequence[Sum], excluded: Sequence[int]) -> Flags:
    """For each label, that it has the highest score; the first of equals; never an excluded one."""
    labels = [label for label in range(len(scores)) if label not in excluded]
    beats: dict[tuple[int, int], Formula] = {}
    for place, label in enumerate(labels):
        for other in labels[place + 1 :]:
            beats[label, other] = total([scores[label], scores[other].times(-1)]).at_least(0)
            beats[other, label] = negation(beats[label, other])
    return [
        label in labels and conjunction(*(beats[label, other] for other in labels if other != label))
        for label in range(len(scores))
    ]
