"""What a program may see of a word, known or not, besides the word itself: features that people understand.

Each feature gives every word of a text one of a set of named values. A closed feature names them all; an open one has
as many as there are in the data, of which `FeatureSet.fit` keeps the most frequent. Here are those of a word alone;
`place_features` has those that depend on its place.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from glassformer.errors import ConfigurationError
from glassformer.tasks.text.examples import TextExamples, Words

SHORT = "<short>"

Columns = Mapping[str, Words]
"""The further columns of one text: for each word a value."""


class Feature(ABC):
    """One feature of words. A class of closed features lists their values in ``VALUES``."""

    VALUES: ClassVar[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        """What its variable is called: by default as its class."""
        return type(self).__name__.lower()

    @property
    def values(self) -> tuple[str, ...]:
        """Every value of a closed feature; none for an open one."""
        return self.VALUES

    @property
    def max_values(self) -> int | None:
        """How many values its variable has at most, where that is the feature's own; None: as for all."""
        return None

    @abstractmethod
    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The value of each word of a text."""

    def fit(self, train: TextExamples) -> Feature:
        """The feature with what it has to know of the training texts."""
        return self


class WordFeature(Feature):
    """A feature of a word alone, wherever it stands.

    Of an open one those values are kept that most words of the text have; or, with ``OF_DIFFERENT_WORDS``, those that
    most different words have, as is right for what shall tell something about words that are not known.
    """

    OF_DIFFERENT_WORDS: ClassVar[bool] = False

    @abstractmethod
    def of_word(self, word: str) -> str:
        """The value of a word."""

    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The value of each word of a text."""
        return [self.of_word(word) for word in words]


_SHAPE_RUNS = re.compile(r"x+|(X)X+|(d)d+|(.)\3+")


@dataclass(frozen=True)
class Shape(WordFeature):
    """Capitals as X, other letters as x, digits as d; of a run one x is kept, and two of anything else.

    >>> [Shape().of_word(word) for word in ("Paris", "USA", "IL-2", "1999", "McDonald", "...")]
    ['Xx', 'XX', 'XX-d', 'dd', 'XxXx', '..']
    """

    def of_word(self, word: str) -> str:
        """The shape of a word."""
        letters = "".join(
            "X" if each.isupper() else "d" if each.isdecimal() else "x" if each.isalpha() else each for each in word
        )
        return _SHAPE_RUNS.sub(lambda run: "x" if run[0][0] == "x" else run[0][:2], letters)


@dataclass(frozen=True)
class Prefix(WordFeature):
    """The first n letters, in lower case and with digits as 0; ``<short>`` where the word has no more."""

    OF_DIFFERENT_WORDS: ClassVar[bool] = True
    n: int

    def __post_init__(self) -> None:
        _check_n(self.n)

    @property
    def name(self) -> str:
        """Such as ``prefix3``."""
        return f"prefix{self.n}"

    def of_word(self, word: str) -> str:
        """The prefix of a word."""
        return _plain(word[: self.n]) if len(word) > self.n else SHORT


@dataclass(frozen=True)
class Suffix(WordFeature):
    """The last n letters, in lower case and with digits as 0; ``<short>`` where the word has no more."""

    OF_DIFFERENT_WORDS: ClassVar[bool] = True
    n: int

    def __post_init__(self) -> None:
        _check_n(self.n)

    @property
    def name(self) -> str:
        """Such as ``suffix3``."""
        return f"suffix{self.n}"

    def of_word(self, word: str) -> str:
        """The suffix of a word."""
        return _plain(word[-self.n :]) if len(word) > self.n else SHORT


@dataclass(frozen=True)
class Digits(WordFeature):
    """Whether a word has digits; ``number`` is nothing but digits and what stands between and around them."""

    VALUES: ClassVar[tuple[str, ...]] = ("none", "some", "number")

    def of_word(self, word: str) -> str:
        """Which of the values a word has."""
        if not any(each.isdecimal() for each in word):
            return "none"
        return "number" if not any(each.isalpha() for each in word) else "some"


@dataclass(frozen=True)
class Punctuation(WordFeature):
    """Whether a word has characters that are neither letters nor digits, or has nothing else."""

    VALUES: ClassVar[tuple[str, ...]] = ("none", "some", "only")

    def of_word(self, word: str) -> str:
        """Which of the values a word has."""
        if word.isalnum():
            return "none"
        return "some" if any(each.isalnum() for each in word) else "only"


@dataclass(frozen=True)
class Form(WordFeature):
    """What a word is by its first characters: a ``#tag``, a ``@name``, a web address, or none of these."""

    VALUES: ClassVar[tuple[str, ...]] = ("plain", "#tag", "@name", "address")

    def of_word(self, word: str) -> str:
        """Which of the values a word has."""
        if word.lower().startswith(("http://", "https://", "www.")):
            return "address"
        if len(word) > 1 and word[0] in "#@":
            return "#tag" if word[0] == "#" else "@name"
        return "plain"


@dataclass(frozen=True)
class Frequency(WordFeature):
    """How often a word, in any case, is in the training texts, as a band.

    A word that is there once is to training what an unseen one is to a test, so they share a band.

    Attributes:
        counts: of the words that are there twice or more; empty until the feature is fitted.
    """

    VALUES: ClassVar[tuple[str, ...]] = ("0-1", "2-4", "5-19", "20-99", "100-999", "1000+")
    counts: Mapping[str, int] = field(default_factory=dict)

    def fit(self, train: TextExamples) -> Frequency:
        """The feature with the counts of these texts."""
        counts = Counter(word.lower() for words in train.tokens for word in words)
        return Frequency({word: n for word, n in sorted(counts.items()) if n > 1})

    def of_word(self, word: str) -> str:
        """The band of a word."""
        n = self.counts.get(word.lower(), 0)
        return self.VALUES[sum(n >= least for least in (2, 5, 20, 100, 1000))]


def _check_n(n: int) -> None:
    if n < 1:
        raise ConfigurationError(f"a prefix or suffix has 1 letter or more, not {n}")


def _plain(letters: str) -> str:
    return "".join("0" if each.isdecimal() else each for each in letters.lower())
