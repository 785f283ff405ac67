"""The three operations whose discrete meaning has no useful gradient, each with one that helps.

Axes: ``head`` one operation of a group, ``batch``, ``query`` and ``key`` positions. Matches are from 0 to 1;
at 0 and 1 each function is exactly what ``program.semantics`` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from glassformer.program.semantics import by_closeness

WORTH_AT_ONCE, WORTH_AT_ONCE_ON_GPU = 2**19, 2**28
"""How many numbers the gradient of a lookup works on at a time."""


@lru_cache(maxsize=64)
@torch.inference_mode(False)
def _closeness(n: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Flat indices that sort each query's keys by closeness (``[rank, query]`` -> key), and back."""
    flat = [query * n + key for query in range(n) for key in by_closeness(query, n)]
    order = torch.tensor(flat).view(n, n).T.reshape(-1)
    return order.to(device), torch.argsort(order).to(device)


class _Closest(torch.autograd.Function):
    """Stick breaking: the closest key takes its share, the next its share of what is left, and so on.

    With ``m`` in order of closeness, ``a_j = m_j * prod_{i<j} (1 - m_i)``; what is left at the end goes to position 0.
    This is the multilinear extension of the discrete rule: at hard matches its gradient is, for each key, exactly the
    change that flipping that match would make. Backward runs ``T_j = m_j g_j + (1 - m_j) T_{j+1}`` from the far end, so
    that ``dL/dm_j = R_j (g_j - T_{j+1})`` with ``R_j`` what is left before ``j``.
    """

    @staticmethod
    def forward(ctx: Any, matches: Tensor) -> Tensor:
        n = matches.shape[-1]
        order, back = _closeness(n, matches.device)
        ranked = matches.reshape(-1, n * n).T.contiguous().index_select(0, order).view(n, n, -1)  # rank query rest
        left = torch.empty_like(ranked)
        left[0] = 1
        for rank in range(1, n):
            torch.mul(left[rank - 1], 1 - ranked[rank - 1], out=left[rank])
        attention = ranked * left
        rest = left[-1] * (1 - ranked[-1])  # query rest
        ctx.save_for_backward(ranked, left)
        ctx.shape = matches.shape
        flat = attention.view(n * n, -1).index_select(0, back).view(n, n, -1)  # query key rest
        flat[:, 0] += rest
        return flat.view(n * n, -1).T.contiguous().view(matches.shape)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        ranked, left = ctx.saved_tensors
        n = ranked.shape[0]
        order, back = _closeness(n, ranked.device)
        flat = gradients[0].reshape(-1, n * n).T.contiguous()
        gradient = flat.index_select(0, order).view(n, n, -1)
        tail = flat.view(n, n, -1)[:, 0]  # what is left goes to position 0
        out = torch.empty_like(ranked)
        for rank in range(n - 1, -1, -1):
            difference = gradient[rank] - tail
            torch.mul(left[rank], difference, out=out[rank])
            tail = torch.addcmul(tail, ranked[rank], difference)
        return out.view(n * n, -1).index_select(0, back).T.contiguous().view(ctx.shape)


def closest(matches: Tensor) -> Tensor:
    """Attention to the closest match: ``head batch query key`` -> the same; rows sum to 1.

    Left before right at equal distance, the query itself last, position 0 where nothing matches.
    """
    result: Tensor = _Closest.apply(matches)  # type: ignore[no-untyped-call]
    return result


class _Step(torch.autograd.Function):
    """1 where the number has reached the threshold; the gradient is a triangle between the two nearest integers.

    At integers that is the central difference: half of what one more, or one fewer, would change.
    """

    @staticmethod
    def forward(ctx: Any, numbers: Tensor, thresholds: Tensor, slack: float) -> Tensor:
        offset = numbers.unsqueeze(-1) - thresholds
        ctx.save_for_backward(offset)
        return (offset >= -slack).to(numbers.dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (offset,) = ctx.saved_tensors
        window = (1 - (offset + 0.5).abs()).clamp_(min=0)
        return (gradients[0] * window).sum(-1), None, None


def threshold_rows(numbers: Tensor, thresholds: Tensor, slack: float) -> Tensor:
    """How many of the ascending thresholds each number reaches, one-hot: ``...`` -> ``... n_thresholds + 1``.

    ``slack`` is half a unit of the number, so that float sums of integers cannot fall on the wrong side.
    """
    steps: Tensor = _Step.apply(numbers, thresholds, slack)  # type: ignore[no-untyped-call]
    before = torch.nn.functional.pad(steps, (1, 0), value=1.0)
    after = torch.nn.functional.pad(steps, (0, 1), value=0.0)
    return before - after


class _Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weights: Tensor, grid: int) -> Tensor:
        return torch.round(weights * grid) / grid

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return gradients[0], None


def round_to_grid(weights: Tensor, grid: int) -> Tensor:
    """Multiples of ``1 / grid``, halves to even, with the gradient of the identity."""
    result: Tensor = _Round.apply(weights, grid)  # type: ignore[no-untyped-call]
    return result


class _HardLookup(torch.autograd.Function):
    """Table rows picked by index where every input is one-hot, with the gradient of the full multilinear lookup.

    The product over all combinations of input values is never formed going forward; going back, for some tables at a
    time.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, *inputs: Tensor) -> Tensor:
        n_tables, n_rows = table.shape[:2]
        indices = [values.argmax(-1) for values in inputs]  # table rest
        flat = indices[0]
        for index, values in zip(indices[1:], inputs[1:], strict=True):
            flat = flat * values.shape[-1] + index
        flat = (flat + torch.arange(0, n_tables * n_rows, n_rows, device=table.device).unsqueeze(1)).flatten()
        ctx.save_for_backward(table, flat, *indices)
        ctx.sizes = [values.shape[-1] for values in inputs]
        return table.flatten(0, 1).index_select(0, flat).view(*inputs[0].shape[:2], -1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        table, flat, *indices = ctx.saved_tensors
        gradient = gradients[0].contiguous()
        needs_table, *needs_inputs = ctx.needs_input_grad
        table_gradient = torch.zeros_like(table) if needs_table else None
        if table_gradient is not None:
            table_gradient.flatten(0, 1).index_add_(0, flat, gradient.flatten(0, 1))
        wanted = [axis for axis, is_needed in enumerate(needs_inputs) if is_needed]
        found: list[list[Tensor]] = [[] for _ in needs_inputs]
        for part in _parts(gradient, table.shape[1]) if wanted else ():
            worth = torch.bmm(gradient[part], table[part].transpose(1, 2))
            worth = worth.view(*gradient[part].shape[:2], *ctx.sizes)  # table rest value value …
            for axis in wanted:
                found[axis].append(_at_the_others(worth, [index[part] for index in indices], axis))
        return table_gradient, *(torch.cat(parts) if parts else None for parts in found)


def _parts(gradient: Tensor, n_rows: int) -> list[slice]:
    """The tables, as many at a time as keeps what is worked on within a processor's cache; on a GPU, far more."""
    limit = WORTH_AT_ONCE if gradient.device.type == "cpu" else WORTH_AT_ONCE_ON_GPU
    step = max(1, limit // max(1, gradient.shape[1] * n_rows))
    return [slice(start, start + step) for start in range(0, len(gradient), step)]


def _at_the_others(worth: Tensor, indices: Sequence[Tensor], axis: int) -> Tensor:
    """What each value of one input is worth where the others are as they are: ``table rest value``."""
    for other in reversed([other for other in range(len(indices)) if other != axis]):
        index = indices[other].view(*worth.shape[:2], *[1] * (worth.dim() - 2))
        shape = [*worth.shape]
        shape[other + 2] = 1
        worth = worth.gather(other + 2, index.expand(shape)).squeeze(other + 2)
    return worth


def hard_lookup(table: Tensor, inputs: Sequence[Tensor]) -> Tensor:
    """What tables give for one-hot inputs: ``table row value`` and ``table rest value`` each -> ``table rest value``.

    Rows run through the inputs' values with the last input fastest. Only right where each input is one-hot; where it is
    all zeros (padding), the row of value 0 is given.
    """
    result: Tensor = _HardLookup.apply(table, *inputs)  # type: ignore[no-untyped-call]
    return result


class _SoftLookup(torch.autograd.Function):
    """Tables of two inputs, one contracted after the other: the product over all combinations is never formed.

    Within, what the tables are asked is the last axis, along which a processor goes fast: ``table second out rest``.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, first: Tensor, second: Tensor) -> Tensor:
        n_tables, _, n_out = table.shape
        by_first = table.reshape(n_tables, first.shape[-1], -1)  # table first (second out)
        halved = torch.bmm(by_first.transpose(1, 2), first.transpose(1, 2))  # what each value of the second would give
        halved = halved.view(n_tables, second.shape[-1], n_out, -1)
        second = second.transpose(1, 2).contiguous().unsqueeze(2)
        ctx.save_for_backward(by_first, first, second, halved)
        return (halved * second).sum(1).transpose(1, 2)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        by_first, first, second, halved = ctx.saved_tensors
        gradient = gradients[0].transpose(1, 2).contiguous().unsqueeze(1)
        spread = (second * gradient).flatten(1, 2)  # table (second out) rest
        of_table = torch.bmm(first.transpose(1, 2), spread.transpose(1, 2)).view(len(first), -1, gradient.shape[2])
        of_first = torch.bmm(by_first, spread).transpose(1, 2)
        return of_table, of_first, (halved * gradient).sum(2).transpose(1, 2)


def soft_lookup(table: Tensor, inputs: Sequence[Tensor]) -> Tensor:
    """What tables give for mixtures of input values: every combination of values counts with its weight.

    Shapes as in ``hard_lookup``; with one-hot inputs the results are the same.
    """
    if len(inputs) == 2:
        result: Tensor = _SoftLookup.apply(table, *inputs)  # type: ignore[no-untyped-call]
        return result
    rows = inputs[0]
    for values in inputs[1:]:
        rows = (rows.unsqueeze(-1) * values.unsqueeze(-2)).flatten(-2)
    return torch.bmm(rows, table)
