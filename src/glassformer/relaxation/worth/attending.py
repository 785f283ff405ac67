"""Heads: the value at the closest match, and the number of matches.

Axes: ``head``; ``vq`` and ``vk`` values of queries and of keys; ``query`` and ``key`` positions; ``batch``. ``view`` is
one for each query where queries see different keys, else one for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from glassformer.program.semantics import by_closeness
from glassformer.relaxation.worth.stream import Stream, take

Back = Callable[[], Tensor]
"""The way back through a part: passes worth on to what the part has read; gives the gradient of its table."""


@dataclass(frozen=True)
class Matching:
    """Selectors of one group, of which each has one aggregate that reads it.

    Attributes:
        place: of the group among those whose tables are sampled.
        rows: which selectors of the group.
        queries, keys: slots.
        learned_queries, learned_keys: whether any of them depends on something that is learned.
    """

    place: int
    rows: tuple[int, ...]
    queries: tuple[int, ...]
    keys: tuple[int, ...]
    learned_queries: bool
    learned_keys: bool


@dataclass(frozen=True)
class Counts:
    """How many keys match: ``select`` and ``aggregate_sum`` of ones. It takes no pairs of positions to know that.

    Attributes:
        matching: the selectors.
        to: the slots of the counts.
    """

    matching: Matching
    to: slice

    def forward(self, stream: Stream, table: Tensor) -> Back:
        """Write the counts. ``table``: ``head vq vk``, 0 or 1."""
        n_heads, width, _ = table.shape
        matching = self.matching
        queries, seen = stream.read(matching.queries).unsqueeze(1), seen_keys(stream, matching.keys)
        n_views, n_batch = seen.shape[2:]
        found = torch.bmm(table, seen.flatten(2)).view(n_heads, width, n_views, n_batch)  # of each value of the query
        if n_views == 1:
            stream.numbers[self.to] = found.squeeze(2).gather(1, queries.squeeze(1))
        else:
            stream.numbers[self.to] = found.gather(1, queries).squeeze(1)

        def back() -> Tensor:
            worth = stream.number_worth[self.to]
            asked = worth.new_zeros(n_heads, width, n_views, n_batch)  # worth of one more, by the value of the query
            if n_views == 1:
                asked.squeeze(2).scatter_add_(1, queries.squeeze(1), worth)
            else:
                asked.scatter_(1, queries, worth.unsqueeze(1))
            if matching.learned_queries:
                stream.owe(matching.queries, found * worth.unsqueeze(1))
            if matching.learned_keys:
                stream.owe(matching.keys, self._worth_of_keys(stream, table, asked))
            return torch.bmm(asked.flatten(2), seen.flatten(2).transpose(1, 2))

        return back

    @staticmethod
    def _worth_of_keys(stream: Stream, table: Tensor, asked: Tensor) -> Tensor:
        worth = torch.bmm(table.transpose(1, 2), asked.flatten(2)).view(asked.shape)  # head vk view batch
        if stream.is_causal:
            worth = worth.flip(2).cumsum(2).flip(2)  # a key counts for the queries from its position on
        return worth * stream.visible


def seen_keys(stream: Stream, keys: tuple[int, ...]) -> Tensor:
    """How many keys of each value a query sees: ``head vk view batch``."""
    distinct = tuple(sorted(set(keys)))
    values = stream.read(distinct)
    n_positions, n_batch = stream.visible.shape
    visible = stream.visible.expand_as(values)
    if stream.is_causal:
        seen = stream.visible.new_zeros(len(distinct), stream.width, n_positions, n_batch)
        seen = seen.scatter_(1, values.unsqueeze(1), visible.unsqueeze(1)).cumsum(2)
    else:
        seen = stream.visible.new_zeros(len(distinct), stream.width, n_batch)
        seen = seen.scatter_add_(1, values, visible).unsqueeze(2)
    return take(seen, tuple(distinct.index(key) for key in keys))


@dataclass(frozen=True)
class Closest:
    """What stands at the closest match: ``select_closest`` and ``aggregate``.

    Attributes:
        matching: the selectors.
        to: the slots of what is fetched.
        values: the slots that it is fetched from.
        learned_values: whether any of them depends on something that is learned.
    """

    matching: Matching
    to: slice
    values: tuple[int, ...]
    learned_values: bool

    def forward(self, stream: Stream, table: Tensor) -> Back:
        """Write what is fetched. ``table``: ``head vq vk``, 0 or 1."""
        n_heads, width, _ = table.shape
        matching = self.matching
        queries, keys, values = map(stream.read, (matching.queries, matching.keys, self.values))
        n_positions, n_batch = stream.visible.shape
        pair = queries.unsqueeze(1) * width + keys.unsqueeze(2)  # head key query batch
        flat = pair.view(n_heads, -1)
        matches = table.reshape(n_heads, -1).gather(1, flat).view(pair.shape)
        nearness = nearness_of(n_positions, stream.visible.device).to(matches.dtype)
        can_see = (stream.visible.unsqueeze(1) * seeing(stream)).unsqueeze(0)  # 1 key query batch
        rank = matches * can_see * nearness  # the nearer the higher, and 0 where there is no match
        best = rank.amax(1)  # head query batch
        chosen = best.long() % n_positions  # position 0 where nothing matches
        stream.values[self.to] = values.gather(1, chosen)

        def back() -> Tensor:
            worth = stream.worth[self.to]
            of_key = worth.gather(1, values.unsqueeze(2).expand(-1, -1, n_positions, -1))  # head key query batch
            here = of_key.gather(1, chosen.unsqueeze(1))
            is_best = (rank == best.unsqueeze(1)) & (rank > 0)
            second = rank.masked_fill(is_best, 0).amax(1, keepdim=True).long() % n_positions
            nearer = (nearness > best.unsqueeze(1)).to(worth.dtype)
            flipped = (of_key - here) * nearer + (here - of_key.gather(1, second)) * is_best
            flipped *= can_see  # what each match is worth, to the head, if it were one
            self._pass_on(stream, table, flipped, queries, keys)
            if self.learned_values:
                fetched = worth.new_zeros(n_heads, width, n_positions, n_batch)
                stream.owe(self.values, fetched.scatter_add_(2, chosen.unsqueeze(1).expand_as(worth), worth))
            gradient = worth.new_zeros(n_heads, width * width)
            return gradient.scatter_add_(1, flat, flipped.view(n_heads, -1)).view(table.shape)

        return back

    def _pass_on(self, stream: Stream, table: Tensor, flipped: Tensor, queries: Tensor, keys: Tensor) -> None:
        """To queries and keys, what the matches are worth that they would make."""
        n_heads, width, _ = table.shape
        _, n_keys, n_queries, n_batch = flipped.shape
        if self.matching.learned_queries:
            by_key = flipped.new_zeros(n_heads, width, n_queries, n_batch)
            by_key.scatter_add_(1, keys.unsqueeze(2).expand_as(flipped), flipped)  # head vk query batch
            stream.owe(self.matching.queries, torch.bmm(table, by_key.flatten(2)).view_as(by_key))
        if self.matching.learned_keys:
            by_query = flipped.new_zeros(n_heads, n_keys, width, n_batch)
            by_query.scatter_add_(2, queries.unsqueeze(1).expand_as(flipped), flipped)  # head key vq batch
            by_query = by_query.transpose(1, 2).contiguous()
            stream.owe(self.matching.keys, torch.bmm(table.transpose(1, 2), by_query.flatten(2)).view_as(by_query))


def seeing(stream: Stream) -> Tensor:
    """``key query 1``: 1 where the query may see the key."""
    n_positions = len(stream.visible)
    everything = stream.visible.new_ones(n_positions, n_positions)
    return (everything.triu() if stream.is_causal else everything).unsqueeze(2)


@lru_cache(maxsize=64)
@torch.inference_mode(False)
def nearness_of(n: int, device: torch.device) -> Tensor:
    """``key query 1``: higher the nearer, left before right, the query itself last, and above 0.

    The key is what is left of it after division by ``n``.
    """
    found = torch.empty(n, n, 1)
    for query in range(n):
        for rank, key in enumerate(by_closeness(query, n)):
            found[key, query] = (n - rank) * n + key
    return found.to(device)
