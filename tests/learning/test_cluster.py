"""Restarts on a real Ray of this machine, with two workers, one of which is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.learning.small import HIST, HIST_DATA, PAPER, are_equal, lines_of

from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.learning import cluster
from glassformer.learning.cluster import Cluster, Message, connected, read_files, work, write_files
from glassformer.learning.metrics import Report
from glassformer.learning.restart import Candidate, Job, learn_one
from glassformer.learning.run import learn

ray = pytest.importorskip("ray")

CONFIGURATION = replace(PAPER, restarts=2, epochs=6)


def learned(jobs: list[Job], on_report: Callable[[Report], None]) -> list[Candidate]:
    return [learn_one(job, lambda report, job=job: on_report({"restart": job.number, **report})) for job in jobs]


def killed_once(jobs: list[Job], on_report: Callable[[Report], None]) -> list[Candidate]:
    """The worker of restart 1 dies after three epochs, unless an earlier one did before it."""
    (job,) = jobs
    assert job.folder is not None
    goes_on = (job.folder / "checkpoint.safetensors").exists()

    def report(line: Report) -> None:
        on_report({"restart": job.number, "process": os.getpid(), **line})
        if job.number == 1 and line["epoch"] == 3 and not goes_on:
            time.sleep(3 * cluster.STATE_EVERY_SECONDS)  # so that what there is has been sent
            os.kill(os.getpid(), signal.SIGKILL)

    return learned(jobs, lambda line: report(line))


def dies(jobs: list[Job], on_report: Callable[[Report], None]) -> list[Candidate]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def fails(jobs: list[Job], on_report: Callable[[Report], None]) -> list[Candidate]:
    raise RunFolderError("the checkpoint is damaged")


@pytest.fixture(scope="module", autouse=True)
def by_value() -> Iterator[None]:
    """Workers cannot import tests: their functions are sent whole."""
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    yield
    ray.cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def jobs_in(folder: Path) -> list[Job]:
    return [Job(HIST_DATA, CONFIGURATION, number, folder / "restarts" / str(number)) for number in range(2)]


def test_a_worker_that_is_killed_costs_only_what_it_had_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassformer.learning.annealing.CHECKPOINT_EVERY_SECONDS", 0.0)
    reports: list[Report] = []
    with Cluster(2, None, killed_once, reports.append) as workers:
        futures = [workers.submit([job]) for job in jobs_in(tmp_path / "there")]
        found = [future.result() for future in futures]
    here = [learned([job], lambda report: None) for job in jobs_in(tmp_path / "here")]
    for (one,), (other,) in zip(found, here, strict=True):
        assert one.program == other.program
        assert are_equal(one.network.state_dict(), other.network.state_dict())
        assert (one.train, one.valid, one.epochs) == (other.train, other.valid, other.epochs)
    assert sorted((line["restart"], line["epoch"]) for line in reports) == [
        (n, epoch) for n in (0, 1) for epoch in range(1, 7)
    ]
    processes = {number: {line["process"] for line in reports if line["restart"] == number} for number in (0, 1)}
    assert [len(each) for each in processes.values()] == [1, 2]
    assert os.getpid() not in processes[0] | processes[1]


def test_a_run_on_a_cluster_finds_the_same(tmp_path: Path) -> None:
    runs = {
        engine: learn(HIST, out=tmp_path / engine, workers=2, engine=engine, configuration=CONFIGURATION)
        for engine in ("local", "ray")
    }
    setting = json.loads((tmp_path / "ray" / "config.json").read_text())
    assert (setting["engine"], setting["address"], setting["workers"]) == ("ray", None, 2)
    assert runs["ray"].program == runs["local"].program
    numbers = [each["restart"] for each in runs["local"].summary["spread"]]
    assert [each["restart"] for each in runs["ray"].summary["spread"]] == numbers
    for name in ("program.json", "model.safetensors"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    told = [
        [line["epoch"] for line in lines_of(tmp_path / engine / "metrics.jsonl") if line["restart"] == 0]
        for engine in ("local", "ray")
    ]
    assert told[0] == told[1] == list(range(1, len(told[0]) + 1))


def test_workers_that_die_again_and_again_are_told_of(tmp_path: Path) -> None:
    with Cluster(1, None, dies, lambda report: None) as workers, pytest.raises(RunFolderError) as caught:
        workers.submit(jobs_in(tmp_path)[:1]).result()
    assert str(caught.value).startswith("3 workers in a row died over restart 0 before an epoch was done (")


def test_an_error_of_a_worker_is_an_error_here(tmp_path: Path) -> None:
    with Cluster(1, None, fails, lambda report: None) as workers, pytest.raises(RunFolderError) as caught:
        workers.submit(jobs_in(tmp_path)[:1]).result()
    assert str(caught.value) == "the checkpoint is damaged"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("127.0.0.1:1", "no Ray cluster at 127.0.0.1:1: "),
        ("ray://127.0.0.1:1", "no Ray cluster at ray://127.0.0.1:1: "),
        ("127.0.0.1:700000", "no Ray cluster at 127.0.0.1:700000: "),
        ("head", "address 'head': write auto, HOST:PORT or ray://HOST:PORT"),
    ],
)
def test_no_cluster_there(address: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connected(address, 1)
    assert str(caught.value).startswith(message)


def test_no_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigurationError, match=r"^the engine 'ray' needs Ray: pip install 'glassformer\[ray\]'$"):
        connected(None, 1)


def test_what_a_worker_sends(tmp_path: Path) -> None:
    """Without Ray: its folder, file by file as it changes, and every report once."""
    (job,) = jobs_in(tmp_path)[:1]
    messages = list(work([replace(job, folder=Path("0"))], None, {}, learned))
    reports = [report for message in messages for report in message.reports]
    assert [(line["restart"], line["epoch"]) for line in reports] == [(0, epoch) for epoch in range(1, 7)]
    for message in messages:
        write_files(tmp_path / "mirror", message.files)
    assert {"0/candidate.json", "0/program.json", "0/model.safetensors"} <= set(read_files(tmp_path / "mirror"))
    mirrored = replace(job, folder=tmp_path / "mirror" / "0")
    assert mirrored.is_finished
    assert list(work([replace(job, folder=Path("0"))], None, read_files(tmp_path / "mirror"), learned)) == []


def test_the_time_that_is_left_goes_with_it(tmp_path: Path) -> None:
    (job,) = jobs_in(tmp_path)[:1]
    messages: list[Message] = list(work([replace(job, folder=Path("0"))], 0.0, {}, learned))
    assert [line["epoch"] for message in messages for line in message.reports] == [1]
