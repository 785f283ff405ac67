"""Positions: each answer digit of the constructed network is computed one token before it, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from tests.claims.small import SHAPE, absent, computed_at, constructed, holding, places, present, untrained

from glassformer.claims import positions
from glassformer.models.decoder import Intervention


@pytest.mark.parametrize(("n_digits", "window"), [(5, 3), (3, 3)])
def test_each_digit_is_computed_one_token_early(n_digits: int, window: int) -> None:
    claims = list(positions.find(constructed(n_digits, window)))
    computed = {f"layer 0/{computed_at(digit, n_digits)}/A{digit}" for digit in range(n_digits + 1)}
    assert present(claims, "positions") == computed
    assert absent(claims, "positions") == places(claims, "positions") - computed


def test_a_window_that_is_too_small_changes_no_place() -> None:
    claims = list(positions.find(constructed(3, 2)))
    assert present(claims, "positions") == {"layer 0/=/A3", "layer 0/A3/A2", "layer 0/A2/A1", "layer 0/A1/A0"}


def test_the_effect_is_that_a_digit_becomes_the_donor_s() -> None:
    subject = constructed(3, 3)
    effects = {claim.key: claim.effect for claim in positions.find(subject)}
    own, donors = subject.plain.questions.answers, subject.donors.questions.answers
    for digit in range(4):
        found = effects[f"positions/layer 0/{computed_at(digit, 3)}/A{digit}/present"]
        assert found.value == pytest.approx((own[:, digit] != donors[:, digit]).mean())
        assert found.n == len(own)


def test_attention_and_mlp_are_swapped_together() -> None:
    subject = untrained(0, replace(SHAPE, digits=2, layers=2))
    places = ("blocks.0.attn.hook_z", "blocks.0.hook_mlp_out")
    tokens, donors = (torch.from_numpy(each.questions.tokens()) for each in (subject.plain, subject.donors))
    cache = subject.model.run_with_cache(donors, places)[1]
    swaps = [Intervention(place=place, kind="patch", values=cache[place], positions=[4]) for place in places]
    after = subject.model.run(tokens, interventions=swaps).logits.argmax(-1)[:, 5:8] == tokens[:, 6:]
    effects = {claim.key: claim.effect for claim in positions.find(subject)}
    for column, digit in enumerate(("A2", "A1", "A0")):
        drop = subject.plain.is_right[:, column].mean() - float(after[:, column].float().mean())
        assert effects[f"positions/layer 0/D'0/{digit}/present"].value == pytest.approx(drop, abs=1e-6)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(positions.find(untrained(seed)))
    assert not holding(claims)
    assert len(claims) == 2 * 11 * 4


def test_every_position_of_every_layer_is_tested() -> None:
    configuration = replace(SHAPE, digits=1, layers=2, kind="mixed")
    found = places(positions.find(untrained(0, configuration)), "positions")
    names = ["D0", "op", "D'0", "=", "sign", "A1"]
    answers = ["sign", "A1", "A0"]
    assert found == {f"layer {layer}/{name}/{answer}" for layer in (0, 1) for name in names for answer in answers}
