"""From an annealed network to the smallest that is as good, and how it was found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.learning.small import COPY_DATA, HIST_DATA, LAST_DATA, NO_LAYERS, PAPER, batch_of, new_network

from glassformer.learning import finishing
from glassformer.learning.annealing import Annealing
from glassformer.learning.annealing import test_program as hits_of  # a name that pytest does not collect
from glassformer.learning.data import Data
from glassformer.learning.finishing import finish, polished
from glassformer.learning.narrowing import narrow_to_one
from glassformer.program import LookupTable, OpenWeights, Scores, Signature, Sketch
from glassformer.relaxation import Relaxation
from glassformer.tasks import Task

SEARCHING = replace(PAPER, search=20_000)


@pytest.fixture
def network() -> Relaxation:
    return new_network(PAPER.sketch(HIST_DATA.signature, 0))


def test_finishing_solves_the_classifier(network: Relaxation) -> None:
    before = network.discretize()
    for configuration in (PAPER, replace(PAPER, narrow=False)):
        finished = finish(network, HIST_DATA, configuration, seed=0).network
        assert hits_of(finished.discretize(), HIST_DATA.valid).tokens > hits_of(before, HIST_DATA.valid).tokens
        assert network.discretize() == before
    assert finish(network, HIST_DATA, replace(PAPER, narrow=False, refit=False), seed=0).network is network


def test_finishing_leaves_one_variable_where_that_is_the_answer() -> None:
    network = new_network(PAPER.sketch(COPY_DATA.signature, 0))
    program = finish(network, COPY_DATA, PAPER, seed=0).network.discretize()
    (scores,) = program.operations
    assert isinstance(scores, Scores)
    assert scores.variables == ("tokens",)
    assert hits_of(program, COPY_DATA.test).are_all


def test_one_variable_that_is_nearly_right_gives_way_to_a_classifier_that_is_right() -> None:
    data = Data.of(Task("late", "abc", (1, 9), late), seed=0, n_inputs=1000)
    network = new_network(with_flag(data.signature))
    nearly = narrow_to_one(network, data.train, data.valid)
    assert nearly is not None
    assert not hits_of(nearly.discretize(), data.train).are_all
    program = finish(network, data, replace(NO_LAYERS, epochs=1), seed=0).network.discretize()
    assert hits_of(program, data.train).are_all
    assert hits_of(program, data.valid).are_all


def late(contents: Sequence[str]) -> list[str]:
    """Each token again, but for an a at the very end of the longest inputs."""
    return ["b" if (place, token) == (8, "a") else token for place, token in enumerate(contents)]


def with_flag(signature: Signature) -> Sketch:
    """A sketch that already knows where that is."""
    tokens = [*signature.marks, *signature.alphabet]
    is_late = tuple(int((token, position) == ("a", 9)) for token in tokens for position in range(10))
    flag = LookupTable(name="flag", inputs=("tokens", "positions"), values=("no", "yes"), table=is_late)
    variables = ("tokens", "positions", "flag")
    scores = Scores(name="scores", variables=variables, weights=OpenWeights(), bias=OpenWeights())
    return Sketch(signature=signature, operations=(flag, scores), returns="scores")


def test_finishing_keeps_to_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    deadlines: list[float | None] = []
    run = Annealing.run

    def noted(self: Annealing, on_epoch: Any) -> None:
        deadlines.append(self.deadline)
        run(self, on_epoch)

    monkeypatch.setattr(Annealing, "run", noted)
    data = Data.of(Task("late", "abc", (1, 9), late), seed=0, n_inputs=1000)
    past = time.monotonic() - 1
    finish(new_network(with_flag(data.signature)), data, replace(NO_LAYERS, epochs=50), seed=0, deadline=past)
    assert deadlines == [past]


def test_what_does_harm_on_valid_is_undone(network: Relaxation) -> None:
    network = finish(network, HIST_DATA, PAPER, seed=0).network
    wrong = batch_of(HIST_DATA, ["012", "00"], [["4", "4", "4"], ["4", "4"]])  # what valid says otherwise
    spoiled = replace(HIST_DATA, train=wrong)
    assert finish(network, spoiled, replace(PAPER, narrow=False), seed=0).network is network
    assert finish(network, HIST_DATA, replace(PAPER, narrow=False), seed=0).network is not network


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many features each search may make; none is made."""
    limits: list[int] = []

    def noted(data: Data, *, n_features: int, seed: int, numbers: bool) -> None:
        limits.append(n_features)

    monkeypatch.setattr(finishing, "rewritten", noted)
    return limits


def test_a_short_program_that_is_right_is_preferred_to_a_classifier(network: Relaxation) -> None:
    found = finish(network, HIST_DATA, SEARCHING, seed=SEARCHING.restart_seed(0))
    program = found.network.discretize()
    assert found.found_by == "search"
    assert len(program.operations) < len(finish(network, HIST_DATA, PAPER, seed=0).network.discretize().operations)
    assert all(hits_of(program, part).are_all for part in (HIST_DATA.train, HIST_DATA.valid, HIST_DATA.test))


def test_only_the_first_restart_searches(network: Relaxation, searches: list[int]) -> None:
    for number in range(3):
        found = finish(network, HIST_DATA, SEARCHING, seed=SEARCHING.restart_seed(number))
        assert found.found_by == "descent"
    assert searches == [20_000, 0, 0]


def test_none_is_searched_for_where_a_variable_names_the_label(searches: list[int]) -> None:
    finish(new_network(PAPER.sketch(COPY_DATA.signature, 0)), COPY_DATA, SEARCHING, seed=0)
    finish(new_network(PAPER.sketch(HIST_DATA.signature, 0)), HIST_DATA, replace(SEARCHING, narrow=False), seed=0)
    assert searches == []


def test_after_the_deadline_no_search_begins(network: Relaxation, searches: list[int]) -> None:
    finish(network, HIST_DATA, SEARCHING, seed=0, deadline=time.monotonic() - 1)
    finish(network, HIST_DATA, SEARCHING, seed=0, deadline=time.monotonic() + 1000)
    assert searches == [0, 20_000]


@pytest.mark.parametrize("data", [HIST_DATA, LAST_DATA], ids=["label per position", "one label"])
def test_one_that_keeps_its_form_has_the_same_operations(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassformer.learning.polishing.N_TRIES", 60)
    network = polished(new_network(PAPER.sketch(data.signature, 0)), data.train)  # its reads are closed
    before = network.discretize()
    finished = finish(network, data, SEARCHING, seed=0, keeps_form=True)
    after = finished.network.discretize()
    assert [(each.name, type(each)) for each in after.operations] == [
        (each.name, type(each)) for each in before.operations
    ]
    assert after != before
    assert hits_of(after, data.valid).tokens >= hits_of(before, data.valid).tokens
    assert finished.found_by == "descent"
