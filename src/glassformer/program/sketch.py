"""Sketches and programs: a signature, a list of operations, and what is returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from glassformer.errors import ProgramError
from glassformer.program.check import check
from glassformer.program.columns import Item
from glassformer.program.holes import Hole, OpenRead
from glassformer.program.operations import Operation, reads
from glassformer.program.printing import print_sketch
from glassformer.program.signature import Signature
from glassformer.program.variables import Type

Origin = Literal["learned", "edited", "hand-written", "extracted"]
Labels = list[str | None]


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """A program with holes. It is checked when it is made.

    Attributes:
        signature: what goes in and what comes out.
        operations: in order; each defines one variable and reads only earlier ones.
        returns: name of the class scores whose best class is the answer, or of a categorical variable that is it
            (where there is one label: its value at position 0).
        origin: how it came to be.

    Raises:
        ProgramError: it is not well formed.
    """

    signature: Signature
    operations: tuple[Operation, ...]
    returns: str
    origin: Origin = "hand-written"

    def __post_init__(self) -> None:
        if self.origin not in get_args(Origin):
            raise ProgramError(f"origin {self.origin!r} must be one of {', '.join(get_args(Origin))}")
        _ = self.types

    @cached_property
    def types(self) -> dict[str, Type]:
        """The type of every variable, by name: the inputs (``tokens``, ``positions``, ``ones``, columns) come first."""
        return check(self.signature, self.operations, self.returns)

    def __str__(self) -> str:
        return print_sketch(self.signature, self.operations, self.returns, self.origin, self.types)


@dataclass(frozen=True, kw_only=True)
class Program(Sketch):
    """A sketch without holes: it can be run, proved, printed, emitted and edited.

    Called with the contents of one input, it gives one label per token (None at an unlabelled one), or, for a
    classifier, one label.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        for operation in self.operations:
            if has_holes(operation):
                raise ProgramError(f"this is a sketch, not a program: {operation.name} still has holes; learn it first")

    def __call__(self, contents: Sequence[Item]) -> Labels | str:
        """The labels of one input, by the reference interpreter. Raises InputError where it is not taken."""
        from glassformer.execution.interpreter import run

        return run(self, contents)

    def run_batch(self, inputs: Sequence[Sequence[Item]]) -> list[Labels] | list[str]:
        """The labels of many inputs at once, on tensors; the lengths may differ."""
        from glassformer.execution.tensors import run_batch

        return run_batch(self, inputs)

    def to_python(self, path: str | Path | None = None) -> str:
        """The program as Python source that needs nothing but Python; written to ``path`` where one is given."""
        from glassformer.emission import to_python

        return to_python(self, path=path)


def has_holes(operation: Operation) -> bool:
    """Whether anything in the operation is still to be learned."""
    if any(isinstance(read, OpenRead) for read in reads(operation)):
        return True
    return any(isinstance(getattr(operation, field.name), Hole) for field in fields(operation))
