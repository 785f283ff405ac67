"""Attention: head j of the constructed network reads the pair j below the answer digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.claims.small import SHAPE, SHAPES, absent, constructed, holding, places, present, untrained

from glassformer.claims import attention
from glassformer.claims.attention import attention_to_pairs
from glassformer.lens import attention_by_position


def reads(n_digits: int, head: int, digit: int) -> int:
    """The pair that a head reads for an answer digit; below 0 there is none, and it reads the operation."""
    return min(digit, n_digits - 1) - head


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_each_head_reads_one_pair_at_each_step(n_digits: int, window: int) -> None:
    claims = list(attention.find(constructed(n_digits, window)))
    read = {
        f"layer 0/head {head}/A{digit}/pair {reads(n_digits, head, digit)}"
        for head in range(window)
        for digit in range(n_digits + 1)
        if reads(n_digits, head, digit) >= 0
    }
    assert present(claims, "attention") == read
    assert absent(claims, "attention") == places(claims, "attention") - read


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_the_heads_form_a_staircase(n_digits: int, window: int) -> None:
    claims = list(attention.find(constructed(n_digits, window)))
    stairs = {f"layer 0/head {head}/{head} below" for head in range(window)}
    assert present(claims, "staircase") == stairs
    assert absent(claims, "staircase") == places(claims, "staircase") - stairs


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_all_attention_is_to_that_pair(n_digits: int, window: int) -> None:
    found = attention_to_pairs(constructed(n_digits, window))
    expected = np.zeros((window, n_digits + 1, n_digits))
    for head in range(window):
        for digit in range(head, n_digits + 1):
            if (pair := reads(n_digits, head, digit)) >= 0:
                expected[head, digit, pair] = 1
    assert found.shape == (1_000, 1, window, n_digits + 1, n_digits)
    assert np.abs(found[:, 0] - expected).max() < 1e-6


def test_attention_to_a_pair_is_that_to_its_two_digits() -> None:
    subject = untrained(0, replace(SHAPE, digits=2, layers=2, kind="mixed"))
    by_position = attention_by_position(subject.model, subject.plain.questions)  # layer head answer key
    found = attention_to_pairs(subject).mean(0)  # layer head answer_digit pair
    names = subject.arithmetic.position_names
    for digit, column in ((0, 3), (1, 2), (2, 1)):  # the sign comes first
        for pair in range(2):
            both = by_position[:, :, column, [names.index(f"D{pair}"), names.index(f"D'{pair}")]].sum(-1)
            assert found[:, :, digit, pair] == pytest.approx(both, abs=1e-5)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_staircase_is_as_good_as_its_worst_step(seed: int) -> None:
    subject = untrained(seed)
    means = attention_to_pairs(subject).mean(0)[0]  # head answer_digit pair
    effects = {claim.key: claim.effect for claim in attention.find(subject)}
    for head in (0, 1):
        for below in range(3):
            found = effects[f"staircase/layer 0/head {head}/{below} below/present"]
            assert found.value == pytest.approx(min(means[head, k, k - below] for k in range(below, 3)), abs=1e-5)
    assert "staircase/layer 0/head 0/3 below/present" not in effects


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(attention.find(untrained(seed)))
    assert not holding(claims)
    assert len(claims) == 2 * 2 * (4 * 3 + 3)


@pytest.mark.parametrize(("digits", "heads", "seed"), [(3, 3, 0), (2, 2, 0)])
def test_nor_of_those_whose_heads_look_somewhere_by_chance(digits: int, heads: int, seed: int) -> None:
    subject = untrained(seed, replace(SHAPE, digits=digits, heads=heads))
    assert attention_to_pairs(subject).mean(0).max() > 0.45
    assert not holding(attention.find(subject))
