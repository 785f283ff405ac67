"""Relations, preferences, conditions and formulas, read: ``key < query``, ``n >= 3``, ``= end - positions``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from glassformer.program.comparisons import COMPARISONS, Comparison
from glassformer.program.formulas import Formula
from glassformer.program.headlines import operand_names
from glassformer.program.lexing import Line, Token
from glassformer.program.names import hint
from glassformer.program.operations import TableInput, Thresholds, variable_of
from glassformer.program.relations import Condition, Preference, Relation

Which = Literal["largest", "smallest", "first"]
_WHICH: dict[str, Which] = {"largest": "largest", "smallest": "smallest", "first": "first"}
_EXTREMES: dict[str, Literal["min", "max"]] = {"min": "min", "max": "max"}


class Operands:
    """The names by which conditions and formulas of a table call its inputs.

    Attributes:
        names: for each input its name, or None where it has none.
    """

    def __init__(self, inputs: Sequence[TableInput] = ()) -> None:
        self.names = operand_names(inputs)
        self._inputs = inputs

    def read(self, line: Line) -> int:
        """Which input the next word calls."""
        token = line.word("the variable of an input")
        if token.value in self.names:
            return self.names.index(token.value)
        found = [table_input for table_input in self._inputs if variable_of(table_input) == token.value]
        if len(found) > 1:
            raise line.error(f"this table reads {token} more than once, so that its name says too little here", token)
        if found and isinstance(found[0], Thresholds):
            raise line.error(f"{token} is read through thresholds here, of which only their number is known", token)
        valid = [name for name in self.names if name]
        helps = hint(token.value, valid) if valid else "none has a name here; name values instead"
        raise line.error(f"{token} is not the variable of an input of this table; {helps}", token)


def is_comparison(token: Token) -> bool:
    """Whether a token compares: ``==``, ``!=``, ``<``, ``<=``, ``>`` or ``>=``."""
    return token.kind != "string" and token.value in COMPARISONS


def read_relation(line: Line) -> Relation:
    """``key == query - 1`` and the like."""
    line.expect("key")
    return _after_key(line)


def has_preference(line: Line) -> bool:
    """Whether a preference comes next."""
    return any(line.has(which) for which in _WHICH)


def read_preference(line: Line) -> Preference:
    """``largest key``, ``first key < query`` and the like."""
    which = _WHICH[line.take().value]
    line.expect("key", f" after {which!r}")
    return Preference(which, None if line.next.kind == "end" else _after_key(line))


def _after_key(line: Line) -> Relation:
    comparison = _comparison(line)
    line.expect("query", f" after 'key {comparison}'")
    return Relation(comparison, _offset(line))


def read_condition(line: Line, operands: Operands) -> Condition:
    """``n_open < n_close``, ``a == b + 1``, ``positions >= 3`` and the like."""
    left = operands.read(line)
    comparison = _comparison(line)
    if line.has_integer():
        return Condition(left, comparison, None, line.integer("a whole number"))
    right = operands.read(line)
    return Condition(left, comparison, right, _offset(line))


SIGNS = frozenset({"+", "-", "*", "//"})
FORMS = "a formula is a sum as 2 * n - m + 1, a quotient as n // m, or min(n, m); signs have spaces around them"


def read_formula(line: Line, operands: Operands) -> Formula:
    """``end - positions + 1``, ``64 - 8 * n``, ``min(a, b)``, ``a // b``, ``n`` and the like; the line ends with it."""
    for token in line.tokens[line.place :]:
        if token.kind == "word" and token.value not in SIGNS and re.search(r"[*/+]|.-", token.value):
            raise line.error(f"found {token}; {FORMS}", token)
    found = _read_formula(line, operands)
    if line.next.kind != "end":
        raise line.error(f"found {line.next}; {FORMS}")
    return found


def _read_formula(line: Line, operands: Operands) -> Formula:
    factors = [0] * len(operands.names)
    start = line.next.value
    if start in _EXTREMES and line.has(start, "("):
        return _read_extreme(line, operands, factors)
    if line.has(start, "//"):
        _add(line, operands, factors, 1)
        line.take()
        if line.has_integer():
            raise line.error(f"found {line.next}; {FORMS}")
        _add(line, operands, factors, -1)
        return Formula("quotient", tuple(factors), _offset(line))
    return _read_sum(line, operands, factors)


def _read_extreme(line: Line, operands: Operands, factors: list[int]) -> Formula:
    start = line.take()
    while line.take().value != ")":
        _add(line, operands, factors, 1)
        if not line.has(",") and not line.has(")"):
            raise line.error(f"expected ',' or ')', found {line.next}")
    if sum(factors) < 2:
        raise line.error(f"{start} takes two inputs or more", start)
    return Formula(_EXTREMES[start.value], tuple(factors), _offset(line))


def _read_sum(line: Line, operands: Operands, factors: list[int]) -> Formula:
    start = line.next
    offset, sign = 0, 1
    while sign:
        first = line.next
        if line.has_integer():
            number = line.integer("a whole number")
            if not line.take_if("*"):
                offset += sign * number
            elif number:
                _add(line, operands, factors, sign * number)
            else:
                raise line.error("0 times an input is 0; leave it out", first)
        else:
            _add(line, operands, factors, sign)
        sign = 1 if line.take_if("+") else -1 if line.take_if("-") else 0
    if not any(factors):
        raise line.error("a formula reads an input; for a number alone leave out '='", start)
    return Formula("sum", tuple(factors), offset)


def _add(line: Line, operands: Operands, factors: list[int], factor: int) -> None:
    token = line.next
    place = operands.read(line)
    if factors[place]:
        raise line.error(f"{token} stands in this formula twice", token)
    factors[place] = factor


def _comparison(line: Line) -> Comparison:
    for comparison in COMPARISONS:
        if line.take_if(comparison):
            return comparison
    raise line.error(f"expected one of {' '.join(COMPARISONS)}, found {line.next}")


def _offset(line: Line) -> int:
    """What is added to the right side; 0 where nothing is."""
    sign = 1 if line.take_if("+") else -1 if line.take_if("-") else 0
    return sign * line.integer("a whole number") if sign else 0
