"""One small run, a gallery that holds it, and a way to call the command line."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest
from tests.support.commands import Call, Done, Refuse

from glassformer.cli import main
from glassformer.learning import learn
from glassformer.learning.gallery import FILES
from glassformer.program import locate
from glassformer.tasks import load_task

SETTINGS = {"epochs": 2, "restarts": 1, "n_layers": 1}


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the command line; arguments are made texts."""

    def run(*argv: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        status = main([str(each) for each in argv])
        out, err = capsys.readouterr()
        return Done(status, out, err)

    return run


@pytest.fixture
def refuse(call: Call) -> Refuse:
    """Call the command line where it has to refuse; its message."""

    def run(*argv: object, stdin: str = "") -> str:
        done = call(*argv, stdin=stdin)
        assert done.status == 2
        assert done.out == ""
        assert done.err.startswith("glassformer: error: ")
        assert done.err.endswith("\n")
        assert done.err.count("\n") == 1
        return done.err.removeprefix("glassformer: error: ").rstrip("\n")

    return run


@pytest.fixture(scope="session")
def shared_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a tiny hist; nobody may change it."""
    folder = tmp_path_factory.mktemp("runs") / "hist"
    task = load_task("hist", vocabulary_size=4, max_length=4)
    learn(task, out=folder, device="cpu", show_progress=False, **SETTINGS)
    return folder


@pytest.fixture
def run_folder(shared_run: Path, tmp_path: Path) -> Path:
    """A copy of the run."""
    return Path(shutil.copytree(shared_run, tmp_path / "hist"))


@pytest.fixture
def small_gallery(shared_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gallery with the run in it, in the place of the real one."""
    folder = tmp_path / "checkout" / "src" / "glassformer" / "gallery"
    (folder / "hist").mkdir(parents=True)
    for file in FILES:
        shutil.copy(shared_run / file, folder / "hist" / file)
    recipe = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
    (folder / "recipes.toml").write_text(f"[hist]\n{recipe}\n[sort]\n", encoding="utf-8")
    monkeypatch.setattr(locate, "gallery_folder", lambda: folder)
    return folder
