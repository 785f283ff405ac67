"""Rules, the lines that tables are made of, read: ``names, names: outcome``. ``printing.rules`` writes them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod
from typing import TypeVar

from glassformer.errors import ProgramSyntaxError, suggest
from glassformer.program.lexing import Line, Token
from glassformer.program.printing import quote
from glassformer.program.variables import GRID

T = TypeVar("T")
MOST_LISTED = 20
"""An error lists the names that are valid where they are no more than this."""


def hint(unknown: str, valid: Iterable[str]) -> str:
    """``errors.suggest``, for as many names as there are in an alphabet."""
    names = list(valid)
    if len(names) <= MOST_LISTED:
        return suggest(unknown, names)
    nearest = " or ".join(map(repr, difflib.get_close_matches(unknown, names)))
    return f"{f'did you mean {nearest}? ' if nearest else ''}{len(names):,} are valid, the first of them {names[0]!r}"


class Names:
    """The names that are valid in some place, each with its index.

    Attributes:
        what: what one of them is, for errors: "a value of tokens".
    """

    def __init__(self, what: str, names: Sequence[str]) -> None:
        self.what = what
        self.names = names
        self._places = {name: index for index, name in enumerate(names)}

    def index(self, line: Line, token: Token) -> int:
        """The index of the name that a token of this line gives."""
        if token.value not in self._places:
            raise line.error(f"{token} is not {self.what}; {hint(token.value, self.names)}", token)
        return self._places[token.value]

    def read(self, line: Line) -> int:
        """The index of the name that comes next."""
        return self.index(line, line.value(self.what))


def read_integers(line: Line, n: int, each: str) -> tuple[int, ...]:
    """Exactly ``n`` whole numbers, to the end of the line."""
    found: list[int] = []
    while line.next.kind != "end":
        if len(found) == n:
            raise line.error(f"expected {n} numbers, {each}, found more")
        found.append(line.integer(f"a whole number, in 1/{GRID}"))
    if len(found) < n:
        raise line.error(f"expected {n} numbers, {each}, found {len(found)}")
    return tuple(found)


def read_rules(
    lines: Iterable[Line], inputs: Sequence[Names], outcome: Callable[[Line], T], close: Line
) -> tuple[T, ...]:
    """The outcome of every combination of the inputs' names, the last input fastest.

    Each line gives, for each input, one or more names, then, after a colon, the outcome; ``else`` gives the outcome of
    all combinations that no line gives.
    """
    found: dict[int, T] = {}
    first_given: dict[int, Token] = {}
    otherwise: list[T] = []
    for line in lines:
        start = line.next
        if line.take_if("else"):
            if otherwise:
                raise line.error("'else' is given twice", start)
            line.expect(":", " after 'else'")
            otherwise.append(finished(outcome, line))
            continue
        rows = _read_rows(line, inputs)
        result = finished(outcome, line)
        for row, token in rows:
            if row in found:
                message = f"row {_row_name(row, inputs)} is given twice; first on line {first_given[row].line}"
                raise line.error(message, token)
            found[row], first_given[row] = result, token
    n_rows = prod(len(names.names) for names in inputs)
    if not otherwise and len(found) < n_rows:
        raise _missing(found, n_rows, inputs, close)
    return tuple(found[row] if row in found else otherwise[0] for row in range(n_rows))


def finished(outcome: Callable[[Line], T], line: Line) -> T:
    """The outcome, which must be all that is left of the line."""
    result = outcome(line)
    line.finish()
    return result


def _read_rows(line: Line, inputs: Sequence[Names]) -> list[tuple[int, Token]]:
    """The rows that a rule is for, each with the token that completes it; the line is read to behind the colon."""
    chosen: list[list[tuple[int, Token]]] = []
    for place, names in enumerate(inputs):
        if place:
            line.expect(",", f" and {names.what}")
        chosen.append([(names.index(line, token), token) for token in line.values(names.what)])
    line.expect(":", " after the values that the rule is for")
    rows = []
    for combination in product(*chosen):
        row = 0
        for names, (index, _) in zip(inputs, combination, strict=True):
            row = row * len(names.names) + index
        rows.append((row, combination[-1][1]))
    return rows


def _row_name(row: int, inputs: Sequence[Names]) -> str:
    parts = []
    for names in reversed(inputs):
        row, index = divmod(row, len(names.names))
        parts.append(quote(names.names[index]))
    return ", ".join(reversed(parts))


def _missing(found: dict[int, T], n_rows: int, inputs: Sequence[Names], close: Line) -> ProgramSyntaxError:
    missing = [row for row in range(n_rows) if row not in found]
    shown = "; ".join(_row_name(row, inputs) for row in missing[:3])
    more = f" and {len(missing) - 3:,} more rows" if len(missing) > 3 else ""
    of = ", ".join(names.what.removeprefix("a value of ") for names in inputs)
    return close.error(f"no line for {shown}{more} (of {of}); add what is missing, or a line 'else: …'")
