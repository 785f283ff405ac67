"""The text form, read: ``parse(str(program)) == program``. ``printing`` writes it; ``grammar.ebnf`` describes it.

People edit this text, so every error has a line and a column and says what was expected there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from glassformer.errors import suggest
from glassformer.program.check import FaultError, TypeChecker
from glassformer.program.header import read_header, read_heading
from glassformer.program.holes import OpenRead
from glassformer.program.lexing import LINE_END, Line, Token, read_lines
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Read,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    TableInput,
    Thresholds,
)
from glassformer.program.printing import input_values, print_input, print_read
from glassformer.program.rules import Names, hint
from glassformer.program.sketch import Origin, Program, Sketch, has_holes
from glassformer.program.tables import (
    Body,
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
        with _faults_at(line, name):
            self.checker.check_name(name.value)
        kind = line.word("an operation")
        if kind.value not in OPERATIONS:
            raise line.error(f"unknown operation {kind}; {suggest(kind.value, OPERATIONS)}", kind)
        line.expect("(")
        operation = self._operation(kind.value, name.value, line)
        with _faults_at(line, name):
            self.checker.add(operation)
        self.operations.append(operation)
        self.headlines.append(line)

    def _operation(self, kind: str, name: str, line: Line) -> Operation:
        match kind:
            case "select" | "select_closest" | "select_best":
                return self._selecting(kind, name, line)
            case "aggregate":
                selector = self._selector(line, single=True)
                return Aggregate(name=name, selector=selector, values=self._last_read(line, self.checker.categorical))
            case "aggregate_sum":
                selector = self._selector(line, single=False)
                return AggregateSum(name=name, selector=selector, values=self._last_read(line, self.checker.numerical))
            case "selector_width":
                selector = self._selector(line, single=False)
                line.expect(")")
                line.finish()
                return AggregateSum(name=name, selector=selector, values="ones")
            case "lookup_table" | "number_table":
                return self._table(kind, name, line)
            case _:
                return self._scores(name, line, is_pooled=kind == "pooled_scores")

    def _selecting(self, kind: str, name: str, line: Line) -> Select | SelectClosest | SelectBest:
        line.expect("keys")
        line.expect("=")
        keys = self._read(line, self.checker.categorical)
        line.expect(",")
        line.expect("queries")
        line.expect("=")
        queries = self._read(line, self.checker.categorical)
        line.expect(")")
        body = self._body(line)
        key_names, query_names = self._names(keys), self._names(queries)
        if kind == "select_best":
            scores = read_key_scores(body, query_names, key_names)
            return SelectBest(name=name, keys=keys, queries=queries, scores=scores)
        predicate = read_predicate(body, query_names, key_names)
        make = Select if kind == "select" else SelectClosest
        return make(name=name, keys=keys, queries=queries, predicate=predicate)

    def _table(self, kind: str, name: str, line: Line) -> LookupTable | NumberTable:
        start = line.next
        inputs = [self._table_input(line)]
        while line.take_if(","):
            inputs.append(self._table_input(line))
        line.expect(")", " or ','")
        with _faults_at(line, start):
            self.checker.check_n_rows(tuple(inputs))
        names = [self._names(table_input) for table_input in inputs]
        if kind == "number_table":
            return NumberTable(name=name, inputs=tuple(inputs), numbers=read_numbers(self._body(line), names))
        line.expect("->", " and the values that the table gives")
        start = line.next
        values = tuple(token.value for token in line.values("a value that the table gives"))
        with _faults_at(line, start):
            self.checker.check_values(values)
        table = read_lookup(self._body(line), names, Names(f"a value of {name}", values))
        return LookupTable(name=name, inputs=tuple(inputs), values=values, table=table)

    def _table_input(self, line: Line) -> TableInput:
        start = line.next
        table_input: TableInput
        if line.has("clip", "("):
            line.place += 2
            variable = self._read(line, self.checker.numerical)
            low, high = self._after_comma(line), self._after_comma(line)
            line.expect(")")
            table_input = Clip(variable=variable, low=low, high=high)
        elif line.has("thresholds", "("):
            line.place += 2
            variable = self._read(line, self.checker.numerical)
            at = [self._after_comma(line)]
            while line.has(","):
                at.append(self._after_comma(line))
            line.expect(")", " or ','")
            table_input = Thresholds(variable=variable, at=tuple(at))
        else:
            table_input = self._read(line, self.checker.options)
        with _faults_at(line, start):
            self.checker.check_table_input(table_input)
        return table_input

    @staticmethod
    def _after_comma(line: Line) -> int:
        line.expect(",")
        return line.integer("a whole number")

    def _scores(self, name: str, line: Line, *, is_pooled: bool) -> Scores:
        start = line.next
        variables: list[str] = []
        while not line.has(")"):
            if variables:
                line.expect(",", " or ')'")
            variables.append(self._variable(line))
        line.expect(")")
        with _faults_at(line, start):
            self.checker.check_scored(tuple(variables))
        is_categorical = {each: isinstance(self.checker.types[each], Categorical) for each in variables}
        names = {each: self._names(each) if is_categorical[each] else None for each in variables}
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

    def _variable(self, line: Line) -> str:
        """The next word, which must be the name of a variable that has been defined."""
        token = line.word("a variable")
        if token.value not in self.checker.types:
            raise line.error(f"unknown variable {token}; {hint(token.value, self.checker.types)}", token)
        return token.value

    def _read(self, line: Line, check: Callable[[Read], object]) -> Read:
        """A variable, or the options of an open read, of the type that ``check`` asks for."""
        start = line.next
        read: Read
        if line.take_if("?"):
            line.expect("(")
            options = [self._variable(line)]
            while not line.take_if(")"):
                options.append(self._variable(line))
            read = OpenRead(tuple(options))
        else:
            read = self._variable(line)
        with _faults_at(line, start):
            check(read)
        return read

    def _last_read(self, line: Line, check: Callable[[Read], object]) -> Read:
        """A read that is followed by nothing but a closing parenthesis."""
        line.expect(",")
        read = self._read(line, check)
        line.expect(")")
        line.finish()
        return read

    def _selector(self, line: Line, *, single: bool) -> str:
        start = line.next
        name = self._variable(line)
        with _faults_at(line, start):
            self.checker.check_selector(name, single=single)
        return name

    def _names(self, table_input: TableInput) -> Names:
        what = print_input(table_input) if isinstance(table_input, Clip | Thresholds) else print_read(table_input)
        return Names(f"a value of {what}", input_values(table_input, self.checker.types))

    def _body(self, headline: Line) -> Body:
        """The lines up to the closing brace; ``headline`` has been read up to the opening one."""
        headline.expect("{")
        headline.finish("the end of the line after '{'")
        lines = []
        while not self._line.has("}"):
            line = self._next_line()
            if line.next.kind == "end" or _defines(line) or (line.has("return") and len(line.tokens) == 3):
                name = headline.tokens[0]
                raise line.error(f"expected '}}' before this: the table of {name.value} began on line {name.line}")
            lines.append(line)
        close = self._next_line()
        if not close.has("}", LINE_END):
            close.take()
            close.finish("the end of the line after '}'")
        return Body(lines=lines, close=close)

    def _read_return(self) -> None:
        line = self._next_line()
        line.expect("return")
        start = line.next
        self.returns = self._variable(line)
        with _faults_at(line, start):
            self.checker.check_returns(self.returns)
        line.finish()
        if self._line.next.kind != "end":
            raise self._line.error(f"expected nothing after 'return', found {self._line.next}")


def _defines(line: Line) -> bool:
    """Whether a line is the first one of an operation."""
    return len(line.tokens) > 1 and line.tokens[1].kind == "="


@contextmanager
def _faults_at(line: Line, token: Token) -> Iterator[None]:
    """Turn a fault that ``check`` finds into an error at this token."""
    try:
        yield
    except FaultError as fault:
        raise line.error(str(fault), token) from None
