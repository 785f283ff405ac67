"""The programs that ship: each learned by a recipe, which is settings and nothing else."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glassformer.errors import ConfigurationError, RunFolderError, suggest
from glassformer.learning.checkpoints import write_atomically
from glassformer.learning.configuration import Configuration
from glassformer.learning.folder import fresh_folder
from glassformer.learning.run import learn
from glassformer.program import locate
from glassformer.tasks import load_task

FILES = (
    "program.glass",
    "program.json",
    "program.py",
    "learned.json",
    "config.json",
    "vocabulary.json",
    "summary.json",
)
"""What ships of a run's folder."""


@dataclass(frozen=True)
class Recipe:
    """How a program of the gallery is learned.

    Attributes:
        task: the name of its task.
        settings: those that differ from the defaults.
    """

    task: str
    settings: dict[str, Any]


@dataclass(frozen=True)
class Rebuilt:
    """A program of the gallery, learned again.

    Attributes:
        folder: where it is.
        is_same: whether its ``program.json`` is the one that ships, byte for byte; None where none does.
        summary: what is known about it.
    """

    folder: Path
    is_same: bool | None
    summary: dict[str, Any]


def recipes() -> dict[str, Recipe]:
    """The recipe of each program of the gallery, by its name; that is the name of its task, where it names no other."""
    found = tomllib.loads((locate.gallery_folder() / "recipes.toml").read_text(encoding="utf-8"))
    return {name: Recipe(settings.pop("task", name), settings) for name, settings in found.items()}


def rebuild(name: str, *, out: str | Path | None = None, workers: int = 1, show_progress: bool = True) -> Rebuilt:
    """Learn a program of the gallery again, by its recipe.

    Args:
        name: of the program.
        out: where to, a folder that does not exist; by default its place in the checkout, where it is replaced.
        workers: restarts that run at once; the program does not depend on it.
        show_progress: whether a terminal or notebook shows a bar.

    Raises:
        ConfigurationError: there is no such recipe, or a setting in it is wrong.
        RunFolderError: ``out`` exists; or there is none, and this is not a checkout.
    """
    known = recipes()
    if name not in known:
        raise ConfigurationError(f"the gallery has no recipe for {name!r}; {suggest(name, known)}")
    recipe = known[name]
    configuration = Configuration.of(recipe.settings, source=f"recipes.toml [{name}]")
    folder = _place(name) if out is None else fresh_folder(out, name)
    shipped = _program(locate.gallery_folder() / name)
    with tempfile.TemporaryDirectory(prefix="glassformer-") as scratch:
        run = learn(
            load_task(recipe.task),
            out=Path(scratch, name),
            configuration=configuration,
            device="cpu",
            workers=workers,
            show_progress=show_progress,
        )
        for file in FILES:
            write_atomically(folder / file, (run.folder / file).read_bytes())
        return Rebuilt(folder, None if shipped is None else shipped == _program(run.folder), run.summary)


def _place(name: str) -> Path:
    """Where the program is in a checkout."""
    gallery = locate.gallery_folder()
    if not (gallery.parents[2] / "pyproject.toml").is_file():
        raise RunFolderError("this is an installed package, whose gallery stays as it is; name a folder: --out DIR")
    return gallery / name


def _program(folder: Path) -> bytes | None:
    path = folder / "program.json"
    return path.read_bytes() if path.is_file() else None
