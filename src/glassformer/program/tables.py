"""The text form of tables: what stands between an operation's braces, read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from glassformer.program.holes import OpenKeyScores, OpenNumbers, OpenPredicate, OpenTable, OpenWeights
from glassformer.program.lexing import LINE_END, Line
from glassformer.program.operations import IntTable, Predicate
from glassformer.program.rules import Names, finished, hint, read_integers, read_rules
from glassformer.program.variables import GRID

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Body:
    """The lines between an operation's braces, and the line of the closing one."""

    lines: list[Line]
    close: Line


def read_predicate(body: Body, queries: Names, keys: Names) -> Predicate | OpenPredicate:
    """The key values that each query value accepts."""
    if _is_open(body, "?", "set"):
        return OpenPredicate(is_set=True)
    if _is_open(body, "?"):
        return OpenPredicate()
    return read_rules(body.lines, [queries], lambda line: _accepted(line, keys), body.close)


def read_key_scores(body: Body, queries: Names, keys: Names) -> IntTable | OpenKeyScores:
    """A score for each query value and key value."""
    if _is_open(body, "?"):
        return OpenKeyScores()
    rules = []
    for line in body.lines:
        if line.has("keys", ":"):
            line.take()
            _read_listing(line, keys)
        else:
            rules.append(line)
    each = f"one for each {keys.what.removeprefix('a ')}"
    return read_rules(rules, [queries], lambda line: read_integers(line, len(keys.names), each), body.close)


def read_lookup(body: Body, inputs: Sequence[Names], values: Names) -> tuple[int, ...] | OpenTable:
    """An index into the values for each row."""
    if _is_open(body, "?"):
        return OpenTable()
    return read_rules(body.lines, inputs, values.read, body.close)


def read_numbers(body: Body, inputs: Sequence[Names]) -> tuple[int, ...] | OpenNumbers:
    """A number for each row."""
    if _is_open(body, "?"):
        return OpenNumbers()
    return read_rules(body.lines, inputs, lambda line: line.integer(f"a whole number, in 1/{GRID}"), body.close)


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
        section = "?" if line.has("?", LINE_END) else section
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
            weights.append(read_rules(rules[variable], [names], outcome, close))
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
    if line.has("?", LINE_END):
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
    if not body.lines or not body.lines[0].has(*words, LINE_END):
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


def _accepted(line: Line, keys: Names) -> tuple[int, ...]:
    """The indices of the accepted key values, ascending."""
    if line.take_if("nothing"):
        return ()
    return tuple(sorted(_read_set(line, keys)))


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
