"""Errors on texts on a screen, word for word."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.explain.text.programs import fit_reader
from tests.explain.text.test_errors import GOLD, TAGGED, blind_to, made_up
from tests.support.text_runs import classifier, tagger

from glassformer.explain.terminal.ink import Ink
from glassformer.explain.terminal.text_errors import draw_text_errors
from glassformer.explain.text.errors import find_text_errors
from glassformer.tasks.text import TextExamples
from glassformer.tasks.text.examples import Kind, Source

READER = fit_reader()

TAGS = """\
2 texts; strict F1 of entities: 66.7 (95 % interval 40.0 to 100.0, by
bootstrap); tags that are right: 84.62 % (95 % interval 57.8 to 95.7, n = 13).

entities    F1  precision  recall  right  found  there
LOC       50.0       50.0    50.0      1      2      2
PER       80.0       66.7   100.0      2      3      2

Confusion of words: a row for what is right, a column for what was answered
       O  B-PER  I-PER  B-LOC  I-LOC
O      6      .      1      .      .
B-PER  .      2      .      .      .
I-PER  .      .      1      .      .
B-LOC  .      .      .      2      .
I-LOC  .      .      1      .      .

No class of words (of 3 that are there) has more errors than chance explains.
Nearest to it is role_before other: wrong 2 times in 9, 1.4 expected.

The surest mistakes, and by how much:
  0.01  I-LOC taken for I-PER, line 2
        in New [York] Mr Cole who
  0.01  O taken for I-PER, line 2
        in New York [Mr] Cole who
"""


def test_tags() -> None:
    examples = TextExamples(kind="tag", tokens=TAGGED, labels=GOLD)
    assert draw_text_errors(find_text_errors(tagger(READER), READER, examples), 80) == TAGS


def test_labels() -> None:
    drawn = draw_text_errors(find_text_errors(*made_up("classify", 0)), 80)
    head, confusion, classes, rules, mistakes = drawn.split("\n\n")
    assert head.startswith("60 texts; labels that are right: ")
    assert confusion.splitlines()[0] == ("Confusion of texts: a row for what is right, a column for what was answered")
    assert classes.startswith("No class of words (of 8 that are there) has more errors than chance explains.")
    assert rules.startswith("Rules without which more would be right: how many wrong answers each decides,\n")
    assert rules.splitlines()[3].split() == ["wrong", "right", "rule", "mostly", "right", "->", "answered"]
    assert mistakes.startswith("The surest mistakes, and by how much:\n")


def test_classes_beyond_chance() -> None:
    drawn = draw_text_errors(find_text_errors(*blind_to("rome")), 90)
    (classes,) = (part for part in drawn.split("\n\n") if part.startswith("Classes of words"))
    head, columns, *rows = classes.splitlines()
    assert head == "Classes of words with more errors than chance explains (of 8 that are there):"
    assert columns.split() == ["wrong", "of", "expected", "class"]
    assert all(re.fullmatch(r" +\d+ +\d+ +\d+\.\d  \w+ ~[a-d] .*\(\d+\)", row) for row in rows)


def test_many_labels_are_listed() -> None:
    labels = [f"B-{name}" for name in "abcdefgh"]
    reader = fit_reader()
    program = tagger(reader)
    examples = TextExamples(kind="tag", tokens=TAGGED, labels=(("O",) * 7, (*labels[:5], "O")))
    drawn = draw_text_errors(find_text_errors(program, reader, examples), 80)
    assert "\n\nThe commonest confusions of words, of 8 wrong\n  1  O taken for B-PER\n" in drawn


def test_where_mistakes_are() -> None:
    reader = fit_reader("classify")
    sources = (Source("a.csv", 2), Source("a.csv", 9))
    examples = TextExamples(
        kind="classify", tokens=(("who", "went"), ("see",) * 50), labels=("no", "no"), sources=sources
    )
    errors = find_text_errors(classifier(reader), reader, examples)
    drawn = draw_text_errors(errors, 60)
    assert (
        "\nThe surest mistakes in a.csv, and by how much:\n  0.03  no taken for who?, line 2\n        who went\n"
        in drawn
    )
    assert drawn.splitlines()[-1] == "        see see see see see see see see see see see see see…"
    assert "1 of them are longer than what is read" not in draw_text_errors(replace(errors, n_cut=0), 60)


def test_a_word_in_a_long_text() -> None:
    words = ("see",) * 15 + ("Mr", "who", "it", "Rome", "it")
    gold = ("O",) * 20
    examples = TextExamples(kind="tag", tokens=(words,), labels=(gold,))
    drawn = draw_text_errors(find_text_errors(tagger(READER), READER, examples), 50)
    assert "        … see Mr who it [Rome] it\n" in drawn


def test_all_right() -> None:
    reader = fit_reader("classify")
    examples = TextExamples(kind="classify", tokens=(("who",),), labels=("who?",))
    drawn = draw_text_errors(find_text_errors(classifier(reader), reader, examples), 90)
    assert drawn == "1 text; labels that are right: 100.00 % (95 % interval 20.7 to 100.0, n = 1).\n"


def test_cut_texts_are_told() -> None:
    reader = fit_reader("classify", max_length=1)
    examples = TextExamples(kind="classify", tokens=(("who", "went"),), labels=("who?",))
    drawn = draw_text_errors(find_text_errors(classifier(reader), reader, examples), 200)
    assert drawn.endswith("n = 1). 1 of them are longer than what is read.\n")


@pytest.mark.parametrize("kind", ["classify", "tag"])
@pytest.mark.parametrize("width", [40, 66, 100])
def test_the_width_is_kept(width: int, kind: Kind) -> None:
    errors = find_text_errors(*made_up(kind, 1))
    plain = draw_text_errors(errors, width)
    assert max(map(len, plain.splitlines())) <= width
    coloured = re.sub(r"\x1b\[\d+m", "", draw_text_errors(errors, width, Ink(is_on=True)))
    assert coloured == plain


def test_words_do_nothing_to_a_terminal() -> None:
    reader = fit_reader("classify")
    examples = TextExamples(kind="classify", tokens=(("who", "\x1b[31m"),), labels=("no",))
    drawn = draw_text_errors(find_text_errors(classifier(reader), reader, examples), 90)
    assert drawn.endswith("\n        who '\\x1b[31m'\n")
