"""Files that are there whole or not at all, and what is said of damaged ones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from glassformer.errors import RunFolderError
from glassformer.learning.checkpoints import (
    load_checkpoint,
    read_json,
    save_checkpoint,
    write_atomically,
    write_json,
)

TENSORS = {
    "weights": torch.randn(3, 4, generator=torch.Generator().manual_seed(0)),
    "turned": torch.arange(6.0).reshape(2, 3).T,  # not contiguous
    "generator": torch.Generator().manual_seed(7).get_state(),
    "step": torch.tensor(12.0),
    "mask": torch.tensor([True, False]),
    "double": torch.tensor([1 / 3], dtype=torch.float64),
    "empty": torch.zeros(0, 5),
}
NOTES = {"epoch": 3, "best": [0.5, 1 / 3], "is_right": False, "name": "é"}


def fail(error: BaseException) -> Callable[..., Any]:
    def failing(*_: Any) -> None:
        raise error

    return failing


def test_tensors_and_notes_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "state.safetensors"
    save_checkpoint(path, TENSORS | {"trained": torch.nn.Parameter(torch.ones(2))}, NOTES)
    found = load_checkpoint(path)
    assert found.notes == NOTES
    assert found.tensors.keys() == {*TENSORS, "trained"}
    for name, tensor in TENSORS.items():
        assert torch.equal(found.tensors[name], tensor)
        assert found.tensors[name].dtype == tensor.dtype
    assert torch.Generator().set_state(found.tensors["generator"]).initial_seed() == 7


def test_notes_may_be_left_out(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "state", {"one": torch.ones(1)})
    assert load_checkpoint(tmp_path / "state").notes == {}


def test_a_new_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["file"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["fsync", "replace", "fdopen"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["error", "interrupt"])
def test_a_failure_in_the_middle_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    path = tmp_path / "state.safetensors"
    save_checkpoint(path, TENSORS, NOTES)
    monkeypatch.setattr(os, step, fail(error))
    with pytest.raises(type(error)):
        save_checkpoint(path, {"weights": torch.zeros(3, 4)}, {})
    assert os.listdir(tmp_path) == ["state.safetensors"]  # and nothing half-written beside it
    found = load_checkpoint(path)
    assert torch.equal(found.tensors["weights"], TENSORS["weights"])
    assert found.notes == NOTES


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_a_truncated_checkpoint_is_refused_by_name(tmp_path: Path, share: float) -> None:
    path = tmp_path / "state.safetensors"
    save_checkpoint(path, TENSORS, NOTES)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    message = f"^{re.escape(str(path))} is damaged or truncated .*; delete it to begin this restart anew$"
    with pytest.raises(RunFolderError, match=message):
        load_checkpoint(path)


@pytest.mark.parametrize("content", [b"not a checkpoint at all", b"\x00" * 200, b"\xff" * 200])
def test_garbage_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.safetensors"
    path.write_bytes(content)
    with pytest.raises(RunFolderError, match=r"state\.safetensors is damaged or truncated"):
        load_checkpoint(path)


def test_a_missing_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"none\.safetensors is missing$"):
        load_checkpoint(tmp_path / "none.safetensors")
    with pytest.raises(RunFolderError, match=r"is missing$"):
        load_checkpoint(tmp_path)


def test_json_comes_back_and_can_be_read_by_people(tmp_path: Path) -> None:
    write_json(tmp_path / "facts.json", NOTES)
    assert read_json(tmp_path / "facts.json") == NOTES
    assert '  "name": "é"\n}\n' in (tmp_path / "facts.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b'{"epoch": 3', b"\xff\xfe", b""])
def test_damaged_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.json").write_bytes(content)
    with pytest.raises(RunFolderError, match=re.escape(f"{tmp_path}/facts.json cannot be read: ")):
        read_json(tmp_path / "facts.json")


def test_missing_json_is_refused(tmp_path: Path) -> None:
    message = re.escape(f"{tmp_path}/facts.json is missing; is {tmp_path} the folder of a run?")
    with pytest.raises(RunFolderError, match=message):
        read_json(tmp_path / "facts.json")
