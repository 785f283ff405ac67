"""Texts explained on a screen, word for word."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from tests.explain.text.programs import fit_reader, learned, small_reader, some_words
from tests.support.text_runs import classifier, scored, signature_of, tagger

from glassformer.explain.terminal import draw_text
from glassformer.explain.terminal.ink import Ink
from glassformer.explain.text import explain_text
from glassformer.program import GRID, LookupTable, Program, Scores
from glassformer.tasks.text import Capital, Phrase, TextReader
from glassformer.tasks.text.examples import Kind

LABELLED = """\
The label is no, ahead of yes by 4.75.
Scores (share of exp(score)): no 10.42 (99.1 %), yes 5.68 (0.9 %), …

4.75 is the sum of -0.83 of bias and of what each word adds (+ speaks
for no, - for yes):
  Mr     Ash    went   to     Rome
  +6.18  -0.96  +3.63  +3.49  -6.76
  +++++  -      +++    +++    -----
The same by rules, the 8 largest of 15, with what each read here and the
members of its class:
 -10.52 --------  both ~b                 Ash: ~c, ~c (before: Mr) to:…
  +5.29 ++++      phrase_class ~b         <other>       <other> … (7)
  +4.14 +++       word_class ~c           Mr Ash to     "to" ash mr (3)
  +3.02 ++        phrase_class ~a         "went to"     "went to" … (9)
  +2.56 ++        capital lower           went to
  +2.31 ++        capital first-at-begin  Mr
  -1.72 -         word_class ~b           Rome          in is rome … (7)
  +1.31 +         word_class_before ~d    before: went  <unk> went … (8)

Without "went" the label would be yes, ahead of no by 1.87.
With "to" in place of "went" the label would be yes, ahead of no by
1.37.

Numbers are sums of the program's weights, which its text has in 1/1024.
"""


def test_a_label() -> None:
    reader = small_reader("classify")
    program = learned(reader, random.Random(1))
    assert draw_text(explain_text(program, reader, ["Mr", "Ash", "went", "to", "Rome"]), 72) == LABELLED


def graded(reader: TextReader) -> Program:
    """A word is good where it has e, ash and rome bad, and "to rome" is good."""
    signature = signature_of(reader, ("good", "bad"))
    tokens = signature.marks + signature.alphabet
    word_class = LookupTable(
        name="word_class",
        inputs=("tokens",),
        values=("~other", "~see", "~ash"),
        table=tuple(2 if token in ("ash", "rome", "cole") else int(token in ("see", "who")) for token in tokens),
    )
    phrases = signature.marks + signature.columns[1].values
    is_capital = tuple(value == "first" for value in signature.marks + signature.columns[0].values)
    scores = Scores(
        name="label",
        variables=("word_class", "phrase", "capital"),
        weights=(
            ((0, 0), (GRID, 0), (0, GRID)),
            tuple((2 * GRID * (phrase == "to rome"), 0) for phrase in phrases),
            tuple((GRID // 2 * each, 0) for each in is_capital),
        ),
        bias=(0, 0),
        is_pooled=True,
    )
    return Program(signature=signature, operations=(word_class, scores), returns="label")


WHOLE = """\
The label is good, ahead of bad by 1.50.
Scores (share of exp(score)): good 3.50 (81.8 %), bad 2.00 (18.2 %)

1.50 is the sum of +0.00 of bias and of what each word adds (+ speaks for good, - for bad):
  Ash    went  to  Rome   zzz  see
  -1.00  .     .   +1.50  .    +1.00
  ---              +++++       +++
The same by rules, all of them, with what each read here and the members of its class:
  -2.00 --------  word_class ~ash   Ash Rome  rome ash cole (3)
  +2.00 ++++++++  phrase "to rome"  Rome
  +1.00 ++++      word_class ~see   see       who see (2)
  +0.50 ++        capital first     Rome

Without "to" the label would be bad, ahead of good by 0.50.
With "rome" in place of "to" the label would be bad, ahead of good by 1.50.

Not in the vocabulary: zzz.
Numbers are sums of the program's weights, which its text has in 1/1024.
"""


def test_a_label_with_classes() -> None:
    reader = fit_reader("classify", (Capital(), Phrase()))
    drawn = draw_text(explain_text(graded(reader), reader, ["Ash", "went", "to", "Rome", "zzz", "see"]), 96)
    assert drawn == WHOLE


def test_what_is_nil_on_the_screen_is_not_shown() -> None:
    reader = fit_reader("classify", (Capital(), Phrase()))
    program = graded(reader)
    *others, scores = program.operations
    assert isinstance(scores, Scores)
    weights = (scores.weights[0], scores.weights[1], tuple((1, 0) for _ in scores.weights[2]))  # type: ignore[index]
    small = replace(program, operations=(*others, replace(scores, weights=weights)))
    drawn = draw_text(explain_text(small, reader, ["see", "went"]), 96)
    assert "members of its class:\n  +1.00 ++++++++  word_class ~see  see  who see (2)\n\n" in drawn


TAGGED = """\
Dr  Ash    went  to  Rome   Oslo   zzz
    B-PER            B-LOC  B-PER

Word 2, "Ash", is B-PER, ahead of I-PER by 0.02.
  0.02 is the sum of +0.00 of bias and of what each word adds (+ speaks for
  B-PER, - for I-PER):
  Dr     Ash
  +0.03  -0.01
  +++++  --
  +0.03 ++++++++  role_before title  before: Dr  dr mr (2)
  -0.01 ---       capital first      Ash
  Without "Dr" the tag would be O, ahead of B-PER by 0.0010; with "In" in place
  of "Dr" the tag would be B-LOC, ahead of B-PER by 0.03.

"""


def test_several_tags() -> None:
    reader = fit_reader()
    words = ["Dr", "Ash", "went", "to", "Rome", "Oslo", "zzz"]
    drawn = draw_text(explain_text(tagger(reader), reader, words), 80)
    assert drawn.startswith(TAGGED)
    assert '\n\nWord 6, "Oslo", is I-PER (written B-PER, as it begins an entity), ahead of O by\n0.01.\n' in drawn
    assert len(drawn.splitlines()) < 40


def test_more_tags_than_fit() -> None:
    reader = fit_reader()
    drawn = draw_text(explain_text(tagger(reader), reader, ["Dr", "Ash"] * 8), 100)
    assert drawn.count("\nWord ") == 5
    assert "\nFurther tags are at 7 8 9 10 11 12 13 14 15 16: --position shows one, --json all.\n" in drawn


def test_one_tag_that_is_asked_for() -> None:
    reader = fit_reader()
    drawn = draw_text(explain_text(tagger(reader), reader, ["to", "Rome"], position=1), 80)
    assert drawn.startswith('to  Rome\n    B-LOC\n\nWord 1, "to", is O, ahead of B-PER by 0.0010.\nScores (share')


def test_no_tag_but_o() -> None:
    reader = fit_reader()
    drawn = draw_text(explain_text(tagger(reader), reader, ["went", "see"]), 80)
    assert drawn.startswith("went  see\n\nNo word has another tag than O. The closest call:\n\nWord ")


def test_what_is_not_read_and_what_is_not_there() -> None:
    reader = fit_reader("classify", max_length=2)
    drawn = draw_text(explain_text(classifier(reader), reader, ["a", "b", "c", "d"]), 80)
    assert "\nNot in the vocabulary: a b.\nThe last 2 words of the text are not read.\nNumbers are" in drawn
    assert "The text has no words.\n" in draw_text(explain_text(classifier(reader), reader, []), 80)
    assert draw_text(explain_text(tagger(fit_reader()), fit_reader(), []), 80) == "The text has no words.\n"


def test_ties_one_label_and_nothing_found() -> None:
    reader = fit_reader("classify")
    program = scored(signature_of(reader, ("only",)), ["tokens"], random.Random(0))
    assert draw_text(explain_text(program, reader, ["who"]), 80).startswith("The label is only: there is no other.\n")
    tied = scored(signature_of(reader, ("a", "b")), [], random.Random(0))
    drawn = draw_text(explain_text(tied, reader, ["who"]), 80)
    assert drawn.startswith("The label is a, level with b, which comes later among the labels.\n")
    assert "\nNo change of one or two words was found that leads to another label.\n" in drawn
    assert "\n0.00 is all of bias.\n" in drawn
    assert "No change" not in draw_text(explain_text(tied, reader, ["who"], with_flips=False), 80)


@pytest.mark.parametrize("kind", ["classify", "tag"])
@pytest.mark.parametrize("width", [40, 57, 80, 100])
def test_the_width_is_kept(width: int, kind: Kind) -> None:
    for seed in range(8):
        rng = random.Random(seed)
        reader = small_reader(kind)
        explanation = explain_text(learned(reader, rng), reader, some_words(rng))
        plain, coloured = (draw_text(explanation, width, Ink(is_on=is_on)) for is_on in (False, True))
        assert max(map(len, plain.splitlines())) <= width
        assert "\x1b" not in plain
        assert "\x1b[32m" in coloured
        bare = re.sub(r"\x1b\[\d+m", "", coloured)
        assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_words_do_nothing_to_a_terminal() -> None:
    reader = fit_reader()
    drawn = draw_text(explain_text(tagger(reader), reader, ["Dr", "\x1b[31m\r"], position=2), 100)
    assert "\nWord 2, '\\x1b[31m\\r', is B-PER" in drawn
    assert "\x1b" not in drawn
