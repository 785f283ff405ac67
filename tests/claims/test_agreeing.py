"""Agreement: a program's next tokens, its own answers, and on how many questions they are the network's."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.claims.rules import answers, draw_hard, plain
from tests.claims.small import constructed, n_seen_below, untrained

from glassformer.claims import agreeing
from glassformer.claims.agreeing import agree, count_agreement, greedy_answers, next_tokens
from glassformer.claims.writing import write_program
from glassformer.lens.answering import answer_questions
from glassformer.program import Program
from glassformer.tasks import Proportion
from glassformer.tasks.arithmetic import Arithmetic, Questions, all_questions, draw_questions


def program_of(n_digits: int, window: int) -> Program:
    """What the constructed network does, as a program."""
    return write_program(n_digits, plain(*n_seen_below(n_digits, window)))


@pytest.mark.parametrize("window", [1, 2])
def test_the_program_says_what_the_network_says_on_all_questions_of_two_digits(window: int) -> None:
    questions = all_questions(Arithmetic(2))
    found = count_agreement(program_of(2, window), constructed(2, window).model, questions)
    n_wrong = {1: 4_500, 2: 0}[window]  # those in which pair 0 makes a carry, which A1 does not see
    assert found.all == Proportion(10_000, 10_000)
    assert found.wrong.n == n_wrong
    assert found.unexplained == ()


def test_next_tokens_follow_what_was_answered() -> None:
    program = program_of(2, 2)
    questions = Arithmetic(2).parse("17+25", "99+99")
    written = np.array([[0, 4, 2], [7, 7, 7]], np.uint8)
    found = next_tokens(program, questions, written)
    assert found.tolist() == [[0, 4, 2], [1, 9, 8]]
    for question, given, said in zip(("17+25=", "99+99="), ("04", "77"), found.tolist(), strict=True):
        assert program(list(question + given))[-3:] == [str(each) for each in said]


def test_a_program_s_own_answers_are_read_token_after_token() -> None:
    rules = plain(0, 1)
    rules += [rule.__class__(digit=2, depth=1, adds=((True, False),)) for rule in rules[:1]]
    questions = all_questions(Arithmetic(2))[::13]
    program = write_program(2, rules)
    found = greedy_answers(program, questions)
    assert (found == answers(rules, questions)).all()
    assert (next_tokens(program, questions, found) == found).all()


def test_agreement_is_counted_question_by_question() -> None:
    questions = draw_hard(3, 4_000)
    subject, program = constructed(3, 2), program_of(3, 3)
    networks = answers(plain(0, 1, 1, 2), questions)
    is_same = (networks == answers(plain(0, 1, 2, 3), questions)).all(1)  # the program adds right
    done: list[tuple[int, int]] = []
    found = count_agreement(program, subject.model, questions, lambda n, of: done.append((n, of)))
    assert found.all == Proportion(int(is_same.sum()), 4_000)
    assert found.right == Proportion(int(is_same.sum()), int(is_same.sum()))
    assert found.wrong == Proportion(0, int((~is_same).sum()))
    assert done == [(1_500, 4_000), (3_000, 4_000), (4_000, 4_000)]
    first = np.flatnonzero(~is_same)[: agreeing.MOST_LISTED]
    assert len(found.unexplained) == agreeing.MOST_LISTED
    for index, listed in zip(first, found.unexplained, strict=True):
        text = questions.text(int(index))
        said = "".join(map(str, networks[index]))
        assert listed == {"network": text[:8] + said, "program": text, "right": text}


def test_the_same_answers_or_not() -> None:
    questions = draw_questions(Arithmetic(3), 500, np.random.default_rng(0))
    answered = answer_questions(untrained(0).model, questions)
    program = program_of(3, 3)
    assert (agree(program, answered) == (greedy_answers(program, questions) == answered.answers).all(1)).all()
    answered = answer_questions(constructed(3, 3).model, questions)
    assert agree(program, answered).all()


def test_no_questions() -> None:
    nothing: Questions = all_questions(Arithmetic(2))[:0]
    found = count_agreement(program_of(2, 2), constructed(2, 2).model, nothing)
    assert (found.all, found.wrong, found.right) == (Proportion(0, 0),) * 3
    document = found.to_dict()
    assert document["all"] == {"value": None, "successes": 0, "n": 0, "interval": [0.0, 1.0]}
    json.dumps(document, allow_nan=False)


def test_a_proportion_as_data() -> None:
    assert Proportion(8, 10).to_dict() == {
        "value": 0.8,
        "successes": 8,
        "n": 10,
        "interval": pytest.approx([0.4902, 0.9433], abs=1e-4),
    }
