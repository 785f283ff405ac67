"""Lists of words and names that a user has, such as cities or products, as a feature: whether a word is in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Words
from glassformer.tasks.text.reading.documents import AnyPath, open_document
from glassformer.tasks.text.tokenizing import Tokenizer, split_at_spaces
from glassformer.tasks.text.word_features import Columns, Feature


@dataclass(frozen=True)
class WordList(Feature):
    """Whether a word is in a list, or where in an entry of several words; from left to right, the longest entry first.

    >>> towns = WordList("towns", (("new", "york"), ("york",)))
    >>> towns.of_text(["To", "New", "York", "or", "York"], {})
    ['no', 'begin', 'inside', 'no', 'begin']

    Attributes:
        list_name: what the list is called.
        entries: each entry as its words.
        is_cased: whether case must agree.
    """

    list_name: str
    entries: tuple[Words, ...]
    is_cased: bool = False

    def __post_init__(self) -> None:
        if not self.entries or not all(self.entries):
            raise InputError(f"word list {self.list_name!r}: it needs entries, each of one word or more")

    @property
    def name(self) -> str:
        """Such as ``in_cities``."""
        return f"in_{self.list_name}"

    @property
    def values(self) -> tuple[str, ...]:
        """Yes or no; where entries have several words, also whether the word begins one or is inside of it."""
        return ("no", "yes") if max(map(len, self.entries)) == 1 else ("no", "begin", "inside")

    @cached_property
    def _by_first_word(self) -> Mapping[str, list[Words]]:
        entries: dict[str, list[Words]] = defaultdict(list)
        for entry in sorted(self.entries, key=len, reverse=True):
            words = self._cased(entry)
            entries[words[0]].append(words)
        return entries

    def _cased(self, words: Sequence[str]) -> Words:
        return tuple(words) if self.is_cased else tuple(word.lower() for word in words)

    def of_text(self, words: Sequence[str], columns: Columns) -> list[str]:
        """The value of each word of a text."""
        cased = self._cased(words)
        values: list[str] = []
        while len(values) < len(cased):
            start = len(values)
            found = self._by_first_word.get(cased[start], ())
            n = next((len(entry) for entry in found if cased[start : start + len(entry)] == entry), 0)
            values += [self.values[1], *["inside"] * (n - 1)] if n else ["no"]
        return values


def read_word_list(
    path: AnyPath,
    *,
    name: str | None = None,
    is_cased: bool = False,
    tokenizer: Tokenizer = split_at_spaces,
    encoding: str = "utf-8",
) -> WordList:
    """The list in a file: an entry a line, of one word or several; blank lines mean nothing.

    Args:
        path: the file.
        name: what the list is called; by default what the file is.
        is_cased: whether case must agree.
        tokenizer: cuts entries into words; the one that cuts the texts.
        encoding: of the file.

    Raises:
        InputError: the file cannot be read, or has no entries.
    """
    document = open_document(path, encoding)
    entries = dict.fromkeys(tuple(tokenizer(line)) for line in document.lines() if line.strip())
    if not entries:
        raise InputError(f"{document.name} has no entries; a word list has one a line")
    return WordList(name or Path(document.name).name.split(".")[0], tuple(entries), is_cased)
