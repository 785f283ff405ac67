"""Gradient descent goes down, whichever way holes are sampled. Whether it finds programs is for benchmarks to say."""

from __future__ import annotations

import pytest
import torch
from tests.relaxation.networks import network_of, small_signature
from torch.nn import functional

from glassformer.execution.tensors import encode_batch
from glassformer.relaxation import Initialization, Sampler, Sampling, paper

REVERSED = [["a", "b", "c"], ["c", "a", "a"], ["b", "b", "a", "c"], ["c", "b"], ["a"], ["b", "a", "c", "c"]]


@pytest.mark.parametrize("sampling", ["soft", "hard", "softmax"])
def test_thirty_steps_reduce_the_loss(sampling: Sampling) -> None:
    sketch = paper(small_signature(), n_layers=1, n_heads=2, n_counts=1, n_tables=1, n_count_tables=1)
    network = network_of(sketch, seed=3, start=Initialization(scale=0.5, dropout=0.1)).train()
    tokens = encode_batch(sketch.signature, REVERSED)
    labels = torch.full_like(tokens, -100)
    for row, contents in zip(labels, REVERSED, strict=True):
        row[1 : len(contents) + 1] = torch.tensor([ord(token) - ord("a") for token in reversed(contents)])
    sampler = Sampler(sampling, temperature=1.0, generator=torch.Generator().manual_seed(3))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.1)
    losses = []
    with torch.random.fork_rng([]):
        torch.default_generator.manual_seed(3)  # of dropout
        for _ in range(30):
            optimizer.zero_grad()
            loss = functional.cross_entropy(network(tokens, sampler).flatten(0, 1), labels.flatten())
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(float(loss.detach()))
    assert sum(losses[-5:]) / 5 < 0.9 * sum(losses[:5]) / 5
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
