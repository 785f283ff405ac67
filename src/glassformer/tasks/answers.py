"""What an oracle answered: checked, and the labels that its answers show a task to have."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from glassformer.errors import TaskError
from glassformer.tasks.wording import describe_texts

if TYPE_CHECKING:
    from glassformer.tasks.task import Task

LARGEST_ENUMERATED = 50_000
"""Up to so many inputs, all are asked to find the labels; beyond, a sample."""

N_FIRST = 5_000
N_DRAWN = 15_000

Answer = list[str | None] | str


def ask(task: Task, contents: tuple[str, ...]) -> Answer:
    """The oracle's answer to one input, checked in everything but whether its labels are the task's.

    Raises TaskError where the oracle fails, or answers with the wrong number or type of labels.
    """
    try:
        # A list of its own: an oracle may sort it in place, or compare it with a list.
        given = task.oracle(list(contents))
        answer = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else given
    except Exception as error:
        raise TaskError(f"{_of(task, contents)} failed: {type(error).__name__}: {error}") from error
    return _one_label(task, contents, answer) if task.gives_one_label else _label_each(task, contents, answer)


def _one_label(task: Task, contents: tuple[str, ...], answer: object) -> str:
    if not isinstance(answer, str):
        raise TaskError(f"{_of(task, contents)} gave {answer!r}; with gives_one_label it returns one text")
    return answer


def _label_each(task: Task, contents: tuple[str, ...], answer: object) -> list[str | None]:
    if isinstance(answer, str):
        raise TaskError(
            f"{_of(task, contents)} gave one text, {answer!r}; return a list with one label for each token, "
            "or set gives_one_label=True"
        )
    if not isinstance(answer, list):
        raise TaskError(f"{_of(task, contents)} gave {answer!r}; return a list with one label for each token")
    if len(answer) != len(contents):
        raise TaskError(
            f"{_of(task, contents)} gave {answer!r}, {len(answer)} for {len(contents)} tokens; "
            "return one label for each token (None where no label is asked)"
        )
    for place, (token, label) in enumerate(zip(contents, answer, strict=True), start=1):
        if label is not None and not isinstance(label, str):
            raise TaskError(
                f"{_of(task, contents)} gave {label!r} for token {place} ({type(label).__name__}); labels are text"
            )
        if label is not None and token in task.unlabelled:
            raise TaskError(
                f"{_of(task, contents)} gave {label!r} for token {place}, {token!r}, which is unlabelled; "
                "return None there"
            )
    return answer


def check_labels(task: Task, contents: tuple[str, ...], answer: Answer) -> None:
    """Raise TaskError where an answer has a label that the task does not have."""
    for label in labels_in(answer):
        if label not in task.label_set:
            raise TaskError(
                f"{_of(task, contents)} gave {label!r}, which is not among its labels {describe_texts(task.labels)}; "
                "name all labels with labels=[…]"
            )


def labels_in(answer: Answer) -> Iterator[str]:
    """The labels that an answer gives, without the positions where none is asked."""
    return iter((answer,)) if isinstance(answer, str) else (label for label in answer if label is not None)


def _of(task: Task, contents: tuple[str, ...]) -> str:
    return f"the oracle of task {task.name!r}, asked {list(contents)!r},"


def find_labels(task: Task) -> tuple[str, ...]:
    """The labels that the oracle gives, in order.

    A domain of up to 50,000 inputs is asked whole. Of a larger one: its first 5,000, those in which one token is
    repeated (as counts are largest there), and 15,000 drawn with seed 0. A label that is rarer than that is an error
    when it turns up, so name the labels of such a task.
    """
    inputs: Iterable[tuple[str, ...]] = task.domain if task.domain.n_inputs <= LARGEST_ENUMERATED else _sample(task)
    found = {label for contents in inputs for label in labels_in(ask(task, contents))}
    if not found:
        raise TaskError(f"task {task.name!r}: the oracle gave no label at all; it returned None everywhere")
    return sort_labels(found, task.alphabet)


def _sample(task: Task) -> Iterator[tuple[str, ...]]:
    yield from itertools.islice(task.domain, N_FIRST)
    repeated = ((token,) * length for length in reversed(task.lengths) for token in task.alphabet)
    yield from (contents for contents in itertools.islice(repeated, N_FIRST) if contents in task.domain)
    rng = random.Random(0)
    for _ in range(N_DRAWN):
        yield task.draw(rng)


def sort_labels(labels: Iterable[str], alphabet: tuple[str, ...]) -> tuple[str, ...]:
    """Labels in the order a person expects: tokens as in the alphabet, then numbers by size, then texts.

    >>> sort_labels({"yes", "no", "10", "9", "b", "a"}, ("b", "a"))
    ('b', 'a', '9', '10', 'no', 'yes')
    """
    place = {token: index for index, token in enumerate(alphabet)}

    def rank(label: str) -> tuple[int, int, str]:
        if label in place:
            return 0, place[label], label
        if re.fullmatch(r"-?[0-9]{1,18}", label):
            return 1, int(label), label
        return 2, 0, label

    return tuple(sorted(labels, key=rank))
