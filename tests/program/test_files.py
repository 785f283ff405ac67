"""Program files: both suffixes, and what goes wrong with files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.support.golden import PROGRAM, SKETCH, TEXT

from glassformer.errors import ProgramError, ProgramSyntaxError
from glassformer.program import load, load_sketch, save


@pytest.mark.parametrize("suffix", [".glass", ".json"])
def test_what_is_saved_is_loaded(tmp_path: Path, suffix: str) -> None:
    save(PROGRAM, tmp_path / f"program{suffix}")
    save(SKETCH, str(tmp_path / f"sketch{suffix}"))
    assert load(str(tmp_path / f"program{suffix}")) == PROGRAM
    assert load_sketch(tmp_path / f"sketch{suffix}") == SKETCH
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"program{suffix}", f"sketch{suffix}"]


def test_text_files_hold_the_text(tmp_path: Path) -> None:
    save(PROGRAM, tmp_path / "a.glass")
    assert (tmp_path / "a.glass").read_bytes() == TEXT.encode()


def test_files_of_other_editors_load(tmp_path: Path) -> None:
    (tmp_path / "a.glass").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load(tmp_path / "a.glass") == PROGRAM


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    for action in (lambda path: save(PROGRAM, path), load, load_sketch):
        with pytest.raises(ProgramError) as error:
            action(tmp_path / "a.txt")
        assert str(error.value) == f"{tmp_path / 'a.txt'}: a program file ends in .glass or .json, not in '.txt'"
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "latin.glass").write_bytes(b"caf\xe9")
    expected = {
        "missing.glass": "there is no such file",
        "folder.json": "cannot be read: Is a directory",
        "latin.glass": "this is not UTF-8 text: byte 4 cannot be read",
    }
    for name, message in expected.items():
        with pytest.raises(ProgramError) as error:
            load(tmp_path / name)
        assert str(error.value) == f"{tmp_path / name}: {message}"


def test_errors_inside_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.glass"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(ProgramSyntaxError) as error:
        load(path)
    assert str(error.value).startswith(f"{path}, line 1, column 1: expected 'glassformer'")
    path = tmp_path / "a.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ProgramError) as found:
        load(path)
    assert str(found.value).startswith(f"{path}, line 1, column 2: this is not JSON")


def test_what_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.glass"
    with pytest.raises(ProgramError) as error:
        save(PROGRAM, path)
    assert str(error.value) == f"{path}: cannot be written: No such file or directory"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.glass"
    path.write_text("old", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ProgramError, match="cannot be written: No space left on device"):
        save(PROGRAM, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
