"""The tensor executor: a program on many inputs at once. Of this room only this part needs torch.

An ``executor`` holds a program's tables on a device; a ``chunk`` takes some inputs through its operations.
"""

from __future__ import annotations

from glassformer.execution.tensors.chunk import Chunk, split_inputs
from glassformer.execution.tensors.executor import Executor, answers_of, encode_batch, run_batch

__all__ = ["Chunk", "Executor", "answers_of", "encode_batch", "run_batch", "split_inputs"]
