"""A subject: its questions are the same whichever tests run, and other ones in each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.claims.small import SHAPE, constructed, untrained

from glassformer.claims.subject import N_QUESTIONS
from glassformer.lens import Node, observe
from glassformer.tasks.arithmetic import Questions


def texts(questions: Questions) -> list[str]:
    return questions.arithmetic.texts(questions.tokens())


def test_questions_follow_from_the_name_of_a_test_and_the_seed() -> None:
    subject = constructed(5, 3)
    first = texts(subject.draw("reach"))
    subject.draw("streams")
    assert texts(subject.draw("reach")) == first
    assert not set(first) & set(texts(subject.draw("streams")))
    assert not set(first) & set(texts(replace(subject, seed=1).draw("reach")))
    assert len(first) == N_QUESTIONS
    assert len(subject.draw("reach", 7)) == len(subject.draw_enriched("reach", 7)) == 7


def test_enriched_questions_have_more_sums_of_9() -> None:
    passes = constructed(5, 3).draw_enriched("reach", 5_000, pair_frac=0.5).subtasks.make_sum_9
    assert abs(passes.mean() - (0.5 + 0.5 * 0.1)) < 0.02


def test_donors_are_other_questions_as_many() -> None:
    subject = constructed(5, 3)
    assert len(subject.donors) == len(subject.plain.questions) == N_QUESTIONS
    assert not set(texts(subject.donors.questions)) & set(texts(subject.plain.questions))


def test_what_is_swapped_comes_from_the_donors() -> None:
    subject = untrained(0)
    node = Node(part="mlp", layer=0)
    expected = observe(subject.model, subject.plain.questions, [node], donors=subject.donors.questions)
    assert (subject.swapped(node).losses == expected.losses).all()
    assert not np.array_equal(expected.losses, subject.plain.losses)


def test_names_and_columns_of_the_answer() -> None:
    subject = untrained(0, replace(SHAPE, kind="mixed"))
    assert subject.answer_names == ("sign", "A3", "A2", "A1", "A0")
    assert [subject.answer_names[subject.column(digit)] for digit in range(4)] == ["A0", "A1", "A2", "A3"]
    assert [subject.arithmetic.position_names[position] for position in subject.answering] == [
        "=",
        "sign",
        "A3",
        "A2",
        "A1",
    ]
    assert (subject.n_layers, subject.n_heads) == (1, 2)


def test_additions_alone_of_a_model_that_subtracts_too() -> None:
    subject = untrained(0, replace(SHAPE, kind="mixed"))
    assert subject.draw("reach").is_minus.any()
    additions = subject.of_additions
    assert not additions.draw("reach").is_minus.any()
    assert not additions.plain.questions.is_minus.any()
    assert additions.of_additions is additions
    assert subject.asks_additions
    assert not untrained(0, replace(SHAPE, kind="subtraction")).asks_additions
