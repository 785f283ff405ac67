"""Weights on discrete variables: scaled, moved, and as many as possible silenced; then put on the grid."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.learning.text.small import Rule, interpreted_scores, random_texts

from glassformer.execution.tensors import encode_batch
from glassformer.learning.text import weighing
from glassformer.learning.text.choosing import hair_of
from glassformer.learning.text.encoded import Floats
from glassformer.learning.text.heads import Offset
from glassformer.learning.text.network import network_of
from glassformer.learning.text.readings import InputReading
from glassformer.learning.text.roles import Role
from glassformer.learning.text.softmax import Fitted, cross_entropy
from glassformer.learning.text.weighing import Weighed, labels_of, loss_of, quieted, scores_of, weigh
from glassformer.learning.text.writing import on_grid, write_program
from glassformer.program import GRID
from glassformer.relaxation.sampling import Sampler

HERE, BEFORE = Role("tokens"), Role("tokens", Offset(-1))


def after_a(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    return tuple("x" if place and words[place - 1] == "a" else "y" for place in range(len(words)))


class Setting:
    """Two variables with weights, on training texts and those to choose by."""

    def __init__(self, rule: Rule | None = after_a, weights: float = 0.5, seed: int = 0) -> None:
        self.drawn = random_texts("tag", rule, n=120, seed=seed)
        self.train, self.fold = self.drawn.texts, np.arange(120) % 5
        self.valid = random_texts("tag", rule, seed=seed + 500, reader=self.drawn.reader).texts
        rng, n_values = np.random.default_rng(seed), self.train.cardinalities["tokens"]
        self.weighed = tuple(
            Weighed(reading=InputReading(role, n_values), weights=weights * rng.normal(size=(n_values, 3)))
            for role in (HERE, BEFORE)
        )
        self.bias: Floats = np.zeros(3)

    def weigh(self, label_weights: Floats | None = None) -> tuple[tuple[Weighed, ...], Floats, float]:
        train, valid = (replace(each, label_weights=label_weights) for each in (self.train, self.valid))
        return weigh(self.weighed, self.bias, train, self.fold, valid)


def test_weights_move_to_where_the_rule_is() -> None:
    setting = Setting()
    weighed, bias, penalty = setting.weigh()
    assert penalty in (3, 10, 30)
    assert [each.reading for each in weighed] == [each.reading for each in setting.weighed]
    assert loss_of(weighed, bias, setting.valid) < 0.2 * loss_of(setting.weighed, setting.bias, setting.valid)
    assert (labels_of(scores_of(weighed, bias, setting.valid)) == setting.valid.labels).all()


def test_where_no_move_helps_weights_are_only_scaled(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(None)
    setting.bias = np.array([-0.5, 0.1, 0.4])
    away = Fitted(weights=tuple(99 * each.weights for each in setting.weighed), bias=np.zeros(3))
    monkeypatch.setattr(weighing, "fit_softmax", lambda *given, **options: away)
    weighed, bias, penalty = setting.weigh()
    assert penalty == np.inf
    scale = bias[0] / setting.bias[0]
    assert 0.5 <= scale < 0.6  # labels are random, so that the scores were too sure
    for old, new in zip(setting.weighed, weighed, strict=True):
        np.testing.assert_allclose(new.weights, old.weights * scale)


def test_weights_are_never_worse_for_the_texts_to_choose_by() -> None:
    for seed in range(3):
        setting = Setting(None, seed=seed)
        weighed, bias, _ = setting.weigh()
        assert loss_of(weighed, bias, setting.valid) <= loss_of(setting.weighed, setting.bias, setting.valid)


def test_labels_that_count_more_are_given_more_often() -> None:
    def mostly(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(tag if tag == "y" or rng.random() < 0.7 else "z" for tag in after_a(rng, words))

    setting = Setting(mostly)
    n_third = []
    for counted in (None, np.array([1.0, 1, 5])):
        weighed, bias, _ = setting.weigh(counted)
        n_third.append(int((labels_of(scores_of(weighed, bias, setting.train)) == 2).sum()))
    assert n_third[0] < 5 < 40 < n_third[1]


def test_weak_weights_are_silenced_where_nothing_gets_worse() -> None:
    setting = Setting()
    weighed, bias, _ = setting.weigh()
    silent = quieted(weighed, bias, setting.train, setting.fold, setting.valid)
    n_rows = [sum(int(each.weights.any(1).sum()) for each in which) for which in (weighed, silent)]
    assert n_rows[1] < 0.8 * n_rows[0]
    labels = np.concatenate([setting.train.labels, setting.valid.labels])
    scores = [
        np.concatenate([scores_of(which, bias, setting.train, setting.fold), scores_of(which, bias, setting.valid)])
        for which in (weighed, silent)
    ]
    n_right = [(labels_of(each) == labels).sum() for each in scores]
    losses = [cross_entropy(each, labels).mean() for each in scores]
    assert n_right[1] >= n_right[0]
    assert losses[1] <= losses[0] + hair_of(setting.train)
    for old, new in zip(weighed, silent, strict=True):
        kept = new.weights.any(1)
        np.testing.assert_array_equal(new.weights[kept], old.weights[kept])
        assert np.abs(old.weights[~kept]).max() < 1


def test_of_equal_scores_the_first_label() -> None:
    assert labels_of(np.array([[1.0, 2, 2], [0, 0, 0], [-1, -2, -1]])).tolist() == [1, 0, 0]


@pytest.mark.parametrize("rule", [after_a, None])
def test_the_network_has_the_weights_and_the_program_has_them_on_the_grid(rule: Rule | None) -> None:
    setting = Setting(rule)
    setting.bias = np.array([0.2504, -1.0003, 2])
    program = write_program(setting.drawn.signature, setting.weighed, setting.bias)
    network = network_of(program, [each.weights for each in setting.weighed], setting.bias)
    found = network.discretize()
    assert found.operations == program.operations
    assert found.origin == "learned"
    rounded = [Weighed(reading=each.reading, weights=on_grid(each.weights) / GRID) for each in setting.weighed]
    exact = scores_of(setting.weighed, setting.bias, setting.train)
    on_the_grid = scores_of(rounded, on_grid(setting.bias) / GRID, setting.train)
    np.testing.assert_allclose(interpreted_scores(setting.drawn, found), on_the_grid, atol=1e-9)
    inputs = setting.drawn.reader.read_all(setting.drawn.examples)
    for is_rounded, expected in ((False, exact), (True, on_the_grid)):
        scores = network.double()(encode_batch(setting.drawn.signature, inputs), Sampler("argmax", on_grid=is_rounded))
        rows = [scores[row, 1 : 1 + len(contents)].detach().numpy() for row, contents in enumerate(inputs)]
        np.testing.assert_allclose(np.concatenate(rows), expected, atol=1e-5)
    assert np.abs(exact - on_the_grid).max() > 1e-5
