"""One thread for each process that computes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


@contextmanager
def one_thread() -> Iterator[None]:
    """While it lasts, torch, numpy and scikit-learn use one thread in this process.

    The tensors of learning are small, so that several threads would mostly wait for each other; and sums come out the
    same on every machine, whatever its number of cores.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(limits=1):
            yield
    finally:
        torch.set_num_threads(n_threads)
