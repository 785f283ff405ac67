"""The text form, read: ``parse(str(program)) == program``. ``printing`` writes it; ``grammar.ebnf`` describes it.

People edit this text, so every error has a line and a column and says what was expected there.
"""

from __future__ import annotations

from typing import Any, TypeVar

from glassformer.errors import suggest
from glassformer.program.check import TypeChecker
from glassformer.program.expressions import Operands
from glassformer.program.header import read_header, read_heading
from glassformer.program.lexing import Line, read_lines
from glassformer.program.names import Names
from glassformer.program.operands import OperandReader, faults_at
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
from glassformer.program.sketch import Origin, Program, Sketch, has_holes
from glassformer.program.tables import (
    Body,
    body_on_the_line,
    read_key_scores,
    read_lookup,
    read_numbers,
    read_predicate,
    read_scores,
)
from glassformer.program.variables import Categorical

OPERATIONS = (
    "aggregate",
    "aggregate_sum",
    "lookup_table",
    "number_table",
    "pooled_scores",
    "scores",
    "select",
    "select_best",
    "select_closest",
    "selector_width",
)


def parse(text: str, source: str = "program") -> Program:
    """The program that a text describes.

    Args:
        text: as ``str(program)`` gives it, or edited by hand.
        source: where the text comes from, for errors.

    Raises:
        ProgramSyntaxError: the text does not parse, or its program is not well formed, or has holes.
    """
    parser = _Parser(text, source)
    parser.read()
    for line, operation in zip(parser.headlines, parser.operations, strict=True):
        if has_holes(operation):
            raise line.error(
                f"this is a sketch, not a program: {operation.name} still has holes; learn it first, or read it with "
                "parse_sketch",
                line.tokens[0],
            )
    return Program(**parser.contents())


def parse_sketch(text: str, source: str = "sketch") -> Sketch:
    """The sketch that a text describes: as ``parse``, but holes are allowed."""
    parser = _Parser(text, source)
    parser.read()
    return Sketch(**parser.contents())


class _Parser:
    """Reads line after line; each operation is checked as soon as it has been read."""

    def __init__(self, text: str, source: str) -> None:
        self._lines = read_lines(text, source)
        self._place = 0
        self.operations: list[Operation] = []
        self.headlines: list[Line] = []
        self.origin: Origin = "hand-written"
        self.returns = ""

    def contents(self) -> dict[str, Any]:
        """The fields of the sketch that has been read."""
        return {
            "signature": self.checker.signature,
            "operations": tuple(self.operations),
            "returns": self.returns,
            "origin": self.origin,
        }

    def read(self) -> None:
        """Read the whole text."""
        read_heading(self._next_line())
        lines = []
        while not self._line.has("return") and not _defines(self._line) and self._line.next.kind != "end":
            lines.append(self._next_line())
        header = read_header(lines, before=self._line)
        self.origin = header.origin
        self.checker = TypeChecker(header.signature)
        self._reader = OperandReader(self.checker)
        while not self._line.has("return"):
            self._read_operation()
        self._read_return()

    @property
    def _line(self) -> Line:
        return self._lines[self._place]

    def _next_line(self) -> Line:
        """The current line, which has then been used; at the end of the text the empty line that stands there."""
        line = self._line
        self._place = min(self._place + 1, len(self._lines) - 1)
        return line

    def _read_operation(self) -> None:
        line = self._next_line()
        name = line.word("an operation, as in 'name = select(…)', or 'return'")
        line.expect("=", f" after {name}")
        with faults_at(line, name):
            self.checker.check_name(name.value)
        kind = line.word("an operation")
        if kind.value not in OPERATIONS:
            raise line.error(f"unknown operation {kind}; {suggest(kind.value, OPERATIONS)}", kind)
        line.expect("(")
        operation = self._operation(kind.value, name.value, line)
        with faults_at(line, name):
            self.checker.add(operation)
        self.operations.append(operation)
        self.headlines.append(line)

    def _operation(self, kind: str, name: str, line: Line) -> Operation:
        match kind:
            case "select" | "select_closest" | "select_best":
                return self._selecting(kind, name, line)
            case "aggregate":
                selector = self._reader.selector(line, single=True)
                line.expect(",")
                return Aggregate(name=name, selector=selector, values=_closed(line, self._reader.categorical(line)))
            case "aggregate_sum":
                selector = self._reader.selector(line, single=False)
                line.expect(",")
                return AggregateSum(name=name, selector=selector, values=_closed(line, self._reader.numerical(line)))
            case "selector_width":
                selector = self._reader.selector(line, single=False)
                return AggregateSum(name=name, selector=_closed(line, selector), values="ones")
            case "lookup_table" | "number_table":
                return self._table(kind, name, line)
            case _:
                return self._scores(name, line, is_pooled=kind == "pooled_scores")

    def _selecting(self, kind: str, name: str, line: Line) -> Select | SelectClosest | SelectBest:
        line.expect("keys")
        line.expect("=")
        keys = self._reader.categorical(line)
        line.expect(",")
        line.expect("queries")
        line.expect("=")
        start = line.next
        queries = self._reader.categorical(line)
        line.expect(")")
        if kind == "select_best":
            with faults_at(line, start):
                self.checker.check_n_scores(keys, queries)
        body = self._body(line)
        key_names, query_names = self._reader.names(keys), self._reader.names(queries)
        if kind == "select_best":
            scores = read_key_scores(body, query_names, key_names)
            return SelectBest(name=name, keys=keys, queries=queries, scores=scores)
        predicate = read_predicate(body, query_names, key_names)
        make = Select if kind == "select" else SelectClosest
        return make(name=name, keys=keys, queries=queries, predicate=predicate)

    def _table(self, kind: str, name: str, line: Line) -> LookupTable | NumberTable:
        inputs = self._reader.table_inputs(line)
        names = [self._reader.names(table_input) for table_input in inputs]
        operands = Operands(inputs)
        if kind == "number_table":
            return NumberTable(name=name, inputs=inputs, numbers=read_numbers(self._body(line), names, operands))
        line.expect("->", " and the values that the table gives")
        start = line.next
        values = tuple(token.value for token in line.values("a value that the table gives"))
        with faults_at(line, start):
            self.checker.check_values(values)
        table = read_lookup(self._body(line), names, Names(f"a value of {name}", values), operands)
        return LookupTable(name=name, inputs=inputs, values=values, table=table)

    def _scores(self, name: str, line: Line, *, is_pooled: bool) -> Scores:
        start = line.next
        variables: list[str] = []
        while not line.has(")"):
            if variables:
                line.expect(",", " or ')'")
            variables.append(self._reader.variable(line))
        line.expect(")")
        with faults_at(line, start):
            self.checker.check_scored(tuple(variables))
        is_categorical = {each: isinstance(self.checker.types[each], Categorical) for each in variables}
        names = {each: self._reader.names(each) if is_categorical[each] else None for each in variables}
        labels = Names("a label", self.checker.signature.labels)
        body = read_scores(self._body(line), names, labels)
        return Scores(
            name=name,
            variables=tuple(variables),
            weights=body.weights,
            bias=body.bias,
            is_pooled=is_pooled,
            excluded=body.excluded,
        )

    def _body(self, headline: Line) -> Body:
        """What stands between the braces, on this line or on the next ones; the headline has been read up to them."""
        headline.expect("{")
        if headline.next.kind != "end":
            return body_on_the_line(headline)
        lines = []
        while not self._line.has("}"):
            line = self._next_line()
            if line.next.kind == "end" or _calls(line) or (line.has("return") and len(line.tokens) == 3):
                name = headline.tokens[0]
                raise line.error(f"expected '}}' before this: the table of {name.value} began on line {name.line}")
            lines.append(line)
        close = self._next_line()
        if not close.is_just("}"):
            close.take()
            close.finish("the end of the line after '}'")
        return Body(lines=lines, close=close)

    def _read_return(self) -> None:
        line = self._next_line()
        line.expect("return")
        start = line.next
        self.returns = self._reader.variable(line)
        with faults_at(line, start):
            self.checker.check_returns(self.returns)
        line.finish()
        if self._line.next.kind != "end":
            raise self._line.error(f"expected nothing after 'return', found {self._line.next}")


def _defines(line: Line) -> bool:
    """Whether a line is the first one of an operation."""
    return len(line.tokens) > 1 and line.tokens[1].kind == "="


def _calls(line: Line) -> bool:
    """Whether a line, among those of a table, is the first one of an operation: ``name = kind(``."""
    return _defines(line) and len(line.tokens) > 3 and line.tokens[3].kind == "("


T = TypeVar("T")


def _closed(line: Line, last: T) -> T:
    """What was read last, which is followed by nothing but a closing parenthesis."""
    line.expect(")")
    line.finish()
    return last
