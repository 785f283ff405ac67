"""How fast it is: an epoch of learning, the tensor executor, and emitted Python, all on the paper's model for sort."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch

from glassformer.emission import compile_python
from glassformer.execution.tensors import Executor, encode_batch
from glassformer.learning.annealing import Annealing, EpochReport
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Batch, Data
from glassformer.learning.threads import one_thread
from glassformer.program import Program, Signature
from glassformer.relaxation import Relaxation, Sampling
from glassformer.tasks import Task, load_task

N_TRAIN = 11_439
"""Training inputs of the paper's sort."""
N_SEQUENCES = 40_000
N_EMITTED = 200
LENGTH = 6
"""Tokens of an input; with the marks it has 8 positions."""

SETTING = "sort, 3 layers, 4+4 heads, 2+2 MLPs"


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """What came out of measuring one thing several times.

    Attributes:
        what: that was measured.
        unit: of all figures.
        median, least, most: of the figures.
        n: how many there are.
        threads: that torch used.
        reference: the figure of the paper's own implementation, in words; empty where there is none.
    """

    what: str
    unit: str
    median: float
    least: float
    most: float
    n: int
    threads: int
    reference: str = ""

    @classmethod
    def of(cls, figures: list[float], **facts: Any) -> Measurement:
        """The measurement that these figures make."""
        return cls(median=statistics.median(figures), least=min(figures), most=max(figures), n=len(figures), **facts)

    def __str__(self) -> str:
        median, least, most = (f"{figure:,.3g}" if figure < 1000 else f"{figure:,.0f}" for figure in self._figures)
        threads = f"{self.threads} thread{'s' * (self.threads != 1)}"
        reference = f"; {self.reference}" if self.reference else ""
        return f"{median} {self.unit} ({least} to {most}, n = {self.n}, {threads}): {self.what}{reference}"

    @property
    def _figures(self) -> tuple[float, float, float]:
        return self.median, self.least, self.most

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def measure_epoch(repeats: int) -> Measurement:
    """Seconds for one epoch with the paper's model and its soft samples."""
    what = f"{SETTING}, soft samples as in the paper, batch 512"
    return _measured_epoch(_paper(epochs=repeats + 1, sampling="soft"), what)


def measure_default_epoch(repeats: int) -> Measurement:
    """The same with what ``learn`` begins with: the wide sketch of one layer, hard samples."""
    configuration = Configuration(epochs=repeats + 1)
    n_operations = len(_network(_sort(), configuration).sketch.operations)
    what = f"what learn sort begins with, one layer of {n_operations} operations, batch {configuration.batch_size}"
    return _measured_epoch(configuration, what)


def _measured_epoch(configuration: Configuration, what: str) -> Measurement:
    """Training on all inputs, then testing the discretized program on the inputs to choose by."""
    task = _sort()
    data = Data.of(task, seed=0, n_inputs=configuration.n_inputs)
    data = Data(data.signature, _cycled(data.train, N_TRAIN), data.valid, data.test)
    reports: list[EpochReport] = []
    with one_thread():
        Annealing(_network(task, configuration), data, configuration, seed=0).run(reports.append)
    return Measurement.of(
        [report["seconds"] for report in reports[1:]],  # the first one warms up
        what=f"one epoch of {what}, {N_TRAIN:,} inputs, testing of the program included",
        unit="s",
        threads=1,
        reference="reference 3.8 s on two cores",
    )


def measure_executor(repeats: int) -> Measurement:
    """Sequences a second through the tensor executor, from indices to indices."""
    executor = Executor(_random_program())
    tokens = encode_batch(executor.program.signature, _inputs(N_SEQUENCES))
    return Measurement.of(
        [N_SEQUENCES / each for each in _timed(lambda: executor(tokens), repeats)],
        what=f"the tensor executor on the unsimplified program of {SETTING}, at length {LENGTH + 2}",
        unit="sequences/s",
        threads=torch.get_num_threads(),
    )


def measure_emitted(repeats: int) -> Measurement:
    """Milliseconds for one sequence in emitted Python."""
    run, inputs = compile_python(_random_program()), _inputs(N_EMITTED)
    return Measurement.of(
        [1000 * each / N_EMITTED for each in _timed(lambda: [run(contents) for contents in inputs], repeats)],
        what=f"emitted Python, one sequence at length {LENGTH + 2}, of the unsimplified program of {SETTING}",
        unit="ms",
        threads=1,
        reference="reference 17 to 73 ms",
    )


MEASUREMENTS: dict[str, Callable[[int], Measurement]] = {
    "epoch": measure_epoch,
    "default-epoch": measure_default_epoch,
    "executor": measure_executor,
    "emitted": measure_emitted,
}
"""What can be measured, by name; each takes how often."""


def _timed(action: Callable[[], object], repeats: int) -> list[float]:
    """Seconds that each of several runs takes, after one that warms up."""
    action()
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - begin)
    return seconds


def _sort() -> Task:
    return load_task("sort", vocabulary_size=8, max_length=8)


def _paper(epochs: int = 1, sampling: Sampling = "hard") -> Configuration:
    return Configuration(
        template="paper",
        n_layers=3,
        n_heads=4,
        n_counts=4,
        n_tables=2,
        n_count_tables=2,
        epochs=epochs,
        batch_size=512,
        sampling=sampling,
    )


def _network(task: Task, configuration: Configuration) -> Relaxation:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Relaxation(configuration.sketch(Signature.of(task), 0), configuration.initialization(0))


def _random_program() -> Program:
    """The program that the paper's model is at the start, with all of its 24 heads."""
    return _network(_sort(), _paper()).discretize()


def _cycled(batch: Batch, size: int) -> Batch:
    """So many inputs: those of the batch, again and again."""
    index = torch.arange(size) % len(batch)
    return Batch(batch.tokens[index], batch.labels[index])


def _inputs(n: int) -> list[list[str]]:
    rng, alphabet = random.Random(0), _sort().alphabet
    return [rng.choices(alphabet, k=LENGTH) for _ in range(n)]
