"""Gradient descent: it repeats itself, goes on after an interruption as if there had been none, and keeps the best."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.learning.small import (
    COPY_DATA,
    HIST_DATA,
    LAST_DATA,
    NO_LAYERS,
    PAPER,
    annealing_of,
    are_equal,
    ignore,
    state_of,
)

from glassformer.errors import RunFolderError
from glassformer.learning import annealing
from glassformer.learning.annealing import Annealing, EpochReport, objective
from glassformer.learning.checkpoints import load_checkpoint, save_checkpoint
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import NO_LABEL, Batch, Hits
from glassformer.program import Program

DROPOUT = replace(PAPER, dropout=0.3)


class Killed(Exception):  # noqa: N818 - it is no error
    """What ends a training in the middle."""


def killed_at(epoch: int) -> Callable[[EpochReport], None]:
    """Ends the training when this epoch is reported, which is before it is saved."""

    def on_epoch(report: EpochReport) -> None:
        if report["epoch"] == epoch:
            raise Killed

    return on_epoch


@pytest.fixture
def saves_each_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annealing, "CHECKPOINT_EVERY_SECONDS", -1.0)


def trained(*args: Any, **options: Any) -> Annealing:
    found = annealing_of(*args, **options)
    found.run(ignore)
    return found


def scripted(monkeypatch: pytest.MonkeyPatch, valid: Iterable[Hits], train: Hits | None = None) -> None:
    """Programs get these hits on valid, one epoch after the other, and always the same on train."""
    script = iter(valid)

    def test_program(program: Program, batch: Batch) -> Hits:
        if batch is HIST_DATA.valid:
            return next(script)
        assert batch is HIST_DATA.train
        assert train is not None, "train is asked only where all of valid is right"
        return train

    monkeypatch.setattr(annealing, "test_program", test_program)


def hits(sequences: int, tokens: int = 20) -> Hits:
    return Hits(tokens=tokens, n_tokens=30, sequences=sequences, n_sequences=10)


ALL = Hits(tokens=30, n_tokens=30, sequences=10, n_sequences=10)


@pytest.mark.parametrize("configuration", [PAPER, DROPOUT], ids=["plain", "dropout"])
def test_the_same_seed_gives_the_same_parameters_and_another_seed_others(configuration: Configuration) -> None:
    two_epochs = replace(configuration, epochs=2)
    one = trained(two_epochs, seed=1)
    torch.rand(5)  # torch's own state does not matter
    assert are_equal(state_of(one.network), state_of(trained(two_epochs, seed=1).network))
    assert not are_equal(state_of(one.network), state_of(trained(two_epochs, seed=2).network))


def test_torchs_own_random_state_is_not_touched() -> None:
    before = torch.get_rng_state()
    trained(replace(DROPOUT, epochs=1))
    assert torch.equal(before, torch.get_rng_state())


def test_dropout_differs_from_epoch_to_epoch_and_from_seed_to_seed() -> None:
    drawn: list[float] = []
    for seed in (0, 1):
        found = annealing_of(replace(DROPOUT, epochs=2), seed=seed)
        found.network.register_forward_pre_hook(lambda *_: drawn.append(float(torch.rand(()))))
        found.run(ignore)
    assert len(set(drawn)) == len(drawn) == 2 * 2 * 3  # seeds, epochs, steps


@pytest.mark.usefixtures("saves_each_epoch")
@pytest.mark.parametrize("epoch", [2, 3, 4])
@pytest.mark.parametrize(
    ("configuration", "data"),
    [(PAPER, HIST_DATA), (DROPOUT, HIST_DATA), (PAPER, LAST_DATA)],
    ids=["plain", "dropout", "one label"],
)
def test_a_training_that_was_killed_ends_as_if_it_had_not_been(
    tmp_path: Path, configuration: Configuration, data: Any, epoch: int
) -> None:
    whole = annealing_of(configuration, data, checkpoint=tmp_path / "whole")
    whole.run(ignore)
    with pytest.raises(Killed):
        annealing_of(configuration, data, checkpoint=tmp_path / "cut").run(killed_at(epoch))
    assert load_checkpoint(tmp_path / "cut").notes["epoch"] == epoch - 1

    epochs: list[EpochReport] = []
    cut = annealing_of(configuration, data, start=99, checkpoint=tmp_path / "cut")  # nothing of its start remains
    cut.run(epochs.append)
    assert [report["epoch"] for report in epochs] == list(range(epoch, 5))
    assert are_equal(state_of(cut.network), state_of(whole.network))
    assert cut.network.discretize() == whole.network.discretize()
    assert cut.best == whole.best
    one, other = (load_checkpoint(tmp_path / name) for name in ("cut", "whole"))
    assert one.notes == other.notes
    assert are_equal(one.tensors, other.tensors)  # parameters, the best, Adam's state, and both generators
    assert {name.split(".")[0] for name in one.tensors} == {"network", "best", "adam", "order", "noise"}


def test_a_kill_between_checkpoints_costs_the_epochs_since_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annealing, "CHECKPOINT_EVERY_SECONDS", 1e9)
    with pytest.raises(Killed):
        annealing_of(checkpoint=tmp_path / "cut").run(killed_at(3))
    assert not (tmp_path / "cut").exists()
    epochs: list[EpochReport] = []
    annealing_of(checkpoint=tmp_path / "cut").run(epochs.append)
    assert [report["epoch"] for report in epochs] == [1, 2, 3, 4]
    assert load_checkpoint(tmp_path / "cut").notes["epoch"] == 4  # the end is always saved


def test_a_training_that_is_over_is_not_gone_on_with(tmp_path: Path) -> None:
    first = trained(checkpoint=tmp_path / "state")
    again = annealing_of(start=99, checkpoint=tmp_path / "state")
    again.run(lambda _: pytest.fail("there is nothing left to do"))
    assert are_equal(state_of(again.network), state_of(first.network))


@pytest.mark.usefixtures("saves_each_epoch")
def test_the_best_epoch_from_before_a_kill_stays_the_best(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[dict[str, torch.Tensor]] = []
    scripted(monkeypatch, [hits(5), hits(9), hits(3)])
    first = annealing_of(checkpoint=tmp_path / "cut")

    def on_epoch(report: EpochReport) -> None:
        states.append(state_of(first.network))
        killed_at(3)(report)

    with pytest.raises(Killed):
        first.run(on_epoch)
    scripted(monkeypatch, [hits(3), hits(6)])
    again = trained(start=99, checkpoint=tmp_path / "cut")
    assert again.best == (9 / 10, 20 / 30)
    assert are_equal(state_of(again.network), states[1])


def test_a_training_whose_program_was_right_is_not_gone_on_with(tmp_path: Path) -> None:
    configuration = replace(NO_LAYERS, epochs=200)
    first = trained(configuration, COPY_DATA, checkpoint=tmp_path / "state")
    again = annealing_of(configuration, COPY_DATA, start=99, checkpoint=tmp_path / "state")
    again.run(lambda _: pytest.fail("there is nothing left to do"))
    assert again.is_right
    assert again.network.discretize() == first.network.discretize()


def test_a_truncated_checkpoint_is_refused(tmp_path: Path) -> None:
    trained(replace(PAPER, epochs=1), checkpoint=tmp_path / "state")
    (tmp_path / "state").write_bytes((tmp_path / "state").read_bytes()[:-100])
    with pytest.raises(RunFolderError, match="state is damaged or truncated"):
        trained(checkpoint=tmp_path / "state")


def test_a_checkpoint_of_another_network_is_refused(tmp_path: Path) -> None:
    trained(replace(PAPER, epochs=1), checkpoint=tmp_path / "state")
    with pytest.raises(RunFolderError, match="state is of another network or version; delete it to begin"):
        trained(replace(PAPER, n_heads=3), checkpoint=tmp_path / "state")
    save_checkpoint(tmp_path / "other", {"weights": torch.ones(1)})
    with pytest.raises(RunFolderError, match="other is of another network or version"):
        trained(checkpoint=tmp_path / "other")


def test_the_best_epoch_is_kept_by_whole_inputs_then_labels_then_the_later(monkeypatch: pytest.MonkeyPatch) -> None:
    script = [hits(3, 29), hits(5, 20), hits(5, 22), hits(5, 22), hits(5, 21), hits(1, 29)]
    scripted(monkeypatch, script)
    found = annealing_of(replace(PAPER, epochs=6))
    states: list[dict[str, torch.Tensor]] = []
    reports: list[EpochReport] = []

    def on_epoch(report: EpochReport) -> None:
        reports.append(report)
        states.append(state_of(found.network))

    found.run(on_epoch)
    assert found.best == (5 / 10, 22 / 30)
    assert [are_equal(state_of(found.network), state) for state in states] == [False] * 3 + [True] + [False] * 2
    assert [(report["valid_sequence"], report["valid_token"]) for report in reports] == [
        (each.sequence_accuracy, each.token_accuracy) for each in script
    ]


def test_what_is_reported_is_the_accuracy_of_the_discretized_program() -> None:
    found = annealing_of(replace(PAPER, learning_rate=0.3, learning_rate_end=0.3))  # so that it jumps
    reports: list[EpochReport] = []
    programs: list[Program] = []

    def on_epoch(report: EpochReport) -> None:
        reports.append(report)
        programs.append(found.network.discretize())

    found.run(on_epoch)
    accuracies = [(report["valid_sequence"], report["valid_token"]) for report in reports]
    tested = [annealing.test_program(program, HIST_DATA.valid) for program in programs]
    assert accuracies == [(each.sequence_accuracy, each.token_accuracy) for each in tested]
    assert accuracies[-1] < max(accuracies) == found.best
    kept = annealing.test_program(found.network.discretize(), HIST_DATA.valid)
    assert found.best == (kept.sequence_accuracy, kept.token_accuracy)
    assert found.network.discretize() != programs[-1]


def test_it_ends_when_the_program_is_right_on_all_of_train_and_valid() -> None:
    reports: list[EpochReport] = []
    found = annealing_of(replace(NO_LAYERS, epochs=200), COPY_DATA)
    found.run(reports.append)
    assert found.is_right
    assert found.is_over
    assert found.epoch == len(reports) < 50
    program = found.network.discretize()
    assert annealing.test_program(program, COPY_DATA.train).are_all
    assert annealing.test_program(program, COPY_DATA.valid).are_all
    assert reports[-1]["valid_token"] == 1


def test_it_goes_on_where_only_valid_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [ALL] * 4, train=hits(9))
    found = trained()
    assert (found.epoch, found.is_right) == (4, False)


def test_it_stops_at_once_where_both_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [hits(3), ALL], train=ALL)
    found = trained()
    assert (found.epoch, found.is_right) == (2, True)


def test_after_the_deadline_no_epoch_begins_but_the_first() -> None:
    past = trained(deadline=time.monotonic() - 1)
    assert past.epoch == 1
    assert past.best > (-1, -1)
    assert trained(deadline=time.monotonic() + 1e6).epoch == 4


def test_schedules() -> None:
    configuration = replace(
        PAPER,
        epochs=2,
        batch_size=30,  # three steps an epoch
        temperature_start=8.0,
        temperature_end=0.125,
        noise_start=1.0,
        noise_end=0.4,
        learning_rate=0.06,
        learning_rate_end=0.03,
        sampling="soft",
    )
    found = annealing_of(configuration)
    assert len(found.data.train) == 89
    samplers, rates = [], []

    def before_step(_: object, args: tuple[Any, ...]) -> None:
        samplers.append(args[1])
        rates.append(found.descent.optimizer.param_groups[0]["lr"])

    found.network.register_forward_pre_hook(before_step)
    reports: list[EpochReport] = []
    found.run(reports.append)
    assert [sampler.temperature for sampler in samplers] == pytest.approx([8, 4, 2, 1, 0.5, 0.25])
    assert [sampler.noise for sampler in samplers] == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6, 0.5])
    assert rates == pytest.approx([0.06, 0.055, 0.05, 0.045, 0.04, 0.035])
    assert {sampler.sampling for sampler in samplers} == {"soft"}
    assert [report["temperature"] for report in reports] == pytest.approx([2, 0.25])


def test_the_loss_that_is_reported_is_the_mean_over_the_training_inputs() -> None:
    found = annealing_of(replace(NO_LAYERS, epochs=1, batch_size=40, sampling="argmax"))
    losses: list[float] = []
    batches: list[int] = []

    def after_step(_: object, args: tuple[Any, ...], scores: torch.Tensor) -> None:
        row = {tuple(tokens): place for place, tokens in enumerate(HIST_DATA.train.tokens.tolist())}
        labels = HIST_DATA.train.labels[[row[tuple(tokens)] for tokens in args[0].tolist()]]
        losses.append(float(objective(scores.detach(), labels)))
        batches.append(len(labels))

    found.network.register_forward_hook(after_step)
    reports: list[EpochReport] = []
    found.run(reports.append)
    assert batches == [40, 40, 9]
    mean = sum(loss * n for loss, n in zip(losses, batches, strict=True)) / 89
    assert reports[0]["loss"] == pytest.approx(mean)


@pytest.mark.parametrize("seed", range(4))
def test_it_learns(seed: int) -> None:
    reports: list[EpochReport] = []
    annealing_of(replace(PAPER, epochs=8), seed=seed, start=seed).run(reports.append)
    assert reports[-1]["loss"] < 0.9 * reports[0]["loss"]


def test_the_objective_by_hand() -> None:
    scores = torch.log(torch.tensor([[[0.5, 0.5], [0.25, 0.75]], [[0.1, 0.9], [0.2, 0.8]]]))
    labels = torch.tensor([[0, 1], [NO_LABEL, 0]])
    expected = -(math.log(0.5) + math.log(0.75) + math.log(0.2)) / 3
    assert float(objective(scores, labels)) == pytest.approx(expected)
    assert float(objective(scores[:, 1], labels[:, 1])) == pytest.approx(-(math.log(0.75) + math.log(0.2)) / 2)


def test_a_batch_in_which_no_label_is_asked_costs_nothing_and_changes_nothing() -> None:
    scores = torch.zeros(2, 3, 4, requires_grad=True)
    loss = objective(scores, torch.full((2, 3), NO_LABEL))
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == 0
    assert scores.grad is not None
    assert not scores.grad.any()
