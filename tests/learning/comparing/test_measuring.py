"""Cells that are measured, on tasks of a few inputs."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from tests.learning.small import HIST

from glassformer.errors import ConfigurationError
from glassformer.learning.comparing import Cell, Key, measure, measuring, read_cells, write_cell
from glassformer.learning.comparing.keys import TASKS
from glassformer.learning.comparing.learners import ProgramLearner, StandardLearner
from glassformer.learning.comparing.measuring import fresh_inputs
from glassformer.tasks import load_task

QUICK = {"n_inputs": 120, "batch_size": 32, "rewrite": 0, "search": 0, "n_layers": 1, "restarts": 2}
READS = {"template": "paper", "n_heads": 2, "n_counts": 1, "n_tables": 1, "n_count_tables": 1, "narrow": False}
SMALL = {8: {"vocabulary_size": 5, "max_length": 5}}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small hist, learners that are quick, and few fresh inputs."""
    learners = {
        "ours": ProgramLearner(settings={**QUICK, "epochs": 3}),
        "paper": ProgramLearner(settings={**QUICK, **READS, "epochs": 2}),
        "standard": StandardLearner(n_inputs=120, epochs=2),
    }
    monkeypatch.setattr(measuring, "LEARNERS", learners)
    monkeypatch.setattr(measuring, "N_FRESH", 200)
    monkeypatch.setattr(Key, "load_task", lambda key: load_task(key.task, **SMALL[key.size]))


def measured(learner: str, budget_seconds: float | None = None, seed: int = 0) -> Cell:
    key = Key(task="hist", size=8, learner=learner, seed=seed)
    return measure(key, budget_seconds=budget_seconds, device="cpu", show_progress=False)


def survives(cell: Cell, folder: Path) -> bool:
    """Whether what is read again is what was written; JSON makes lists of tuples."""
    write_cell(folder, cell)
    return read_cells(folder)[cell.key].to_dict() == json.loads(json.dumps(cell.to_dict()))


def test_a_program(tmp_path: Path) -> None:
    cell = measured("ours", seed=1)
    assert cell.key == Key(task="hist", size=8, learner="ours", seed=1)
    assert (cell.vocabulary_size, cell.max_length) == (5, 5)
    assert cell.settings["seed"] == 1
    assert cell.settings["epochs"] == 3
    assert cell.is_proved
    assert cell.verdict == {"status": "proved", "inputs": 120, "mismatches": 0}
    assert {part: cell.accuracy[part]["sequence"] for part in cell.accuracy} == {"test": 1.0, "fresh": 1.0}
    assert cell.accuracy["fresh"]["n_sequences"] == 200
    assert cell.program is not None
    assert cell.learned is not None
    assert cell.program["size"] <= cell.learned["size"]
    assert (cell.found_by, cell.restarts, cell.ended_by, cell.model) == ("descent", 1, "learner", None)
    assert 0 < cell.learning_seconds <= cell.seconds  # to a tenth of a second
    assert cell.machine["threads"] == 1
    assert cell.date.endswith("+00:00")
    assert survives(cell, tmp_path)


def test_a_standard_transformer(tmp_path: Path) -> None:
    cell = measured("standard")
    assert cell.model is not None
    assert cell.model["epochs"] == 2
    assert cell.model["parameters"] > 2_000_000
    assert (cell.settings["batch_size"], cell.settings["model"]["d_model"]) == (50, 256)
    assert (cell.verdict, cell.program, cell.learned, cell.found_by) == (None, None, None, None)
    assert cell.ended_by == "learner"
    assert 0 < cell.accuracy["fresh"]["token"] < 1
    assert cell.learning_seconds == cell.seconds > 0
    assert survives(cell, tmp_path)


def test_a_budget_ends_a_program_that_is_not_right_yet() -> None:
    cell = measured("paper", budget_seconds=1e-3)
    assert (cell.ended_by, cell.restarts, cell.budget_seconds) == ("budget", 1, 1e-3)
    assert not cell.is_proved


def test_a_budget_that_is_not_used_up_ends_nothing() -> None:
    cell = measured("paper", budget_seconds=1000)
    assert (cell.ended_by, cell.restarts) == ("learner", 2)
    assert not cell.is_proved


def test_a_budget_leaves_a_model_the_epochs_that_fit() -> None:
    cell = measured("standard", budget_seconds=1e-3)
    assert cell.model is not None
    assert (cell.model["epochs"], cell.ended_by) == (1, "budget")
    whole = measured("standard", budget_seconds=1000)
    assert whole.model is not None
    assert (whole.model["epochs"], whole.ended_by) == (2, "learner")


def test_all_learners_of_a_seed_have_the_same_test() -> None:
    one, other = measured("ours"), measured("standard")
    for part in ("test", "fresh"):
        assert one.accuracy[part]["n_tokens"] == other.accuracy[part]["n_tokens"]
    assert one.accuracy["fresh"]["n_seen"] == other.accuracy["fresh"]["n_seen"]


def test_fresh_inputs_are_the_same_for_every_seed_and_those_that_were_seen_are_counted() -> None:
    batch, n_seen = fresh_inputs(HIST, 0, 120)
    again, n_seen_by_another = fresh_inputs(HIST, 1, 120)
    assert batch.tokens.equal(again.tokens)
    assert batch.labels.equal(again.labels)
    rng = random.Random(measuring.FRESH_SEED)
    drawn = [HIST.draw(rng) for _ in range(200)]
    splits = HIST.splits(seed=0, size=120)
    assert n_seen == sum(contents in splits.train.inputs + splits.valid.inputs for contents in drawn)
    assert n_seen != n_seen_by_another


def test_no_such_device() -> None:
    with pytest.raises(ConfigurationError, match="valid: auto, cpu, cuda"):
        measure(Key(task="hist", size=8, learner="ours", seed=0), device="tpu")


def test_every_size_of_a_task_makes_one() -> None:
    for name, sizes in TASKS.items():
        for wanted in sizes.values():
            assert load_task(name, **wanted).name == name
