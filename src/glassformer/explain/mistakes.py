"""The mistakes of a program, grouped by the rows that led to them, each group beside an input that it gets right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from glassformer.explain.cells import Traced
from glassformer.explain.facts import score_facts
from glassformer.explain.neighbours import Neighbour, first_wrong, nearest_right
from glassformer.explain.slicing import Slicer
from glassformer.explain.steps import Row, Slice
from glassformer.program.operations import Scores
from glassformer.program.sketch import Program
from glassformer.proof.fitting import check_fits
from glassformer.proof.inputs import Contents, Progress, as_tokens
from glassformer.tasks import Task
from glassformer.tasks.answers import Answer

CHUNK = 4096
"""Inputs that are run at a time."""
MOST_SLICED = 100
"""Of more failing inputs than these only the smallest are looked into."""
MOST_NEIGHBOURS = 10
"""So many groups, the largest, get a neighbour."""

TABLES = ("lookup_table", "number_table", "scores", "pooled_scores")
"""The kinds of operation that have rows."""

Path = tuple[tuple[str, Row], ...]
"""Operations, each with the row that was used, in the program's order."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A wrong label.

    Attributes:
        contents: the input.
        position: of its first wrong label, counted from 1; None where one label is given for the whole input.
        expected: the right label.
        found: the program's.
    """

    contents: Contents
    position: int | None
    expected: str
    found: str

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "contents": list(self.contents),
            "position": self.position,
            "expected": self.expected,
            "found": self.found,
        }


@dataclass(frozen=True, kw_only=True)
class Group:
    """Mistakes that took the same path.

    Attributes:
        path: what they have in common.
        n: how many there are.
        smallest: the shortest of them, and of one length the first in alphabet order.
        neighbour: of the smallest; None where it has none that is right, and in all but the largest groups.
    """

    path: Path
    n: int
    smallest: Mistake
    neighbour: Neighbour | None

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        neighbour = self.neighbour
        return {
            "n": self.n,
            "path": [
                {"operation": name, "row": [{"read": read, "value": value} for read, value in row]}
                for name, row in self.path
            ],
            "smallest": self.smallest.to_dict(),
            "neighbour": neighbour
            and {
                "contents": list(neighbour.contents),
                "cell": neighbour.cell and neighbour.cell._asdict(),
                "wrong": neighbour.wrong,
                "right": neighbour.right,
            },
        }


@dataclass(frozen=True, kw_only=True)
class Mistakes:
    """What was found.

    Attributes:
        n_inputs: how many inputs were run.
        n_wrong: how many of them have a wrong label.
        n_sliced: how many of those were looked into: the smallest.
        is_by_last_row: whether a path is only the row that decided the label, as the slices have too little in common;
            else it is all rows in the slice of the label.
        groups: the largest first.
    """

    n_inputs: int
    n_wrong: int
    n_sliced: int
    is_by_last_row: bool
    groups: tuple[Group, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "n_inputs": self.n_inputs,
            "n_wrong": self.n_wrong,
            "n_sliced": self.n_sliced,
            "is_by_last_row": self.is_by_last_row,
            "groups": [group.to_dict() for group in self.groups],
        }


def find_mistakes(
    program: Program,
    task: Task,
    inputs: Iterable[Contents],
    *,
    n_inputs: int = 0,
    most_sliced: int = MOST_SLICED,
    progress: Progress | None = None,
) -> Mistakes:
    """What the program gets wrong on these inputs, and by which rows.

    Args:
        program: what is run.
        task: what it should do.
        inputs: contents that it takes.
        n_inputs: how many there are, for ``progress``.
        most_sliced: of more failing inputs than these only the smallest are looked into.
        progress: told how many inputs are done, of how many.

    Raises:
        VerificationError: the program is not for this task.
        InputError: it does not take one of the inputs.
        TaskError: the oracle misbehaves.
    """
    check_fits(program.signature, task)
    n_done = 0
    wrong: list[Mistake] = []
    for n_run, mistakes in _run(program, task, iter(inputs)):
        n_done += n_run
        wrong += mistakes
        if progress is not None:
            progress(n_done, n_inputs)
    place = {token: place for place, token in enumerate(task.alphabet)}
    wrong.sort(key=lambda mistake: (len(mistake.contents), [place[token] for token in as_tokens(mistake.contents)]))
    slicer = Slicer(program)
    slices = [(mistake, slicer.slice(mistake.contents, mistake.position)) for mistake in wrong[:most_sliced]]
    groups = _grouped(slices, lambda _, found: _all_rows(found))
    is_by_last_row = len(groups) > max(1, len(slices) // 2)
    if is_by_last_row:
        groups = _grouped(slices, lambda mistake, found: _last_row(program, mistake, found))
    return Mistakes(
        n_inputs=n_done,
        n_wrong=len(wrong),
        n_sliced=len(slices),
        is_by_last_row=is_by_last_row,
        groups=tuple(_finished(program, task, groups)),
    )


Sliced = list[tuple[Mistake, Slice]]
"""Mistakes, the smallest first, each with the slice of the wrong label."""


def _run(program: Program, task: Task, inputs: Iterator[Contents]) -> Iterator[tuple[int, list[Mistake]]]:
    """For each chunk of the inputs how many they are, and the mistakes among them."""
    from glassformer.execution.tensors import Executor

    executor = Executor(program)
    while chunk := list(islice(inputs, CHUNK)):
        answers: Sequence[Answer] = executor.run(chunk)
        found = [
            _mistake(contents, task.label(as_tokens(contents)), given)
            for contents, given in zip(chunk, answers, strict=True)
        ]
        yield len(chunk), [mistake for mistake in found if mistake is not None]


def _mistake(contents: Contents, right: Answer, given: Answer) -> Mistake | None:
    """The first wrong label; None where there is none."""
    place = None if right == given else first_wrong(right, given)
    if place is None:
        return None
    if isinstance(right, str) or isinstance(given, str):
        return Mistake(contents=contents, position=None, expected=str(right), found=str(given))
    return Mistake(contents=contents, position=place + 1, expected=str(right[place]), found=str(given[place]))


def _grouped(slices: Sliced, path_of: Callable[[Mistake, Slice], Path]) -> dict[Path, Sliced]:
    """Mistakes of the same path together, the largest group first."""
    groups: dict[Path, Sliced] = {}
    for mistake, found in slices:
        groups.setdefault(path_of(mistake, found), []).append((mistake, found))
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))


def _finished(program: Program, task: Task, groups: dict[Path, Sliced]) -> Iterator[Group]:
    for place, (path, slices) in enumerate(groups.items()):
        mistake, found = slices[0]
        neighbour = nearest_right(program, task, found) if place < MOST_NEIGHBOURS else None
        yield Group(path=path, n=len(slices), smallest=mistake, neighbour=neighbour)


def _all_rows(found: Slice) -> Path:
    """The rows of all tables and scores in a slice, wherever they were used."""
    return tuple(dict.fromkeys((step.cell.name, step.row) for step in found.steps if step.kind in TABLES))


def _last_row(program: Program, mistake: Mistake, found: Slice) -> Path:
    """The row that decided the label: of the last table, or that of the scores that most favours the wrong label."""
    last = next((step for step in reversed(found.steps) if step.kind in TABLES), None)
    if last is None:
        return ()
    operation = next(each for each in program.operations if each.name == last.cell.name)
    if not isinstance(operation, Scores):
        return ((last.cell.name, last.row),)
    labels = program.signature.labels
    wrong, right = labels.index(mistake.found), labels.index(mistake.expected)
    contributions = score_facts(Traced.of(program, mistake.contents), operation, last.cell.position).contributions
    worst = max(contributions, key=lambda each: each.scores[wrong] - each.scores[right], default=None)
    return ((last.cell.name, ((worst.variable, worst.value),) if worst else ()),)
