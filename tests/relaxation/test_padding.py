"""Padding and batch-mates influence nothing, and a causal network does not look ahead: scores and gradients alike."""

from __future__ import annotations

import pytest
import torch
from tests.relaxation.networks import SKETCHES, network_of
from torch import Tensor

from glassformer.execution.tensors import encode_batch
from glassformer.program import Sketch
from glassformer.relaxation import Relaxation, Sampler, Sampling

INPUTS = [["a"], ["b", "c", "a", "c"], ["c", "b"], ["a", "a", "b"], ["c"]]


def sampler_of(sampling: Sampling) -> Sampler:
    """The same noise in every pass."""
    return Sampler(sampling, generator=torch.Generator().manual_seed(5))


def scores_of(network: Relaxation, inputs: list[list[str]], sampling: Sampling, width: int | None = None) -> Tensor:
    tokens = encode_batch(network.sketch.signature, inputs)
    if width is not None:
        tokens = torch.nn.functional.pad(tokens, (0, width - tokens.shape[1]), value=-1)
    scores: Tensor = network(tokens, sampler_of(sampling))
    return scores


def n_positions(sketch: Sketch, contents: list[str]) -> int:
    return len(contents) + len(sketch.signature.marks)


def meant(sketch: Sketch, scores: Tensor, contents: list[str]) -> Tensor:
    """The scores of one input, without those at padding."""
    return scores if sketch.signature.gives_one_label else scores[: n_positions(sketch, contents)]


@pytest.mark.parametrize("sampling", ["soft", "hard", "argmax"])
@pytest.mark.parametrize("name", SKETCHES)
def test_scores_of_an_input_alone_are_those_in_a_batch(name: str, sampling: Sampling) -> None:
    network = network_of(SKETCHES[name])
    together = scores_of(network, INPUTS, sampling).detach()
    for scores, contents in zip(together, INPUTS, strict=True):
        alone = scores_of(network, [contents], sampling)[0].detach()
        torch.testing.assert_close(meant(network.sketch, scores, contents), alone, atol=1e-9, rtol=0)


@pytest.mark.parametrize("sampling", ["soft", "hard"])
@pytest.mark.parametrize("name", SKETCHES)
def test_gradients_of_an_input_alone_are_those_in_padding(name: str, sampling: Sampling) -> None:
    network = network_of(SKETCHES[name])
    contents = ["b", "c"]
    found = []
    for width in (None, network.sketch.signature.max_length):
        network.zero_grad()
        scores = meant(network.sketch, scores_of(network, [contents], sampling, width)[0], contents)
        worth = torch.rand(scores.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
        (scores * worth).sum().backward()  # type: ignore[no-untyped-call]
        found.append({key: each.grad for key, each in network.named_parameters() if each.grad is not None})
    alone, padded = found
    assert alone.keys() == padded.keys()
    assert sum(bool(each.any()) for each in alone.values()) > 5
    for key, gradient in alone.items():
        torch.testing.assert_close(padded[key], gradient, atol=1e-9, rtol=0, msg=lambda text, key=key: f"{key}: {text}")


@pytest.mark.parametrize("sampling", ["soft", "hard"])
@pytest.mark.parametrize("name", ["per position", "causal", "paper", "paper, causal", "wide", "wide, causal"])
def test_only_a_network_that_is_not_causal_sees_later_tokens(name: str, sampling: Sampling) -> None:
    differences = []
    for seed in range(3):
        network = network_of(SKETCHES[name], seed)
        one, other = scores_of(network, [["a", "b", "c", "a"], ["a", "b", "b", "b"]], sampling).detach()
        differences.append(float((one - other)[:3].abs().max()))  # the begin mark, a and b
    assert (max(differences) > 1e-3) == (not network.sketch.signature.is_causal)
    assert network.sketch.signature.is_causal == (max(differences) < 1e-9)


@pytest.mark.parametrize("name", ["causal", "paper, causal"])
def test_a_causal_network_sees_earlier_tokens(name: str) -> None:
    network = network_of(SKETCHES[name])
    one, other = scores_of(network, [["a", "b", "c", "a"], ["c", "b", "c", "a"]], "soft").detach()
    assert float((one - other)[-1].abs().max()) > 1e-3


@pytest.mark.parametrize("name", ["pooled", "paper, pooled"])
def test_batch_mates_have_no_part_in_pooling(name: str) -> None:
    network = network_of(SKETCHES[name])
    scores = scores_of(network, INPUTS, "soft")
    leaf = [each for each in network.parameters() if each.requires_grad]
    first = torch.autograd.grad(scores[0].square().sum(), leaf, retain_graph=True, allow_unused=True)
    alone = torch.autograd.grad(scores_of(network, INPUTS[:1], "soft")[0].square().sum(), leaf, allow_unused=True)
    for one, other in zip(first, alone, strict=True):
        assert (one is None) == (other is None)
        if one is not None:
            torch.testing.assert_close(one, other, atol=1e-9, rtol=0)
