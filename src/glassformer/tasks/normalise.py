"""What a person may write for a `Task`, turned into what it holds: tuples and one range, checked."""

from __future__ import annotations

from collections.abc import Iterable

from glassformer.errors import TaskError

BEGIN_MARK = "<s>"
END_MARK = "</s>"
MAX_LENGTH = 1_000_000
"""Tokens that an input has at most."""


def normalise_alphabet(task: str, alphabet: Iterable[str], end_mark: str | None) -> tuple[str, ...]:
    """The alphabet as a tuple of distinct tokens, none of them a mark. Raises TaskError."""
    tokens = distinct_texts(task, "alphabet", alphabet)
    if not tokens:
        raise TaskError(f"task {task!r}: the alphabet is empty; give at least one token")
    if end_mark is not None and not isinstance(end_mark, str):
        raise TaskError(f"task {task!r}: the end mark is a text, not {end_mark!r}")
    if end_mark == BEGIN_MARK:
        raise TaskError(f"task {task!r}: the end mark cannot be {BEGIN_MARK!r}, which is the begin mark")
    for mark in (BEGIN_MARK, END_MARK, end_mark):
        if mark in tokens:
            raise TaskError(f"task {task!r}: the alphabet contains the mark {mark!r}; marks are added to every input")
    return tokens


def normalise_labels(task: str, labels: Iterable[str]) -> tuple[str, ...]:
    """The labels as a tuple of distinct texts, at least one. Raises TaskError."""
    texts = distinct_texts(task, "labels", labels)
    if not texts:
        raise TaskError(f"task {task!r}: there are no labels; name them, or leave them out to have them found")
    return texts


def normalise_unlabelled(task: str, unlabelled: Iterable[str], alphabet: tuple[str, ...]) -> tuple[str, ...]:
    """The unlabelled tokens as a tuple, all from the alphabet. Raises TaskError."""
    tokens = distinct_texts(task, "unlabelled", unlabelled)
    for token in tokens:
        if token not in alphabet:
            raise TaskError(f"task {task!r}: unlabelled has {token!r}, which is not in the alphabet")
    if len(tokens) == len(alphabet):
        raise TaskError(f"task {task!r}: every token is unlabelled, so that nothing is asked")
    return tokens


def distinct_texts(task: str, what: str, texts: Iterable[str]) -> tuple[str, ...]:
    """A tuple of these texts. Raises TaskError at one that is not a text, or that comes twice."""
    if not isinstance(texts, Iterable):
        raise TaskError(f"task {task!r}: {what} is a sequence of texts, not {texts!r}")
    result = tuple(texts)
    seen: set[str] = set()
    for text in result:
        if not isinstance(text, str):
            raise TaskError(f"task {task!r}: {what} has {text!r} ({type(text).__name__}); write it as text")
        if text in seen:
            raise TaskError(f"task {task!r}: {what} has {text!r} twice")
        seen.add(text)
    return result


def normalise_lengths(task: str, lengths: int | Iterable[int]) -> range:
    """The lengths of contents as a range that rises by one. Raises TaskError.

    >>> normalise_lengths("mine", 9), normalise_lengths("mine", (1, 6)), normalise_lengths("mine", [2, 3, 4])
    (range(9, 10), range(1, 7), range(2, 5))
    """
    values = _as_integers(task, lengths)
    # A range has said all its members, so that range(1, 8, 6), which has two, is not a pair.
    if len(values) == 2 and not isinstance(lengths, range):
        shortest, longest = values
        if shortest > longest:
            raise TaskError(
                f"task {task!r}: lengths {values}: the shortest, {shortest}, is above the longest, {longest}"
            )
    elif not values:
        raise TaskError(f"task {task!r}: lengths are empty; give a number, a range, or (shortest, longest)")
    else:
        shortest, longest = min(values), max(values)
        if set(values) != set(range(shortest, longest + 1)):
            raise TaskError(f"task {task!r}: lengths {lengths!r} have gaps; a task takes all from shortest to longest")
    if shortest < 1:
        raise TaskError(f"task {task!r}: lengths begin at {shortest}; contents have at least 1 token")
    return range(shortest, longest + 1)


def _as_integers(task: str, lengths: int | Iterable[int]) -> tuple[int, ...]:
    if isinstance(lengths, range) and lengths:
        _check_longest(task, max(lengths[0], lengths[-1]))  # before they are listed
    values = tuple(lengths) if isinstance(lengths, Iterable) else (lengths,)
    for value in values:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TaskError(f"task {task!r}: lengths are whole numbers, not {value!r}")
        _check_longest(task, value)
    return values


def _check_longest(task: str, longest: int) -> None:
    if longest > MAX_LENGTH:
        raise TaskError(f"task {task!r}: at most {MAX_LENGTH:,} tokens are possible, not {longest:,}")
