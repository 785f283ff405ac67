"""The sequence tasks of the RASP suite: reverse, sort, hist, double_hist and most_freq.

Friedman et al. 2023 (arXiv 2306.01128), section 4. Sizes count as they do: the vocabulary has the symbols, the marks
and padding; the maximum length has the marks. Oracles and samplers are functions of this module, so that tasks pickle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from glassformer.errors import TaskError
from glassformer.tasks.normalise import BEGIN_MARK, END_MARK
from glassformer.tasks.task import Task

FILLER = "_"
"""What most_freq answers after the last distinct token."""


def reverse(vocabulary_size: int = 8, max_length: int = 8) -> Task:
    """The task of giving the tokens from last to first."""
    symbols, lengths = sizes("reverse", vocabulary_size, max_length, (BEGIN_MARK, END_MARK))
    return Task(
        "reverse",
        symbols,
        lengths,
        reverse_labels,
        labels=symbols,
        end_mark=END_MARK,
        description="the tokens from last to first",
    )


def sort(vocabulary_size: int = 8, max_length: int = 8) -> Task:
    """The task of giving the tokens in alphabet order."""
    symbols, lengths = sizes("sort", vocabulary_size, max_length, (BEGIN_MARK, END_MARK))
    return Task(
        "sort",
        symbols,
        lengths,
        sort_labels,
        labels=symbols,
        end_mark=END_MARK,
        description="the tokens in rising order",
    )


def hist(vocabulary_size: int = 8, max_length: int = 8) -> Task:
    """The task of counting, for each token, how often it occurs."""
    symbols, lengths = sizes("hist", vocabulary_size, max_length, (BEGIN_MARK,))
    return Task(
        "hist",
        symbols,
        lengths,
        hist_labels,
        labels=_numbers(lengths[-1]),
        description="for each token, how often it occurs",
    )


def double_hist(vocabulary_size: int = 8, max_length: int = 8) -> Task:
    """The task of counting, for each token, how many distinct tokens occur as often as it does."""
    symbols, lengths = sizes("double_hist", vocabulary_size, max_length, (BEGIN_MARK,))
    return Task(
        "double_hist",
        symbols,
        lengths,
        double_hist_labels,
        labels=_numbers(min(len(symbols), lengths[-1])),
        description="for each token, how many distinct tokens occur as often as it does",
    )


def most_freq(vocabulary_size: int = 8, max_length: int = 8) -> Task:
    """The task of giving the distinct tokens by falling frequency."""
    symbols, lengths = sizes("most_freq", vocabulary_size, max_length, (BEGIN_MARK,))
    return Task(
        "most_freq",
        symbols,
        lengths,
        most_freq_labels,
        labels=(*symbols, FILLER),
        description="the distinct tokens by falling frequency, ties by first appearance, then _ to the end",
    )


def reverse_labels(contents: Sequence[str]) -> list[str]:
    """The tokens from last to first.

    >>> reverse_labels(["3", "1", "4"])
    ['4', '1', '3']
    """
    return list(reversed(contents))


def sort_labels(contents: Sequence[str]) -> list[str]:
    """The tokens in rising order, as numbers: 10 follows 9.

    >>> sort_labels(["10", "9", "1"])
    ['1', '9', '10']
    """
    return sorted(contents, key=int)


def hist_labels(contents: Sequence[str]) -> list[str]:
    """For each token, how often it occurs.

    >>> hist_labels(["2", "0", "2"])
    ['2', '1', '2']
    """
    counts = Counter(contents)
    return [str(counts[token]) for token in contents]


def double_hist_labels(contents: Sequence[str]) -> list[str]:
    """For each token, how many distinct tokens (itself among them) occur as often as it does.

    >>> double_hist_labels(["2", "0", "2", "1"])
    ['1', '2', '1', '2']
    """
    counts = Counter(contents)
    n_tokens_with_count = Counter(counts.values())
    return [str(n_tokens_with_count[counts[token]]) for token in contents]


def most_freq_labels(contents: Sequence[str]) -> list[str]:
    """The distinct tokens by falling frequency, ties by first appearance, then filler to the end.

    >>> most_freq_labels(["1", "3", "3", "0", "1", "2"])
    ['1', '3', '0', '2', '_', '_']
    """
    # most_common keeps the order of first appearance among equals.
    ranked = [token for token, _ in Counter(contents).most_common()]
    return ranked + [FILLER] * (len(contents) - len(ranked))


def sizes(task: str, vocabulary_size: int, max_length: int, marks: tuple[str, ...]) -> tuple[tuple[str, ...], range]:
    """The symbols "0", "1", … and the lengths of contents that these sizes leave room for. Raises TaskError."""
    named = f"the mark{'s' * (len(marks) > 1)} {' and '.join(marks)}"
    check_size(task, "vocabulary size", vocabulary_size, 2 + len(marks) + 1, f"two symbols, {named}, and padding")
    check_size(task, "maximum length", max_length, 2 + len(marks), f"two tokens and {named}")
    symbols = tuple(str(symbol) for symbol in range(vocabulary_size - len(marks) - 1))
    return symbols, range(1, max_length - len(marks) + 1)


def check_size(task: str, what: str, size: int, least: int, why: str) -> None:
    """Raise TaskError unless a size is a whole number that leaves room for a task."""
    if not isinstance(size, int) or isinstance(size, bool):
        raise TaskError(f"task {task!r}: the {what} is a whole number, not {size!r}")
    if size < least:
        raise TaskError(f"task {task!r}: a {what} of {size} is too small; the least is {least}: {why}")


def _numbers(largest: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, largest + 1))
