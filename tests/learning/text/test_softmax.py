from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from glassformer.learning.text import softmax
from glassformer.learning.text.softmax import Block, Fitted, cross_entropy, fit_softmax, log_count_ratios

N_LABELS = 3
SIZES = (4, 6, 3)
RNG = np.random.default_rng(0)
SCALE = RNG.normal(size=(4, N_LABELS))
FREE = np.array([0, 2, 3, 5])
EMBEDDING = RNG.normal(size=(6, 2))
BLOCKS = {
    "plain": [Block(n_values=n, penalty=0.7) for n in SIZES],
    "scaled": [Block(n_values=n, penalty=0.7, scale=np.tile(SCALE, (2, 1))[:n]) for n in SIZES],
    "partly free": [
        Block(n_values=4, penalty=1),
        Block(n_values=6, penalty=1, free=FREE),
        Block(n_values=3, penalty=2),
    ],
    "embedded": [Block(n_values=13, penalty=0.5, embedding=RNG.normal(size=(13, 4)), vector_penalty=0.2)],
    "all at once": [
        Block(n_values=4, penalty=1.5, scale=SCALE),
        Block(n_values=6, penalty=0.3, free=FREE, scale=SCALE, embedding=EMBEDDING, vector_penalty=2),
        Block(n_values=3, penalty=0.1, free=np.array([1]), embedding=np.eye(3)),
    ],
}


def drawn(n: int = 40, seed: int = 1, n_values: int = 13) -> tuple[sp.csr_matrix, Any]:
    """A design, in which values stand once or more, and labels, some of them unknown."""
    rng = np.random.default_rng(seed)
    design = sp.csr_matrix(rng.poisson(0.4, (n, n_values)).astype(float))
    return design, rng.integers(-1, N_LABELS, n)


def fit(design: sp.csr_matrix, labels: Any, *blocks: Block, offset: Any = None, sample_weights: Any = None) -> Fitted:
    return fit_softmax(design, labels, N_LABELS, blocks, offset=offset, sample_weights=sample_weights, iterations=3_000)


def assert_same(one: Fitted, other: Fitted, tolerance: float = 2e-3) -> None:
    np.testing.assert_allclose(np.vstack(one.weights), np.vstack(other.weights), atol=tolerance)
    np.testing.assert_allclose(one.bias, other.bias, atol=tolerance)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_gradient_is_that_of_finite_differences(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    design, labels = drawn()
    rng = np.random.default_rng(2)
    offset, counted = rng.normal(size=(40, N_LABELS)), rng.uniform(0.5, 2, 40)
    seen = []

    def check(loss: Any, start: Any, **options: Any) -> Any:
        numbers, step = rng.normal(size=len(start)), 1e-6
        _, slopes = loss(numbers)
        nudges = step * np.eye(len(start))
        measured = [(loss(numbers + nudge)[0] - loss(numbers - nudge)[0]) / (2 * step) for nudge in nudges]
        np.testing.assert_allclose(slopes, measured, rtol=1e-5, atol=1e-5)
        seen.append(len(start))
        return type("Found", (), {"x": numbers})

    monkeypatch.setattr(softmax, "minimize", check)
    fit_softmax(design, labels, N_LABELS, BLOCKS[name], offset=offset, sample_weights=counted)
    n_free = sum(
        (each.n_values if each.free is None else len(each.free))
        + (0 if each.embedding is None else each.embedding.shape[1])
        for each in BLOCKS[name]
    )
    assert seen == [(n_free + 1) * N_LABELS]


def test_the_loss_is_the_penalised_cross_entropy(monkeypatch: pytest.MonkeyPatch) -> None:
    design, labels = drawn()
    numbers = np.random.default_rng(3).normal(size=(14, N_LABELS))
    scores = (design @ numbers[:13] + numbers[13])[labels >= 0]
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    known = labels[labels >= 0]
    expected = -np.log(shares[np.arange(len(known)), known]).sum() + 0.35 * (numbers[:13] ** 2).sum()

    def check(loss: Any, start: Any, **options: Any) -> Any:
        assert loss(numbers.ravel())[0] == pytest.approx(expected)
        return type("Found", (), {"x": start})

    monkeypatch.setattr(softmax, "minimize", check)
    fit_softmax(design, labels, N_LABELS, BLOCKS["plain"])


def test_weights_and_bias_sum_to_nothing_over_labels() -> None:
    design, labels = drawn()
    fitted = fit(design, labels, *BLOCKS["all at once"])
    assert [rows.shape for rows in fitted.weights] == [(n, N_LABELS) for n in SIZES]
    np.testing.assert_allclose(np.vstack(fitted.weights).sum(1), 0, atol=1e-12)
    assert fitted.bias.sum() == pytest.approx(0)
    assert np.abs(fitted.bias).max() > 0.01


def test_values_that_are_not_free_have_no_weights_of_their_own() -> None:
    design, labels = drawn(n_values=6)
    alone = fit(design, labels, Block(n_values=6, penalty=1, free=FREE))
    np.testing.assert_array_equal(alone.weights[0][[1, 4]], 0)
    assert np.abs(alone.weights[0][FREE]).min() > 0
    moved = fit(design, labels, Block(n_values=6, penalty=1, free=FREE[:0], embedding=EMBEDDING))
    directions, *_ = np.linalg.lstsq(EMBEDDING, moved.weights[0], rcond=None)
    np.testing.assert_allclose(EMBEDDING @ directions, moved.weights[0], atol=1e-9)
    assert np.abs(moved.weights[0]).max() > 0.1


def test_a_scale_is_a_weaker_penalty() -> None:
    design, labels = drawn()
    scaled = fit(design, labels, Block(n_values=13, penalty=2, scale=np.full((13, N_LABELS), 3.0)))
    assert_same(scaled, fit(design, labels, Block(n_values=13, penalty=2 / 9)))


def test_vectors_that_are_all_different_are_like_free_numbers() -> None:
    design, labels = drawn()
    nothing = np.zeros(0, np.int64)
    embedded = Block(n_values=13, penalty=99, free=nothing, embedding=np.eye(13), vector_penalty=0.5)
    assert_same(fit(design, labels, embedded), fit(design, labels, Block(n_values=13, penalty=0.5)))


def test_what_the_offset_says_is_not_learned_again() -> None:
    design, labels = drawn(600)
    block = Block(n_values=13, penalty=0.01)
    found = fit(design, labels, block)
    again = fit(design, labels, block, offset=found.scores(design))
    assert np.abs(again.weights[0]).max() < 0.01 * np.abs(found.weights[0]).max()
    same_for_all = np.random.default_rng(4).normal(size=(600, 1)) @ np.ones((1, N_LABELS))
    assert_same(fit(design, labels, block, offset=same_for_all), found)


def test_units_that_count_twice() -> None:
    design, labels = drawn()
    block, counted = Block(n_values=13, penalty=0.7), np.where(np.arange(40) < 15, 2.0, 1.0)
    twice = fit(sp.vstack([design, design[:15]]).tocsr(), np.concatenate([labels, labels[:15]]), block)
    assert_same(fit(design, labels, block, sample_weights=counted), twice)


def test_unknown_labels_are_ignored() -> None:
    design, labels = drawn()
    block, is_known = Block(n_values=13, penalty=0.7), labels >= 0
    assert 0 < is_known.sum() < 40
    assert_same(fit(design, labels, block), fit(design[is_known], labels[is_known], block), 1e-9)


def test_a_separable_problem() -> None:
    design = sp.csr_matrix(np.repeat(np.eye(4), 25, axis=0))
    labels = np.repeat([0, 1, 1, 2], 25)
    fitted = fit(design, labels, Block(n_values=4, penalty=0.1))
    assert (fitted.scores(design).argmax(1) == labels).all()
    assert cross_entropy(fitted.scores(design), labels).max() < 0.1
    np.testing.assert_allclose(fitted.weights[0][1], fitted.weights[0][2], atol=1e-3)


def test_cross_entropy_of_what_has_a_label() -> None:
    scores = np.array([[0.0, 0, 0], [1e4, 0, 0], [5, 5, 5], [0, np.log(2), 0]])
    np.testing.assert_allclose(cross_entropy(scores, np.array([2, 1, -1, 1])), [np.log(3), 1e4, np.log(2)])


def test_ratios_of_counts() -> None:
    design = sp.csr_matrix(np.array([[2.0, 0], [1, 0], [0, 3], [9, 9]]))
    found = log_count_ratios(design, np.array([0, 0, 1, -1]), 2, added=1)
    inside, others = np.array([4, 1]) / 5, np.array([1, 4]) / 5  # of label 0, and of label 1
    np.testing.assert_allclose(found, np.log(np.column_stack([inside / others, others / inside])))
