"""Fits kept in the run's folder as they are made, so that a run that was interrupted does not make them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from glassformer.learning.checkpoints import load_checkpoint, save_checkpoint
from glassformer.learning.text.softmax import Fitted


def keeper(folder: Path) -> Callable[[str, Callable[[], Fitted]], Fitted]:
    """What gives the fit of a name: from the folder, or made, and then kept there."""

    def keep(name: str, make: Callable[[], Fitted]) -> Fitted:
        path = folder / f"{name}.safetensors"
        if path.exists():
            return _read(path)
        fitted = make()
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {f"weights.{number}": torch.from_numpy(rows) for number, rows in enumerate(fitted.weights)}
        save_checkpoint(path, {name: tensor.contiguous() for name, tensor in tensors.items()} | _bias(fitted))
        return fitted

    return keep


def _bias(fitted: Fitted) -> dict[str, torch.Tensor]:
    return {"bias": torch.from_numpy(np.asarray(fitted.bias))}


def _read(path: Path) -> Fitted:
    """Raises RunFolderError where the file is damaged."""
    tensors = load_checkpoint(path).tensors
    n_blocks = len(tensors) - 1
    weights = tuple(tensors[f"weights.{number}"].numpy() for number in range(n_blocks))
    return Fitted(weights=weights, bias=tensors["bias"].numpy())
