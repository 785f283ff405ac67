"""What is trained, and how: the questions, the sizes of the model, the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from glassformer.errors import ConfigurationError, suggest
from glassformer.models.decoder import DecoderConfiguration
from glassformer.tasks.arithmetic import Arithmetic, Enrichment

Kind = Literal["addition", "subtraction", "mixed"]
OPERATIONS: dict[str, tuple[str, ...]] = {"addition": ("+",), "subtraction": ("-",), "mixed": ("+", "-")}
Schedule = Literal["cosine", "constant"]
Normalization = Literal["LN", "none"]


@dataclass(frozen=True, kw_only=True)
class LensConfiguration:
    """Everything that decides the training of a model; the defaults are those of the small model.

    Attributes:
        kind: which questions are asked.
        digits: how many each of the two numbers has.
        layers, heads, d_model, d_mlp: sizes of the model.
        normalization: ``LN`` or ``none``.
        steps: batches of fresh questions.
        batch_size: questions in a batch.
        learning_rate: at its highest.
        schedule: after the warm-up ``constant``, or falling to 0 as half a ``cosine``.
        warm_up: the steps in which the learning rate rises to its highest.
        weight_decay: of AdamW.
        batch_frac, pair_frac: the share of batches in which digit pairs are made to pass a carry on, and of the pairs
            in those (`tasks.arithmetic.Enrichment`).
        window: train only on questions of which each answer digit follows from this many digit pairs, its own and
            those below (`tasks.arithmetic.is_decided_within`); 0: on all.
        shuffled: whether every question gets the answer of another one: a control, in which there is nothing to learn.
        seed: of weights and questions.

    Raises:
        ConfigurationError: a setting is out of range or of the wrong type.
    """

    kind: Kind = "addition"
    digits: int = 5
    layers: int = 1
    heads: int = 3
    d_model: int = 96
    d_mlp: int = 384
    normalization: Normalization = "LN"
    steps: int = 3_000
    batch_size: int = 256
    learning_rate: float = 3e-3
    schedule: Schedule = "cosine"
    warm_up: int = 150
    weight_decay: float = 0.1
    batch_frac: float = 0.2
    pair_frac: float = 0.2
    window: int = 0
    shuffled: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for name, valid in _CHOICES.items():
            given = getattr(self, name)
            if given not in valid:
                raise ConfigurationError(f"{name} is {given!r}; {suggest(str(given), valid)}")
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ConfigurationError(f"{name} is {value!r}; it must be a whole number from {least} on")
        for name in ("learning_rate", "weight_decay", "batch_frac", "pair_frac"):
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
                raise ConfigurationError(f"{name} is {value!r}; it must be a number from 0 to 1")
        self.decoder()

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> LensConfiguration:
        """A configuration from settings by name; those that are missing are as in the small model.

        Raises:
            ConfigurationError: a setting is unknown (the nearest is suggested), or out of range.
        """
        valid = [field.name for field in fields(cls)]
        for name in settings:
            if name not in valid:
                raise ConfigurationError(f"unknown setting {name!r} of a lens; {suggest(name, valid)}")
        return cls(**settings)

    def to_dict(self) -> dict[str, Any]:
        """Every setting by name, ready for JSON."""
        return asdict(self)

    @property
    def arithmetic(self) -> Arithmetic:
        """The layout of the questions."""
        return Arithmetic(self.digits, OPERATIONS[self.kind])

    @property
    def enrichment(self) -> Enrichment:
        """How often digit pairs are made to pass a carry on."""
        return Enrichment(batch_size=self.batch_size, batch_frac=self.batch_frac, pair_frac=self.pair_frac)

    def decoder(self) -> DecoderConfiguration:
        """The sizes of the model."""
        return DecoderConfiguration(
            n_tokens=len(self.arithmetic.tokens),
            n_positions=self.arithmetic.n_positions,
            n_layers=self.layers,
            n_heads=self.heads,
            d_model=self.d_model,
            d_mlp=self.d_mlp,
            normalization="LN" if self.normalization == "LN" else None,
        )


_CHOICES: dict[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "schedule": get_args(Schedule),
    "normalization": get_args(Normalization),
}
_LEAST = {"digits": 1, "layers": 1, "heads": 1, "d_model": 1, "d_mlp": 1, "steps": 1, "batch_size": 2, "warm_up": 0}
_LEAST |= {"seed": 0, "window": 0}

PRESETS: dict[str, dict[str, Any]] = {
    "small": {},
    "paper": {
        "d_model": 510,
        "d_mlp": 2040,
        "steps": 20_000,
        "batch_size": 64,
        "learning_rate": 8e-5,
        "schedule": "constant",
        "warm_up": 10,
    },
}
"""``small`` trains in minutes on two cores; ``paper`` is the setting of arXiv 2310.13121."""

SMALL_ONE_LAYER = {"window": 3}
SMALL_DEEPER = {"steps": 6_000, "batch_frac": 0.5, "pair_frac": 0.5}
"""What the small preset adds by depth: one layer learns to add what three digit pairs decide, and nothing else; more
layers learn cascades of any length, and are given many."""


def preset(name: str, /, **settings: Any) -> LensConfiguration:
    """A configuration by name, with some settings of one's own.

    Raises:
        ConfigurationError: there is no such preset or setting, or one is out of range.
    """
    if name not in PRESETS:
        raise ConfigurationError(f"unknown preset {name!r}; {suggest(name, PRESETS)}")
    given = LensConfiguration.of({**PRESETS[name], **settings})
    if name == "small" and given.layers > 1:
        return LensConfiguration.of({**SMALL_DEEPER, **settings})
    if name == "small" and given.kind == "addition":
        return LensConfiguration.of({**SMALL_ONE_LAYER, **settings})
    return given
