"""A fitted estimator in a folder: the files of a run, and ``estimator.json`` with its settings and its classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np

from glassformer.errors import GlassformerError, RunFolderError
from glassformer.estimators.labels import LabelArray, names_of
from glassformer.execution.texts import marks_entities
from glassformer.learning.checkpoints import write_json
from glassformer.learning.folder import fresh_folder
from glassformer.learning.restart import load_network
from glassformer.learning.text import write_model
from glassformer.program import Program
from glassformer.program.documents import Shape, lacks, read_document
from glassformer.program.locate import VOCABULARY, load_program, load_reader
from glassformer.relaxation import Relaxation
from glassformer.tasks.text import Kind, Scheme, TextReader
from glassformer.tasks.text.feature_documents import feature_from_dict, feature_to_dict
from glassformer.tasks.text.vectors import WordVectors

ESTIMATOR = "estimator.json"
SHAPE: Shape = {"settings": {}, "classes": [(str, bool, int, float)], "dtype": str, "scheme": (str, NoneType)}
NOT_KEPT = (WordVectors, np.random.RandomState)
"""Settings of these types are not written: learning needs them, and what was learned does not."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Kept:
    """What there is of a fitted estimator.

    Attributes:
        settings: by name; those that are not here are as by default.
        program, reader, network: as the estimator has them.
        classes: likewise.
        scheme: of a tagger's tags; None for a classifier.
    """

    settings: Mapping[str, Any]
    program: Program
    reader: TextReader
    network: Relaxation | None
    classes: LabelArray
    scheme: Scheme | None = None


def write_folder(kept: Kept, out: str | Path) -> None:
    """Write it to a folder that is new or empty.

    Raises:
        RunFolderError: there is something already, or the folder cannot be made.
        InputError: a feature is none of this package.
    """
    estimator = {
        "settings": _settings_to_dict(kept.settings),
        "classes": kept.classes.tolist(),
        "dtype": kept.classes.dtype.str,
        "scheme": kept.scheme,
    }
    folder = fresh_folder(out, "", can_resume=False)
    write_model(folder, kept.program, kept.reader, kept.network)
    write_json(folder / ESTIMATOR, estimator)


def read_folder(run: str | Path, kind: Kind) -> Kept:
    """What `write_folder` wrote, or the run of a text task, of which there are no settings.

    Args:
        run: the folder; or a program file in it, as a person may have edited it, to which no network belongs.
        kind: of task that is expected.

    Raises:
        RunFolderError: there is no such thing, it is of another kind of task, or something in it is damaged.
        ProgramError: the program is damaged.
    """
    place = Path(run)
    program = load_program(place)
    reader = load_reader(place, program)
    if reader is None:
        raise RunFolderError(f"{place} is of no text task: beside its program there is no reader in {VOCABULARY}")
    if reader.kind != kind:
        names = {"tag": "ProgramTagger", "classify": "ProgramClassifier"}
        raise RunFolderError(f"{place} is no {names[kind]}'s; load it as {names[reader.kind]}")
    network = load_network(place) if (place / "sketch.json").is_file() else None
    document = (place if place.is_dir() else place.parent) / ESTIMATOR
    settings, classes, scheme = _read_estimator(document) or _of_run(program, reader)
    if kind == "classify" and set(names_of(classes)) != set(program.signature.labels):
        raise RunFolderError(f"{document}: the classes are not the labels of the program")
    return Kept(settings=settings, program=program, reader=reader, network=network, classes=classes, scheme=scheme)


def _of_run(program: Program, reader: TextReader) -> tuple[dict[str, Any], LabelArray, Scheme | None]:
    """Settings, classes and scheme where only the run is there."""
    settings: dict[str, Any] = {"tokenizer": reader.tokenizer}
    classes = np.unique(program.signature.labels)
    if reader.kind == "classify":
        return settings, classes, None
    settings["columns"] = reader.wanted_columns
    return settings, classes, Scheme.IOB2 if marks_entities(program) else Scheme.PLAIN


def _read_estimator(path: Path) -> tuple[dict[str, Any], LabelArray, Scheme | None] | None:
    """Settings, classes and scheme from ``estimator.json``; None where it is not there."""
    if not path.is_file():
        return None
    document = read_document(path, SHAPE)
    if missing := lacks(document, "settings", "classes", "dtype", "scheme"):
        raise RunFolderError(f"{path} is damaged: it lacks {missing}")
    try:
        classes = np.array(document["classes"], dtype=np.dtype(document["dtype"]))
        scheme = None if document["scheme"] is None else Scheme(document["scheme"])
        return _settings_from_dict(document["settings"]), classes, scheme
    except (TypeError, ValueError, GlassformerError) as error:
        raise RunFolderError(f"{path} is damaged: {error}") from None


def _settings_to_dict(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _to_json(name, value) for name, value in settings.items() if not isinstance(value, NOT_KEPT)}


def _to_json(name: str, value: Any) -> Any:
    if name == "features" and value is not None:
        return [feature_to_dict(feature) for feature in value]
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, Path) else value


def _settings_from_dict(document: Mapping[str, Any]) -> dict[str, Any]:
    settings = {name: tuple(value) if isinstance(value, list) else value for name, value in document.items()}
    if settings.get("features") is not None:
        settings["features"] = tuple(feature_from_dict(each) for each in settings["features"])
    return settings
