"""What users give as texts and sentences, read: lists, arrays, or columns of a table; whatever else is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set, Sized
from typing import Any

from glassformer.errors import InputError
from glassformer.tasks.text import Tokenizer

Words = tuple[str, ...]


def items_of(given: Any, what: str, of: str) -> list[Any]:
    """The items of a list, or of anything with one dimension that has its items in an order.

    Args:
        given: what may be one.
        what: it is, for messages.
        of: what its items are.

    Raises:
        InputError: it is none.
    """
    if isinstance(given, str | bytes):
        raise InputError(f"{what} is one string; expected {of}, in a list: {str(given)[:40]!r}")
    n_dimensions = getattr(given, "ndim", 1)
    if n_dimensions != 1:
        shape = getattr(given, "shape", "unknown")
        raise InputError(f"{what} has {n_dimensions} dimensions (shape {shape}); expected one, of {of}")
    if isinstance(given, Mapping | Set) or not (isinstance(given, Iterable) and isinstance(given, Sized)):
        raise InputError(f"{what} is of type {type(given).__name__}; expected a list or array of {of}")
    return list(given)


def samples_of(given: Any, what: str, of: str) -> list[Any]:
    """The same of what must not be empty."""
    found = items_of(given, what, of)
    if not found:
        raise InputError(f"{what} has 0 samples; at least 1 is needed")
    return found


def words_of(given: Any, what: str) -> Words:
    """The words of a text that is cut already. Raises InputError where it is none; the message begins with ``what``."""
    words = items_of(given, what, "words")
    for number, word in enumerate(words, start=1):
        if not isinstance(word, str) or not word:
            raise InputError(f"{what}, word {number}: {word!r} is no word; expected a string that is not empty")
    return tuple(map(str, words))


def text_of(given: Any, tokenizer: Tokenizer, what: str) -> Words:
    """The words of a text, which may be one string. Raises InputError where it is neither that nor words."""
    return tokenizer(str(given)) if isinstance(given, str) else words_of(given, what)


def texts_of(given: Any, tokenizer: Tokenizer, what: str = "X") -> tuple[Words, ...]:
    """The words of each text. Raises InputError where something is no text, or there are none."""
    texts = samples_of(given, what, "texts (strings, or words in a list)")
    return tuple(text_of(text, tokenizer, f"{what}, text {number}") for number, text in enumerate(texts, start=1))


def sentence_of(given: Any, columns: Sequence[str], what: str) -> tuple[Words, dict[str, Words]]:
    """The words of a sentence, and their values in each column.

    Args:
        given: words; where there are columns, tuples of a word and its value in each.
        columns: their names.
        what: it is, for messages.

    Raises:
        InputError: it is no such sentence.
    """
    if not columns:
        rows = items_of(given, what, "words")
        if rows and isinstance(rows[0], tuple | list):
            raise InputError(f"{what}, word 1: {rows[0]!r} is no word; name what stands beside words: columns=('pos',)")
        return words_of(rows, what), {}
    wanted = f"({', '.join(['word', *columns])})"
    rows = items_of(given, what, f"tuples {wanted}")
    for number, row in enumerate(rows, start=1):
        is_row = isinstance(row, tuple | list) and len(row) == len(columns) + 1
        if not is_row or not all(isinstance(value, str) and value for value in row):
            raise InputError(f"{what}, word {number}: {row!r} is not {wanted}, strings that are not empty")
    words, *values = zip(*rows, strict=True) if rows else ((),) * (len(columns) + 1)
    return tuple(map(str, words)), {name: tuple(map(str, of)) for name, of in zip(columns, values, strict=True)}


def sentences_of(
    given: Any, columns: Sequence[str], what: str = "X"
) -> tuple[tuple[Words, ...], dict[str, tuple[Words, ...]]]:
    """The words of each sentence, and for each column the values of these. Errors as for `sentence_of`."""
    samples = samples_of(given, what, "sentences (words in a list)")
    read = [sentence_of(each, columns, f"{what}, sentence {number}") for number, each in enumerate(samples, start=1)]
    return tuple(words for words, _ in read), {name: tuple(values[name] for _, values in read) for name in columns}
