"""From an annealed network to the smallest that is as good: one variable, a short program, fewer variables."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from glassformer.learning.annealing import Annealing, test_program
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Batch, Data
from glassformer.learning.narrowing import narrow, narrow_to_one
from glassformer.learning.polishing import polish
from glassformer.learning.refitting import refit
from glassformer.learning.rewriting import network_of, rewritten
from glassformer.relaxation import Relaxation

Quality = tuple[float, float, float]
"""Shares that a program gets right: whole validation inputs, their labels, training labels."""

FoundBy = Literal["descent", "search", "start"]
"""How a program was found: by gradient descent; by the search that follows it; or it was there to begin with."""

HAIR = 0.002
"""The share of validation inputs, or labels, that a smaller program may get wrong beyond those that the best does."""


@dataclass(frozen=True)
class Finished:
    """A network that is done, and how its program was found."""

    network: Relaxation
    found_by: FoundBy = "descent"


def finish(
    network: Relaxation,
    data: Data,
    configuration: Configuration,
    seed: int,
    deadline: float | None = None,
    *,
    keeps_form: bool = False,
) -> Finished:
    """The smallest network to be had from this one that is right; else the best on valid, or smaller and a hair worse.

    None is worse by more than a hair than the network itself. With ``keeps_form`` it is of the same operations.
    """
    best = _quality(network, data)
    found: list[tuple[Quality, Finished]] = []
    forms = _of_same_form(network, data) if keeps_form else _finished(network, data, configuration, seed, deadline)
    for finished in forms:
        quality = _quality(finished.network, data)
        found.append((quality, finished))
        best = max(best, quality)
        if min(quality) == 1:
            return finished
    good = [finished for quality, finished in found if min(quality[0] - best[0], quality[1] - best[1]) >= -HAIR]
    return good[0] if good else Finished(network)


def _quality(network: Relaxation, data: Data) -> Quality:
    program = network.discretize()
    valid, train = test_program(program, data.valid), test_program(program, data.train)
    return valid.sequence_accuracy, valid.token_accuracy, train.token_accuracy


def _finished(
    network: Relaxation, data: Data, configuration: Configuration, seed: int, deadline: float | None
) -> Iterator[Finished]:
    """What can be made of the network, the smallest first, each only where it is asked for.

    A single variable that names the label, trained on where it is not quite that; then a short program that a search
    finds; then the fewest variables that a classifier needs; or else all of them with the classifier solved for.
    """
    if configuration.narrow:
        named = narrow_to_one(network, data.train, data.valid)
        if named is not None and not test_program(named.discretize(), data.train).are_all:
            named.loosen()
            Annealing(named, data, configuration, seed, deadline=deadline).run(lambda _: None)
            named = polished(narrow_to_one(named, data.train, data.valid) or named, data.train)
        if named is not None:
            yield Finished(named)
        is_first = seed == configuration.restart_seed(0)  # the search would find the same again
        is_late = deadline is not None and time.monotonic() > deadline
        n_features = configuration.search if is_first and not is_late else 0
        found = rewritten(data, n_features=n_features, seed=configuration.seed, numbers=configuration.numbers)
        if found is not None:
            yield Finished(found.to(data.train.tokens.device), "search")
        yield Finished(narrow(network, data.train, data.valid))
    elif configuration.refit:
        yield Finished(refitted(network, data.train))


def _of_same_form(network: Relaxation, data: Data) -> Iterator[Finished]:
    """What can be made of the network with the operations that it has."""
    yield Finished(polished(network, data.train))
    yield Finished(polished(refitted(network, data.train), data.train))


def refitted(network: Relaxation, train: Batch) -> Relaxation:
    """The same network with its classifier solved for."""
    copy = Relaxation(network.sketch).to(train.tokens.device)
    copy.load_state_dict(network.state_dict())
    refit(copy, train)
    return copy


def polished(network: Relaxation, train: Batch) -> Relaxation:
    """The network of the program that coordinate search makes of this network's."""
    return network_of(polish(network.discretize(), train)).to(train.tokens.device)
