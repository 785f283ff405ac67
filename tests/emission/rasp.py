"""An evaluator of the notation of ``glassformer.emission.pseudocode``, made from the grammar in its heading."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<int>\d+)|(?P<name>[A-Za-z_]\w*)
    |(?P<sign>->|==|!=|<=|>=|//|[-+*<>=,;(){}|])""",
    re.VERBOSE | re.DOTALL,
)
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, values: value in values,
    "not in": lambda value, values: value not in values,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
}


def compare(sign: str, left: Any, right: Any) -> bool:
    """Whether a comparison holds; none but ``!=`` does of values of two kinds."""
    if sign.endswith("in"):
        right = right if not isinstance(right, str) or isinstance(left, str) else ()
    elif isinstance(left, int) != isinstance(right, int):
        return sign == "!="
    return COMPARISONS[sign](left, right)


def calculate(sign: str, left: Any, right: Any) -> Any:
    """A sum, difference, product or quotient, of vectors too; None of values of two kinds."""
    if isinstance(right, tuple):
        lefts = left if isinstance(left, tuple) else (left,) * len(right)
        return tuple(map(ARITHMETIC[sign], lefts, right))
    if isinstance(left, tuple):
        return left  # and no vector at all
    return ARITHMETIC[sign](left, right) if isinstance(left, int) == isinstance(right, int) else None


CONSTANTS = {"True": True, "False": False, "None": None}

Node = tuple[Any, ...]
"""What is done, and to what: ``("if", test, then, otherwise)``, ``("name", "tokens")``, ``("call", "max", [...])``."""


def run(
    source: str,
    contents: Sequence[str],
    *,
    has_end: bool,
    gives_one_label: bool,
    columns: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[str | None] | str:
    """What a program in the notation answers for these contents, with these values in columns."""
    parser = _Parser(source)
    named = {name: [_atom(value) for value in values] for name, values in columns.items()}
    evaluator = _Evaluator([_atom(token) for token in contents], named)
    while not parser.take_if("return"):
        name = parser.name()
        parser.expect("=")
        evaluator.define(name, parser.value())
        parser.expect(";")
    labels = evaluator.whole(parser.value())
    parser.expect(";")
    assert parser.is_done
    named = [None if label is None else str(label) for label in labels]
    return str(named[0]) if gives_one_label else named[1 : len(named) - has_end]


def _atom(token: str) -> int | str:
    return int(token) if re.fullmatch(r"0|-?[1-9]\d*", token) else token


class _Parser:
    """Statements, one after the other."""

    def __init__(self, source: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(source):
            match = TOKEN.match(source, place)
            assert match is not None, f"no token at {source[place : place + 20]!r}"
            place = match.end()
            if match.lastgroup != "space":
                self.tokens.append((str(match.lastgroup), match.group()))
        self.place = 0

    @property
    def is_done(self) -> bool:
        return self.place == len(self.tokens)

    @property
    def next(self) -> str:
        kind, text = self.tokens[self.place]
        return text if kind != "text" else ""

    def take(self) -> tuple[str, str]:
        self.place += 1
        return self.tokens[self.place - 1]

    def take_if(self, *words: str) -> bool:
        ahead = [text for kind, text in self.tokens[self.place : self.place + len(words)] if kind != "text"]
        if ahead == list(words):
            self.place += len(words)
            return True
        return False

    def expect(self, word: str) -> None:
        assert self.take_if(word), f"expected {word!r}, found {self.tokens[self.place : self.place + 5]}"

    def name(self) -> str:
        kind, text = self.take()
        assert kind == "name", text
        return text

    def value(self) -> Node:
        """What stands on the right of a statement."""
        return self.cases() if self.take_if("case") else self.expression()

    def cases(self) -> Node:
        self.expect("(")
        inputs, rows = [self.argument()], []
        while self.take_if(","):
            inputs.append(self.argument())
        self.expect(")")
        self.expect("{")
        while not self.take_if("else"):
            row = [self.values()]
            while self.take_if(","):
                row.append(self.values())
            self.expect("->")
            rows.append((row, self.expression()))
            self.expect(";")
        self.expect("->")
        default = self.expression()
        self.expect(";")
        self.expect("}")
        return "case", inputs, rows, default

    def argument(self) -> tuple[str, Node]:
        """``key = x``, ``query = x``, or an expression."""
        for word in ("key", "query"):
            if self.take_if(word, "="):
                return word, self.expression()
        return "", self.expression()

    def values(self) -> list[Any]:
        found = [self.literal()]
        while self.take_if("|"):
            found.append(self.literal())
        return found

    def literal(self) -> Any:
        is_negative = self.take_if("-")
        kind, text = self.take()
        if kind == "name":
            return CONSTANTS[text]
        return -int(text) if is_negative else ast.literal_eval(text)

    def expression(self) -> Node:
        first = self.joined("or")
        if not self.take_if("if"):
            return first
        test = self.joined("or")
        self.expect("else")
        return "if", test, first, self.expression()

    def joined(self, word: str) -> Node:
        """``a or b or ...`` of ``a and b and ...`` of comparisons."""
        parts = [self.joined("and") if word == "or" else self.comparison()]
        while self.take_if(word):
            parts.append(self.joined("and") if word == "or" else self.comparison())
        return parts[0] if len(parts) == 1 else (word, parts)

    def sign(self) -> str | None:
        """An operator that compares, if there is one."""
        if self.take_if("not", "in"):
            return "not in"
        return self.take()[1] if self.next in COMPARISONS else None

    def comparison(self) -> Node:
        parts, signs = [self.sum()], []
        while (sign := self.sign()) is not None:
            signs.append(sign)
            parts.append(self.sum())
        return ("compare", signs, parts) if signs else parts[0]

    def sum(self) -> Node:
        found = self.product()
        while self.next in ("+", "-"):
            found = ("arithmetic", self.take()[1], found, self.product())
        return found

    def product(self) -> Node:
        found = self.atom()
        while self.next in ("*", "//"):
            found = ("arithmetic", self.take()[1], found, self.atom())
        return found

    def atom(self) -> Node:
        if self.take_if("("):
            parts = self.listed(")")
            return parts[0] if len(parts) == 1 else ("vector", parts)
        if self.take_if("{"):
            return "set", self.listed("}")
        kind, text = self.tokens[self.place]
        if kind != "name" or text in CONSTANTS:
            return "literal", self.literal()
        self.take()
        return ("call", text, self.listed(")")) if self.take_if("(") else ("name", text)

    def listed(self, end: str) -> list[Node]:
        """Expressions, or bare operators, up to this bracket."""
        found: list[Node] = []
        while not self.take_if(end):
            sign = self.sign()
            found.append(self.expression() if sign is None else ("sign", sign))
            if not self.take_if(","):
                self.expect(end)
                break
        return found


class _Evaluator:
    """The s-ops and selectors of one input."""

    def __init__(self, contents: Sequence[int | str], columns: Mapping[str, Sequence[int | str]]) -> None:
        self.contents = contents
        self.columns = columns
        self.sops: dict[str, list[Any]] = {}
        self.selectors: dict[str, list[list[Any]]] = {}
        self.order: list[Any] = []
        self.known: dict[int, Any] = {}
        self.nodes: list[Node] = []  # kept, so that no two have the same id
        self.has_end = False

    @property
    def places(self) -> range:
        return range(len(self.sops["tokens"]))

    def define(self, name: str, node: Node) -> None:
        if name == "tokens":
            marks = [part[1] for part in node[1]]
            self.has_end = len(marks) == 3
            self.sops["tokens"] = [marks[0], *self.contents, *marks[2:]]
            self.sops["indices"] = list(self.places)
        elif node[0] == "vector" and node[1][1][:2] == ("call", "input"):
            mark, (_, _, [column]), *end = node[1]
            self.sops[name] = [mark[1], *self.columns[column[1]], *(each[1] for each in end)]
        elif name == "order":
            self.order = [part[1] for part in node[1]]
        elif self.is_selector(node):
            self.selectors[name] = self.selector(node)
        else:
            self.sops[name] = self.whole(node)

    def is_selector(self, node: Node) -> bool:
        match node:
            case ("call", "select" | "closest" | "best" | "first", _):
                return True
            case ("name", name):
                return name in self.selectors
            case ("and", parts):
                return self.is_selector(parts[0])
            case ("case", inputs, _, _):
                return bool(inputs[0][0])
        return False

    def whole(self, node: Node) -> list[Any]:
        """The value of an s-op at each position."""
        return [self.value(node, place) for place in self.places]

    def value(  # noqa: C901 one case for each kind of node
        self, node: Node, place: int, pair: dict[str, Any] | None = None
    ) -> Any:
        """The value of an expression at one position; ``pair`` has what ``key`` and ``query`` are."""
        match node:
            case ("literal", found):
                return found
            case ("name", name):
                return pair[name] if pair and name in pair else self.sops[name][place]
            case ("if", test, then, otherwise):
                return self.value(then if self.value(test, place, pair) else otherwise, place, pair)
            case ("and", parts):
                return all(self.value(part, place, pair) for part in parts)
            case ("or", parts):
                return any(self.value(part, place, pair) for part in parts)
            case ("compare", signs, parts):
                values = [self.value(part, place, pair) for part in parts]
                return all(compare(sign, *two) for sign, two in zip(signs, pairwise(values), strict=True))
            case ("arithmetic", sign, left, right):
                return calculate(sign, self.value(left, place, pair), self.value(right, place, pair))
            case ("vector" | "set", parts):
                found = [self.value(part, place, pair) for part in parts]
                return tuple(found) if node[0] == "vector" else set(found)
            case ("case", inputs, rows, default):
                values = [self.value(each, place, pair) for _, each in inputs]
                return self.value(_first_that_fits(rows, values, default), place, pair)
            case ("call", name, arguments):
                return self.call(name, arguments, place, pair)
        raise AssertionError(f"unknown node {node}")

    def call(self, name: str, arguments: list[Node], place: int, pair: dict[str, Any] | None) -> Any:
        match name:
            case "selector_width":
                return sum(self.selector(arguments[0])[place])
            case "aggregate":
                return next(
                    self.value(arguments[1], k) for k, it in enumerate(self.selector(arguments[0])[place]) if it
                )
            case "aggregate_sum":
                selected = self.selector(arguments[0])[place]
                return sum(self.value(arguments[1], k) for k, it in enumerate(selected) if it)
            case "total":
                contents = self.places[1 : len(self.places) - self.has_end]
                vectors = [self.value(arguments[0], each) for each in contents]
                return tuple(map(sum, zip(*vectors, strict=True))) if vectors else 0
        values = [self.value(argument, place, pair) for argument in arguments]
        match name:
            case "min" | "max":
                return min(values) if name == "min" else max(values)
            case "reached":
                return sum(values[0] >= at for at in values[1:])
            case "rank":
                return self.order.index(values[0])
            case "argmax":
                labels, scores = values
                return labels[scores.index(max(scores))]
        raise AssertionError(f"unknown function {name}")

    def selector(self, node: Node) -> list[list[Any]]:
        """For each query, whether each key is selected; or a number for each."""
        if id(node) not in self.known:
            self.nodes.append(node)
            self.known[id(node)] = self._selector(node)
        found: list[list[Any]] = self.known[id(node)]
        return found

    def _selector(self, node: Node) -> list[list[Any]]:
        match node:
            case ("name", name):
                return self.selectors[name]
            case ("and", parts):
                rows = zip(*map(self.selector, parts), strict=True)
                return [[all(each) for each in zip(*row, strict=True)] for row in rows]
            case ("call", "select", [keys, queries, predicate]):
                return self.select(self.whole(keys), self.whole(queries), predicate)
            case ("call", "closest", [inner]):
                return self.one_each(inner, lambda q, k: (k == q, abs(k - q), k))
            case ("call", "first", [inner]):
                return self.one_each(inner, lambda _, k: (k,))
            case ("call", "best", [inner, what]):
                worth = self.selector(what) if self.is_selector(what) else [self.whole(what)] * len(self.places)
                return self.best(inner, worth)
            case ("case", inputs, rows, default):
                wholes = [(word, self.whole(each)) for word, each in inputs]
                return [[self.scored(wholes, rows, default, q, k) for k in self.places] for q in self.places]
        raise AssertionError(f"no selector: {node}")

    def scored(self, wholes: Any, rows: Any, default: Node, q: int, k: int) -> Any:
        values = [values[k if word == "key" else q] for word, values in wholes]
        return self.value(_first_that_fits(rows, values, default), q)

    def select(self, keys: list[Any], queries: list[Any], predicate: Node) -> list[list[Any]]:
        if predicate[0] == "sign":
            return [[compare(predicate[1], key, query) for key in keys] for query in queries]
        return [
            [bool(self.value(predicate, place, {"key": key, "query": query})) for key in keys]
            for place, query in enumerate(queries)
        ]

    def best(self, inner: Node, worth: list[list[Any]]) -> list[list[Any]]:
        """The selected key of the largest worth, the leftmost of equals; position 0 where nothing is selected."""
        chosen = [
            max((k for k, it in enumerate(row) if it), key=lambda k, q=q: (worth[q][k], -k), default=0)  # type: ignore[misc]
            for q, row in enumerate(self.selector(inner))
        ]
        return [[k == one for k in self.places] for one in chosen]

    def one_each(self, inner: Node, order: Callable[[int, int], tuple[int, ...]]) -> list[list[Any]]:
        """The first selected key by this order; position 0 where there is none."""
        chosen = [
            min((k for k, it in enumerate(row) if it), key=lambda k, q=q: order(q, k), default=0)  # type: ignore[misc]
            for q, row in enumerate(self.selector(inner))
        ]
        return [[k == one for k in self.places] for one in chosen]


def _first_that_fits(rows: Any, values: list[Any], default: Node) -> Node:
    for row, outcome in rows:
        if all(value in fitting for value, fitting in zip(values, row, strict=True)):
            found: Node = outcome
            return found
    return default
