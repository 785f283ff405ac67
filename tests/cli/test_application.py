"""The command line as a whole: help, usage, exit statuses, and what needs no torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.support.commands import Call, Refuse

from glassformer import __version__
from glassformer.cli import application, main
from glassformer.errors import TaskError

BLOCKED = """
import sys
for name in ("numpy", "scipy", "torch", "tqdm"):
    sys.modules[name] = None
from glassformer.cli import main
sys.exit(main(sys.argv[1:]))
"""

COMMANDS = [
    "tasks",
    "learn",
    "show",
    "run",
    "predict",
    "verify",
    "explain",
    "diff",
    "simplify",
    "lengthen",
    "emit",
    "gallery",
    "lens",
    "bench",
]


def test_help_lists_the_commands_in_order(call: Call) -> None:
    for argv in ((), ("--help",), ("-h",)):
        done = call(*argv)
        assert done.status == 0
        listed = [line.split()[0] for line in done.out.partition("Commands:\n")[2].splitlines() if line]
        assert listed == COMMANDS


def test_version(call: Call) -> None:
    assert __version__ in call("--version").out


def test_each_command_has_help(call: Call) -> None:
    for name in application.glassformer.commands:
        done = call(name, "--help")
        assert (done.status, done.out.split()[:3]) == (0, ["Usage:", "glassformer", name])


def test_an_unknown_command(refuse: Refuse) -> None:
    valid = ", ".join(sorted(COMMANDS))
    message = f"unknown command 'lern'; did you mean 'learn'? Valid: {valid} (glassformer --help says more)"
    assert refuse("lern", "sort") == message


def test_an_unknown_option_lists_the_valid_ones(refuse: Refuse) -> None:
    assert refuse("show", "x", "--statz") == (
        "unknown option --statz; did you mean '--stats'? Valid: --full, --help, --stats "
        "(glassformer show --help says more)"
    )
    assert refuse("--bogus").startswith("unknown option --bogus; Valid: --help, --version")


def test_a_missing_argument(refuse: Refuse) -> None:
    assert refuse("show") == "missing argument 'RUN' (glassformer show --help says more)"
    assert (
        refuse("emit", "x")
        == "missing option '--to'. Choose from: python, pseudocode (glassformer emit --help says more)"
    )


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (TaskError("two\nlines"), 2, "glassformer: error: two lines\n"),
        (PermissionError(13, "Permission denied", "x.py"), 1, "glassformer: error: x.py: Permission denied\n"),
        (KeyboardInterrupt(), 130, "\nglassformer: interrupted\n"),
        (click.FileError("x", "bad"), 2, "glassformer: error: could not open file 'x': bad\n"),
        (
            ModuleNotFoundError("No module named 'torch'", name="torch"),
            1,
            "glassformer: error: this needs torch, which cannot be imported here: No module named 'torch'\n",
        ),
    ],
)
def test_errors_and_their_statuses(
    error: BaseException, status: int, message: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(application.tasks, "callback", lambda as_json: fail())
    done = call("tasks")
    assert (done.status, done.err) == (status, message)


def test_a_defect_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(as_json: bool) -> None:
        raise ModuleNotFoundError("No module named 'glassformer.gone'", name="glassformer.gone")

    monkeypatch.setattr(application.tasks, "callback", fail)
    with pytest.raises(ModuleNotFoundError):
        main(["tasks"])


def blocked(*argv: object, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command line in a process that cannot import what is slow."""
    command = [sys.executable, "-c", BLOCKED, *map(str, argv)]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def test_what_works_with_torch_blocked(shared_run: Path, tmp_path: Path) -> None:
    expected = {
        ("--help",): "Usage: glassformer",
        ("tasks",): "reverse: the tokens",
        ("show", shared_run, "--stats"): "glassformer program, version 1",
        ("run", shared_run, "0", "1", "0"): "2 1 2",
        ("emit", shared_run, "--to", "python"): '"""hist: a program written by glassformer',
        ("gallery",): "name",
    }
    for argv, begin in expected.items():
        done = blocked(*argv, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(begin)
    refused = blocked("verify", shared_run, cwd=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("glassformer: error: this needs t")


def test_a_reader_that_goes_away_is_no_error(shared_run: Path) -> None:
    inputs = "0 1 0\n" * 20_000  # more than a pipe holds
    script = f"{sys.executable} -m glassformer run {shared_run} | head -n 1"
    done = subprocess.run(["bash", "-c", script], input=inputs, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("2 1 2\n", "")
