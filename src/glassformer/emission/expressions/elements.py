"""The ways to write what a statement computes at one position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glassformer.emission.expressions.decisions import Decision, decide
from glassformer.emission.expressions.elementwise import Elementwise
from glassformer.emission.expressions.formulas import formula, integers_of
from glassformer.emission.expressions.tables import lookups
from glassformer.emission.expressions.terms import CALL_SIZE, NAME_SIZE, Rows, Value
from glassformer.emission.layout import Code, Comprehension, code_size

MOST_ROWS = 200_000
"""Rows of a table that is tried as a formula."""
MOST_TABULATED = 64
"""Rows of a formula that is tried as a table."""
MOST_NODES = 1_000_000
TABLE_HANDICAP = 2
"""Nodes by which a formula may be larger than a table."""


@dataclass(frozen=True, kw_only=True)
class Constant:
    """A table of the module, under a comment that says what it is."""

    name: str
    code: Code
    note: str

    @property
    def size(self) -> int:
        """The size of its assignment."""
        return 3 + code_size(self.code)


@dataclass(frozen=True, kw_only=True)
class Element:
    """One way to write it.

    Attributes:
        text: an expression of the names of the columns; ``size``: of it alone.
        constants: the tables that it reads.
        decision: the rules that it is, where it is that.
        is_table: whether it is read off a table, which says less to a person than a formula of about its size.
    """

    text: str
    size: int
    constants: tuple[Constant, ...] = ()
    decision: Decision | None = None
    is_table: bool = False

    @property
    def cost(self) -> int:
        """The size, its tables included."""
        return self.size + sum(constant.size for constant in self.constants) + TABLE_HANDICAP * self.is_table

    @property
    def operand(self) -> str:
        """The text as one side of a comparison."""
        return self.text if self.decision is None else f"({self.text})"


def elements(function: Elementwise, name: str, note: str) -> list[Element]:
    """The ways to write a function of its columns; ``name`` and ``note`` are for its table, if it needs one."""
    rows, outcomes = Rows(function.columns, tuple(function.entries)), list(function.entries.values())
    term = formula(rows, outcomes) if len(outcomes) <= MOST_ROWS else None
    found = [] if term is None else [Element(text=term.text, size=term.size)]
    if term is not None and (term.size <= NAME_SIZE or len(outcomes) > MOST_TABULATED):
        return found
    tabulated = _tabulated(function, name, note) if function.columns else []
    most = min((element.cost for element in [*found, *tabulated]), default=MOST_NODES)
    found += _decided(rows, outcomes, most)
    return sorted([*found, *tabulated], key=lambda element: element.cost)


def _decided(rows: Rows, outcomes: Sequence[Value], most: int) -> list[Element]:
    """The ways to write it as a few rules, smaller than ``most``; where it is text of numbers, also with numbers."""
    found = []
    decision = decide(rows, outcomes, most)
    if decision is not None:
        expression = decision.expression()
        most = expression.size
        found.append(Element(text=expression.text, size=expression.size, decision=decision))
    numbers = integers_of(outcomes)
    computed = None if numbers is None or numbers == outcomes else decide(rows, numbers, most - CALL_SIZE)
    if computed is not None:
        expression = computed.expression()
        found.append(Element(text=f"str({expression.text})", size=expression.size + CALL_SIZE))
    return found


def _tabulated(function: Elementwise, name: str, note: str) -> list[Element]:
    """The ways to write it as a table."""
    found = []
    for lookup in lookups(name, function.columns, function.entries):
        said = f"{note}; what cannot occur is left out" if lookup.has_gaps else note
        constants = () if lookup.code is None else (Constant(name=name, code=lookup.code, note=said),)
        found.append(Element(text=lookup.text, size=lookup.size, constants=constants, is_table=True))
    return found


def comprehension(text: str, names: Sequence[str], lists: Sequence[str]) -> Comprehension:
    """A list, position by position.

    >>> from glassformer.emission.layout import flat
    >>> flat(comprehension("a + 1", ["a"], ["x"])), flat(comprehension("a + b", ["a", "b"], ["x", "y"]))
    ('[a + 1 for a in x]', '[a + b for a, b in zip(x, y)]')
    """
    source = lists[0] if len(lists) == 1 else f"zip({', '.join(lists)})"
    return Comprehension(element=text, clause=f"for {', '.join(names)} in {source}")
