"""``glassformer learn``: options, what it prints, and how it ends."""

from __future__ import annotations

import json
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import Call, Refuse

from glassformer import learning
from glassformer.cli.results import example_input
from glassformer.learning import Configuration
from glassformer.learning.configuration import AS_OFTEN_AS_THERE_IS_TIME
from glassformer.learning.folder import describe_setting, write_setting
from glassformer.learning.resources import Resources
from glassformer.program import Signature, load
from glassformer.program.solutions import solution
from glassformer.tasks import BUILT_IN, load_task

TINY = ("--vocabulary-size", "4", "--max-length", "4", "--epochs", "2", "--restarts", "1", "--set", "n_layers=1")
MODULE = """
from glassformer import Task

def shifted(contents):
    return ["-", *contents[:-1]]

task = Task("shifted", "ab", (1, 3), shifted)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return tmp_path


def test_learn_says_what_came_out_and_what_to_type_next(call: Call, folder: Path) -> None:
    done = call("learn", "hist", *TINY)
    assert (done.status, done.err) == (0, "")
    summary = json.loads((folder / "runs" / "hist" / "summary.json").read_text())
    program, words = summary["program"], summary["facts"]
    head, *lines = done.out.splitlines()
    assert head == (
        f"hist: {program['operations']} operations, {program['lines']} lines of Python (size {program['size']}), "
        "in runs/hist"
    )
    assert lines[:3] == [f"  {name.ljust(9)}  {words[name]}" for name in ("accuracy", "agreement", "verdict")]
    assert "n = 1" in lines[0]
    assert lines[3] == f"  time       {summary['seconds']} s on cpu"
    assert lines[4] == "restarts, by what they got right of the inputs to choose by:"
    (spread,) = summary["spread"]
    number, *_, epochs, seconds, operations, found_by, kept = lines[6].split()
    assert (number, epochs, operations, found_by, kept) == (
        "1", str(spread["epochs"]), str(spread["operations"]), spread["found_by"], "kept",
    )  # fmt: skip
    assert float(seconds) == round(spread["seconds"], 1)
    assert "n = 1)" in lines[7]
    assert lines[8] == "next:"
    for line in lines[9:]:
        assert line.startswith("  glassformer ")
        command = call(*line.split()[1:])
        assert command.err == ""
        assert command.out
    assert [line.split()[1] for line in lines[9:]] == ["show", "run", "verify"]


def test_as_json_it_is_the_summary_alone(call: Call, folder: Path) -> None:
    done = call("learn", "hist", *TINY, "--out", "a", "--seed", 3, "--device", "cpu", "--json")
    assert json.loads(done.out) == json.loads((folder / "a" / "summary.json").read_text())
    setting = json.loads((folder / "a" / "config.json").read_text())
    assert setting["configuration"]["seed"] == 3
    assert setting["configuration"]["n_layers"] == 1


def test_settings_come_from_the_file_then_from_what_is_typed(call: Call, folder: Path) -> None:
    Path("a.toml").write_text("epochs = 1\nn_layers = 1\nbatch_size = 7\nsampling = 'soft'\n")
    argv = ("--config", "a.toml", "--restarts", 1, "--epochs", 2, "--set", "batch_size=9", "--set", "template=paper")
    sizes = ("--vocabulary-size", 4, "--max-length", 4)
    assert call("learn", "hist", *sizes, *argv, "--budget", "1h", "--out", "a").status == 0
    setting = json.loads((folder / "a" / "config.json").read_text())
    found = setting["configuration"]
    wanted: dict[str, Any] = {"epochs": 2, "n_layers": 1, "batch_size": 9, "sampling": "soft", "template": "paper"}
    assert {name: found[name] for name in wanted} == wanted
    assert setting["budget_seconds"] == 3600


def test_a_task_of_ones_own(call: Call, folder: Path) -> None:
    Path("tasks_of_learn.py").write_text(MODULE)
    argv = ("--epochs", "1", "--restarts", "1", "--set", "n_layers=1")
    done = call("learn", "tasks_of_learn:task", *argv)
    assert done.status == 0
    assert done.out.startswith("shifted: ")
    setting = json.loads((folder / "runs" / "shifted" / "config.json").read_text())
    assert setting["task"]["source"] == "tasks_of_learn:task"


QUICK = ("--set", "n_layers=1", "--set", "narrow=false", "--set", "simplify=false")


def test_with_a_budget_alone_it_begins_anew_for_so_long(call: Call, folder: Path) -> None:
    sizes = ("--vocabulary-size", 8, "--max-length", 6, "--epochs", 1, "--set", "n_inputs=60", "--set", "search=0")
    done = call("learn", "sort", *sizes, *QUICK, "--budget", "1.5s")
    summary = json.loads((folder / "runs" / "sort" / "summary.json").read_text())
    assert summary["restarts"] > 1
    for restart in summary["spread"]:
        assert restart["descent"]["epoch"] == restart["epochs"] == 1
    lines = done.out.splitlines()
    first = lines.index("restarts, by what they got right of the inputs to choose by:") + 2
    rows = [line.split() for line in lines[first : first + summary["restarts"]]]
    assert [int(row[0]) for row in rows] == list(range(1, summary["restarts"] + 1))
    assert [int(row[0]) - 1 for row in rows if row[-1] == "kept"] == [summary["best_restart"]]
    setting = json.loads((folder / "runs" / "sort" / "config.json").read_text())
    assert setting["configuration"]["restarts"] == AS_OFTEN_AS_THERE_IS_TIME
    limited = call("learn", "sort", *sizes, *QUICK, "--budget", "1h", "--restarts", 1, "--out", "a")
    assert limited.status == 0
    assert json.loads((folder / "a" / "summary.json").read_text())["restarts"] == 1


def test_a_budget_ends_it(call: Call, folder: Path) -> None:
    argv = ("--vocabulary-size", "8", "--max-length", "6", "--epochs", "1000", "--restarts", "9")
    done = call(
        "learn", "sort", *argv, "--set", "n_layers=1", "--set", "n_inputs=100", *QUICK[2:], "--budget", "0.1s", "--json"
    )
    assert done.status == 0
    assert json.loads(done.out)["restarts"] == 1


def begun(folder: Path) -> Path:
    """The folder of a run that has been interrupted before its first epoch."""
    task = load_task("hist", vocabulary_size=4, max_length=4)
    configuration = Configuration(epochs=2, restarts=1, n_layers=1)
    (folder / "begun").mkdir()
    write_setting(folder / "begun", describe_setting(task, None, configuration, Resources(device="cpu")))
    return folder / "begun"


def test_resume(call: Call, folder: Path, shared_run: Path) -> None:
    run = begun(folder)
    done = call("learn", "--resume", run)
    assert done.status == 0
    assert done.out.splitlines()[0].endswith(f", in {run}")
    assert load(run / "program.json") == load(shared_run / "program.json")
    assert json.loads(call("learn", "--resume", run, "--json").out)["task"] == "hist"


def test_a_truncated_checkpoint(refuse: Refuse, folder: Path) -> None:
    checkpoint = begun(folder) / "restarts" / "0" / "checkpoint.safetensors"
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_bytes(b"\x40\0\0\0\0\0\0\0{")
    message = refuse("learn", "--resume", "begun")
    assert message.startswith("begun/restarts/0/checkpoint.safetensors is damaged or truncated (")
    assert message.endswith("; delete it to begin this restart anew")


def test_what_cannot_be_resumed(refuse: Refuse, folder: Path, run_folder: Path) -> None:
    assert refuse("learn", "--resume", "nowhere") == ("nowhere/config.json is missing; is nowhere the folder of a run?")
    assert refuse("learn", "hist", "--resume", "a", "--seed", 1) == (
        "--resume goes on with a run as it was set; leave out TASK, --seed (glassformer learn --help says more)"
    )


def test_interrupted_it_says_how_to_go_on(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(learning, "learn", stop)
    monkeypatch.setattr(learning, "resume", stop)
    message = "glassformer: interrupted; go on with: glassformer learn --resume 'runs/my run'\n"
    done = call("learn", "hist", "--out", "runs/my run")
    assert (done.status, done.out, done.err) == (130, "", message)
    Path("runs/my run/config.json").write_text(
        '{"task": {"source": "hist"}, "configuration": {}, "device": "cpu", "workers": 1, "budget_seconds": null}'
    )
    assert call("learn", "--resume", "runs/my run").err == message


def test_a_worker_that_dies_fails_the_run(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object, **__: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(learning, "learn", die)
    done = call("learn", "hist")
    assert done.status == 1
    assert done.err == (
        "glassformer: error: a worker process has died, perhaps for want of memory; go on with: "
        "glassformer learn --resume runs/hist\n"
    )


def test_a_standard_transformer(call: Call, refuse: Refuse, folder: Path) -> None:
    sizes = ("--vocabulary-size", 4, "--max-length", 4)
    done = call("learn", "hist", *sizes, "--model", "standard", "--epochs", 2, "--seed", 5, "--out", "a")
    assert done.status == 0
    assert done.out.startswith("hist: a standard Transformer, in a\n  accuracy  on unseen inputs, labels ")
    files = {"config.json", "vocabulary.json", "metrics.jsonl", "model.safetensors", "summary.json"}
    assert {path.name for path in Path("a").iterdir()} == files
    summary = json.loads(Path("a/summary.json").read_text())
    wanted = {"origin": "learned", "task": "hist", "vocabulary_size": 4, "max_length": 4, "seed": 5, "epochs": 2}
    assert {name: summary[name] for name in wanted} == wanted
    assert "program" not in summary
    assert len(Path("a/metrics.jsonl").read_text().splitlines()) == 2
    assert refuse("show", "a") == "a holds a standard Transformer, which makes no program"
    Path("a/summary.json").unlink()
    assert refuse("learn", "--resume", "a") == "a is of a standard Transformer, which has to begin anew"


REFUSED = {
    ("nosuch",): "unknown task 'nosuch'; Valid: addition, double_hist, dyck1, dyck2, hist, induction, most_freq, ",
    ("srot",): "unknown task 'srot'; did you mean 'sort'?",
    (): "name a TASK, or a run to --resume; glassformer tasks lists the built-in ones",
    ("sort", "--vocabulary-size", "3"): "task 'sort': a vocabulary size of 3 is too small; the least is 5",
    ("sort", "--max-length", "3"): "task 'sort': a maximum length of 3 is too small; the least is 4",
    ("addition", "--max-length", "10"): "task 'addition': the maximum length is 6, 9, 12, ... for numbers of 1, 2, 3",
    ("dyck1", "--vocabulary-size", "4"): "task 'dyck1' takes no vocabulary_size: its alphabet is always ( )",
    ("my_tasks:x",): "no module 'my_tasks', wanted for 'my_tasks:x'",
    ("sort", "--out", "taken"): "the output folder taken exists already; choose another, delete it, or go on with it",
    ("sort", "--model", "standard", "--out", "taken"): "the output folder taken exists already",
    ("sort", "--config", "typo.toml"): "typo.toml: unknown setting 'epoch'; did you mean 'epochs'? Valid: ",
    ("sort", "--config", "broken.toml"): "broken.toml: not TOML: ",
    ("sort", "--config", "missing.toml"): "missing.toml: cannot be read: No such file or directory",
    ("sort", "--set", "epoch=3"): "--set: unknown setting 'epoch'; did you mean 'epochs'? Valid: ",
    ("sort", "--set", "epochs=many"): "--set: epochs = 'many'; a value of type int is expected",
    ("sort", "--set", "epochs"): "invalid value for '--set': 'epochs' sets nothing; write name=value",
    ("sort", "--seed", "1", "--set", "seed=2"): "seed is set twice: by --seed and by --set seed=",
    ("sort", "--budget", "10 minutes"): "invalid value for '--budget': '10 minutes' is no length of time; write 90s, ",
    ("sort", "--budget", "9" * 400 + "s"): "invalid value for '--budget': ",
    ("sort", "--out", "x" * 300): f"the output folder {'x' * 300} cannot be made: File name too long",
    ("sort", "--max-length", "1000000000"): "task 'sort': at most 1,000,000 tokens are possible, not ",
    ("sort", "--budget", "0s"): "invalid value for '--budget': '0s' is no length of time",
    ("sort", "--device", "tpu"): "invalid value for '--device': 'tpu' is not one of 'auto', 'cpu', 'cuda'",
    ("sort", "--restarts", "0"): "invalid value for '--restarts': 0 is not in the range x>=1",
    ("sort", "--bogus"): "unknown option --bogus; did you mean",
    ("sort", "--model", "standard", "--budget", "1h"): "--model standard does without --budget",
}


@pytest.mark.parametrize(("argv", "message"), REFUSED.items(), ids=lambda part: " ".join(part)[:40])
def test_bad_arguments(argv: tuple[str, ...], message: str, refuse: Refuse, folder: Path) -> None:
    (folder / "taken").mkdir()
    (folder / "taken" / "file").touch()
    (folder / "typo.toml").write_text("epoch = 3\n")
    (folder / "broken.toml").write_text("epochs = \n")
    assert refuse("learn", *argv).startswith(message)
    assert not (folder / "runs").exists()


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_example_is_an_input(name: str) -> None:
    signature = Signature.of(load_task(name))
    signature.check_input(example_input(signature))


def test_tokens_that_look_like_options_stand_after_two_dashes() -> None:
    signature = Signature(task="signs", alphabet=("-",), labels=("x",), lengths=range(1, 3))
    assert example_input(signature) == ["--", "-", "-"]


DAMAGED: list[tuple[str, dict[str, Any], str]] = [
    ("summary.json", {"seconds": "long"}, "summary.json is damaged: seconds is not a whole number or a number"),
    ("summary.json", {"facts": []}, "summary.json is damaged: facts is not an object"),
    ("summary.json", {"spread": [{"valid": None}]}, "summary.json is damaged: spread[0].valid is not an object"),
    ("summary.json", {"program": {}}, "summary.json lacks program.operations, program.size, program.lines"),
    ("summary.json", {"seconds": float("nan")}, "summary.json cannot be read: NaN is not JSON"),
    ("config.json", {"task": []}, "config.json is damaged: task is not an object"),
    ("config.json", {"task": {}}, "config.json lacks task.source"),
    ("config.json", {"workers": "2"}, "config.json is damaged: workers is not a whole number"),
]


@pytest.mark.parametrize(("name", "change", "message"), DAMAGED, ids=lambda part: str(part)[:40])
def test_a_damaged_document_is_refused_by_name(
    name: str, change: dict[str, Any], message: str, refuse: Refuse, run_folder: Path
) -> None:
    document = json.loads((run_folder / name).read_text())
    (run_folder / name).write_text(json.dumps(document | change))
    assert refuse("learn", "--resume", run_folder) == f"{run_folder}/{message}"


def test_a_setting_that_is_no_object(refuse: Refuse, run_folder: Path) -> None:
    (run_folder / "config.json").write_text("null")
    message = f"{run_folder}/config.json is damaged: it does not hold a JSON object"
    assert refuse("learn", "--resume", run_folder) == message


def test_a_program_to_begin_with(call: Call, folder: Path) -> None:
    task = load_task("hist", vocabulary_size=4, max_length=4)
    wrong = "{\n    n_same > 2: 2\n    else: = n_same\n}"
    text = str(solution(task)).replace("{ = n_same }", wrong)
    (folder / "mine.glass").write_text(text)
    assert call("verify", "mine.glass", "--task", "hist").status == 1
    done = call("learn", "hist", *TINY, "--from", "mine.glass", "--out", "mended")
    assert (done.status, done.err) == (0, "")
    assert "proved" in done.out
    assert call("verify", "mended").status == 0


def test_what_cannot_be_begun_with(refuse: Refuse, folder: Path) -> None:
    (folder / "other.glass").write_text(str(solution(load_task("sort"))))
    (folder / "broken.glass").write_text(str(solution(load_task("hist"))).replace("selector_width", "selector_widht"))
    assert refuse("learn", "hist", "--from", "nowhere").startswith("no run folder or program file is at 'nowhere'")
    assert refuse("learn", "hist", "--from", "other.glass").startswith("learning hist cannot begin with this program")
    complaint = refuse("learn", "hist", "--from", "broken.glass")
    assert complaint.startswith("broken.glass, line 10, column 10: unknown operation")
    assert "did you mean 'selector_width'" in complaint
    assert not (folder / "runs").exists()
