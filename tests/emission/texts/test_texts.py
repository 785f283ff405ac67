"""Emitted Python that reads texts: equal to the reader and the interpreter, and standing alone."""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.emission.test_python import namespace, run_file
from tests.support.text_runs import (
    EXAMPLES,
    NASTY,
    TAGS,
    WITH_PARTS,
    classifier,
    fit_reader,
    scored,
    signature_of,
    tagger,
)

from glassformer.emission import to_python
from glassformer.emission.texts.features import feature_code
from glassformer.errors import InputError
from glassformer.execution.texts import TextProgram
from glassformer.program import Program
from glassformer.tasks.text import (
    Capital,
    Column,
    Digits,
    Feature,
    FeatureSet,
    Form,
    Frequency,
    Phrase,
    Position,
    Prefix,
    Punctuation,
    Shape,
    Suffix,
    TextReader,
    WordList,
    tokenizing,
)
from glassformer.tasks.text.examples import Kind
from glassformer.tasks.text.word_features import Columns

PLACES = (("new", "york"), ("New", "York", ",", "Mr"), ("York",), ("rome",))
FEATURES: tuple[Feature, ...] = (
    *(Shape(), Prefix(1), Prefix(3), Suffix(1), Suffix(3), Capital(), Digits(), Punctuation(), Form(), Position()),
    *(Frequency(), Phrase(), WordList("places", PLACES), WordList("Places", PLACES, is_cased=True)),
    *(WordList("towns", (("rome",), ("York",))), WordList("Towns", (("Rome",), ("York",)), is_cased=True)),
)


def program_of(reader: TextReader, *names: str, seed: int = 0) -> Program:
    """A program that reads these columns, by default all, and the words."""
    return scored(signature_of(reader, TAGS), ["tokens", *(names or dict(reader.columns))], random.Random(seed))


def check_equal(reader: TextReader, program: Program, texts: Sequence[str] = NASTY) -> None:
    """Raise unless the emitted file cuts, describes and labels texts as the package does."""
    found = namespace(to_python(program, reader=reader))
    asked = TextProgram(program=program, reader=reader)
    for text in texts:
        words = reader.split(text)
        assert found["split"](text) == list(words)
        assert found["read"](text) == list(reader.read(words))
        assert found["answer"](text) == asked.label(words)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_each_feature_is_computed_as_by_the_reader(feature: Feature, kind: Kind) -> None:
    reader = fit_reader(kind, (feature,))
    assert [name for name, _ in reader.columns] == [feature.name]
    check_equal(reader, program_of(reader))


@pytest.mark.parametrize("kind", ["tag", "classify"])
@pytest.mark.parametrize("tokenizer", ["words", "spaces"])
@pytest.mark.parametrize("is_lower", [True, False])
@pytest.mark.parametrize("max_length", [1, 3, 50])
def test_all_features_together(kind: Kind, tokenizer: str, is_lower: bool, max_length: int) -> None:
    reader = fit_reader(kind, FEATURES, tokenizer=tokenizer, is_lower=is_lower, max_length=max_length)
    assert len(reader.columns) == len(FEATURES)
    check_equal(reader, program_of(reader, seed=max_length))


def test_words_alone() -> None:
    for reader in (fit_reader("tag", ()), fit_reader("classify", ())):
        check_equal(reader, program_of(reader))


def check_answers(reader: TextReader, program: Program) -> None:
    """Raise unless the emitted file labels texts as the package does."""
    answer = namespace(to_python(program, reader=reader))["answer"]
    asked = TextProgram(program=program, reader=reader)
    assert list(map(answer, NASTY)) == [asked.label(reader.split(text)) for text in NASTY]


def test_what_was_written_by_hand() -> None:
    reader, questions = fit_reader(), fit_reader("classify", ())
    check_answers(reader, tagger(reader))
    check_answers(questions, classifier(questions))
    answer = namespace(to_python(tagger(reader), reader=reader))["answer"]
    assert answer("Mr Ash Bell went to Rome Oslo") == ["O", "B-PER", "I-PER", "O", "O", "B-LOC", "B-PER"]


@pytest.mark.parametrize("labels", [("O", "B", "I"), (*TAGS, "I-X-Y", "B-X-Y", "B", "I"), ("N", "V")])
def test_tags_of_entities_are_well_formed(labels: tuple[str, ...]) -> None:
    reader = fit_reader(features=(Phrase(), Suffix(1)))
    for seed in range(5):
        names = ["tokens", *dict(reader.columns)]
        check_answers(reader, scored(signature_of(reader, labels), names, random.Random(seed)))


def bands(reader: TextReader) -> Program:
    """A program without operations, which answers with a column."""
    return Program(signature=signature_of(reader, Frequency.VALUES), operations=(), returns="frequency")


def test_a_column_can_be_the_answer() -> None:
    reader = fit_reader()
    check_answers(reader, bands(reader))
    answer = namespace(to_python(bands(reader), reader=reader))["answer"]
    assert answer("went to zebra") == ["2-4", "2-4", "0-1"]


def test_columns_that_nothing_reads_are_not_computed() -> None:
    reader = fit_reader()
    source = to_python(tagger(reader), reader=reader)
    found = namespace(source)
    assert "def capitals_of(" in source
    for function in ("shape_of", "prefix_of", "phrases_of", "find_entries"):
        assert function not in source
    assert "    # what no operation reads\n" in source
    assert '    prefix2 = ["<other>"] * len(words)\n' in source
    names = ["tokens", *dict(reader.columns)]
    read = dict(zip(names, zip(*found["read"]("Dr Ash"), strict=True), strict=True))
    assert (read["tokens"], read["capital"]) == (("dr", "ash"), ("first-at-begin", "first"))
    assert (read["shape"], read["digits"]) == (("<other>",) * 2, ("none",) * 2)
    assert found["run"](reader.read(["Dr", "Ash"])) == found["run"](found["read"]("Dr Ash")) == ["O", "B-PER"]


def test_a_reader_gives_a_program_fewer_columns_in_its_order() -> None:
    reader = fit_reader()
    signature = signature_of(reader, TAGS)
    columns = {column.name: column for column in signature.columns}
    fewer = replace(signature, columns=(columns["suffix3"], columns["capital"]))
    program = scored(fewer, ["suffix3", "capital"], random.Random(1))
    found = namespace(to_python(program, reader=reader))
    assert found["read"]("Oslo") == [("oslo", "slo", "first-at-begin")]
    with pytest.raises(InputError, match="column 'suffix3' of the program is none that the reader gives"):
        to_python(program, reader=fit_reader(features=()))


def typed(words: Sequence[str], columns: Columns) -> str:
    return " ".join(map("/".join, zip(words, *columns.values(), strict=True)))


def test_columns_of_the_data_are_read_behind_slashes() -> None:
    reader = fit_reader(features=WITH_PARTS)
    program = program_of(reader)
    found, asked = namespace(to_python(program, reader=reader)), TextProgram(program=program, reader=reader)
    for words, parts in zip(EXAMPLES.tokens, EXAMPLES.columns["pos"], strict=True):
        given = {"pos": parts}
        assert found["split"](typed(words, given)) == [list(words), list(parts)]
        assert found["read"](typed(words, given)) == list(reader.read(words, given))
        assert found["answer"](typed(words, given)) == asked.label(words, given)
    assert found["answer"]("") == []
    assert found["answer"]("a/b/X 1/2/?") == asked.label(("a/b", "1/2"), {"pos": ("X", "?")})
    for word in ("Rome", "Rome/", "/NNP"):
        with pytest.raises(ValueError, match=f"^word 2 is {word!r}; write it as word/pos$"):
            found["answer"](f"to/X {word}")


def test_names_of_columns_that_the_file_needs_itself() -> None:
    names = (
        "words",
        "word",
        "read",
        "re",
        "columns",
        "lowered",
        "class",
        "known",
        "print",
        "describe",
        "part of speech",
    )
    data = replace(EXAMPLES, columns=dict.fromkeys(names, EXAMPLES.columns["pos"]))
    features = FeatureSet.fit(data, (*map(Column, names), Phrase(), Shape()), min_count=1)
    reader = replace(fit_reader(), features=features)
    program = program_of(reader)
    found, asked = namespace(to_python(program, reader=reader)), TextProgram(program=program, reader=reader)
    words, given = ("Rome", "is"), dict.fromkeys(names, ("NNP", "X"))
    assert found["read"](typed(words, given)) == list(reader.read(words, given))
    assert found["answer"](typed(words, given)) == asked.label(words, given)


def test_words_that_get_no_tag_stay_without() -> None:
    reader = fit_reader()
    program = replace(tagger(reader), signature=replace(tagger(reader).signature, unlabelled=("ash", "cole")))
    check_answers(reader, program)
    answer = namespace(to_python(program, reader=reader))["answer"]
    assert answer("to Ash Bell Bell") == ["O", None, "B-PER", "I-PER"]


def test_a_word_is_what_the_tokenizer_takes_for_one() -> None:
    reader = fit_reader("classify", ())
    word = namespace(to_python(classifier(reader), reader=reader))["WORD"]
    assert word.pattern == tokenizing._pattern().pattern
    assert word.flags == tokenizing._pattern().flags


def test_without_a_reader_nothing_of_it_is_there() -> None:
    program = tagger(fit_reader())
    source = to_python(program)
    assert {"run", "check_input", "main"} <= namespace(source).keys()
    assert not {"read", "answer", "split", "WORDS", "re"} & namespace(source).keys()


def test_a_feature_of_a_strangers_own_is_refused() -> None:
    class Length(Position):
        pass

    with pytest.raises(InputError, match="feature 'length' cannot be emitted: it is no feature of this package"):
        feature_code(Length(), "length", lambda: "LENGTH")


def test_the_command_line(tmp_path: Path) -> None:
    reader, path = fit_reader(), tmp_path / "tagger.py"
    to_python(tagger(reader), reader=reader, path=path)
    assert run_file(path, "Mr", "Ash Bell, to", "Rome") == (0, "O B-PER I-PER O O B-LOC\n", "")
    assert run_file(path, "") == (0, "\n", "")
    lines = "to Rome\n\nDr Ash\u2019s caf\u00e9"
    assert from_standard_input(path, lines) == (0, "O B-LOC\n\nO B-PER O O\n", "")
    assert from_standard_input(path, "") == (0, "", "")


def test_the_command_line_of_a_classifier_and_of_one_with_columns(tmp_path: Path) -> None:
    reader, path = fit_reader("classify", ()), tmp_path / "classifier.py"
    to_python(classifier(reader), reader=reader, path=path)
    assert run_file(path, "I don't know") == (0, "no\n", "")
    assert from_standard_input(path, "Who?\n\n") == (0, "who?\nyes\n", "")
    reader, path = fit_reader(features=WITH_PARTS), tmp_path / "columns.py"
    to_python(program_of(reader, "pos"), reader=reader, path=path)
    status, out, err = run_file(path, "Rome/NNP", "Rome")
    assert (status, out, err) == (2, "", "word 2 is 'Rome'; write it as word/pos\n")


def from_standard_input(path: Path, text: str) -> tuple[int, str, str]:
    command = [sys.executable, "-I", "-X", "utf8", str(path)]
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_it_runs_on_old_pythons_and_imports_little() -> None:
    for tokenizer, expected in (("words", {"re", "sys", "unicodedata"}), ("spaces", {"sys"})):
        reader = fit_reader(features=(Capital(), Phrase()), tokenizer=tokenizer)
        tree = ast.parse(to_python(program_of(reader), reader=reader), feature_version=(3, 8))
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert {ast.unparse(node) for node in imported} == {f"import {name}" for name in expected}


def test_it_is_formatted(tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    readers = {
        "all": fit_reader(features=FEATURES),
        "all_classes": fit_reader("classify", FEATURES),
        "parts": fit_reader(features=WITH_PARTS, tokenizer="spaces"),
        "alone": fit_reader("classify", ()),
    }
    for name, reader in readers.items():
        to_python(program_of(reader), reader=reader, path=tmp_path / f"{name}.py")
    to_python(tagger(fit_reader()), reader=fit_reader(), path=tmp_path / "tagger.py")
    to_python(bands(fit_reader()), reader=fit_reader(), path=tmp_path / "bands.py")
    command = [ruff, "format", "--check", "--diff", "--isolated", "--line-length", "88", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
