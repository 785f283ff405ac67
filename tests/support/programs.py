"""Random well-formed programs, sketches and inputs: what "holds for every program" is tested on.

Everything is drawn from the ``random.Random`` that is passed in, so a failing seed says everything. Numbers are few and
round, so that ties are common, and tokens are as awkward as the text form allows.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from glassformer.program import (
    GRID,
    Aggregate,
    AggregateSum,
    Categorical,
    Clip,
    Column,
    LookupTable,
    NumberTable,
    Numerical,
    OpenKeyScores,
    OpenNumbers,
    OpenPredicate,
    OpenRead,
    OpenTable,
    OpenWeights,
    Operation,
    Program,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selection,
    Signature,
    Sketch,
    Thresholds,
)
from glassformer.program.check import TypeChecker, cardinality
from glassformer.program.columns import Item
from glassformer.program.operations import TableInput

KINDS = ("select", "select_closest", "select_best", "aggregate", "width", "sum", "lookup", "numbers")
COLUMN_NAMES = ("shape", "pos", "class", "k", "token", "sum", "lookup", "x1", "key", "order")
PLAIN_TOKENS = ("a", "b", "c", "0", "1", "2", "10", "x_y")
AWKWARD_TOKENS = (
    *("", " ", "a b", '"', "'", "\\", "\n", "\t", "\x00", "\x7f", "#", "{", "}", "(", ")", ":", ",", "=", "?", "?0"),
    *(
        "else",
        "nothing",
        "keys",
        "labels",
        "return",
        "->",
        "-",
        "-1",
        "0",
        "<b>",
        "</s >",
        "é",
        "e\u0301",
        "中文",
        "🙂",
    ),
    *("\u2028", "\u00a0", "\u200b", "\ufeff", "# comment", "a\\nb", '\\"', "a: b", "clip(", "true"),
)


@dataclass(frozen=True, kw_only=True)
class Options:
    """What ``random_program`` leaves to chance where it is None.

    Attributes:
        n_operations: how many operations there are before the scores; from 9 on, every kind is among them.
        end_mark: whether there is one.
        returns_variable: whether a categorical variable is returned instead of scores.
        kinds: which operations there are, of ``KINDS``.
        n_columns: how many columns the signature has.
    """

    n_operations: int = 9
    is_causal: bool | None = None
    end_mark: bool | None = None
    gives_one_label: bool | None = None
    returns_variable: bool | None = None
    awkward: bool | None = None
    max_contents: int = 5
    kinds: tuple[str, ...] = KINDS
    n_columns: int = 0


def random_program(rng: random.Random, options: Options = Options()) -> Program:
    """A well-formed program without holes."""
    grower = _Grower(rng, random_signature(rng, options))
    kinds = list(options.kinds)
    rng.shuffle(kinds)
    kinds += rng.choices(options.kinds, k=max(options.n_operations - len(kinds), 0))
    for kind in kinds[: options.n_operations]:
        grower.grow(kind)
    grower.scores("out")
    returns = "out"
    if _maybe(rng, options.returns_variable, 0.25):
        returns = rng.choice(grower.names(Categorical))
    origin = rng.choice(("learned", "edited", "hand-written", "extracted"))
    return Program(signature=grower.signature, operations=tuple(grower.operations), returns=returns, origin=origin)


def random_signature(rng: random.Random, options: Options = Options()) -> Signature:
    """A signature with a small alphabet."""
    source = AWKWARD_TOKENS if _maybe(rng, options.awkward, 0.5) else PLAIN_TOKENS
    alphabet = tuple(rng.sample(source, rng.randint(1, 5)))
    longest = rng.randint(1, options.max_contents)
    signature = Signature(
        task=rng.choice(("sort", "made up", "")),
        alphabet=alphabet,
        labels=tuple(rng.sample(source, rng.randint(1, 4))),
        lengths=range(rng.randint(1, longest), longest + 1),
        end_mark="</s>" if _maybe(rng, options.end_mark, 0.5) else None,
        is_causal=_maybe(rng, options.is_causal, 0.4),
        gives_one_label=_maybe(rng, options.gives_one_label, 0.4),
        unlabelled=tuple(rng.sample(alphabet, rng.randint(0, len(alphabet)))) if rng.random() < 0.3 else (),
    )
    names = rng.sample(COLUMN_NAMES, options.n_columns)
    columns = [Column(name, tuple(rng.sample(source, rng.randint(1, 5)))) for name in names]
    return replace(signature, columns=tuple(columns))


def random_inputs(program: Sketch, rng: random.Random, n: int) -> list[list[Item]]:
    """``n`` inputs that the program takes, of all its lengths."""
    signature = program.signature
    inputs = [rng.choices(signature.alphabet, k=rng.choice(signature.lengths)) for _ in range(n)]
    return [[with_columns(signature, token, rng) for token in contents] for contents in inputs]


def with_columns(signature: Signature, token: str, rng: random.Random) -> Item:
    """The token with a value in each column; alone where there is none."""
    values = [rng.choice(column.values) for column in signature.columns]
    return (token, *values) if values else token


def random_sketch(rng: random.Random, options: Options = Options()) -> Sketch:
    """A random program with some of its parts opened, in every way in which they can be."""
    program = random_program(rng, options)
    checker = TypeChecker(program.signature)
    operations = []
    for operation in program.operations:
        opened = _open(rng, operation, checker) if rng.random() < 0.6 else operation
        checker.add(opened)
        operations.append(opened)
    return Sketch(
        signature=program.signature, operations=tuple(operations), returns=program.returns, origin=program.origin
    )


def _maybe(rng: random.Random, wish: bool | None, chance: float) -> bool:
    found = rng.random() < chance  # drawn in any case, so that a wish changes nothing else
    return found if wish is None else wish


class Grower:
    """A program that grows by one operation after another."""

    def __init__(self, rng: random.Random, signature: Signature) -> None:
        self.rng = rng
        self.signature = signature
        self.checker = TypeChecker(signature)
        self.operations: list[Operation] = []

    def add(self, operation: Operation) -> str:
        self.checker.add(operation)
        self.operations.append(operation)
        return operation.name


class _Grower(Grower):
    """Each operation reads anything that is there."""

    def names(self, kind: type[Categorical] | type[Numerical]) -> list[str]:
        return [name for name, type_ in self.checker.types.items() if isinstance(type_, kind)]

    def values(self, name: str) -> int:
        return cardinality(name, self.checker.types)

    def new(self, stem: str) -> str:
        return f"{stem}_{len(self.operations) + 1}"

    def grow(self, kind: str) -> str:
        rng = self.rng
        match kind:
            case "select" | "select_closest" | "select_best":
                return self.selector(kind)
            case "aggregate":
                values = rng.choice(self.names(Categorical))
                return self.add(Aggregate(name=self.new("v"), selector=self.a_selector(single=True), values=values))
            case "width":
                return self.add(AggregateSum(name=self.new("n"), selector=self.a_selector(single=False), values="ones"))
            case "sum":
                values = rng.choice(self.names(Numerical)[-3:])
                return self.add(AggregateSum(name=self.new("n"), selector=self.a_selector(single=False), values=values))
            case "lookup":
                return self.lookup()
            case "numbers":
                inputs, n_rows = self.inputs()
                return self.add(NumberTable(name=self.new("f"), inputs=inputs, numbers=self.numbers(n_rows)))
        raise AssertionError(f"unknown kind {kind}")

    def selector(self, kind: str) -> str:
        rng = self.rng
        keys, queries = (rng.choice(self.names(Categorical)) for _ in range(2))
        n_keys, n_queries = self.values(keys), self.values(queries)
        name = self.new("s")
        if kind == "select_best":
            scores = tuple(self.numbers(n_keys) for _ in range(n_queries))
            return self.add(SelectBest(name=name, keys=keys, queries=queries, scores=scores))
        make = Select if kind == "select" else SelectClosest
        density = rng.choice((0.0, 0.2, 0.5, 1.0))
        if rng.random() < 0.4:  # as the paper has it: one key value for each query value
            predicate = tuple((rng.randrange(n_keys),) for _ in range(n_queries))
        else:
            predicate = tuple(tuple(key for key in range(n_keys) if rng.random() < density) for _ in range(n_queries))
        return self.add(make(name=name, keys=keys, queries=queries, predicate=predicate))

    def a_selector(self, *, single: bool) -> str:
        """A selector that is there, or else a new one."""
        found = [
            name
            for name, type_ in self.checker.types.items()
            if isinstance(type_, Selection) and (type_.is_single or not single)
        ]
        if found and self.rng.random() < 0.9:
            return self.rng.choice(found)
        return self.selector(self.rng.choice(("select_closest", "select_best")) if single else "select")

    def lookup(self) -> str:
        inputs, n_rows = self.inputs()
        source = AWKWARD_TOKENS if self.rng.random() < 0.2 else PLAIN_TOKENS
        values = tuple(self.rng.sample(source, self.rng.randint(1, 4)))
        table = tuple(self.rng.randrange(len(values)) for _ in range(n_rows))
        return self.add(LookupTable(name=self.new("t"), inputs=inputs, values=values, table=table))

    def inputs(self) -> tuple[tuple[TableInput, ...], int]:
        """One to three table inputs with not too many rows, and how many rows those are."""
        found = [self.table_input() for _ in range(self.rng.choice((1, 1, 2, 2, 3)))]
        while len(found) > 1 and self.n_rows(found) > 400:
            found.pop()
        return tuple(found), self.n_rows(found)

    def n_rows(self, inputs: Sequence[TableInput]) -> int:
        return prod(cardinality(each, self.checker.types) for each in inputs)

    def table_input(self) -> TableInput:
        rng = self.rng
        numerical = self.names(Numerical)
        if rng.random() < 0.5:
            return rng.choice(self.names(Categorical))
        variable = rng.choice(numerical[-3:])
        type_ = self.checker.types[variable]
        assert isinstance(type_, Numerical)
        if rng.random() < 0.5:
            low = rng.randint(-2, 1)
            return Clip(variable=variable, low=low, high=low + rng.randint(0, 4))
        at = sorted(rng.sample(range(-3, 4), rng.randint(1, 3)))
        return Thresholds(variable=variable, at=tuple(value * type_.denominator for value in at))

    def numbers(self, n: int) -> tuple[int, ...]:
        few = (-GRID, -GRID // 2, 0, 0, 1, GRID // 2, GRID, GRID)
        return tuple(self.rng.choice(few) for _ in range(n))

    def scores(self, name: str) -> str:
        rng = self.rng
        n_labels = len(self.signature.labels)
        readable = [*self.names(Categorical), *self.names(Numerical)]
        variables = tuple(rng.sample(readable, rng.randint(0, min(4, len(readable)))))
        weights = tuple(
            tuple(self.numbers(n_labels) for _ in range(self.n_score_rows(variable))) for variable in variables
        )
        return self.add(
            Scores(
                name=name,
                variables=variables,
                weights=weights,
                bias=self.numbers(n_labels),
                is_pooled=self.signature.gives_one_label,
                excluded=tuple(rng.sample(range(n_labels), rng.randint(0, n_labels - 1))),
            )
        )

    def n_score_rows(self, variable: str) -> int:
        type_ = self.checker.types[variable]
        return type_.cardinality if isinstance(type_, Categorical) else 1


def _open(rng: random.Random, operation: Operation, checker: TypeChecker) -> Operation:
    """The operation with a hole or two in it."""
    match operation:
        case Select() | SelectClosest():
            if rng.random() < 0.3:
                # a fixed table over values that have no names yet, where the options differ
                read = _options(rng, checker, operation.keys)
                n_keys = checker.categorical(read).cardinality
                predicate = tuple((rng.randrange(n_keys),) for _ in operation.predicate)
                return replace(operation, keys=read, predicate=predicate)
            return replace(
                operation,
                keys=_options(rng, checker, operation.keys),
                predicate=OpenPredicate(is_set=rng.random() < 0.5),
            )
        case SelectBest():
            return replace(operation, queries=_options(rng, checker, operation.queries), scores=OpenKeyScores())
        case Aggregate() | AggregateSum():
            return operation  # later tables depend on the values of what it gives
        case LookupTable():
            return replace(operation, table=OpenTable())
        case NumberTable():
            return replace(operation, numbers=OpenNumbers())
        case Scores():
            return replace(operation, **rng.choice(({"weights": OpenWeights()}, {"bias": OpenWeights()}, _ALL_WEIGHTS)))


_ALL_WEIGHTS = {"weights": OpenWeights(), "bias": OpenWeights()}


def _options(rng: random.Random, checker: TypeChecker, read: object) -> OpenRead:
    """An open read of categorical variables, the one that was read among them."""
    found = [name for name, type_ in checker.types.items() if isinstance(type_, Categorical) and name != read]
    chosen = [*rng.sample(found, rng.randint(0, min(2, len(found)))), str(read)]
    rng.shuffle(chosen)
    return OpenRead(tuple(chosen))
