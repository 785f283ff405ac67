"""The operations with a gradient of their own: exact going forward, and going back what they claim."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from glassformer.program import GRID, semantics
from glassformer.relaxation import differentiable
from glassformer.relaxation.differentiable import closest, hard_lookup, round_to_grid, soft_lookup, threshold_rows


def randoms(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def gradients(function: Callable[..., Tensor], *inputs: Tensor, towards: Tensor) -> list[Tensor]:
    leaves = [each.detach().clone().requires_grad_() for each in inputs]
    return list(torch.autograd.grad((function(*leaves) * towards).sum(), leaves))


def every_match_set(n: int) -> Tensor:
    """``set 1 query key``: each set of matches, for every query."""
    sets = torch.tensor(list(product((0.0, 1.0), repeat=n)), dtype=torch.float64)
    return sets[:, None, None, :].expand(-1, -1, n, -1).contiguous()


def test_closest_is_the_discrete_rule_for_every_match_set() -> None:
    matches = every_match_set(5)
    found = closest(matches)
    assert torch.equal(found.sum(-1), torch.ones(32, 1, 5, dtype=torch.float64))
    for row, attention in zip(matches[:, 0, 0], found[:, 0], strict=True):
        keys = row.nonzero().flatten().tolist()
        assert attention.argmax(-1).tolist() == [semantics.closest(query, keys) for query in range(5)]


def test_closest_rows_are_independent_and_sum_to_one() -> None:
    matches = randoms(2, 3, 6, 6)
    found = closest(matches)
    torch.testing.assert_close(found.sum(-1), torch.ones(2, 3, 6, dtype=torch.float64))
    torch.testing.assert_close(closest(matches[1:, 2:])[0, 0], found[1, 2])
    assert torch.equal(closest(torch.zeros(1, 1, 1, 1)), torch.ones(1, 1, 1, 1))


@pytest.mark.parametrize("n", [1, 2, 5])
def test_gradient_of_closest(n: int) -> None:
    assert torch.autograd.gradcheck(closest, randoms(2, 2, n, n).requires_grad_())


def test_gradient_of_closest_at_hard_matches_is_what_flipping_one_match_changes() -> None:
    matches, worth = every_match_set(5), randoms(5, 5, seed=1)
    (found,) = gradients(closest, matches, towards=worth)
    for key in range(5):
        flipped = [matches.clone() for _ in range(2)]
        for value, one in enumerate(flipped):
            one[..., key] = value
        without, with_it = ((closest(one) * worth).sum(-1) for one in flipped)
        torch.testing.assert_close(found[..., key], with_it - without)


def one_hots(n_inputs: int, n_tables: int = 2, n_rest: int = 7) -> tuple[Tensor, list[Tensor]]:
    """A table and one-hot inputs of 2, 3 and 4 values."""
    sizes = (2, 3, 4)[:n_inputs]
    generator = torch.Generator().manual_seed(n_inputs)
    inputs = [
        functional.one_hot(torch.randint(size, (n_tables, n_rest), generator=generator), size).double()
        for size in sizes
    ]
    return randoms(n_tables, torch.Size(sizes).numel(), 5), inputs


@pytest.mark.parametrize("at_once", [1, 2**19], ids=["table by table", "together"])
@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_hard_lookup_is_soft_lookup_at_one_hot_inputs(
    n_inputs: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differentiable, "WORTH_AT_ONCE", at_once)
    table, inputs = one_hots(n_inputs)
    assert torch.equal(hard_lookup(table, inputs), soft_lookup(table, inputs))
    hard, soft = (
        gradients(lambda *args, f=f: f(args[0], args[1:]), table, *inputs, towards=randoms(2, 7, 5, seed=2))
        for f in (hard_lookup, soft_lookup)
    )
    for one, other in zip(hard, soft, strict=True):
        assert other.abs().sum() > 0
        torch.testing.assert_close(one, other)


def test_gradients_of_hard_lookup_are_only_where_they_are_wanted() -> None:
    table, (first, second) = one_hots(2)
    second.requires_grad_()
    hard_lookup(table, (first, second)).sum().backward()  # type: ignore[no-untyped-call]
    assert (table.grad, first.grad) == (None, None)
    expected, _, found = gradients(
        lambda *args: soft_lookup(args[0], args[1:]), table, first, second, towards=torch.ones(2, 7, 5).double()
    )
    assert expected.abs().sum() > 0
    torch.testing.assert_close(second.grad, found)


@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_lookups_have_the_last_input_run_fastest(n_inputs: int) -> None:
    table, inputs = one_hots(n_inputs)
    sizes = [values.shape[-1] for values in inputs]
    for place in range(2):
        rows = [values[place].argmax(-1).tolist() for values in inputs]
        expected = semantics.lookup(rows, sizes, range(len(table[place])))
        assert torch.equal(hard_lookup(table, inputs)[place], table[place][expected])


def test_gradient_of_soft_lookup_at_mixtures() -> None:
    table, first, second = randoms(2, 6, 3), randoms(2, 4, 2), randoms(2, 4, 3)
    leaves = [each.requires_grad_() for each in (table, first, second)]
    assert torch.autograd.gradcheck(lambda rows, *values: soft_lookup(rows, values), leaves)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("at", [(1, 2, 3), (-512, 0, 1, 1024), (5,)])
def test_threshold_rows_are_exact_on_the_grid(at: tuple[int, ...], dtype: torch.dtype) -> None:
    """Each number in ``1 / GRID``, as far as a third of a unit off, as sums of floats are."""
    numbers = [value + nearby for value in at for nearby in (-GRID, -1, 0, 1, GRID)]
    for error in (-0.3, 0, 0.3):
        floats = (torch.tensor(numbers, dtype=dtype) + error) / GRID
        rows = threshold_rows(floats, torch.tensor(at, dtype=dtype) / GRID, 0.5 / GRID)
        assert rows.dtype == dtype
        assert torch.equal(rows.sum(-1), torch.ones(len(numbers), dtype=dtype))
        assert rows.argmax(-1).tolist() == [semantics.reach(number, at) for number in numbers]


def test_threshold_rows_of_counts() -> None:
    counts = torch.arange(-3, 9, dtype=torch.float32)
    rows = threshold_rows(counts, torch.arange(2.0, 6.0), 0.5)
    assert rows.argmax(-1).tolist() == [semantics.clip(count, 1, 5, 1) for count in range(-3, 9)]
    assert torch.equal(rows, functional.one_hot(rows.argmax(-1), 5).float())


def test_gradient_of_thresholds_is_half_of_what_one_more_or_one_fewer_changes() -> None:
    thresholds, worth = torch.tensor([1.0, 2.0, 5.0], dtype=torch.float64), randoms(4, seed=3)

    def value(numbers: Tensor) -> Tensor:
        return threshold_rows(numbers, thresholds, 0.5) @ worth

    counts = torch.arange(-2, 8, dtype=torch.float64)
    (found,) = gradients(value, counts, towards=torch.ones(10, dtype=torch.float64))
    torch.testing.assert_close(found, (value(counts + 1) - value(counts - 1)) / 2)
    assert found.count_nonzero() == 5  # 0, 1 and 2; 4 and 5


def test_rounding_to_the_grid_and_its_gradient() -> None:
    weights = torch.tensor([0.4, 0.6, 1.5, 2.5, -0.6, 7.0], dtype=torch.float64) / GRID
    assert (round_to_grid(weights, GRID) * GRID).tolist() == [0, 1, 2, 2, -1, 7]
    towards = randoms(6)
    (found,) = gradients(lambda weights: round_to_grid(weights, GRID), weights, towards=towards)
    assert torch.equal(found, towards)
