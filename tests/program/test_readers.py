"""Whether a reader gives what a program takes, and readers of run folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.golden import PROGRAM
from tests.support.text_runs import classifier, fit_reader, tagger, write_run

from glassformer.errors import InputError, RunFolderError
from glassformer.program import Column, Program, save
from glassformer.program.locate import load_program, load_reader
from glassformer.program.readers import fit_reader as fit
from glassformer.tasks.text import TextReader

READER = fit_reader()
TAGGER = tagger(READER)
SIGNATURE = TAGGER.signature


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", TAGGER, READER)


def test_a_reader_that_fits_stays_as_it_is() -> None:
    assert fit(READER, SIGNATURE) is READER


def test_columns_are_those_of_the_program_in_its_order() -> None:
    columns = {column.name: column for column in SIGNATURE.columns}
    fewer = replace(SIGNATURE, columns=(columns["position"], columns["shape"]))
    fitted = fit(READER, fewer)
    assert [name for name, _ in fitted.columns] == ["position", "shape"]
    assert fitted.read(["New", "York"]) == (("new", "first", "Xx"), ("york", "last", "Xx"))
    assert fit(READER, replace(SIGNATURE, columns=())).read(["New", "Yorks"]) == ("new", "<unk>")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"gives_one_label": True},
            "the reader is of kind 'tag', but the program gives one label for the text",
        ),
        ({"lengths": range(9)}, "the reader reads up to 20 words, but the program takes 0 to 8 tokens"),
        (
            {"alphabet": (*SIGNATURE.alphabet, "zebra")},
            "the alphabet of the program has 'zebra', which the reader never gives; add it to the reader's vocabulary",
        ),
        (
            {"alphabet": tuple(word for word in SIGNATURE.alphabet if word not in ("rome", "oslo"))},
            "the alphabet of the program lacks 'oslo', 'rome', which the reader gives; add it there, or take it out",
        ),
        (
            {"columns": (Column("shapes", ("X",)),)},
            "column 'shapes' of the program is none that the reader gives; did you mean 'shape'? Valid: capital,",
        ),
        (
            {"columns": (Column("digits", ("none", "some")),)},
            "column 'digits' of the program lacks 'number', which the reader gives; add it there, or take it out",
        ),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        fit(READER, replace(SIGNATURE, **changes))
    assert str(error.value).startswith(message)


def test_a_reader_without_columns_is_said_to_have_none() -> None:
    with pytest.raises(InputError, match="column 'pos' of the program is none that the reader gives; it gives none"):
        fit(fit_reader(features=()), replace(SIGNATURE, columns=(Column("pos", ("N",)),)))


def test_the_reader_of_a_run_and_of_files_in_its_folder(run: Path) -> None:
    for place in (run, str(run), run / "program.json", run / "program.glass"):
        assert load_reader(place) == READER
    assert load_reader(run, load_program(run)) == READER
    assert load_reader("gallery:sort") is None
    save(TAGGER, run.parent / "alone.glass")
    assert load_reader(run.parent / "alone.glass") is None


def test_a_program_that_was_edited_keeps_its_reader(run: Path) -> None:
    text = (run / "program.glass").read_text(encoding="utf-8")
    without = "\n".join(line for line in text.split("\n") if not line.startswith("column digits"))
    assert without != text
    (run / "program.glass").write_text(without, encoding="utf-8")
    reader = load_reader(run / "program.glass")
    assert reader is not None
    assert [name for name, _ in reader.columns] == [name for name, _ in READER.columns if name != "digits"]
    assert load_reader(run) == READER


def test_a_program_of_another_task_beside_it_does_not_fit(run: Path) -> None:
    save(PROGRAM, run / "golden.glass")
    with pytest.raises(RunFolderError) as error:
        load_reader(run / "golden.glass")
    begin = f"{run / 'vocabulary.json'} does not fit the program of {run / 'golden.glass'}: the reader "
    assert str(error.value).startswith(begin)


def edited(run: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    path = run / "vocabulary.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda document: document.update(reader=[]), "reader is not an object"),
        (lambda document: document["reader"].pop("kind"), "the reader is damaged: expected 'kind', "),
        (lambda document: document["reader"].update(tokenizer="bpe"), "tokenizer 'bpe' is unknown"),
        (lambda document: document["reader"]["vocabulary"]["words"].append("in"), "the words of a vocabulary begin"),
        (lambda document: document["reader"]["features"]["features"][0].update(values=["X"]), "the features are "),
    ],
)
def test_a_damaged_reader_is_refused(run: Path, edit: Callable[[dict[str, Any]], object], message: str) -> None:
    path = edited(run, edit)
    with pytest.raises(RunFolderError) as error:
        load_reader(run)
    assert str(error.value).startswith(f"{path} is damaged: {message}")


def test_a_vocabulary_without_a_reader_is_that_of_another_task(run: Path) -> None:
    edited(run, lambda document: document.pop("reader"))
    assert load_reader(run) is None


def test_classifiers_have_readers_too(tmp_path: Path) -> None:
    reader: TextReader = fit_reader("classify", ())
    program: Program = classifier(reader)
    assert load_reader(write_run(tmp_path / "run", program, reader)) == reader
