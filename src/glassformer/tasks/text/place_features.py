"""Features that depend on a word's place in its text, or that the data itself has for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from glassformer.errors import InputError
from glassformer.tasks.text.word_features import Columns, Feature


@dataclass(frozen=True)
class Capital(Feature):
    """How a word is capitalised, and whether it stands where every word is: at the begin of a sentence.

    That is where no word with letters is between it and the begin of the text, or the last full stop, exclamation mark
    or question mark.
    """

    VALUES: ClassVar[tuple[str, ...]] = ("lower", "first", "first-at-begin", "all", "mixed", "no-letters")

    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The value of each word of a text."""
        values = []
        is_begin = True
        for word in words:
            value = _capital(word)
            values.append("first-at-begin" if value == "first" and is_begin else value)
            is_begin = word[:1] in (".", "!", "?") or (is_begin and value == "no-letters")
        return values


@dataclass(frozen=True)
class Position(Feature):
    """Where in its text a word stands; begin and end are two words each beside the first and the last."""

    VALUES: ClassVar[tuple[str, ...]] = ("only", "first", "begin", "middle", "end", "last")

    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The value of each word of a text."""
        n = len(words)
        if n == 1:
            return ["only"]
        return [_position(index, n) for index in range(n)]


@dataclass(frozen=True)
class Phrase(Feature):
    """The word before and the word, in lower case, with a space between; ``<s>`` stands before the first.

    >>> Phrase().of_text(["Not", "bad", "."], {})
    ['<s> not', 'not bad', 'bad .']

    Attributes:
        most: how many different phrases are kept at most, those that the texts have most often.
    """

    most: int = 20_000

    @property
    def max_values(self) -> int:
        """As many as there are to be phrases, and ``<other>``."""
        return self.most + 1

    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The phrase that each word of a text ends."""
        lowered = [word.lower() for word in words]
        return [f"{before} {word}" for before, word in zip(["<s>", *lowered], lowered, strict=False)]


@dataclass(frozen=True)
class Column(Feature):
    """A further column of the data, such as parts of speech."""

    column: str

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column

    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The column of a text. Raises InputError where the data has no such column."""
        if self.column not in columns:
            raise InputError(
                f"these texts have no column {self.column!r}, which the features read; give it for each word"
            )
        return list(columns[self.column])


def _capital(word: str) -> str:
    letters = [each for each in word if each.isalpha()]
    if not letters:
        return "no-letters"
    n_capitals = sum(each.isupper() for each in letters)
    if n_capitals == 0:
        return "lower"
    if n_capitals == 1 and letters[0].isupper():
        return "first"
    return "all" if n_capitals == len(letters) else "mixed"


def _position(index: int, n: int) -> str:
    if index in (0, n - 1):
        return "first" if index == 0 else "last"
    if index <= 2:
        return "begin"
    return "end" if index >= n - 3 else "middle"
