"""A run on texts: from labelled files to a folder with a program, and all that is known about it."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import torch

from glassformer import __version__
from glassformer.errors import ConfigurationError, InputError, RunFolderError
from glassformer.learning import progress
from glassformer.learning.checkpoints import write_json
from glassformer.learning.folder import fresh_folder
from glassformer.learning.restart import save_network
from glassformer.learning.run import Run
from glassformer.learning.text.baselines import baseline_names, measure_baselines
from glassformer.learning.text.comparing import compare
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.keeping import keeper
from glassformer.learning.text.learned import Learned
from glassformer.learning.text.learner import learn_program
from glassformer.learning.text.results import summarise
from glassformer.learning.text.source import TextSource
from glassformer.learning.threads import one_thread
from glassformer.program import Program, save
from glassformer.program.documents import read_document
from glassformer.relaxation import Relaxation
from glassformer.tasks.text import Feature, TextData, TextReader
from glassformer.tasks.text.vectors import WordVectors

Baselines = Literal["none", "quick", "all"]
QUICK = ("majority_class", "most_frequent_tag", "naive_bayes")
"""Baselines that take no more than some seconds."""


def learn_texts(
    source: TextSource | str,
    *,
    out: str | Path | None = None,
    configuration: TextConfiguration | None = None,
    baselines: Baselines = "quick",
    show_progress: bool = True,
    **settings: Any,
) -> Run:
    """Learn a program from labelled texts.

    Args:
        source: the files, or the one file from which validation and test texts are split off.
        out: the run's folder, which must not exist; by default a new one below ``runs``.
        configuration: all settings.
        baselines: which are measured on the same data, to compare with.
        show_progress: whether a terminal or notebook shows a bar.
        settings: single settings by name, as in ``TextConfiguration``; they win.

    Returns:
        The run; its folder holds everything.

    Raises:
        InputError: a file cannot be read or is not as expected; the message says where.
        ConfigurationError: a setting is unknown or wrong.
        RunFolderError: the folder exists.
    """
    source = TextSource(train=source) if isinstance(source, str) else source
    base = {} if configuration is None else configuration.to_dict()
    begun = begin_run(source, out, TextConfiguration.of({**base, **settings}), baselines)
    return resume_texts(begun.folder, begun=begun, show_progress=show_progress)


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A run whose folder is there: where its texts come from, what was read there, and how it learns from them."""

    folder: Path
    source: TextSource
    data: TextData
    vectors: WordVectors | None
    features: tuple[Feature, ...]
    configuration: TextConfiguration
    baselines: Baselines


def begin_run(
    source: TextSource, out: str | Path | None, configuration: TextConfiguration, baselines: Baselines = "quick"
) -> Begun:
    """A run with its texts read and its folder made, to go on with by `resume_texts`. Errors as for `learn_texts`."""
    if baselines not in get_args(Baselines):
        raise ConfigurationError(f"baselines {baselines!r}: write one of {', '.join(get_args(Baselines))}")
    begun = _read(source, configuration, baselines)
    folder = fresh_folder(out, begun.data.task_name)
    write_json(folder / "config.json", _describe(begun))
    return replace(begun, folder=folder)


def _read(source: TextSource, configuration: TextConfiguration, baselines: Baselines) -> Begun:
    """A run with everything read, still without a folder."""
    data = source.read()
    return Begun(
        folder=Path(),
        source=source,
        data=data,
        vectors=source.read_vectors(configuration.vocabulary_size),
        features=source.features(data, has_features=configuration.features, n_phrases=configuration.phrases),
        configuration=configuration,
        baselines=baselines,
    )


def resume_texts(folder: str | Path, *, begun: Begun | None = None, show_progress: bool = True) -> Run:
    """Go on with a run on texts; it ends with the program that it would have ended with.

    Args:
        folder: of the run.
        begun: the run, where its texts are read already.
        show_progress: whether a terminal or notebook shows a bar.

    Raises:
        RunFolderError: the folder is none of such a run, or damaged.
        InputError: the files of texts are no longer there, or are not what they were.
    """
    folder = Path(folder)
    if (folder / "summary.json").exists():
        return Run(folder)
    _learn(begun or _begun(folder), show_progress)
    return Run(folder)


def _begun(folder: Path) -> Begun:
    """The run as its ``config.json`` describes it."""
    setting = read_document(folder / "config.json", {"texts": {}, "configuration": {}, "baselines": str})
    if not is_text_run(setting):
        raise RunFolderError(f"{folder} is not of a run on texts")
    source = TextSource.from_dict(setting["texts"])
    configuration = TextConfiguration.of(setting["configuration"], source=f"{folder}/config.json")
    begun = _read(source, configuration, setting["baselines"])
    digest = _digest(begun.data)
    if setting.get("texts_sha256", digest) != digest:
        raise InputError(f"{folder}: its texts are not what they were when the run began; begin a new one")
    return replace(begun, folder=folder)


def _digest(data: TextData) -> str:
    """What tells these texts from others."""
    parts = [(part.tokens, part.labels, sorted(part.columns.items())) for part in (data.train, data.valid, data.test)]
    return hashlib.sha256(repr((data.label_names, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def is_text_run(setting: dict[str, Any]) -> bool:
    """Whether a run's ``config.json`` is of a run on texts."""
    return isinstance(setting.get("texts"), dict) and isinstance(setting.get("configuration"), dict)


def _describe(begun: Begun) -> dict[str, Any]:
    return {
        "task": {"name": begun.data.task_name, "source": None, "sizes": {}},
        "texts": begun.source.to_dict(),
        "texts_sha256": _digest(begun.data),
        "configuration": begun.configuration.to_dict(),
        "baselines": begun.baselines,
        "device": "cpu",
        "workers": 1,
        "budget_seconds": None,
        "versions": {"glassformer": __version__, "torch": torch.__version__, "python": platform.python_version()},
    }


def _learn(run: Begun, shown: bool) -> None:
    begin = time.monotonic()
    data, vectors, features, configuration, folder = run.data, run.vectors, run.features, run.configuration, run.folder
    with one_thread(), progress.named("learn", shown=shown) as told:
        learned = learn_program(
            data,
            configuration,
            vectors,
            features=features,
            tokenizer=run.source.tokenizer,
            keep=keeper(folder / "fits"),
            told=told,
        )
    seconds = time.monotonic() - begin
    _write_learned(learned, folder)
    compared = _baselines(learned, data, configuration, run.baselines, shown)
    if run.baselines == "all":
        with one_thread(), progress.named("comparison", shown=shown) as told:
            for found in compare(data, configuration, vectors, features=features, tokenizer=run.source.tokenizer):
                compared.append(found.to_dict())
                told(found.name)
    with one_thread():
        summary = summarise(learned, data, configuration, folder, seconds, compared, shown=shown)
    write_json(folder / "summary.json", summary)
    shutil.rmtree(folder / "fits", ignore_errors=True)


def write_model(folder: Path, program: Program, reader: TextReader, network: Relaxation | None) -> None:
    """Write a program with its reader, and the network that it was discretized from, where there is one."""
    vocabulary = [*program.signature.marks, *program.signature.alphabet]
    described = {"tokens": vocabulary, "labels": list(program.signature.labels), "reader": reader.to_dict()}
    if network is not None:
        save_network(network, folder)
    save(program, folder / "program.glass")
    save(program, folder / "program.json")
    write_json(folder / "vocabulary.json", described)


def _write_learned(learned: Learned, folder: Path) -> None:
    """Write the model, and the steps that led to it."""
    write_model(folder, learned.program, learned.reader, learned.network)
    lines = [json.dumps({"step": number, **step}) for number, step in enumerate(learned.choices["steps"])]
    (folder / "metrics.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _baselines(
    learned: Learned, data: TextData, configuration: TextConfiguration, wanted: Baselines, shown: bool
) -> list[dict[str, Any]]:
    if wanted == "none":
        return []
    names = [name for name in baseline_names(data.kind) if wanted == "all" or name in QUICK]
    with progress.named("baselines", shown=shown) as told:
        found = measure_baselines(
            data,
            features=learned.offered.features,
            vocabulary=learned.offered.vocabulary,
            names=names,
            seed=configuration.seed,
            on_done=lambda result: told(result.name),
        )
    return [each.to_dict() for each in found]
