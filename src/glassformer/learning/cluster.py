"""Restarts on a Ray cluster.

What a worker writes in its own folder is mirrored here as it comes, so that a worker that is killed costs no more than
what it did since: another one goes on from there.
"""

from __future__ import annotations

import logging
import queue
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.learning.checkpoints import write_atomically
from glassformer.learning.metrics import Report
from glassformer.learning.restart import Candidate, Job, load_candidate

CONNECT_SECONDS = 10.0
MOST_DEATHS = 3
"""So many workers in a row may die over the same restarts without one epoch done."""
STATE_EVERY_SECONDS = 2.0
"""How often a worker looks for what has changed in its folder."""

Files = dict[str, bytes]
"""Contents of files, by their paths below a folder."""
Run = Callable[[list[Job], Callable[[Report], None]], list[Candidate]]
"""Runs restarts, and tells of each epoch."""


@dataclass(frozen=True)
class Message:
    """What a worker sends: reports of epochs, and files that have changed."""

    reports: tuple[Report, ...]
    files: Files


class Cluster:
    """Workers of a Ray cluster, as a context.

    Args:
        workers: how many sets of restarts run at once.
        address: of the cluster, such as ``auto`` or ``ray://head:10001``; None: a cluster on this machine, for as long
            as the context lasts.
        run: what a worker does with restarts.
        on_report: is told of each epoch, here.

    Raises:
        ConfigurationError: Ray is not installed, or there is no cluster at this address.
    """

    def __init__(self, workers: int, address: str | None, run: Run, on_report: Callable[[Report], None]) -> None:
        self.workers, self.address, self.run, self.on_report = workers, address, run, on_report
        self._lock = threading.Lock()
        self._told: set[tuple[int, int]] = set()
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self.ray = connected(self.address, self.workers)
        self.remote = self.ray.remote(max_retries=0, num_cpus=1)(work)
        self.pool = ThreadPoolExecutor(self.workers)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.ray.shutdown()

    def submit(self, jobs: Sequence[Job]) -> Future[list[Candidate]]:
        """Restarts that are trained together, on some worker; their candidates."""
        return self.pool.submit(self._follow, list(jobs))

    def _follow(self, jobs: list[Job]) -> list[Candidate]:
        """Have workers do it, one after another where they die; what they send is kept here."""
        n_deaths = 0
        is_done = all(job.is_finished for job in jobs)
        while not is_done and not self._over.is_set():
            options: dict[str, Any] = {"num_gpus": 1} if jobs[0].device == "cuda" else {}
            stream = self.remote.options(num_returns="streaming", **options).remote(
                [_sent(job) for job in jobs], _seconds_left(jobs[0]), _state_of(jobs), self.run
            )
            try:
                for reference in stream:
                    message: Message = self.ray.get(reference)
                    n_deaths = 0 if message.reports else n_deaths
                    self._keep(message, jobs)
                    if self._over.is_set():
                        self.ray.cancel(stream, force=True)
                        return []
                is_done = True
            except self.ray.exceptions.RayTaskError as error:
                raise error.cause from None
            except self.ray.exceptions.RayError as death:
                n_deaths += 1
                if n_deaths == MOST_DEATHS:
                    numbers = ", ".join(str(job.number) for job in jobs)
                    raise RunFolderError(
                        f"{n_deaths} workers in a row died over restart {numbers} before an epoch was done "
                        f"({type(death).__name__}); is there too little memory? What was done before is kept: --resume"
                    ) from death
        return [load_candidate(job) for job in jobs if job.is_finished]

    def _keep(self, message: Message, jobs: Sequence[Job]) -> None:
        """Write down what came; of an epoch that had to be run again nothing is told twice."""
        write_files(_root(jobs), message.files)
        with self._lock:
            for report in message.reports:
                epoch = (report["restart"], report["epoch"])
                if epoch not in self._told:
                    self._told.add(epoch)
                    self.on_report(report)


def connected(address: str | None, workers: int) -> Any:
    """Ray, connected to a cluster, or to one of this machine that is started now. Raises ConfigurationError."""
    try:
        import ray  # slow to import, and an extra
    except ImportError:
        raise ConfigurationError("the engine 'ray' needs Ray: pip install 'glassformer[ray]'") from None
    if address is not None:
        _check_address(address)
    where: dict[str, Any] = (
        {"num_cpus": workers, "include_dashboard": False} if address is None else {"address": address}
    )
    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **where)
    except (ConnectionError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise ConfigurationError(f"Ray at {address or 'this machine'} cannot be used: {reason}") from None
    return ray


def _check_address(address: str) -> None:
    """Raise ConfigurationError unless something listens there; Ray would try for minutes."""
    if address == "auto":
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        raise ConfigurationError(f"address {address!r}: write auto, HOST:PORT or ray://HOST:PORT")
    try:
        socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise ConfigurationError(f"no Ray cluster at {address}: {error}") from None


def work(jobs: list[Job], seconds: float | None, state: Files, run: Run) -> Iterator[Message]:
    """On a worker: run restarts in a folder of its own, and send what happens.

    Args:
        jobs: the restarts; their folders are names below the worker's own.
        seconds: until the deadline, or None.
        state: files of an earlier worker, to go on from.
        run: runs them, and tells of each epoch.
    """
    with tempfile.TemporaryDirectory(prefix="glassformer-") as scratch:
        root, deadline = Path(scratch), None if seconds is None else time.monotonic() + seconds
        write_files(root, state)
        mine = [replace(job, folder=_below(root, job), deadline=deadline) for job in jobs]
        told: queue.Queue[Report | None] = queue.Queue()
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(run, mine, told.put)
            done.add_done_callback(lambda _: told.put(None))
            yield from _sending(root, told, state)
            done.result()


def _sending(root: Path, told: queue.Queue[Report | None], known: Files) -> Iterator[Message]:
    """Messages with the files that changed, until no more is told."""
    seen, is_over = dict(known), False
    while not is_over:
        reports, is_over = _drained(told)
        files = {name: content for name, content in read_files(root).items() if seen.get(name) != content}
        seen |= files
        if reports or files:
            yield Message(tuple(reports), files)


def _drained(told: queue.Queue[Report | None]) -> tuple[list[Report], bool]:
    """What was told in the next while, at least one thing; and whether that was the end."""
    found = [told.get()]
    until = time.monotonic() + STATE_EVERY_SECONDS
    while found[-1] is not None:
        try:
            found.append(told.get(timeout=max(0.0, until - time.monotonic())))
        except queue.Empty:
            break
    return [report for report in found if report is not None], found[-1] is None


def _root(jobs: Sequence[Job]) -> Path:
    """The folder that the restarts' own folders are in."""
    assert jobs[0].folder is not None
    return jobs[0].folder.parent


def _sent(job: Job) -> Job:
    """The job as a worker gets it: its folder is a name."""
    assert job.folder is not None
    return replace(job, folder=Path(job.folder.name), deadline=None)


def _below(root: Path, job: Job) -> Path:
    assert job.folder is not None
    return root / job.folder


def _seconds_left(job: Job) -> float | None:
    return None if job.deadline is None else max(0.0, job.deadline - time.monotonic())


def _state_of(jobs: Sequence[Job]) -> Files:
    """What is known of these restarts: files of their own folders, and of one that they share."""
    root = _root(jobs)
    shared = f"{jobs[0].number}-{jobs[-1].number}"
    names = {shared, *(job.folder.name for job in jobs if job.folder is not None)}
    return {name: content for name, content in read_files(root).items() if Path(name).parts[0] in names}


def read_files(root: Path) -> Files:
    """All files below a folder, but for those that are being written."""
    if not root.is_dir():
        return {}
    paths = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def write_files(root: Path, files: Files) -> None:
    """Write files below a folder, each whole or not at all; those that say that something is finished come last."""
    for name in sorted(files, key=lambda name: name.endswith("candidate.json")):
        write_atomically(root / name, files[name])
