"""``glassformer bench``, on little work: what it says, not how fast it is."""

from __future__ import annotations

import json

import pytest
from tests.support.commands import Call, Refuse

from glassformer.learning import bench
from glassformer.learning.bench import Measurement


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "N_TRAIN", 600)
    monkeypatch.setattr(bench, "N_SEQUENCES", 50)
    monkeypatch.setattr(bench, "N_EMITTED", 3)


def test_all_as_json(call: Call) -> None:
    found = json.loads(call("bench", "--repeats", 3, "--json").out)
    assert {name: measured["unit"] for name, measured in found.items()} == {
        "epoch": "s",
        "default-epoch": "s",
        "executor": "sequences/s",
        "emitted": "ms",
    }
    for measured in found.values():
        assert measured["n"] == 3
        assert 0 < measured["least"] <= measured["median"] <= measured["most"]
    assert found["epoch"]["threads"] == 1


def test_one_in_words(call: Call) -> None:
    out = call("bench", "emitted", "--repeats", 1).out
    assert out.startswith("emitted: ")
    assert "n = 1, 1 thread): emitted Python, one sequence at length 8" in out
    assert out.endswith("reference 17 to 73 ms\n")


def test_the_program_has_all_its_heads() -> None:
    names = [operation.name for operation in bench._random_program().operations]
    assert sum(name.startswith(("head_", "count_")) and name.endswith("_match") for name in names) == 24


def test_words() -> None:
    measured = Measurement.of([3, 1, 2000.5], what="it", unit="s", threads=2)
    assert str(measured) == "3 s (1 to 2,000, n = 3, 2 threads): it"


def test_unknown_measurements(refuse: Refuse) -> None:
    assert refuse("bench", "memory").startswith(
        "invalid value for '[WHAT]': 'memory' is not one of 'epoch', 'default-epoch', 'executor', 'emitted', 'all'"
    )


def test_help_is_of_all_benches_and_of_each(call: Call) -> None:
    listed = [line.split()[0] for line in call("bench", "-h").out.partition("Commands:\n")[2].splitlines()]
    assert listed == ["learn", "measure"]
    assert "--repeats" in call("bench", "measure", "--help").out
    assert "--seeds" in call("bench", "learn", "--help").out


def test_measure_may_be_left_out(refuse: Refuse) -> None:
    for begin in (("bench", "measure"), ("bench",)):
        assert refuse(*begin, "epoch", "--only", "hist").startswith("--only is for bench gallery")
        assert refuse(*begin, "--only", "hist").startswith("--only is for bench gallery")
