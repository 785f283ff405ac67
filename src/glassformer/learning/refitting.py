"""Once the discrete choices are made, the classifier is a convex problem; it is solved as one.

Annealing leaves the linear classifier where noise and a shrinking temperature took it. With every variable now a fixed
function of the input, its weights are logistic regression over known features: L-BFGS finds them.

Axes: ``row`` one position at which a label is asked, ``feature`` one value of a categorical variable or one number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor
from torch.nn import functional

from glassformer.execution.tensors import split_inputs
from glassformer.learning.data import NO_LABEL, Batch
from glassformer.relaxation import Relaxation, Sampler
from glassformer.relaxation.scoring import Classifier

ROUNDS, SAMPLE, ITERATIONS = 4, 8_000, 50
CHUNK = 16_384
LARGEST_TABLE, LARGEST_SAMPLE = 2**30, 2**25
"""Numbers in a table, and in the sample of it that is solved first, at most."""
MARGIN = 2.0
"""How far, in nats, the right class is to be ahead: many times what rounding weights to the grid can move."""


@dataclass(frozen=True)
class Table:
    """What the classifier reads, and what it should say.

    Attributes:
        features: ``row feature``; int8 where that holds them exactly.
        labels: ``row``.
        counts: ``row``, how often this row occurs.
    """

    features: Tensor
    labels: Tensor
    counts: Tensor


def classifier_of(network: Relaxation) -> Classifier:
    """The classifier whose scores the network returns."""
    for group, stage in zip(network.groups, network.stages, strict=True):
        if group[0].name == network.sketch.returns:
            return cast(Classifier, stage)
    raise AssertionError("a relaxation returns class scores")


def read_table(network: Relaxation, batch: Batch, chunk: int = 512) -> Table:
    """The features of every asked position under the discrete program, equal rows counted once.

    Equal rows are found by a random projection. Of very many inputs, only the first are read.
    """
    generator = torch.Generator().manual_seed(0)
    n_features = len(classifier_of(network).owners())
    directions = torch.randn(n_features + 1, generator=generator, dtype=torch.float64).to(batch.tokens.device)
    parts = []
    n_inputs = max(1, LARGEST_TABLE // (n_features * batch.tokens.shape[1]))
    batch = Batch(batch.tokens[:n_inputs], batch.labels[:n_inputs])
    with torch.no_grad():
        for tokens, labels in zip(torch.split(batch.tokens, chunk), torch.split(batch.labels, chunk), strict=True):
            features, asked = _rows(network, tokens, labels)
            keys = features.double() @ directions[:-1] + asked.double() * directions[-1]
            parts.append((_compact(features), asked, keys))
    features, labels, keys = (torch.cat(part) for part in zip(*parts, strict=True))
    _, inverse, counts = torch.unique((keys * 2**30).round(), return_inverse=True, return_counts=True)
    places = torch.arange(len(keys), device=keys.device)
    first = torch.full_like(counts, len(keys)).scatter_reduce(0, inverse, places, "amin")
    return Table(features[first], labels[first], counts.float())


def _rows(network: Relaxation, tokens: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    features = network.features(tokens, Sampler("argmax", on_grid=True))
    if labels.dim() == 1:
        signature = network.sketch.signature
        pooled = split_inputs(signature, tokens)[0] >= len(signature.marks)
        return (features * pooled.unsqueeze(-1)).sum(1), labels
    asked = labels != NO_LABEL
    return features[asked], labels[asked]


def _compact(features: Tensor) -> Tensor:
    """The same numbers in a quarter of the space, where they are small integers, as one-hot values and counts are."""
    small = features.to(torch.int8)
    return small if torch.equal(small.to(features.dtype), features) else features


def fit_weights(table: Table, weights: Tensor, bias: Tensor, *, decay: float = 1e-6) -> tuple[Tensor, Tensor]:
    """Weights and bias that minimise cross-entropy, from a start.

    Solved on a sample of rows first; then the rows that come out worst join it, until all are right by the margin.
    """
    order = torch.randperm(len(table.labels), generator=torch.Generator().manual_seed(0)).to(table.labels.device)
    chosen = torch.zeros(len(order), dtype=torch.bool, device=order.device)
    sample = min(SAMPLE, LARGEST_SAMPLE // table.features.shape[1])
    chosen[order[:sample]] = True
    for _ in range(ROUNDS):
        weights, bias = _solve(table, chosen, weights, bias, lambda weights: decay * weights.square().sum())
        behind = margins(table, weights, bias).masked_fill(chosen, torch.inf)
        hardest = behind.topk(min(sample, len(behind)), largest=False)
        hardest_rows = hardest.indices[hardest.values < MARGIN]
        if not len(hardest_rows):
            break
        chosen[hardest_rows] = True
    return weights, bias


def fit_sparsely(table: Table, weights: Tensor, bias: Tensor, group: Tensor, *, price: float = 3e-3) -> Tensor:
    """Weights in which few groups of features (``feature`` -> group) are used: cross-entropy plus a group lasso.

    Solved on a sample of rows; good for ranking the groups.
    """
    order = torch.randperm(len(table.labels), generator=torch.Generator().manual_seed(1)).to(table.labels.device)
    chosen = torch.zeros(len(order), dtype=torch.bool, device=order.device)
    chosen[order[: SAMPLE // 2]] = True
    n_groups = int(group.max()) + 1

    def lasso(weights: Tensor) -> Tensor:
        squares = weights.new_zeros(n_groups).index_add(0, group, weights.square().sum(1))
        return price * (squares + 1e-6).sqrt().sum()

    return _solve(table, chosen, weights, bias, lasso)[0]


def _solve(
    table: Table, chosen: Tensor, weights: Tensor, bias: Tensor, penalty: Callable[[Tensor], Tensor]
) -> tuple[Tensor, Tensor]:
    """L-BFGS on the chosen rows, from a start. Rows weigh by the root of their number, so that rare ones are heard."""
    features, labels = table.features[chosen].to(weights.dtype), table.labels[chosen]
    share = table.counts[chosen].sqrt()
    share = share / share.sum()
    weights, bias = weights.clone().requires_grad_(), bias.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=ITERATIONS, history_size=20, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimizer.zero_grad()
        errors = functional.cross_entropy(features @ weights + bias, labels, reduction="none")
        total = (share * errors).sum() + penalty(weights)
        total.backward()  # type: ignore[no-untyped-call]
        return float(total.detach())

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach(), bias.detach()


def margins(table: Table, weights: Tensor, bias: Tensor) -> Tensor:
    """By how much the right class is ahead of the next one, per row; negative where it is behind."""
    scores = torch.cat([chunk.to(weights.dtype) @ weights + bias for chunk in torch.split(table.features, CHUNK)])
    right = scores.gather(1, table.labels.unsqueeze(1)).squeeze(1)
    others = scores.scatter(1, table.labels.unsqueeze(1), -torch.inf)
    return right - others.amax(1)


def refit(network: Relaxation, batch: Batch) -> None:
    """Solve the classifier's weights in place, on the network's own discrete features."""
    classifier = classifier_of(network)
    weights, bias = fit_weights(read_table(network, batch), classifier.weights.detach(), classifier.bias.detach())
    with torch.no_grad():
        classifier.weights.copy_(weights)
        classifier.bias.copy_(bias)
