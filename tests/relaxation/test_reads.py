"""Open reads: those of the same variables are mixed together, and each is what it would be alone."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest
import torch
from tests.relaxation.networks import SKETCHES, TEMPLATES, network_of, small_signature
from tests.support.programs import random_inputs
from torch import Tensor

from glassformer.execution.tensors import encode_batch
from glassformer.program import Sketch
from glassformer.relaxation import Ensemble, Relaxation, Sampler, paper
from glassformer.relaxation.reads import Reads

SOFT = Sampler("softmax", temperature=0.7)


def open_reads(network: torch.nn.Module) -> list[Reads]:
    """All of them, in the order in which they are asked."""
    return [module for module in network.modules() if isinstance(module, Reads) and module.is_open]


def scores_and_gradients(network: Relaxation | Ensemble, tokens: Tensor) -> list[Tensor]:
    """What the network says of the tokens, and what each parameter gets from a sum of it."""
    scores = network(tokens, SOFT)
    weights = torch.randn(scores.shape, generator=torch.Generator().manual_seed(2), dtype=scores.dtype)
    total = (scores.nan_to_num(neginf=0.0) * weights).sum()
    parameters = [each for each in network.parameters() if each.requires_grad]
    return [scores.detach(), *torch.autograd.grad(total, parameters, materialize_grads=True)]


def is_the_same_alone(network: Relaxation | Ensemble, sketch: Sketch) -> bool:
    """Whether the network agrees with itself where each group of reads is mixed by itself."""
    alone = deepcopy(network)
    for reads in open_reads(alone):
        reads.together = [reads]
    tokens = encode_batch(sketch.signature, random_inputs(sketch, random.Random(1), 12))
    pairs = zip(scores_and_gradients(network, tokens), scores_and_gradients(alone, tokens), strict=True)
    return all(torch.allclose(one, other) for one, other in pairs)


@pytest.mark.parametrize("sketch", SKETCHES.values(), ids=SKETCHES)
def test_reads_that_are_mixed_together_are_what_they_are_alone(sketch: Sketch) -> None:
    assert is_the_same_alone(network_of(sketch), sketch)


def test_so_are_those_of_several_networks() -> None:
    sketch = TEMPLATES["paper"]
    ensemble = Ensemble([network_of(sketch, seed) for seed in range(3)])
    assert any(reads.n_blocks == 3 and len(reads.together) > 1 for reads in open_reads(ensemble))
    assert is_the_same_alone(ensemble, sketch)


@pytest.mark.parametrize(("n_heads", "n_counts"), [(1, 0), (1, 1), (0, 1), (2, 1)])
def test_so_are_those_of_networks_with_single_heads(n_heads: int, n_counts: int) -> None:
    signature = small_signature()
    sketch = paper(signature, n_layers=2, n_heads=n_heads, n_counts=n_counts, n_tables=1, n_count_tables=0)
    assert is_the_same_alone(network_of(sketch), sketch)
    assert is_the_same_alone(Ensemble([network_of(sketch, seed) for seed in range(2)]), sketch)


def test_all_reads_of_a_layer_of_the_paper_are_one_product() -> None:
    network = network_of(TEMPLATES["paper"])
    together = {id(reads.together): [each.choices for each in reads.together] for reads in open_reads(network)}
    assert sum(map(len, together.values())) == len(open_reads(network))
    assert all(len(set(choices)) == 1 for choices in together.values())
    keys, queries, values = network.stages[0].keys, network.stages[0].queries, network.stages[2].values
    assert keys.together is queries.together is values.together


def test_a_copy_mixes_its_own_reads() -> None:
    network = network_of(TEMPLATES["paper"])
    own, copied = set(open_reads(network)), open_reads(deepcopy(network))
    assert all(reads in reads.together and own.isdisjoint(reads.together) for reads in copied)
