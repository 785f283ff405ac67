"""Lookup tables over values and counts."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from glassformer.relaxation.worth.attending import Back
from glassformer.relaxation.worth.stream import Stream


@dataclass(frozen=True)
class Input:
    """One input of each table of a group.

    Attributes:
        slots: where they are read.
        n_values: how many values, or rows, each has.
        stride: how far apart rows are that differ in this input by one.
        is_learned: whether any of them depends on something that is learned.
        low: the count that is the first row; None: the input is categorical.
    """

    slots: tuple[int, ...]
    n_values: int
    stride: int
    is_learned: bool
    low: int | None = None

    def row(self, stream: Stream) -> Tensor:
        """``table position batch``, which row of this input."""
        if self.low is None:
            return stream.read(self.slots)
        return (stream.read_numbers(self.slots) - self.low).round().long().clamp(0, self.n_values - 1)


@dataclass(frozen=True)
class Tables:
    """Tables of one group.

    Attributes:
        place: of theirs among the tables that are sampled.
        inputs: theirs.
        to: the slots of their variables.
    """

    place: int
    inputs: tuple[Input, ...]
    to: slice

    def forward(self, stream: Stream, table: Tensor) -> Back:
        """Write what is looked up. ``table``: ``table row value``, one-hot."""
        n_tables, n_rows, n_values = table.shape
        choice = table.argmax(-1)  # table row
        rows = [each.row(stream) for each in self.inputs]
        row = sum(each * place.stride for each, place in zip(rows, self.inputs, strict=True))
        assert isinstance(row, Tensor)
        flat = row.flatten(1)
        stream.values[self.to] = choice.gather(1, flat).view(row.shape)

        def back() -> Tensor:
            worth = stream.worth[self.to, :n_values].flatten(2)  # table value rest
            for own, each in zip(rows, self.inputs, strict=True):
                if each.is_learned and each.low is None:
                    stream.owe(each.slots, _of_values(each, flat, own.flatten(1), choice, worth).view(_like(row, each)))
                elif each.is_learned:
                    stream.owe_numbers(each.slots, _of_numbers(each, stream, flat, own, choice, worth))
            gradient = worth.new_zeros(n_tables, n_values, n_rows)
            return gradient.scatter_add_(2, flat.unsqueeze(1).expand_as(worth), worth).transpose(1, 2)

        return back


def _like(row: Tensor, each: Input) -> tuple[int, ...]:
    n_tables, n_positions, n_batch = row.shape
    return n_tables, each.n_values, n_positions, n_batch


def _of_values(each: Input, flat: Tensor, own: Tensor, choice: Tensor, worth: Tensor) -> Tensor:
    """``table value rest``: what each value of an input is worth, the others being as they are."""
    values = torch.arange(each.n_values, device=flat.device).unsqueeze(1)
    if len(choice[0]) == each.n_values:  # no other input
        return worth.gather(1, choice.unsqueeze(2).expand(-1, -1, worth.shape[2]))
    rows = (flat - own * each.stride).unsqueeze(1) + values * each.stride  # table value rest
    return worth.gather(1, choice.gather(1, rows.flatten(1)).view(rows.shape))


def _of_numbers(each: Input, stream: Stream, flat: Tensor, own: Tensor, choice: Tensor, worth: Tensor) -> Tensor:
    """``table position batch``: half of what one more changes and one fewer does; beyond the table's ends, nothing."""
    assert each.low is not None
    base, own_row = flat - own.flatten(1) * each.stride, own.flatten(1)

    def at(rows: Tensor) -> Tensor:
        value = choice.gather(1, base + rows.clamp(0, each.n_values - 1) * each.stride)
        return worth.gather(1, value.unsqueeze(1)).squeeze(1)

    numbers = stream.read_numbers(each.slots)
    is_within = (numbers >= each.low) & (numbers <= each.low + each.n_values - 1)
    return (at(own_row + 1) - at(own_row - 1)).view(own.shape) * (0.5 * is_within)
