"""What came out of each measurement, and the JSON file that it is kept in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import NoneType
from typing import Any

from glassformer.errors import RunFolderError, suggest
from glassformer.learning.checkpoints import write_json
from glassformer.learning.comparing.keys import TASKS, Key
from glassformer.learning.comparing.learners import LEARNERS
from glassformer.program.documents import Shape, lacks, read_document


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What came out of one measurement.

    Attributes:
        task, size, learner, seed: what was measured, as in `Key`.
        vocabulary_size, max_length: the task's sizes as the paper counts.
        settings: all of the learner's.
        budget_seconds: after this time no epoch began, or None.
        ended_by: ``budget`` where that ended the learning before its schedule did, and before it was right on all
            inputs that it may see; else ``learner``.
        accuracy: labels and whole inputs that are right: of ``test``, held out and unseen, and of ``fresh``, drawn anew
            as the task draws; ``n_seen`` of the latter were among those to learn from or to choose by.
        verdict: ``status``, ``inputs`` and ``mismatches`` of the check of a program; None for a model.
        seconds: from the drawing of the inputs to the end of the check.
        learning_seconds: of these, the restarts alone: without simplification, agreement and check.
        program: ``operations``, ``size`` and ``lines`` of the program, simplified; None for a model.
        learned: the same before it was simplified.
        model: ``parameters``, ``epochs`` and ``best_epoch`` of a model; None for a program.
        restarts: how many there were.
        found_by: how a program was found; None for a model.
        device: where it was learned.
        commit: ``hash``, and how many ``changed_files`` the package has since; None outside a repository.
        versions: of glassformer, torch and Python.
        machine: ``processor``, ``cores``, ``memory_gib`` (None: not known), ``gpu`` (None: none was used), ``threads``.
        date: when it was done, in UTC.
    """

    task: str
    size: int
    learner: str
    seed: int
    vocabulary_size: int
    max_length: int
    settings: dict[str, Any]
    budget_seconds: float | None
    ended_by: str
    accuracy: dict[str, dict[str, Any]]
    verdict: dict[str, Any] | None
    seconds: float
    learning_seconds: float
    program: dict[str, int] | None
    learned: dict[str, int] | None
    model: dict[str, int] | None
    restarts: int
    found_by: str | None
    device: str
    commit: dict[str, Any] | None
    versions: dict[str, str]
    machine: dict[str, Any]
    date: str

    @property
    def key(self) -> Key:
        """What was measured."""
        return Key(task=self.task, size=self.size, learner=self.learner, seed=self.seed)

    @property
    def is_proved(self) -> bool:
        """Whether it is known to be right on every input of the task."""
        return self.verdict is not None and self.verdict["status"] == "proved"

    def to_dict(self) -> dict[str, Any]:
        """Everything for JSON."""
        return asdict(self)


def file_of(folder: Path, key: Key) -> Path:
    """Where a cell is kept."""
    return folder / f"{key.name}.json"


def write_cell(folder: Path, cell: Cell) -> None:
    """Write a cell atomically; the folder is made if it is not there."""
    write_json(file_of(folder, cell.key), cell.to_dict())


def read_cells(folder: Path) -> dict[Key, Cell]:
    """Every cell of a folder, by what it measures; none where there is no such folder.

    Raises:
        RunFolderError: a JSON file in it is damaged, no cell, or another cell than its name says.
    """
    cells = [read_cell(path) for path in sorted(folder.glob("*.json"))]
    return {cell.key: cell for cell in cells}


def read_cell(path: Path) -> Cell:
    """The cell in a file.

    Raises:
        RunFolderError: the file is damaged, no cell, or another cell than its name says.
    """
    document = read_document(path, {})
    there = {name: shape for name, shape in _OR_NULL.items() if document.get(name) is not None}
    shape = {**_SHAPE, **there}
    document = read_document(path, shape)
    if missing := lacks(document, *_places(shape), *_OR_NULL):
        raise RunFolderError(f"{path} is no cell of a comparison: it lacks {missing}; remove it")
    cell = _cell(document, path)
    if path.stem != cell.key.name:
        raise RunFolderError(f"{path} holds the cell {cell.key.name}; name it {cell.key.name}.json, or remove it")
    return cell


def _cell(document: Mapping[str, Any], path: Path) -> Cell:
    """The cell that a document is, once what it has is known to be of the right shape."""
    known: dict[str, Mapping[Any, Any]] = {"task": TASKS, "learner": LEARNERS}
    for name, valid in known.items():
        if document[name] not in valid:
            raise RunFolderError(f"{path} is of an unknown {name} {document[name]!r}; {suggest(document[name], valid)}")
    if document["size"] not in TASKS[document["task"]]:
        raise RunFolderError(f"{path} is of {document['task']} in an unknown size, {document['size']}")
    if more := document.keys() - {each.name for each in fields(Cell)}:
        raise RunFolderError(f"{path} has {', '.join(sorted(more))}, which no cell has: it is of another version")
    return Cell(**document)


_NUMBER = (int, float)
_SIZE: Shape = {"operations": int, "size": int, "lines": int}
_HITS: Shape = {"token": _NUMBER, "sequence": _NUMBER}
_SHAPE: dict[str, Shape] = {
    **dict.fromkeys(("task", "learner", "ended_by", "device", "date"), str),
    **dict.fromkeys(("size", "seed", "vocabulary_size", "max_length", "restarts"), int),
    **dict.fromkeys(("seconds", "learning_seconds"), _NUMBER),
    "budget_seconds": (*_NUMBER, NoneType),
    "found_by": (str, NoneType),
    "settings": {},
    "accuracy": {"test": _HITS, "fresh": _HITS},
    "versions": dict.fromkeys(("glassformer", "torch", "python"), str),
    "machine": {
        "processor": str,
        "cores": int,
        "memory_gib": (*_NUMBER, NoneType),
        "gpu": (str, NoneType),
        "threads": int,
    },
}
_OR_NULL: dict[str, Shape] = {
    "verdict": {"status": str, "inputs": int, "mismatches": int},
    "program": _SIZE,
    "learned": _SIZE,
    "model": {"parameters": int, "epochs": int, "best_epoch": int},
    "commit": {"hash": str, "changed_files": int},
}
"""Objects that are null where there is nothing to say."""


def _places(shape: Mapping[str, Shape], prefix: str = "") -> Iterator[str]:
    """Every key of a shape, and of the shapes in it, as ``lacks`` names them.

    >>> list(_places({"a": {"b": int}, "c": str}))
    ['a', 'a.b', 'c']
    """
    for key, inner in shape.items():
        yield f"{prefix}{key}"
        if isinstance(inner, Mapping):
            yield from _places(inner, f"{prefix}{key}.")
