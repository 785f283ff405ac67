import random

import numpy as np
import pytest

from glassformer.errors import ConfigurationError
from glassformer.learning.text.cooccurrence import cooccurrence_vectors

ANIMALS = ("cat", "dog", "cow", "hen")
FOODS = ("rice", "bread", "soup", "plums")
TOWNS = ("rome", "oslo", "lima", "cairo")
CLASSES = (ANIMALS, FOODS, TOWNS)


def sentences(n, seed=0):
    """Sentences in which the words of a class stand in the same contexts, and seldom near each other."""
    rng = random.Random(seed)
    patterns = (
        ("the", ANIMALS, "sleeps", "on", "a", "soft", "bed"),
        ("my", ANIMALS, "barks", "loudly"),
        ("he", "cooks", "hot", FOODS, "with", "salt"),
        ("eat", "fresh", FOODS, "for", "lunch"),
        ("trains", "to", TOWNS, "leave", "at", "noon"),
        ("she", "lives", "near", TOWNS, "since", "may"),
    )
    return [
        [rng.choice(part) if isinstance(part, tuple) else part for part in pattern]
        for pattern in rng.choices(patterns, k=n)
    ]


def cosines(vectors, words):
    rows, is_known = vectors.rows(words)
    assert is_known.all()
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows @ rows.T


@pytest.mark.parametrize("dimension", [6, 50])
def test_words_of_the_same_contexts_are_near(dimension):
    vectors = cooccurrence_vectors(sentences(1000), dimension=dimension)
    near = cosines(vectors, [word for words in CLASSES for word in words])
    is_same_class = np.kron(np.eye(len(CLASSES)), np.ones((4, 4))) == 1
    assert near[is_same_class].min() > 0.8
    assert near[~is_same_class].max() < 0.4


def test_the_same_on_two_calls():
    texts = sentences(200)
    first, second = cooccurrence_vectors(texts), cooccurrence_vectors(texts)
    assert first.words == second.words
    np.testing.assert_array_equal(first.matrix, second.matrix)


def test_the_same_where_every_direction_is_as_good():
    texts = [[f"a{n}", f"b{n}"] for n in range(40)] * 2  # all singular values are equal
    first, second = cooccurrence_vectors(texts, dimension=7), cooccurrence_vectors(texts, dimension=7)
    np.testing.assert_array_equal(first.matrix, second.matrix)


def test_signs_do_not_depend_on_the_seed():
    texts = sentences(300)
    first, second = (cooccurrence_vectors(texts, dimension=8, seed=seed).matrix for seed in (0, 1))
    np.testing.assert_allclose(first, second, atol=1e-4)
    columns = np.arange(8)
    assert (first[np.abs(first).argmax(axis=0), columns] > 0).all()


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        ([["a", "b"], ["c", "d"]], [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]),
        ([["a", "b"], ["b", "a"], ["a", "c"]], [[0, 2, 1], [2, 0, 0], [1, 0, 0]]),
        ([["a", "b", "c", "d"]], [[0, 1, 0.5, 0], [1, 0, 1, 0.5], [0.5, 1, 0, 1], [0, 0.5, 1, 0]]),
        ([["b", "a", "a"]], [[2, 1.5], [1.5, 0]]),
    ],
)
def test_vectors_are_of_the_counts_within_two_words(texts, counts):
    counts = np.array(counts)
    n_near = counts.sum(axis=0)
    of_contexts = n_near**0.75 / (n_near**0.75).sum()
    with np.errstate(divide="ignore"):
        information = np.maximum(np.log(counts / (n_near[:, None] * of_contexts)), 0)
    left, values, _ = np.linalg.svd(information)
    vectors = cooccurrence_vectors(texts, window=2, min_count=1)
    np.testing.assert_allclose(vectors.matrix @ vectors.matrix.T, left * values @ left.T, atol=1e-5)


def test_a_word_without_context_has_no_direction():
    rows, _ = cooccurrence_vectors([*sentences(50), ["alone"], ["lonely"]], min_count=1).rows(
        ["cat", "alone", "lonely"]
    )
    assert rows.any(axis=1).tolist() == [True, False, False]


def test_rare_words_keep_their_places():
    texts = [["a", "rare", "b"], ["a", "odd", "b"]]
    assert not cooccurrence_vectors(texts, window=1).matrix.any()
    assert cooccurrence_vectors(texts, window=2).matrix.any()


def test_words_are_those_that_occur_often_enough_in_any_case():
    vectors = cooccurrence_vectors([["The", "cat"], ["the", "CAT", "the"], ["dog"]])
    assert vectors.words == ("the", "cat")
    assert cooccurrence_vectors([["The", "cat"], ["the", "dog"]], min_count=1).words == ("the", "cat", "dog")


@pytest.mark.parametrize(
    ("texts", "shape"),
    [
        ([], (0, 0)),
        ([[], []], (0, 0)),
        ([["a", "b", "c"]], (0, 0)),  # none is there twice
        ([["a"], ["a"]], (1, 1)),
        ([["a", "a", "a"]], (1, 1)),
        ([["a", "b"]] * 2, (2, 2)),
        ([["a"], ["b"], ["c"]] * 2, (3, 3)),
    ],
)
def test_there_are_no_more_dimensions_than_words(texts, shape):
    vectors = cooccurrence_vectors(texts)
    assert vectors.matrix.shape == shape
    assert np.isfinite(vectors.matrix).all()


@pytest.mark.parametrize("setting", [{"dimension": 0}, {"window": 0}, {"min_count": 0}, {"seed": -1}, {"seed": 2**32}])
def test_settings_that_cannot_be(setting):
    ((name, value),) = setting.items()
    with pytest.raises(ConfigurationError, match=f"{name} {value}"):
        cooccurrence_vectors([["a", "b"]], **setting)
