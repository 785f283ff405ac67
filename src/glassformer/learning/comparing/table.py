"""The table that cells make: a row for each task and size, a group for each learner, and what to know beside it."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from glassformer.learning.comparing.cells import Cell
from glassformer.learning.comparing.keys import TASKS
from glassformer.learning.comparing.learners import LEARNERS


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Shares over several seeds.

    Attributes:
        mean, least, most: of them.
    """

    mean: float
    least: float
    most: float

    @classmethod
    def of(cls, shares: Sequence[float]) -> Shares:
        """Those of at least one seed."""
        return cls(mean=statistics.fmean(shares), least=min(shares), most=max(shares))


@dataclass(frozen=True, kw_only=True)
class Group:
    """What one learner did on one task of one size.

    Attributes:
        n: how many cells, each of a seed of its own.
        sequence, token: whole test inputs, and their labels, that are right.
        n_proved: how many programs are right on every input; None where models were learned.
        seconds: the median.
        size: the median of the programs' sizes; None where models were learned.
    """

    n: int
    sequence: Shares
    token: Shares
    n_proved: int | None
    seconds: float
    size: float | None

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Group:
        """The group of at least one cell."""
        tests = [cell.accuracy["test"] for cell in cells]
        sizes = [cell.program["size"] for cell in cells if cell.program is not None]
        return cls(
            n=len(cells),
            sequence=Shares.of([test["sequence"] for test in tests]),
            token=Shares.of([test["token"] for test in tests]),
            n_proved=sum(cell.is_proved for cell in cells) if sizes else None,
            seconds=statistics.median(cell.seconds for cell in cells),
            size=statistics.median(sizes) if sizes else None,
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One task of one size.

    Attributes:
        task, size: which, as in `Key`.
        vocabulary_size, max_length: its sizes as the paper counts.
        groups: of each learner of which there are cells, by its name.
    """

    task: str
    size: int
    vocabulary_size: int
    max_length: int
    groups: dict[str, Group]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def rows_of(cells: Iterable[Cell]) -> list[Row]:
    """The rows that these cells make: the smaller size first, tasks and learners in their own order."""
    found: dict[tuple[int, str], dict[str, list[Cell]]] = {}
    for cell in sorted(cells, key=_place):
        found.setdefault((cell.size, cell.task), {}).setdefault(cell.learner, []).append(cell)
    return [_row(list(by_learner.values())) for by_learner in found.values()]


def _place(cell: Cell) -> tuple[int, int, int, int]:
    """Where a cell comes in the table."""
    return cell.size, list(TASKS).index(cell.task), list(LEARNERS).index(cell.learner), cell.seed


def _row(groups: Sequence[Sequence[Cell]]) -> Row:
    one = groups[0][0]
    return Row(
        task=one.task,
        size=one.size,
        vocabulary_size=one.vocabulary_size,
        max_length=one.max_length,
        groups={cells[0].learner: Group.of(cells) for cells in groups},
    )


def notes_of(cells: Sequence[Cell]) -> list[str]:
    """What to know beside the table: machines, commits, versions and budgets, and which cells the budget ended.

    Where cells differ in one of these it says how many are of each.
    """
    notes = [
        f"{name}: {_counted(cells, describe)}."
        for name, describe in (
            ("Machine", _describe_machine),
            ("Commit", _describe_commit),
            ("Versions", _describe_versions),
            ("Budget for each cell", _describe_budget),
        )
    ]
    if cut := [cell.key.name for cell in sorted(cells, key=_place) if cell.ended_by == "budget"]:
        notes.append(f"The budget ended the learning of {len(cut)} of {len(cells)}: {', '.join(cut)}.")
    return notes


def _counted(cells: Iterable[Cell], describe: Callable[[Cell], str]) -> str:
    """The one description of all cells; or each that there is, with the number of its cells, the commonest first."""
    found = Counter(map(describe, cells)).most_common()
    if len(found) == 1:
        return found[0][0]
    return "; ".join(f"{text} ({n} cell{'s' * (n != 1)})" for text, n in found)


def _describe_machine(cell: Cell) -> str:
    machine = cell.machine
    memory = "" if machine["memory_gib"] is None else f", {machine['memory_gib']:.0f} GiB"
    computes = f"on {machine['threads']} thread{'s' * (machine['threads'] != 1)}"
    if machine["gpu"] is not None:
        computes = f"on {machine['gpu']}"
    return f"{machine['processor']}, {machine['cores']} cores{memory}, {computes}"


def _describe_commit(cell: Cell) -> str:
    if cell.commit is None:
        return "not known"
    n_changed = cell.commit["changed_files"]
    changed = f" with {n_changed} changed file{'s' * (n_changed != 1)}" if n_changed else ""
    return f"{cell.commit['hash'][:10]}{changed}"


def _describe_versions(cell: Cell) -> str:
    return ", ".join(f"{name} {version}" for name, version in cell.versions.items())


def _describe_budget(cell: Cell) -> str:
    return "none" if cell.budget_seconds is None else f"{cell.budget_seconds:,.0f} s"
