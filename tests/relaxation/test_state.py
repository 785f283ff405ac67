"""Banks: variables that were made in blocks are read in any order, and gradients find their way back."""

from __future__ import annotations

import random

import pytest
import torch
from torch import Tensor

from glassformer.relaxation.state import Bank


def bank_of(sizes: list[int], *, seed: int = 0) -> tuple[Bank, list[Tensor]]:
    """A bank with blocks of these sizes, and the leaves that it was made of."""
    generator = torch.Generator().manual_seed(seed)
    leaves = [torch.randn(size, 2, 3, 4, generator=generator).requires_grad_() for size in sizes]
    bank = Bank()
    for leaf in leaves:
        bank.add(leaf)
    return bank, leaves


def slots_of(seed: int) -> tuple[int, ...]:
    """Some of nine slots in any order, some twice."""
    rng = random.Random(seed)
    return tuple(rng.choices(range(9), k=rng.randint(1, 12)))


SLOTS = [(0, 1, 2), (3,), (3, 4, 5, 6), (0, 1, 2, 3, 4, 5, 6, 7, 8), (8, 0), (2, 2), *map(slots_of, range(20))]


@pytest.mark.parametrize("slots", SLOTS, ids=str)
def test_a_read_is_the_variables_in_its_order(slots: tuple[int, ...]) -> None:
    bank, leaves = bank_of([3, 1, 3, 2])
    variables = torch.cat(leaves)
    assert torch.equal(bank.read(slots), torch.stack([variables[slot] for slot in slots]))
    parts = list(bank.parts(slots))
    assert sorted(read for _, reads in parts for read in reads.tolist()) == list(range(len(slots)))
    for part, reads in parts:
        assert torch.equal(part, bank.read(slots)[reads])


@pytest.mark.parametrize("slots", SLOTS, ids=str)
def test_gradients_flow_to_what_was_read(slots: tuple[int, ...]) -> None:
    bank, leaves = bank_of([3, 1, 3, 2])
    weights = torch.randn(len(slots), 2, 3, 4, generator=torch.Generator().manual_seed(1))
    (bank.read(slots) * weights).sum().backward()  # type: ignore[no-untyped-call]
    expected = torch.zeros(9, 2, 3, 4).index_add(0, torch.tensor(slots), weights)
    found = torch.cat([torch.zeros_like(leaf) if leaf.grad is None else leaf.grad for leaf in leaves])
    torch.testing.assert_close(found, expected)


def test_what_reads_the_same_shares_it_and_a_whole_block_is_not_copied() -> None:
    bank, leaves = bank_of([3, 1, 3, 2])
    assert bank.read((5, 0)) is bank.read((5, 0))
    assert bank.read((4, 5, 6)).data_ptr() == leaves[2].data_ptr()


def test_indices_that_were_first_used_in_inference_serve_training_too() -> None:
    slots = (7, 1, 0, 1)
    with torch.inference_mode():
        bank_of([4, 4])[0].read(slots)
    bank, leaves = bank_of([4, 4])
    bank.read(slots).square().sum().backward()  # type: ignore[no-untyped-call]
    assert all(leaf.grad is not None for leaf in leaves)
