"""Flips: they lead where they say, and nothing smaller of their kind does."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from tests.explain.text.programs import fit_reader, learned, small_reader, some_words
from tests.support.text_runs import classifier, scored, signature_of, tagger

from glassformer.explain.text import Flip, explain_text
from glassformer.explain.text.flips import Edits, Text, moved
from glassformer.program import GRID, Program, Scores
from glassformer.tasks.text import Phrase, TextReader


def answer(program: Program, reader: TextReader, words: Sequence[str], position: int | None) -> str | None:
    """The label, or the tag at a position."""
    found = program(reader.read(words))
    return found if isinstance(found, str) else found[(position or 0) - 1]


def by_leaving_out(flips: Sequence[Flip]) -> Flip | None:
    """The flip that replaces nothing."""
    return next((flip for flip in flips if flip.edits[0].replacement is None), None)


def left_out(words: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    """The words without those at these places, counted from 1."""
    return tuple(word for place, word in enumerate(words, start=1) if place not in places)


def lead(program: Program, reader: TextReader, words: Sequence[str], label: str) -> int:
    """How far the best label of a text is ahead of another label."""
    (decision,) = explain_text(program, reader, words, with_flips=False).decisions
    return max(decision.totals) - decision.totals[decision.labels.index(label)]


@pytest.mark.parametrize("kind", ["classify", "tag"])
@pytest.mark.parametrize("seed", range(12))
def test_flips_lead_where_they_say(seed: int, kind: str) -> None:
    rng = random.Random(seed)
    reader = small_reader("classify" if kind == "classify" else "tag")
    program, words = learned(reader, rng), some_words(rng)
    explanation = explain_text(program, reader, words, position=None if kind == "classify" else 1)
    (decision,) = explanation.decisions
    for flip in decision.flips:
        edits: Edits = {edit.position: edit.replacement for edit in flip.edits}
        assert flip.words == Text(words, {}).edited(edits).words
        place = None if decision.position is None else moved(decision.position, edits)
        assert answer(program, reader, flip.words, place) == flip.label != decision.label
        changed = explain_text(program, reader, flip.words, position=place, with_flips=False).decisions[0]
        scores = dict(zip(changed.labels, changed.totals, strict=True))
        assert flip.lead == max(scores.values()) - scores[decision.label]
        assert {edit.word for edit in flip.edits} <= set(words)


@pytest.mark.parametrize("seed", range(20))
def test_one_word_is_left_out_where_that_is_enough(seed: int) -> None:
    rng = random.Random(seed)
    reader = small_reader("classify")
    program, words = learned(reader, rng), some_words(rng, 5)
    (decision,) = explain_text(program, reader, words).decisions
    flips = {
        n: [
            places
            for places in combinations(range(1, 6), n)
            if answer(program, reader, left_out(words, places), None) != decision.label
        ]
        for n in (1, 2)
    }
    found = by_leaving_out(decision.flips)
    if flips[1]:
        assert found is not None
        leads = [lead(program, reader, left_out(words, places), decision.label) for places in flips[1]]
        assert len(found.edits) == 1
        assert (found.edits[0].position,) == flips[1][leads.index(max(leads))]
    elif found is not None:  # of five words all pairs are tried
        assert tuple(edit.position for edit in found.edits) in flips[2]
    else:
        assert not flips[2]
    sizes = [len(flip.edits) for flip in decision.flips]
    assert sizes == sorted(sizes)


def test_random_programs_have_flips_of_both_sizes() -> None:
    rng = random.Random(0)
    sizes = []
    for _ in range(30):
        reader = small_reader("classify")
        (decision,) = explain_text(learned(reader, rng), reader, some_words(rng, 5)).decisions
        flip = by_leaving_out(decision.flips)
        sizes.append(0 if flip is None else len(flip.edits))
    assert {0, 1, 2} == set(sizes)


def phrases_alone(reader: TextReader) -> Program:
    """Positive for "to Rome", negative for anything else."""
    signature = signature_of(reader, ("negative", "positive"))
    (column,) = signature.columns
    weights = tuple((0, 2 * GRID * (value == "to rome")) for value in signature.marks + column.values)
    scores = Scores(name="out", variables=("phrase",), weights=(weights,), bias=(GRID, 0), is_pooled=True)
    return Program(signature=signature, operations=(scores,), returns="out")


def test_the_changed_text_is_read_anew() -> None:
    reader = fit_reader("classify", (Phrase(),))
    program = phrases_alone(reader)
    (decision,) = explain_text(program, reader, ["went", "to", "it", "Rome"]).decisions
    assert decision.label == "negative"
    flip = decision.flips[0]
    assert [(edit.position, edit.word, edit.replacement) for edit in flip.edits] == [(3, "it", None)]
    assert (flip.words, flip.label, flip.lead) == (("went", "to", "Rome"), "positive", GRID**2)


def test_a_tag_moves_with_its_word_and_stays_in_the_text() -> None:
    reader = fit_reader()
    (decision,) = explain_text(tagger(reader), reader, ["see", "it", "in", "Rome"], position=4).decisions
    assert decision.label == "B-LOC"
    flip = decision.flips[0]
    assert [(edit.position, edit.replacement) for edit in flip.edits] == [(3, None)]
    assert flip.label == "I-PER"


def test_a_tagged_word_is_not_left_out() -> None:
    reader = fit_reader()
    words = ["zzz", "ROME", "went"]
    (decision,) = explain_text(tagger(reader), reader, words, position=2).decisions
    assert decision.label == "I-PER"  # and "went", which would come to its place, is O
    assert by_leaving_out(decision.flips) is None


def test_a_tagged_word_is_replaced_where_no_other_is_enough() -> None:
    reader = fit_reader()
    (decision,) = explain_text(tagger(reader), reader, ["ROME"], position=1).decisions
    (flip,) = decision.flips
    assert (decision.label, flip.edits[0].word, flip.label) == ("I-PER", "ROME", "O")


def test_another_word_is_replaced_before_the_tagged_one() -> None:
    reader = fit_reader()
    (decision,) = explain_text(tagger(reader), reader, ["in", "Rome"], position=2).decisions
    replaced = next(flip for flip in decision.flips if flip.edits[0].replacement is not None)
    assert [(edit.position, edit.word) for edit in replaced.edits] == [(1, "in")]


def test_what_cannot_be_flipped() -> None:
    reader = fit_reader("classify")
    explanation = explain_text(classifier(reader), reader, ["who"] * 5)
    assert explanation.decisions[0].flips == ()
    assert explanation.n_runs > 4


def test_two_words_are_replaced_where_one_is_not_enough() -> None:
    reader = fit_reader("classify")
    (decision,) = explain_text(classifier(reader), reader, ["who", "who", "went"]).decisions
    replaced = next(flip for flip in decision.flips if flip.edits[0].replacement is not None)
    assert [edit.position for edit in replaced.edits] == [1, 2]
    assert {edit.replacement for edit in replaced.edits} == {"n't"}
    assert (replaced.label, replaced.lead) == ("no", 40 * GRID)


def test_a_text_that_the_program_does_not_take_is_not_tried() -> None:
    reader = fit_reader("classify")
    program = classifier(reader)
    longer = replace(program, signature=replace(program.signature, lengths=range(3, 21)))
    (decision,) = explain_text(longer, reader, ["who", "went", "to"]).decisions
    assert all(edit.replacement is not None for flip in decision.flips for edit in flip.edits)
    assert decision.flips


def test_one_word_is_not_left_out_of_one() -> None:
    reader = fit_reader("classify")
    (decision,) = explain_text(classifier(reader), reader, ["who"]).decisions
    assert by_leaving_out(decision.flips) is None
    assert decision.flips[0].edits[0].replacement == "n't"


def test_a_bounded_number_of_texts_is_tried() -> None:
    rng = random.Random(0)
    reader = fit_reader("classify", (Phrase(),), max_length=60)
    program = scored(signature_of(reader, ("a", "b")), ["tokens", "phrase"], rng)
    explanation = explain_text(program, reader, some_words(rng, 60))
    assert 60 <= explanation.n_runs <= 60 + 8 * 60 + 2 * 1000


def test_columns_of_the_data_go_with_their_words() -> None:
    changed = Text(("a", "b", "c"), {"pos": ("x", "y", "z")}).edited({1: None, 3: "d"})
    assert changed == Text(("b", "d"), {"pos": ("y", "z")})


def test_words_that_are_not_read_come_in_where_one_is_left_out() -> None:
    reader = fit_reader("classify", max_length=2)
    (decision,) = explain_text(classifier(reader), reader, ["to", "went", "who"]).decisions
    assert decision.label == "yes"
    flip = decision.flips[0]
    assert flip.edits[0].replacement is None
    assert flip.label == "who?"


def test_flips_can_be_left_aside() -> None:
    reader = fit_reader("classify")
    explanation = explain_text(classifier(reader), reader, ["who", "went"], with_flips=False)
    assert (explanation.decisions[0].flips, explanation.n_runs) == ((), None)
