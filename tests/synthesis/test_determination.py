"""What settles the answer, and how many bits are missing: against sums over pairs of row and answer."""

from __future__ import annotations

import random
from collections import Counter
from math import isclose, log2

import numpy as np
import pytest
from tests.synthesis.pools import random_evidence, random_pool

from glassformer.synthesis import Evidence, determination, idioms
from glassformer.synthesis.determination import ROW_BITS, Question, answers_seen, entropy
from glassformer.synthesis.features import Feature, joint


def pairs_of(evidence: Evidence, *features: Feature) -> list[tuple[tuple[int, ...], int]]:
    """The values of the features and the answer, at each position where one is wanted."""
    return [
        (tuple(int(each.column[place]) for each in features), int(evidence.wanted[place]))
        for place in zip(*np.nonzero(evidence.is_asked), strict=True)
    ]


def missing_bits(pairs: list[tuple[tuple[int, ...], int]]) -> float:
    """How many bits it takes to say each answer, once the values are known."""
    of_row, of_pair = Counter(row for row, _ in pairs), Counter(pairs)
    return -sum(n * log2(n / of_row[row]) for (row, _), n in of_pair.items())


def is_settled(pairs: list[tuple[tuple[int, ...], int]]) -> bool:
    return len({row for row, _ in pairs}) == len(set(pairs))


@pytest.mark.parametrize("seed", range(25))
def test_bits_are_those_of_a_direct_count(seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng)
    first, second = rng.sample(random_pool(rng, evidence), 2)
    alone, together = pairs_of(evidence, first), pairs_of(evidence, first, second)
    nothing, known = Question(evidence), Question(evidence, first.column)
    assert isclose(nothing.uncertainty(first.column, first.n_values), missing_bits(alone), abs_tol=1e-9)
    assert isclose(
        nothing.length(first.column, first.n_values),
        missing_bits(alone) + ROW_BITS * len({row for row, _ in alone}),
        abs_tol=1e-9,
    )
    answers = {row: {label for other, label in alone if other == row} for row, _ in alone}
    left = [pair for pair in together if len(answers[pair[0][:1]]) > 1]  # what the first settles is left out
    assert isclose(known.uncertainty(second.column, second.n_values), missing_bits(left), abs_tol=1e-9)
    assert isclose(
        known.length(second.column, second.n_values),
        missing_bits(left) + ROW_BITS * len({row for row, _ in left}),
        abs_tol=1e-9,
    )
    assert known.is_settled == is_settled(alone)
    assert Question(evidence, joint([first, second])).is_settled == is_settled(together)


@pytest.mark.parametrize("seed", range(10))
def test_a_table_counts_each_row_and_answer(seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng)
    parents = rng.sample(random_pool(rng, evidence), 2)
    table = Question(evidence).table(parents)
    assert table is not None
    found = Counter(pairs_of(evidence, *parents))
    n_values = parents[1].n_values
    wanted = {(row[0] * n_values + row[1], label): n for (row, label), n in found.items()}
    assert table.shape == (parents[0].n_values * n_values, len(evidence.signature.labels))
    assert {
        (int(row), int(label)): int(table[row, label]) for row, label in zip(*np.nonzero(table), strict=True)
    } == wanted


@pytest.mark.parametrize("seed", range(5))
def test_each_row_seen_has_its_last_answer(seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng)
    first, second = rng.sample(random_pool(rng, evidence), 2)
    wanted = {row[0] * second.n_values + row[1]: label for row, label in pairs_of(evidence, first, second)}
    assert answers_seen(evidence, [first, second]) == wanted


def test_entropy() -> None:
    assert entropy(np.array([[4, 0], [0, 3]])) == 0
    assert entropy(np.array([[2, 2], [0, 3]])) == 4
    assert entropy(np.array([[1, 1, 1, 1]])) == 8
    assert entropy(np.zeros((0, 3), dtype=np.int64)) == 0


def test_a_table_that_is_too_large_is_not_considered(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = random_evidence(random.Random(0))
    tokens, positions = idioms.inputs_of(evidence)
    monkeypatch.setattr(determination, "MOST_ROWS", tokens.n_values - 1)
    question = Question(evidence)
    assert question.table([tokens]) is None
    assert question.uncertainty(tokens.column, tokens.n_values) == float("inf")
    assert question.length(tokens.column, tokens.n_values) == float("inf")
    assert question.length(positions.column, 1) < float("inf")
