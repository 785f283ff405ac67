"""``glassformer run`` and ``emit`` on runs of text tasks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse
from tests.support.text_runs import WITH_PARTS, classifier, fit_reader, tagger, write_run


@pytest.fixture
def persons(tmp_path: Path) -> Path:
    reader = fit_reader()
    return write_run(tmp_path / "persons", tagger(reader), reader)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    reader = fit_reader("classify", ())
    return write_run(tmp_path / "questions", classifier(reader), reader)


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A run that was learned from parts of speech."""
    reader = fit_reader(features=WITH_PARTS)
    return write_run(tmp_path / "parts", tagger(reader), reader)


def test_a_text_is_cut_into_words(call: Call, questions: Path, persons: Path) -> None:
    assert call("run", questions, "I don't know").out == "no\n"
    assert call("run", questions, "I", "don't", "know").out == "no\n"
    assert call("run", questions, "").out == "yes\n"
    assert call("run", persons, "Mr Ash Bell, to", "Rome").out == "O B-PER I-PER O O B-LOC\n"


def test_tags_are_well_formed(call: Call, persons: Path) -> None:
    assert call("run", persons, "to Rome Oslo").out == "O B-LOC B-PER\n"


def test_words_that_are_not_to_be_cut(call: Call, refuse: Refuse, persons: Path, questions: Path) -> None:
    assert call("run", persons, "--words", "to", "New York", "can't").out == "O B-LOC O\n"
    assert call("run", questions, "--words", "don't").out == "yes\n"
    assert call("run", persons, "--words", stdin="to can't\n").out == "O B-LOC\n"
    assert refuse("run", persons, "--words", "to", "") == "word 2 is ''; write it as word"
    assert refuse("run", "gallery:sort", "--words", 3) == (
        "--words is for text tasks; this program takes TOKENS as they are (glassformer run --help says more)"
    )


def test_a_text_a_line(call: Call, questions: Path, persons: Path) -> None:
    assert call("run", questions, stdin="Who is it?\n\nI don't know\r\n").out == "who?\nyes\nno\n"
    assert call("run", persons, stdin="\nto Rome\n").out == "\nO B-LOC\n"


def test_as_json(call: Call, questions: Path, persons: Path) -> None:
    one = {"input": ["to", "Rome", "'s"], "output": ["O", "B-LOC", "O"]}
    assert json.loads(call("run", persons, "to Rome's", "--json").out) == one
    assert json.loads(call("run", persons, "--json", stdin="to Rome's\n").out) == [one]
    assert json.loads(call("run", questions, "", "--json").out) == {"input": [], "output": "yes"}


def test_long_texts_are_cut_and_counted(call: Call, persons: Path) -> None:
    done = call("run", persons, "Mr " * 21)
    assert done.out.split()[20:] == ["O"]
    assert done.err == "1 of 1 texts is cut: only the first 20 words are read\n"
    lines = "\n".join(["Mr " * 20, "Mr " * 21, "Mr " * 30])
    assert call("run", persons, stdin=lines).err == "2 of 3 texts are cut: only the first 20 words are read\n"


def test_columns_of_the_data_stand_behind_slashes(call: Call, refuse: Refuse, parts: Path) -> None:
    for argv in (("to/X Rome/NNP",), ("to/X", "Rome/NNP"), ("--words", "to/X", "Rome/NNP")):
        assert call("run", parts, *argv).out == "O B-LOC\n"
    document = json.loads(call("run", parts, "to/X", "Rome/NNP", "--json").out)
    assert document["input"] == ["to/X", "Rome/NNP"]
    assert refuse("run", parts, "to/X", "Rome") == "word 2 is 'Rome'; write it as word/pos"
    assert refuse("run", parts, stdin="to/X Rome\n") == "standard input, line 1: word 2 is 'Rome'; write it as word/pos"


def test_an_edited_program_works_beside_its_vocabulary(call: Call, persons: Path) -> None:
    path = persons / "program.glass"
    text = path.read_text(encoding="utf-8")
    assert text.count('    in "to": before-place\n') == text.count("column digits none some number\n") == 1
    text = text.replace('    in "to": before-place\n', "    in: before-place\n")
    path.write_text(text.replace("column digits none some number\n", ""), encoding="utf-8")
    assert call("run", path, "to Rome in Rome").out == "O B-PER O B-LOC\n"
    assert call("run", persons, "to Rome in Rome").out == "O B-LOC O B-LOC\n"


def test_a_program_that_no_longer_fits_its_vocabulary(refuse: Refuse, persons: Path) -> None:
    path = persons / "program.glass"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("lengths 0 to 20", "lengths 0 to 10"), encoding="utf-8")
    assert refuse("run", path, "to Rome") == (
        f"{persons / 'vocabulary.json'} does not fit the program of {path}: the reader reads up to 20 words, but the "
        "program takes 0 to 10 tokens"
    )


def test_bytes_that_are_not_utf8(questions: Path) -> None:
    command = [sys.executable, "-m", "glassformer", "run", str(questions)]
    done = subprocess.run(command, input=b"who?\n\xff\n", capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"who?\n")
    assert done.stderr == b"glassformer: error: standard input, line 2: this is not UTF-8 text: '\\udcff\\n'\n"


def test_emitted_python_reads_texts(call: Call, persons: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "persons.py"
    call("emit", persons, "--to", "python", "--out", out)
    ran = subprocess.run([sys.executable, out, "to", "Rome's"], capture_output=True, text=True, check=True)
    assert ran.stdout == call("run", persons, "to", "Rome's").out == "O B-LOC O\n"
    assert "def read(text):" in call("emit", questions, "--to", "python").out
    assert call("emit", questions, "--to", "pseudocode").out.startswith("# made up: a program")
