"""Several restarts, in this process or in others, until one is right on all that the learner may see."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from pathlib import Path

from glassformer.learning.cluster import Cluster
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Data
from glassformer.learning.ensemble import run_jobs
from glassformer.learning.metrics import METRICS, MetricsFollower, Report, append_line
from glassformer.learning.processes import Processes
from glassformer.learning.resources import Resources
from glassformer.learning.restart import Candidate, Job
from glassformer.program import Program


@dataclass(frozen=True)
class Search:
    """Restarts of one configuration.

    Attributes:
        data: inputs and labels.
        configuration: all settings.
        folder: of the run; restarts keep their state below it.
        resources: where they compute; each worker runs one restart, or ``at_once`` together.
        deadline: ``time.monotonic()`` after which no restart and no epoch begins, or None.
        start: the program that each of them begins with, or None.
    """

    data: Data
    configuration: Configuration
    folder: Path
    resources: Resources = field(default_factory=lambda: Resources(device="cpu"))
    deadline: float | None = None
    start: Program | None = None

    @property
    def metrics(self) -> Path:
        """The file with a line for each epoch."""
        return self.folder / METRICS

    def run(self, on_report: Callable[[Report], None]) -> list[Candidate]:
        """The candidates, in order of their numbers.

        In this process, the search ends at the first candidate that is right on train and valid. With workers, those
        with lower numbers are waited for, so that the result does not depend on who was faster.
        """
        found: list[Candidate] = []
        results = self._elsewhere(on_report) if self.resources.is_elsewhere else self._here(on_report)
        for candidates in results:
            found += candidates
            if any(candidate.is_right for candidate in candidates):
                break
        return found

    def job(self, number: int) -> Job:
        """The restart with this number."""
        folder = self.folder / "restarts" / str(number)
        device = self.resources.device
        return Job(self.data, self.configuration, number, folder, device, self.deadline, self.start)

    def _jobs(self) -> Iterator[list[Job]]:
        """The restarts, those together that are trained at once."""
        n_restarts, size = self.configuration.restarts, self.configuration.at_once
        for first in range(0, n_restarts, size):
            if first == 0 or self.deadline is None or time.monotonic() < self.deadline:
                yield [self.job(number) for number in range(first, min(first + size, n_restarts))]

    def _here(self, on_report: Callable[[Report], None]) -> Iterator[list[Candidate]]:
        def noted(line: Report) -> None:
            append_line(self.metrics, line)
            on_report(line)

        for jobs in self._jobs():
            yield run_jobs(jobs, noted)

    def _elsewhere(self, on_report: Callable[[Report], None]) -> Iterator[list[Candidate]]:
        """Candidates in order of their numbers, while later ones are already running."""
        metrics = MetricsFollower(self.metrics)
        n_sets = -(-self.configuration.restarts // self.configuration.at_once)
        n_workers = min(self.resources.workers, n_sets)
        waiting: dict[int, Future[list[Candidate]]] = {}
        with self._workers(n_workers) as workers:
            for jobs in self._jobs():
                waiting[jobs[0].number] = workers.submit(jobs)
                if len(waiting) == n_workers:
                    yield _next(waiting, metrics, on_report)
            while waiting:
                yield _next(waiting, metrics, on_report)

    def _workers(self, n_workers: int) -> Processes | Cluster:
        if self.resources.engine == "ray":
            return Cluster(n_workers, self.resources.address, run_jobs, lambda line: append_line(self.metrics, line))
        return Processes(n_workers, self.metrics)


def _next(
    waiting: dict[int, Future[list[Candidate]]], metrics: MetricsFollower, on_report: Callable[[Report], None]
) -> list[Candidate]:
    """The candidates of the first restarts that are waited for; reports are passed on as they come."""
    future = waiting.pop(min(waiting))
    is_done = False
    while not is_done:
        is_done = bool(wait([future], timeout=0.2).done)
        for report in metrics.new_reports():
            on_report(report)
    return future.result()
