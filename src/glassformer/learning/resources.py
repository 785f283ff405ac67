"""Where and how long a run computes; none of it changes what a restart finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import torch

from glassformer.errors import ConfigurationError

Engine = Literal["local", "ray"]
"""What runs restarts: processes of this machine, or workers of a Ray cluster."""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What a run may use.

    Attributes:
        device: ``auto`` (a GPU where there is one here), ``cpu`` or ``cuda``.
        workers: how many restarts, or sets of restarts that are trained together, run at once.
        engine: what runs them.
        address: of the cluster, such as ``auto`` or ``ray://head:10001``; None: one that is started on this machine.
        budget_seconds: after this time no restart and no epoch begins; None: there is no limit.

    Raises:
        ConfigurationError: one of them cannot be, or there is no such device here.
    """

    device: str = "auto"
    workers: int = 1
    engine: Engine = "local"
    address: str | None = None
    budget_seconds: float | None = None

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ConfigurationError(f"workers = {self.workers}: must be at least 1")
        if self.engine not in get_args(Engine):
            raise ConfigurationError(f"engine {self.engine!r}; valid: {', '.join(get_args(Engine))}")
        if self.address is not None and self.engine != "ray":
            raise ConfigurationError(f"address {self.address!r}: only the engine 'ray' has one")
        # The workers of a cluster may have a GPU where this machine has none.
        device = "cpu" if (self.engine, self.device) == ("ray", "auto") else self.device
        if (self.engine, device) != ("ray", "cuda"):
            device = choose_device(device)
        object.__setattr__(self, "device", device)

    @property
    def is_elsewhere(self) -> bool:
        """Whether other processes compute."""
        return self.engine == "ray" or self.workers > 1

    @property
    def workers_here(self) -> int:
        """How many processes of this machine may compute."""
        return 1 if self.engine == "ray" else self.workers

    def to_dict(self) -> dict[str, Any]:
        """All of them by name."""
        return asdict(self)


def choose_device(device: str) -> str:
    """The device by name; ``auto`` is a GPU where there is one.

    Raises:
        ConfigurationError: there is no such device here.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise ConfigurationError(f"device {device!r}; valid: auto, cpu, cuda")
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda" and not torch.cuda.is_available():
        raise ConfigurationError("device 'cuda': no GPU is available here; use cpu or auto")
    return device
