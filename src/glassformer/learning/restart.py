"""One restart, from a seed to a candidate program; and how far it has got, in its own folder.

A restart needs nothing but its job, so that it can run in another process, and nothing but its folder to go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from glassformer.errors import RunFolderError
from glassformer.learning.annealing import Annealing, EpochReport, test_program
from glassformer.learning.checkpoints import load_checkpoint, read_json, save_checkpoint, write_json
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Data, Hits
from glassformer.learning.finishing import Finished, FoundBy, finish, polished
from glassformer.learning.rewriting import network_of
from glassformer.learning.starting import is_right
from glassformer.program import Program, load, load_sketch, save
from glassformer.program.sketch import Sketch
from glassformer.relaxation import Relaxation


@dataclass(frozen=True)
class Job:
    """What one restart is to do.

    Attributes:
        data: inputs and labels.
        configuration: all settings.
        number: which restart, from 0; it decides wiring, start and noise.
        folder: where it keeps its state, or None.
        device: where it computes.
        deadline: ``time.monotonic()`` after which no epoch begins, or None.
        start: the program that it begins with and fine-tunes, or None: it begins at random.
    """

    data: Data
    configuration: Configuration
    number: int
    folder: Path | None
    device: str = "cpu"
    deadline: float | None = None
    start: Program | None = None

    @property
    def seed(self) -> int:
        """Of its start, its noise, and the order of its inputs."""
        return self.configuration.restart_seed(self.number)

    @property
    def is_finished(self) -> bool:
        """Whether its candidate is in its folder."""
        return self.folder is not None and (self.folder / "candidate.json").exists()

    @contextmanager
    def chance(self) -> Iterator[None]:
        """While this lasts, torch draws what belongs to this restart; networks start from torch's own random state."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            yield


@dataclass(frozen=True)
class Candidate:
    """What a restart found.

    Attributes:
        number: which restart.
        program: the discretized program.
        network: the network that it was discretized from.
        valid: its hits on the inputs to choose by.
        train: its hits on the training inputs.
        epochs: how many were run.
        seconds: how long it took, earlier sittings not counted.
        found_by: whether descent found it, or the search after it, or it was there to begin with.
        dropped_at: the rung at which it was left behind, from 1, its program as descent had it; None: it went through.
    """

    number: int
    program: Program
    network: Relaxation
    train: Hits
    valid: Hits
    epochs: int
    seconds: float
    found_by: FoundBy = "descent"
    dropped_at: int | None = None

    @property
    def is_right(self) -> bool:
        """Whether it makes no mistake on train and valid."""
        return self.train.are_all and self.valid.are_all

    @property
    def rank(self) -> tuple[float, float, float, int]:
        """What candidates are compared by, the highest first: valid, then train, then the shorter program."""
        valid = self.valid
        return valid.sequence_accuracy, valid.token_accuracy, self.train.token_accuracy, -len(self.program.operations)

    def facts(self) -> dict[str, Any]:
        """The candidate in numbers, for tables of restarts."""
        return {
            "restart": self.number,
            "train": asdict(self.train),
            "valid": asdict(self.valid),
            "epochs": self.epochs,
            "seconds": self.seconds,
            "found_by": self.found_by,
            "dropped_at": self.dropped_at,
            "operations": len(self.program.operations),
        }


def learn_one(job: Job, on_epoch: Callable[[EpochReport], None]) -> Candidate:
    """Train, discretize, solve the classifier, narrow.

    Raises:
        RunFolderError: the folder holds a damaged checkpoint.
    """
    if job.is_finished:
        return load_candidate(job)
    begin = time.monotonic()
    configuration, data = job.configuration, data_of(job)
    checkpoint = None if job.folder is None else job.folder / "checkpoint.safetensors"
    with job.chance():
        network = first_network(job, data)
        annealing = Annealing(network, data, configuration, job.seed, checkpoint, job.deadline)
        if job.start is not None and is_right(network, data):
            finished = Finished(network, "start")
        else:
            annealing.run(on_epoch)
            keeps_form = job.start is not None
            finished = finish(network, data, configuration, job.seed, job.deadline, keeps_form=keeps_form)
    return saved(candidate_of(job, finished, data, annealing.epoch, time.monotonic() - begin), job)


def data_of(job: Job) -> Data:
    """The data, where the job computes."""
    return Data(job.data.signature, *(part.to(job.device) for part in (job.data.train, job.data.valid, job.data.test)))


def first_network(job: Job, data: Data) -> Relaxation:
    """The network that the restart begins with."""
    if job.start is None:
        sketch = job.configuration.sketch(data.signature, job.number)
        return Relaxation(sketch, job.configuration.initialization(job.number)).to(job.device)
    network = polished(network_of(job.start).to(job.device), data.train)
    network.loosen()
    return network


def candidate_of(job: Job, finished: Finished, data: Data, epochs: int, seconds: float) -> Candidate:
    """What the restart found, tested."""
    network = finished.network.to("cpu").eval()
    program = network.discretize()
    train, valid = (test_program(program, batch.to("cpu")) for batch in (data.train, data.valid))
    return Candidate(job.number, program, network, train, valid, epochs, seconds, finished.found_by)


def saved(candidate: Candidate, job: Job) -> Candidate:
    """The candidate, which is now in the restart's folder, where it has one."""
    if job.folder is not None:
        save_candidate(candidate, job.folder)
    return candidate


def save_candidate(candidate: Candidate, folder: Path) -> None:
    """Write a finished restart; its last file makes it count as finished."""
    save_network(candidate.network, folder)
    save(candidate.program, folder / "program.json")
    write_json(folder / "candidate.json", candidate.facts())


def load_candidate(job: Job) -> Candidate:
    """A restart that was finished before."""
    assert job.folder is not None
    facts = read_json(job.folder / "candidate.json")
    return Candidate(
        number=job.number,
        program=load(job.folder / "program.json"),
        network=load_network(job.folder),
        train=Hits(**facts["train"]),
        valid=Hits(**facts["valid"]),
        epochs=facts["epochs"],
        seconds=facts["seconds"],
        found_by=facts["found_by"],
        dropped_at=facts.get("dropped_at"),
    )


def save_network(network: Relaxation, folder: Path) -> None:
    """Write a network as its sketch and its weights."""
    folder.mkdir(parents=True, exist_ok=True)
    save(network.sketch, folder / "sketch.json")
    save_checkpoint(folder / "model.safetensors", network.state_dict())


def load_network(folder: Path) -> Relaxation:
    """The network of a finished restart or run.

    Raises:
        RunFolderError: the weights are missing, damaged, or of another network.
        ProgramError: the sketch is missing or damaged.
    """
    sketch: Sketch = load_sketch(folder / "sketch.json")
    network = Relaxation(sketch)
    try:
        network.load_state_dict(load_checkpoint(folder / "model.safetensors").tensors)
    except RuntimeError:
        raise RunFolderError(f"{folder}/model.safetensors is not of the network that sketch.json describes") from None
    return network.eval()
