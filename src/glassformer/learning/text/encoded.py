"""Texts as arrays: the values of every input at every position, all texts end to end, marks included.

A *unit* is what gets a label: a text, or each of its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from glassformer.tasks.text import TextExamples, TextReader

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
N_MARKS = 2
"""The marks are the first values of every input: the begin mark 0, the end mark 1."""
NO_LABEL = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class EncodedTexts:
    """Texts as a program sees them, ``position`` running through all texts, each between its marks.

    Attributes:
        values: for each input, ``tokens`` and every column, its value at each ``position``.
        cardinalities: how many values each input has, marks included.
        lengths: positions of each ``text``.
        labels: of each ``unit``; `NO_LABEL` where it is none that training has.
        is_tagged: whether units are words; otherwise they are texts.
        label_weights: how much a unit of each ``label`` counts, in learning and in choosing; None: all the same.
    """

    values: Mapping[str, Ints]
    cardinalities: Mapping[str, int]
    lengths: Ints
    labels: Ints
    is_tagged: bool
    label_weights: Floats | None = None

    @cached_property
    def text(self) -> Ints:
        """Which text each ``position`` is of."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @cached_property
    def starts(self) -> Ints:
        """Where each ``text`` begins."""
        return np.cumsum(self.lengths) - self.lengths

    @cached_property
    def place(self) -> Ints:
        """The number of each ``position`` in its own text."""
        return np.arange(len(self.text)) - self.starts[self.text]

    @cached_property
    def contents(self) -> Ints:
        """The positions that are no marks."""
        return np.flatnonzero(self.values["tokens"] >= N_MARKS)

    @cached_property
    def unit(self) -> Ints:
        """The unit of each of the ``contents``."""
        return np.arange(len(self.contents)) if self.is_tagged else self.text[self.contents]

    @cached_property
    def text_of_unit(self) -> Ints:
        """The text of each ``unit``."""
        return self.text[self.contents] if self.is_tagged else np.arange(len(self.lengths))

    @cached_property
    def counted(self) -> Floats:
        """How much each ``unit`` counts."""
        weights = np.ones(self.labels.max(initial=0) + 1) if self.label_weights is None else self.label_weights
        return np.where(self.labels == NO_LABEL, 0.0, weights[self.labels])

    @property
    def n_units(self) -> int:
        """How many labels there are to give."""
        return len(self.labels)


def encode(reader: TextReader, examples: TextExamples, label_names: Sequence[str]) -> EncodedTexts:
    """Labelled texts as the reader reads them.

    Raises:
        InputError: texts have no labels, or lack a column that is read.
    """
    n = reader.max_length
    rows = {"tokens": reader.vocabulary.encode(examples.tokens)}
    found = reader.features.encode(examples)
    for (name, _), variable in zip(reader.columns, reader.features.variables, strict=True):
        rows[name] = found[variable.name]
    sizes = {"tokens": len(reader.vocabulary), **{name: len(values) for name, values in reader.columns}}
    index = {label: number for number, label in enumerate(label_names)}
    is_tagged = examples.kind == "tag"
    named = [tag for tags in examples.tags for tag in tags[:n]] if is_tagged else examples.classes
    return EncodedTexts(
        values={name: _end_to_end(texts, n) for name, texts in rows.items()},
        cardinalities={name: size + N_MARKS for name, size in sizes.items()},
        lengths=np.array([min(len(words), n) + N_MARKS for words in examples.tokens], np.int64),
        labels=np.array([index.get(label, NO_LABEL) for label in named], np.int64),
        is_tagged=is_tagged,
    )


def _end_to_end(texts: Sequence[Sequence[int]], n: int) -> Ints:
    return np.array([value for text in texts for value in (0, *(each + N_MARKS for each in text[:n]), 1)], np.int64)
