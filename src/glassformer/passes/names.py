"""Variables are called by what they hold: ``same_token``, ``n_same_token``, ``previous_token``, ``position_of_end``.

A name is read off the operation that defines a variable, and off the names of what that reads. Where the operation is
nothing that has a name, the variable is called by where it comes from. The same structure gives the same names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from itertools import chain, count

from glassformer.passes.facts import value_names
from glassformer.passes.renaming import renamed
from glassformer.program.formulas import Formula, find_formula
from glassformer.program.headlines import row_names
from glassformer.program.holes import closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selecting,
    variable_of,
)
from glassformer.program.relations import Preference, Relation, find_preference, find_relation
from glassformer.program.sketch import Program
from glassformer.program.variables import NAME, RESERVED_NAMES

LONGEST = 26
"""A longer name is not worth it: something plainer is taken instead."""
MOST_WORDS = 3
"""So many values may be named one by one."""
SPOKEN = {"(": "open", ")": "close", "{": "open_brace", "}": "close_brace", "[": "open_bracket", "]": "close_bracket"}
SINGULAR = {"tokens": "token", "positions": "position"}
POSITIONS: dict[tuple[str, int], tuple[str, str]] = {
    ("==", -1): ("previous", "previous_{}"),
    ("==", 1): ("next", "next_{}"),
    ("==", 0): ("here", "own_{}"),
    ("<", 0): ("before", "{}_before"),
    ("<=", 0): ("up_to_here", "{}_up_to_here"),
    (">", 0): ("after", "{}_after"),
    (">=", 0): ("from_here", "{}_from_here"),
    ("!=", 0): ("elsewhere", "{}_elsewhere"),
}
"""What selectors of positions by positions are called, and what is copied from where they point."""
OWN = {"==": "same", "<": "smaller", "<=": "smaller_or_same", ">": "larger", ">=": "larger_or_same", "!=": "other"}
BETWEEN = {"==": "is", "<": "below", "<=": "up_to", ">": "above", ">=": "from", "!=": "is_not"}


def name_variables(program: Program) -> Program:
    """The program, the same but for the names of its variables."""
    names: dict[str, str] = {}
    taken = {*program.signature.inputs, *RESERVED_NAMES}
    for operation in program.operations:
        names[operation.name] = _free(_Namer(program, names).name(operation), taken)
        taken.add(names[operation.name])
    changed = {old: new for old, new in names.items() if old != new}
    return renamed(program, changed) if changed else program


def _free(wanted: str, taken: Container[str]) -> str:
    """This name, with a number behind it where it is taken."""
    names = chain([wanted], (f"{wanted}_{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


class _Namer:
    """Names for the operations of one program, given those of the operations before."""

    def __init__(self, program: Program, names: Mapping[str, str]) -> None:
        self.program, self.names = program, names

    def name(self, operation: Operation) -> str:
        """What the operation's variable is called, if that is free."""
        if operation.name == self.program.returns:
            return "scores" if isinstance(operation, Scores) else "answer"
        wanted = [*self._wanted(operation), "variable"]
        return next(each for each in wanted if len(each) <= LONGEST and NAME.fullmatch(each))

    def _wanted(self, operation: Operation) -> tuple[str, ...]:
        """Names for the operation, the best first."""
        match operation:
            case Select() | SelectClosest() | SelectBest():
                return self._pointing(operation)[0], "match"
            case Aggregate():
                (selector,) = (each for each in self.program.operations if each.name == operation.selector)
                assert isinstance(selector, Select | SelectClosest | SelectBest)
                value = self._one(closed(operation.values))
                return self._pointing(selector)[1].format(value), f"matched_{value}"
            case AggregateSum(values="ones"):
                return f"n_{self.names[operation.selector]}", "count"
            case AggregateSum():
                return f"sum_of_{self._one(closed(operation.values))}", "sum_of_numbers"
            case LookupTable():
                return *self._table(operation), "table"
            case NumberTable():
                return f"number_of_{self._inputs(operation)}", "number"
            case Scores():
                return ("scores",)

    def _one(self, name: str) -> str:
        """A variable, as one of its values is called."""
        return SINGULAR.get(name) or self.names.get(name, name)

    def _inputs(self, table: LookupTable | NumberTable) -> str:
        return "_and_".join(self._one(closed(variable_of(each))) for each in table.inputs)

    def _pointing(self, selector: Selecting) -> tuple[str, str]:
        """What a selector is called, and how that is called which is copied from where it points."""
        keys, queries = closed(selector.keys), closed(selector.queries)
        names = value_names(self.program, keys), value_names(self.program, queries)
        if isinstance(selector, SelectBest):
            return self._best(find_preference(closed(selector.scores), *names), keys, queries)
        rows = set(closed(selector.predicate))
        if len(rows) == 1:
            return self._set(rows.pop(), keys)
        relation = find_relation(closed(selector.predicate), *names)
        if relation is None:
            return f"{self._one(keys)}_by_{self._one(queries)}", "matched_{}"
        return self._related(relation, keys, queries)

    def _related(self, relation: Relation, keys: str, queries: str) -> tuple[str, str]:
        comparison, offset = relation.comparison, relation.offset
        if keys == queries == "positions" and (comparison, offset) in POSITIONS:
            return POSITIONS[comparison, offset]
        if keys == "positions" and comparison == "==" and not offset:
            return f"at_{self._one(queries)}", f"{{}}_at_{self._one(queries)}"
        if keys == queries and not offset:
            found = f"{OWN[comparison]}_{self._one(keys)}"
            return found, f"{{}}_of_{found}"
        shift = f"_{'minus' if offset < 0 else 'plus'}_{abs(offset)}" if offset else ""
        found = f"{self._one(keys)}_{BETWEEN[comparison]}_{self._one(queries)}{shift}"
        return found, f"{{}}_where_{found}"

    def _best(self, preference: Preference | None, keys: str, queries: str) -> tuple[str, str]:
        if preference is None:
            return f"best_{self._one(keys)}_by_{self._one(queries)}", f"{{}}_of_best_{self._one(keys)}"
        found = f"{preference.which}_{self._one(keys)}"
        if preference.relation is not None:
            offset = preference.relation.offset
            shift = f"_{'minus' if offset < 0 else 'plus'}_{abs(offset)}" if offset else ""
            found += f"_{BETWEEN[preference.relation.comparison]}_{self._one(queries)}{shift}"
        return found, f"{{}}_of_{found}"

    def _set(self, accepted: Sequence[int], keys: str) -> tuple[str, str]:
        """Names of a selector that accepts the same keys whatever the query is."""
        values = value_names(self.program, keys)
        if len(accepted) in (0, len(values)):
            return ("everywhere", "first_{}") if accepted else ("nowhere", "first_{}")
        is_few = len(accepted) * 2 <= len(values)
        chosen = accepted if is_few else [key for key in range(len(values)) if key not in accepted]
        words = [self._word(values[key]) for key in chosen]
        if len(words) > MOST_WORDS or not all(words):
            return f"some_{keys}", f"{{}}_of_some_{keys}"
        found = "_or_".join(words) if is_few else "not_" + "_or_".join(words)
        if not (keys == "tokens" and {"begin", "end", *SPOKEN.values()} >= set(words)):
            found = f"{self._one(keys)}_{found}"
        return found, f"{{}}_{'at' if keys == 'positions' else 'of'}_{found}"

    def _word(self, value: str) -> str:
        """A value as part of a name; empty where it cannot be."""
        marks = dict(zip(self.program.signature.marks, ("begin", "end"), strict=False))
        found = marks.get(value) or SPOKEN.get(value, value)
        return found if re.fullmatch(r"[A-Za-z0-9_]+", found) else ""

    def _table(self, table: LookupTable) -> tuple[str, ...]:
        """Names of a lookup table: of the formula that it is, or of what it reads."""
        formula = find_formula(closed(table.table), row_names(table, self.program.types), table.values)
        if formula is not None:
            sum_of = "copy" if formula.is_copy else "difference" if min(formula.factors) < 0 else "sum"
            plain = sum_of if formula.kind == "sum" else formula.kind
            return self._formula(formula, table), plain
        if set(table.values) <= set(self.program.signature.labels):
            return ("label",)
        return (f"{self._inputs(table)}_class" if len(table.inputs) == 1 else self._inputs(table),)

    def _formula(self, formula: Formula, table: LookupTable) -> str:
        names = [self._one(closed(variable_of(each))) for each in table.inputs]
        plus = [name for name, factor in zip(names, formula.factors, strict=True) if factor > 0]
        minus = [name for name, factor in zip(names, formula.factors, strict=True) if factor < 0]
        if formula.kind == "quotient":
            return f"{plus[0]}_by_{minus[0]}"
        if formula.kind != "sum":
            return f"{formula.kind}_of_{'_and_'.join(plus)}"
        if max(map(abs, formula.factors)) > 1:
            return "_and_".join([*plus, *minus]) + "_scaled"
        if formula.is_copy:
            return f"{plus[0].removeprefix('n_')}_count" if plus[0].startswith("n_") else f"{plus[0]}_copy"
        shift = [f"{'minus' if formula.offset < 0 else 'plus'}_{abs(formula.offset)}"] if formula.offset else []
        return "_".join(["_plus_".join(plus), *(f"minus_{name}" for name in minus), *shift])
