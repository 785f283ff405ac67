"""A trained model and its folder: configuration, metrics, weights and summary; and going on with a training."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm.auto import tqdm

from glassformer import __version__
from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.learning import progress
from glassformer.learning.checkpoints import load_checkpoint, read_json, write_atomically, write_json
from glassformer.learning.folder import fresh_folder
from glassformer.learning.threads import one_thread
from glassformer.lens.answering import Advance, Answered, answer_questions
from glassformer.lens.configuration import LensConfiguration
from glassformer.lens.locate import find_model
from glassformer.lens.losses import measure_losses
from glassformer.lens.training import Report, Training
from glassformer.models.decoder import DecoderTransformer, load_decoder, save_decoder
from glassformer.tasks.arithmetic import cascade_frequencies, draw_cascades, draw_questions

CONFIG, METRICS, MODEL, SUMMARY = "config.json", "metrics.jsonl", "model.safetensors", "summary.json"
CHECKPOINT = "checkpoint.safetensors"
N_RANDOM = 100_000
N_OF_A_CASCADE = 2_000
TEST_SEED = 1_000_033


@dataclass(frozen=True, eq=False)
class LensRun:
    """A trained model and its folder."""

    folder: Path
    configuration: LensConfiguration
    model: DecoderTransformer
    summary: Mapping[str, Any]

    def history(self) -> list[Report]:
        """The reports of its training, the first steps first; none where the folder has none.

        Raises:
            RunFolderError: they are damaged.
        """
        path = self.folder / METRICS
        if not path.exists():
            return []
        try:
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError) as error:
            raise RunFolderError(f"{path} cannot be read: {error}") from None


def train(
    configuration: LensConfiguration,
    out: str | Path | None = None,
    *,
    start: LensRun | None = None,
    show_progress: bool = True,
) -> LensRun:
    """Train a model and keep it in a new folder.

    Args:
        configuration: what is trained, and how.
        out: the folder; by default ``runs/addition-5-digits`` or the like.
        start: a trained model whose weights it starts from; None: random ones.
        show_progress: whether a bar is shown, where standard error is a terminal.

    Raises:
        RunFolderError: ``out`` exists and is not an empty folder, or cannot be made.
        ConfigurationError: ``start`` is of another shape.
    """
    if start is not None:
        check_shapes(start.configuration, configuration)
    folder = fresh_folder(out, f"{configuration.kind}-{configuration.digits}-digits")
    parents = [] if start is None else [start.folder.name]
    write_json(folder / CONFIG, {"lens": configuration.to_dict(), "parents": parents, "versions": _versions()})
    if start is not None:
        Training(configuration, folder / CHECKPOINT).start_from(start.model)
    return _go_on(folder, configuration, show_progress=show_progress)


def check_shapes(start: LensConfiguration, wanted: LensConfiguration) -> None:
    """Nothing, if a model can start from the weights of another.

    Raises:
        ConfigurationError: it cannot; the message says which sizes differ.
    """
    theirs, ours = start.decoder().to_dict(), wanted.decoder().to_dict()
    differ = [f"{name} is {theirs[name]} there and {ours[name]} here" for name in ours if theirs[name] != ours[name]]
    if differ:
        raise ConfigurationError(f"the model to start from is of another shape: {', '.join(differ)}")


def resume_training(folder: str | Path, *, show_progress: bool = True) -> LensRun:
    """Go on with a training that was stopped; the model comes out as if it had not been. A finished one stays as it is.

    Raises:
        RunFolderError: it is no such folder, or something in it is damaged.
    """
    folder = Path(folder)
    if (folder / SUMMARY).exists():
        return load_lens_run(folder)
    return _go_on(folder, read_configuration(folder), show_progress=show_progress)


def load_lens_run(run: str | Path) -> LensRun:
    """A model that was trained.

    Args:
        run: its folder, or ``gallery:NAME``.

    Raises:
        RunFolderError: it is nothing of the kind, it is not finished, or something in it is damaged.
        ConfigurationError: a setting is wrong, or the model is of another shape than the configuration says.
    """
    folder = find_model(run)
    configuration = read_configuration(folder)
    if not (folder / SUMMARY).exists():
        raise RunFolderError(f"{folder} is not finished: glassformer lens train --resume {folder} goes on with it")
    try:
        model = load_decoder(folder / MODEL, configuration.decoder()).eval()
    except ConfigurationError as error:
        advice = f"the model is as {folder / CONFIG} says; one of the two files is of another run"
        raise ConfigurationError(f"{error} ({advice})") from None
    return LensRun(folder, configuration, model, read_json(folder / SUMMARY))


def read_configuration(folder: Path) -> LensConfiguration:
    """The configuration that a folder was made with.

    Raises:
        RunFolderError: it is not of an ordinary model, or damaged.
        ConfigurationError: a setting is unknown, out of range or of the wrong type.
    """
    found = read_json(folder / CONFIG)
    if not isinstance(found, dict) or not isinstance(found.get("lens"), dict):
        raise RunFolderError(f"{folder} holds no ordinary model; make one with glassformer lens train")
    try:
        return LensConfiguration.of(found["lens"])
    except ConfigurationError as error:
        raise ConfigurationError(f"{folder / CONFIG}: {error}") from None


def _go_on(folder: Path, configuration: LensConfiguration, *, show_progress: bool) -> LensRun:
    training = Training(configuration, folder / CHECKPOINT)
    _trim_metrics(folder)
    with tqdm(
        total=configuration.steps, initial=training.step, unit=" steps", disable=None if show_progress else True
    ) as bar:

        def on_report(report: Report) -> None:
            with open(folder / METRICS, "a", encoding="utf-8") as file:
                file.write(json.dumps(report) + "\n")
            bar.set_postfix(loss=f"{report['loss']:.4f}", right=f"{report['right_frac']:.2%}", refresh=False)
            bar.update(report["step"] - bar.n)

        with one_thread():  # on a busy machine several would mostly wait for each other
            model = training.run(on_report)
    save_decoder(model, folder / MODEL)
    with progress.counted("test", unit="questions", shown=show_progress) as advance:
        summary = _summarise(configuration, training, advance)
    write_json(folder / SUMMARY, summary)
    (folder / CHECKPOINT).unlink(missing_ok=True)
    return LensRun(folder, configuration, model, summary)


def _trim_metrics(folder: Path) -> None:
    """Drop the reports of steps that come after the checkpoint, as those are done again."""
    path, checkpoint = folder / METRICS, folder / CHECKPOINT
    if path.exists():
        reached = load_checkpoint(checkpoint).notes["step"] if checkpoint.exists() else 0
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
        kept = [line for line in lines if json.loads(line)["step"] <= reached]
        write_atomically(path, "".join(f"{line}\n" for line in kept).encode())


def _summarise(configuration: LensConfiguration, training: Training, advance: Advance) -> dict[str, Any]:
    """What is known of a trained model: how often it is right on questions that the seed of the test draws."""
    rng = np.random.default_rng([TEST_SEED, configuration.seed])
    questions = draw_questions(configuration.arithmetic, N_RANDOM, rng)
    answered = answer_questions(training.model, questions, advance)
    losses = measure_losses(training.model, questions[:10_000])
    return {
        **configuration.to_dict(),
        "parameters": sum(parameter.numel() for parameter in training.model.parameters()),
        "seconds": round(training.seconds, 1),
        "device": str(training.device),
        "accuracy": {
            "random": answered.accuracy.to_dict(),
            "by_cascade": {
                str(length): found.accuracy.to_dict()
                for length, found in _cascades(configuration, training.model, rng).items()
            },
        },
        "loss": {"total": losses.total, "by_digit": losses.by_digit, "by_subtask": losses.by_subtask},
    }


def _cascades(
    configuration: LensConfiguration, model: DecoderTransformer, rng: np.random.Generator
) -> dict[int, Answered]:
    """Answers to questions of each cascade length, equally many of each."""
    arithmetic = configuration.arithmetic
    # Those that there are: a borrow never leaves the highest digit.
    found = (cascade_frequencies(arithmetic.n_digits, each) for each in arithmetic.operations)
    lengths = sorted({length for frequencies in found for length, share in frequencies.items() if share})
    return {
        length: answer_questions(model, draw_cascades(arithmetic, length, N_OF_A_CASCADE, rng)) for length in lengths
    }


def _versions() -> dict[str, str]:
    return {"glassformer": __version__, "torch": torch.__version__, "python": platform.python_version()}
