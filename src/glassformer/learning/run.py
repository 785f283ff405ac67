"""A run: from a task to a folder with a network, a program, and all that is known about them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from glassformer.learning import progress
from glassformer.learning.checkpoints import read_json
from glassformer.learning.configuration import AS_OFTEN_AS_THERE_IS_TIME, Configuration
from glassformer.learning.data import Data
from glassformer.learning.folder import (
    describe_setting,
    fresh_folder,
    read_setting,
    resources_of,
    task_of,
    trim_metrics,
    write_setting,
)
from glassformer.learning.resources import Engine, Resources
from glassformer.learning.restart import Candidate, load_network
from glassformer.learning.results import Setting, write_results
from glassformer.learning.search import Search
from glassformer.learning.starting import check_start, keep_start, kept_start
from glassformer.learning.threads import one_thread
from glassformer.program import Program, load
from glassformer.relaxation import Relaxation
from glassformer.tasks import Task, load_task


@dataclass(frozen=True)
class Run:
    """The folder of a finished run."""

    folder: Path

    @cached_property
    def program(self) -> Program:
        """The program."""
        return load(self.folder / "program.json")

    @cached_property
    def network(self) -> Relaxation:
        """The network that the program was discretized from."""
        return load_network(self.folder)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What is known: accuracy, agreement, verdict, sizes, all restarts; the keys are those of ``summary.json``."""
        summary: dict[str, Any] = read_json(self.folder / "summary.json")
        return summary


def learn(
    task: Task | str,
    *,
    out: str | Path | None = None,
    configuration: Configuration | None = None,
    device: str = "auto",
    workers: int = 1,
    engine: Engine = "local",
    address: str | None = None,
    budget_seconds: float | None = None,
    start: Program | None = None,
    show_progress: bool = True,
    **settings: Any,
) -> Run:
    """Learn a program for a task.

    Args:
        task: a task, or the name of a built-in one, or ``package.module:task``.
        out: the run's folder, which must not exist; by default a new one below ``runs``.
        configuration: all settings.
        device: ``auto`` (a GPU where there is one), ``cpu`` or ``cuda``.
        workers: how many processes run restarts at the same time; with ``at_once``, each runs several.
        engine: what runs restarts: ``local``, this machine, or ``ray``, a Ray cluster.
        address: of the cluster, such as ``auto`` or ``ray://head:10001``; None: one that is started on this machine.
        budget_seconds: after this time no restart and no epoch begins; where neither ``configuration`` nor
            ``restarts`` is given, learning begins anew for so long, until a program is right.
        start: a program to begin with: it is fine-tuned where it is not right yet, and keeps its operations.
        show_progress: whether a terminal or notebook shows a bar.
        settings: single settings by name, as in ``Configuration``; they win.

    Returns:
        The run; its folder holds everything.

    Raises:
        ConfigurationError: a setting is unknown or wrong.
        TaskError: there is no such task.
        VerificationError, ProgramError: the task cannot be learned from the program to begin with.
        RunFolderError: the folder exists.
    """
    base = {} if configuration is None else configuration.to_dict()
    if budget_seconds is not None and configuration is None:
        base["restarts"] = AS_OFTEN_AS_THERE_IS_TIME
    configuration = Configuration.of({**base, **settings})
    source = task if isinstance(task, str) else None
    found = load_task(task) if isinstance(task, str) else task
    resources = Resources(device=device, workers=workers, engine=engine, address=address, budget_seconds=budget_seconds)
    if start is not None:
        check_start(start, found)
    folder = fresh_folder(out, found.name)
    keep_start(folder, start)
    write_setting(folder, describe_setting(found, source, configuration, resources))
    return _learn(found, folder, configuration, resources, shown=show_progress)


def resume(folder: str | Path, *, task: Task | None = None, show_progress: bool = True) -> Run:
    """Go on with a run that was interrupted; it ends with the program that it would have ended with.

    Args:
        folder: of the run.
        task: the task, where it is neither built in nor importable by name.
        show_progress: whether a terminal or notebook shows a bar.

    Raises:
        RunFolderError: the folder is not that of a run, or something in it is damaged.
    """
    folder = Path(folder)
    if (folder / "summary.json").exists():
        return Run(folder)
    setting = read_setting(folder)
    configuration = Configuration.of(setting["configuration"], source=f"{folder}/config.json")
    found = task or task_of(setting, folder)
    trim_metrics(folder)
    return _learn(found, folder, configuration, resources_of(setting), shown=show_progress)


def _learn(task: Task, folder: Path, configuration: Configuration, resources: Resources, *, shown: bool) -> Run:
    begin, budget = time.monotonic(), resources.budget_seconds
    deadline = None if budget is None else begin + budget
    data = Data.of(task, seed=configuration.seed, n_inputs=configuration.n_inputs)
    search = Search(data, configuration, folder, resources, deadline, kept_start(folder))
    with progress.restarts(
        configuration.restarts, configuration.epochs, configuration.at_once, shown=shown
    ) as on_report:
        candidates = search.run(on_report)
    setting = Setting(configuration=configuration, resources=resources, begin=begin)
    with one_thread():
        write_results(folder, task, data, candidates, best_of(candidates), setting, shown=shown)
    return Run(folder)


def best_of(candidates: list[Candidate]) -> Candidate:
    """The candidate that is best on the validation inputs; the first of equals."""
    return max(candidates, key=lambda candidate: candidate.rank)
