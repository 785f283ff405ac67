"""``glassformer lens analyse``, ``compare`` and ``predict --program``: on a model that ships, asked a little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.claims.small import ask_few
from tests.support.commands import Call, Refuse

from glassformer.claims import folder as folder_module

TINY = ("--digits", "2", *(part for name in ("steps=12", "d_model=24", "d_mlp=48") for part in ("--set", name)))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("glassformer.lens.run.N_RANDOM", 200)
    monkeypatch.setattr("glassformer.lens.run.N_OF_A_CASCADE", 20)
    monkeypatch.setattr(folder_module, "N_ASKED", 500)
    ask_few(monkeypatch)
    monkeypatch.setattr("glassformer.claims.failure.N_RANDOM", 100_000)  # 99.1 % right is shown to be above 99 %
    for name, number in {"interchange.N_QUESTIONS": 200, "reading.N_QUESTIONS": 200, "mlp.N_FITTED": 2_000}.items():
        monkeypatch.setattr(f"glassformer.claims.{name}", number)


def test_a_model_is_taken_apart_and_the_program_is_one_like_any_other(call: Call) -> None:
    done = call("lens", "analyse", "gallery:addition", "--random", 500, "--controls", 0)
    assert (done.status, done.err) == (0, "")
    first, heading, *_, random, wrong, last = done.out.splitlines()
    assert first.startswith("addition of 5 digits: ")
    assert heading.split() == ["finding", "hold", "fail", "undecided"]
    assert random.split()[-3:] == ["500", "of", "500"]
    assert wrong.startswith("  those it answers wrong    ")
    assert last == "in runs/addition-analysis: report.md, claims.json, program.glass"
    folder = Path("runs/addition-analysis")
    assert (folder / "report.md").read_text(encoding="utf-8").startswith("# ")
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".svg"}
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert (summary["origin"], summary["parents"], summary["task"]) == ("extracted", ["addition"], "addition")
    assert summary["verdict"]["status"] == "refuted"  # as the model, it misses carries from far below
    assert call("show", folder).out.startswith("glassformer program, version 1\norigin extracted\ntask addition\n")
    said = call("run", folder, *"44445+55555=09900")
    assert said.out.split()[-6:] == list("099000")
    beside = call("lens", "compare", f"ours={folder}", "--out", "beside.md")
    assert (beside.status, beside.out) == (0, "")
    assert "| finding | paper | ours |" in Path("beside.md").read_text(encoding="utf-8")


def test_the_program_answers_as_the_model_does(call: Call) -> None:
    questions = ("12345+67890", "44445+55555")
    model, program = (call("lens", "predict", *how, "gallery:addition", *questions) for how in ((), ("--program",)))
    assert model.out == program.out == "12345+67890=080235\n44445+55555=099000\n"


def test_a_model_that_has_learnt_nothing_is_told_so(call: Call, refuse: Refuse) -> None:
    call("lens", "train", "addition", *TINY, "--out", "m")
    done = call("lens", "analyse", "m", "--random", 50, "--controls", 0, "--out", "a")
    assert done.out.splitlines()[1].startswith("this model is not shown to have learnt its task")
    assert "no program was found that says what the model says" in done.out
    assert not Path("a/program.glass").exists()
    assert refuse("lens", "predict", "--program", "m", "12+34").startswith(
        "m: no program was found that says what this model says (the nearest does on "
    )


def test_what_is_refused(call: Call, refuse: Refuse) -> None:
    call("lens", "train", "mixed", *TINY, "--out", "m")
    message = "m: programs are found of models of addition; this one does mixed"
    assert refuse("lens", "predict", "--program", "m", "12+34") == message
    assert refuse("lens", "analyse", "gallery:sort").startswith("gallery:sort is a program, not an ordinary model")
    Path("full").mkdir()
    Path("full/x").touch()
    assert refuse("lens", "analyse", "gallery:addition", "--out", "full") == (
        "the output folder full exists already; choose another, or delete it"
    )
    assert refuse("lens", "compare", "full").startswith("full/claims.json is missing")
    Path("full/claims.json").write_text("[]", encoding="utf-8")
    assert refuse("lens", "compare", "full").startswith("full/claims.json is no analysis")
