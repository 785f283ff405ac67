"""Which rules decide mistakes: without the weights of one value of one variable, the label would be right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np

from glassformer.explain.text.evaluated import Bools, EvaluatedTexts
from glassformer.explain.text.origins import Class, Classes
from glassformer.explain.text.running import Floats, Ints
from glassformer.program.holes import closed
from glassformer.program.operations import Aggregate, Scores
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID, Categorical

MOST = 10
"""So many rules are reported."""
LEVEL = 0.05
"""How likely it is at most that chance alone puts any rule beyond it."""


@dataclass(frozen=True, kw_only=True)
class FailingRule:
    """A value of a variable, whose weights decide wrong labels.

    Attributes:
        variable: which.
        value: by name.
        cls: the class, where the variable has classes.
        n_fired: for how many labels it was read.
        n_decided: wrong labels that would be right without it.
        n_needed: right labels that would be wrong without it.
        expected, found: the commonest confusion among those that it decides.
        n_confused: how many of them are that.
        p: how likely chance alone makes it decide so many or more mistakes of all labels that hang on it, were it as
            likely to serve as to fail (a sign test).
        is_beyond_chance: whether p, times the number of rules that any label hangs on, is below `LEVEL` (Bonferroni).
    """

    variable: str
    value: str
    cls: Class | None
    n_fired: int
    n_decided: int
    n_needed: int
    expected: str
    found: str
    n_confused: int
    p: float
    is_beyond_chance: bool

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "variable": self.variable,
            "value": self.value,
            "class": self.cls and self.cls.to_dict(),
            "n_fired": self.n_fired,
            "n_decided": self.n_decided,
            "n_needed": self.n_needed,
            "p": self.p,
            "is_beyond_chance": self.is_beyond_chance,
            "confusion": {"expected": self.expected, "found": self.found, "n": self.n_confused},
        }


@dataclass(frozen=True, eq=False)
class _Reads:
    """What the values of one variable do: for each pair of a unit and a value that it has there, once or more often.

    Attributes:
        texts: that were run.
        unit: of each pair.
        value: of each pair.
        without: the label of the unit without the weights of the value.
    """

    texts: EvaluatedTexts
    unit: Ints
    value: Ints
    without: Ints

    @classmethod
    def of(cls, texts: EvaluatedTexts, values: Ints, weights: Floats) -> _Reads:
        """Those of a variable with these values at each word, and weights ``value label``."""
        pairs, n_times = np.unique(texts.unit * len(weights) + values, return_counts=True)
        unit, value = pairs // len(weights), pairs % len(weights)
        totals = texts.totals[unit] - weights[value] * (n_times * GRID)[:, None]
        return cls(texts, unit, value, np.asarray(totals.argmax(1)))

    @cached_property
    def is_decided(self) -> Bools:
        """Whether the label is wrong, and would be right without the value."""
        return np.asarray(~self.texts.is_right[self.unit] & (self.without == self.texts.expected[self.unit]))

    @cached_property
    def is_needed(self) -> Bools:
        """Whether the label is right, and would be wrong without the value."""
        return np.asarray(self.texts.is_right[self.unit] & (self.without != self.texts.expected[self.unit]))

    def commonest(self, value: int) -> tuple[str, str, int]:
        """The commonest confusion of those that a value decides, and how often it is."""
        units = self.unit[self.is_decided & (self.value == value)]
        pairs = np.stack([self.texts.expected[units], self.texts.found[units]])
        kinds, counts = np.unique(pairs, axis=1, return_counts=True)
        expected, found = kinds[:, counts.argmax()].tolist()
        return self.texts.labels[expected], self.texts.labels[found], int(counts.max())


def failing_rules(
    program: Program, scores: Scores, texts: EvaluatedTexts, classes: Classes
) -> tuple[tuple[FailingRule, ...], int]:
    """The rules whose mistakes chance explains least, and how many rules there are that any label hangs on.

    Rules that as many right labels need as they decide mistakes are left out: without them nothing would be better.
    Numerical variables have no rules.

    Args:
        program: that was run.
        scores: by which it answers.
        texts: that were run, with the values of the categorical variables that the scores read.
        classes: of the program.
    """
    found: list[FailingRule] = []
    n_rules = 0
    for name, weights in zip(scores.variables, closed(scores.weights), strict=True):
        if isinstance(program.types[name], Categorical):
            reads = _Reads.of(texts, texts.values[name], np.array(weights, dtype=np.float64))
            n_rules += len(np.unique(reads.value[reads.is_decided | reads.is_needed]))
            found += _rules(program, name, reads, classes)
    worst = sorted(found, key=_rank)[:MOST]
    return tuple(replace(rule, is_beyond_chance=rule.p * n_rules < LEVEL) for rule in worst), n_rules


def _rules(program: Program, variable: str, reads: _Reads, classes: Classes) -> list[FailingRule]:
    """The values of one variable that chance explains least; whether they are beyond it is not known yet."""
    from scipy.stats import binom  # slow to import, and seldom needed

    names = cast(Categorical, program.types[variable]).values
    n_fired, n_decided, n_needed = (
        np.bincount(reads.value[which], minlength=len(names))
        for which in (slice(None), reads.is_decided, reads.is_needed)
    )
    p = np.asarray(binom.sf(n_decided - 1, n_decided + n_needed, 0.5))
    worse = np.flatnonzero(n_decided > n_needed)
    read_from = {op.name: closed(op.values) for op in program.operations if isinstance(op, Aggregate)}
    table = read_from.get(variable, variable)
    found = []
    for value in worse[np.argsort(p[worse], kind="stable")][:MOST].tolist():
        expected, given, n_confused = reads.commonest(value)
        found.append(
            FailingRule(
                variable=variable,
                value=names[value],
                cls=classes.named(table, value) if table in classes else None,
                n_fired=int(n_fired[value]),
                n_decided=int(n_decided[value]),
                n_needed=int(n_needed[value]),
                expected=expected,
                found=given,
                n_confused=n_confused,
                p=float(p[value]),
                is_beyond_chance=False,
            )
        )
    return found


def _rank(rule: FailingRule) -> tuple[float, int]:
    return rule.p, -rule.n_decided
