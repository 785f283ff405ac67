"""Everything that a program computes on one input, by name, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from glassformer.execution.interpreter import answer
from glassformer.explain.cells import Cell, Traced
from glassformer.explain.naming import value_text, winner
from glassformer.program import semantics
from glassformer.program.columns import Item
from glassformer.program.holes import closed
from glassformer.program.operations import Scores, Select, SelectBest, SelectClosest
from glassformer.program.printing import headline
from glassformer.program.sketch import Labels, Program
from glassformer.program.variables import GRID, Numerical


@dataclass(frozen=True, kw_only=True)
class VariableFacts:
    """One variable: its name, the operation that gives it (or ``input``), and its value at each position."""

    name: str
    operation: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SelectorFacts:
    """One selector: its name, the operation, and for each query the selected key positions."""

    name: str
    operation: str
    selected: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one variable adds to the score of each label.

    Attributes:
        variable: which.
        value: its value at the position; its values at all contents, where scores are pooled.
        scores: for each label, in ``1 / GRID**2``.
    """

    variable: str
    value: str
    scores: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreFacts:
    """The class scores of one label.

    Attributes:
        name: of the scores.
        position: of the label, counted from 1; None where one is given for the whole input.
        bias: for each label, in ``1 / GRID**2``, as all scores here.
        contributions: of each variable; with the bias they add up to the totals.
        totals: for each label.
        winner: the label that is answered.
        runner_up: the one that would be answered without it; None where there is no other.
        margin: how far the winner is ahead of it; 0 is a tie, which the first label wins.
    """

    name: str
    position: int | None
    bias: tuple[int, ...]
    contributions: tuple[Contribution, ...]
    totals: tuple[int, ...]
    winner: str
    runner_up: str | None
    margin: int | None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Everything that a program computes on one input.

    Attributes:
        task: of the program.
        contents: the input.
        tokens: the same with marks: one for each position.
        labels: what the program can answer.
        output: what it answers.
        variables: all of them, the inputs first, in the program's order.
        selectors: in the program's order.
        scores: of each label that is given; empty where the program returns a variable.
    """

    task: str
    contents: tuple[Item, ...]
    tokens: tuple[str, ...]
    labels: tuple[str, ...]
    output: Labels | str
    variables: tuple[VariableFacts, ...]
    selectors: tuple[SelectorFacts, ...]
    scores: tuple[ScoreFacts, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; scores in ``1 / GRID``, as the weights of the program are."""
        return {
            "task": self.task,
            "input": list(self.contents),
            "tokens": list(self.tokens),
            "labels": list(self.labels),
            "output": self.output,
            "variables": [asdict(each) for each in self.variables],
            "selectors": [asdict(each) for each in self.selectors],
            "scores": [_scores_to_dict(each) for each in self.scores],
        }


def _scores_to_dict(scores: ScoreFacts) -> dict[str, Any]:
    contributions = [asdict(each) | {"scores": in_weights(each.scores)} for each in scores.contributions]
    return asdict(scores) | {
        "bias": in_weights(scores.bias),
        "contributions": contributions,
        "totals": in_weights(scores.totals),
        "margin": None if scores.margin is None else in_weights([scores.margin])[0],
    }


def in_weights(scores: Iterable[int]) -> list[int | float]:
    """Scores in ``1 / GRID``, the unit of weights, instead of ``1 / GRID**2``.

    >>> in_weights([2048, 512])
    [2, 0.5]
    """
    return [score // GRID if score % GRID == 0 else score / GRID for score in scores]


def explain(program: Program, contents: Sequence[Item]) -> Explanation:
    """Everything that the program computes on one input. Raises InputError where it does not take it."""
    traced = Traced.of(program, contents)
    return Explanation(
        task=program.signature.task,
        contents=tuple(contents),
        tokens=_texts(traced, "tokens"),
        labels=program.signature.labels,
        output=answer(program, contents, traced.found),
        variables=tuple(_variables(traced)),
        selectors=tuple(_selectors(traced)),
        scores=tuple(_scores(traced, contents)),
    )


def _texts(traced: Traced, name: str) -> tuple[str, ...]:
    return tuple(value_text(traced, Cell(name, position)) for position in range(traced.n_positions))


def _variables(traced: Traced) -> Iterator[VariableFacts]:
    operations = {operation.name: headline(operation) for operation in traced.program.operations}
    for name in traced.found.values:
        yield VariableFacts(name=name, operation=operations.get(name, "input"), values=_texts(traced, name))


def _selectors(traced: Traced) -> Iterator[SelectorFacts]:
    for operation in traced.program.operations:
        if isinstance(operation, Select | SelectClosest | SelectBest):
            selected = tuple(map(tuple, traced.found.selectors[operation.name]))
            yield SelectorFacts(name=operation.name, operation=headline(operation), selected=selected)


def _scores(traced: Traced, contents: Sequence[Item]) -> Iterator[ScoreFacts]:
    """The scores that are returned, at each position where a label is given."""
    signature = traced.program.signature
    for operation in traced.program.operations:
        if isinstance(operation, Scores) and operation.name == traced.program.returns:
            if operation.is_pooled:
                yield score_facts(traced, operation, 0)
                continue
            for position, token in enumerate(signature.tokens_of(contents), start=1):
                if token not in signature.unlabelled:
                    yield score_facts(traced, operation, position)


def score_facts(traced: Traced, operation: Scores, position: int) -> ScoreFacts:
    """What the class scores at a position are made of; pooled ones are at position 0."""
    labels = traced.program.signature.labels
    totals = traced.found.scores[operation.name][position]
    first = winner(traced, operation.name, position)
    rest = {*range(len(labels))} - {first, *operation.excluded}
    second = max(sorted(rest), key=lambda label: totals[label], default=None)
    return ScoreFacts(
        name=operation.name,
        position=None if operation.is_pooled else position,
        bias=tuple(number * GRID for number in closed(operation.bias)),
        contributions=tuple(_contributions(traced, operation, position)),
        totals=tuple(totals),
        winner=labels[first],
        runner_up=None if second is None else labels[second],
        margin=None if second is None else totals[first] - totals[second],
    )


def _contributions(traced: Traced, operation: Scores, position: int) -> Iterator[Contribution]:
    places = traced.contents if operation.is_pooled else (position,)
    nothing = [0] * len(traced.program.signature.labels)  # where there are no contents
    for name, weights in zip(operation.variables, closed(operation.weights), strict=True):
        values, type_ = [traced.found.values[name][place] for place in places], traced.program.types[name]
        if isinstance(type_, Numerical):
            rows = semantics.numerical_scores(values, weights[0], type_.denominator)
        else:
            rows = semantics.categorical_scores(values, weights)
        text = " ".join(value_text(traced, Cell(name, place)) for place in places)
        yield Contribution(variable=name, value=text, scores=tuple(semantics.add_scores([nothing, *rows])))
