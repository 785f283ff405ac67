"""From texts to the contents that a program takes: each word as the vocabulary has it, and its value in each column.

The reader is what stands between a person's text and a program. It knows nothing of labels: which words and phrases it
knows was counted on the training texts, and everything that was learned about them is in the program.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.examples import Kind, TextExamples, check_kind
from glassformer.tasks.text.features import FeatureSet
from glassformer.tasks.text.place_features import Column
from glassformer.tasks.text.tokenizing import TOKENIZERS
from glassformer.tasks.text.vocabulary import MARKS, Vocabulary
from glassformer.tasks.text.word_features import Columns

ReadWord = str | tuple[str, ...]
"""A word as a program takes it: its token, and where there are columns its value in each."""


@dataclass(frozen=True, kw_only=True)
class TextReader:
    """Reads texts for a program.

    Attributes:
        kind: whether each word gets a tag or each text a label.
        vocabulary: the words that are known.
        features: what else is seen of a word; each is a column.
        max_length: how many words of a text are read; the others are cut off.
        tokenizer: by its name in `TOKENIZERS`.
    """

    kind: Kind
    vocabulary: Vocabulary
    features: FeatureSet
    max_length: int
    tokenizer: str = "words"

    def __post_init__(self) -> None:
        check_kind(self.kind)
        if self.tokenizer not in TOKENIZERS:
            raise ConfigurationError(f"tokenizer {self.tokenizer!r} is unknown; write one of {', '.join(TOKENIZERS)}")
        if self.max_length < 1:
            raise ConfigurationError(f"max_length is {self.max_length}; a text has at least 1 word")
        if marks := [mark for mark in MARKS if mark in self.vocabulary.words]:
            raise ConfigurationError(f"{marks[0]!r} is a mark, and cannot be a word of the vocabulary")

    @cached_property
    def columns(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each column of a program: its name, and its values."""
        names = _variable_names([variable.name for variable in self.features.variables])
        return tuple((name, variable.values) for name, variable in zip(names, self.features.variables, strict=True))

    def narrowed(self, names: Container[str]) -> TextReader:
        """The same with those columns only, and those that these are numbered after, so that they keep their names."""
        plain = [_plain(variable.name) for variable in self.features.variables]
        wanted = {plain[place] for place, (name, _) in enumerate(self.columns) if name in names}
        kept = [place for place, name in enumerate(plain) if name in wanted]
        features = FeatureSet(
            features=tuple(self.features.features[place] for place in kept),
            variables=tuple(self.features.variables[place] for place in kept),
            notes=self.features.notes,
        )
        return replace(self, features=features)

    def split(self, text: str) -> tuple[str, ...]:
        """The words of a text; all of them, however long it is."""
        return TOKENIZERS[self.tokenizer](text)

    def read(self, words: Sequence[str], columns: Columns | None = None) -> tuple[ReadWord, ...]:
        """The contents for these words, of which the first ``max_length`` are read.

        Args:
            words: of one text.
            columns: further columns of the data, a value for each word.

        Raises:
            InputError: a column that is read is not given.
        """
        index = self.vocabulary.index
        tokens = [self.vocabulary.words[index(word)] for word in words]
        described = self.features.describe(words, columns)
        read = [(token, *row.values()) if row else token for token, row in zip(tokens, described, strict=True)]
        return tuple(read[: self.max_length])

    def read_all(self, examples: TextExamples) -> list[tuple[ReadWord, ...]]:
        """The contents for each text. Raises InputError where a column that is read is missing."""
        columns = [name for name in examples.columns if name in self.wanted_columns]
        return [
            self.read(words, {name: examples.columns[name][number] for name in columns})
            for number, words in enumerate(examples.tokens)
        ]

    @property
    def wanted_columns(self) -> tuple[str, ...]:
        """The columns of the data that have to be given beside words."""
        return tuple(feature.column for feature in self.features.features if isinstance(feature, Column))

    def n_cut(self, examples: TextExamples) -> int:
        """How many texts are longer than what is read of them."""
        return sum(len(words) > self.max_length for words in examples.tokens)

    def to_dict(self) -> dict[str, Any]:
        """The reader as JSON takes it."""
        return {
            "kind": self.kind,
            "vocabulary": self.vocabulary.to_dict(),
            "features": self.features.to_dict(),
            "max_length": self.max_length,
            "tokenizer": self.tokenizer,
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> TextReader:
        """The reader that `to_dict` gave. Raises InputError where the document is damaged."""
        match document:
            case {
                "kind": ("tag" | "classify") as kind,
                "vocabulary": dict(vocabulary),
                "features": dict(features),
                "max_length": int(max_length),
                "tokenizer": str(tokenizer),
            }:
                return cls(
                    kind=kind,
                    vocabulary=Vocabulary.from_dict(vocabulary),
                    features=FeatureSet.from_dict(features),
                    max_length=max_length,
                    tokenizer=tokenizer,
                )
        raise InputError(
            "the reader is damaged: expected 'kind', 'vocabulary', 'features', 'max_length' and 'tokenizer'"
        )


_TAKEN = (
    *("tokens", "positions", "ones", "bias", "else", "excluded", "labels", "nothing", "return"),
    *("first", "label", "tag"),
)
"""Names that a program has already, or will have, or that its text form needs."""
_OF_HEADS = re.compile(r"(.*_)?(before|after)(_\d+)?")
"""Names of what attention reads."""


def _plain(name: str) -> str:
    """A name without what cannot be in the name of a variable."""
    return re.sub(r"^(?=\d)", "_", re.sub(r"[^A-Za-z0-9_]+", "_", name)) or "_"


def _variable_names(names: Sequence[str]) -> list[str]:
    """A name for each that a program's variable can have, all different.

    >>> _variable_names(["shape", "part-of-speech", "positions", "part of speech", "1st", "before"])
    ['shape', 'part_of_speech', 'positions_2', 'part_of_speech_2', '_1st', 'before_column']
    """
    found: list[str] = []
    for plain in map(_plain, names):
        candidates = (plain, *(f"{plain}_{number}" for number in range(2, len(names) + 3)), f"{plain}_column")
        taken = {*_TAKEN, *found, *filter(_OF_HEADS.fullmatch, candidates)}
        found.append(next(each for each in candidates if each not in taken))
    return found
