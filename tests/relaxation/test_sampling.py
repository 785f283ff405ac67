"""Rows and bits of each way of sampling, their gradients, and their randomness."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from glassformer.relaxation.sampling import Sampler, Sampling, one_hot_argmax

WAYS: tuple[Sampling, ...] = ("hard", "soft", "softmax", "argmax")


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def some_logits(*shape: int) -> Tensor:
    return torch.randn(shape, generator=generator(7))


@pytest.mark.parametrize("sampling", ["hard", "argmax"])
def test_hard_rows_are_one_hot(sampling: Sampling) -> None:
    rows = Sampler(sampling, generator=generator()).rows(some_logits(40, 5))
    torch.testing.assert_close(rows, one_hot_argmax(rows))
    bits = Sampler(sampling, generator=generator()).bits(some_logits(40, 5))
    torch.testing.assert_close(bits, bits.round())
    assert Sampler(sampling).is_hard


@pytest.mark.parametrize("sampling", ["soft", "softmax"])
def test_soft_rows_are_mixtures(sampling: Sampling) -> None:
    rows = Sampler(sampling, generator=generator()).rows(some_logits(40, 5))
    torch.testing.assert_close(rows.sum(-1), torch.ones(40))
    assert ((rows > 0) & (rows < 1)).all()
    bits = Sampler(sampling, generator=generator()).bits(some_logits(40, 5))
    assert ((bits > 0) & (bits < 1)).all()
    assert not Sampler(sampling).is_hard


@pytest.mark.parametrize("method", ["rows", "bits"])
def test_hard_has_the_gradient_of_soft(method: str) -> None:
    """The same noise in both."""
    found = []
    for sampling in ("hard", "soft"):
        logits = some_logits(6, 4).requires_grad_()
        sampler = Sampler(sampling, temperature=0.7, generator=generator())
        (getattr(sampler, method)(logits) * torch.arange(1.0, 5.0)).sum().backward()
        found.append(logits.grad)
    assert found[1].abs().min() > 0
    torch.testing.assert_close(*found)


def test_argmax_has_no_gradient_and_softmax_that_of_softmax() -> None:
    logits = some_logits(3, 4).requires_grad_()
    assert not Sampler("argmax").rows(logits).requires_grad
    torch.testing.assert_close(Sampler("softmax", temperature=2.0).rows(logits), torch.softmax(logits / 2, -1))
    torch.testing.assert_close(Sampler("softmax", temperature=2.0).bits(logits), torch.sigmoid(logits / 2))


@pytest.mark.parametrize("sampling", ["hard", "soft", "softmax"])
def test_without_noise_and_cold_all_are_argmax(sampling: Sampling) -> None:
    logits = torch.tensor([[0.1, 0.3, 0.2], [-4.0, -5.0, -6.0]])
    cold = Sampler(sampling, temperature=1e-3, noise=0.0)
    torch.testing.assert_close(cold.rows(logits), Sampler("argmax").rows(logits))
    torch.testing.assert_close(cold.bits(logits), Sampler("argmax").bits(logits))


def test_hard_without_noise_is_argmax_at_any_temperature() -> None:
    logits = some_logits(50, 6)
    for temperature in (0.1, 1.0, 10.0):
        sampler = Sampler("hard", temperature=temperature, noise=0.0)
        torch.testing.assert_close(sampler.rows(logits), Sampler("argmax").rows(logits))
        torch.testing.assert_close(sampler.bits(logits), Sampler("argmax").bits(logits))


def test_argmax_takes_the_first_of_equals_and_no_bit_at_zero() -> None:
    logits = torch.tensor([[1.0, 3.0, 3.0], [0.0, 0.0, 0.0]])
    assert Sampler("argmax").rows(logits).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert Sampler("argmax").bits(torch.tensor([-1.0, 0.0, 1e-6])).tolist() == [0, 0, 1]


def test_lower_temperature_is_nearer_to_one_hot() -> None:
    logits = some_logits(50, 6)
    means = [
        float(Sampler("soft", temperature=temperature, generator=generator()).rows(logits).amax(-1).mean())
        for temperature in (10.0, 1.0, 0.1)
    ]
    assert means == sorted(means)
    assert means[0] < 0.25 < 0.9 < means[2]


@pytest.mark.parametrize("sampling", ["hard", "soft"])
def test_noise_comes_from_the_generator(sampling: Sampling) -> None:
    logits = some_logits(50, 6)
    state = torch.get_rng_state()
    one, same, other = (Sampler(sampling, generator=generator(seed)).rows(logits) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.allclose(one, other)
    assert torch.equal(torch.get_rng_state(), state)
    assert not torch.allclose(*(Sampler(sampling, generator=g).rows(logits) for g in [generator()] for _ in range(2)))


def test_samples_follow_the_logits() -> None:
    """Gumbel noise: a choice comes up as often as its softmax says, a bit as its sigmoid says."""
    logits, n = torch.tensor([0.0, 1.0, -1.0]), 20_000
    chosen = Sampler("hard", temperature=0.5, generator=generator()).rows(logits.expand(n, -1)).mean(0)
    torch.testing.assert_close(chosen, torch.softmax(logits, -1), atol=0.015, rtol=0)
    said = Sampler("hard", temperature=0.5, generator=generator()).bits(logits.expand(n, -1)).mean(0)
    torch.testing.assert_close(said, torch.sigmoid(logits), atol=0.015, rtol=0)


@pytest.mark.parametrize("sampling", WAYS)
def test_what_is_impossible_is_never_chosen(sampling: Sampling) -> None:
    logits = some_logits(50, 3).requires_grad_()
    rows = Sampler(sampling, generator=generator()).rows(logits + torch.tensor([0.0, -torch.inf, 0.0]))
    assert not rows[:, 1].any()
    assert rows.isfinite().all()
    if sampling != "argmax":
        rows[:, 0].sum().backward()  # type: ignore[no-untyped-call]
        assert logits.grad is not None
        assert logits.grad.isfinite().all()
