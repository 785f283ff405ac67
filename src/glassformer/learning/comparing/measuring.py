"""From a key to its cell: one learner learns one task, and what it found is counted and checked.

All learners see the same inputs of a seed, and compute on one thread, so that seconds can be compared.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from glassformer.learning import progress
from glassformer.learning.annealing import test_program
from glassformer.learning.comparing.cells import Cell
from glassformer.learning.comparing.keys import Key
from glassformer.learning.comparing.learners import LEARNERS, ProgramLearner, StandardLearner
from glassformer.learning.comparing.surroundings import commit_of_package, describe_machine, describe_versions
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Batch, Data, Hits, count_hits, encode_examples
from glassformer.learning.resources import choose_device
from glassformer.learning.results import describe_hits
from glassformer.learning.run import learn
from glassformer.learning.standard import StandardResult, predict, train_standard
from glassformer.learning.threads import one_thread
from glassformer.program.signature import Signature
from glassformer.tasks import Examples, Task

N_FRESH = 10_000
FRESH_SEED = 10**9
"""Of the fresh inputs, the same for every cell of a task; far from the seeds of cells."""


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One measurement to be made."""

    task: Task
    seed: int
    device: str
    budget_seconds: float | None
    shown: bool


def measure(key: Key, *, budget_seconds: float | None = None, device: str = "auto", show_progress: bool = True) -> Cell:
    """The cell of a key, measured now.

    Args:
        key: what to measure.
        budget_seconds: after this time no epoch begins; the standard Transformer has as many as fit, by its first.
        device: ``auto``, ``cpu`` or ``cuda``.
        show_progress: whether a terminal shows a bar.

    Raises:
        ConfigurationError: there is no such device here.
    """
    commit = commit_of_package()
    task, learner, device = key.load_task(), LEARNERS[key.learner], choose_device(device)
    work = _Work(task=task, seed=key.seed, device=device, budget_seconds=budget_seconds, shown=show_progress)
    with one_thread():
        machine = describe_machine(device, torch.get_num_threads())
        match learner:
            case ProgramLearner():
                found = _learn_program(learner.configuration(key.task, key.seed), work)
            case StandardLearner():
                found = _train_standard(learner, work)
    return Cell(
        **asdict(key),
        vocabulary_size=task.vocabulary_size,
        max_length=task.max_length,
        budget_seconds=budget_seconds,
        device=device,
        commit=commit,
        versions=describe_versions(),
        machine=machine,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        **found,
    )


def _learn_program(configuration: Configuration, work: _Work) -> dict[str, Any]:
    """What a cell says of a program that is learned now."""
    with tempfile.TemporaryDirectory(prefix="glassformer-") as scratch:
        run = learn(
            work.task,
            out=Path(scratch, "run"),
            configuration=configuration,
            device=work.device,
            budget_seconds=work.budget_seconds,
            show_progress=work.shown,
        )
        summary, program = run.summary, run.program
    fresh, n_seen = fresh_inputs(work.task, work.seed, configuration.n_inputs)
    is_cut = work.budget_seconds is not None and _is_unfinished(summary, configuration)
    return {
        "settings": configuration.to_dict(),
        "ended_by": "budget" if is_cut else "learner",
        "accuracy": {
            "test": summary["accuracy"]["test"],
            "fresh": _describe_fresh(test_program(program, fresh), n_seen),
        },
        "verdict": {name: summary["verdict"][name] for name in ("status", "inputs", "mismatches")},
        "seconds": summary["seconds"],
        "learning_seconds": round(sum(each["seconds"] for each in summary["spread"]), 1),
        "program": summary["program"],
        "learned": summary["learned"],
        "model": None,
        "restarts": summary["restarts"],
        "found_by": summary["found_by"],
    }


def _is_unfinished(summary: Mapping[str, Any], configuration: Configuration) -> bool:
    """Whether there were to be more restarts or epochs, and none was right on all of train and valid before them."""
    spread = summary["spread"]
    if any(Hits(**each["train"]).are_all and Hits(**each["valid"]).are_all for each in spread):
        return False
    return len(spread) < configuration.restarts or any(each["epochs"] < configuration.epochs for each in spread)


def _train_standard(learner: StandardLearner, work: _Work) -> dict[str, Any]:
    """What a cell says of a standard Transformer that is trained now."""
    begin = time.monotonic()
    data = Data.of(work.task, seed=work.seed, n_inputs=learner.n_inputs)
    n_epochs = _epochs_within(work.budget_seconds, data, learner, work)
    result = _train(data, learner, work, n_epochs)
    seconds = round(time.monotonic() - begin, 1)
    fresh, n_seen = fresh_inputs(work.task, work.seed, learner.n_inputs)
    hits = count_hits(predict(result.model, fresh.tokens.to(work.device)).cpu(), fresh.labels)
    n_parameters = sum(weights.numel() for weights in result.model.parameters())
    return {
        "settings": {**asdict(learner), "model": asdict(result.model.configuration)},
        "ended_by": "budget" if n_epochs < learner.epochs else "learner",
        "accuracy": {"test": describe_hits(result.test), "fresh": _describe_fresh(hits, n_seen)},
        "verdict": None,
        "seconds": seconds,
        "learning_seconds": seconds,
        "program": None,
        "learned": None,
        "model": {"parameters": n_parameters, "epochs": result.n_epochs, "best_epoch": result.best_epoch},
        "restarts": 1,
        "found_by": None,
    }


def _epochs_within(budget_seconds: float | None, data: Data, learner: StandardLearner, work: _Work) -> int:
    """How many epochs there is time for, by what one takes that is then thrown away; at least one."""
    if budget_seconds is None:
        return learner.epochs
    begin = time.monotonic()
    _train(data, learner, work, 1)
    seconds = time.monotonic() - begin
    return max(1, min(learner.epochs, int((budget_seconds - seconds) / seconds)))


def _train(data: Data, learner: StandardLearner, work: _Work, n_epochs: int) -> StandardResult:
    with progress.counted("standard Transformer", unit="epochs", shown=work.shown) as count:
        return train_standard(
            data,
            epochs=n_epochs,
            batch_size=learner.batch_size,
            learning_rate=learner.learning_rate,
            seed=work.seed,
            device=work.device,
            on_epoch=lambda report: count(int(report["epoch"]), n_epochs),
        )


def fresh_inputs(task: Task, seed: int, n_inputs: int) -> tuple[Batch, int]:
    """Inputs drawn anew as the task draws, duplicates and all; and how many of them a learner may have seen.

    Args:
        task: what draws and labels them.
        seed: of the inputs that were learned from.
        n_inputs: how many those were to be.
    """
    rng = random.Random(FRESH_SEED)
    inputs = tuple(task.draw(rng) for _ in range(N_FRESH))
    answers = map(task.label, inputs)
    labels = tuple(answer if isinstance(answer, str) else tuple(answer) for answer in answers)
    splits = task.splits(seed=seed, size=n_inputs)
    seen = {*splits.train.inputs, *splits.valid.inputs}
    batch = encode_examples(Signature.of(task), Examples(inputs, labels))
    return batch, sum(contents in seen for contents in inputs)


def _describe_fresh(hits: Hits, n_seen: int) -> dict[str, Any]:
    return {**describe_hits(hits), "n_seen": n_seen}
