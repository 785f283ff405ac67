"""Every setting of a run, with its default; read from TOML and from the command line."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from glassformer.errors import ConfigurationError, suggest
from glassformer.program.signature import Signature
from glassformer.program.sketch import Sketch
from glassformer.relaxation import Initialization, Sampling, paper, wide


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The settings of a run.

    Attributes:
        seed: of the data, and, with the number of the restart, of the wiring, the start and the noise.
        n_inputs: inputs that are drawn, 80 % to train, 10 % to choose by, 10 % to report.
        restarts: how many times learning begins anew, at most; a program that is right on all of train and valid
            ends it. With a budget of time and nothing said, as often as there is time for.
        at_once: how many restarts are trained together, their networks side by side in the same tensors.
        rungs: into how many equal parts the epochs of restarts at once are divided; after each part but the last, the
            better half of them goes on, by the accuracy of their programs.
        template: which sketch is filled.
        n_layers: layers of the sketch, at most.
        shallow_first: whether the first restart has one layer only, the second two, and so on up to ``n_layers``: a
            program that needs fewer is shorter and sooner found (``wide`` only).
        n_heads: categorical heads per layer (of ``wide``: per later layer).
        n_counts: numerical heads per layer (of ``wide``: per later layer).
        n_tables: tables per layer over two categorical variables (of ``wide``: over two counts).
        n_count_tables: tables per layer over two counts (``paper`` only).
        counts_per_pair: numerical heads of the first layer per choice of reads (``wide`` only).
        sets: whether numerical heads accept sets of keys (``wide`` only).
        numbers: whether programs may count; without, all of their variables are categorical.
        epochs: passes over the training inputs, in each restart.
        batch_size: inputs per step.
        learning_rate: of Adam, at the first step; it falls linearly.
        learning_rate_end: at the last step.
        sampling: how choices are made in training.
        temperature_start: at the first step; it falls geometrically.
        temperature_end: at the last step.
        noise_start: size of the Gumbel noise at the first step; it falls linearly.
        noise_end: at the last step.
        init_scale: standard deviation of the logits at the start.
        identity_prior: added at the start to logits of predicates and tables that keep a value as it is; but not in
            every second restart from the third on: some programs are found with it only, others sooner without.
        set_sparsity: subtracted at the start from logits of predicates that accept sets.
        dropout: of the classifier's features.
        refit: whether the classifier is solved for once the discrete choices are made.
        search: how many features the search for a short program may make that is right on all training inputs; 0: there
            is no search.
        narrow: whether variables that the classifier can do without are dropped.
        simplify: whether the program is simplified once it has been learned.
        rewrite: how many features the search may make that, in simplifying, looks for a short program with the same
            answers on the whole domain; 0: there is none.
    """

    seed: int = 0
    n_inputs: int = 20_000
    restarts: int = 4
    at_once: int = 1
    rungs: int = 1
    template: Literal["wide", "paper"] = "wide"
    n_layers: int = 2
    shallow_first: bool = True
    n_heads: int = 24
    n_counts: int = 16
    n_tables: int = 2
    n_count_tables: int = 2
    counts_per_pair: int = 4
    sets: bool = True
    numbers: bool = True
    epochs: int = 16
    batch_size: int = 96
    learning_rate: float = 0.03
    learning_rate_end: float = 0.003
    sampling: Sampling = "hard"
    temperature_start: float = 3.0
    temperature_end: float = 0.1
    noise_start: float = 1.0
    noise_end: float = 0.0
    init_scale: float = 1.0
    identity_prior: float = 6.0
    set_sparsity: float = 2.0
    dropout: float = 0.0
    refit: bool = True
    search: int = 1_500_000
    narrow: bool = True
    simplify: bool = True
    rewrite: int = 200_000

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            if getattr(self, name) < least:
                raise ConfigurationError(f"{name} = {getattr(self, name)}: must be at least {least}")
        for name, value in self.to_dict().items():
            if isinstance(value, float) and not math.isfinite(value):
                raise ConfigurationError(f"{name} = {value}: must be a finite number")
            if isinstance(getattr(type(self), name), float) and abs(value) > _LARGEST:
                raise ConfigurationError(f"{name} is out of range: must be at most {_LARGEST:,} in size")
        for name in ("temperature_start", "temperature_end", "learning_rate", "learning_rate_end"):
            if getattr(self, name) <= 0:
                raise ConfigurationError(f"{name} = {getattr(self, name)}: must be greater than 0")
            if getattr(self, name) < _SMALLEST:
                raise ConfigurationError(f"{name} = {getattr(self, name)}: must be at least {_SMALLEST}")
        if not 0 <= self.dropout < 1:
            raise ConfigurationError(f"dropout = {self.dropout}: must be from 0 to less than 1")
        self._check_rungs()

    def _check_rungs(self) -> None:
        if self.rungs > self.epochs:
            raise ConfigurationError(f"rungs = {self.rungs}: must be at most epochs = {self.epochs}")
        if self.rungs > 1 and self.at_once == 1:
            raise ConfigurationError(f"rungs = {self.rungs}: there is nothing to choose from; set at_once to 2 or more")

    @classmethod
    def of(cls, settings: Mapping[str, Any], source: str = "configuration") -> Configuration:
        """A configuration from settings by name.

        Raises:
            ConfigurationError: a name is unknown (the nearest is suggested), or a value has the wrong type.
        """
        check_settings(cls, settings, source)
        return cls(**settings)

    @classmethod
    def read(cls, path: str | Path, **overrides: Any) -> Configuration:
        """A configuration from a TOML file of ``name = value`` lines; ``overrides`` win.

        Raises:
            ConfigurationError: the file cannot be read or parsed, or a setting is wrong.
        """
        settings = read_toml(path)
        cls.of(settings, source=str(path))
        return cls.of({**settings, **overrides})

    def to_dict(self) -> dict[str, Any]:
        """Every setting by name."""
        return asdict(self)

    def sketch(self, signature: Signature, restart: int) -> Sketch:
        """The sketch that a restart fills; with ``wide`` each restart has its own wiring."""
        if self.template == "paper":
            return paper(
                signature,
                n_layers=self.n_layers,
                n_heads=self.n_heads,
                n_counts=self.n_counts * self.numbers,
                n_tables=self.n_tables,
                n_count_tables=self.n_count_tables * self.numbers,
            )
        return wide(
            signature,
            n_layers=min(self.n_layers, restart + 1) if self.shallow_first else self.n_layers,
            n_heads=self.n_heads,
            n_counts=self.n_counts * self.numbers,
            n_tables=self.n_tables,
            counts_per_pair=self.counts_per_pair * self.numbers,
            is_set=self.sets,
            seed=self.restart_seed(restart),
        )

    def initialization(self, restart: int) -> Initialization:
        """How the parameters of a restart's network start."""
        is_free = restart >= 2 and restart % 2 == 0
        return Initialization(
            scale=self.init_scale,
            identity=0.0 if is_free else self.identity_prior,
            set_sparsity=self.set_sparsity,
            dropout=self.dropout,
        )

    def restart_seed(self, restart: int) -> int:
        """The seed of a restart: its own for each seed and number."""
        return self.seed * 1_000 + restart


_LEAST = {
    "seed": 0, "n_inputs": 30, "restarts": 1, "at_once": 1, "rungs": 1, "n_layers": 1, "n_heads": 0, "n_counts": 0,
    "n_tables": 0, "n_count_tables": 0, "counts_per_pair": 1, "epochs": 1, "batch_size": 1, "noise_start": 0,
    "noise_end": 0, "init_scale": 0, "search": 0, "rewrite": 0,
}  # fmt: skip

_LARGEST, _SMALLEST = 1_000_000, 1e-9
"""Sizes of settings beyond which floats of 32 bits overflow in training."""


def read_toml(path: str | Path) -> dict[str, Any]:
    """The settings of a TOML file. Raises ConfigurationError where it cannot be read or parsed."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not TOML: {error}") from None


def check_settings(configuration: type, settings: Mapping[str, Any], source: str) -> None:
    """Raise ConfigurationError unless a class of settings has all of these names, and values of these types."""
    hints = get_type_hints(configuration)
    for name, value in settings.items():
        if name not in hints:
            raise ConfigurationError(f"{source}: unknown setting {name!r}; {suggest(name, hints)}")
        check_type(name, value, hints[name], source)


def check_type(name: str, value: Any, hint: Any, source: str) -> None:
    """Raise ConfigurationError unless a setting's value is of the type that is asked for."""
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ConfigurationError(f"{source}: {name} = {value!r}; valid: {', '.join(map(str, get_args(hint)))}")
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = is_number if hint is float else type(value) is hint
    if not fits:
        raise ConfigurationError(f"{source}: {name} = {value!r}; a value of type {hint.__name__} is expected")


AS_OFTEN_AS_THERE_IS_TIME = 1_000_000
"""Restarts where a budget of time is given and no number of them."""

NAMES = tuple(field.name for field in fields(Configuration))
"""All settings, in order."""
