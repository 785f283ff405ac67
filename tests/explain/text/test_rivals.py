"""Words in the place of others: one of every other class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.explain.text.programs import fit_reader, small_reader
from tests.support.text_runs import classifier, signature_of, tagger

from glassformer.explain.cells import Traced
from glassformer.explain.text import rivals
from glassformer.explain.text.decisions import Decider
from glassformer.explain.text.rivals import Rivals
from glassformer.program import LookupTable, Program, Scores
from glassformer.tasks.text import TextReader


def found(program: Program, reader: TextReader, words: Sequence[str], place: int, position: int | None) -> set[str]:
    """The words that are tried in the place of one."""
    decider = Decider(program)
    decision = decider.decide(Traced.of(program, reader.read(words)), position)
    others = Rivals(decider, reader.vocabulary).of(words[place - 1], place, decision)
    assert len(others) == len(set(others))
    return set(others)


def test_one_word_of_every_other_class_that_is_read_there() -> None:
    reader = fit_reader()
    assert found(tagger(reader), reader, ["mr", "ash"], 1, 2) == {"in", "is"}  # the first before a place, and of others
    assert found(tagger(reader), reader, ["see", "ash"], 1, 2) == {"in", "dr"}


def graded(reader: TextReader) -> Program:
    """Every word a class of its own; later words of the vocabulary speak more and more for "no"."""
    signature = signature_of(reader, ("yes", "no"))
    tokens = signature.marks + signature.alphabet
    classes = LookupTable(
        name="word_class",
        inputs=("tokens",),
        values=tuple(f"~{token}" for token in tokens),
        table=tuple(range(len(tokens))),
    )
    weights = tuple((0, place) for place in range(len(tokens)))
    scores = Scores(name="out", variables=("word_class",), weights=(weights,), bias=(1000, 0), is_pooled=True)
    return Program(signature=signature, operations=(classes, scores), returns="out")


def test_classes_that_speak_for_another_label_are_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals, "N_CLASSES", 4)
    reader = small_reader("classify")
    words = reader.vocabulary.words
    tried = found(graded(reader), reader, [words[2], words[3]], 1, None)
    assert tried == set(words[-5:])
    assert found(graded(reader), reader, [words[-1], words[3]], 1, None) == set(words[-5:-1])


def test_no_word_stands_for_itself_or_is_unknown() -> None:
    reader = small_reader("classify")
    tried = found(graded(reader), reader, ["zzz", "who"], 1, None)
    assert "<unk>" not in tried
    assert tried == set(reader.vocabulary.words[1:])
    assert "who" not in found(graded(reader), reader, ["zzz", "who"], 2, None)


def test_where_there_are_no_classes_the_most_frequent_words_are_tried() -> None:
    reader = small_reader("classify")
    assert found(classifier(reader), reader, ["who"], 1, None) == set(reader.vocabulary.words[1:]) - {"who"}


def test_no_word_is_tried_where_no_head_comes() -> None:
    reader = fit_reader()
    assert found(tagger(reader), reader, ["see", "it", "in", "Rome"], 1, 4) == set()


@pytest.mark.parametrize(("word", "expected"), [("rome", "went"), ("Rome", "Went"), ("ROME", "WENT"), ("A", "Went")])
def test_capitals_stay_where_the_vocabulary_has_none(word: str, expected: str) -> None:
    reader = small_reader("classify")
    assert expected in found(classifier(reader), reader, ["who", word], 2, None)


def test_capitals_do_not_stay_where_the_vocabulary_has_them() -> None:
    reader = fit_reader("classify", is_lower=False)
    assert {"went", "Rome"} <= found(classifier(reader), reader, ["ZZZ"], 1, None)


def test_a_word_whose_capital_would_be_another_stays_small() -> None:
    reader = small_reader("classify")
    words = (*reader.vocabulary.words, "straße")
    longer = replace(reader, vocabulary=replace(reader.vocabulary, words=words))
    assert {"straße", "WENT"} <= found(classifier(longer), longer, ["ROME"], 1, None)
