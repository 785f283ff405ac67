"""What the tests of this room share: tasks of a hundred inputs, and configurations that learn on them in a second."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from glassformer.learning.annealing import Annealing, EpochReport
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Batch, Data, encode_examples
from glassformer.program import Program, Sketch, parse
from glassformer.relaxation import Relaxation
from glassformer.tasks import Examples, Task, load_task

PAPER = Configuration(
    template="paper",
    n_layers=1,
    n_heads=2,
    n_counts=1,
    n_tables=1,
    n_count_tables=1,
    n_inputs=120,
    epochs=4,
    restarts=2,
    batch_size=32,
    search=0,
    rewrite=0,
)
"""Learns quickly, and not all of ``hist``: reads are open. There is no search, which would find it."""

WIDE = Configuration(n_layers=1, n_inputs=120, epochs=3, restarts=3, batch_size=32, search=0, rewrite=0)
"""Finds ``hist``."""

NO_LAYERS = Configuration(
    template="paper",
    n_layers=1,
    n_heads=0,
    n_counts=0,
    n_tables=0,
    n_count_tables=0,
    n_inputs=120,
    epochs=4,
    restarts=1,
    batch_size=32,
    search=0,
    rewrite=0,
)
"""A classifier over tokens and positions alone."""


def copied(contents: Sequence[str]) -> list[str]:
    return list(contents)


def last(contents: Sequence[str]) -> str:
    return contents[-1]


HIST = load_task("hist", vocabulary_size=5, max_length=5)
COPY = Task("copy", "abc", (1, 4), copied)
LAST = Task("last", "abc", (1, 3), last, gives_one_label=True, end_mark="</s>")

COUNTED = parse("""
glassformer program, version 1
task hist
alphabet 0 1 2
marks <s>
lengths 1 to 4
labels 1 2 3 4

same = select(keys=tokens, queries=tokens) { key == query }
n = selector_width(same)
out = lookup_table(clip(n, 0, 5)) -> 1 2 3 4 { = n }
return out
""")
"""A program that is right for ``HIST``, by hand."""

HIST_DATA = Data.of(HIST, seed=0, n_inputs=120)
COPY_DATA = Data.of(COPY, seed=0, n_inputs=120)
LAST_DATA = Data.of(LAST, seed=0, n_inputs=39)


def with_operation(program: Program, name: str, **fields: Any) -> Program:
    """The program with one operation changed."""
    operations = tuple(replace(each, **fields) if each.name == name else each for each in program.operations)
    return replace(program, operations=operations)


def new_network(sketch: Sketch, configuration: Configuration = PAPER, seed: int = 0) -> Relaxation:
    """A network that starts from the seed, whatever torch's own state is."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Relaxation(sketch, configuration.initialization(0))


def annealing_of(
    configuration: Configuration = PAPER,
    data: Data = HIST_DATA,
    *,
    seed: int = 0,
    start: int = 0,
    checkpoint: Path | None = None,
    deadline: float | None = None,
) -> Annealing:
    """The training of a new network that starts from ``start``; order and noise are those of ``seed``."""
    network = new_network(configuration.sketch(data.signature, 0), configuration, start)
    return Annealing(network, data, configuration, seed, checkpoint, deadline)


def batch_of(data: Data, inputs: Iterable[Sequence[str]], labels: Iterable[Sequence[str | None] | str]) -> Batch:
    """Inputs and labels that are given by hand."""
    answers = tuple(label if isinstance(label, str) else tuple(label) for label in labels)
    return encode_examples(data.signature, Examples(tuple(tuple(contents) for contents in inputs), answers))


def state_of(network: torch.nn.Module) -> dict[str, Tensor]:
    """A copy of everything that the network knows."""
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def are_equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    """Whether both have the same tensors, to the last bit."""
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def ignore(report: EpochReport) -> None:
    """What is done with an epoch's report where a test does not want it."""


def lines_of(metrics: Path) -> list[dict[str, Any]]:
    """The lines of ``metrics.jsonl``, each of which must be strict JSON."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in metrics.read_text(encoding="utf-8").splitlines()]
