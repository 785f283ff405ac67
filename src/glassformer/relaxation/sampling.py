"""From logits to choices: how a hole is filled in one forward pass.

Noise is drawn once per parameter and step, never per input, so that a whole batch sees one sampled program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Sampling = Literal["hard", "soft", "softmax", "argmax"]
"""``hard``: Gumbel noise, one-hot forward, soft gradient. ``soft``: Gumbel-softmax. ``softmax``: no noise.
``argmax``: the discrete program, no noise."""


@dataclass
class Sampler:
    """Turns logits into one-hot rows or bits.

    Attributes:
        sampling: which of the four ways.
        temperature: of the softmax or sigmoid.
        noise: how large the noise is, as a multiple of standard Gumbel noise.
        generator: where the noise comes from; None: torch's own.
        on_grid: whether continuous weights are rounded to the grid as discretizing does.
    """

    sampling: Sampling = "hard"
    temperature: float = 1.0
    noise: float = 1.0
    generator: torch.Generator | None = None
    on_grid: bool = False

    @property
    def is_hard(self) -> bool:
        """Whether every choice is one-hot going forward."""
        return self.sampling in ("hard", "argmax")

    def rows(self, logits: Tensor) -> Tensor:
        """One choice per row: ``[..., n_choices]`` -> the same shape, each row one-hot or a mixture."""
        if self.sampling == "argmax":
            return one_hot_argmax(logits)
        if self.sampling == "softmax":
            return functional.softmax(logits / self.temperature, dim=-1)
        soft = functional.softmax((logits + self._gumbel(logits)) / self.temperature, dim=-1)
        return soft if self.sampling == "soft" else soft + (one_hot_argmax(soft) - soft).detach()

    def bits(self, logits: Tensor) -> Tensor:
        """One yes or no per entry: 1 where the logit is above 0."""
        if self.sampling == "argmax":
            return (logits > 0).to(logits.dtype)
        if self.sampling == "softmax":
            return torch.sigmoid(logits / self.temperature)
        noise = self._gumbel(logits) - self._gumbel(logits)
        soft = torch.sigmoid((logits + noise) / self.temperature)
        return soft if self.sampling == "soft" else soft + ((soft > 0.5).to(soft.dtype) - soft).detach()

    def _gumbel(self, like: Tensor) -> Tensor:
        uniform = torch.rand(like.shape, generator=self.generator, dtype=like.dtype, device=like.device)
        return -self.noise * torch.log(-torch.log(uniform.clamp(1e-20, 1 - 1e-7)))


def one_hot_argmax(logits: Tensor) -> Tensor:
    """One-hot rows of the largest logit; the first of equals."""
    return functional.one_hot(logits.argmax(dim=-1), logits.shape[-1]).to(logits.dtype)
