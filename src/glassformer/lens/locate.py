"""Ordinary models by what a person types for them: a run folder, or ``gallery:NAME``."""

from __future__ import annotations

import os
from pathlib import Path

from glassformer.errors import RunFolderError, suggest
from glassformer.program.locate import GALLERY, PROGRAM, gallery_folder, gallery_names, is_model, model_names


def find_model(run: str | Path) -> Path:
    """The folder of an ordinary model.

    Args:
        run: a run folder, or ``gallery:NAME``.

    Raises:
        RunFolderError: there is no such thing, or it is a program.
    """
    if str(run).startswith(GALLERY):
        return _in_gallery(str(run).removeprefix(GALLERY))
    folder = Path(run)
    if not os.path.exists(folder):  # which, other than the method, takes a name that is too long for one of no file
        guess = f"; did you mean {GALLERY}{run}?" if str(run) in model_names() else ""
        raise RunFolderError(f"no run folder is at {str(run)!r}{guess}{_shipped()}")
    if not folder.is_dir():
        raise RunFolderError(f"{run} is a file; lens takes the folder of an ordinary model{_shipped()}")
    if (folder / PROGRAM).is_file() and not is_model(folder):
        raise RunFolderError(_is_program(run))
    return folder


def _in_gallery(name: str) -> Path:
    names = model_names()
    if name in names:
        return gallery_folder() / name
    if name in gallery_names():
        raise RunFolderError(_is_program(GALLERY + name))
    raise RunFolderError(
        f"the gallery has no ordinary model {name!r}; {suggest(name, names) if names else 'it has none'}"
    )


def _is_program(run: str | Path) -> str:
    return f"{run} is a program, not an ordinary model; read it with: glassformer show {run}{_shipped()}"


def _shipped() -> str:
    """In brackets, the ordinary models that ship."""
    names = [GALLERY + name for name in model_names()]
    return f" (ordinary models that ship: {', '.join(names)})" if names else ""
