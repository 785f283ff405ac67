"""One thread for each process that computes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread() -> Iterator[None]:
    """While it lasts, torch uses one thread in this process.

    The tensors of learning are small, so that several threads would mostly wait for each other; and sums come out the
    same on every machine, whatever its number of cores.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)
