"""``glassformer predict``: files in, the same files with predictions out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse
from tests.support.text_runs import WITH_PARTS, classifier, fit_reader, tagger, write_run

TAGGED = "to\tO\nRome\tB-LOC\nOslo\tB-LOC\n\nMr\tO\nAsh\tB-PER\n"


@pytest.fixture
def persons(tmp_path: Path) -> Path:
    reader = fit_reader(max_length=3)
    return write_run(tmp_path / "persons", tagger(reader), reader)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    reader = fit_reader("classify", ())
    return write_run(tmp_path / "questions", classifier(reader), reader)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_labelled_texts_are_scored(call: Call, questions: Path, here: Path) -> None:
    (here / "x.csv").write_text('text,label\nWho?,who?\nI don\'t,no\nHm,no\n"",yes\n')
    done = call("predict", questions, "x.csv", "--out", "y.csv")
    assert (done.status, done.err) == (0, "")
    assert (here / "y.csv").read_text() == (
        'text,label,predicted\nWho?,who?,who?\nI don\'t,no,no\nHm,no,yes\n"",yes,yes\n'
    )
    assert done.out == ("y.csv: 4 texts with 6 words\n  texts right  75.00 % (95 % interval 30.1 to 95.4, n = 4)\n")
    document = json.loads(call("predict", questions, "x.csv", "--out", "y.csv.gz", "--json").out)
    assert gzip.decompress((here / "y.csv.gz").read_bytes()) == (here / "y.csv").read_bytes()
    assert {name: document[name] for name in ("out", "texts", "words", "cut")} == {
        "out": "y.csv.gz",
        "texts": 4,
        "words": 6,
        "cut": 0,
    }
    assert document["score"]["accuracy"]["successes"] == 3


def test_entities_are_counted_strictly(call: Call, persons: Path, here: Path) -> None:
    (here / "x.conll").write_text(TAGGED)
    done = call("predict", persons, "x.conll", "--out", "y.conll")
    assert (here / "y.conll").read_text() == (
        "to\tO\tO\nRome\tB-LOC\tB-LOC\nOslo\tB-LOC\tB-PER\n\nMr\tO\tO\nAsh\tB-PER\tB-PER\n"
    )
    assert done.out.split("\n")[1].startswith("  words right  80.00 % (95 % interval")
    assert "entities     F1 66.67 % (95 % interval " in done.out
    assert "strictly: 2 right of 3 predicted and 3 that are there" in done.out
    assert "precision 66.67 %, recall 66.67 %" in done.out
    score = json.loads(call("predict", persons, "x.conll", "--out", "y.conll", "--json").out)["score"]
    assert (score["entities"]["n_right"], score["entities"]["n_expected"]) == (2, 3)


def test_tags_of_another_scheme_are_compared_as_iob2(call: Call, persons: Path, here: Path) -> None:
    (here / "x.conll").write_text("to\tO\nRome\tS-LOC\n\nMr\tO\nAsh\tB-PER\nBell\tE-PER\n")
    out = call("predict", persons, "x.conll", "--out", "y.conll").out
    assert "words right  100.00 %" in out
    assert "F1 100.00 %" in out


def test_ill_formed_tags_are_mended_with_a_note_and_foreign_ones_are_no_entities(
    call: Call, persons: Path, here: Path
) -> None:
    (here / "x.conll").write_text("to\tO\nRome\tB-LOC\n\nin\tO\nOslo\tB-LOC\nto\tI-PER\n")
    done = call("predict", persons, "x.conll", "--out", "y.conll")
    assert done.err == "1 ill-formed tag mended; the first: x.conll, line 6: tag 'I-PER' where IOB2 has 'B-PER'\n"
    (here / "z.conll").write_text("to\tO\nRome\tLOC\n\nhi\tO\n")
    done = call("predict", persons, "z.conll", "--out", "y.conll")
    assert "words right  66.67 %" in done.out
    assert "entities" not in done.out
    (here / "z.conll").write_text("to\tO\nRome\tB-LOC\n\nhi\tLOC\n")
    done = call("predict", persons, "z.conll", "--out", "y.conll")
    assert done.err.startswith("entities are not counted: z.conll, line 4: tag 'LOC' is not IOB2, as others are")
    assert "entities" not in done.out
    (here / "z.conll").write_text("to\tO\nRome\tO\n\nhi\tO\n")
    assert (
        "strictly: 0 right of 1 predicted and 0 that are there"
        in call("predict", persons, "z.conll", "--out", "y.conll").out
    )


def test_long_texts_are_counted(call: Call, persons: Path, here: Path) -> None:
    (here / "x.txt").write_text("Mr Ash Bell Cole\n\nto Rome, Oslo\nhi\n")
    done = call("predict", persons, "x.txt", "--out", "y.txt")
    assert done.err == "2 of 4 texts are cut: only the first 3 words are read\n"
    assert done.out == "y.txt: 4 texts with 9 words\n"
    assert (here / "y.txt").read_text() == (
        "O B-PER I-PER O\tMr Ash Bell Cole\n\t\nO B-LOC O O\tto Rome , Oslo\nO\thi\n"
    )


def test_json_lines_and_options(call: Call, questions: Path, here: Path) -> None:
    (here / "x").write_bytes("a;é;2\nb;who;1\n".encode("latin-1"))
    names = here / "names.txt"
    names.write_text("1\twho?\n2\tno\n")
    options = ("--format", "csv", "--text", 1, "--label", -1, "--encoding", "latin-1", "--label-names", names)
    out = call("predict", questions, "x", "--out", "y", *options, "--delimiter", ";", "--no-header").out
    assert (here / "y").read_bytes() == "a;é;2;yes\nb;who;1;who?\n".encode("latin-1")
    assert "texts right  50.00 %" in out
    (here / "x.jsonl").write_text('{"q": "who is it"}\n')
    done = call("predict", questions, "x.jsonl", "--out", "y.jsonl", "--text", "q")
    assert (done.out, done.err) == ("y.jsonl: 1 text with 3 words\n", "")
    assert (here / "y.jsonl").read_text() == '{"q": "who is it", "predicted": "who?"}\n'


def test_columns_of_the_data_are_read(call: Call, refuse: Refuse, here: Path) -> None:
    reader = fit_reader(features=WITH_PARTS)
    run = write_run(here / "parts", tagger(reader), reader)
    (here / "x.conll").write_text("to X\nRome NNP\n")
    message = "these texts have no column 'pos', which the features read; give it for each word"
    assert message in refuse("predict", run, "x.conll", "--out", "y.conll")
    done = call("predict", run, "x.conll", "--out", "y.conll", "--names", "word, pos")
    assert done.status == 0
    assert (here / "y.conll").read_text() == "to X O\nRome NNP B-LOC\n"


def test_errors_speak_of_options(call: Call, refuse: Refuse, questions: Path, here: Path) -> None:
    (here / "x.csv").write_text("a,b\n1,2\n")
    message = refuse("predict", questions, "x.csv", "--out", "y.csv")
    assert message == "x.csv, line 1: which of these is the text? 'a', 'b'. Give it as --text …"
    (here / "x.foo").write_text("hi\n")
    assert refuse("predict", questions, "x.foo", "--out", "y").endswith(
        "give one of conll, csv, tsv, jsonl, lines as --format …"
    )
    (here / "x.tsv").write_text('text\n"hi"\n')
    assert call("predict", questions, "x.tsv", "--out", "y").err.endswith(
        "are kept; --quoted takes them off (the first at line 2)\n"
    )


def test_the_input_is_never_overwritten_and_nothing_is_left_half_written(
    refuse: Refuse, questions: Path, here: Path
) -> None:
    (here / "x.csv").write_text("text\nhi\n")
    (here / "link.csv").symlink_to(here / "x.csv")
    for out in ("x.csv", "./x.csv", "link.csv"):
        message = f"{out} is the file that is read; write what is predicted to another"
        assert refuse("predict", questions, "x.csv", "--out", out) == message
    (here / "y.csv").write_text("old")
    (here / "bad.csv").write_text("text,predicted\nhi,x\n")
    assert "has 'predicted' already" in refuse("predict", questions, "bad.csv", "--out", "y.csv")
    assert (here / "x.csv").read_text() == "text\nhi\n"
    assert (here / "y.csv").read_text() == "old"
    assert refuse("predict", questions, "none.csv", "--out", "y.csv") == "there is no file none.csv"
    assert sorted(path.name for path in here.iterdir() if path.is_file()) == ["bad.csv", "link.csv", "x.csv", "y.csv"]


def test_inputs_of_other_tasks(call: Call, refuse: Refuse, run_folder: Path, here: Path) -> None:
    (here / "x.txt").write_text("0 1 0\n1 1\n")
    done = call("predict", run_folder, "x.txt", "--out", "y.txt")
    assert (done.out, (here / "y.txt").read_text()) == ("y.txt: 2 inputs\n", "2 1 2\n2 2\n")
    document = json.loads(call("predict", run_folder, "x.txt", "--out", "y.txt.gz", "--json").out)
    assert document == {"out": "y.txt.gz", "inputs": 2}
    assert gzip.decompress((here / "y.txt.gz").read_bytes()) == b"2 1 2\n2 2\n"
    (here / "x.txt").write_text("0 1\n0 x\n")
    assert refuse("predict", run_folder, "x.txt", "--out", "z.txt") == (
        "x.txt, line 2: unknown token 'x' (number 2 of the input); allowed are '0', '1'"
    )
    assert refuse("predict", run_folder, "x.txt", "--out", "z.txt", "--text", "a").startswith(
        "this is no text task: FILE has an input a line, and only --encoding says more about it"
    )
    assert not (here / "z.txt").exists()
