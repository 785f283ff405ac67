"""The program that is found: of the constructed network all of it, of an untrained one none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.claims.rules import plain
from tests.claims.small import SHAPES, constructed, holding, n_seen_below, untrained

from glassformer.claims import found_program
from glassformer.claims.agreeing import Agreement, count_agreement
from glassformer.claims.carrying import CarryRule, fit_rules
from glassformer.claims.found_program import claims_of, find_program, fit_program
from glassformer.lens.answering import Answered
from glassformer.program import parse
from glassformer.tasks.arithmetic import Questions


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_the_program_of_the_constructed_network_is_what_it_does(n_digits: int, window: int) -> None:
    found = find_program(constructed(n_digits, window), n_random=5_000)
    assert list(found.rules) == plain(*n_seen_below(n_digits, window))
    assert found.random.all.successes == found.random.all.n == 5_000
    assert list(found.by_cascade) == list(range(n_digits))
    assert all(each.all.successes == each.all.n for each in found.by_cascade.values())
    assert (found.wrong.n > 100) == (window < n_digits)
    assert found.wrong.successes == found.wrong.n
    assert found.explains
    assert parse(str(found.program)) == found.program


def test_wrong_answers_are_claimed_where_there_are_any() -> None:
    assert holding(claims_of(find_program(constructed(5, 3), n_random=5_000))) == {"program/random", "program/wrong"}
    verdicts = {claim.key: claim.verdict for claim in claims_of(find_program(constructed(3, 3), n_random=5_000))}
    assert verdicts == {"program/random": "holds", "program/wrong": "undecided"}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    found = find_program(untrained(seed), n_random=2_000)
    claims = list(claims_of(found))
    assert not holding(claims)
    assert [claim.verdict for claim in claims] == ["fails", "fails"]
    assert not found.explains
    assert found.wrong.n > 2_000


def test_wrong_answers_are_those_of_all_questions() -> None:
    found = find_program(constructed(5, 3), n_random=2_000)
    parts = [found.random.wrong, *(each.wrong for each in found.by_cascade.values())]
    assert found.wrong.n == sum(part.n for part in parts) > found.random.wrong.n


def test_it_is_compared_on_questions_that_it_was_not_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Questions] = []

    def recorded(program: Any, model: Any, questions: Questions, advance: Any = None) -> Agreement:
        compared.append(questions)
        return count_agreement(program, model, questions, advance)

    monkeypatch.setattr(found_program, "count_agreement", recorded)
    fitted = record_fitted(monkeypatch)
    subject = constructed(3, 3)
    find_program(subject, n_random=2_000)
    known = set(texts(fitted[0]))
    assert len(compared) == 4
    assert known & set(texts(subject.draw("program, compared", 4_000)))  # so that there is something to leave out
    assert [len(known & set(texts(questions))) for questions in compared] == [0, 0, 0, 0]
    assert len(compared[0]) == 2_000
    assert 0 < len(compared[3]) < found_program.N_OF_A_LENGTH


def test_it_is_fitted_on_random_questions_and_on_as_many_of_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = record_fitted(monkeypatch)
    subject = constructed(3, 2)
    fit_program(subject)
    (questions,) = fitted
    n_random, n_of_a_case = found_program.N_FITTED, found_program.N_OF_A_CASE
    assert len(questions) == n_random + 16 * n_of_a_case
    assert texts(questions[:n_random]) == texts(subject.draw("program, fitted", n_random))
    last = questions[-n_of_a_case:]  # of A3: all pairs below sum to 9
    assert (last.first + last.second == 9).all()


def test_where_all_questions_are_fitted_none_is_left_to_compare() -> None:
    found = find_program(constructed(1, 1), n_random=500)
    assert found.random.all.n == 0
    assert not found.explains


def record_fitted(monkeypatch: pytest.MonkeyPatch) -> list[Questions]:
    """What rules are fitted on, once they are."""
    fitted: list[Questions] = []

    def recorded(answered: Answered) -> list[CarryRule]:
        fitted.append(answered.questions)
        return fit_rules(answered)

    monkeypatch.setattr(found_program, "fit_rules", recorded)
    return fitted


def texts(questions: Questions) -> list[str]:
    return questions.arithmetic.texts(questions.tokens())


def test_it_is_the_same_program_where_only_that_is_wanted() -> None:
    subject = constructed(3, 2)
    rules, program = fit_program(subject)
    found = find_program(subject, n_random=100)
    assert (tuple(rules), program) == (found.rules, found.program)


def test_a_found_program_as_data() -> None:
    document = find_program(constructed(3, 3), n_random=100).to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["explains"] is True
    assert document["wrong"] == {"value": None, "successes": 0, "n": 0, "interval": [0.0, 1.0]}
    assert [rule["depth"] for rule in document["rules"]] == [0, 1, 2, 3]
    assert list(document["by_cascade"]) == ["0", "1", "2"]
