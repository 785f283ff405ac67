"""Networks side by side: each gives the scores, gets the gradients and takes the steps that it would alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from tests.relaxation.networks import DISCRETE, EVERY_SKETCH, HEAD, TEMPLATES, network_of, small_signature
from tests.support.programs import Options, random_inputs, random_sketch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from glassformer.errors import ProgramError
from glassformer.execution.tensors import encode_batch
from glassformer.program import OpenWeights, Scores, Sketch, parse_sketch
from glassformer.relaxation import Ensemble, Initialization, Relaxation, Sampler, kept, paper, wide

SMALL = small_signature()
ONE_LAYER = [wide(SMALL, n_layers=1, n_heads=0, n_counts=0, n_tables=2, seed=seed) for seed in range(5)]
TWO_LAYERS = [wide(SMALL, n_layers=2, n_heads=4, n_counts=3, n_tables=2, seed=seed) for seed in range(3)]
FEW_VALUES = parse_sketch(f"""
{HEAD}
same = select(keys=tokens, queries=?(tokens positions)) {{
    ? set
}}
n = selector_width(same)
second = scores(n, positions, tokens) {{
    ?
}}
return second
""")
"""Its slots are narrower than those of the sketches that it stands beside, and so are its predicates."""


def with_open_weights(sketch: Sketch) -> Sketch:
    """The sketch, with something to learn at least in what it returns."""
    operations = tuple(
        replace(each, weights=OpenWeights(), bias=OpenWeights()) if isinstance(each, Scores) else each
        for each in sketch.operations
    )
    return replace(sketch, operations=operations)


ENSEMBLES: dict[str, Sequence[Sketch]] = {
    "alone": TWO_LAYERS[:1],
    "one layer": ONE_LAYER[:3],
    "two layers": TWO_LAYERS,
    "depths and templates": [ONE_LAYER[0], TWO_LAYERS[0], TEMPLATES["paper"], ONE_LAYER[1]],
    "paper": [TEMPLATES["paper"]] * 3,
    "paper, of other sizes": [
        paper(SMALL, n_layers=2, n_heads=n, n_counts=2, n_tables=1, n_count_tables=1) for n in (3, 2)
    ],
    "causal": [TEMPLATES["wide, causal"], TEMPLATES["paper, causal"]],
    "pooled": [TEMPLATES["wide, pooled"], TEMPLATES["paper, pooled"]],
    "every hole": [EVERY_SKETCH["per position"]] * 2,
    "of other widths": [FEW_VALUES, EVERY_SKETCH["per position"], FEW_VALUES],
}
ENSEMBLES |= {
    f"random {seed}": [
        with_open_weights(random_sketch(random.Random(seed), Options(returns_variable=False, n_columns=seed % 3)))
    ]
    * 3
    for seed in range(15)
}
NO_NOISE = [DISCRETE, Sampler("softmax", temperature=0.7), Sampler("hard", noise=0.0), Sampler("soft", noise=0.0)]


def networks_of(sketches: Sequence[Sketch], start: Initialization | None = None) -> list[Relaxation]:
    return [network_of(sketch, seed, start) for seed, sketch in enumerate(sketches)]


def tokens_of(sketch: Sketch) -> Tensor:
    return encode_batch(sketch.signature, random_inputs(sketch, random.Random(0), 6))


def asked(scores: Tensor, tokens: Tensor) -> Tensor:
    """The scores, but for those at padding, which mean nothing."""
    there = tokens.reshape(*tokens.shape[:2], -1)[..., 0] >= 0
    return scores[..., there, :] if scores.shape[-3:-1] == there.shape else scores


def loss_of(scores: Tensor, tokens: Tensor) -> Tensor:
    """Asks for label 0, of the networks of an ensemble together, or of one network."""
    return -asked(scores, tokens).log_softmax(-1)[..., 0].clamp(min=-1e3).flatten(-1).sum()


def assert_alike(network: Relaxation, other: Relaxation) -> None:
    assert network.sketch == other.sketch
    for (name, one), (_, two) in zip(network.named_parameters(), other.named_parameters(), strict=True):
        torch.testing.assert_close(one, two, rtol=1e-9, atol=1e-12, msg=name)


@pytest.mark.parametrize("name", ENSEMBLES)
def test_scores_and_programs_are_those_of_each_network_alone(name: str) -> None:
    networks = networks_of(ENSEMBLES[name])
    ensemble, tokens = Ensemble(networks), tokens_of(ENSEMBLES[name][0])
    assert len(ensemble) == len(networks)
    for sampler in NO_NOISE:
        scores = ensemble(tokens, sampler)
        for found, network in zip(scores, networks, strict=True):
            alone = network(tokens, sampler)
            torch.testing.assert_close(asked(found, tokens), asked(alone, tokens), rtol=1e-9, atol=1e-12)
    assert ensemble.discretize() == [network.discretize() for network in networks]


@pytest.mark.parametrize("name", ENSEMBLES)
@pytest.mark.parametrize("sampler", NO_NOISE[1:3], ids=["softmax", "hard"])
def test_gradients_are_those_of_each_network_alone(name: str, sampler: Sampler) -> None:
    networks = networks_of(ENSEMBLES[name])
    ensemble, tokens = Ensemble(networks), tokens_of(ENSEMBLES[name][0])
    loss_of(ensemble(tokens, sampler), tokens).backward()  # type: ignore[no-untyped-call]
    gradients = {each: gradient_of(parameter) for each, parameter in ensemble.named_parameters()}
    for number, network in enumerate(networks):
        loss_of(network(tokens, sampler), tokens).backward()  # type: ignore[no-untyped-call]
        found = ensemble.part(gradients, number)
        assert found.keys() == dict(network.named_parameters()).keys()
        for each, parameter in network.named_parameters():
            torch.testing.assert_close(found[each], gradient_of(parameter), rtol=1e-8, atol=1e-10)


def gradient_of(parameter: Tensor) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


def adam(network: torch.nn.Module) -> torch.optim.Adam:
    """Adam, without making steps of gradients that are 0 but for rounding."""
    return torch.optim.Adam(network.parameters(), lr=0.05, eps=1e-5)


def train(network: torch.nn.Module, optimizer: torch.optim.Adam, tokens: Tensor, n_steps: int = 3) -> None:
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss_of(network(tokens, NO_NOISE[1]), tokens).backward()  # type: ignore[no-untyped-call]
        optimizer.step()


@pytest.mark.parametrize("name", ENSEMBLES)
def test_steps_are_those_of_each_network_alone_also_when_others_are_dropped(name: str) -> None:
    networks = networks_of(ENSEMBLES[name])
    tokens = tokens_of(ENSEMBLES[name][0])
    ensemble = Ensemble(networks)
    optimizer, *alone = (adam(each) for each in (ensemble, *networks))
    train(ensemble, optimizer, tokens)
    for number, network in enumerate(networks):
        train(network, alone[number], tokens)
        assert_alike(ensemble.network(number), network)
    numbers = [number for number in (2, 0) if number < len(networks)]
    remaining, going_on = kept(ensemble, optimizer, numbers)
    assert [remaining.network(place).sketch for place in range(len(numbers))] == [networks[n].sketch for n in numbers]
    train(remaining, going_on, tokens)
    for place, number in enumerate(numbers):
        train(networks[number], alone[number], tokens)
        assert_alike(remaining.network(place), networks[number])


def test_an_optimizer_that_has_not_begun_begins() -> None:
    ensemble = Ensemble(networks_of(ONE_LAYER[:3]))
    optimizer = torch.optim.Adam(ensemble.parameters(), lr=0.3, betas=(0.5, 0.6))
    remaining, going_on = kept(ensemble, optimizer, [1])
    assert not going_on.state_dict()["state"]
    assert not optimizer.state_dict()["state"]
    assert (going_on.param_groups[0]["lr"], going_on.param_groups[0]["betas"]) == (0.3, (0.5, 0.6))
    assert_alike(remaining.network(0), network_of(ONE_LAYER[1], 1))


def test_what_belongs_to_the_networks_makes_up_the_whole() -> None:
    ensemble = Ensemble(networks_of(ENSEMBLES["depths and templates"]))
    tensors = {name: torch.randn_like(parameter) for name, parameter in ensemble.named_parameters()}
    found = ensemble.whole([ensemble.part(tensors, number) for number in range(len(ensemble))])
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def noisy(ensemble: Ensemble, tokens: Tensor, sampling: Any, seed: int = 0) -> Tensor:
    scores: Tensor = ensemble(tokens, Sampler(sampling, generator=torch.Generator().manual_seed(seed)))
    return scores.detach()


@pytest.mark.parametrize("sampling", ["hard", "soft"])
def test_each_network_draws_its_own_noise_whatever_the_others_are(sampling: str) -> None:
    sketch = TWO_LAYERS[0]
    tokens = tokens_of(sketch)
    one, other = network_of(sketch, 0), network_of(sketch, 1)
    alike = noisy(Ensemble([one, one]), tokens, sampling)
    assert not torch.equal(alike[0], alike[1])
    beside = noisy(Ensemble([one, other]), tokens, sampling)
    assert torch.equal(alike[0], beside[0])
    assert not torch.equal(alike[1], beside[1])


class Counted(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's
    """Counts tensor operations."""

    n: int = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.n += 1
        return func(*args, **(kwargs or {}))


def n_operations(networks: Sequence[Relaxation]) -> int:
    """How many tensor operations a step of these networks together takes."""
    ensemble, tokens = Ensemble(networks), tokens_of(networks[0].sketch)
    noise = torch.Generator().manual_seed(0)
    for _ in range(2):  # the first time, indices are made
        with Counted() as counted:  # type: ignore[no-untyped-call]
            loss_of(ensemble(tokens, Sampler("hard", generator=noise)), tokens).backward()  # type: ignore[no-untyped-call]
    return int(counted.n)


def test_a_step_of_more_networks_takes_no_more_tensor_operations() -> None:
    alike = networks_of([TEMPLATES["paper"]] * 5)
    assert n_operations(alike) == n_operations(alike[:2])
    of_other_wiring = networks_of(ONE_LAYER)
    assert n_operations(of_other_wiring) < 1.1 * n_operations(of_other_wiring[:2])


@pytest.mark.parametrize("name", ["two layers", "paper", "pooled", "every hole"])
@pytest.mark.parametrize("sampling", ["hard", "soft"])
def test_a_step_waits_for_no_value(name: str, sampling: Any) -> None:
    """It runs where tensors have shapes but no values, so that on a GPU it never has to wait for one."""
    ensemble = Ensemble(networks_of(ENSEMBLES[name])).to("meta")
    optimizer = torch.optim.Adam(ensemble.parameters())
    tokens = tokens_of(ENSEMBLES[name][0]).to("meta")
    ensemble(tokens, Sampler(sampling)).log_softmax(-1)[..., 0].sum().backward()
    optimizer.step()
    assert optimizer.state
    assert {parameter.device.type for parameter in ensemble.parameters()} == {"meta"}


def test_networks_that_are_given_or_taken_out_live_on_by_themselves() -> None:
    networks = networks_of(TWO_LAYERS[:2])
    before = torch.get_rng_state()
    ensemble = Ensemble(networks)
    taken = ensemble.network(0)
    assert torch.equal(before, torch.get_rng_state())
    train(ensemble, torch.optim.Adam(ensemble.parameters(), lr=0.5), tokens_of(TWO_LAYERS[0]), n_steps=1)
    assert_alike(networks[0], network_of(TWO_LAYERS[0], 0))
    assert_alike(taken, network_of(TWO_LAYERS[0], 0))
    assert not torch.equal(next(ensemble.network(0).parameters()), next(taken.parameters()))
    assert set(ensemble.state_dict()) == {name for name, _ in ensemble.named_parameters()}


def test_dropout_is_that_of_the_networks() -> None:
    sketches, start = ONE_LAYER[:2], Initialization(dropout=0.5)
    ensemble, tokens = Ensemble(networks_of(sketches, start)), tokens_of(sketches[0])
    first, second = (ensemble.train()(tokens, NO_NOISE[1]) for _ in range(2))
    assert not torch.equal(first, second)
    assert torch.equal(ensemble.eval()(tokens, NO_NOISE[1]), ensemble(tokens, NO_NOISE[1]))
    with pytest.raises(ProgramError, match=r"the networks have dropout 0\.0, 0\.5; give all of them the same"):
        Ensemble([network_of(sketches[0]), network_of(sketches[1], start=start)])


def test_networks_of_different_signatures_are_refused() -> None:
    with pytest.raises(ProgramError, match="sketch 1 has another signature than sketch 0"):
        Ensemble(networks_of([TEMPLATES["wide"], TEMPLATES["wide, causal"]]))
