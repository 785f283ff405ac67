"""Values in classes: at most so many, named, and for training texts as they are without these."""

from collections.abc import Sequence

import numpy as np
import pytest
from tests.learning.text.small import N_FOLDS

from glassformer.learning.text.classes import Classes, group
from glassformer.learning.text.contributions import Contributions, Strength
from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.heads import Offset
from glassformer.learning.text.roles import Role
from glassformer.learning.text.softmax import Fitted

RNG = np.random.default_rng(0)
N_VALUES = 40
TOKENS = RNG.integers(2, N_VALUES, 500)
ROLE = Role("tokens")
NAMES = ("<s>", "</s>", "<unk>", *(f"w{number}" for number in range(3, N_VALUES)))


def texts_of(tokens: Sequence[int] | Ints) -> EncodedTexts:
    """One text of these words, without marks."""
    return EncodedTexts(
        values={"tokens": np.asarray(tokens, np.int64)},
        cardinalities={"tokens": N_VALUES},
        lengths=np.array([len(tokens)]),
        labels=np.zeros(1, np.int64),
        is_tagged=False,
    )


def contributions_of(weights: Floats, of_folds: Sequence[Floats] = (), role: Role = ROLE) -> Contributions:
    other = Role("tokens", Offset(-1))
    fits = [Fitted(weights=(np.ones_like(rows), rows), bias=np.zeros(3)) for rows in (weights, *of_folds)]
    return Contributions(
        roles=(other, role),
        fitted=fits[0],
        of_folds=tuple(fits[1:]),
        fold=np.zeros(1, np.int64),
        strength=Strength(penalty=1),
        tried=(),
    )


def grouped(weights: Floats, of_folds: Sequence[Floats] = (), **options: int) -> tuple[Classes, ...]:
    return group(contributions_of(weights, of_folds or (weights,)), ROLE, texts_of(TOKENS), NAMES, **options)


@pytest.mark.parametrize("n_classes", [2, 5, 17, 128])
def test_no_more_classes_than_there_may_be(n_classes: int) -> None:
    weights = RNG.normal(size=(N_VALUES, 3))
    (found,) = grouped(weights, n_classes=n_classes)
    assert found.n_classes <= min(n_classes, N_VALUES)
    assert found.n_classes > min(n_classes, N_VALUES) * 0.7
    assert set(found.of_value) == set(range(found.n_classes))
    assert found.centroids.shape == (found.n_classes, 3)
    assert len(set(found.names)) == found.n_classes
    distances = ((weights[:, None] - found.centroids) ** 2).sum(2)
    np.testing.assert_array_equal(found.of_value, distances.argmin(1))


def test_values_that_say_the_same_are_together() -> None:
    weights = np.repeat(np.array([[0.0, 0, 0], [2, -1, -1], [-1, 2, -1], [-1, -1, 2]]), 10, axis=0)
    (found,) = grouped(weights)
    assert found.n_classes == 4
    np.testing.assert_allclose(found.centroids[found.of_value], weights, atol=1e-9)


def test_one_class_where_nothing_is_said() -> None:
    (found,) = grouped(np.zeros((N_VALUES, 3)))
    assert found.n_classes == 1
    assert not found.of_value.any()


def test_texts_of_a_fold_have_the_classes_of_its_own_fit() -> None:
    weights = np.repeat(np.array([[0.0, 0, 0], [2, -1, -1]]), N_VALUES // 2, axis=0)
    of_folds = [weights, weights[::-1], 0 * weights]
    assert len(of_folds) == N_FOLDS
    (found,) = grouped(weights, of_folds)
    silent, loud = found.of_value[0], found.of_value[-1]
    np.testing.assert_array_equal(found.of_value_by_fold[0], found.of_value)
    np.testing.assert_array_equal(found.of_value_by_fold[1], found.of_value[::-1])
    np.testing.assert_array_equal(found.of_value_by_fold[2], silent)
    assert silent != loud


def test_a_second_variable_says_what_the_first_leaves_unsaid() -> None:
    weights = RNG.normal(size=(N_VALUES, 3))
    of_folds = [weights + RNG.normal(scale=0.1, size=weights.shape) for _ in range(2)]
    one, two, three = (grouped(weights, of_folds, n_classes=5, n_variables=n, seed=1) for n in (1, 2, 3))
    np.testing.assert_array_equal(one[0].of_value, two[0].of_value)

    def unsaid(classes: Sequence[Classes], rows: Floats, of_value: Sequence[Ints]) -> float:
        said = sum(each.centroids[places] for each, places in zip(classes, of_value, strict=True))
        return float(((rows - said) ** 2).sum())

    left = [unsaid(each, weights, [classes.of_value for classes in each]) for each in (one, two, three)]
    assert left[0] > 1.5 * left[1] > 1.5 * 1.5 * left[2] > 0
    for number, rows in enumerate(of_folds):
        left = [unsaid(each, rows, [classes.of_value_by_fold[number] for classes in each]) for each in (one, two)]
        assert left[0] > 1.5 * left[1]


def test_a_class_is_called_after_its_most_frequent_member() -> None:
    weights = np.zeros((N_VALUES, 3))
    weights[10:20, 0], weights[20:35, 1], weights[35:, 2] = 5, 5, 5
    weights[0, 2], weights[1, 2] = 9, 5
    tokens = [0, 0, 0, 1, 2, 2, 3, 3, 3, 11, 12, 12, 25, 24]
    (found,) = group(contributions_of(weights, [weights]), ROLE, texts_of(tokens), NAMES)
    # of equally frequent ones the first; a mark only where it is alone
    assert {NAMES[value]: found.names[found.of_value[value]] for value in (0, 1, 4, 15, 30)} == {
        "<s>": "~<s>",
        "</s>": "~w35",
        "w4": "~w3",
        "w15": "~w12",
        "w30": "~w24",
    }


def test_the_same_seed_gives_the_same_classes() -> None:
    weights = RNG.normal(size=(N_VALUES, 3))
    first, again, other = (grouped(weights, n_classes=8, seed=seed)[0] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.of_value, again.of_value)
    np.testing.assert_array_equal(first.centroids, again.centroids)
    assert not np.array_equal(first.of_value, other.of_value)


def test_frequent_values_weigh_more() -> None:
    weights = np.zeros((N_VALUES, 3))
    weights[2:, 0] = np.linspace(-1, 1, N_VALUES - 2)
    frequent = texts_of([5] * 4_000 + list(range(2, N_VALUES)))
    (found,) = group(contributions_of(weights, [weights]), ROLE, frequent, NAMES, n_classes=3)
    assert abs(found.centroids[found.of_value[5], 0] - weights[5, 0]) < 0.1


def test_a_role_is_grouped_by_its_own_values() -> None:
    before = Role("tokens", Offset(-1))
    weights = RNG.normal(size=(N_VALUES, 3))
    contributions = contributions_of(weights, [weights])
    (found,) = group(contributions, before, texts_of(np.arange(2, 9)), NAMES)
    assert found.role == before
    assert found.n_classes == 1  # there everything says the same
