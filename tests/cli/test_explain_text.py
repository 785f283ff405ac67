"""``glassformer explain`` on the runs of text tasks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse
from tests.support.golden import PROGRAM
from tests.support.text_runs import WITH_PARTS, classifier, fit_reader, tagger, write_run

from glassformer.program import save


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """The run of a classifier."""
    reader = fit_reader("classify")
    return write_run(tmp_path / "labels", classifier(reader), reader)


@pytest.fixture
def tags(tmp_path: Path) -> Path:
    """The run of a tagger."""
    reader = fit_reader()
    return write_run(tmp_path / "tags", tagger(reader), reader)


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_a_text(call: Call, labels: Path) -> None:
    done = call("explain", labels, "Who went", "to Rome?")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("The label is who?, ahead of yes by 0.03.\n")
    assert "\n  Who    went  to  Rome  ?\n  +0.03  .     .   .     .\n" in done.out
    assert '\nWithout "Who" the label would be yes, ahead of who? by 0.0010.\n' in done.out
    assert done.out == call("explain", labels / "program.glass", "Who went to Rome?").out


def test_tags_and_one_of_them(call: Call, tags: Path) -> None:
    done = call("explain", tags, "Dr Ash went to Rome.")
    assert done.out.startswith("Dr  Ash    went  to  Rome   .\n    B-PER            B-LOC\n\n")
    assert done.out.count("\nWord ") == 2
    one = call("explain", tags, "Dr Ash went to Rome.", "--position", 3)
    assert one.out.count("\nWord ") == 1
    assert '\nWord 3, "went", is O, ahead of ' in one.out


def test_as_json(call: Call, labels: Path) -> None:
    found = json.loads(call("explain", labels, "who went", "--json").out)
    assert (found["words"], found["output"]) == (["who", "went"], "who?")
    assert found["decisions"][0]["scores"] == {"yes": 1, "no": 0, "who?": 30}


def test_words_that_are_not_cut(call: Call, labels: Path) -> None:
    found = json.loads(call("explain", labels, "--words", "--json", "can't", "x y").out)
    assert found["words"] == ["can't", "x y"]
    assert json.loads(call("explain", labels, "--json", "can't").out)["words"] == ["ca", "n't"]


def test_columns_of_the_data_are_typed_behind_slashes(call: Call, refuse: Refuse, tmp_path: Path) -> None:
    reader = fit_reader("tag", WITH_PARTS)
    run = write_run(tmp_path / "parts", tagger(reader), reader)
    found = json.loads(call("explain", run, "--json", "Dr/NNP Ash/NNP").out)
    assert (found["words"], found["output"]) == (["Dr", "Ash"], ["O", "B-PER"])
    assert [item[-1] for item in found["input"]] == ["NNP", "NNP"]
    assert "write it as word/pos" in refuse("explain", run, "Dr Ash")


def test_every_step(call: Call, tags: Path, labels: Path) -> None:
    done = call("explain", tags, "Dr Ash", "--steps")
    assert done.out.startswith("'made up': ") or done.out.startswith("made up: ")
    assert "\nrole_before " in done.out
    assert "selectors: a row for each query" in done.out
    sliced = call("explain", tags, "Dr Ash", "--steps", "--position", 2)
    assert "the label at position 2 is B-PER" in sliced.out
    assert json.loads(call("explain", labels, "who", "--steps", "--json").out)["slice"]["output"] == "who?"


def test_a_program_without_scores_has_steps_only(call: Call, refuse: Refuse, tmp_path: Path) -> None:
    reader = fit_reader()
    program = tagger(reader)
    path = write_run(tmp_path / "run", program, reader) / "program.glass"
    text = path.read_text(encoding="utf-8").replace("return tag", "return role_before")
    path.write_text(text, encoding="utf-8")
    assert "returns role_before, a variable" in refuse("explain", path, "Dr Ash")
    assert call("explain", path, "Dr Ash", "--steps").status == 0


def test_errors_of_labels(call: Call, labels: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("text,label\nwho went,who?\nsee it,no\n,no\n", encoding="utf-8")
    done = call("explain", labels, "--errors", "--inputs", file)
    assert done.status == 0
    assert done.err == f"{file}: 1 text without words dropped (the first at line 4)\n"
    assert done.out.startswith("2 texts; labels that are right: 50.00 % ")
    assert done.out.endswith("yes, line 3\n        see it\n")
    found = json.loads(call("explain", labels, "--errors", "--inputs", file, "--json").out)
    assert found["confusion"]["counts"][1][0] == 1
    assert found["mistakes"][0]["file"] == str(file)


def test_names_of_labels(call: Call, refuse: Refuse, labels: Path, tmp_path: Path) -> None:
    file, names = tmp_path / "more.tsv", tmp_path / "names.txt"
    file.write_text("0\twho went\n1\tsee it\n", encoding="utf-8")
    names.write_text("0\twho?\n1\tno\n", encoding="utf-8")
    written = ("--errors", "--inputs", file, "--text", 1, "--label", 0)
    assert "Give it as --text …" in refuse("explain", labels, *written[:3])
    assert refuse("explain", labels, *written).startswith(
        "none of the labels of these texts is the program's: they have '0', '1', and it has 'yes', 'no', 'who?'; "
    )
    done = call("explain", labels, *written, "--label-names", names)
    assert done.out.startswith("2 texts; labels that are right: 50.00 % ")


def test_errors_of_tags(call: Call, tags: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.conll"
    file.write_text("Dr O\nAsh I-PER\n\nto O\nRome B-LOC\nOslo I-LOC\n", encoding="utf-8")
    done = call("explain", tags, "--errors", "--inputs", file)
    assert done.err.startswith("1 ill-formed tag mended; the first: ")
    assert done.out.startswith("2 texts; strict F1 of entities: ")
    assert done.out.endswith("\n  0.01  I-LOC taken for I-PER, line 6\n        to Rome [Oslo]\n")


def test_coverage(call: Call, tags: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.conll"
    file.write_text("Dr O\nAsh B-PER\n", encoding="utf-8")
    assert "used on 1 input: " in call("explain", tags, "--coverage", "--inputs", file).out


def test_colours_are_for_terminals(call: Call, labels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in call("explain", labels, "who went").out
    drawn: list[bool] = []

    def draw(explanation: object, width: int, ink: object) -> str:
        drawn.append(ink.is_on)  # type: ignore[attr-defined]
        return ""

    monkeypatch.setattr("glassformer.explain.terminal.draw_text", draw)
    monkeypatch.setattr("glassformer.cli.explain_text.is_terminal", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    call("explain", labels, "who went")
    monkeypatch.setenv("NO_COLOR", "1")
    call("explain", labels, "who went")
    assert drawn == [True, False]


def test_what_cannot_be_asked(refuse: Refuse, labels: Path, tags: Path, tmp_path: Path) -> None:
    assert refuse("explain", labels, "who", "--position", 1) == (
        "this program gives one label for the whole text; leave the position out"
    )
    assert refuse("explain", tags, "Dr Ash", "--position", 3) == ("position 3: a tag is at one of the positions 1 to 2")
    for option in ("--errors", "--coverage"):
        assert refuse("explain", tags, option).startswith("name a file of labelled texts with --inputs; ")
    file = tmp_path / "more.csv"
    file.write_text("text,label\nDr Ash,who?\n", encoding="utf-8")
    assert refuse("explain", tags, "--errors", "--inputs", file).startswith(f"{file}, line 2: 1 tag for 2 words")
    assert str(tmp_path / "none.csv") in refuse("explain", tags, "--errors", "--inputs", tmp_path / "none.csv")
    assert refuse("explain", labels, "\udcff who").startswith("this is not UTF-8 text: ")
    save(PROGRAM, tmp_path / "golden.glass")
    for options in (("--steps",), ("--words",), ("--label-names", "x"), ("--no-header",), ("--text", "x")):
        assert refuse("explain", tmp_path / "golden.glass", "a", *options).startswith(
            "--steps, --words and what says how texts are written are for text tasks; this is none"
        )
