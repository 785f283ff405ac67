"""Gradient descent on one network, or on many as one: Adam, its schedules, and all the chance that is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Batch
from glassformer.relaxation import Sampler

Tensors = dict[str, Tensor]


@dataclass
class Descent:
    """What is trained, and how.

    Attributes:
        network: what is trained.
        configuration: the schedules.
        seed: of the order of inputs, of the noise and of dropout.
        device: where it computes.
    """

    network: nn.Module
    configuration: Configuration
    seed: int
    device: torch.device

    def __post_init__(self) -> None:
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=self.configuration.learning_rate, fused=True)
        self.order = torch.Generator().manual_seed(self.seed)
        self.noise = torch.Generator(self.device).manual_seed(self.seed + 1)

    def run_epoch(
        self,
        train: Batch,
        number: int,
        progress: Callable[[float], float],
        loss_of: Callable[[Tensor, Tensor], Tensor],
    ) -> tuple[Tensor, float]:
        """One pass over the training inputs.

        Args:
            train: the inputs.
            number: of epochs so far.
            progress: where in the schedules, from 0 to 1, this share of the epoch is.
            loss_of: losses of scores and labels; their sum is what is descended.

        Returns:
            The mean losses, and the last temperature.
        """
        n_steps = -(-len(train) // self.configuration.batch_size)
        total, temperature = torch.zeros((), device=self.device), 0.0
        self.network.train()
        with self._dropout_seed(number):
            for step, batch in enumerate(train.shuffled(self.configuration.batch_size, self.order)):
                sampler = self._sampler(progress(step / n_steps))
                losses = loss_of(self.network(batch.tokens, sampler), batch.labels)
                self.optimizer.zero_grad()
                losses.sum().backward()  # type: ignore[no-untyped-call]
                self.optimizer.step()
                total, temperature = total + losses.detach() * len(batch), sampler.temperature
        self.network.eval()
        return total / len(train), temperature

    def _sampler(self, progress: float) -> Sampler:
        """The schedules at a point of the run, from 0 to 1."""
        c = self.configuration
        self.optimizer.param_groups[0]["lr"] = between(c.learning_rate, c.learning_rate_end, progress)
        return Sampler(
            sampling=c.sampling,
            temperature=c.temperature_start * (c.temperature_end / c.temperature_start) ** progress,
            noise=between(c.noise_start, c.noise_end, progress),
            generator=self.noise,
        )

    @contextmanager
    def _dropout_seed(self, epoch: int) -> Iterator[None]:
        """Dropout draws from torch's own state: while this lasts, one of this epoch, also in a run that was resumed."""
        with torch.random.fork_rng(devices=[self.device] if self.device.type == "cuda" else []):
            torch.manual_seed((1_000_003 * self.seed + epoch) % 2**63)
            yield

    def tensors(self) -> Tensors:
        """Everything that going on needs."""
        found = {f"network.{name}": tensor for name, tensor in self.network.state_dict().items()}
        for place, state in self.optimizer.state_dict()["state"].items():
            found |= {f"adam.{place}.{name}": tensor for name, tensor in state.items()}
        return found | {"order": self.order.get_state(), "noise": self.noise.get_state()}

    def restore(self, tensors: Tensors) -> None:
        """Go on from there.

        Raises:
            KeyError, RuntimeError, ValueError: they are of another network.
        """
        self.network.load_state_dict(part_of(tensors, "network."))
        adam: dict[str, Any] = self.optimizer.state_dict()
        adam["state"] = {}
        for name, tensor in part_of(tensors, "adam.").items():
            place, key = name.split(".", 1)
            adam["state"].setdefault(int(place), {})[key] = tensor
        self.optimizer.load_state_dict(adam)
        self.order.set_state(tensors["order"])
        self.noise.set_state(tensors["noise"])


def between(start: float, end: float, progress: float) -> float:
    """A value that goes linearly from start to end as progress goes from 0 to 1."""
    return start + (end - start) * progress


def part_of(tensors: Tensors, prefix: str) -> Tensors:
    """Those whose names begin like this, by the rest of their names."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
