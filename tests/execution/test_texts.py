"""Programs with their readers: words in, a label for each of them out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.support.text_runs import (
    NASTY,
    TAGS,
    WITH_PARTS,
    classifier,
    fit_reader,
    scored,
    signature_of,
    tagger,
)

from glassformer.errors import InputError
from glassformer.execution import texts
from glassformer.execution.texts import TextProgram, marks_entities, mended
from glassformer.program import Scores
from glassformer.tasks.text import TextExamples

READER = fit_reader()
PERSONS = TextProgram(program=tagger(READER), reader=READER)


def test_tags_of_entities_are_well_formed() -> None:
    words = ["Dr", "Ash", "Bell", "went", "to", "Rome", "Oslo", "."]
    assert PERSONS.program(READER.read(words)) == ["O", "B-PER", "I-PER", "O", "O", "B-LOC", "I-PER", "O"]
    assert PERSONS.label(words) == ["O", "B-PER", "I-PER", "O", "O", "B-LOC", "B-PER", "O"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([], []),
        (["I-LOC", "I-LOC"], ["B-LOC", "I-LOC"]),
        (["B-LOC", "I-PER", "I-LOC"], ["B-LOC", "B-PER", "B-LOC"]),
        (["I", "O", "I", "I", "B"], ["B", "O", "B", "I", "B"]),
        (["B-LOC", None, "I-LOC"], ["B-LOC", None, "B-LOC"]),
    ],
)
def test_mending(tags: list[str | None], expected: list[str | None]) -> None:
    assert mended(tags) == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (TAGS, True),
        (("O", "B", "I"), True),
        (("N", "V"), False),
        (("O", "B-LOC", "E-LOC"), False),
        (("O", "B-LOC", "LOC"), False),
    ],
)
def test_what_marks_entities(labels: tuple[str, ...], expected: bool) -> None:
    program = scored(signature_of(READER, labels), ["capital"], random.Random(0))
    assert marks_entities(program) is expected


def test_labels_that_are_never_given_and_labels_of_whole_texts_mark_nothing() -> None:
    program = scored(signature_of(READER, (*TAGS, "other")), ["capital"], random.Random(0))
    (scores,) = program.operations
    assert isinstance(scores, Scores)
    without = replace(program, operations=(replace(scores, excluded=(5,)),))
    assert (marks_entities(program), marks_entities(without)) == (False, True)
    assert not marks_entities(scored(signature_of(fit_reader("classify"), TAGS), ["capital"], random.Random(0)))
    assert not marks_entities(replace(program, operations=(), returns="capital"))


def test_words_that_are_not_read_are_outside_of_entities_or_get_no_tag() -> None:
    reader = fit_reader(max_length=3)
    words = ["Mr", "Ash", "Bell", "Cole"]
    assert TextProgram(program=tagger(reader), reader=reader).label(words)[2:] == ["I-PER", "O"]
    plain = scored(signature_of(reader, ("N", "V")), ["capital"], random.Random(0))
    tags = TextProgram(program=plain, reader=reader).label(words)
    assert None not in tags[:3]
    assert tags[3] is None


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_many_texts_are_labelled_as_each_is(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", 4)
    reader = fit_reader("tag") if kind == "tag" else fit_reader("classify")
    program = tagger(reader) if kind == "tag" else classifier(reader)
    asked = TextProgram(program=program, reader=reader)
    words = tuple(map(reader.split, NASTY))
    told: list[tuple[int, int]] = []
    found = asked.label_all(
        TextExamples(kind=reader.kind, tokens=words), progress=lambda done, total: told.append((done, total))
    )
    assert found == [asked.label(each) for each in words]
    assert told[0] == (4, len(words))
    assert told[-1] == (len(words), len(words))
    assert asked.label_all(TextExamples(kind=reader.kind, tokens=())) == []


def test_a_text_that_the_program_does_not_take_is_named() -> None:
    program = replace(PERSONS.program, signature=replace(PERSONS.program.signature, lengths=range(2, 21)))
    asked = TextProgram(program=program, reader=READER)
    with pytest.raises(InputError, match=r"^text 2: the input has 1 token, but made up takes 2 to 20$"):
        asked.label_all(TextExamples(kind="tag", tokens=(("to", "Rome"), ("Rome",))))


def test_columns_of_the_data_are_typed_behind_slashes() -> None:
    reader = fit_reader(features=WITH_PARTS)
    asked = TextProgram(program=tagger(reader), reader=reader)
    assert asked.read_typed(["and/or/X", "Rome/NNP"]) == (("and/or", "Rome"), {"pos": ("X", "NNP")})
    assert asked.read_typed([]) == ((), {"pos": ()})
    for word in ("Rome", "Rome/", "/NNP"):
        with pytest.raises(InputError) as error:
            asked.read_typed(["to/X", word])
        assert str(error.value) == f"word 2 is {word!r}; write it as word/pos"
    assert PERSONS.read_typed(["and/or", "X"]) == (("and/or", "X"), {})
    with pytest.raises(InputError, match=r"^word 1 is ''; write it as word$"):
        PERSONS.read_typed([""])
    with pytest.raises(InputError, match="these texts have no column 'pos'"):
        asked.label(["Rome"])
