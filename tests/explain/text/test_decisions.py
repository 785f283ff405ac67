"""Labels taken apart: everything adds up, exactly."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.explain.text.programs import fit_reader, learned, small_reader, some_words
from tests.support.programs import Options, random_inputs, random_program
from tests.support.text_programs import SMALL, text_inputs, text_program
from tests.support.text_runs import tagger

from glassformer.errors import ProgramError
from glassformer.explain.cells import Traced
from glassformer.explain.text.decisions import Decider, Decision
from glassformer.program import GRID, Program, Scores, parse
from glassformer.program.columns import Item


def some_runs(seed: int) -> Iterator[tuple[Program, list[Item]]]:
    """Random programs, each with some inputs: as they are learned from text, and of all kinds of operations."""
    rng = random.Random(seed)
    for is_pooled in (True, False):
        program = text_program(rng, replace(SMALL, is_pooled=is_pooled))
        yield from ((program, contents) for contents in text_inputs(program, rng, 4))
    for _ in range(4):
        program = random_program(rng, Options(returns_variable=False, n_columns=rng.choice((0, 2))))
        yield from ((program, contents) for contents in random_inputs(program, rng, 4))


def decisions(program: Program, contents: list[Item]) -> Iterator[tuple[Traced, Decision, int]]:
    """Every label of an input, taken apart, and where its scores are in the trace."""
    traced, decider = Traced.of(program, contents), Decider(program)
    if program.signature.gives_one_label:
        yield traced, decider.decide(traced), 0
    else:
        yield from ((traced, decider.decide(traced, place), place) for place in range(1, len(contents) + 1))


def columns(rows: Iterator[tuple[int, ...]], n: int) -> list[int]:
    """The sums of the columns of these rows."""
    return [sum(column) for column in zip([0] * n, *rows, strict=True)]


@pytest.mark.parametrize("seed", range(12))
def test_contributions_and_bias_are_the_scores(seed: int) -> None:
    for program, contents in some_runs(seed):
        for traced, decision, place in decisions(program, contents):
            scores = traced.found.scores[program.returns][place]
            kept = [scores[program.signature.labels.index(label)] for label in decision.labels]
            assert decision.totals == tuple(kept)
            parts = iter([decision.bias, *(each.scores for each in decision.contributions)])
            assert columns(parts, len(kept)) == kept


@pytest.mark.parametrize("seed", range(12))
def test_words_and_rules_are_the_margin(seed: int) -> None:
    for program, contents in some_runs(seed):
        for _, decision, _ in decisions(program, contents):
            rest = decision.margin - decision.lead(decision.bias)
            assert sum(decision.word_weights.values()) == rest
            assert sum(rule.weight for rule in decision.rules) == rest
            sizes = [abs(rule.weight) for rule in decision.rules]
            assert sizes == sorted(sizes, reverse=True)
            assert 0 not in sizes


@pytest.mark.parametrize("seed", range(6))
def test_the_label_is_the_answer(seed: int) -> None:
    for program, contents in some_runs(seed):
        answer = program(contents)
        for _, decision, place in decisions(program, contents):
            given = answer if isinstance(answer, str) else answer[place - 1]
            assert given in (decision.label, None)
            assert decision.margin >= 0
            assert (decision.runner_up is None) == (len(decision.labels) == 1)


def test_a_value_is_put_down_to_the_word_that_it_comes_from() -> None:
    reader = fit_reader()
    program = tagger(reader)
    decider = Decider(program)
    decision = decider.decide(Traced.of(program, reader.read(["went", "to", "Rome", "."])), 3)
    assert (decision.label, decision.runner_up) == ("B-LOC", "I-PER")
    assert [(each.position, each.word, each.origin.variable) for each in decision.contributions] == [
        (3, 2, "role_before"),
        (3, 3, "capital"),
    ]
    assert decision.word_weights == {2: 30 * GRID, 3: -10 * GRID}


def test_of_a_pooled_label_all_is_put_down_to_the_word_where_it_is_read() -> None:
    reader = small_reader("classify")
    rng = random.Random(0)
    program = learned(reader, rng)
    decision = Decider(program).decide(Traced.of(program, reader.read(some_words(rng, 5))))
    assert {each.position for each in decision.contributions} == {1, 2, 3, 4, 5}
    assert all(each.word == each.position for each in decision.contributions)
    assert any(each.origin.how == "read" for each in decision.contributions)


PROGRAM = parse(
    """\
glassformer program, version 1
task short
alphabet a b
marks <s>
lengths 1 to 3
labels x y z
one_label

label = pooled_scores(tokens) {
    labels: x y z
    bias: 0 0 9000
    tokens a: 1024 0 0
    tokens b: 0 1024 0
    tokens else: 0 0 0
    excluded: z
}

return label
"""
)


def test_ties_and_excluded_labels() -> None:
    decision = Decider(PROGRAM).decide(Traced.of(PROGRAM, ["b", "a"]))
    assert (decision.labels, decision.label, decision.runner_up, decision.margin) == (("x", "y"), "x", "y", 0)
    assert decision.shares == (0.5, 0.5)
    assert [rule.weight for rule in decision.rules] == [-(GRID**2), GRID**2]


def test_shares_are_of_exp_of_the_score() -> None:
    decision = Decider(PROGRAM).decide(Traced.of(PROGRAM, ["b", "b", "b"]))
    assert decision.shares == pytest.approx((1 / (1 + math.e**3), math.e**3 / (1 + math.e**3)))


def test_one_rule_for_a_value_wherever_it_is_read() -> None:
    decision = Decider(PROGRAM).decide(Traced.of(PROGRAM, ["b", "a", "b"]))
    (first, second) = decision.rules
    assert [each.position for each in first.contributions] == [1, 3]
    assert (first.weight, second.weight) == (2 * GRID**2, -(GRID**2))
    found = decision.to_dict()
    assert found["scores"] == {"x": 1024, "y": 2048}
    assert found["rules"][0] == {
        "variable": "tokens",
        "value": "b",
        "weight": 2048,
        "positions": [1, 3],
        "scores": {"x": 0, "y": 2048},
    }
    assert [(word["position"], word["weight"]) for word in found["words"]] == [(1, 1024), (2, -1024), (3, 1024)]


def test_a_program_that_returns_a_variable_has_no_weights() -> None:
    program = replace(
        PROGRAM, signature=replace(PROGRAM.signature, labels=("<s>", "a", "b")), operations=(), returns="tokens"
    )
    with pytest.raises(ProgramError, match=r"returns tokens, a variable, so that no word has a weight; .* --steps"):
        Decider(program)


def test_scores_are_found_by_what_is_returned() -> None:
    (scores,) = PROGRAM.operations
    assert isinstance(scores, Scores)
    other = replace(scores, name="other", bias=(0, 5000, 0))
    program = replace(PROGRAM, operations=(other, scores))
    assert Decider(program).decide(Traced.of(program, ["a"])).label == "x"
