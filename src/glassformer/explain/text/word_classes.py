"""Which classes of words are found where a program is wrong more often than chance explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from glassformer.explain.text.evaluated import EvaluatedTexts
from glassformer.explain.text.origins import Class, Classes
from glassformer.explain.text.running import Ints
from glassformer.program.holes import closed
from glassformer.program.operations import Aggregate, LookupTable, Scores, reads
from glassformer.program.sketch import Program
from glassformer.tasks.metrics import Proportion

MOST = 10
"""So many classes are reported."""
LEVEL = 0.05
"""How likely it is at most that chance alone puts any class beyond it."""


@dataclass(frozen=True, kw_only=True)
class ClassErrors:
    """A class of words, and how often labels are wrong where it is.

    Attributes:
        variable: that has it: the table itself, or a head that reads it.
        head: that head; None for the table itself.
        cls: the class.
        wrong: wrong labels, of all where it is: of words, or of texts with such a word.
        expected: how many would be wrong by the share of wrong labels in general.
        p: how likely chance alone finds so many or more wrong: the tail of the hypergeometric distribution.
        is_beyond_chance: whether p, times the number of classes that were looked at, is below `LEVEL` (Bonferroni).
    """

    variable: str
    head: str | None
    cls: Class
    wrong: Proportion
    expected: float
    p: float
    is_beyond_chance: bool

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "variable": self.variable,
            "head": self.head,
            "class": self.cls.to_dict(),
            "wrong": self.wrong.to_dict(),
            "expected": self.expected,
            "p": self.p,
            "is_beyond_chance": self.is_beyond_chance,
        }


@dataclass(frozen=True)
class ClassVariable:
    """A variable whose values are classes of words: a table, and the head that reads it, if one does."""

    name: str
    table: str
    head: str | None


def class_variables(program: Program, classes: Classes) -> list[ClassVariable]:
    """The variables that tables or scores read as the class of a word, where it stands or through a head."""
    tables = set(classes.of_words())
    used = {name for op in program.operations if isinstance(op, LookupTable | Scores) for name in reads(op)}
    found = []
    for operation in program.operations:
        if operation.name in used & tables:
            found.append(ClassVariable(operation.name, operation.name, None))
        if isinstance(operation, Aggregate) and operation.name in used and closed(operation.values) in tables:
            found.append(ClassVariable(operation.name, closed(operation.values), operation.selector))
    return found


def worst_classes(
    texts: EvaluatedTexts, variables: list[ClassVariable], classes: Classes
) -> tuple[tuple[ClassErrors, ...], int]:
    """The classes whose errors chance explains least, and how many classes were looked at.

    Args:
        texts: that were run, with the values of these variables.
        variables: as ``class_variables`` gives them.
        classes: of the program.
    """
    counted = [each for variable in variables for each in _counts(texts, variable, classes)]
    if not counted or texts.is_right.all():
        return (), len(counted)
    from scipy.stats import hypergeom  # slow to import, and seldom needed

    n_all, n_wrong = len(texts.is_right), int((~texts.is_right).sum())
    there, wrong = (np.array([each[column] for each in counted]) for column in (2, 3))
    tails = np.asarray(hypergeom.sf(wrong - 1, n_all, n_wrong, there))
    found = []
    for place in np.lexsort((-wrong, tails))[:MOST].tolist():
        variable, value, n, k = counted[place]
        found.append(
            ClassErrors(
                variable=variable.name,
                head=variable.head,
                cls=classes.named(variable.table, value),
                wrong=Proportion(k, n),
                expected=n * n_wrong / n_all,
                p=float(tails[place]),
                is_beyond_chance=bool(tails[place] * len(counted) < LEVEL),
            )
        )
    return tuple(found), len(counted)


def _counts(
    texts: EvaluatedTexts, variable: ClassVariable, classes: Classes
) -> Iterator[tuple[ClassVariable, int, int, int]]:
    """For each class that is there: in how many units, and in how many wrong ones."""
    n_values = len(classes.members(variable.table))
    pairs: Ints = np.unique(texts.unit * n_values + texts.values[variable.name])
    unit, value = pairs // n_values, pairs % n_values
    there = np.bincount(value, minlength=n_values).tolist()
    wrong = np.bincount(value[~texts.is_right[unit]], minlength=n_values).tolist()
    for number, (n, k) in enumerate(zip(there, wrong, strict=True)):
        if n:
            yield variable, number, n, k
