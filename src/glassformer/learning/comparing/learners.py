"""The learners that are compared: by name, the settings of each, the same for all tasks but for what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from glassformer.learning.configuration import Configuration


@dataclass(frozen=True, kw_only=True)
class ProgramLearner:
    """A way to learn programs.

    Attributes:
        settings: those that differ from the defaults of ``Configuration``.
        by_task: further ones for a task, by its name.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    by_task: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def configuration(self, task: str, seed: int) -> Configuration:
        """All settings for a task and a seed."""
        settings = {**self.settings, **self.by_task.get(task, {}), "seed": seed}
        return Configuration.of(settings, source="this learner")


@dataclass(frozen=True, kw_only=True)
class StandardLearner:
    """The standard Transformer, with the paper's settings: hidden size 256 is `StandardConfiguration`'s own.

    Attributes:
        n_inputs: inputs that are drawn, as programs have them.
        epochs: passes over the training inputs, at most; the model of the best one is kept.
        batch_size: inputs per step.
        learning_rate: of Adam.
    """

    n_inputs: int = Configuration.n_inputs
    epochs: int = 100
    batch_size: int = 50
    learning_rate: float = 3e-4


PUBLISHED = {
    "reverse": (3, 8, 2),
    "hist": (1, 4, 2),
    "double_hist": (3, 4, 2),
    "sort": (3, 8, 4),
    "most_freq": (3, 8, 4),
    "dyck1": (3, 8, 2),
    "dyck2": (3, 4, 4),
}
"""Layers, heads and MLPs of the paper's best model of each task at its own size (Friedman et al. 2023, section 4)."""


def _half_numerical(n_layers: int, n_heads: int, n_mlps: int) -> dict[str, int]:
    """The paper's model, in which half of the heads, and of the MLPs, are numerical."""
    heads, mlps = n_heads // 2, n_mlps // 2
    return {"n_layers": n_layers, "n_heads": heads, "n_counts": heads, "n_tables": mlps, "n_count_tables": mlps}


PAPER = ProgramLearner(
    settings={
        "template": "paper",
        "restarts": 1,
        "epochs": 250,
        "batch_size": 512,
        "learning_rate": 0.05,
        "learning_rate_end": 0.05,
        "sampling": "soft",
        "temperature_start": 3.0,
        "temperature_end": 0.01,
        "noise_start": 1.0,
        "noise_end": 1.0,
        "init_scale": 1.0,
        "identity_prior": 0.0,
        "numbers": True,
        "at_once": 1,
        "rungs": 1,
        "dropout": 0.0,
        "refit": False,
        "search": 0,
        "narrow": False,
        "rewrite": 0,
    },
    by_task={
        **{task: _half_numerical(*sizes) for task, sizes in PUBLISHED.items()},
        "induction": {"n_layers": 2, "n_heads": 1, "n_counts": 0, "n_tables": 0, "n_count_tables": 0},
    },
)
"""The paper's recipe in this code; docs/learning.md says where it differs."""

LEARNERS: Mapping[str, ProgramLearner | StandardLearner] = MappingProxyType(
    {
        "ours": ProgramLearner(),
        "paper": PAPER,
        "standard": StandardLearner(),
        "descent": ProgramLearner(settings={"search": 0}),
        "categorical": ProgramLearner(settings={"numbers": False}),
    }
)
"""Every learner by name, in the order of the table's columns."""
