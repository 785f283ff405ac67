"""Training state on disk: written whole or not at all, and refused when it is damaged."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from glassformer.errors import RunFolderError


@dataclass(frozen=True)
class Checkpoint:
    """Tensors by name, and whatever else there is to remember, as JSON."""

    tensors: dict[str, Tensor]
    notes: dict[str, Any]


@contextmanager
def restoring(path: Path, what: str) -> Iterator[None]:
    """While this lasts, what does not fit the checkpoint is a RunFolderError that says how to begin ``what`` anew."""
    try:
        yield
    except (KeyError, RuntimeError, ValueError):
        raise RunFolderError(f"{path} is of another network or version; delete it to begin {what} anew") from None


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, document: Any) -> None:
    """Write a JSON document atomically."""
    write_atomically(path, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())


def read_json(path: Path) -> Any:
    """A JSON document.

    Raises:
        RunFolderError: it is missing or damaged.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunFolderError(f"{path} is missing; is {path.parent} the folder of a run?") from None
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{path} cannot be read: {error}") from None


def save_checkpoint(path: Path, tensors: Mapping[str, Tensor], notes: Mapping[str, Any] | None = None) -> None:
    """Write tensors and notes as safetensors, atomically."""
    whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_atomically(path, save(whole, metadata={"notes": json.dumps(notes or {})}))


def load_checkpoint(path: Path) -> Checkpoint:
    """What ``save_checkpoint`` wrote.

    Raises:
        RunFolderError: the file is missing, truncated, or no checkpoint.
    """
    if not path.is_file():
        raise RunFolderError(f"{path} is missing")
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            notes = json.loads((file.metadata() or {}).get("notes", "{}"))
    except (SafetensorError, ValueError, OSError) as error:
        raise RunFolderError(
            f"{path} is damaged or truncated ({error}); delete it to begin this restart anew"
        ) from None
    return Checkpoint(tensors, notes)
