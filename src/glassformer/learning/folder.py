"""A run's folder: what is written at the start, and what going on needs."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch

from glassformer import __version__
from glassformer.errors import RunFolderError, TaskError
from glassformer.learning.checkpoints import load_checkpoint, write_atomically, write_json
from glassformer.learning.configuration import Configuration
from glassformer.learning.resources import Resources
from glassformer.program.documents import SETTING_SHAPE, lacks, read_document
from glassformer.tasks import BUILT_IN, Task, load_task


def fresh_folder(out: str | Path | None, name: str, *, can_resume: bool = True) -> Path:
    """A new folder for a run: ``out``, or ``runs/NAME``, ``runs/NAME-2``, ….

    Args:
        out: the folder, or None.
        name: of the folder, where ``out`` is None.
        can_resume: whether the advice about a folder that exists names ``--resume``.

    Raises:
        RunFolderError: ``out`` exists and is not an empty folder, or cannot be made.
    """
    if out is not None:
        folder = Path(out)
        if os.path.exists(folder) and (not folder.is_dir() or any(folder.iterdir())):
            advice = f"choose another, delete it, or go on with it: --resume {folder}"
            advice = advice if can_resume else "choose another, or delete it"
            raise RunFolderError(f"the output folder {folder} exists already; {advice}")
    else:
        name, number = re.sub(r"[^\w-]+", "-", name), 1  # a task's name may be any text
        while os.path.exists(folder := Path("runs") / (name if number == 1 else f"{name}-{number}")):
            number += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"the output folder {folder} cannot be made: {error.strerror}") from None
    return folder


def describe_setting(
    task: Task,
    source: str | None,
    configuration: Configuration,
    resources: Resources,
) -> dict[str, Any]:
    """Everything that decides a run: ``config.json``."""
    return {
        "task": _describe_task(task, source),
        "configuration": configuration.to_dict(),
        **resources.to_dict(),
        "versions": {
            "glassformer": __version__,
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
    }


def _describe_task(task: Task, source: str | None) -> dict[str, Any]:
    """How to find the task again: by name and size, by ``module:task``, or not at all (source None)."""
    sizes: dict[str, int] = {"max_length": task.max_length}
    if task.name in BUILT_IN:
        if BUILT_IN[task.name].has_vocabulary_size:
            sizes["vocabulary_size"] = task.vocabulary_size
        with suppress(TaskError):  # a task of one's own may share the name, but not what is asked of sizes
            if load_task(task.name, **sizes) == task:
                return {"name": task.name, "source": task.name, "sizes": sizes}
    return {"name": task.name, "source": source, "sizes": {}}


def task_of(setting: Mapping[str, Any], folder: Path) -> Task:
    """The task of a run, found again.

    Raises:
        RunFolderError: it was made in Python and cannot be found by name.
    """
    source = setting["task"]["source"]
    if source is None:
        raise RunFolderError(f"{folder} is of a task that was made in Python; there, call resume(folder, task=…)")
    sizes = setting["task"].get("sizes", {})
    return load_task(source, vocabulary_size=sizes.get("vocabulary_size"), max_length=sizes.get("max_length"))


def write_setting(folder: Path, setting: Mapping[str, Any]) -> None:
    """Write ``config.json``."""
    write_json(folder / "config.json", setting)


def read_setting(folder: Path) -> dict[str, Any]:
    """Read ``config.json``.

    Raises:
        RunFolderError: it is missing, damaged, or lacks something.
    """
    path = folder / "config.json"
    if not path.exists():
        raise RunFolderError(f"{path} is missing; is {folder} the folder of a run?")
    setting = read_document(path, SETTING_SHAPE)
    wanted = ("task.source", "configuration", "device", "workers", "budget_seconds")
    if missing := lacks(setting, *wanted):
        raise RunFolderError(f"{path} lacks {missing}")
    return setting


def resources_of(setting: Mapping[str, Any]) -> Resources:
    """What the run may use, as ``config.json`` has it. Raises ConfigurationError where that is not here."""
    return Resources(**{each.name: setting[each.name] for each in fields(Resources) if each.name in setting})


def trim_metrics(folder: Path) -> None:
    """Drop lines of ``metrics.jsonl`` about epochs that come after the checkpoints, as those are run again."""
    path = folder / "metrics.jsonl"
    if not path.exists():
        return
    reached: dict[int, int] = {}
    for checkpoint in folder.glob("restarts/*/checkpoint.safetensors"):
        notes = load_checkpoint(checkpoint).notes
        together = notes.get("reached", {checkpoint.parent.name: notes["epoch"]})
        reached |= {int(number): epoch for number, epoch in together.items()}
    whole = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    kept = [line for line in whole if (found := json.loads(line))["epoch"] <= reached.get(found["restart"], 0)]
    write_atomically(path, "".join(f"{line}\n" for line in kept).encode())
