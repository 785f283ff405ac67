# ruff: noqa: N803 - X is what scikit-learn calls it, and its users write
"""The tagger: one tag for each word of each sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from glassformer.errors import ConfigurationError
from glassformer.estimators.base import ProgramEstimator
from glassformer.estimators.folder import Kept
from glassformer.estimators.labels import (
    LabelArray,
    check_valid,
    find_classes,
    given,
    name_labels,
    names_of,
    read_labels,
)
from glassformer.estimators.sequences import items_of, samples_of, sentence_of, sentences_of
from glassformer.tasks.metrics import accuracy
from glassformer.tasks.text import Kind, Scheme, TextExamples, count_spans, from_iob2
from glassformer.tasks.text.reading.checking import order_labels
from glassformer.tasks.text.reading.tags import normalise_tags
from glassformer.tasks.text.schemes import OUTSIDE

if TYPE_CHECKING:
    from glassformer.explain.text import TextExplanation

Tags = list[Any]


@dataclass(kw_only=True, eq=False, repr=False)
class ProgramTagger(ProgramEstimator):
    """A program that gives each word a tag, learned from tagged sentences.

    Sentences are words in lists; with ``columns``, tuples of a word and its values there, strings all. Tags are what
    scikit-learn takes as labels, and come back as they were given. Where they mark entities, in whatever scheme, the
    program has them in IOB2.

    Attributes:
        columns: what stands beside words, by name: ``("pos",)``.
        scheme: how tags mark entities, such as ``"iob1"`` (``"plain"``: they mark none); None: found out.
        repair: whether ill-formed tags of entities are mended, instead of being an error.
        reach, tune_entities: as in `TextConfiguration`; everything else is in `ProgramEstimator`.
        scheme_: how the tags mark entities.
    """

    columns: Sequence[str] = ()
    scheme: str | None = None
    repair: bool = False
    reach: int = 2
    tune_entities: bool = True
    kind: ClassVar[Kind] = "tag"

    scheme_: Scheme = field(init=False)

    def fit(self, X: Any, y: Any, X_valid: Any = None, y_valid: Any = None) -> Self:
        """The tagger, which has learned a program.

        Args:
            X: sentences to learn from.
            y: for each a tag of every word.
            X_valid: other sentences to choose by; None: some are split off.
            y_valid: their tags.

        Raises:
            ValueError: there are no sentences, too few, not one tag for each word, or one tag only; tags of entities
                are ill formed; or a setting is wrong.
        """
        check_valid(X_valid, y_valid)
        classes = find_classes(read_labels(list(chain.from_iterable(self._tags(y))), self))
        parts = {"X": self._tagged(X, y, classes)}
        if X_valid is not None:
            parts["X_valid"] = self._tagged(X_valid, y_valid, classes, "X_valid")
        found = normalise_tags(parts, self.scheme, mends=self.repair)
        names = set(chain.from_iterable(found.parts["X"].tags))
        is_plain = found.scheme is Scheme.PLAIN
        self._learn(
            found.parts["X"], found.parts.get("X_valid"), names_of(classes) if is_plain else order_labels(names)
        )
        self.classes_, self.scheme_ = classes, found.scheme
        return self

    def predict(self, X: Any) -> list[Tags]:
        """For each sentence the tag of each word; entities are well formed, in the scheme that was learned from.

        Words beyond the reader's ``max_length`` are not read: they are outside of entities, and where tags mark no
        entities their tag is None.
        """
        program, examples = self._text_program(), self._untagged(X)
        return [self._as_given(tags) for tags in program.label_all(examples)]

    def score(self, X: Any, y: Any) -> float:
        """How well the tags of sentences are met.

        Where tags mark entities, strict F1: an entity is right if its words and its type are (0 where there is none to
        find, and none was found). Elsewhere, the share of words whose tag is right.
        """
        found = self._text_program().label_all(self._untagged(X))
        expected = self._tagged(X, y, self.classes_)
        if self.scheme_ is Scheme.PLAIN:
            return float(accuracy(found, expected.tags).token.value)
        right = normalise_tags({"X": expected}, self.scheme_, mends=self.repair).parts["X"]
        return float(np.nan_to_num(count_spans(right.tags, [[tag or OUTSIDE for tag in tags] for tags in found]).f1))

    def explain(self, x: Any, *, position: int | None = None, with_flips: bool = True) -> TextExplanation:
        """What the tags of one sentence rest on; they are named as in the program.

        Args:
            x: the sentence.
            position: of the word that is explained, counted from 1; None: those with tags other than ``O``, or the one
                that is decided most narrowly.
            with_flips: whether the nearest changes that lead to other tags are searched.
        """
        from glassformer.explain.text import explain_text  # slow to import, and seldom needed

        reader = self._text_program().reader
        words, columns = sentence_of(x, self._columns(), "x")
        return explain_text(self.program_, reader, words, columns, position=position, with_flips=with_flips)

    def _tagged(self, X: Any, y: Any, classes: LabelArray, what: str = "X") -> TextExamples:
        sentences, columns = sentences_of(X, self._columns(), what)
        tags = tuple(name_labels(each, classes) for each in self._tags(y, what.replace("X", "y")))
        return TextExamples(kind=self.kind, tokens=sentences, labels=tags, columns=columns)

    def _untagged(self, X: Any) -> TextExamples:
        """Sentences for the program."""
        sentences, columns = sentences_of(X, self._columns())
        examples = TextExamples(kind=self.kind, tokens=sentences, columns=columns)
        self._warn_of_cut(examples)
        return examples

    def _columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        names = (self.columns,) if isinstance(self.columns, str) else tuple(self.columns)
        if isinstance(self.columns, str) or len(set(names)) < len(names):
            raise ConfigurationError(f"columns {self.columns!r}: write a tuple of names, each once, as in ('pos',)")
        return names

    def _tags(self, y: Any, what: str = "y") -> list[Tags]:
        """The tags of each sentence, as they were given."""
        sentences = samples_of(given(y, self), what, "tags of sentences (in a list for each)")
        return [items_of(tags, f"{what}, sentence {number}", "tags") for number, tags in enumerate(sentences, start=1)]

    def _as_given(self, tags: Iterable[str | None]) -> Tags:
        """The program's tags of a sentence, in the scheme and of the type that fit was given."""
        if self.scheme_ is not Scheme.PLAIN:
            tags = from_iob2([OUTSIDE if tag is None else tag for tag in tags], self.scheme_)
        values = dict(zip(names_of(self.classes_), self.classes_.tolist(), strict=True))
        return [values.get(str(tag), tag) for tag in tags]

    def _kept(self) -> Kept:
        return replace(super()._kept(), scheme=self.scheme_)

    def _restore(self, kept: Kept) -> None:
        super()._restore(kept)
        self.scheme_ = kept.scheme or Scheme.PLAIN
