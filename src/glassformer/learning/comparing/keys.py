"""Which cells there are: every learner on every task of every size, with every seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from glassformer.tasks import Task, load_task

Sizes = Mapping[int, Mapping[str, int]]

_RASP: Sizes = {8: {}, 16: {"vocabulary_size": 16, "max_length": 16}}
_DYCK: Sizes = {8: {}, 16: {"max_length": 32}}

TASKS: Mapping[str, Sizes] = MappingProxyType(
    {
        "hist": _RASP,
        "sort": _RASP,
        "reverse": _RASP,
        "double_hist": _RASP,
        "most_freq": _RASP,
        "dyck1": _DYCK,
        "dyck2": _DYCK,
        "induction": {8: {}},
    }
)
"""The tasks that are compared, and what makes each of a size: 8 is the paper's (Dyck has 16 there), 16 twice that.

Induction has one size.
"""


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a cell measures.

    Attributes:
        task: its name.
        size: its size, as in `TASKS`.
        learner: the name of what learns it.
        seed: of the data and of the learner.
    """

    task: str
    size: int
    learner: str
    seed: int

    @property
    def name(self) -> str:
        """How the cell is called, and its file.

        >>> Key(task="sort", size=8, learner="ours", seed=0).name
        'sort-8-ours-0'
        """
        return f"{self.task}-{self.size}-{self.learner}-{self.seed}"

    def load_task(self) -> Task:
        """The task in this size."""
        return load_task(self.task, **TASKS[self.task][self.size])


def keys_of(tasks: Iterable[str], sizes: Iterable[int], learners: Iterable[str], seeds: Iterable[int]) -> list[Key]:
    """Every cell of these, the first seed of everything first; none of a size that the task does not have."""
    tasks, sizes, learners = list(tasks), list(sizes), list(learners)
    return [
        Key(task=task, size=size, learner=learner, seed=seed)
        for seed in seeds
        for size in sizes
        for task in tasks
        if size in TASKS[task]
        for learner in learners
    ]
