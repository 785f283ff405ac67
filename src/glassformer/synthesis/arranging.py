"""Answers that are the tokens of the input, arranged: from the answer back to what a head must read to copy it.

That head needs a number at each token: the position where the token is wanted (``copying``). Either the search finds
the number as it finds an answer. Or the tokens that are wanted come in some order (``ordering``), and the number is how
many of them come before: which are wanted is asked of the search, and a head counts. What is not wanted is ``none``,
and comes last. In the end the search is asked what the answer is, beside what was copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod

import numpy as np

from glassformer.program.relations import Preference, Relation
from glassformer.synthesis import idioms
from glassformer.synthesis.completion import complete
from glassformer.synthesis.copying import NO, NOWHERE, YES, wanted_at, which_number, which_places
from glassformer.synthesis.determination import Question, answers_seen
from glassformer.synthesis.evidence import Evidence, Ints
from glassformer.synthesis.features import Feature
from glassformer.synthesis.judging import own_cost
from glassformer.synthesis.ordering import Criterion, find_order
from glassformer.synthesis.search import Limits, Log, Search

NUMBER_COST, PLACES_COST, ANSWER_COST = 6, 8, 6
"""How dear a feature may be that the search makes to find the number, which tokens are wanted, and the answer."""


class Arranging:
    """An attempt at answers that are the tokens of the input, arranged.

    Args:
        evidence: inputs and wanted answers.
        limits: how far searches go, all together.
        log: is told how it goes.

    Attributes:
        n_made: how many features were made so far.
    """

    def __init__(self, evidence: Evidence, limits: Limits, log: Log | None = None) -> None:
        self.evidence, self.limits, self.log = evidence, limits, log
        self.tokens, self.positions = idioms.inputs_of(evidence)
        first = Preference("first", Relation("=="))  # where the first token stands that is the same
        copies = idioms.best_heads(evidence, self.tokens, self.tokens, first, [self.positions])
        self.given = [self.tokens, self.positions, *copies]
        self.n_made = 0

    def run(self) -> Sequence[Feature] | None:
        """Features that settle the answer; None where it is no such arrangement, or none that can be found so."""
        signature = self.evidence.signature
        if signature.is_causal or signature.gives_one_label:  # the number would be another for each position that reads
            return None
        for numbers in self._ways():
            place = self._place(numbers)
            found = None if place is None else self._answer(place)
            if found is not None:
                return found if own_cost(found) <= self.limits.cost else None
        return None

    def _ways(self) -> Iterator[Ints]:
        """Where each token is wanted: equal ones in turn, from the first or from the last."""
        first, last = wanted_at(self.evidence), wanted_at(self.evidence, from_end=True)
        if first is not None and last is not None:
            yield first
            if (first != last).any():
                yield last

    def _place(self, numbers: Ints) -> Feature | None:
        """A feature that has the number of each token that has one, and elsewhere none."""
        question = which_number(self.evidence, numbers)
        known, pool = self._searched(question, NUMBER_COST, self.given)
        order = find_order(numbers, sorted(pool, key=lambda each: own_cost([each])))
        ranked = None if order is None else self._ranked(numbers, order)
        return learned("place", question, known) if ranked is None and known is not None else ranked

    def _ranked(self, numbers: Ints, order: Sequence[Criterion]) -> Feature | None:
        """The number as the rank in an order, of the tokens that are wanted; None where it is not that."""
        self._tell(f"an order by {', '.join(each.feature.name for each in order)}")
        question = which_places(self.evidence, numbers)
        known, _ = self._searched(question, PLACES_COST, self.given)
        if known is None:
            return None
        is_wanted = learned("wanted", question, known)
        arranged = in_order(is_wanted, order)
        rank = next(idioms.heads(self.evidence, arranged, arranged, Relation("<"), []))
        offsets = np.unique((numbers - rank.column)[numbers != NOWHERE])
        if len(offsets) > 1:
            return None
        outcomes = [
            str(int(number) + int(offsets[0])) if wanted == YES else idioms.NONE
            for wanted, number in product(is_wanted.values, rank.values)
        ]
        return idioms.tabulated("place", (is_wanted, rank), outcomes, idioms.TABLE_COST)

    def _answer(self, place: Feature) -> Sequence[Feature] | None:
        """What is copied by these numbers, with what else it takes to settle the answer."""
        _, copied = idioms.heads(self.evidence, place, self.positions, Relation("=="), [self.tokens])
        if Question(self.evidence, copied.column).is_settled:
            return [copied]
        found, _ = self._searched(self.evidence, ANSWER_COST, [*dict.fromkeys([*self.given, *copied.lineage()])])
        return found

    def _searched(
        self, question: Evidence, cost: int, given: Sequence[Feature]
    ) -> tuple[Sequence[Feature] | None, list[Feature]]:
        """The features that settle a question, if they are found; and those that were kept on the way."""
        limits = replace(self.limits, cost=cost, features=self.limits.features - self.n_made)
        search = Search(question, limits, given)
        found = search.judge.settled(given) or search.run()
        self.n_made += search.n_made
        return None if found is None else found.features, search.judge.pool

    def _tell(self, line: str) -> None:
        if self.log is not None:
            self.log(line)


def learned(name: str, question: Evidence, features: Sequence[Feature]) -> Feature:
    """A table over features that settle a question, which answers it."""
    labels = question.signature.labels
    table = complete(answers_seen(question, features), [each.values for each in features], labels)
    return idioms.tabulated(name, features, [labels[outcome] for outcome in table], idioms.TABLE_COST)


def in_order(is_wanted: Feature, order: Sequence[Criterion]) -> Feature:
    """How far from the beginning of an order each position is that is wanted, the others being ``none``, and last.

    A criterion counts for as much as all steps of those after it together, so that their sum is in the order of all.
    """
    *terms, last = (
        _weighed(each, prod(after.n_steps for after in order[place:])) for place, each in enumerate(order, start=1)
    )
    while len(terms) > 1:
        last = idioms.added(terms.pop(), last)
    parents = (is_wanted, *terms, last)
    outcomes = [
        idioms.NONE if wanted == NO else str(sum(map(int, numbers)))
        for wanted, *numbers in product(*(each.values for each in parents))
    ]
    values = sorted({*outcomes} - {idioms.NONE}, key=int)
    return idioms.with_values("order", parents, outcomes, (*values, idioms.NONE), idioms.TABLE_COST)


def _weighed(criterion: Criterion, weight: int) -> Feature:
    """The steps of a criterion times a weight; the feature itself where its values say just that."""
    feature, outcomes = criterion.feature, [str(weight * step) for step in criterion.steps]
    if tuple(outcomes) == feature.values:
        return feature
    return idioms.tabulated("steps", [feature], outcomes, idioms.TABLE_COST)
