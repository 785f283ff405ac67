"""A program is drawn: all choices of a network at once, with few operations however many groups there are."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.selecting import Heads
from glassformer.relaxation.tabulating import Tables


def drawn(stages: Iterable[nn.Module], sampler: Sampler) -> list[Tensor]:
    """What is sampled for each group of selectors and of tables, in order: one-hot rows, or bits."""
    sampled = [stage for stage in stages if isinstance(stage, Heads | Tables)]
    found: dict[int, Tensor] = {}
    alike: dict[tuple[bool, int], list[tuple[int, Tensor]]] = {}
    for place, stage in enumerate(sampled):
        if stage.is_open:
            logits = stage.choices()
            alike.setdefault((_is_set(stage), logits.shape[-1]), []).append((place, logits))
        else:
            found[place] = stage.table
    for (is_set, width), members in alike.items():
        together = torch.cat([logits.reshape(-1, width) for _, logits in members])
        chosen = sampler.bits(together) if is_set else sampler.rows(together)
        parts = torch.split(chosen, [logits.numel() // width for _, logits in members])
        found |= {place: part.view(logits.shape) for (place, logits), part in zip(members, parts, strict=True)}
    return [found[place] for place in range(len(sampled))]


def _is_set(stage: Heads | Tables) -> bool:
    return isinstance(stage, Heads) and stage.is_set
