"""Restarts at once: trained as if alone, halved by what their programs get right, and resumed as if never stopped."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.learning.small import (
    COPY_DATA,
    COUNTED,
    HIST,
    HIST_DATA,
    LAST_DATA,
    NO_LAYERS,
    PAPER,
    WIDE,
    are_equal,
    ignore,
    lines_of,
    state_of,
    with_operation,
)

from glassformer.errors import RunFolderError
from glassformer.learning import annealing, cohort, learn, resume
from glassformer.learning.annealing import Annealing, EpochReport, objective
from glassformer.learning.cohort import Cohort, objectives
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import NO_LABEL, Data, Hits
from glassformer.learning.descent import Descent
from glassformer.learning.ensemble import learn_together
from glassformer.learning.finishing import Finished, finish
from glassformer.learning.resources import Resources
from glassformer.learning.restart import Candidate, Job, first_network, learn_one, load_candidate
from glassformer.learning.search import Search
from glassformer.program import Program

TOGETHER = replace(PAPER, restarts=5, at_once=5, rungs=3, epochs=6, narrow=False)
"""Five, then three, then two; two epochs in each rung."""


class Killed(Exception):  # noqa: N818 - it is no error
    """What ends a training in the middle."""


@pytest.fixture
def saves_each_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annealing, "CHECKPOINT_EVERY_SECONDS", -1.0)


def jobs_of(
    configuration: Configuration = TOGETHER, data: Data = HIST_DATA, folder: Path | None = None, **options: Any
) -> list[Job]:
    return [
        Job(data, configuration, number, None if folder is None else folder / str(number), **options)
        for number in range(configuration.at_once)
    ]


def assert_same(found: list[Candidate], others: list[Candidate]) -> None:
    for one, other in zip(found, others, strict=True):
        assert replace(one, network=other.network, seconds=other.seconds) == other
        assert one.network.sketch == other.network.sketch
        assert are_equal(state_of(one.network), state_of(other.network))


def test_the_better_half_goes_on_after_each_rung_but_the_last(tmp_path: Path) -> None:
    reports: list[EpochReport] = []
    found = learn_together(jobs_of(folder=tmp_path), reports.append)
    assert [each.number for each in found] == [0, 1, 2, 3, 4]
    assert sorted(each.dropped_at or 9 for each in found) == [1, 1, 2, 9, 9]
    assert {each.dropped_at: each.epochs for each in found} == {1: 2, 2: 4, None: 6}
    for number, candidate in enumerate(found):
        own = [report for report in reports if report["restart"] == number]
        assert [report["epoch"] for report in own] == list(range(1, candidate.epochs + 1))
        assert [report["rung"] for report in own] == [1, 1, 2, 2, 3, 3][: candidate.epochs]
        best = max((report["valid_sequence"], report["valid_token"]) for report in own)
        if candidate.dropped_at is not None:
            assert (candidate.valid.sequence_accuracy, candidate.valid.token_accuracy) == best
    for rung, last in ((1, 2), (2, 4)):
        accuracies: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
        for candidate in found:
            own = [each for each in reports if each["restart"] == candidate.number and each["epoch"] <= last]
            if len(own) == last:
                best = max((each["valid_sequence"], each["valid_token"]) for each in own)
                accuracies[candidate.dropped_at == rung].append(best)
        assert max(accuracies[True]) <= min(accuracies[False])
    assert_same([load_candidate(job) for job in jobs_of(folder=tmp_path)], found)


def test_what_counts_is_valid_then_train_then_the_shorter_program(monkeypatch: pytest.MonkeyPatch) -> None:
    script = [(7, 7), (9, 5), (8, 9), (9, 6), (8, 8)]  # of ten: right on valid, and on train

    def candidate_of(job: Job, finished: Finished, data: Data, epochs: int, seconds: float) -> Candidate:
        valid, train = (Hits(tokens=n, n_tokens=10, sequences=n, n_sequences=10) for n in script[job.number])
        return Candidate(job.number, finished.network.discretize(), finished.network, train, valid, epochs, seconds)

    monkeypatch.setattr(cohort, "candidate_of", candidate_of)
    found = Cohort(jobs_of())
    found.run(ignore)
    assert [(each.number, each.dropped_at) for each in found.dropped] == [(4, 1), (0, 1), (2, 2)]
    assert found.alive == [1, 3]
    assert [each.number for each in found.ranked()] == [3, 1]


def test_rungs_end_where_the_epochs_are_parted_and_the_schedules_go_on_over_them() -> None:
    configuration = replace(TOGETHER, epochs=5)
    assert Cohort(jobs_of(configuration)).rung_ends == [1, 3, 5]
    reports: list[EpochReport] = []
    found = learn_together(jobs_of(configuration), reports.append)
    alone: list[EpochReport] = []
    learn_one(jobs_of(configuration)[0], alone.append)
    assert [report["rung"] for report in reports] == [1] * 5 + [2] * 6 + [3] * 4
    for candidate in found:
        own = [report["temperature"] for report in reports if report["restart"] == candidate.number]
        assert own == [report["temperature"] for report in alone][: candidate.epochs]


@pytest.mark.parametrize("data", [HIST_DATA, LAST_DATA], ids=["label per position", "one label"])
def test_without_noise_each_learns_what_it_would_alone(data: Data) -> None:
    configuration = replace(WIDE, at_once=2, epochs=2, sampling="softmax")
    jobs = jobs_of(configuration, data)
    found = Cohort(jobs)
    reports: list[EpochReport] = []
    found.run(reports.append)
    for job in jobs:
        with job.chance():
            network = first_network(job, data)
        alone: list[EpochReport] = []
        Annealing(network, data, configuration, jobs[0].seed).run(alone.append)
        together = [report for report in reports if report["restart"] == job.number]
        for one, other in zip(together, alone, strict=True):
            assert one["loss"] == pytest.approx(other["loss"], rel=1e-3)
            assert one["temperature"] == other["temperature"]
        for (name, one_state), other_state in zip(
            state_of(found.network(job.number)).items(), state_of(network).values(), strict=True
        ):
            torch.testing.assert_close(one_state, other_state, rtol=0.05, atol=0.02, msg=name)


def test_it_repeats_itself_and_torchs_own_random_state_is_neither_used_nor_touched() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    found = learn_together(jobs_of(), ignore)
    assert torch.equal(before, torch.get_rng_state())
    torch.manual_seed(2)
    assert_same(learn_together(jobs_of(), ignore), found)
    other = learn_together(jobs_of(replace(TOGETHER, seed=1)), ignore)
    assert [each.program for each in other] != [each.program for each in found]


@pytest.mark.usefixtures("saves_each_epoch")
@pytest.mark.parametrize(("epoch", "dropout"), [(1, 0.0), (2, 0.0), (3, 0.3), (6, 0.0)])
def test_a_training_that_was_killed_ends_as_if_it_had_not_been(tmp_path: Path, epoch: int, dropout: float) -> None:
    configuration = replace(TOGETHER, dropout=dropout)
    whole = learn_together(jobs_of(configuration), ignore)

    def killed(report: EpochReport) -> None:
        if report["epoch"] == epoch:
            raise Killed

    with pytest.raises(Killed):
        learn_together(jobs_of(configuration, folder=tmp_path), killed)
    epochs: list[int] = []
    found = learn_together(jobs_of(configuration, folder=tmp_path), lambda report: epochs.append(int(report["epoch"])))
    assert_same(found, whole)
    assert min(epochs) == epoch
    again = learn_together(jobs_of(configuration, folder=tmp_path), lambda _: pytest.fail("nothing is left to do"))
    assert_same(again, whole)


def test_a_kill_while_one_is_finished_costs_no_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = learn_together(jobs_of(), ignore)
    finished: list[int] = []

    def once(*args: Any, **options: Any) -> Finished:
        finished.append(len(finished))
        if len(finished) == 2:
            raise Killed
        return finish(*args, **options)

    monkeypatch.setattr("glassformer.learning.ensemble.finish", once)
    with pytest.raises(Killed):
        learn_together(jobs_of(folder=tmp_path), ignore)
    found = learn_together(jobs_of(folder=tmp_path), lambda _: pytest.fail("the epochs are in the checkpoint"))
    assert_same(found, whole)
    assert len(finished) == 3  # the first is not finished again


def test_it_ends_with_the_first_that_is_right(tmp_path: Path) -> None:
    configuration = replace(NO_LAYERS, restarts=6, at_once=3, epochs=40)
    found = Search(COPY_DATA, configuration, tmp_path).run(ignore)
    assert [each.number for each in found] == [0, 1, 2]
    right = [each for each in found if each.is_right and each.dropped_at is None]
    assert len(right) == 1
    assert {each.dropped_at for each in found} == {None, 1}
    assert {each.epochs for each in found} == {right[0].epochs}
    assert right[0].epochs < 40


def test_after_the_deadline_no_epoch_begins_but_the_first_and_the_best_alone_is_finished() -> None:
    reports: list[EpochReport] = []
    found = learn_together(jobs_of(deadline=time.monotonic() - 1), reports.append)
    assert [(report["restart"], report["epoch"]) for report in reports] == [(number, 1) for number in range(5)]
    assert sorted(each.dropped_at or 9 for each in found) == [1, 1, 1, 1, 9]
    (best,) = (each.number for each in found if each.dropped_at is None)
    accuracies = [(report["valid_sequence"], report["valid_token"]) for report in reports]
    assert accuracies[best] == max(accuracies)


def test_the_search_for_a_short_program_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def noted(network: Any, data: Any, configuration: Configuration, seed: int, *_: Any, **__: Any) -> Finished:
        asked.append((configuration.search, seed))
        return Finished(network)

    monkeypatch.setattr("glassformer.learning.ensemble.finish", noted)
    configuration = replace(PAPER, restarts=4, at_once=2, search=100, epochs=1, seed=3)
    Search(HIST_DATA, configuration, tmp_path).run(ignore)
    assert [search for search, _ in asked] == [100, 0, 0, 0]
    assert asked[0][1] == 3_000  # the seed of restart 0, which is that of a search


def test_a_program_to_begin_with_is_fine_tuned_and_one_that_is_right_is_left_alone() -> None:
    (right,) = learn_together(jobs_of(start=COUNTED), lambda _: pytest.fail("there is nothing to learn"))
    assert (right.number, right.found_by, right.is_right) == (0, "start", True)
    wrong: Program = with_operation(COUNTED, "out", table=(0,) * 6)
    found = learn_together(jobs_of(replace(TOGETHER, at_once=2, rungs=2, epochs=2), start=wrong), ignore)
    for candidate in found:
        assert {each.name for each in wrong.operations} <= {each.name for each in candidate.program.operations}


def test_a_run_lists_all_restarts_and_each_epoch_of_each(tmp_path: Path) -> None:
    configuration = replace(TOGETHER, at_once=4, rungs=2)
    found = learn(HIST, out=tmp_path / "one", configuration=configuration, show_progress=False)
    spread = found.summary["spread"]
    assert [each["restart"] for each in spread] == [0, 1, 2, 3, 4]
    assert [each["dropped_at"] for each in spread].count(1) == 2
    assert spread[4]["dropped_at"] is None  # alone in its turn, with nobody to be compared with
    lines = lines_of(found.folder / "metrics.jsonl")
    assert sorted((line["restart"], line["epoch"]) for line in lines) == [
        (each["restart"], epoch) for each in spread for epoch in range(1, each["epochs"] + 1)
    ]


def test_several_workers_find_the_same(tmp_path: Path) -> None:
    configuration = replace(TOGETHER, restarts=4, at_once=2, rungs=2, epochs=2)
    for name in ("alone", "together"):
        (tmp_path / name).mkdir()
    alone = Search(HIST_DATA, configuration, tmp_path / "alone").run(ignore)
    together = Search(HIST_DATA, configuration, tmp_path / "together", Resources(workers=2)).run(ignore)
    assert_same(together, alone)
    assert [each.dropped_at is None for each in alone].count(True) == 2


def timeless(spread: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**facts, "seconds": 0} for facts in spread]


@pytest.mark.usefixtures("saves_each_epoch")
def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = replace(TOGETHER, restarts=6, at_once=3, rungs=2, epochs=4)
    whole = learn(HIST, out=tmp_path / "whole", configuration=configuration, show_progress=False)
    run_epoch = Descent.run_epoch

    def killed(self: Any, train: Any, number: int, *others: Any) -> Any:
        if self.seed == 3 and number == 3:
            raise Killed
        return run_epoch(self, train, number, *others)

    with monkeypatch.context() as patch:
        patch.setattr(Descent, "run_epoch", killed)
        with pytest.raises(Killed):
            learn(HIST, out=tmp_path / "cut", configuration=configuration, show_progress=False)
    found = resume(tmp_path / "cut", show_progress=False)
    assert timeless(found.summary["spread"]) == timeless(whole.summary["spread"])
    assert found.program == whole.program
    lines, others = (
        [{**line, "seconds": 0} for line in lines_of(run.folder / "metrics.jsonl")] for run in (found, whole)
    )
    assert lines == others


def test_a_checkpoint_that_is_damaged_or_of_other_networks_is_refused(tmp_path: Path) -> None:
    configuration = replace(TOGETHER, epochs=3)
    learn_together(jobs_of(configuration, folder=tmp_path), ignore)
    checkpoint = tmp_path / "0-4" / "checkpoint.safetensors"
    message = f"{checkpoint} is of another network or version; delete it to begin these restarts anew"
    with pytest.raises(RunFolderError, match=re.escape(message)):
        learn_together(jobs_of(replace(configuration, n_heads=3), folder=tmp_path), ignore)
    checkpoint.write_bytes(checkpoint.read_bytes()[:-9])
    with pytest.raises(RunFolderError, match=r"0-4/checkpoint\.safetensors is damaged or truncated"):
        learn_together(jobs_of(configuration, folder=tmp_path), ignore)


def test_the_objectives_are_the_objective_of_each() -> None:
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(3, 4, 5, 6, generator=generator)
    labels = torch.randint(6, (4, 5), generator=generator)
    labels[0, 2:] = NO_LABEL
    for given, asked in ((scores, labels), (scores[:, :, 0], labels[:, 0])):
        expected = torch.stack([objective(each, asked) for each in given])
        torch.testing.assert_close(objectives(given, asked), expected)
    assert objectives(scores, torch.full_like(labels, NO_LABEL)).tolist() == [0, 0, 0]
