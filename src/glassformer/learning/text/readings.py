"""The categorical variables of a text program: what each is on texts, and the operations that compute it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassformer.learning.text.classes import Classes
from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.heads import Closest, Head
from glassformer.learning.text.roles import WORDS, Role
from glassformer.program.operations import Aggregate, LookupTable, Operation
from glassformer.program.signature import Signature

Folds = Ints | None
"""The fold of each text where texts are those that classes were learned from, and None for others."""


class Reading(Protocol):
    """A categorical variable."""

    @property
    def name(self) -> str:
        """What it is called in a program."""

    @property
    def n_values(self) -> int:
        """How many values it has, marks included."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the program that it rests on."""

    def values(self, texts: EncodedTexts, folds: Folds = None) -> Ints:
        """Its value at each of the ``contents``."""

    def operations(self, signature: Signature) -> list[Operation]:
        """What computes it, in order."""


@dataclass(frozen=True, eq=False)
class InputReading:
    """An input with few values, as it is."""

    role: Role
    n_values: int

    @property
    def name(self) -> str:
        """As its role."""
        return self.role.name

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the program that it rests on."""
        return (self.role.input,)

    def values(self, texts: EncodedTexts, folds: Folds = None) -> Ints:
        """Its value at each of the ``contents``."""
        return self.role.values(texts)

    def operations(self, signature: Signature) -> list[Operation]:
        """Nothing, or a head that reads it."""
        return _read(self.role, self.role.input, signature)


@dataclass(frozen=True, eq=False)
class ClassReading:
    """The class of an input.

    Attributes:
        classes: which.
        table: what the table from values to classes is called.
        head: what reads it; by default the head of the classes' own role.
    """

    classes: Classes
    table: str
    head: Head | None = None

    @property
    def role(self) -> Role:
        """The input, and what reads it."""
        return self.classes.role if self.head is None else Role(self.classes.role.input, self.head)

    @property
    def name(self) -> str:
        """As its table, and the head that reads it."""
        head = self.role.head
        return self.table if head is None else f"{self.table}_{head.name}"

    @property
    def n_values(self) -> int:
        """How many classes there are."""
        return self.classes.n_classes

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the program that it rests on."""
        return (self.role.input,)

    def values(self, texts: EncodedTexts, folds: Folds = None) -> Ints:
        """Its value at each of the ``contents``."""
        values = self.role.values(texts)
        if folds is None:
            return self.classes.of_value[values]
        return self.classes.of_value_by_fold[folds[texts.text[texts.contents]], values]

    def operations(self, signature: Signature) -> list[Operation]:
        """The table, and the head that reads it."""
        table = LookupTable(
            name=self.table,
            inputs=(self.role.input,),
            values=self.classes.names,
            table=tuple(map(int, self.classes.of_value)),
        )
        return [table, *_read(self.role, self.table, signature)]


SIDES = ("none", "at it", "next", "just after", "after", "before")
NEAR = 3


@dataclass(frozen=True, eq=False)
class SideReading:
    """Where a word stands, seen from the closest of some words: none there, next to it, further after, before."""

    head: Closest

    @property
    def name(self) -> str:
        """As its head."""
        return f"side_of_{self.head.name}"

    @property
    def n_values(self) -> int:
        """As many as there are sides."""
        return len(SIDES)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the program that it rests on."""
        return (WORDS,)

    def values(self, texts: EncodedTexts, folds: Folds = None) -> Ints:
        """Its value at each of the ``contents``."""
        there = texts.place[self.head.read(texts)[texts.contents]]
        return _side(texts.place[texts.contents], there)

    def operations(self, signature: Signature) -> list[Operation]:
        """The head, the place that it finds, and a table of the two places."""
        n = signature.max_length
        here, there = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
        place = f"place_of_{self.head.name}"
        n_tokens = len(signature.marks) + len(signature.alphabet)
        return [
            LookupTable(
                name=self.head.table,
                inputs=(WORDS,),
                values=("no", "yes"),
                table=tuple(int(token in self.head.words) for token in range(n_tokens)),
            ),
            self.head.operation(n),
            Aggregate(name=place, selector=self.head.name, values="positions"),
            LookupTable(
                name=self.name, inputs=("positions", place), values=SIDES, table=tuple(map(int, _side(here, there)))
            ),
        ]


def _side(here: Ints, there: Ints) -> Ints:
    by = here - there
    after = np.select([by <= 1, by <= NEAR], [2, 3], 4)
    found: Ints = np.where(there == 0, 0, np.where(by == 0, 1, np.where(by > 0, after, 5)))
    return found


@dataclass(frozen=True, eq=False)
class PairReading:
    """A table over two variables.

    Attributes:
        first, second: the variables.
        of_cell: the value of each cell; the second variable runs fastest.
        centroids: what each value says, ``value label``.
        value_names: of the values.
    """

    first: Reading
    second: Reading
    of_cell: Ints
    centroids: Floats
    value_names: tuple[str, ...]

    @property
    def name(self) -> str:
        """After both."""
        return f"{self.first.name}_with_{self.second.name}"

    @property
    def n_values(self) -> int:
        """How many values it has."""
        return len(self.value_names)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the program that it rests on."""
        return (*self.first.inputs, *self.second.inputs)

    def values(self, texts: EncodedTexts, folds: Folds = None) -> Ints:
        """Its value at each of the ``contents``."""
        return self.of_cell[cells(self.first, self.second, texts, folds)]

    def operations(self, signature: Signature) -> list[Operation]:
        """Those of both, and the table."""
        table = LookupTable(
            name=self.name,
            inputs=(self.first.name, self.second.name),
            values=self.value_names,
            table=tuple(map(int, self.of_cell)),
        )
        return [*self.first.operations(signature), *self.second.operations(signature), table]


def cells(first: Reading, second: Reading, texts: EncodedTexts, folds: Folds = None) -> Ints:
    """The cell of a table over two variables, at each of the ``contents``."""
    return first.values(texts, folds) * second.n_values + second.values(texts, folds)


def _read(role: Role, variable: str, signature: Signature) -> list[Operation]:
    if role.head is None:
        return []
    return [
        role.head.operation(signature.max_length),
        Aggregate(name=f"{variable}_{role.head.name}", selector=role.head.name, values=variable),
    ]


def table_name(role: Role, kind: str = "class") -> str:
    """What the table of a role's classes is called.

    >>> from glassformer.learning.text.heads import Offset
    >>> table_name(Role("tokens")), table_name(Role("tokens", Offset(-2))), table_name(Role("phrase"), "kind")
    ('word_class', 'class_as_before2', 'phrase_kind')
    """
    what = "word" if role.input == WORDS else role.input
    if role.head is None:
        return f"{what}_{kind}"
    head = role.head.name.replace("_", "")  # so that a second table of `before` is not called as one of `before_2`
    return f"{kind}_as_{head}" if role.input == WORDS else f"{what}_{kind}_as_{head}"
