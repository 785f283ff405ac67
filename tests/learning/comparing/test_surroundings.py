"""Where a cell was measured."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from glassformer.learning.comparing import surroundings
from glassformer.learning.comparing.surroundings import commit_of_package, describe_machine


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package in a repository, committed, which is taken for this one."""
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "__init__.py").touch()
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "begin")
    monkeypatch.setattr(surroundings, "PACKAGE", folder)
    commit_of_package.cache_clear()
    yield folder
    commit_of_package.cache_clear()


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def test_the_commit(package: Path) -> None:
    (package.parent / "a-cell.json").touch()  # of no account: it is not in the package
    assert commit_of_package() == {"hash": git(package, "rev-parse", "HEAD"), "changed_files": 0}


def test_changed_files_are_counted(package: Path) -> None:
    (package / "__init__.py").write_text("changed = True\n")
    (package / "new.py").touch()
    found = commit_of_package()
    assert found is not None
    assert found["changed_files"] == 2


def test_the_commit_is_that_of_what_was_imported(package: Path) -> None:
    before = commit_of_package()
    (package / "new.py").touch()
    assert commit_of_package() == before


def test_a_package_that_the_repository_does_not_have(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "installed").mkdir()
    (package / "installed" / "__init__.py").touch()
    monkeypatch.setattr(surroundings, "PACKAGE", package / "installed")
    assert commit_of_package() is None


def test_no_git(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(package))
    assert commit_of_package() is None


def test_the_machine() -> None:
    found = describe_machine("cpu", 1)
    assert (found["gpu"], found["threads"]) == (None, 1)
    assert found["processor"]
    assert found["cores"] >= 1
    assert found["memory_gib"] is None or found["memory_gib"] > 0.1
