"""Labelled texts, run: what a program computed at each of their words, and which labels are wrong, as arrays.

Axes: ``word`` runs through the words that were read of all texts, one after another; a ``unit`` is what gets a label: a
word, or a text; ``label`` are the program's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from glassformer.errors import InputError
from glassformer.explain.text.running import Floats, Ints, Runner
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.tasks.text import TextExamples, TextReader

NO_LABEL = -1
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class EvaluatedTexts:
    """What was computed.

    Attributes:
        labels: the program's.
        is_tagged: whether units are words; otherwise they are texts.
        n_texts: how many texts there are.
        values: of some variables, the value at each ``word``.
        text: of each ``word``, counted from 0.
        place: of each ``word`` in its text, counted from 1.
        totals: ``unit label`` scores in ``1 / GRID**2``; excluded labels at -inf.
        expected_names: the right label of each ``unit``.
    """

    labels: tuple[str, ...]
    is_tagged: bool
    n_texts: int
    values: dict[str, Ints]
    text: Ints
    place: Ints
    totals: Floats
    expected_names: tuple[str, ...]

    @cached_property
    def unit(self) -> Ints:
        """The unit of each ``word``."""
        return np.arange(len(self.text)) if self.is_tagged else self.text

    @cached_property
    def found(self) -> Ints:
        """The program's label of each ``unit``."""
        return np.asarray(self.totals.argmax(1))

    @cached_property
    def expected(self) -> Ints:
        """The right label of each ``unit``; `NO_LABEL` where it is none of the program's."""
        index = {label: number for number, label in enumerate(self.labels)}
        return np.array([index.get(label, NO_LABEL) for label in self.expected_names], dtype=np.int64)

    @cached_property
    def is_right(self) -> Bools:
        """Whether that of each ``unit`` is the right one."""
        return np.asarray(self.found == self.expected)

    @cached_property
    def margins(self) -> Floats:
        """How far the label of each ``unit`` is ahead of the next; infinite where there is no other."""
        if self.totals.shape[1] < 2:
            return np.full(len(self.totals), np.inf)
        second, first = np.partition(self.totals, -2, axis=1)[:, -2:].T
        return np.asarray(first - second)

    @property
    def tags(self) -> list[tuple[str, ...]]:
        """Of each text the program's tags of those of its words that were read."""
        names = [self.labels[label] for label in self.found]
        ends = np.searchsorted(self.text, np.arange(self.n_texts), side="right").tolist()
        return [tuple(names[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def evaluate(
    program: Program, reader: TextReader, examples: TextExamples, variables: Collection[str]
) -> EvaluatedTexts:
    """The texts, run.

    Args:
        program: that returns scores, and takes what the reader reads.
        reader: of the program.
        examples: labelled texts.
        variables: whose values are kept.

    Raises:
        InputError: there are none, or they are not labelled as the program labels, or lack a column that is read.
        ProgramError: the program's numbers are too large for tensors.
    """
    _check(program.signature, examples)
    is_tagged = examples.kind == "tag"
    texts: list[Ints] = []
    places: list[Ints] = []
    units: list[Ints] = []
    totals: list[Floats] = []
    values: dict[str, list[Ints]] = {name: [] for name in variables}
    for numbers, run in Runner(program).chunks(reader.read_all(examples)):
        is_word = run.contents.numpy()
        rows, columns = is_word.nonzero()
        texts.append(np.array(numbers)[rows])
        places.append(columns)
        units.append(np.array(numbers))
        scores = run.scores[program.returns].numpy()
        totals.append(scores[is_word] if is_tagged else scores)
        for name in variables:
            values[name].append(run.variables[name].numpy()[is_word])
    text, place = np.concatenate(texts), np.concatenate(places)
    words = np.lexsort((place, text))
    return EvaluatedTexts(
        labels=program.signature.labels,
        is_tagged=is_tagged,
        n_texts=len(examples),
        values={name: np.concatenate(parts)[words] for name, parts in values.items()},
        text=text[words],
        place=place[words],
        totals=np.concatenate(totals)[words if is_tagged else np.concatenate(units).argsort()],
        expected_names=_expected(examples, reader.max_length),
    )


def _expected(examples: TextExamples, max_length: int) -> tuple[str, ...]:
    """The right label of each unit."""
    if examples.kind == "classify":
        return examples.classes
    return tuple(tag for tags in examples.tags for tag in tags[:max_length])


def _check(signature: Signature, examples: TextExamples) -> None:
    if not len(examples):
        raise InputError("there are no texts to find errors in")
    kind = "classify" if signature.gives_one_label else "tag"
    if examples.kind != kind:
        wanted = "one label for each text" if kind == "classify" else "a tag for each word"
        raise InputError(f"the program gives {wanted}, and these texts are labelled otherwise (kind {examples.kind!r})")
    given = set(examples.classes) if kind == "classify" else {tag for tags in examples.tags for tag in tags}
    if not given & set(signature.labels):
        raise InputError(
            f"none of the labels of these texts is the program's: they have {_few(sorted(given))}, and it has "
            f"{_few(signature.labels)}; give names to the labels of the texts, or texts that are for this program"
        )


def _few(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:5])) + (" and others" if len(names) > 5 else "")
