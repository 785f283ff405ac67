"""How the values of variables are written in Python: what is named as an integer is one, all else is text.

The tokens and columns themselves are text, as ``run`` is given text, and so is what is copied from them, or only
returned.
"""

from __future__ import annotations

from glassformer.emission.expressions.formulas import spells_integer
from glassformer.emission.expressions.terms import Value
from glassformer.program.holes import closed
from glassformer.program.operations import Aggregate, LookupTable, names_read
from glassformer.program.sketch import Program
from glassformer.program.variables import Categorical


class Values:
    """The values of every categorical variable of a program; ``has_text``: as Python has them, which is given text."""

    def __init__(self, program: Program, *, has_text: bool = True) -> None:
        self._values: dict[str, tuple[Value, ...]] = {}
        read = {name for operation in program.operations for name in names_read(operation)}
        tables = {operation.name for operation in program.operations if isinstance(operation, LookupTable)}
        columns = [column.name for column in program.signature.columns]
        texts = {"tokens", *columns} | ({program.returns} & tables - read) if has_text else set()
        for name in ("tokens", "positions", *columns):
            self._add(name, program, is_text=name in texts)
        for operation in program.operations:
            if isinstance(operation, LookupTable | Aggregate):
                if _copies_text(operation, program, texts):
                    texts.add(operation.name)
                self._add(operation.name, program, is_text=operation.name in texts)

    def _add(self, name: str, program: Program, *, is_text: bool) -> None:
        type_ = program.types[name]
        assert isinstance(type_, Categorical)
        self._values[name] = type_.values if is_text else tuple(map(number_or_text, type_.values))

    def __contains__(self, variable: str) -> bool:
        """Whether this is a categorical variable."""
        return variable in self._values

    def of(self, variable: str) -> tuple[Value, ...]:
        """The values of a categorical variable, in its order."""
        return self._values[variable]


def _copies_text(operation: LookupTable | Aggregate, program: Program, texts: set[str]) -> bool:
    """Whether it copies text; a table that gives marks as well as integers copies the text of tokens."""
    if isinstance(operation, Aggregate):
        return closed(operation.values) in texts
    if all(isinstance(number_or_text(name), int) for name in operation.values):
        return False
    read = [program.types[each] for each in operation.inputs if isinstance(each, str) and each in texts]
    return any(isinstance(type_, Categorical) and set(operation.values) <= set(type_.values) for type_ in read)


def number_or_text(name: str) -> Value:
    """The integer that a name spells, else the name.

    >>> number_or_text("12"), number_or_text("<s>"), number_or_text("01")
    (12, '<s>', '01')
    """
    return int(name) if spells_integer(name) else name
