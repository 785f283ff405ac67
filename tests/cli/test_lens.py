"""``glassformer lens``: training a model, and asking it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse

from glassformer.lens import run as run_module

TINY = ("--digits", "2", *(part for name in ("steps=12", "d_model=24", "d_mlp=48") for part in ("--set", name)))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_module, "N_RANDOM", 200)
    monkeypatch.setattr(run_module, "N_OF_A_CASCADE", 20)


def test_train_and_predict(call: Call) -> None:
    done = call("lens", "train", "addition", *TINY)
    assert (done.status, done.err) == (0, "")
    first, random, *cascades, last = done.out.splitlines()
    assert first.startswith("addition of 2 digits: ")
    assert "n = 200)" in random
    assert [line.split()[2] for line in cascades] == ["0", "1"]
    assert last == ("in runs/addition-2-digits; ask it: glassformer lens predict runs/addition-2-digits 12+34")
    asked = call("lens", "predict", "runs/addition-2-digits", "12+34", "99+01")
    assert [line.partition("=")[0] for line in asked.out.splitlines()] == ["12+34", "99+01"]
    assert all(line.partition("=")[2].isdigit() or "+" in line.partition("=")[2] for line in asked.out.splitlines())
    found = json.loads(call("lens", "predict", "runs/addition-2-digits", "12+34", "--json").out)
    assert found == [{"answer": asked.out.splitlines()[0], "is_right": asked.out.splitlines()[0] == "12+34=046"}]


def test_as_json(call: Call) -> None:
    done = call("lens", "train", "mixed", *TINY, "--layers", 2, "--seed", 3, "--out", "here", "--json")
    found = json.loads(done.out)
    assert (found["kind"], found["layers"], found["seed"], found["folder"]) == ("mixed", 2, 3, "here")


def test_subtraction_has_no_cascade_through_the_highest_digit(call: Call) -> None:
    done = call("lens", "train", "subtraction", *TINY, "--set", "kind=mixed")  # what is named is what is learnt
    assert (done.status, done.err) == (0, "")
    first, _, *cascades, _ = done.out.splitlines()
    assert first.startswith("subtraction of 2 digits: ")
    assert [line.split()[2] for line in cascades] == ["0"]


def test_what_is_refused(call: Call, refuse: Refuse) -> None:
    assert refuse("lens", "train").startswith("name what is to be learnt: addition, subtraction, mixed")
    assert refuse("lens", "train", "additoin").startswith("unknown kind 'additoin'; did you mean 'addition'?")
    assert refuse("lens", "train", "addition", "--preset", "big").startswith("unknown preset 'big'")
    assert refuse("lens", "train", "addition", "--set", "step=3").startswith("unknown setting 'step' of a lens")
    assert refuse("lens", "train", "addition", "--resume", "x").startswith("--resume goes on with a training as it was")
    assert refuse("lens", "train", "--resume", "x", "--seed", 0).startswith(
        "--resume goes on with a training as it was"
    )
    assert refuse("lens", "train", "addition", "--set", "name=3").startswith("unknown setting 'name' of a lens")
    assert refuse("lens", "train", "--resume", "nowhere").startswith("nowhere/config.json is missing")
    call("lens", "train", "addition", *TINY, "--out", "here")
    assert refuse("lens", "train", "addition", "--out", "here").startswith("the output folder here exists already")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("1234+67890", "the first number has 4 digits, and exactly 5 are expected; write 01234+67890"),
        ("12345+678901", "the second number has 6 digits, and exactly 5 are expected"),
        ("1234a+67890", "'a' (character 5) is no digit; a number is written with exactly 5 of 0 to 9"),
        ("12345-67890", "it asks for -, but only + is asked here; write it like 12345+67890"),
        ("12345", "it has no +; write it like 12345+67890"),
        ("12345+67890=080236", "its answer is '080235', not '080236'; write that, or no answer"),
    ],
)
def test_questions_that_are_none(question: str, message: str, refuse: Refuse) -> None:
    assert refuse("lens", "predict", "gallery:addition", question) == f"question {question!r}: {message}"


def test_folders_that_hold_no_model(call: Call, refuse: Refuse, run_folder: Path, tmp_path: Path) -> None:
    def predict(run: object) -> str:
        return refuse("lens", "predict", run, "1+1")

    assert predict("nowhere").startswith("no run folder is at 'nowhere' (ordinary models that ship: gallery:addition,")
    assert predict(run_folder).startswith(
        f"{run_folder} is a program, not an ordinary model; read it with: glassformer"
    )
    assert predict("gallery:sort").startswith("gallery:sort is a program, not an ordinary model; read it with: glassf")
    assert predict("gallery:additoin") == (
        "the gallery has no ordinary model 'additoin'; did you mean 'addition'? Valid: addition, addition-2-layers"
    )
    call("lens", "train", "addition", *TINY, "--out", "here")
    setting = Path("here/config.json")
    setting.write_text(setting.read_text().replace('"d_mlp": 48', '"d_mlp": 50'))
    assert predict("here") == (
        "here/model.safetensors: blocks.0.mlp.W_in is 24 x 48; d_mlp is 48, and 50 in the model (the model is as "
        "here/config.json says; one of the two files is of another run)"
    )


def test_the_models_that_ship_and_the_commands_that_take_none(call: Call, refuse: Refuse) -> None:
    asked = call("lens", "predict", "gallery:addition", "12345+67890", "00000+99999=099999")
    assert (asked.status, asked.out) == (0, "12345+67890=080235\n00000+99999=099999\n")
    asked = call("lens", "predict", "gallery:addition-2-layers", "44445+55555", "--json")
    assert json.loads(asked.out) == [{"answer": "44445+55555=100000", "is_right": True}]
    said = (
        "gallery:addition is an ordinary model, not a program; glassformer lens takes it, as in: "
        "glassformer lens predict gallery:addition QUESTION"
    )
    for argv in (("show",), ("run",), ("verify",), ("explain", "--coverage"), ("diff", "gallery:sort")):
        assert refuse(*argv, "gallery:addition") == said
