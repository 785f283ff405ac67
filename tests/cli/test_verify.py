"""``glassformer verify``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse
from tests.support.golden import PROGRAM

from glassformer.cli.finding import sizes_of
from glassformer.program import LookupTable, Program, Signature, load, save
from glassformer.tasks import BUILT_IN, load_task

MODULE = """
from glassformer import Task

def ones(contents):
    return ["1"] * len(contents)

task = Task("ones", ["0", "1"], (1, 3), ones, labels=("1", "2", "3"))
"""


def broken(folder: Path) -> Path:
    """A file with a program of the run's signature that always answers the same."""
    signature = load(folder / "program.json").signature
    always = LookupTable(name="always", inputs=("tokens",), values=("1",), table=(0,) * (1 + len(signature.alphabet)))
    path = folder.parent / "broken.json"
    save(Program(signature=signature, operations=(always,), returns="always", origin="edited"), path)
    return path


def test_proved(call: Call, run_folder: Path) -> None:
    done = call("verify", run_folder)
    assert (done.status, done.out, done.err) == (0, "proved: right on all 14 inputs\n", "")


def test_by_the_name_of_the_task_in_a_file_alone(call: Call, run_folder: Path, tmp_path: Path) -> None:
    save(load(run_folder / "program.json"), tmp_path / "alone.glass")
    assert call("verify", tmp_path / "alone.glass").out == "proved: right on all 14 inputs\n"


def test_a_sample(call: Call, run_folder: Path) -> None:
    done = call("verify", run_folder, "--method", "sample", "--samples", 50, "--seed", 3)
    assert done.status == 0
    assert done.out.startswith("tested on 50 random inputs, no mistake: wrong on at most ")


def test_refuted(call: Call, run_folder: Path) -> None:
    done = call("verify", broken(run_folder))
    assert done.status == 1
    first, second = done.out.splitlines()
    assert first == "refuted: wrong on 10 of 14 inputs; smallest: 0 0 -> ['1', '1'], expected ['2', '2']"
    assert second == "right: 35.29 % of labels and 28.57 % of whole inputs, of those checked"


def test_as_json(call: Call, run_folder: Path) -> None:
    done = call("verify", broken(run_folder), "--json")
    found = json.loads(done.out)
    assert (done.status, found["status"], found["inputs"]) == (1, "refuted", 14)
    assert found["counterexample"]["contents"] == ["0", "0"]


def test_against_another_program(call: Call, run_folder: Path) -> None:
    same = call("verify", run_folder, "--against", run_folder / "program.glass")
    assert (same.status, same.out) == (0, "proved: the same on all 14 inputs\n")
    other = call("verify", broken(run_folder), "--against", run_folder)
    assert other.status == 1
    assert other.out.startswith("refuted: different on 10 of 14 inputs; smallest: 0 0 -> ['1', '1'], the other gives")


def test_against_another_program_without_a_task(call: Call, tmp_path: Path) -> None:
    save(PROGRAM, tmp_path / "golden.glass")
    done = call("verify", tmp_path / "golden.glass", "--against", tmp_path / "golden.glass")
    assert done.out == "proved: the same on all 39 inputs\n"


def test_against_another_program_by_smt(call: Call, refuse: Refuse, run_folder: Path) -> None:
    same = call("verify", run_folder, "--method", "smt", "--against", run_folder / "program.glass")
    assert (same.status, same.out) == (0, "proved: the same on all 14 inputs, by SMT\n")
    other = call("verify", broken(run_folder), "--method", "smt", "--against", run_folder)
    assert other.status == 1
    assert other.out.startswith("refuted: different; smallest: 0 0 -> ['1', '1'], the other gives ['2', '2']")
    late = call("verify", broken(run_folder), "--method", "smt", "--against", run_folder, "--timeout", 0)
    assert (late.status, late.out) == (3, "unknown: the time limit of 0 s was reached, at inputs of 1 token\n")


def test_smt_takes_the_solution_of_a_built_in_task(call: Call, run_folder: Path) -> None:
    right = call("verify", run_folder, "--method", "smt")
    assert right.out == "proved: right on all 14 inputs, by SMT; given that the reference program is right\n"
    assert call("verify", broken(run_folder), "--method", "smt").status == 1


def test_smt_needs_a_program_to_compare_with(refuse: Refuse, run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassformer.cli.verify.solution_of", lambda task: None)
    assert "--against" in refuse("verify", run_folder, "--method", "smt")


def test_smt_without_z3_says_how_to_get_it(refuse: Refuse, run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    message = refuse("verify", run_folder, "--method", "smt", "--against", run_folder)
    assert message.endswith("z3, which is not installed: pip install 'glassformer[smt]'")


def test_an_unknown_verdict_has_its_own_status(call: Call, run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(run_folder.parent)
    monkeypatch.setattr(sys, "path", [*sys.path])
    Path("asks_nothing.py").write_text(
        "from glassformer import Task\n"
        "def nothing(contents):\n    return [None] * len(contents)\n"
        "task = Task('hist', ['0', '1'], (1, 3), nothing, labels=('1', '2', '3'))\n"
    )
    done = call("verify", run_folder, "--task", "asks_nothing:task")
    assert done.status == 3
    assert done.out.startswith("unknown: no label is asked on any of the 14 inputs")


def test_a_task_that_is_not_built_in_is_named(
    call: Call, refuse: Refuse, run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(run_folder.parent)
    monkeypatch.setattr(sys, "path", [*sys.path])
    Path("tasks_of_verify.py").write_text(MODULE)
    setting = json.loads((run_folder / "config.json").read_text())
    setting["task"] = {"name": "hist", "source": "tasks_of_verify:task", "sizes": {}}
    (run_folder / "config.json").write_text(json.dumps(setting))
    assert "name it with --task tasks_of_verify:task (built in are reverse, hist, " in refuse("verify", run_folder)
    assert "tasks_of_verify" not in sys.modules
    assert call("verify", run_folder, "--task", "tasks_of_verify:task").status == 1
    assert call("verify", run_folder, "--task", "hist").status == 0


def test_what_cannot_be_verified(refuse: Refuse, run_folder: Path, tmp_path: Path) -> None:
    assert refuse("verify", run_folder, "--task", "nosuch").startswith("unknown task 'nosuch'; Valid: addition, ")
    assert refuse("verify", run_folder, "--task", "sort").startswith("task 'sort': a vocabulary size of 4 is too small")
    assert refuse("verify", run_folder, "--method", "guess").startswith(
        "invalid value for '--method': 'guess' is not one of 'exhaustive', 'smt', 'sample'"
    )
    save(PROGRAM, tmp_path / "golden.json")
    assert refuse("verify", tmp_path / "golden.json").startswith("the program is for task 'golden', which is not built")
    assert refuse("verify", run_folder, "--against", tmp_path / "golden.json").startswith(
        "the two programs cannot be compared: alphabet: "
    )


@pytest.mark.parametrize("name", BUILT_IN)
def test_sizes_fit_again(name: str) -> None:
    task = load_task(name)
    assert load_task(name, **sizes_of(Signature.of(task), name)) == task


def test_a_setting_with_a_task_of_the_wrong_type(refuse: Refuse, run_folder: Path) -> None:
    (run_folder / "config.json").write_text('{"task": {"source": []}}')
    message = f"{run_folder}/config.json is damaged: task.source is not a text or null"
    assert refuse("verify", run_folder) == message
