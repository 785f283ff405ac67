"""The tables of operations as small literals, of the rows that are possible and no others.

Written out where it is read, a table is a chain of subscripts, ``TABLE[a][b]``; one more way is for the helper function
``lookup``: there an entry that repeats is left out, and the commonest one has the key ``ELSE``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from glassformer.emission.expressions.conditions import written
from glassformer.emission.expressions.terms import CALL_SIZE, Column, Value, size_of
from glassformer.emission.layout import (
    CALL_OF_DICT,
    MOST_LINES,
    Bracket,
    Code,
    code_size,
    dict_of,
    flat,
    list_of,
    literal,
)

ELSE = "ELSE"
MOST_PERMUTED = 3
LONGEST_STRING = 64
MOST_KEYED = 12
"""Rows that are keyed by all their values at once."""
UNGROUPED = "ungrouped"
"""The helper function of tables that say which values have each entry, rather than which entry each value has."""

Entries = Mapping[tuple[Value, ...], Value]
"""What a table gives, for each of its rows that is possible."""


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A table, and the expression that looks a row up in it.

    Attributes:
        text: the expression; ``size``: of it alone.
        code: the table; None where it stands in the expression.
        has_texts: whether the entries are the characters of texts.
    """

    text: str
    size: int
    code: Code | None
    has_texts: bool = False

    @property
    def has_gaps(self) -> bool:
        """Whether the table has something in place of rows that cannot occur."""
        if self.code is None:
            return False
        has_none = some_bracket(self.code, lambda table: any(item.code == "None" for item in table.items))
        return has_none or (self.has_texts and "." in flat(self.code))


def lookups(name: str, columns: Sequence[Column], entries: Entries) -> list[Lookup]:
    """Ways to write a table of this name that is read in one expression."""
    found = []
    for order in _orders(len(columns)):
        ordered = [columns[place] for place in order]
        rows = {tuple(row[place] for place in order): value for row, value in entries.items()}
        found.append(_subscripts(name, ordered, nested(rows)))
        found += _strings(name, ordered, rows)
    if len(columns) == 1 and len(entries) > MOST_LINES:
        found.append(_subscripts(name, columns, grouped(entries)))
    return found + list(_with_default(name, columns, entries))


def grouped(rows: Entries) -> Code:
    """The table over one column by its entries, each with the values that have it."""
    groups: dict[Value, list[Code]] = {}
    for (value,), entry in rows.items():
        groups.setdefault(entry, []).append(written(value))
    found = dict_of((written(entry), list_of(values)) for entry, values in groups.items())
    return replace(found, left=f"{UNGROUPED}{CALL_OF_DICT}", right="})")


def needs_ungrouped(code: Code) -> bool:
    """Whether a table is written by its entries, and so needs the helper function for such tables."""
    return isinstance(code, Bracket) and code.left == f"{UNGROUPED}{CALL_OF_DICT}"


def _orders(n_columns: int) -> list[tuple[int, ...]]:
    given = tuple(range(n_columns))
    return [given] if n_columns > MOST_PERMUTED else list(permutations(given))


def _subscripts(name: str, columns: Sequence[Column], code: Code) -> Lookup:
    text = name + "".join(f"[{column.text or column.name}]" for column in columns)
    return Lookup(text=text, size=2 + sum(2 + column.size for column in columns), code=code)


def nested(rows: Entries) -> Code:
    """The table as lists and dicts inside each other, complete, the first column outermost."""
    if () in rows:
        return written(rows[()])
    return smallest(list(_complete({value: nested(inner) for value, inner in _split(rows).items()})))


def _split(rows: Entries) -> dict[Value, dict[tuple[Value, ...], Value]]:
    """The rows of each value of the first column, without it."""
    found: dict[Value, dict[tuple[Value, ...], Value]] = {}
    for (value, *others), outcome in rows.items():
        found.setdefault(value, {})[tuple(others)] = outcome
    return found


def _complete(entries: Mapping[Value, Code]) -> Iterator[Bracket]:
    """A dict, or a list where the keys are 0, 1, 2, ... with few gaps."""
    yield dict_of((written(key), code) for key, code in entries.items())
    indices = [key for key in entries if isinstance(key, int)]
    if len(indices) == len(entries) and min(indices) >= 0 and max(indices) < 2 * len(indices):
        yield list_of(entries.get(index, "None") for index in range(max(indices) + 1))


def smallest(tables: Sequence[Bracket]) -> Bracket:
    """The table of the smallest size; the first of equals."""
    return min(tables, key=code_size)


def _strings(name: str, columns: Sequence[Column], rows: Entries) -> Iterator[Lookup]:
    """Tables whose entries are single characters, as texts; digits are read as numbers. No character: a dot."""
    last, outcomes = columns[-1], set(rows.values())
    is_digits = all(isinstance(value, int) and 0 <= value <= 9 for value in outcomes)
    if not is_digits and not all(isinstance(value, str) and len(value) == 1 for value in outcomes):
        return
    if not all(isinstance(value, int) and 0 <= value < LONGEST_STRING for value in last.values):
        return
    lines: dict[tuple[Value, ...], dict[int, str]] = {}
    for (*others, index), value in rows.items():
        lines.setdefault(tuple(others), {})[int(index or 0)] = str(value)
    texts = {key: _joined(line) for key, line in lines.items()}
    if len(columns) == 1:
        found = Lookup(
            text=f"{literal(texts[()])}[{last.text or last.name}]",
            size=size_of(texts[()]) + 2 + last.size,
            code=None,
        )
    else:
        found = replace(_subscripts(name, columns, nested(texts)), has_texts=True)
    if is_digits:
        found = replace(found, text=f"int({found.text})", size=found.size + CALL_SIZE)
    yield found


def _joined(line: Mapping[int, str]) -> str:
    return "".join(line.get(index, ".") for index in range(max(line) + 1))


def _with_default(name: str, columns: Sequence[Column], entries: Entries) -> Iterator[Lookup]:
    """Tables without the commonest of their entries."""
    default, n_default = Counter(entries.values()).most_common(1)[0]
    if n_default < 2:
        return
    rows = {row: value for row, value in entries.items() if value != default}
    ending = f", {written(default)})" if default is not None else ")"
    size = 5 + (size_of(default) if default is not None else 0)  # the call, its function and the table's name
    if len(columns) == 1:
        text = f"{name}.get({columns[0].text or columns[0].name}{ending}"
        code = dict_of((written(key), written(value)) for (key,), value in rows.items())
        yield Lookup(text=text, size=size + columns[0].size, code=code)
        if len(rows) > MOST_LINES:
            yield Lookup(text=text, size=size + columns[0].size, code=grouped(rows))
    elif len(rows) <= MOST_KEYED:
        keys = ", ".join(column.text or column.name for column in columns)
        code = dict_of((f"({', '.join(map(written, row))})", written(value)) for row, value in rows.items())
        yield Lookup(
            text=f"{name}.get(({keys}){ending}", size=size + 2 + sum(column.size for column in columns), code=code
        )


@dataclass(frozen=True, kw_only=True)
class Nest:
    """A table for the helper function ``lookup``: dicts and lists, and which column each level of them is for."""

    code: Code
    order: tuple[int, ...]

    @property
    def ends_early(self) -> bool:
        """Whether some entry stands above the innermost tables."""
        return _ends_early(self.code, len(self.order))


def nest(n_columns: int, entries: Entries) -> Nest:
    """The smallest table over any order of the columns."""
    found = []
    for order in _orders(n_columns):
        rows = {tuple(row[place] for place in order): value for row, value in entries.items()}
        found.append(Nest(code=_nest(rows), order=order))
    return min(found, key=lambda each: code_size(each.code))


def _nest(rows: Entries) -> Code:
    """The table over the columns that are left; an entry that is the same on all rows stands in place of a table."""
    values = set(rows.values())
    if len(values) == 1:
        return written(values.pop())
    entries = {value: _nest(inner) for value, inner in _split(rows).items()}
    return smallest([*_complete(entries), *_with_else(entries)])


def _with_else(entries: Mapping[Value, Code]) -> Iterator[Bracket]:
    """A dict in which the commonest entry stands once."""
    texts = {key: flat(code) for key, code in entries.items()}
    common, n_common = Counter(texts.values()).most_common(1)[0]
    if n_common > 1:
        default = next(code for key, code in entries.items() if texts[key] == common)
        others = [(written(key), code) for key, code in entries.items() if texts[key] != common]
        yield dict_of([*others, (ELSE, default)])


def _ends_early(code: Code, depth: int) -> bool:
    if not isinstance(code, Bracket):
        return depth > 0
    return any(_ends_early(item.code, depth - 1) for item in code.items)


def some_bracket(code: Code, is_it: Callable[[Bracket], bool]) -> bool:
    """Whether this is so of a table, or of one inside it."""
    return isinstance(code, Bracket) and (is_it(code) or any(some_bracket(item.code, is_it) for item in code.items))


def has_else(table: Bracket) -> bool:
    """Whether it has an entry for all other values."""
    return any(item.key == f"{ELSE}: " for item in table.items)


def is_list(table: Bracket) -> bool:
    """Whether it is a list."""
    return table.left == "["
