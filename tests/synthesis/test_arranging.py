"""Answers that are the tokens arranged: found, proved, and no time lost on others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest
from tests.synthesis.pools import assert_computed, evidence_of, names_at, random_evidence, random_pool

from glassformer import verify
from glassformer.program import parse
from glassformer.synthesis import Limits, find_program, finding, idioms, ordering
from glassformer.synthesis.arranging import Arranging, in_order, learned
from glassformer.synthesis.assembling import assemble
from glassformer.synthesis.copying import NO, YES, wanted_at, which_places
from glassformer.synthesis.evidence import Evidence
from glassformer.synthesis.ordering import Criterion
from glassformer.tasks import Task, load_task


def distinct(key: Callable[[Sequence[str], str], object], filler: str = "_") -> Callable[[Sequence[str]], list[str]]:
    """An oracle that gives the distinct tokens by a key, of equals the first to come, and then a filler."""

    def oracle(contents: Sequence[str]) -> list[str]:
        found = sorted(dict.fromkeys(contents), key=lambda token: key(contents, token))  # type: ignore[arg-type, return-value]
        return found + [filler] * (len(contents) - len(found))

    return oracle


ARRANGED: dict[str, Task] = {
    "the most frequent first": load_task("most_freq", vocabulary_size=5, max_length=6),
    "the rarest first": Task("rare", "abc", (1, 5), distinct(lambda contents, token: contents.count(token))),
    "of equally frequent ones the last in the alphabet first": Task(
        "last", "abc", (1, 5), distinct(lambda contents, token: (-contents.count(token), -ord(token)))
    ),
    "as they come, each once": Task("once", "abc", (1, 5), distinct(lambda contents, token: contents.index(token))),
    "each once, with an end mark": Task(
        "end", "abc", (1, 4), distinct(lambda contents, token: contents.index(token)), end_mark="</s>"
    ),
    "a filler that is a token": Task("a", "abc", (1, 5), distinct(lambda contents, token: -ord(token), filler="a")),
    "all, sorted": load_task("sort", vocabulary_size=5, max_length=6),
    "all, by frequency": Task(
        "all",
        "abc",
        (1, 5),
        lambda contents: sorted(contents, key=lambda token: (-contents.count(token), contents.index(token))),
    ),
    "all, from the last": load_task("reverse", vocabulary_size=5, max_length=6),
}


def evidence_for(task: Task, n_inputs: int = 150, seed: int = 0) -> Evidence:
    rng = random.Random(seed)
    return evidence_of(task, [task.draw(rng) for _ in range(n_inputs)])


@pytest.mark.parametrize("name", ARRANGED)
def test_what_is_found_on_some_inputs_is_proved_on_all(name: str) -> None:
    task = ARRANGED[name]
    evidence = evidence_for(task)
    features = Arranging(evidence, Limits()).run()
    assert features is not None
    program = assemble(evidence, features, "learned")
    assert parse(str(program)) == program
    assert verify(program, task).status == "proved"


def test_the_order_is_by_count_and_then_by_position() -> None:
    lines: list[str] = []
    attempt = Arranging(evidence_for(ARRANGED["the most frequent first"]), Limits(), lines.append)
    assert attempt.run() is not None
    assert lines == ["an order by count, positions"]
    assert 10 < attempt.n_made < 10_000


def test_what_is_shorter_is_found_instead_in_so_many_features(monkeypatch: pytest.MonkeyPatch) -> None:
    task = ARRANGED["all, sorted"]
    evidence = evidence_for(task)
    features = Arranging(evidence, Limits()).run()
    assert features is not None
    shorter = find_program(evidence)
    assert shorter is not None
    assert verify(shorter, task).status == "proved"
    arranged = assemble(evidence, features, "learned")
    assert len(shorter.operations) < len(arranged.operations)
    monkeypatch.setattr(finding, "MOST_TO_SHORTEN", 1)
    assert find_program(evidence) == arranged


def test_the_most_frequent_first_reads_as_one_would_write_it() -> None:
    task = ARRANGED["the most frequent first"]
    program = find_program(evidence_for(task), limits=Limits(features=20_000))
    assert program is not None
    assert verify(program, task).status == "proved"
    heads = [line for line in str(program).splitlines() if "select" in line and "width" not in line]
    assert [line.partition("=")[2].strip() for line in heads] == [
        "select_best(keys=tokens, queries=tokens) { first key == query }",
        "select(keys=tokens, queries=tokens) { key == query }",
        "select(keys=v7, queries=v7) { key < query }",
        "select_closest(keys=v10, queries=positions) { key == query }",
    ]
    assert "\n    else: = v6 + positions\n" in str(program)
    assert len(program.operations) == 13


def test_a_number_that_is_no_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "MOST_STEPS", 0)
    task = ARRANGED["all, from the last"]
    evidence = evidence_for(task)
    features = Arranging(evidence, Limits()).run()
    assert features is not None
    assert verify(assemble(evidence, features, "learned"), task).status == "proved"
    assert Arranging(evidence_for(ARRANGED["the most frequent first"]), Limits()).run() is None


TOO_MUCH = {
    "too dear": (ARRANGED["the most frequent first"], Limits(cost=20)),
    "too many features": (ARRANGED["the most frequent first"], Limits(features=0)),
    "causal": (Task("own", "ab", (1, 3), list, is_causal=True), Limits()),
    "one label": (Task("own", "ab", (1, 3), lambda contents: contents[0], gives_one_label=True), Limits()),
    "no copies": (load_task("double_hist"), Limits()),
    "no order": (Task("own", "abc", (1, 4), lambda contents: sorted(contents, reverse=len(contents) > 2)), Limits()),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_where_nothing_is_found(name: str) -> None:
    task, limits = TOO_MUCH[name]
    attempt = Arranging(evidence_for(task), limits)
    assert attempt.run() is None
    assert attempt.n_made <= limits.features + 10


@pytest.mark.parametrize("name", ["causal", "one label", "no copies"])
def test_where_answers_are_no_copies_nothing_is_made(name: str) -> None:
    task, limits = TOO_MUCH[name]
    attempt = Arranging(evidence_for(task), limits)
    attempt.run()
    assert attempt.n_made == 0


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("n_criteria", [1, 2, 3])
def test_numbers_in_order_are_what_the_interpreter_says_and_rise_along_it(n_criteria: int, seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng, n_inputs=6)
    small = [each for each in random_pool(rng, evidence) if each.n_values < 8]
    order = [Criterion(each, rng.choice((1, -1))) for each in rng.sample(small, n_criteria)]
    tokens = idioms.inputs_of(evidence)[0]
    names = [NO, YES, *rng.choices((NO, YES), k=tokens.n_values - 2)]
    is_wanted = idioms.tabulated("wanted", [tokens], names, idioms.TABLE_COST)
    feature = in_order(is_wanted, order)
    assert_computed(evidence, [feature])
    assert feature.values[-1] == idioms.NONE
    for row in range(evidence.n_inputs):
        there = evidence.is_there[row]
        wanted = np.array(names_at(is_wanted, row)) == YES
        found = np.array(names_at(feature, row))
        assert ((found == idioms.NONE) == ~wanted)[there].all()
        keys = np.stack([each.sign * each.feature.own_numbers[row] for each in order])[:, wanted & there].T.tolist()
        numbers = [int(number) for number in found[wanted & there]]
        for (a, left), (b, right) in product(zip(keys, numbers, strict=True), repeat=2):
            assert (a < b, a == b) == (left < right, left == right)


def test_a_table_for_a_question_answers_it() -> None:
    evidence = evidence_for(ARRANGED["the most frequent first"])
    numbers = wanted_at(evidence)
    assert numbers is not None
    question = which_places(evidence, numbers)
    known, _ = Arranging(evidence, Limits())._searched(question, 8, Arranging(evidence, Limits()).given)
    assert known is not None
    feature = learned("wanted", question, known)
    labels = np.array(question.signature.labels)
    assert (np.array(feature.values)[feature.column] == labels[question.wanted])[question.is_asked].all()
