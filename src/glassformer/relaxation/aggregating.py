"""Groups of ``aggregate`` and ``aggregate_sum``: attention times values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn

from glassformer.program.operations import Aggregate, AggregateSum
from glassformer.program.variables import Type
from glassformer.relaxation.reads import Reads
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.state import Layout, State


class Aggregates(nn.Module):
    """A group of aggregates of one kind that read selectors of one group."""

    def __init__(
        self,
        operations: Sequence[Aggregate] | Sequence[AggregateSum],
        layout: Layout,
        types: dict[str, Type],
        start: Initialization,
    ) -> None:
        super().__init__()
        self.operations: list[Aggregate | AggregateSum] = list(operations)
        self.is_sum = isinstance(operations[0], AggregateSum)
        places = [layout.selectors[op.selector] for op in operations]
        self.group = places[0][0]
        n_in_group = sum(group == self.group for group, _ in layout.selectors.values())
        self.is_whole_group = [place for _, place in places] == list(range(n_in_group))
        self.register_buffer("places", torch.tensor([place for _, place in places]), persistent=False)
        self.places: Tensor
        self.counts = all(op.values == "ones" for op in operations)
        slots = layout.numerical if self.is_sum else layout.categorical
        self.values = Reads([op.values for op in operations], slots, start.scale)

    def forward(self, state: State, sampler: Sampler) -> None:
        """Add ``head batch position [value]`` variables to the state."""
        attention = state.selectors[self.group]
        if not self.is_whole_group:
            attention = attention.index_select(0, self.places)
        if self.is_sum:
            state.numerical.add(self._sums(attention, state, sampler))
            return
        values = self.values(state.categorical, sampler)
        head, batch, position, width = values.shape
        mixed = torch.bmm(attention.reshape(-1, position, position), values.reshape(-1, position, width))
        state.categorical.add(mixed.view(head, batch, position, width))

    def _sums(self, attention: Tensor, state: State, sampler: Sampler) -> Tensor:
        if self.counts:
            return attention.sum(-1)
        values: Tensor = self.values(state.numerical, sampler)
        return (attention * values.unsqueeze(2)).sum(-1)

    def fill(self, types: dict[str, Type]) -> list[Aggregate | AggregateSum]:
        """The finished operations."""
        return [replace(op, values=name) for op, name in zip(self.operations, self.values.chosen(), strict=True)]

    def load(self, operations: Sequence[Aggregate | AggregateSum]) -> None:
        """Start from the reads of these finished operations."""
        self.values.load([str(op.values) for op in operations])
