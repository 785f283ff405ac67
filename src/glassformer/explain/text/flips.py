"""A small change of a text, and the other label that it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glassformer.explain.facts import in_weights
from glassformer.tasks.text.word_features import Columns

Edits = Mapping[int, str | None]
"""For some words of a text, by their positions from 1: the word that replaces each, or None where it is left out."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A word that is changed: its position, counted from 1, and what replaces it; None where it is left out."""

    position: int
    word: str
    replacement: str | None


@dataclass(frozen=True, kw_only=True)
class Flip:
    """A change that leads to another label, as the program gave it for the changed text.

    Attributes:
        edits: the words that are changed, in the order of the text.
        words: the changed text.
        label: its label; of a word's tag, that of the same word, or of what replaces it.
        lead: how far that label is ahead of the one before the change, in ``1 / GRID**2``.
    """

    edits: tuple[Edit, ...]
    words: tuple[str, ...]
    label: str
    lead: int

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; the lead in ``1 / GRID``."""
        return {
            "edits": [
                {"position": edit.position, "word": edit.word, "replacement": edit.replacement} for edit in self.edits
            ],
            "words": list(self.words),
            "label": self.label,
            "lead": in_weights([self.lead])[0],
        }


@dataclass(frozen=True)
class Text:
    """The words of a text, and further columns of the data with a value for each of them."""

    words: tuple[str, ...]
    columns: Columns

    def edited(self, edits: Edits) -> Text:
        """The changed text. A word that replaces another keeps the values that the data's columns have for it."""
        kept = [place for place in range(len(self.words)) if edits.get(place + 1, "") is not None]
        return Text(
            words=tuple(edits.get(place + 1) or self.words[place] for place in kept),
            columns={name: tuple(values[place] for place in kept) for name, values in self.columns.items()},
        )

    def named(self, edits: Edits) -> tuple[Edit, ...]:
        """The changes, in order."""
        return tuple(
            Edit(position=position, word=self.words[position - 1], replacement=edits[position])
            for position in sorted(edits)
        )


def moved(position: int, edits: Edits) -> int:
    """Where the word at a position, which is not left out, stands in the changed text.

    >>> moved(3, {1: None, 2: "a", 4: None})
    2
    """
    return position - sum(place < position and word is None for place, word in edits.items())


def smallest_first(flips: Sequence[Flip]) -> tuple[Flip, ...]:
    """The flips by how many words they change."""
    return tuple(sorted(flips, key=lambda flip: len(flip.edits)))
