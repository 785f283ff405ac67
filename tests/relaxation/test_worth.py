"""Descent through a program: scores and gradients are those of the one-hot network; only the time differs."""

from __future__ import annotations

import pickle
from copy import deepcopy

import pytest
import torch
from tests.relaxation.networks import EVERY_SKETCH, HEAD, TEMPLATES, network_of, small_signature
from tests.relaxation.test_ensemble import asked, loss_of, tokens_of
from torch import Tensor

from glassformer.program import Sketch, parse_sketch
from glassformer.relaxation import Ensemble, Relaxation, Sampler, wide
from glassformer.relaxation.worth.attending import nearness_of

MIXED = parse_sketch(f"""
{HEAD}
here = select_closest(keys=tokens, queries=positions) {{
    ?
}}
seen = aggregate(here, tokens)
same = select(keys=seen, queries=tokens) {{
    ? set
}}
n = selector_width(same)
kind = lookup_table(clip(n, 1, 2), seen) -> p q r {{
    ?
}}
deep = lookup_table(kind, clip(n, 0, 3), positions) -> a b c {{
    ?
}}
there = select_closest(keys=deep, queries=kind) {{
    ?
}}
fetched = aggregate(there, deep)
alike = select(keys=kind, queries=fetched) {{
    ?
}}
m = selector_width(alike)
out = scores(fetched, tokens, m, n, kind) {{
    ?
}}
return out
""")
"""Reads of what is learned, by queries, keys and values; counts beyond the ends of tables; tables of three inputs."""

NO_COUNTS = parse_sketch(f"""
{HEAD}
kind = lookup_table(tokens, positions) -> p q {{
    ?
}}
out = scores(kind) {{
    ?
}}
return out
""")

ONLY_COUNTS = parse_sketch(f"""
{HEAD}
same = select(keys=tokens, queries=positions) {{
    ?
}}
n = selector_width(same)
out = scores(n) {{
    ?
}}
return out
""")

COLUMNS = parse_sketch(f"""
{HEAD}
column pos N V
column shape X x o
near = select_closest(keys=pos, queries=shape) {{
    ?
}}
seen = aggregate(near, pos)
kind = lookup_table(pos, seen) -> p q r {{
    ?
}}
same = select(keys=kind, queries=pos) {{
    ? set
}}
n = selector_width(same)
out = scores(kind, shape, n, pos) {{
    ?
}}
return out
""")
"""Columns that are one-hot, and one that is looked up."""

WIRED: dict[str, Sketch] = {
    "mixed": MIXED,
    "columns": COLUMNS,
    "no counts": NO_COUNTS,
    "only counts": ONLY_COUNTS,
    "wide": TEMPLATES["wide"],
    "causal": TEMPLATES["wide, causal"],
    "pooled": TEMPLATES["wide, pooled"],
    "three layers": wide(small_signature(), n_layers=3, n_heads=6, n_counts=6, n_tables=2, seed=1),
}


def through(network: Relaxation, tokens: Tensor, seed: int, *, as_program: bool) -> tuple[Tensor, dict[str, Tensor]]:
    """Scores and gradients through the program or through the one-hot network, of random logits without noise."""
    passes = network._passes
    assert passes is not None
    network._passes = passes if as_program else None
    network.zero_grad()
    scores = asked(network(tokens, Sampler("hard", temperature=0.8, noise=0.0)), tokens)
    weights = torch.randn(scores.shape, dtype=scores.dtype, generator=torch.Generator().manual_seed(seed))
    (scores.clamp(min=-1e3) * weights).sum().backward()  # type: ignore[no-untyped-call]
    network._passes = passes
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    return scores.detach(), {name: gradient.clone() for name, gradient in gradients.items() if gradient is not None}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", WIRED)
def test_scores_and_gradients_are_those_of_the_one_hot_network(name: str, seed: int) -> None:
    network, tokens = network_of(WIRED[name], seed), tokens_of(WIRED[name])
    scores, gradients = through(network, tokens, seed, as_program=True)
    expected, of_network = through(network, tokens, seed, as_program=False)
    torch.testing.assert_close(scores, expected, rtol=1e-12, atol=1e-12)
    assert gradients.keys() == of_network.keys() == dict(network.named_parameters()).keys()
    for each, gradient in of_network.items():
        torch.testing.assert_close(gradients[each], gradient, rtol=1e-10, atol=1e-12, msg=each)
    assert all(gradient.abs().sum() > 0 for each, gradient in gradients.items() if not each.endswith("bias"))


def test_networks_side_by_side_go_the_same_way() -> None:
    networks = [network_of(WIRED["wide"], 0), network_of(WIRED["three layers"], 1), network_of(WIRED["wide"], 2)]
    ensemble, tokens = Ensemble(networks), tokens_of(WIRED["wide"])
    found: list[list[Tensor]] = []
    for passes in (ensemble._passes, None):
        assert passes is not None or found
        ensemble._passes = passes
        ensemble.zero_grad()
        loss_of(ensemble(tokens, Sampler("hard", noise=0.0)), tokens).backward()  # type: ignore[no-untyped-call]
        found.append([parameter.grad.clone() for parameter in ensemble.parameters() if parameter.grad is not None])
    for one, two in zip(*found, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-10, atol=1e-12)


def test_memory_that_is_used_again_goes_with_no_copy() -> None:
    network, tokens = network_of(WIRED["wide"]), tokens_of(WIRED["wide"])
    before = len(pickle.dumps(network))
    loss_of(network(tokens, Sampler("hard")), tokens).backward()  # type: ignore[no-untyped-call]
    assert network._passes is not None
    assert network._passes.kept
    for copied in (deepcopy(network), pickle.loads(pickle.dumps(network))):
        assert not copied._passes.kept
        assert torch.equal(copied(tokens, Sampler("hard", noise=0.0)), network(tokens, Sampler("hard", noise=0.0)))
    assert len(pickle.dumps(network)) == before


def test_what_is_said_at_padding_teaches_nothing() -> None:
    network, tokens = network_of(WIRED["mixed"]), tokens_of(WIRED["mixed"])
    network(tokens, Sampler("hard", noise=0.0))[tokens < 0].sum().backward()
    assert all(float(parameter.grad.abs().max()) == 0 for name, parameter in network.named_parameters()
               if parameter.grad is not None and not name.endswith("bias"))  # fmt: skip


@pytest.mark.parametrize("name", ["per position", "paper"])
def test_what_has_open_reads_or_numbers_goes_as_one_hot_vectors(name: str) -> None:
    assert network_of((EVERY_SKETCH | TEMPLATES)[name])._passes is None


def test_nearness_orders_keys_by_distance_left_first_and_the_query_itself_last() -> None:
    nearness = nearness_of(4, torch.device("cpu")).squeeze(2)
    assert nearness.T.argsort(descending=True).tolist() == [[1, 2, 3, 0], [0, 2, 3, 1], [1, 3, 0, 2], [2, 1, 0, 3]]
    assert (nearness.long() % 4).tolist() == [[key] * 4 for key in range(4)]
    assert nearness.min() > 0
