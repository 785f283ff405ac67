"""Restarts in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from glassformer.learning.ensemble import run_jobs
from glassformer.learning.metrics import append_line
from glassformer.learning.restart import Candidate, Job


class Processes:
    """Processes that run restarts, as a context; they write in the run's folder themselves.

    Args:
        workers: how many there are.
        metrics: the file that a line for each epoch is appended to.
    """

    def __init__(self, workers: int, metrics: Path) -> None:
        self.metrics = metrics
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in list((self.pool._processes or {}).values()):
            process.terminate()
        self.pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, jobs: Sequence[Job]) -> Future[list[Candidate]]:
        """Restarts that are trained together, in some process; their candidates."""
        return self.pool.submit(_run_noted, list(jobs), self.metrics)


def _run_noted(jobs: list[Job], metrics: Path) -> list[Candidate]:
    return run_jobs(jobs, lambda line: append_line(metrics, line))


def end_with_parent() -> None:
    """In a worker: end when the process that started it does, so that after a kill none writes on in the folder."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
