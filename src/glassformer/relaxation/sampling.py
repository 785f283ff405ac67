"""From logits to choices: how a hole is filled in one forward pass.

Noise is drawn once per parameter and step, never per input, so that a whole batch sees one sampled program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
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

    @property
    def is_program(self) -> bool:
        """Whether a pass is that of a program drawn by chance, with weights of any size."""
        return self.sampling == "hard" and not self.on_grid

    def rows(self, logits: Tensor) -> Tensor:
        """One choice per row: ``[..., n_choices]`` -> the same shape, each row one-hot or a mixture."""
        if self.sampling == "argmax":
            return one_hot_argmax(logits)
        if self.sampling == "softmax":
            return softmax(logits / self.temperature)
        noisy = (logits + self._gumbel(logits)) / self.temperature
        return softmax(noisy) if self.sampling == "soft" else straight_through(noisy)

    def bits(self, logits: Tensor) -> Tensor:
        """One yes or no per entry: 1 where the logit is above 0."""
        if self.sampling == "argmax":
            return (logits > 0).to(logits.dtype)
        if self.sampling == "softmax":
            return torch.sigmoid(logits / self.temperature)
        soft = torch.sigmoid((logits + self._logistic(logits)) / self.temperature)
        return soft if self.sampling == "soft" else soft + ((soft > 0.5).to(soft.dtype) - soft).detach()

    def _gumbel(self, like: Tensor) -> Tensor:
        return torch.log(-torch.log(self._uniform(like))) * -self.noise

    def _logistic(self, like: Tensor) -> Tensor:
        """What the difference of two of those is like."""
        return torch.logit(self._uniform(like)) * self.noise

    def _uniform(self, like: Tensor) -> Tensor:
        drawn = torch.rand(like.shape, generator=self.generator, dtype=like.dtype, device=like.device)
        return drawn.clamp_(1e-20, 1 - 1e-7)


def one_hot_argmax(logits: Tensor) -> Tensor:
    """One-hot rows of the largest logit; the first of equals."""
    return functional.one_hot(logits.argmax(dim=-1), logits.shape[-1]).to(logits.dtype)


def softmax(logits: Tensor) -> Tensor:
    """Softmax over the last axis. It is short here, and over another axis that takes a tenth of the time on a CPU."""
    if logits.dim() == 1:
        return functional.softmax(logits, dim=-1)
    return functional.softmax(logits.transpose(-1, -2), dim=-2).transpose(-1, -2)


class _StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, logits: Tensor) -> Tensor:
        soft = softmax(logits)
        ctx.save_for_backward(soft)
        return one_hot_argmax(logits)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (soft,) = ctx.saved_tensors
        weighted = soft * gradients[0]
        found: Tensor = weighted - soft * weighted.sum(-1, keepdim=True)
        return found


def straight_through(logits: Tensor) -> Tensor:
    """One-hot rows of the largest logit, with the gradient of the softmax."""
    result: Tensor = _StraightThrough.apply(logits)  # type: ignore[no-untyped-call]
    return result
