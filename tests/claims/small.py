"""What the tests of this room share: networks whose algorithm is known, networks that have none, what holds of each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest
import torch

from glassformer.claims.claim import Claim, with_presence
from glassformer.claims.subject import Subject
from glassformer.lens import LensConfiguration
from glassformer.lens.constructed import construct_addition
from glassformer.models.decoder import DecoderTransformer
from glassformer.tasks.arithmetic import Arithmetic

SHAPES = [(5, 3), (3, 3), (3, 2)]
"""Digits, and the window of the network that adds by construction: how many pairs each answer digit sees."""

SHAPE = LensConfiguration(digits=3, d_model=48, heads=2, d_mlp=96, batch_size=64, steps=100, warm_up=10)
"""A network of this shape can learn; untrained it has nothing to find."""

FEW = {
    "agreeing.CHUNK": 1_500,
    "analysis.N_RANDOM_OF_A_CONTROL": 500,
    "failure.N_RANDOM": 2_000,
    "failure.N_OF_A_LENGTH": 400,
    "found_program.N_FITTED": 4_000,
    "found_program.N_OF_A_CASE": 200,
    "found_program.N_OF_A_LENGTH": 300,
    "heads.N_QUESTIONS": 2_000,
    "mathematics.N_OF_A_CASE": 100,
    "mathematics.N_RANDOM": 2_000,
    "measurements.N_LOSSES": 500,
    "mlp.N_FITTED": 6_000,
    "mlp.N_TESTED": 2_000,
}


def ask_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the findings ask fewer questions than they do by themselves."""
    for name, number in FEW.items():
        monkeypatch.setattr(f"glassformer.claims.{name}", number)


@cache
def constructed(n_digits: int, window: int) -> Subject:
    """The network that adds by construction, of whose algorithm everything is known."""
    arithmetic = Arithmetic(n_digits)
    return Subject(model=construct_addition(arithmetic, window), arithmetic=arithmetic)


@cache
def untrained(seed: int = 0, configuration: LensConfiguration = SHAPE) -> Subject:
    """A network as it is before training."""
    model = DecoderTransformer(configuration.decoder(), torch.Generator().manual_seed(seed)).eval()
    return Subject(model=model, arithmetic=configuration.arithmetic)


def n_seen_below(n_digits: int, window: int) -> list[int]:
    """For each answer digit how many pairs below it its window has: the highest digit has no pair of its own."""
    return [min(digit, window - (digit < n_digits)) for digit in range(n_digits + 1)]


def computed_at(digit: int, n_digits: int) -> str:
    """The position at which an answer digit is computed: one token before it."""
    return "=" if digit == n_digits else f"A{digit + 1}"


def holding(claims: Iterable[Claim]) -> set[str]:
    """The keys of the claims that hold."""
    return {claim.key for claim in with_presence(list(claims)) if claim.verdict == "holds"}


def present(claims: Iterable[Claim], finding: str) -> set[str]:
    """The places at which claims of presence hold: their keys without the finding, and without how they end."""
    return _places(claims, finding, "/present")


def absent(claims: Iterable[Claim], finding: str) -> set[str]:
    """The places at which claims of absence hold."""
    return _places(claims, finding, "/absent")


def places(claims: Iterable[Claim], finding: str) -> set[str]:
    """All places that there are claims about."""
    keys = [claim.key for claim in claims if claim.finding == finding and not claim.is_absence]
    return {key.removeprefix(f"{finding}/").removesuffix("/present") for key in keys}


def _places(claims: Iterable[Claim], finding: str, end: str) -> set[str]:
    keys = [key for key in holding(claims) if key.startswith(f"{finding}/") and key.endswith(end)]
    return {key.removeprefix(f"{finding}/").removesuffix(end) for key in keys}
