"""What a count of agreement found, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from glassformer.proof.inputs import Contents, Coverage
from glassformer.tasks.answers import Answer

Part = Literal["interpreter", "executor", "emitted"]


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """One input on which not all say the same.

    Attributes:
        contents: the input.
        network, interpreter, executor, emitted: what each says; where it failed, the error as one text.
    """

    contents: Contents
    network: Answer
    interpreter: Answer
    executor: Answer
    emitted: Answer


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far a network and the program made from it say the same.

    Attributes:
        inputs: how many inputs were compared.
        coverage: whether they are the whole domain, or a sample.
        mismatches: inputs on which at least one part says something else than the network.
        by_part: the same for the interpreter, the tensor executor and the emitted source, each against the network.
        unrounded_mismatches: inputs on which the network would say something else without rounding to the grid.
        first: the smallest input among the mismatches (the shortest, then in alphabet order), and what each says.
    """

    inputs: int
    coverage: Coverage
    mismatches: int
    by_part: dict[Part, int]
    unrounded_mismatches: int
    first: Disagreement | None

    def __str__(self) -> str:
        inputs = f"all {self.inputs:,} inputs" if self.coverage == "all" else f"{self.inputs:,} random inputs"
        if self.mismatches == 0:
            return f"network, interpreter, executor and emitted source say the same on {inputs}"
        parts = ", ".join(f"{part} {count:,}" for part, count in self.by_part.items())
        return f"{self.mismatches:,} mismatches with the network on {inputs}: {parts}"

    def to_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        first = asdict(self.first) | {"contents": list(self.first.contents)} if self.first else None
        return asdict(self) | {"first": first}
