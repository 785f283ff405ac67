"""Values that act alike become one, and others do not."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.synthesis.pools import random_evidence, random_pool

from glassformer.program import Signature
from glassformer.synthesis import Evidence, idioms
from glassformer.synthesis.determination import ROW_BITS, Question
from glassformer.synthesis.features import Feature, joint
from glassformer.synthesis.merging import alike, merged

DIGITS = tuple("0123456789")


def one_token(answers: dict[str, str], n_each: int = 6, alphabet: tuple[str, ...] = DIGITS) -> tuple[Evidence, Feature]:
    """Inputs of one token each, some times over, with these answers; and the tokens."""
    signature = Signature(task="small", alphabet=alphabet, labels=("x", "y", "z"), lengths=range(1, 2))
    inputs = [[token] for token in answers for _ in range(n_each)]
    evidence = Evidence.of(signature, inputs, [[answers[token]] for (token,) in inputs])
    return evidence, idioms.inputs_of(evidence)[0]


def classes_of(feature: Feature) -> dict[str, str]:
    """What a table over one feature makes of each of its values."""
    (parent,) = feature.parents
    return {
        value: feature.values[outcome]
        for value, outcome in zip(parent.values, feature.recipe.table, strict=True)  # type: ignore[union-attr]
    }


def test_values_with_the_same_answers_are_one_called_like_the_lowest() -> None:
    evidence, tokens = one_token({digit: "x" if int(digit) < 4 else "y" for digit in DIGITS})
    found = merged([tokens], Question(evidence))
    assert set(found.values) == {"0", "4"}
    assert classes_of(found) == {"<s>": "0"} | {digit: "0" if int(digit) < 4 else "4" for digit in DIGITS}


def test_a_value_that_is_never_seen_goes_with_the_nearest_number() -> None:
    evidence, tokens = one_token({"1": "x", "2": "x", "6": "y", "8": "y"})
    found = classes_of(merged([tokens], Question(evidence)))
    assert [found[digit] for digit in DIGITS] == [*("1", "1", "1", "1"), *("1", "6", "6", "6", "6", "6")]
    assert found["<s>"] == "1"


def test_where_nothing_is_alike_it_stays_as_it_is() -> None:
    evidence, tokens = one_token({"a": "x", "b": "y", "<t>": "z"}, alphabet=("a", "b", "<t>"))
    assert set(merged([tokens], Question(evidence)).values) == {"a", "b", "<t>"}
    both = Feature("both", ("p", "q"), np.array([[0, 0], [0, 1]], dtype=np.int32))
    signature = Signature(task="small", alphabet=("a",), labels=("x", "y"), lengths=range(1, 2))
    assert merged([both], Question(Evidence.of(signature, [["a"], ["a"]], [["x"], ["y"]]))) is both


def test_what_is_alike_beside_what_is_known() -> None:
    """Of a sum of 9, a carry that is not known yet makes other answers; so it is neither of the others."""
    counts = np.zeros((3, 2, 2), dtype=np.int64)  # row known label
    counts[0] = [[30, 0], [0, 30]]
    counts[1] = [[0, 0], [15, 15]]
    counts[2] = [[30, 0], [0, 30]]
    assert alike(counts) == [0, 1, 0]


def test_rows_that_settle_an_answer_differently_are_never_one_however_rare() -> None:
    counts = np.zeros((2, 1, 2), dtype=np.int64)
    counts[0, 0, 0] = counts[1, 0, 1] = 1  # two bits lost, and eight saved by one row less
    assert ROW_BITS > 2
    assert alike(counts) == [0, 1]


def test_of_equal_savings_the_lowest_come_first() -> None:
    counts = np.zeros((3, 2, 2), dtype=np.int64)
    counts[0, 0, 0] = counts[1, 0, 1] = 5
    counts[2, 1, 0] = 5  # shares no row of what is known with either
    assert alike(counts) == [0, 1, 0]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_settled_stays_so(seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng, n_inputs=30)
    known, *parents = rng.sample(random_pool(rng, evidence), rng.choice((2, 3)))
    question = Question(evidence, known.column)
    if question.is_settled or np.prod([each.n_values for each in parents]) > 300:
        return
    before = Question(evidence, joint([known, *parents]))
    after = Question(evidence, joint([known, merged(parents, question)]))
    if before.is_settled:
        assert after.is_settled
    assert set(before.where) <= set(after.where)  # what the parents leave open, a table over them does too
