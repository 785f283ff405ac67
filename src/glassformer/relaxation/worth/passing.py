"""A pass there and back, through all operations of a network, as one step for autograd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from glassformer.program.signature import Signature
from glassformer.relaxation.state import Layout
from glassformer.relaxation.worth.attending import Closest, Counts
from glassformer.relaxation.worth.stream import Stream, take
from glassformer.relaxation.worth.tabulating import Tables
from glassformer.relaxation.worth.weighing import Weighing

Part = Closest | Counts | Tables


@dataclass(frozen=True)
class Passes:
    """How to go through a network.

    Attributes:
        signature: what it takes.
        layout: where its variables are.
        parts: its operations but for class scores, in order.
        weighings: its class scores.
        kept: memory that each pass uses again; it goes with no copy and to no file or process.
    """

    signature: Signature
    layout: Layout
    parts: tuple[Part, ...]
    weighings: tuple[Weighing, ...]
    kept: dict[str, Tensor] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, tokens: Tensor, tables: Sequence[Tensor], weights: Sequence[Tensor]) -> list[Tensor]:
        """Sums of weights, ``classifier batch position label`` for each group of class scores. Padding means nothing.

        Args:
            tokens: as for ``Relaxation``.
            tables: what was sampled for each group of selectors and of tables, in order: one-hot rows, or bits.
            weights: ``classifier row label`` of each group.
        """
        stream = Stream.begin(self.signature, self.layout, tokens, weights[0].dtype)
        own = [_own(part, tables) for part in self.parts]
        found: tuple[Tensor, ...] = _Pass.apply(self, stream, *own, *weights)  # type: ignore[no-untyped-call]
        return [scores.permute(0, 3, 2, 1) for scores in found]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "kept": {}}

    def room(self, stream: Stream) -> Tensor:
        """Memory for the worth of all variables."""
        shape = (len(stream.values), stream.width, *stream.values.shape[1:])
        found = self.kept.get("worth")
        like = stream.numbers
        if found is None or (found.shape, found.dtype, found.device) != (shape, like.dtype, like.device):
            found = self.kept["worth"] = like.new_empty(shape)
        return found


def _own(part: Part, tables: Sequence[Tensor]) -> Tensor:
    """What was sampled for a part."""
    if isinstance(part, Tables):
        return tables[part.place]
    return take(tables[part.matching.place], part.matching.rows)


class _Pass(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, passes: Passes, stream: Stream, *given: Tensor) -> tuple[Tensor, ...]:
        parts, weighings = passes.parts, passes.weighings
        tables, weights = given[: len(parts)], given[len(parts) :]
        ctx.stream, ctx.passes = stream, passes
        ctx.through_parts = [part.forward(stream, table) for part, table in zip(parts, tables, strict=True)]
        scored = [weighing.forward(stream, own) for weighing, own in zip(weighings, weights, strict=True)]
        ctx.from_scores = [back for _, back in scored]
        return tuple(scores for scores, _ in scored)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        ctx.stream.turn_back(ctx.passes.room(ctx.stream))
        there = ctx.stream.visible  # what is said at padding means nothing, and nothing is learned from it
        of_weights = [back(gradient * there) for back, gradient in zip(ctx.from_scores, gradients, strict=True)]
        of_tables = [back() for back in reversed(ctx.through_parts)][::-1]
        return None, None, *of_tables, *of_weights
