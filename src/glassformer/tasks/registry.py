"""The tasks that are built in, and `load_task`, which finds one by name or imports a person's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from glassformer.errors import TaskError, suggest
from glassformer.tasks.addition import addition
from glassformer.tasks.algorithmic import double_hist, hist, most_freq, reverse, sort
from glassformer.tasks.dyck import dyck1, dyck2
from glassformer.tasks.induction import induction
from glassformer.tasks.resolve import import_task
from glassformer.tasks.task import Task


@dataclass(frozen=True)
class BuiltIn:
    """A built-in task of any size.

    Attributes:
        build: the task; called with those sizes that it takes and that are given, by keyword.
        has_vocabulary_size: whether it takes ``vocabulary_size`` beside ``max_length``.
    """

    build: Callable[..., Task]
    has_vocabulary_size: bool = True

    @cached_property
    def description(self) -> str:
        """What is asked, in a sentence."""
        return self.build().description


BUILT_IN: Mapping[str, BuiltIn] = MappingProxyType(
    {
        "reverse": BuiltIn(reverse),
        "hist": BuiltIn(hist),
        "double_hist": BuiltIn(double_hist),
        "sort": BuiltIn(sort),
        "most_freq": BuiltIn(most_freq),
        "dyck1": BuiltIn(dyck1, has_vocabulary_size=False),
        "dyck2": BuiltIn(dyck2, has_vocabulary_size=False),
        "induction": BuiltIn(induction, has_vocabulary_size=False),
        "addition": BuiltIn(addition, has_vocabulary_size=False),
    }
)
"""Every built-in task by name: those of the paper, in its order, and then addition."""


def load_task(name: str, *, vocabulary_size: int | None = None, max_length: int | None = None) -> Task:
    """The task of this name, at the paper's size or at the one given; or, for ``package.module:task``, one's own.

    Sizes count as the paper does: ``vocabulary_size`` has the symbols, the marks and padding, ``max_length`` the marks.
    Raises TaskError for an unknown name, and for sizes that make no task.

    >>> load_task("sort").label(["3", "1", "4"])
    ['1', '3', '4']
    >>> load_task("hist", vocabulary_size=16, max_length=16).domain.n_inputs == sum(14**n for n in range(1, 16))
    True
    """
    given = {"vocabulary_size": vocabulary_size, "max_length": max_length}
    sizes = {size: value for size, value in given.items() if value is not None}
    if name not in BUILT_IN and ":" in name:
        if sizes:
            raise TaskError(f"{name!r} has the size that it was written with; leave out {' and '.join(sizes)}")
        return import_task(name)
    if name not in BUILT_IN:
        raise TaskError(f"unknown task {name!r}; {suggest(name, BUILT_IN)}; or package.module:task for one's own")
    built_in = BUILT_IN[name]
    if vocabulary_size is not None and not built_in.has_vocabulary_size:
        alphabet = " ".join(built_in.build().alphabet)
        raise TaskError(f"task {name!r} takes no vocabulary_size: its alphabet is always {alphabet}")
    return built_in.build(**sizes)
