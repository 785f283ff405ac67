"""Which inputs are worth reading: those that say something, and no others."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from tests.learning.text.small import Rule, random_texts

from glassformer.learning.text.choosing import choose_roles, entropy_of, in_errors, is_worth_it
from glassformer.learning.text.contributions import Regression, Strength
from glassformer.learning.text.heads import Offset
from glassformer.learning.text.roles import Role, roles_of
from glassformer.tasks.text import Kind

WORDS, SHAPE, CAPITAL, BEFORE = Role("tokens"), Role("shape"), Role("capital"), Role("tokens", Offset(-1))


def has_a(rng: random.Random, words: Sequence[str]) -> str:
    return "x" if "a" in words else "y"


def has_a_number(rng: random.Random, words: Sequence[str]) -> str:
    """A number is no word that the reader knows by itself."""
    return "x" if "3" in words else "y"


def after_a(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    return tuple("x" if place and words[place - 1] == "a" else "y" for place in range(len(words)))


def chosen(
    kind: Kind, rule: Rule | None, roles: Sequence[Role] | None = None, *, seed: int = 0, n: int = 200
) -> tuple[tuple[Role, ...], dict[str, float]]:
    """The roles that are chosen, and what each that was tried was found to gain."""
    drawn = random_texts(kind, rule, n=n, seed=seed)
    valid = random_texts(kind, rule, n=n // 4, seed=seed + 500, reader=drawn.reader).texts
    everything = roles_of(drawn.texts, reach=2 if kind == "tag" else 0)
    regression = Regression(texts=drawn.texts, roles=tuple(roles or everything), n_labels=3)
    gains: dict[str, float] = {}
    fold = np.random.default_rng(seed).integers(0, 5, n)
    return choose_roles(regression, valid, Strength(penalty=1), fold, gains.__setitem__), gains


@pytest.mark.parametrize("seed", range(3))
def test_what_says_nothing_more_is_left_out(seed: int) -> None:
    found, gains = chosen("classify", has_a, seed=seed)
    assert found == (WORDS,)
    assert gains["tokens"] > 2


@pytest.mark.parametrize("seed", range(3))
def test_what_says_something_is_kept(seed: int) -> None:
    found, gains = chosen("classify", has_a_number, [WORDS, SHAPE, CAPITAL], seed=seed)
    assert SHAPE in found or CAPITAL in found
    assert max(gains["shape"], gains["capital"]) > 2


@pytest.mark.parametrize("seed", range(3))
def test_the_neighbour_that_decides_is_found(seed: int) -> None:
    found, _ = chosen("tag", after_a, seed=seed)
    assert BEFORE in found
    assert len(found) <= 2


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_labels_at_random_are_explained_by_nothing(kind: Kind) -> None:
    for seed in range(4):
        found, _ = chosen(kind, None, seed=seed)
        assert found == (WORDS,)  # at least one is needed, and the first is as good as any


def test_roles_keep_their_order() -> None:
    found, _ = chosen("tag", after_a, [CAPITAL, BEFORE, WORDS])
    assert list(found) == [role for role in (CAPITAL, BEFORE, WORDS) if role in found]


def test_worth_is_a_gain_that_is_sure_and_not_a_hair() -> None:
    rng = np.random.default_rng(0)
    sure, small, unsure = 0.5 + rng.normal(size=1_000), np.full(1_000, 0.001), 0.02 + rng.normal(size=1_000)
    assert is_worth_it(sure, 0.01)
    assert not is_worth_it(small, 0.01)
    assert not is_worth_it(unsure, 0.01)
    assert not is_worth_it(-sure, 0.01)
    assert in_errors(sure) == pytest.approx(sure.mean() / sure.std() * np.sqrt(1_000))
    assert in_errors(-sure) == -in_errors(sure)
    assert in_errors(np.zeros(3)) == 0


def test_entropy_of_labels() -> None:
    ones = np.ones(5)
    assert entropy_of(np.array([0, 0, 1, 1, -1]), ones) == pytest.approx(np.log(2))
    assert entropy_of(np.array([2, 2, -1]), ones[:3]) == 0
    assert entropy_of(np.array([0, 0, 0, 1, -1]), np.array([1, 1, 1, 3, 7])) == pytest.approx(np.log(2))
