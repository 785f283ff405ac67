"""Several restarts: in order, until one is right, and the same whoever runs them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.learning.small import COPY_DATA, HIST_DATA, NO_LAYERS, PAPER, are_equal, lines_of, new_network, state_of

from glassformer.errors import RunFolderError
from glassformer.learning import ensemble
from glassformer.learning.annealing import EpochReport
from glassformer.learning.data import Hits
from glassformer.learning.metrics import MetricsFollower, Report, append_line
from glassformer.learning.resources import Resources
from glassformer.learning.restart import Candidate, Job, save_candidate
from glassformer.learning.run import best_of
from glassformer.learning.search import Search

NETWORK = new_network(PAPER.sketch(HIST_DATA.signature, 0))
THREE = replace(PAPER, restarts=3, epochs=2)
KEYS = {"restart", "epoch", "loss", "temperature", "valid_token", "valid_sequence", "seconds"}


def candidate(number: int, n_right: int, *, n_heads: int = 2) -> Candidate:
    hits = Hits(tokens=n_right, n_tokens=10, sequences=n_right, n_sequences=10)
    program = new_network(replace(PAPER, n_heads=n_heads).sketch(HIST_DATA.signature, 0)).discretize()
    return Candidate(number, program, NETWORK, train=hits, valid=hits, epochs=1, seconds=0.0)


def ignore(report: Report) -> None:
    """Nothing is shown."""


def scripted(monkeypatch: pytest.MonkeyPatch, n_right: list[int]) -> None:
    """Restart number ``i`` gets so many labels right, of ten."""

    def learn_one(job: Job, on_epoch: Callable[[EpochReport], None]) -> Candidate:
        on_epoch({"epoch": 1})
        return candidate(job.number, n_right[job.number])

    monkeypatch.setattr(ensemble, "learn_one", learn_one)


def test_it_stops_at_the_first_right_candidate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [3, 10, 10])
    found = Search(HIST_DATA, THREE, tmp_path).run(ignore)
    assert [each.number for each in found] == [0, 1]
    assert lines_of(tmp_path / "metrics.jsonl") == [{"restart": 0, "epoch": 1}, {"restart": 1, "epoch": 1}]


def test_all_are_run_where_none_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, [3, 9, 5])
    found = Search(HIST_DATA, THREE, tmp_path).run(ignore)
    assert [each.number for each in found] == [0, 1, 2]


def test_a_right_candidate_that_was_really_learned_ends_it(tmp_path: Path) -> None:
    configuration = replace(NO_LAYERS, restarts=3, epochs=40)
    (found,) = Search(COPY_DATA, configuration, tmp_path).run(ignore)
    assert found.is_right
    assert {line["restart"] for line in lines_of(tmp_path / "metrics.jsonl")} == {0}
    assert len(lines_of(tmp_path / "metrics.jsonl")) == found.epochs < 40


def test_after_the_deadline_no_restart_begins_but_the_first(tmp_path: Path) -> None:
    (found,) = Search(HIST_DATA, THREE, tmp_path, deadline=time.monotonic() - 1).run(ignore)
    assert (found.number, found.epochs) == (0, 1)


def test_several_workers_find_the_same_and_stop_at_the_same(tmp_path: Path) -> None:
    found: dict[str, list[Candidate]] = {}
    reports: dict[str, list[Report]] = {}
    for name, workers in (("alone", 1), ("together", 2)):
        folder = tmp_path / name
        save_candidate(candidate(2, 10), folder / "restarts" / "2")  # as if it had been found before
        reports[name] = []
        configuration = replace(THREE, restarts=4, epochs=8)
        found[name] = Search(HIST_DATA, configuration, folder, Resources(workers=workers)).run(reports[name].append)
        assert [each.number for each in found[name]] == [0, 1, 2]  # not 3, which two workers have begun
        assert [each.is_right for each in found[name]] == [False, False, True]
        lines = lines_of(folder / "metrics.jsonl")
        assert all(set(line) == KEYS for line in lines)
        assert reports[name] == lines[: len(reports[name])]  # each line is shown once
        own = [(line["restart"], line["epoch"]) for line in reports[name] if line["restart"] < 2]
        assert sorted(own) == [(restart, epoch) for restart in (0, 1) for epoch in range(1, 9)]

    for one, other in zip(found["alone"], found["together"], strict=True):
        assert one.program == other.program
        assert are_equal(state_of(one.network), state_of(other.network))
        assert (one.train, one.valid, one.epochs) == (other.train, other.valid, other.epochs)
    assert timeless(reports["alone"]) == timeless(reports["together"])
    assert best_of(found["alone"]).number == best_of(found["together"]).number == 2


def timeless(reports: list[Report]) -> list[Report]:
    """What was reported of the first two restarts, but for the seconds, in order."""
    lines = [{**line, "seconds": 0} for line in reports if line["restart"] < 2]
    return sorted(lines, key=lambda line: (line["restart"], line["epoch"]))


def test_an_error_comes_through_from_a_worker(tmp_path: Path) -> None:
    damaged = tmp_path / "restarts" / "0" / "checkpoint.safetensors"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"garbage")
    with pytest.raises(RunFolderError, match=r"0/checkpoint\.safetensors is damaged or truncated"):
        Search(HIST_DATA, replace(THREE, restarts=1), tmp_path, Resources(workers=2)).run(ignore)


def test_each_epoch_is_a_line_as_it_ends(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def on_report(report: Report) -> None:
        lines = lines_of(tmp_path / "metrics.jsonl")
        assert lines[-1] == report  # flushed before it is shown
        seen.append((report["restart"], report["epoch"]))

    Search(HIST_DATA, replace(THREE, restarts=1), tmp_path).run(on_report)
    assert seen == [(0, 1), (0, 2)]


def test_lines_are_appended(tmp_path: Path) -> None:
    for number in range(3):
        append_line(tmp_path / "metrics.jsonl", {"restart": number})
    assert lines_of(tmp_path / "metrics.jsonl") == [{"restart": 0}, {"restart": 1}, {"restart": 2}]


def test_the_follower_gives_each_whole_line_once(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    early = MetricsFollower(path)
    assert early.new_reports() == []
    append_line(path, {"restart": 0})
    late = MetricsFollower(path)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"restart": 1}\n{"rest')
    assert early.new_reports() == [{"restart": 0}, {"restart": 1}]
    assert late.new_reports() == [{"restart": 1}]
    with path.open("a", encoding="utf-8") as file:
        file.write('art": 2}\n')
    assert early.new_reports() == late.new_reports() == [{"restart": 2}]
    assert early.new_reports() == []
    assert [json.loads(line)["restart"] for line in path.read_text(encoding="utf-8").splitlines()] == [0, 1, 2]


def test_the_best_is_best_on_valid_then_shorter_then_first() -> None:
    long, short, worse = candidate(0, 8), candidate(1, 8, n_heads=1), candidate(2, 7, n_heads=1)
    assert best_of([worse, long]) is long
    assert best_of([long, worse, short]) is short
    assert best_of([long, candidate(3, 8)]) is long
