"""Programs by what a person types for them: a run folder, a program file, or ``gallery:NAME``; and what lies beside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassformer.errors import GlassformerError, InputError, RunFolderError, suggest
from glassformer.program.documents import SETTING_SHAPE, SUMMARY_SHAPE, VOCABULARY_SHAPE, Shape, read_document
from glassformer.program.files import load
from glassformer.program.sketch import Program

if TYPE_CHECKING:
    from glassformer.tasks.text import TextReader

GALLERY = "gallery:"
PROGRAM, SUMMARY, SETTING, VOCABULARY = "program.json", "summary.json", "config.json", "vocabulary.json"
LEARNED = "learned.json"
"""The program as it was discretized from the network, before it was simplified."""


def load_program(run: str | Path) -> Program:
    """The program of a run.

    Args:
        run: a run folder, a program file (``.glass`` or ``.json``), or ``gallery:NAME``.

    Raises:
        RunFolderError: there is nothing of this name, or it has no program.
        ProgramError: the program cannot be read.
    """
    place = find(run)
    if not place.is_dir():
        return load(place)
    if not (place / PROGRAM).is_file():
        raise RunFolderError(_why_no_program(run, place))
    return load(place / PROGRAM)


def load_learned(run: str | Path) -> Program:
    """The program of a run as it was learned, before it was simplified. Errors as for ``load_program``."""
    place = find(run)
    return load(place / LEARNED) if (place / LEARNED).is_file() else load_program(run)


def load_summary(run: str | Path) -> dict[str, Any] | None:
    """What ``summary.json`` says of the run's program; None where there is none, or it is about another program.

    Raises:
        RunFolderError: there is nothing of this name, or the summary is damaged.
    """
    return _document(run, SUMMARY)


def load_setting(run: str | Path) -> dict[str, Any] | None:
    """What ``config.json`` says of how the run's program was learned; None and errors as for ``load_summary``."""
    return _document(run, SETTING)


def load_reader(run: str | Path, program: Program | None = None) -> TextReader | None:
    """What makes the contents of a run's program of a person's text; None where the run is of no text task.

    It stands in ``vocabulary.json``, for a program file in the one beside it, and gives the columns that the program
    takes: a person may have taken some out.

    Args:
        run: as for ``load_program``.
        program: the program, where it is loaded already.

    Raises:
        RunFolderError: there is nothing of this name; the reader is damaged, or does not fit the program.
        ProgramError: the program cannot be read.
    """
    place = find(run)
    path = (place if place.is_dir() else place.parent) / VOCABULARY
    document = _read(path)
    if document is None or "reader" not in document:
        return None
    from glassformer.program.readers import fit_reader
    from glassformer.tasks.text import TextReader  # slow to import, and seldom needed

    try:
        reader = TextReader.from_dict(document["reader"])
    except GlassformerError as error:
        raise RunFolderError(f"{path} is damaged: {error}") from None
    signature = (program or load_program(run)).signature
    try:
        return fit_reader(reader, signature)
    except InputError as error:
        raise RunFolderError(f"{path} does not fit the program of {run}: {error}") from None


def find(run: str | Path) -> Path:
    """The folder or file that is meant.

    Raises:
        RunFolderError: there is no such thing.
    """
    if str(run).startswith(GALLERY):
        return _in_gallery(str(run).removeprefix(GALLERY))
    path = Path(run)
    if not os.path.exists(path):  # which, other than the method, takes a name that is too long for one of no file
        names = gallery_names()
        guess = f"; did you mean {GALLERY}{run}?" if str(run) in names else ""
        shipped = f" (in the gallery: {', '.join(names)})" if names else ""
        raise RunFolderError(f"no run folder or program file is at {str(run)!r}{guess}{shipped}")
    return path


def gallery_folder() -> Path:
    """Where the programs and ordinary models that ship with the package are."""
    return Path(str(files("glassformer").joinpath("gallery")))


def gallery_names() -> tuple[str, ...]:
    """The names of the programs that ship."""
    folder = gallery_folder()
    return tuple(sorted(each.name for each in folder.glob("*") if (each / PROGRAM).is_file() and not is_model(each)))


def model_names() -> tuple[str, ...]:
    """The names of the ordinary models that ship, which ``glassformer lens`` takes."""
    return tuple(sorted(each.name for each in gallery_folder().glob("*") if is_model(each)))


def is_model(folder: Path) -> bool:
    """Whether a folder is of an ordinary model (`glassformer.lens`), and not of a program that was learned."""
    return "lens" in (_read(folder / SETTING) or {})


def _in_gallery(name: str) -> Path:
    names = {*gallery_names(), *model_names()}
    if name not in names:
        raise RunFolderError(f"the gallery has no {name!r}; {suggest(name, names) if names else 'it is empty'}")
    return gallery_folder() / name


def _why_no_program(run: str | Path, folder: Path) -> str:
    if is_model(folder):
        return (
            f"{run} is an ordinary model, not a program; glassformer lens takes it, as in: "
            f"glassformer lens predict {run} QUESTION"
        )
    summary = _read(folder / SUMMARY)
    if summary is not None and summary.get("model") == "standard":
        return f"{folder} holds a standard Transformer, which makes no program"
    if summary is None and (folder / SETTING).is_file():
        return f"the run in {folder} is not finished; go on with it: glassformer learn --resume {folder}"
    return f"{folder} is no run folder: it has no {PROGRAM}"


def _document(run: str | Path, name: str) -> dict[str, Any] | None:
    place = find(run)
    if place.is_dir():
        return _read(place / name)
    beside = place.parent / PROGRAM
    # A file that a person has edited in a run folder is not what the folder's documents are about.
    is_theirs = beside.is_file() and (place.name == PROGRAM or load(place) == load(beside))
    return _read(place.parent / name) if is_theirs else None


_SHAPES: Mapping[str, Shape] = {SUMMARY: SUMMARY_SHAPE, SETTING: SETTING_SHAPE, VOCABULARY: VOCABULARY_SHAPE}


def _read(path: Path) -> dict[str, Any] | None:
    return read_document(path, _SHAPES[path.name]) if path.is_file() else None
