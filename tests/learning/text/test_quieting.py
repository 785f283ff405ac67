"""Weak contributions come to say what an unknown word says, where that makes nothing worse."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.learning.text.small import WORDS, Drawn, random_texts

from glassformer.learning.text import quieting
from glassformer.learning.text.choosing import hair_of
from glassformer.learning.text.contributions import Contributions, Regression, Strength
from glassformer.learning.text.encoded import EncodedTexts
from glassformer.learning.text.quieting import WEAK, quieted_contributions
from glassformer.learning.text.roles import Role
from glassformer.learning.text.softmax import Fitted, cross_entropy

TOKENS, SHAPE = Role("tokens"), Role("shape")


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values of these texts are few, but count as many."""
    monkeypatch.setattr(quieting, "MANY", 6)


def has_a(rng: random.Random, words: Sequence[str]) -> str:
    return "x" if "a" in words else "y"


def made(name: str, make: Callable[[], Fitted]) -> Fitted:
    return make()


def learned(rule: Callable[..., str] | None, *roles: Role) -> tuple[Contributions, Regression, Drawn, EncodedTexts]:
    drawn = random_texts("classify", rule, n=150)
    valid = random_texts("classify", rule, seed=5, reader=drawn.reader).texts
    regression = Regression(texts=drawn.texts, roles=roles, n_labels=3)
    fold = np.arange(150) % 5
    return regression.contributions(valid, [Strength(penalty=1)], fold, made), regression, drawn, valid


def test_only_the_word_that_decides_speaks() -> None:
    contributions, regression, drawn, valid = learned(has_a, TOKENS)
    found, limit = quieted_contributions(contributions, regression, valid)
    vocabulary = drawn.reader.vocabulary
    a, others = 2 + vocabulary.index("a"), [2 + vocabulary.index(word) for word in WORDS if word != "a"]
    assert limit > 0
    np.testing.assert_array_equal(found.of(TOKENS)[a], contributions.of(TOKENS)[a])
    for fitted in (found.fitted, *found.of_folds):
        (rows,) = fitted.weights
        assert len(np.unique(rows[others], axis=0)) == 1
        assert rows[a, 0] > rows[others[0], 0] + 1


def test_labels_stay_as_right_and_as_likely() -> None:
    contributions, regression, drawn, valid = learned(has_a, TOKENS, SHAPE)
    found, _ = quieted_contributions(contributions, regression, valid)
    assert not np.array_equal(found.of(TOKENS), contributions.of(TOKENS))
    n_right, losses = [], []
    for each in (contributions, found):
        parts = [each.fitted.scores(regression.design(valid))]
        labels = [valid.labels]
        for number, fitted in enumerate(each.of_folds):
            parts.append(fitted.scores(regression.training[contributions.fold == number]))
            labels.append(drawn.texts.labels[contributions.fold == number])
        scores, right = np.concatenate(parts), np.concatenate(labels)
        n_right.append(int((scores.argmax(1) == right).sum()))
        losses.append(float(cross_entropy(scores, right).mean()))
    assert n_right[1] >= n_right[0]
    assert losses[1] <= losses[0] + hair_of(drawn.texts)


def test_an_input_of_few_values_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    contributions, regression, drawn, valid = learned(has_a, TOKENS, SHAPE)
    n_values = drawn.texts.cardinalities["tokens"]
    assert n_values < drawn.texts.cardinalities["shape"]
    monkeypatch.setattr(quieting, "MANY", n_values)
    found, _ = quieted_contributions(contributions, regression, valid)
    np.testing.assert_array_equal(found.of(TOKENS), contributions.of(TOKENS))
    assert not np.array_equal(found.of(SHAPE), contributions.of(SHAPE))


def times(contributions: Contributions, scale: float) -> Contributions:
    fits = [
        replace(each, weights=tuple(rows * scale for rows in each.weights), bias=each.bias * scale)
        for each in (contributions.fitted, *contributions.of_folds)
    ]
    return replace(contributions, fitted=fits[0], of_folds=tuple(fits[1:]))


def test_weights_that_are_large_or_needed_stay() -> None:
    contributions, regression, _, valid = learned(has_a, TOKENS)
    large, needed = times(contributions, 1e6), times(contributions, 1e-4)
    found, limit = quieted_contributions(large, regression, valid)
    assert limit == WEAK[0]
    np.testing.assert_array_equal(found.of(TOKENS)[2:], large.of(TOKENS)[2:])  # marks are never read
    found, limit = quieted_contributions(needed, regression, valid)  # without "a" labels would be wrong
    assert limit == 0
    np.testing.assert_array_equal(found.of(TOKENS), needed.of(TOKENS))
