"""The text form of tables: what stands between an operation's braces, read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from glassformer.program.check import check_n_pairs
from glassformer.program.comparisons import members
from glassformer.program.expressions import (
    Operands,
    has_preference,
    is_comparison,
    read_formula,
    read_preference,
    read_relation,
)
from glassformer.program.holes import OpenKeyScores, OpenNumbers, OpenPredicate, OpenTable, OpenWeights
from glassformer.program.lexing import Line
from glassformer.program.names import Names, hint
from glassformer.program.operands import faults_at
from glassformer.program.operations import IntTable, Predicate
from glassformer.program.rules import (
    Gives,
    constant,
    finished,
    is_whole,
    read_integers,
    read_rules,
    read_table,
    row_name,
)
from glassformer.program.variables import GRID

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Body:
    """The lines between an operation's braces, and the line of the closing one."""

    lines: list[Line]
    close: Line


def body_on_the_line(headline: Line) -> Body:
    """What stands between braces on the line of the headline, which has been read up to the opening one."""
    tokens = headline.tokens[headline.place :]
    place = next((place for place, token in enumerate(tokens) if token.kind == "}"), None)
    if place is None:
        raise headline.error("expected '}' at the end of this line, as the table begins on it", tokens[-1])
    headline.place += place
    close = Line(tokens[place:], headline.source)
    headline.take()
    headline.finish("the end of the line after '}'")
    inner = [*tokens[:place], tokens[place]._replace(kind="end")]
    return Body(lines=[Line(inner, headline.source)] if place else [], close=close)


def read_predicate(body: Body, queries: Names, keys: Names) -> Predicate | OpenPredicate:
    """The key values that each query value accepts."""
    if _is_open(body, "?", "set"):
        return OpenPredicate(is_set=True)
    if _is_open(body, "?"):
        return OpenPredicate()
    return read_table(body.lines, [queries], lambda line: _accepted(line, queries, keys), body.close)


def _accepted(line: Line, queries: Names, keys: Names) -> Gives[tuple[int, ...]]:
    """The indices of the accepted key values, ascending."""
    if line.take_if("nothing"):
        return constant(())
    if line.take_if("everything"):
        return constant(tuple(range(len(keys.names))))
    if line.has("key") and ("key" not in keys or is_comparison(line.tokens[line.place + 1])):
        start = line.next
        accepted = read_relation(line).accepted(keys.names, queries.names)
        with faults_at(line, start):
            check_n_pairs(sum([row.bit_count() for row in accepted]))
        return lambda query: members(accepted[query])
    return constant(tuple(sorted(_read_set(line, keys))))


def read_key_scores(body: Body, queries: Names, keys: Names) -> IntTable | OpenKeyScores:
    """A score for each query value and key value."""
    if _is_open(body, "?"):
        return OpenKeyScores()
    if is_whole(body.lines) and has_preference(body.lines[0]):
        return finished(read_preference, body.lines[0]).scores(keys.names, queries.names)
    rules = []
    for line in body.lines:
        if line.has("keys", ":"):
            line.take()
            _read_listing(line, keys)
        else:
            rules.append(line)
    each = f"one for each {keys.what.removeprefix('a ')}"
    return read_table(rules, [queries], lambda line: constant(read_integers(line, len(keys.names), each)), body.close)


def read_lookup(body: Body, inputs: Sequence[Names], values: Names, operands: Operands) -> tuple[int, ...] | OpenTable:
    """An index into the values for each row."""
    if _is_open(body, "?"):
        return OpenTable()
    return read_table(body.lines, inputs, lambda line: _looked_up(line, inputs, values, operands), body.close, operands)


def _looked_up(line: Line, inputs: Sequence[Names], values: Names, operands: Operands) -> Gives[int]:
    """A value, or a formula."""
    if not line.take_if("="):
        return constant(values.read(line))
    start = line.next
    formula = read_formula(line, operands)
    names = [each.names for each in inputs]
    places, numbers = list(formula.outcomes(names, values.names)), list(formula.numbers(names))

    def gives(row: int) -> int:
        place = places[row]
        if place is None:
            found = "no number" if numbers[row] is None else f"{numbers[row]}, which is not {values.what}"
            message = f"in row {row_name(row, inputs)} this formula gives {found}; name that row in a rule of its own"
            raise line.error(message, start)
        return place

    return gives


def read_numbers(body: Body, inputs: Sequence[Names], operands: Operands) -> tuple[int, ...] | OpenNumbers:
    """A number for each row."""
    if _is_open(body, "?"):
        return OpenNumbers()
    return read_table(body.lines, inputs, _number, body.close, operands)


def _number(line: Line) -> Gives[int]:
    return constant(line.integer(f"a whole number, in 1/{GRID}"))


@dataclass(frozen=True, kw_only=True)
class ScoresBody:
    """What stands between the braces of scores."""

    weights: tuple[IntTable, ...] | OpenWeights
    bias: tuple[int, ...] | OpenWeights
    excluded: tuple[int, ...]


def read_scores(body: Body, variables: dict[str, Names | None], labels: Names) -> ScoresBody:
    """The weights of scores; ``variables`` gives for each variable its values, or None for a numerical one."""
    sections: dict[str, Line] = {}
    rules: dict[str, list[Line]] = {name: [] for name in variables}
    for line in body.lines:
        section = next((each for each in ("excluded", "labels", "bias") if line.has(each, ":")), None)
        section = "?" if line.is_just("?") else section
        if section in sections:
            raise line.error(f"{section!r} is given twice; first on line {sections[section].tokens[0].line}")
        if section is not None:
            line.take()
            sections[section] = line
            continue
        name = line.word("'excluded', 'labels', 'bias', '?' or a variable")
        if name.value not in rules:
            raise line.error(f"these scores do not read {name}; {hint(name.value, variables)}", name)
        rules[name.value].append(line)
    if "labels" in sections:
        _read_listing(sections["labels"], labels)
    return ScoresBody(
        weights=_read_weights(rules, variables, labels, body.close, is_open="?" in sections),
        bias=_read_bias(sections, labels, body.close),
        excluded=_read_excluded(sections, labels),
    )


def _read_weights(
    rules: dict[str, list[Line]], variables: dict[str, Names | None], labels: Names, close: Line, *, is_open: bool
) -> tuple[IntTable, ...] | OpenWeights:
    if is_open:
        for line in chain.from_iterable(rules.values()):
            raise line.error("expected no weights beside '?', which stands for all of them", line.tokens[0])
        return OpenWeights()

    def outcome(line: Line) -> tuple[int, ...]:
        return read_integers(line, len(labels.names), "one for each label")

    weights: list[IntTable] = []
    for variable, names in variables.items():
        if names is None:
            weights.append((_read_factors(variable, rules[variable], outcome, close),))
        else:
            weights.append(read_rules(rules[variable], [names], lambda line: constant(outcome(line)), close))
    return tuple(weights)


def _read_factors(variable: str, lines: list[Line], outcome: Callable[[Line], T], close: Line) -> T:
    """The weights of a numerical variable, which stand on one line."""
    if not lines:
        raise close.error(f"expected a line of weights '{variable}: …'")
    first, *more = lines
    for line in more:
        raise line.error(f"{variable!r} is given twice; first on line {first.tokens[0].line}", line.tokens[0])
    first.expect(":", f", as {variable} is a number")
    return finished(outcome, first)


def _read_bias(sections: dict[str, Line], labels: Names, close: Line) -> tuple[int, ...] | OpenWeights:
    if "bias" not in sections:
        if "?" in sections:
            return OpenWeights()
        raise close.error("expected a line 'bias: …' with one number for each label")
    line = sections["bias"]
    line.expect(":")
    if line.is_just("?"):
        return OpenWeights()
    return read_integers(line, len(labels.names), "one for each label")


def _read_excluded(sections: dict[str, Line], labels: Names) -> tuple[int, ...]:
    if "excluded" not in sections:
        return ()
    line = sections["excluded"]
    line.expect(":")
    return _read_set(line, labels)


def _is_open(body: Body, *words: str) -> bool:
    """Whether the body is a single line of these words, which say that it is still to be learned."""
    if not body.lines or not body.lines[0].is_just(*words):
        return False
    if len(body.lines) > 1:
        line = body.lines[1]
        raise line.error(f"expected '}}' after '?', which stands for the whole table, found {line.next}")
    return True


def _read_listing(line: Line, names: Names) -> None:
    """The names that head the columns of a table; they must be as they are, in their order."""
    line.expect(":")
    for name in names.names:
        if line.next.value != name:
            raise line.error(f"expected {name!r}, as the columns keep the order of the names, found {line.next}")
        line.value(repr(name))
    line.finish()


def _read_set(line: Line, names: Names) -> tuple[int, ...]:
    """The indices of names that are each given once, to the end of the line."""
    found: dict[int, None] = {}
    for token in line.values(names.what):
        index = names.index(line, token)
        if index in found:
            raise line.error(f"{token} is given twice on this line", token)
        found[index] = None
    line.finish()
    return tuple(found)
