"""What each value of each input says: softmax regression on the inputs, with and without a part of the texts."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.learning.text.small import N_FOLDS, Drawn, random_texts

from glassformer.learning.text.contributions import Contributions, Regression, Strength, balanced_weights
from glassformer.learning.text.encoded import EncodedTexts, Ints
from glassformer.learning.text.heads import Offset
from glassformer.learning.text.roles import Role, design_of, roles_of
from glassformer.learning.text.softmax import Fitted, cross_entropy, log_count_ratios

WORDS, SHAPE = Role("tokens"), Role("shape")
STRENGTHS = [Strength(penalty=penalty) for penalty in (1000.0, 1.0)]


def has_a(rng: random.Random, words: Sequence[str]) -> str:
    return "x" if "a" in words else "y"


def made(name: str, make: Callable[[], Fitted]) -> Fitted:
    return make()


def regression_of(drawn: Drawn, *roles: Role) -> Regression:
    return Regression(texts=drawn.texts, roles=roles, n_labels=3)


def folds_of(drawn: Drawn) -> Ints:
    return np.arange(len(drawn.texts.lengths)) % N_FOLDS


def others_of(drawn: Drawn) -> EncodedTexts:
    """Texts to choose by, of the same language."""
    return random_texts(
        drawn.reader.kind, has_a if drawn.reader.kind == "classify" else None, seed=9, reader=drawn.reader
    ).texts


def contributions_of(drawn: Drawn, *roles: Role) -> Contributions:
    return regression_of(drawn, *roles).contributions(others_of(drawn), STRENGTHS, folds_of(drawn), made)


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_the_design_counts_what_each_unit_has(kind: str) -> None:
    drawn = random_texts("tag" if kind == "tag" else "classify", max_length=4)
    texts, design = drawn.texts, regression_of(drawn, WORDS, Role("shape", Offset(-1))).training.toarray()
    n_words = texts.cardinalities["tokens"]
    assert design.shape == (texts.n_units, n_words + texts.cardinalities["shape"])
    row = 0
    for number, start in enumerate(texts.starts):
        inside = range(start + 1, start + texts.lengths[number] - 1)
        for unit in [[each] for each in inside] if kind == "tag" else [list(inside)]:
            counts = Counter(int(texts.values["tokens"][each]) for each in unit)
            counts.update(n_words + int(texts.values["shape"][each - 1]) for each in unit)
            assert {place: int(design[row, place]) for place in design[row].nonzero()[0]} == counts
            row += 1
    assert row == len(design)


def test_a_negative_value_counts_for_nothing() -> None:
    texts = random_texts("classify", n=4, seed=2).texts
    column = np.where(np.arange(len(texts.contents)) % 2, -1, 0)
    assert design_of([column, column], [1, 1], texts).sum() == 2 * (column == 0).sum()


def test_roles() -> None:
    texts = random_texts().texts
    texts = replace(texts, values={**texts.values, "phrase": texts.values["tokens"]})
    assert [role.name for role in roles_of(texts, reach=0)] == ["tokens", "shape", "capital", "phrase"]
    assert [role.name for role in roles_of(texts, reach=2)][4:] == [
        *("tokens_before", "shape_before", "capital_before", "tokens_after", "shape_after", "capital_after"),
        *("tokens_before_2", "tokens_after_2"),
    ]


def test_words_say_what_the_rule_has_them_say() -> None:
    drawn = random_texts("classify", has_a, n=200)
    found = contributions_of(drawn, WORDS)
    says = found.of(WORDS)[:, 0] - found.of(WORDS)[:, 1]
    a = 2 + drawn.reader.vocabulary.index("a")
    assert says[a] > 2
    assert np.abs(np.delete(says, a)).max() < 0.3 * says[a]
    np.testing.assert_array_equal(says[:2], 0)  # marks are never seen


def test_the_strength_is_chosen_by_validation() -> None:
    drawn = random_texts("classify", has_a)
    found = contributions_of(drawn, WORDS, SHAPE)
    valid = others_of(drawn)
    design = regression_of(drawn, WORDS, SHAPE).design(valid)
    assert [strength for strength, _ in found.tried] == STRENGTHS
    for strength, loss in found.tried:
        fitted = regression_of(drawn, WORDS, SHAPE).fit(strength)
        assert 0 < loss <= cross_entropy(fitted.scores(design), valid.labels).mean() + 1e-9  # scaled, perhaps
    assert found.strength == min(found.tried, key=lambda each: each[1])[0] == STRENGTHS[1]


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_each_fold_is_fitted_without_its_texts(kind: str) -> None:
    drawn = random_texts("tag" if kind == "tag" else "classify")
    found = contributions_of(drawn, WORDS)
    assert len(found.of_folds) == N_FOLDS
    for number, fitted in enumerate(found.of_folds):
        others = np.flatnonzero(folds_of(drawn)[drawn.texts.text_of_unit] != number)
        alone = regression_of(drawn, WORDS).fit(found.strength, others)
        np.testing.assert_array_equal(fitted.weights[0], alone.weights[0])
    assert not np.allclose(found.of_folds[0].weights[0], found.of_folds[1].weights[0])


def test_a_fold_may_have_no_texts() -> None:
    drawn = random_texts("classify", has_a, n=5)
    fold = np.array([0, 3, 3, 0, 0])
    found = regression_of(drawn, WORDS).contributions(drawn.texts, STRENGTHS, fold, made)
    assert len(found.of_folds) == 4  # so that each is found by its number
    np.testing.assert_allclose(found.of_folds[1].weights[0], found.of(WORDS))
    alone = regression_of(drawn, WORDS).fit(found.strength, np.array([0, 3, 4]))
    np.testing.assert_array_equal(found.of_folds[3].weights[0], alone.weights[0])


def test_a_word_of_one_fold_alone_says_nothing_there() -> None:
    drawn = random_texts("classify", has_a)
    b = 2 + drawn.reader.vocabulary.index("b")
    has_b = np.isin(np.arange(60), drawn.texts.text[drawn.texts.values["tokens"] == b])
    fold = np.where(has_b, 0, 1 + np.arange(60) % 2)
    found = regression_of(drawn, WORDS).contributions(drawn.texts, STRENGTHS, fold, made)
    assert not found.of_folds[0].weights[0][b].any()
    assert found.of_folds[1].weights[0][b].any()


def test_every_fit_has_a_name_of_its_own() -> None:
    drawn, names = random_texts("classify"), []

    def keep(name: str, make: Callable[[], Fitted]) -> Fitted:
        names.append(name)
        return make()

    strengths = [*STRENGTHS, Strength(penalty=1.0, vectors=0.5)]
    regression_of(drawn, WORDS).contributions(drawn.texts, strengths, folds_of(drawn), keep)
    assert len(set(names)) == len(names) == 3 + N_FOLDS


def test_vectors_move_words_that_are_not_in_training() -> None:
    drawn = random_texts("classify", has_a)
    n_words = drawn.texts.cardinalities["tokens"]
    a, unseen = 2 + drawn.reader.vocabulary.index("a"), n_words
    texts = replace(drawn.texts, cardinalities={**drawn.texts.cardinalities, "tokens": n_words + 1})
    vectors = np.eye(n_words + 1, 20)
    vectors[unseen] = vectors[a]
    regression = Regression(texts=texts, roles=(WORDS,), n_labels=3, vectors=vectors)
    weights = regression.fit(Strength(penalty=1)).weights[0]
    assert weights[unseen].argmax() == weights[a].argmax() == 0
    assert weights[unseen, 0] > 0.3
    half = regression.fit(Strength(penalty=1, vectors=0.5)).weights[0]
    assert 0 < half[unseen, 0] < 0.7 * weights[unseen, 0]
    for without in (
        regression.fit(Strength(penalty=1, vectors=0)),
        replace(regression, vectors=None).fit(STRENGTHS[1]),
    ):
        assert not without.weights[0][unseen].any()


def test_phrases_are_held_back_more() -> None:
    drawn = random_texts("classify", has_a)
    inputs = {"tokens": drawn.texts.values["tokens"], "phrase": drawn.texts.values["tokens"]}
    sizes = dict.fromkeys(inputs, drawn.texts.cardinalities["tokens"])
    texts = replace(drawn.texts, values=inputs, cardinalities=sizes)
    regression = Regression(texts=texts, roles=(WORDS, Role("phrase")), n_labels=3)
    words, phrases = regression.fit(Strength(penalty=1, of_phrases=3)).weights
    np.testing.assert_allclose(phrases, words / 3, atol=0.01)
    words, phrases = regression.fit(Strength(penalty=1, of_phrases=1)).weights
    np.testing.assert_allclose(phrases, words, atol=0.01)


def test_weights_may_be_held_to_what_counting_says() -> None:
    drawn = random_texts("classify", has_a)
    regression = regression_of(drawn, WORDS, SHAPE)
    counted = np.asarray(regression.training.sum(0)).ravel()
    ratios = log_count_ratios(regression.training, drawn.texts.labels, 3)
    expected = np.where(counted[:, None] > 0, 0.3 * (ratios - ratios.mean(1, keepdims=True)), 0)
    held = regression.fit(Strength(penalty=1e9, counting=0.3))
    np.testing.assert_allclose(np.vstack(held.weights), expected, atol=1e-5)
    free = regression.fit(Strength(penalty=0.01, counting=0.3))
    assert (free.scores(regression.training).argmax(1) == drawn.texts.labels).all()
    assert np.abs(np.vstack(free.weights) - expected).max() > 1
    with_offset = regression.fit(Strength(penalty=1e9, counting=0.3), offset=100 * np.eye(3)[drawn.texts.labels])
    np.testing.assert_allclose(np.vstack(with_offset.weights), expected, atol=1e-5)
    untold = replace(regression, uses_ratios=False)
    np.testing.assert_array_equal(untold.fit(Strength(penalty=1, counting=0.3)).bias, untold.fit(STRENGTHS[1]).bias)


def test_labels_that_are_balanced_count_as_much() -> None:
    found = balanced_weights(np.array([0, 0, 0, 1, -1, -1]), 3)
    np.testing.assert_allclose(found, [6 / 9, 6 / 3, 6 / 3])
    drawn = random_texts("classify")
    alike = regression_of(drawn, WORDS)
    counted = replace(alike, texts=replace(alike.texts, label_weights=np.array([5.0, 1, 1])))
    n_first = [(each.fit(STRENGTHS[1]).scores(each.training).argmax(1) == 0).sum() for each in (alike, counted)]
    assert n_first[0] < 30 < 50 < n_first[1]
