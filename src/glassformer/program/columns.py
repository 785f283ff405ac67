"""Columns: further categorical inputs, with one value for each token of the contents.

A text has more than its words: the shape of a word, its part of speech, whether a list has it. Each is a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from glassformer.errors import InputError
from glassformer.program.variables import name_fault, names_fault

Item = str | tuple[str, ...]
"""A token of an input; where the program has columns, with its value in each of them: ``("Paris", "Xx", "NNP")``."""

ALWAYS = ("tokens", "positions", "ones")
"""The inputs of every program."""


@dataclass(frozen=True)
class Column:
    """A categorical input beside ``tokens``.

    Attributes:
        name: of the variable.
        values: what tokens of contents may have; a mark has the mark itself as its value.
    """

    name: str
    values: tuple[str, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """For each value its place among them."""
        return {value: place for place, value in enumerate(self.values)}


def column_faults(columns: Iterable[Column], marks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Why no program can have these columns: for each fault the name of a column, and a message."""
    before: set[str] = set()
    for column in columns:
        fault = name_fault(column.name) or names_fault(column.values)
        if column.name in ALWAYS:
            fault = f"{column.name!r} is an input of every program; choose another name"
        elif column.name in before:
            fault = "there is another column of this name"
        elif not column.values:
            fault = "at least one value is needed"
        elif fault is None and (both := [mark for mark in marks if mark in column.index]):
            fault = f"{both[0]!r} is a mark; a column has a mark's own value there, and all others must differ"
        if fault is not None:
            yield column.name, fault
        before.add(column.name)


def check_items(contents: Sequence[Item], columns: Sequence[Column]) -> None:
    """Raise InputError, saying what and where, unless each item is a token with a value of each column.

    Whether the tokens are known is not checked here.
    """
    for number, item in enumerate(contents, start=1):
        if not isinstance(item, tuple) or len(item) != len(columns) + 1:
            names = ", ".join(column.name for column in columns)
            raise InputError(
                f"number {number} of the input is {item!r}; it must be a tuple of {len(columns) + 1}: a token, and its "
                f"value in each column ({names})"
            )
        for column, value in zip(columns, item[1:], strict=True):
            if value not in column.index:
                raise InputError(
                    f"unknown value {value!r} of column {column.name} (number {number} of the input); "
                    f"{describe_allowed(column.values)}"
                )


def item_text(item: Item) -> str:
    """An item in one word: the token, and behind slashes its values.

    >>> item_text("Paris"), item_text(("Paris", "Xx", "NNP"))
    ('Paris', 'Paris/Xx/NNP')
    """
    return item if isinstance(item, str) else "/".join(item)


def describe_allowed(values: Sequence[str], at_most: int = 20) -> str:
    """Which values are allowed, in words, cut after ``at_most``.

    >>> describe_allowed(("a", "b", "c"), at_most=2)
    "allowed are 'a', 'b' and 1 more"
    """
    shown = ", ".join(map(repr, values[:at_most]))
    more = len(values) - at_most
    return f"allowed are {shown}" + (f" and {more:,} more" if more > 0 else "")
