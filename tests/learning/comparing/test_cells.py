"""Cells as files: what is written is read again, and what is no cell is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.learning.comparing.made import made_cell

from glassformer.errors import RunFolderError
from glassformer.learning.comparing import Cell, file_of, read_cells, write_cell
from glassformer.learning.comparing.cells import read_cell


@pytest.mark.parametrize("cell", [made_cell(), made_cell("standard", seed=2), made_cell(commit=None)])
def test_what_is_written_is_read_again(cell: Cell, tmp_path: Path) -> None:
    write_cell(tmp_path / "new", cell)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [f"hist-8-{cell.learner}-{cell.seed}.json"]
    assert read_cells(tmp_path / "new") == {cell.key: cell}


def test_no_folder_has_no_cells(tmp_path: Path) -> None:
    assert read_cells(tmp_path / "none") == {}


def test_a_cell_replaces_another(tmp_path: Path) -> None:
    for seconds in (1.0, 2.0):
        write_cell(tmp_path, made_cell(seconds=seconds))
    assert [cell.seconds for cell in read_cells(tmp_path).values()] == [2.0]


def changed(tmp_path: Path, **changes: Any) -> Path:
    """The file of a cell in which something is otherwise; what is None is not in it."""
    document = made_cell().to_dict() | changes
    path = file_of(tmp_path, made_cell().key)
    path.write_text(json.dumps({name: value for name, value in document.items() if value is not ...}))
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seconds": ..., "program": ...}, "is no cell of a comparison: it lacks seconds, program; remove it"),
        ({"verdict": {"status": "proved"}}, "it lacks verdict.inputs, verdict.mismatches"),
        ({"accuracy": {"test": {"token": 1}, "fresh": {}}}, "it lacks accuracy.test.sequence, accuracy.fresh.token"),
        ({"seconds": "long"}, "is damaged: seconds is not a whole number or a number"),
        ({"program": []}, "is damaged: program is not an object"),
        ({"commit": {"hash": 5, "changed_files": 0}}, "is damaged: commit.hash is not a text"),
        ({"learner": "theirs"}, "is of an unknown learner 'theirs'; Valid: categorical, descent, ours"),
        ({"task": "hits"}, "is of an unknown task 'hits'; did you mean 'hist'?"),
        ({"size": 9}, "is of hist in an unknown size, 9"),
        ({"mood": "good"}, "has mood, which no cell has: it is of another version"),
        ({"seed": 1}, "holds the cell hist-8-ours-1; name it hist-8-ours-1.json, or remove it"),
    ],
)
def test_what_is_no_cell_is_refused_by_name(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = changed(tmp_path, **changes)
    with pytest.raises(RunFolderError) as found:
        read_cells(tmp_path)
    assert str(found.value).startswith(str(path))
    assert message in str(found.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"seconds": NaN}'])
def test_what_is_no_json_object_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "hist-8-ours-0.json"
    path.write_text(text)
    with pytest.raises(RunFolderError, match=r"hist-8-ours-0\.json (cannot be read|is damaged)"):
        read_cell(path)


def test_only_a_proof_is_one() -> None:
    assert made_cell().is_proved
    assert not made_cell(status="tested").is_proved
    assert not made_cell("standard").is_proved
