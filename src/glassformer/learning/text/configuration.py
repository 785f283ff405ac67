"""Every setting of learning from texts, with its default; read from TOML and from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from glassformer.errors import ConfigurationError
from glassformer.learning.configuration import check_settings, read_toml


@dataclass(frozen=True, kw_only=True)
class TextConfiguration:
    """The settings of a run on texts.

    Attributes:
        seed: of folds and of grouping; the split of the data has its own.
        vocabulary_size: words that are known, at most: those of the training texts, most frequent first, and then
            those that have vectors.
        min_count: how often a word must be in the training texts.
        max_length: words of a text that are read; 0: twice as many as the longest training text
            has, up to 256.
        phrases: phrases of two words that are known, at most; 0: none.
        phrase_min_count: how often a phrase must be there.
        features: whether features of words (shape, suffix, …) are seen.
        vector_size: dimensions of the vectors made from the training texts where no file gives any; 0: none are made.
        reach: how many words to either side are read for the tag of a word; 0: none, so that there is no attention.
        select: whether only those features, phrases and neighbours are kept that are worth having.
        n_classes: classes that the words (or phrases) have in one role, at most.
        variables: how many variables of classes words have in each role; 0: two for tags, one for labels of texts.
        n_kinds: classes that they have in tables over two variables.
        tables: tables over two variables, at most; 0: none.
        cues: words that others may be seen from, at most.
        class_weight: ``balanced``: every label counts as much as every other; ``none``: every example does.
        penalty_least: the weakest penalty of weights that is tried; others are 2, 4, … times as strong.
        penalties: how many are tried.
        tune_entities: whether the bias of ``O`` is set so that entities of the validation texts are found best.
    """

    seed: int = 0
    vocabulary_size: int = 100_000
    min_count: int = 1
    max_length: int = 0
    phrases: int = 20_000
    phrase_min_count: int = 2
    features: bool = True
    vector_size: int = 50
    reach: int = 2
    select: bool = True
    n_classes: int = 128
    variables: int = 0
    n_kinds: int = 24
    tables: int = 6
    cues: int = 60
    class_weight: Literal["none", "balanced"] = "none"
    penalty_least: float = 0.5
    penalties: int = 4
    tune_entities: bool = True

    def __post_init__(self) -> None:
        for name, (least, most) in _LIMITS.items():
            if not least <= getattr(self, name) <= most:
                raise ConfigurationError(f"{name} = {getattr(self, name)}: must be from {least} to {most:,}")

    @classmethod
    def of(cls, settings: Mapping[str, Any], source: str = "configuration") -> TextConfiguration:
        """A configuration from settings by name.

        Raises:
            ConfigurationError: a name is unknown (the nearest is suggested), or a value has the wrong type.
        """
        check_settings(cls, settings, source)
        return cls(**settings)

    @classmethod
    def read(cls, path: str | Path) -> TextConfiguration:
        """A configuration from a TOML file. Raises ConfigurationError where it is damaged, or a setting wrong."""
        return cls.of(read_toml(path), source=str(path))

    def to_dict(self) -> dict[str, Any]:
        """Every setting by name."""
        return asdict(self)


_LIMITS = {
    "seed": (0, 2**31),
    "vocabulary_size": (2, 1_000_000),
    "min_count": (1, 1_000_000),
    "max_length": (0, 4_096),
    "phrases": (0, 1_000_000),
    "phrase_min_count": (1, 1_000_000),
    "vector_size": (0, 1_000),
    "reach": (0, 8),
    "n_classes": (2, 128),
    "variables": (0, 8),
    "n_kinds": (2, 64),
    "tables": (0, 64),
    "cues": (0, 1_000),
    "penalty_least": (1e-6, 1e6),
    "penalties": (1, 16),
}
