r"""A program in the notation of RASP, for papers and slides.

The notation is that of "Thinking Like Transformers" (Weiss, Goldberg, Yahav 2021): s-ops have one value for each
position, selectors say which keys each query selects, and ``select(keys, queries, ==)`` makes one. What is ours:

- ``closest(s)``: of what ``s`` selects the nearest key: left before right, the query's own position last.
- ``best(s, x)``: of what ``s`` selects the key with the largest ``x``, the leftmost of equals; ``first(s)``: the
  leftmost. Each of the three selects position 0 where ``s`` selects nothing.
- ``case(x, y) { ... }``: the first line that fits says what is given; a bar stands between values that fit alike.
- ``argmax(labels, v)``: the label with the largest number in the vector ``v``, the first of equals; ``total(v)`` is the
  sum of ``v`` over the input, marks left out.
- ``input("shape")``: the values of the input's tokens in the column of that name.

Values that are spelled as integers are integers, all others are text. Grammar::

    program    = { comment | statement }, "return", expression, ";" ;
    comment    = "#", text to the end of the line ;
    statement  = "tokens", "=", "(", literal, ",", "input", [ ",", literal ], ")", ";"       (* with its marks *)
               | name, "=", "(", literal, ",", "input", "(", literal, ")", [ ",", literal ], ")", ";"     (* a column *)
               | "order", "=", "(", literal, { ",", literal }, ")", ";"                      (* what rank is by *)
               | name, "=", ( expression | cases ), ";" ;
    cases      = "case", "(", argument, { ",", argument }, ")", "{", { row }, "else", "->", expression, ";", "}" ;
    argument   = expression | ( "key" | "query" ), "=", expression ;           (* key and query: one for each pair *)
    row        = values, { ",", values }, "->", expression, ";" ;
    values     = literal, { "|", literal } ;
    expression = expression, "if", either, "else", expression | either ;
    either     = both, { "or", both } ;
    both       = test, { "and", test } ;
    test       = sum, { ( "==" | "!=" | "<" | "<=" | ">" | ">=" | [ "not" ], "in" ), sum } ;
    sum        = product, { ( "+" | "-" ), product } ;
    product    = atom, { ( "*" | "//" ), atom } ;
    atom       = literal | "True" | "False" | name | call | "(", expression, { ",", expression }, ")" | set ;
    set        = "{", literal, { ",", literal }, "}" ;
    literal    = [ "-" ], digits | quoted text, as in Python | "None" ;
    call       = name, "(", [ expression, { ",", expression } ], [ ",", predicate ], ")" ;
    predicate  = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not", "in" | expression ;   (* of key and query *)

``a and b`` of two selectors selects what both select; vectors are written ``(1, 2)``; ``reached(n, 1, 5)`` is how many
of the numbers after ``n`` it reaches; ``rank(x)`` is the place of ``x`` in ``order``. Text is compared by letters;
of a number and a text no comparison holds but ``!=``, and there is no sum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from glassformer.emission.expressions.conditions import written
from glassformer.emission.expressions.elementwise import Elementwise
from glassformer.emission.expressions.spelling import Values, number_or_text
from glassformer.emission.expressions.terms import Value
from glassformer.emission.heading import Facts, heading
from glassformer.emission.layout import literal
from glassformer.emission.reach import Reach
from glassformer.emission.scoring import Scoring, label_rule, scoring_of
from glassformer.emission.selectors.ranking import Ranking
from glassformer.emission.selectors.selector import Selector
from glassformer.emission.sop_selectors import best_text, joined, keys_of, queries_of, select_text, table_of_sets
from glassformer.emission.sops import SopLists, SopNames, Sops, case_lines, expression_of
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
)
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID, Categorical

MOST_LABELS = 24
"""Rows of class scores that are written as a table of labels."""


def to_pseudocode(program: Program, *, path: str | Path | None = None, facts: Facts | None = None) -> str:
    """The program in the notation of RASP; written to ``path`` as well where one is given."""
    first, *known = heading(program, facts or Facts(), "a program written by glassformer, in the notation of RASP.")
    comments = [first, *known]
    if any(isinstance(operation, NumberTable) for operation in program.operations):
        comments.append(f"Fixed-point numbers are in 1/{GRID}.")
    lines = [*(f"# {comment}".rstrip() for comment in comments), "", *_Pseudocode(program).lines]
    text = "\n".join(lines) + "\n"
    if path is not None:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    return text


class _Pseudocode:
    """The statements of a program.

    Attributes:
        lines: all of them, the inputs first.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names = SopNames([*program.signature.inputs, *(operation.name for operation in program.operations)])
        self.reach = Reach(program)
        self.values = Values(program, has_text=False)
        self.sops = Sops(program, self.reach, self.values, self.names)
        self.lists = SopLists(self.sops, self.names)
        self.visible = "prevs" if program.signature.is_causal else ""
        body: list[str] = []
        for operation in program.operations:
            body += self._statement(operation)
        body.append(self._return())
        self.lines = [*self._inputs(body), *body]

    def _inputs(self, body: Sequence[str]) -> list[str]:
        """The statements that define what the others read beside ``tokens`` and ``indices``."""
        signature, text = self.program.signature, "\n".join(body)
        marks = [_atom(mark) for mark in signature.marks]
        found = [f"tokens = ({', '.join([marks[0], 'input', *marks[1:]])});"]
        for column in signature.columns:
            name = self.names.variable(column.name)
            if re.search(rf"\b{name}\b", text):
                found.append(f"{name} = ({', '.join([marks[0], f'input({literal(column.name)})', *marks[1:]])});")
        if "rank(tokens)" in text:
            found.append(f"order = ({', '.join(map(_atom, (*signature.marks, *signature.alphabet)))});")
        if "full" in text:
            found.append("full = select(indices, indices, True);")
        if "prevs" in text:
            found.append("prevs = select(indices, indices, <=);")
        if "ones" in text:
            found.append("ones = 1;")
        return found

    def _statement(self, operation: Operation) -> list[str]:
        name = self.names.variable(operation.name)
        match operation:
            case Select():
                return self._select(operation, lambda selector: f"{name} = {selector};")
            case SelectClosest():
                return self._select(operation, lambda selector: f"{name} = closest({selector});")
            case SelectBest():
                return self._best(operation, name)
            case Aggregate() | AggregateSum():
                selector, values = self.names.variable(operation.selector), closed(operation.values)
                if values == "ones":
                    return [f"{name} = selector_width({selector});"]
                function = "aggregate" if isinstance(operation, Aggregate) else "aggregate_sum"
                return [f"{name} = {function}({selector}, {self.names.variable(values)});"]
            case LookupTable() | NumberTable():
                return self._elementwise(name, self.sops.of(self.sops.rule_of(operation), self.reach.places))
            case Scores() if operation.name == self.program.returns:
                return self._label(operation, name)
            case Scores():
                return []  # nothing can read them

    def _select(self, operation: Select | SelectClosest, write: Callable[[str], str]) -> list[str]:
        """A selector of matches, by the order of the tokens where only that has a name."""
        selector = Selector(operation, self.reach, self.values, self.lists)
        text = select_text(selector.accepts)
        if text is None and selector.compares_tokens:
            text = select_text(Selector(operation, self.reach, self.values, self.lists, by_order=True).accepts)
        before: list[str] = []
        if text is None:
            table = self.names.new(f"{self.names.variable(operation.name)}_accepts")
            before, text = table_of_sets(selector.accepts, table)
        return [*before, write(joined(text, self.visible))]

    def _best(self, operation: SelectBest, name: str) -> list[str]:
        ranking = Ranking(operation, self.reach, self.values, self.lists)
        ordered = Ranking(operation, self.reach, self.values, self.lists, by_order=True)
        text = best_text(ranking, self.visible) or (best_text(ordered, self.visible) if ordered.orders_keys else None)
        if text is not None:
            return [f"{name} = {text};"]
        score, function = self.names.new(f"{name}_score"), ranking.ranked()
        sops = {"key": f"key = {keys_of(ranking)}", "query": f"query = {queries_of(ranking)}"}
        inputs = [sops[column.name] for column in function.columns]
        lines = case_lines(score, inputs, function.entries, str)
        return [*lines, f"{name} = best({self.visible or 'full'}, {score});"]

    def _elementwise(self, name: str, function: Elementwise) -> list[str]:
        text = expression_of(function)
        if text is not None:
            return [f"{name} = {text};"]
        inputs = [column.text or column.name for column in function.columns]
        return case_lines(name, inputs, function.entries, _entry)

    def _label(self, operation: Scores, name: str) -> list[str]:
        """The best class: as a table of labels, if that is small, else of scores."""
        scoring = scoring_of(operation, self.program)
        if scoring.constant is not None:
            return [f"{name} = {_atom(scoring.constant)};"]
        rule = None if operation.is_pooled else label_rule(scoring, self.reach, self.program)
        if rule is not None:
            function = self.sops.of(rule, self.reach.places)
            entries = {row: _named(value) for row, value in function.entries.items()}
            function = replace(function, entries=entries)
            if len(entries) <= MOST_LABELS or expression_of(function) is not None:
                return self._elementwise(name, function)
        return self._scored(scoring, name, is_pooled=operation.is_pooled)

    def _scored(self, scoring: Scoring, name: str, *, is_pooled: bool) -> list[str]:
        """Scores as vectors, one number for each label, in ``1 / unit``."""
        lines, added = [], []
        for variable, rows in scoring.weights:
            table = self.names.new(f"{self.names.variable(variable)}_scores")
            zeros = (0,) * len(scoring.labels)
            values = self.values.of(variable)
            cases: dict[tuple[Value, ...], object] = {(v,): rows.get(index, zeros) for index, v in enumerate(values)}
            lines += case_lines(table, [self.names.variable(variable)], cases, str)
            added.append(table)
        added += [f"{self.names.variable(variable)} * {row}" for variable, row in scoring.number_weights]
        scores = " + ".join(added)
        labels = f"({', '.join(map(_atom, scoring.labels))})"
        return [*lines, f"{name} = argmax({labels}, {scoring.bias} + {f'total({scores})' if is_pooled else scores});"]

    def _return(self) -> str:
        """What is answered at each position of the input."""
        signature, returned = self.program.signature, self.program.returns
        name = self.names.variable(returned)
        if signature.gives_one_label:
            is_variable = isinstance(self.program.types[returned], Categorical)
            return f"return aggregate(select(indices, 0, ==), {name});" if is_variable else f"return {name};"
        if signature.unlabelled:
            tokens = ", ".join(map(_atom, signature.unlabelled))
            return f"return None if tokens in {{{tokens}}} else {name};"
        return f"return {name};"


def _atom(name: str) -> str:
    """A value as it is written."""
    return written(number_or_text(name))


def _named(value: Value) -> Value:
    return number_or_text(value) if isinstance(value, str) else value


def _entry(value: object) -> str:
    return written(value) if value is None or isinstance(value, int | str) else literal(str(value))
