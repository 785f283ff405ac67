"""Class scores: a linear classifier over one-hot and numerical variables."""

from __future__ import annotations

from dataclasses import replace

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
        self.n_indexed = sum(self.indexed.values())
        n_rows = self.n_indexed + len(self.categorical) * layout.width + len(self.numerical)
        self.slots = [layout.categorical[name] for name in self.categorical]
        self.counts = [layout.numerical[name] for name in self.numerical]
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
        scores: Tensor = self.dropout(self.features(state)) @ weights[self.n_indexed :]
        start = 0
        for name, n_values in self.indexed.items():
            scores = scores + weights[start : start + n_values][state.indices[name]]
            start += n_values
        if self.operation.is_pooled:
            scores = (scores * state.pooled.unsqueeze(-1)).sum(1)
        return scores + bias + self.excluded

    def features(self, state: State) -> Tensor:
        """``batch position row``: everything that is weighed, but for inputs whose weights are looked up."""
        categorical = [state.categorical.variables[slot] for slot in self.slots]
        numerical = [state.numerical.variables[slot].unsqueeze(-1) for slot in self.counts]
        if not categorical and not numerical:
            return state.pooled.new_zeros(*state.pooled.shape, 0)
        return torch.cat(categorical + numerical, dim=-1)

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

    def owners(self) -> list[str]:
        """For each row of the weights, the variable that it belongs to."""
        indexed = [name for name, n_values in self.indexed.items() for _ in range(n_values)]
        categorical = [name for name in self.categorical for _ in range(self.width)]
        return indexed + categorical + self.numerical

    def rows_of(self, name: str) -> range:
        """The rows of the weights that belong to a variable, padding to the width of a slot included."""
        owners = self.owners()
        return range(owners.index(name), len(owners) - owners[::-1].index(name))

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
