"""Features that settle the answer, made into a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    Operation,
    Select,
    SelectBest,
    SelectClosest,
    Selecting,
    TableInput,
)
from glassformer.program.relations import Preference, Relation
from glassformer.program.signature import Signature
from glassformer.program.sketch import Origin, Program
from glassformer.synthesis.completion import complete
from glassformer.synthesis.determination import answers_seen
from glassformer.synthesis.evidence import Evidence
from glassformer.synthesis.features import Attention, Feature, Given, Tabulated

AnyOperation = TypeVar("AnyOperation", bound=Operation)


def assemble(evidence: Evidence, features: Sequence[Feature], origin: Origin) -> Program:
    """The program that computes these features and looks the answer up by them.

    Rows of that last table that the evidence does not have are filled in by ``completion``.
    """
    builder = _Builder(evidence.signature)
    returns = builder.answer(features, evidence)
    return Program(signature=evidence.signature, operations=tuple(builder.operations), returns=returns, origin=origin)


class _Builder:
    """The operations so far, and which variable each feature is."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.operations: list[Operation] = []
        self._names: dict[Feature, str] = {}
        self._categories: dict[Feature, str] = {}
        self._known: dict[Operation, str] = {}

    def answer(self, features: Sequence[Feature], evidence: Evidence) -> str:
        """The variable that holds the answer."""
        labels = evidence.signature.labels
        seen = answers_seen(evidence, features)
        names = [each.values for each in features]
        first = features[0]
        is_named = (
            all(first.values[row] == labels[label] for row, label in seen.items()) if len(features) == 1 else False
        )
        if is_named and not first.is_number:
            return self.variable(first)
        return self._add(
            LookupTable(
                name="",
                inputs=tuple(self.table_input(each) for each in features),
                values=labels,
                table=complete(seen, names, labels),
            )
        )

    def variable(self, feature: Feature) -> str:
        """The variable of a feature, its operations added where they are not there yet."""
        if feature not in self._names:
            self._names[feature] = self._define(feature)
        return self._names[feature]

    def category(self, feature: Feature) -> str:
        """The variable of a feature as a head can read it: of a number its category."""
        if not feature.is_number:
            return self.variable(feature)
        if feature not in self._categories:
            table = LookupTable(
                name="",
                inputs=(self.table_input(feature),),
                values=feature.values,
                table=tuple(range(feature.n_values)),
            )
            self._categories[feature] = self._add(table)
        return self._categories[feature]

    def table_input(self, feature: Feature) -> TableInput:
        """A feature as a table reads it."""
        name = self.variable(feature)
        return Clip(variable=name, low=0, high=feature.n_values - 1) if feature.is_number else name

    def _define(self, feature: Feature) -> str:
        match feature.recipe:
            case Given():
                return feature.name
            case Attention():
                return self._attend(feature, feature.recipe)
            case Tabulated(table=table):
                inputs = tuple(self.table_input(each) for each in feature.parents)
                return self._add(LookupTable(name="", inputs=inputs, values=feature.values, table=table))

    def _attend(self, feature: Feature, head: Attention) -> str:
        keys = feature.parents[0]
        queries = "tokens" if isinstance(head.rule, tuple) else self.category(feature.parents[1])
        selector = self._add(self._selector(head, keys, queries, feature.parents))
        if head.kind == "count":
            return self._add(AggregateSum(name="", selector=selector, values="ones"))
        return self._add(Aggregate(name="", selector=selector, values=self.category(feature.parents[-1])))

    def _selector(self, head: Attention, keys: Feature, queries: str, parents: tuple[Feature, ...]) -> Selecting:
        read = self.category(keys)
        match head.rule:
            case Preference():
                scores = head.rule.scores(keys.values, parents[1].values)
                return SelectBest(name="", keys=read, queries=queries, scores=scores)
            case Relation():
                predicate = head.rule.predicate(keys.values, parents[1].values)
            case accepted:
                n_tokens = len(self.signature.marks) + len(self.signature.alphabet)
                predicate = (accepted,) * n_tokens
        make = Select if head.kind == "count" else SelectClosest
        return make(name="", keys=read, queries=queries, predicate=predicate)

    def _add(self, operation: Operation) -> str:
        """Add an operation, which has no name yet, unless there is one like it; its name."""
        if operation not in self._known:
            name = f"v{len(self.operations) + 1}"
            self._known[operation] = name
            self.operations.append(_named(operation, name))
        return self._known[operation]


def _named(operation: AnyOperation, name: str) -> AnyOperation:
    return replace(operation, name=name)
