"""Class scores: a linear classifier over one-hot and numerical variables."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import torch
from torch import Tensor, nn

from glassformer.program.check import cardinality
from glassformer.program.holes import Hole, OpenWeights
from glassformer.program.operations import IntTable, Scores
from glassformer.program.variables import GRID, Categorical, Type
from glassformer.relaxation.differentiable import round_to_grid
from glassformer.relaxation.grid import from_grid
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.state import Layout, State


@dataclass(frozen=True)
class Features:
    """What one or more classifiers of the same shape weigh.

    Attributes:
        indexed: the inputs whose weights are looked up by index, with how many values each has; they come first.
        slots: of the categorical variables, those of one classifier after those of another; each has ``width`` rows.
        counts: the same of the numerical variables; each has one row, and these come last.
        width: of a slot.
    """

    indexed: dict[str, int]
    slots: tuple[int, ...]
    counts: tuple[int, ...]
    width: int

    @property
    def n_indexed(self) -> int:
        """How many rows of weights are looked up."""
        return sum(self.indexed.values())

    def weigh(self, state: State, weights: Tensor, dropout: nn.Dropout) -> Tensor:
        """Sums of the weights of all values: ``classifier row label`` -> ``classifier batch position label``."""
        n_classifiers, _, n_labels = weights.shape
        n_slots, n_counts = len(self.slots) // n_classifiers, len(self.counts) // n_classifiers
        sizes = [*self.indexed.values(), n_slots * self.width, n_counts]
        *of_indexed, of_slots, of_counts = torch.split(weights, sizes, dim=1)
        n_batch, n_positions = state.pooled.shape
        scores = weights.new_zeros(n_classifiers, n_batch * n_positions, n_labels)
        if n_slots:
            of_slots = of_slots.reshape(-1, self.width, n_labels)
            for part, reads in state.categorical.parts(self.slots):
                found = torch.bmm(dropout(part).flatten(1, 2), of_slots.index_select(0, reads))
                scores = scores.index_add(0, reads // n_slots, found)
        if n_counts:
            numbers = dropout(state.numerical.read(self.counts)).view(n_classifiers, n_counts, -1)
            scores = scores + torch.bmm(numbers.transpose(1, 2), of_counts)
        scores = scores.view(n_classifiers, n_batch, n_positions, n_labels)
        for name, of_values in zip(self.indexed, of_indexed, strict=True):
            scores = scores + of_values[:, state.indices[name]]
        return scores


class Classifier(nn.Module):
    """One ``scores`` operation.

    Attributes:
        weights: ``row label``; the rows of all variables, one per value of a categorical one, one for a numerical one.
            First come those of the inputs that are looked up by index.
    """

    def __init__(
        self, operation: Scores, layout: Layout, types: dict[str, Type], n_labels: int, start: Initialization
    ) -> None:
        super().__init__()
        self.operation = operation
        self.width = layout.width
        self.indexed = {name: cardinality(name, types) for name in layout.indexed if name in operation.variables}
        self.categorical = [
            name for name in operation.variables if isinstance(types[name], Categorical) and name not in self.indexed
        ]
        self.numerical = [name for name in operation.variables if not isinstance(types[name], Categorical)]
        self.weighed = Features(
            self.indexed,
            tuple(layout.categorical[name] for name in self.categorical),
            tuple(layout.numerical[name] for name in self.numerical),
            layout.width,
        )
        n_rows = self.weighed.n_indexed + len(self.categorical) * layout.width + len(self.numerical)
        excluded = torch.zeros(n_labels)
        excluded[list(operation.excluded)] = -torch.inf
        self.register_buffer("excluded", excluded, persistent=False)
        self.excluded: Tensor
        n_features = max(1, len(operation.variables))
        self.weights = nn.Parameter((torch.rand(n_rows, n_labels) * 2 - 1) / n_features**0.5)
        self.bias = nn.Parameter(torch.zeros(n_labels))
        self.load(operation)
        self.weights.requires_grad_(isinstance(operation.weights, Hole))
        self.bias.requires_grad_(isinstance(operation.bias, Hole))
        self.dropout = nn.Dropout(start.dropout)

    def forward(self, state: State, sampler: Sampler) -> Tensor:
        """``batch position label``, or ``batch label`` where pooled."""
        weights: Tensor = self.weights
        bias: Tensor = self.bias
        if sampler.on_grid:
            weights, bias = round_to_grid(weights, GRID), round_to_grid(bias, GRID)
        scores = self.weighed.weigh(state, weights.unsqueeze(0), self.dropout).squeeze(0)
        return self.finished(scores, state.pooled, bias)

    def finished(self, scores: Tensor, contents: Tensor, bias: Tensor) -> Tensor:
        """What sums of weights become: pooled over contents, where that is asked, and biased."""
        if self.operation.is_pooled:
            scores = (scores * contents.unsqueeze(-1)).sum(1)
        return scores + bias + self.excluded

    @property
    def drops(self) -> bool:
        """Whether features are dropped in training."""
        return self.training and self.dropout.p > 0

    def features(self, state: State) -> Tensor:
        """``batch position row``: everything that is weighed, but for inputs whose weights are looked up."""
        features = []
        if self.categorical:
            features.append(state.categorical.read(self.weighed.slots).movedim(0, 2).flatten(2))
        if self.numerical:
            features.append(state.numerical.read(self.weighed.counts).movedim(0, -1))
        return torch.cat(features, dim=-1) if features else state.pooled.new_zeros(*state.pooled.shape, 0)

    def all_features(self, state: State) -> Tensor:
        """``batch position row``: a feature for every row of the weights."""
        features = self.features(state)
        indexed = [
            nn.functional.one_hot(state.indices[name], n_values).to(features.dtype)
            for name, n_values in self.indexed.items()
        ]
        return torch.cat([*indexed, features], dim=-1) if indexed else features

    def fill(self, types: dict[str, Type]) -> list[Scores]:
        """The finished operation."""
        grid = (round_to_grid(self.weights.detach().double(), GRID) * GRID).long()
        weights = tuple(self._closed_rows(name, grid, types) for name in self.operation.variables)
        bias = tuple((round_to_grid(self.bias.detach().double(), GRID) * GRID).long().tolist())
        return [replace(self.operation, weights=weights, bias=bias)]

    def rows(self) -> dict[str, range]:
        """The rows of the weights that belong to each variable, in order, padding to the width of a slot included."""
        sizes = {
            **self.indexed,
            **dict.fromkeys(self.categorical, self.width),
            **dict.fromkeys(self.numerical, 1),
        }
        ends = accumulate(sizes.values())
        return {name: range(end - sizes[name], end) for name, end in zip(sizes, ends, strict=True)}

    def owners(self) -> list[str]:
        """For each row of the weights, the variable that it belongs to."""
        return [name for name, rows in self.rows().items() for _ in rows]

    def rows_of(self, name: str) -> range:
        """The rows of the weights that belong to a variable."""
        return self.rows()[name]

    def _closed_rows(self, name: str, grid: Tensor, types: dict[str, Type]) -> IntTable:
        type_ = types[name]
        n_rows = type_.cardinality if isinstance(type_, Categorical) else 1
        return tuple(tuple(row) for row in grid[self.rows_of(name)][:n_rows].tolist())

    def load(self, operation: Scores) -> None:
        """Start from what is finished in this operation; the rest stays as it is."""
        with torch.no_grad():
            if not isinstance(operation.weights, OpenWeights):
                self.weights.zero_()
                for name, rows in zip(operation.variables, operation.weights, strict=True):
                    self.weights[self.rows_of(name)[: len(rows)]] = from_grid(operation.name, rows).to(self.weights)
            if not isinstance(operation.bias, OpenWeights):
                self.bias.copy_(from_grid(operation.name, operation.bias))


class Classifiers(nn.Module):
    """``scores`` operations of one shape as one product; each has weights of its own.

    Attributes:
        weights: ``classifier row label``; rows as those of a ``Classifier``.
        bias: ``classifier label``.
    """

    def __init__(self, members: Sequence[Classifier]) -> None:
        super().__init__()
        first = members[0]
        self.members = list(members)
        self.is_pooled = first.operation.is_pooled
        slots = tuple(slot for member in members for slot in member.weighed.slots)
        counts = tuple(count for member in members for count in member.weighed.counts)
        self.weighed = replace(first.weighed, slots=slots, counts=counts)
        self.register_buffer("excluded", torch.stack([member.excluded for member in members]), persistent=False)
        self.excluded: Tensor
        self.weights = stacked([member.weights for member in members])
        self.bias = stacked([member.bias for member in members])
        self.dropout = first.dropout

    def forward(self, state: State, sampler: Sampler) -> Tensor:
        """``classifier batch position label``, or ``classifier batch label`` where pooled."""
        weights: Tensor = self.weights
        bias: Tensor = self.bias
        if sampler.on_grid:
            weights, bias = round_to_grid(weights, GRID), round_to_grid(bias, GRID)
        return self.finished(self.weighed.weigh(state, weights, self.dropout), state.pooled, bias)

    def finished(self, scores: Tensor, contents: Tensor, bias: Tensor) -> Tensor:
        """What sums of weights become: pooled over contents, where that is asked, and biased."""
        bias = (bias + self.excluded).unsqueeze(1)
        return (scores * contents.unsqueeze(-1)).sum(2) + bias if self.is_pooled else scores + bias.unsqueeze(1)

    @property
    def drops(self) -> bool:
        """Whether features are dropped in training."""
        return self.training and self.dropout.p > 0


def grouped(classifiers: Sequence[Classifier]) -> list[Classifiers]:
    """Classifiers of one shape together."""
    alike: dict[Hashable, list[Classifier]] = {}
    for each in classifiers:
        is_open = each.weights.requires_grad, each.bias.requires_grad
        n_read = len(each.categorical), len(each.numerical)
        shape = (tuple(each.indexed.items()), n_read, each.operation.is_pooled, is_open)
        alike.setdefault(shape, []).append(each)
    return list(map(Classifiers, alike.values()))


def stacked(parameters: Sequence[nn.Parameter]) -> nn.Parameter:
    """Parameters of one shape as one, along a new first dimension."""
    return nn.Parameter(
        torch.stack([parameter.detach() for parameter in parameters]), requires_grad=parameters[0].requires_grad
    )
