"""Programs of the gallery learned again, by their recipes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.learning import Configuration, gallery
from glassformer.learning.gallery import FILES, rebuild, recipes
from glassformer.program import load, locate
from glassformer.tasks import BUILT_IN, load_task


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a gallery in a checkout, with one recipe, for a tiny task, and no program yet."""
    folder = tmp_path / "src" / "glassformer" / "gallery"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    (folder / "recipes.toml").write_text("[hist]\nepochs = 2\nrestarts = 1\nn_layers = 1\n[sort]\nepoch = 1\n")
    monkeypatch.setattr(locate, "gallery_folder", lambda: folder)
    monkeypatch.setattr(gallery, "load_task", lambda name: load_task(name, vocabulary_size=4, max_length=4))
    return folder


def test_there_is_a_recipe_for_each_built_in_task_and_all_are_settings() -> None:
    assert sorted(recipe.task for recipe in recipes().values()) == sorted(BUILT_IN)
    for name, recipe in recipes().items():
        assert Configuration.of(recipe.settings, source=name)


def test_a_recipe_names_its_task_where_it_is_not_called_so() -> None:
    assert {name: recipe.task for name, recipe in recipes().items() if recipe.task != name} == {
        "addition-program": "addition"
    }


def test_a_program_that_is_not_called_like_its_task_is_rebuilt(empty: Path) -> None:
    (empty / "recipes.toml").write_text('[counting]\ntask = "hist"\nepochs = 1\nrestarts = 1\nn_layers = 1\n')
    built = rebuild("counting", show_progress=False)
    assert built.folder == empty / "counting"
    assert load(built.folder / "program.json").signature.task == "hist"


def test_what_is_rebuilt_is_the_same(empty: Path, tmp_path: Path) -> None:
    first = rebuild("hist", show_progress=False)
    assert (first.folder, first.is_same) == (empty / "hist", None)
    assert {path.name for path in first.folder.iterdir()} == set(FILES)
    assert first.summary == json.loads((first.folder / "summary.json").read_text())
    again = rebuild("hist", out=tmp_path / "again", show_progress=False)
    assert (again.folder, again.is_same) == (tmp_path / "again", True)
    assert load(again.folder / "program.json") == load(first.folder / "program.json")


def test_another_program_is_told_apart_and_replaced(empty: Path) -> None:
    (empty / "hist").mkdir()
    (empty / "hist" / "program.json").write_text("{}")
    built = rebuild("hist", show_progress=False)
    assert built.is_same is False
    assert load(empty / "hist" / "program.json").origin == "learned"


def test_recipes_that_are_missing_or_wrong(empty: Path) -> None:
    with pytest.raises(ConfigurationError, match="no recipe for 'dyck3'; Valid: hist, sort"):
        rebuild("dyck3")
    with pytest.raises(ConfigurationError, match=r"recipes\.toml \[sort\]: unknown setting 'epoch'; did you mean"):
        rebuild("sort")


def test_an_installed_gallery_stays_as_it_is(empty: Path) -> None:
    (empty.parents[2] / "pyproject.toml").unlink()
    with pytest.raises(RunFolderError, match="installed package, whose gallery stays as it is; name a folder: --out"):
        rebuild("hist")
