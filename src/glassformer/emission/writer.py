"""What is written of an emitted file so far: statements of ``run``, constants, and the helper functions they need."""

from __future__ import annotations

from collections.abc import Sequence

from glassformer.emission.helpers import Needs
from glassformer.emission.layout import Bracket, Code, call, lay_out
from glassformer.emission.names import Names
from glassformer.emission.tables import Values
from glassformer.program.sketch import Program

INPUTS = ("tokens", "positions", "ones")


class Writer:
    """Collects the parts of an emitted file.

    Attributes:
        program: what is written.
        values: how values of its variables are written; ``names``: what its variables are called.
        needs: what the parts need of the helper functions.
        constants: the lines of each table.
        statements: the lines of the body of ``run``.
    """

    def __init__(self, program: Program) -> None:
        signature = program.signature
        self.program = program
        self.values = Values(program)
        self.names = Names([*INPUTS, *(operation.name for operation in program.operations)])
        self.needs = Needs(is_causal=signature.is_causal, contents="[1:]" if signature.end_mark is None else "[1:-1]")
        self.constants: list[list[str]] = []
        self.statements: list[str] = []

    def state(self, name: str, code: Code) -> None:
        """Add ``name = code`` to ``run``."""
        self.statements += lay_out(f"{name} = ", code, indent="    ")

    def answer(self, code: Code) -> None:
        """Add ``return code`` to ``run``."""
        self.statements += lay_out("return ", code, indent="    ")

    def constant(self, name: str, code: Code, *, note: str) -> None:
        """Add a table of the module, under a comment that says what it is."""
        self.constants.append([f"# {note}", *lay_out(f"{name} = ", code)])

    def call(self, function: str, arguments: Sequence[Code], **keywords: Code) -> Bracket:
        """A call of a helper function, which the file will then have."""
        self.needs.functions.add(function)
        return call(function, *arguments, **keywords)
