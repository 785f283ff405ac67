"""``glassformer learn --model standard``: the ordinary Transformer as a run folder."""

from __future__ import annotations

import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from tqdm.auto import tqdm

from glassformer import __version__
from glassformer.learning import Configuration
from glassformer.learning.checkpoints import save_checkpoint, write_json
from glassformer.learning.data import Data
from glassformer.learning.folder import describe_setting, write_setting
from glassformer.learning.metrics import append_line
from glassformer.learning.resources import Resources
from glassformer.learning.results import describe_hits, proportions
from glassformer.learning.standard import StandardResult, train_standard
from glassformer.tasks import Task

EPOCHS = 100
"""The paper's, where none are given."""


def learn_standard(
    task: Task, source: str | None, folder: Path, *, seed: int, epochs: int | None, device: str
) -> dict[str, Any]:
    """Train a standard Transformer on the data that programs are learned from; its summary, as it is in the folder.

    Args:
        task: what to learn.
        source: where a person's own task is found, as ``package.module:task``.
        folder: a new one.
        seed: of the data and of the training.
        epochs: passes over the training inputs; None: as many as the paper.
        device: ``cpu`` or ``cuda``.
    """
    n_epochs = epochs or EPOCHS
    configuration = Configuration(seed=seed)
    setting = describe_setting(task, source, configuration, Resources(device=device))
    model = {
        "model": "standard",
        "configuration": {"seed": seed, "epochs": n_epochs, "n_inputs": configuration.n_inputs},
    }
    write_setting(folder, setting | model)
    data = Data.of(task, seed=seed, n_inputs=configuration.n_inputs)
    result = _train(data, folder / "metrics.jsonl", seed=seed, epochs=n_epochs, device=device)
    save_checkpoint(folder / "model.safetensors", result.model.state_dict(), asdict(result.model.configuration))
    signature = data.signature
    write_json(
        folder / "vocabulary.json", {"tokens": [*signature.marks, *signature.alphabet], "labels": signature.labels}
    )
    summary = _summary(task, result, seed=seed, device=device)
    write_json(folder / "summary.json", summary)
    return summary


def _train(data: Data, metrics: Path, *, seed: int, epochs: int, device: str) -> StandardResult:
    with tqdm(total=epochs, unit=" epochs", disable=None, leave=False) as bar:

        def on_epoch(report: dict[str, float]) -> None:
            append_line(metrics, report)
            right = f"{report['valid_token']:.2%} of labels, {report['valid_sequence']:.2%} of inputs"
            bar.set_postfix({"loss": f"{report['loss']:.3f}", "model": right}, refresh=False)
            bar.update()

        return train_standard(data, seed=seed, epochs=epochs, device=device, on_epoch=on_epoch)


def _summary(task: Task, result: StandardResult, *, seed: int, device: str) -> dict[str, Any]:
    token, sequence = proportions(result.test)
    parts = {"train": result.train, "valid": result.valid, "test": result.test}
    return {
        "origin": "learned",
        "parents": [],
        "model": "standard",
        "task": task.name,
        "vocabulary_size": task.vocabulary_size,
        "max_length": task.max_length,
        "seed": seed,
        "restarts": 1,
        "epochs": result.n_epochs,
        "best_epoch": result.best_epoch,
        "seconds": round(result.seconds, 1),
        "device": device,
        "accuracy": {part: describe_hits(hits) for part, hits in parts.items()},
        "facts": {"accuracy": f"on unseen inputs, labels {token}; whole inputs {sequence}"},
        "versions": {"glassformer": __version__, "torch": torch.__version__, "python": platform.python_version()},
    }
