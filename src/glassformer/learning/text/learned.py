"""What learning comes to: variables with weights, and the program of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from glassformer.learning.text.contributions import Strength
from glassformer.learning.text.encoded import Floats
from glassformer.learning.text.weighing import Weighed
from glassformer.program import Program
from glassformer.relaxation import Relaxation
from glassformer.tasks.text import Scheme, TextData, TextReader


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """Variables with their weights, the bias, and what was chosen on the way."""

    weighed: tuple[Weighed, ...]
    bias: Floats
    choices: dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Learned:
    """What was learned.

    Attributes:
        reader: brings texts to the program; it reads what the program needs.
        offered: the reader of all that the program might have come to need.
        network: what was fitted, class scores not rounded.
        program: what the network is when it is discretized.
        weighed: its variables with their weights, before these were put on the grid.
        bias: the scores' bias, likewise.
        choices: what was chosen on the way, as data.
        seed: of whatever is drawn.
    """

    reader: TextReader
    offered: TextReader
    network: Relaxation
    program: Program
    weighed: tuple[Weighed, ...]
    bias: Floats
    choices: dict[str, Any]
    seed: int


def has_entities(data: TextData) -> bool:
    """Whether tags mark entities, in IOB2."""
    is_plain = data.scheme is Scheme.PLAIN
    return (
        data.kind == "tag"
        and not is_plain
        and "O" in data.label_names
        and any(name[:2] == "B-" for name in data.label_names)
    )


def describe_strength(strength: Strength) -> dict[str, float]:
    """A strength as data."""
    return asdict(strength)
