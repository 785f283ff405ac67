"""Labelled texts, as the readers give them and as learners, features and scores take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.schemes import Scheme

Kind = Literal["tag", "classify"]
"""One tag for each word, or one label for each text."""

Label = str | tuple[str, ...]
Words = tuple[str, ...]


def check_kind(kind: str) -> None:
    """Raise ConfigurationError unless this is a kind of task."""
    if kind not in get_args(Kind):
        raise ConfigurationError(
            f"kind {kind!r} is unknown; write 'tag' (one tag a word) or 'classify' (one label a text)"
        )


class Source(NamedTuple):
    """Where a text comes from, for messages.

    >>> str(Source("train.conll", 7)), Source("train.conll", 7, range(7, 9)).of_word(1), Source("a.jsonl", 3).of_word(1)
    ('train.conll, line 7', 'train.conll, line 8', 'a.jsonl, line 3, word 2')

    Attributes:
        file: the file as the user named it; empty for texts that come from no file.
        line: the first line of the text, or its number where there is no file; from 1.
        word_lines: the line of each word, where words have lines of their own.
    """

    file: str
    line: int
    word_lines: Sequence[int] = ()

    def of_word(self, position: int) -> str:
        """Where the word at this position, from 0, is."""
        if self.word_lines:
            return f"{self.file}, line {self.word_lines[position]}"
        return f"{self}, word {position + 1}"

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.file else f"text {self.line}"


@dataclass(frozen=True, kw_only=True)
class TextExamples:
    """Texts as words, with their labels.

    Attributes:
        kind: whether each word has a tag or each text a label.
        tokens: for each text its words.
        labels: for each text one label, or a tuple with one tag for each word; None where texts have no labels.
        columns: further columns of the data by name (``"pos"``, ``"chunk"``): for each text one value for each word.
        sources: for each text where it comes from. By default ``text 1``, ``text 2`` and so on.

    Raises:
        InputError: texts, labels, columns and sources are not equally many, or words and tags of a text are not; or
            what should be a word is none.
    """

    kind: Kind
    tokens: tuple[Words, ...]
    labels: tuple[Label, ...] | None = None
    columns: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        check_kind(self.kind)
        if not self.sources:
            object.__setattr__(self, "sources", tuple(Source("", n + 1) for n in range(len(self.tokens))))
        self._check_count("sources", self.sources)
        for source, words in zip(self.sources, self.tokens, strict=True):
            _check_text(source, words)
        for name, column in self.columns.items():
            self._check_count(f"entries of column {name!r}", column)
            self._check_words(f"values of column {name!r}", column)
        if self.labels is not None:
            self._check_count("labels", self.labels)
            self._check_labels(self.labels)

    def _check_count(self, what: str, given: Sequence[object]) -> None:
        if len(given) != len(self.tokens):
            raise InputError(f"{len(given)} {what} for {len(self.tokens)} texts; there must be one for each text")

    def _check_words(self, what: str, given: Sequence[Sequence[str]]) -> None:
        for source, words, values in zip(self.sources, self.tokens, given, strict=True):
            if len(words) != len(values):
                raise InputError(
                    f"{source}: {len(values)} {what} for {len(words)} words; there must be one for each word"
                )

    def _check_labels(self, labels: tuple[Label, ...]) -> None:
        wants_text = self.kind == "classify"
        for source, label in zip(self.sources, labels, strict=True):
            if isinstance(label, str) != wants_text:
                wanted = "one label for the text, a string" if wants_text else "a tuple with one tag for each word"
                raise InputError(f"{source}: kind {self.kind!r} wants {wanted}, not {label!r}")
        if not wants_text:
            self._check_words("tags", self.tags)

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, part: slice) -> TextExamples:
        """The texts of a slice."""
        return self.take(range(len(self))[part])

    def take(self, indices: Iterable[int]) -> TextExamples:
        """The texts at these indices, in this order."""
        chosen = list(indices)
        return TextExamples(
            kind=self.kind,
            tokens=tuple(self.tokens[index] for index in chosen),
            labels=None if self.labels is None else tuple(self.labels[index] for index in chosen),
            columns={name: tuple(column[index] for index in chosen) for name, column in self.columns.items()},
            sources=tuple(self.sources[index] for index in chosen),
        )

    @property
    def classes(self) -> tuple[str, ...]:
        """The label of each text. Raises InputError where texts have tags, or no labels."""
        return tuple(label for label in self._labels_of("classify") if isinstance(label, str))

    @property
    def tags(self) -> tuple[tuple[str, ...], ...]:
        """The tags of each text's words. Raises InputError where texts have one label each, or none."""
        return tuple(label for label in self._labels_of("tag") if not isinstance(label, str))

    def _labels_of(self, kind: Kind) -> tuple[Label, ...]:
        if self.labels is None or self.kind != kind:
            what = "are not labelled" if self.labels is None else f"are of kind {self.kind!r}, not {kind!r}"
            raise InputError(f"these texts {what}")
        return self.labels

    @property
    def n_tokens(self) -> int:
        """How many words all texts have together."""
        return sum(map(len, self.tokens))


def _check_text(source: Source, words: Sequence[str]) -> None:
    if isinstance(words, str):
        raise InputError(f"{source}: a text is its words, and not one string; tokenize it first: {words[:40]!r}")
    for position, word in enumerate(words):
        if not isinstance(word, str) or not word:
            raise InputError(f"{source.of_word(position)}: {word!r} is no word; expected a text that is not empty")


@dataclass(frozen=True, kw_only=True)
class TextData:
    """What a text task is learned from, chosen by and tested on.

    Attributes:
        train, valid, test: the three parts, all of one kind and with the same columns. Entity tags are IOB2.
        label_names: every label of the training texts, in order: that of the label-names file where one was given;
            otherwise numbers by size, names by the alphabet, and entity tags by type, ``O`` first.
        task_name: what the task is called.
        scheme: how the files write entity tags; PLAIN where tags mark no entities. None where texts have labels.
        warnings: what a user should know about the data, each with its count.
    """

    train: TextExamples
    valid: TextExamples
    test: TextExamples
    label_names: tuple[str, ...]
    task_name: str
    scheme: Scheme | None = None
    warnings: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Whether each word has a tag or each text a label."""
        return self.train.kind
