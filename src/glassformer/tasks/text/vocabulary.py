"""The words that a program knows, most frequent first; every other word is ``<unk>``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from glassformer.errors import ConfigurationError, InputError

UNKNOWN = "<unk>"
MARKS = ("<s>", "</s>")
"""What a program sees before and after a text; they are never words themselves."""


@dataclass(frozen=True)
class Vocabulary:
    """Words with an index each; index 0 is ``<unk>``.

    >>> vocabulary = Vocabulary.fit([["The", "cat"], ["the", "dog"]], max_size=3, is_lower=True)
    >>> vocabulary.words, vocabulary.encode([["THE", "cat", "purrs"]])
    (('<unk>', 'the', 'cat'), [[1, 2, 0]])

    Attributes:
        words: ``<unk>``, and then every known word.
        is_lower: whether words are looked up in lower case; all known words are then in lower case.
    """

    words: tuple[str, ...]
    is_lower: bool = False

    def __post_init__(self) -> None:
        if not self.words or self.words[0] != UNKNOWN or len(set(self.words)) < len(self.words):
            raise InputError(f"the words of a vocabulary begin with {UNKNOWN!r}, and none is there twice")

    @classmethod
    def fit(
        cls, texts: Iterable[Sequence[str]], *, max_size: int = 10_000, min_count: int = 1, is_lower: bool = False
    ) -> Vocabulary:
        """The most frequent words of training texts.

        Args:
            texts: for each text its words.
            max_size: how many words at most, ``<unk>`` included.
            min_count: how often a word must occur.
            is_lower: whether case is dropped.

        Raises:
            ConfigurationError: a limit is below 1.
        """
        if max_size < 1 or min_count < 1:
            raise ConfigurationError(f"max_size {max_size} and min_count {min_count} must be at least 1")
        counts = Counter(word.lower() if is_lower else word for words in texts for word in words)
        for word in (UNKNOWN, *MARKS):
            del counts[word]
        ranked = sorted((-n, word) for word, n in counts.items() if n >= min_count)
        return cls((UNKNOWN, *(word for _, word in ranked[: max_size - 1])), is_lower)

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return self.index(word) > 0

    @cached_property
    def _indices(self) -> Mapping[str, int]:
        return {word: index for index, word in enumerate(self.words)}

    def index(self, word: str) -> int:
        """The index of a word; 0 where it is not known."""
        return self._indices.get(word.lower() if self.is_lower else word, 0)

    def encode(self, texts: Iterable[Sequence[str]]) -> list[list[int]]:
        """For each text the index of each word."""
        return [[self.index(word) for word in words] for words in texts]

    def to_dict(self) -> dict[str, Any]:
        """The vocabulary as JSON takes it."""
        return {"words": list(self.words), "is_lower": self.is_lower}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Vocabulary:
        """The vocabulary that `to_dict` gave. Raises InputError where the document is damaged."""
        match document:
            case {"words": [*words], "is_lower": bool(is_lower)} if all(isinstance(word, str) for word in words):
                return cls(tuple(words), is_lower)
        raise InputError("the vocabulary is damaged: expected a list of texts 'words', and true or false 'is_lower'")
