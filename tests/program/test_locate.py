"""Programs found by folder, file and name in the gallery, with the documents that are about them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.golden import PROGRAM

import glassformer
from glassformer.errors import RunFolderError
from glassformer.program import Program, locate, save
from glassformer.program.locate import gallery_folder, load_program, load_setting, load_summary

EDITED = Program(signature=PROGRAM.signature, operations=PROGRAM.operations, returns=PROGRAM.returns, origin="edited")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run = tmp_path / "run"
    run.mkdir()
    save(PROGRAM, run / "program.json")
    save(PROGRAM, run / "program.glass")
    (run / "summary.json").write_text(json.dumps({"task": "golden"}))
    return run


def test_folders_and_files(folder: Path) -> None:
    for run in (folder, str(folder), folder / "program.json", folder / "program.glass"):
        assert load_program(run) == PROGRAM
        assert load_summary(run) == {"task": "golden"}
        assert load_setting(run) is None
    assert glassformer.load_program(folder) == PROGRAM


def test_a_summary_is_not_about_an_edited_file(folder: Path, tmp_path: Path) -> None:
    save(EDITED, folder / "program.glass")
    save(EDITED, tmp_path / "alone.json")
    assert load_program(folder / "program.glass") == EDITED
    assert load_summary(folder / "program.glass") is None
    assert load_summary(tmp_path / "alone.json") is None


def test_the_gallery(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "gallery_folder", lambda: folder.parent)
    assert load_program("gallery:run") == PROGRAM
    assert load_summary("gallery:run") == {"task": "golden"}
    assert locate.gallery_names() == ("run",)
    with pytest.raises(RunFolderError, match="the gallery has no 'rum'; did you mean 'run'"):
        load_program("gallery:rum")


def test_an_ordinary_model_is_no_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "gallery_folder", lambda: folder.parent)
    (model := folder.parent / "model").mkdir()
    (model / "config.json").write_text(json.dumps({"lens": {}}))
    assert (locate.gallery_names(), locate.model_names()) == (("run",), ("model",))
    for run in ("gallery:model", str(model)):
        with pytest.raises(RunFolderError, match=f"^{run} is an ordinary model, not a program; glassformer lens takes"):
            load_program(run)
    with pytest.raises(RunFolderError, match="the gallery has no 'mode'; did you mean 'model'"):
        load_program("gallery:mode")


def test_an_empty_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "gallery_folder", lambda: tmp_path)
    with pytest.raises(RunFolderError, match="the gallery has no 'sort'; it is empty"):
        load_program("gallery:sort")


def test_the_real_gallery_is_where_the_package_is() -> None:
    assert (gallery_folder() / "recipes.toml").is_file()


def test_a_standard_transformer_is_no_program(tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(json.dumps({"model": "standard"}))
    with pytest.raises(RunFolderError, match="holds a standard Transformer, which makes no program"):
        load_program(tmp_path)


def test_a_summary_that_is_no_object(folder: Path) -> None:
    (folder / "summary.json").write_text("[]")
    with pytest.raises(RunFolderError, match=r"summary\.json is damaged"):
        load_summary(folder)
