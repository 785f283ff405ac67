"""What features are worth: which settle the answer together, which tell most of it, and which are kept to build on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from glassformer.synthesis.completion import broadest_rules
from glassformer.synthesis.determination import MOST_ROWS, ROW_BITS, Question, answers_seen, entropy
from glassformer.synthesis.evidence import Evidence
from glassformer.synthesis.features import Feature, joint

EPSILON = 1e-6
BITS = 6
"""How many bits of what is not yet settled a step of cost is worth."""
ALL_KEPT = 150
"""As long as there are no more features than these, all are kept."""
N_WAYS = 3
"""In how many ways features are compared before some are kept: alone, with the token, in context."""
FIRSTS = 24
SECONDS = 300
"""How many features are tried as the first, and as the second, of those that settle the answer together."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Features that settle the answer together.

    Attributes:
        features: at least one.
        cost: how much there is to read: what makes them, and the rules of the table over them.
        length: the same in bits, as what it saves is counted.
    """

    features: tuple[Feature, ...]
    cost: int
    length: float

    @property
    def n_rows(self) -> int:
        """How many rows a table over them has."""
        return prod(each.n_values for each in self.features)

    @classmethod
    def of(cls, evidence: Evidence, features: Sequence[Feature]) -> Settled:
        """These features, with their cost."""
        own, n_rules = own_cost(features), 0
        if len(features) > 1:
            seen = answers_seen(evidence, features)
            n_rules = len(broadest_rules(seen, [each.values for each in features]))
        return cls(tuple(features), own + n_rules, BITS * own + ROW_BITS * n_rules)


def own_cost(features: Iterable[Feature]) -> int:
    """How much there is to read in what makes these features."""
    return sum(each.own_cost for each in frozenset().union(*(feature.history for feature in features)))


class Judge:
    """Compares features over some evidence.

    Args:
        evidence: inputs and wanted answers.
        tokens: the feature of that name, beside which others are looked at.
        cost: how much there is to read in what features rest on.
    """

    def __init__(self, evidence: Evidence, tokens: Feature, cost: Callable[[Feature], int]) -> None:
        self.evidence, self.tokens, self.cost = evidence, tokens, cost
        self.question = Question(evidence)
        self.nothing_known = entropy(self.question.count(np.zeros(len(self.question.answers), dtype=np.int64)))
        self.pool: list[Feature] = []
        self._told: dict[Feature, tuple[float, float]] = {}
        self._weighed: dict[tuple[Feature, ...], Settled] = {}

    def settles(self, *features: Feature) -> bool:
        """Whether the answer is settled once all of these are known."""
        n_rows = prod(each.n_values for each in features)
        if n_rows > MOST_ROWS:
            return Question(self.evidence, joint(features)).is_settled
        return self.question.uncertainty(joint(features), n_rows) < EPSILON

    def told(self, feature: Feature) -> tuple[float, float]:
        """How many bits the answers take once this is known, and once the token is known as well."""
        if feature not in self._told:
            beside = joint([feature, self.tokens]), feature.n_values * self.tokens.n_values
            alone = self.question.length(feature.column, feature.n_values)
            self._told[feature] = alone, self.question.length(*beside)
        return self._told[feature]

    def forget(self, features: Iterable[Feature]) -> None:
        """Drop what was noted of features that nothing will be built on."""
        for each in features:
            self._told.pop(each, None)

    def telling(self, features: Iterable[Feature]) -> list[Feature]:
        """Those that tell most, alone or with the token, first."""
        return sorted(features, key=lambda each: min(self.told(each)))

    def context(self, n_beside: int) -> list[Feature]:
        """The tokens, and so many features that tell most beside them, chosen one after the other, while it pays."""
        found = [self.tokens]
        for _ in range(n_beside):
            known = Question(self.evidence, joint(found))
            if known.is_settled:
                break
            found.append(
                min(self.pool, key=lambda each: known.length(each.column, each.n_values) + BITS * self.cost(each))
            )
        return found

    def settled(self, fresh: Sequence[Feature]) -> Settled | None:
        """The cheapest features found, one of them fresh, that settle the answer; None where there are none.

        They must take less than half of the bits to say that the answers themselves take: what takes more explains
        nothing.
        """
        sharpest, in_context = self._in_context(fresh)
        found = in_context or self._together(fresh, sharpest)
        self._weighed.clear()
        tidied = [self.tidied(features) for features in found]
        convincing = [each for each in tidied if each.length < self.nothing_known / 2 and each.n_rows <= MOST_ROWS]
        return min(convincing, key=lambda each: each.cost, default=None)

    def _in_context(self, fresh: Sequence[Feature]) -> tuple[list[Feature], list[tuple[Feature, ...]]]:
        """The fresh features that tell most beside what tells most; and those that settle the answer with it."""
        sharpest: list[Feature] = []
        found: list[tuple[Feature, ...]] = []
        for n_beside in (1, 2):
            context = self.context(n_beside)
            focus = Question(self.evidence, joint(context))
            beyond = {each: focus.length(each.column, each.n_values) for each in fresh}
            sharpest += sorted(fresh, key=beyond.__getitem__)[:FIRSTS]
            settling = (each for each in sharpest if focus.uncertainty(each.column, each.n_values) < EPSILON)
            found += [(*context, each) for each in settling]
        return sharpest, found

    def _together(self, fresh: Sequence[Feature], sharpest: Sequence[Feature]) -> list[tuple[Feature, ...]]:
        """Two features that settle the answer, or, where there are none, three."""
        telling = list(dict.fromkeys((*sharpest, *self.telling(fresh))))
        is_fresh = set(fresh)
        found: list[tuple[Feature, ...]] = []
        pairs: list[tuple[float, int, tuple[Feature, ...]]] = []
        for first in dict.fromkeys((self.tokens, *self.telling([*self.pool, *fresh])[:FIRSTS])):
            known = Question(self.evidence, first.column)
            for each in telling[:SECONDS] if first not in is_fresh else (*self.pool, *telling[:FIRSTS]):
                pairs.append((known.length(each.column, each.n_values), len(pairs), (first, each)))
                if known.uncertainty(each.column, each.n_values) < EPSILON:
                    found.append((first, each))
        for _, _, pair in sorted(pairs)[: FIRSTS // 2] if not found else []:
            both = Question(self.evidence, joint(pair))
            thirds = (*self.pool, *telling[:FIRSTS])
            found += [(*pair, each) for each in thirds if both.uncertainty(each.column, each.n_values) < EPSILON]
        return found

    def tidied(self, features: Sequence[Feature]) -> Settled:
        """Features that settle the answer, without those that are not needed, and with cheaper ones in their places."""
        best = self._weigh(self.needed(features))
        for place in range(len(best.features)):
            before, after = best.features[:place], best.features[place + 1 :]
            if not before and not after:
                break
            known = Question(self.evidence, joint([*before, *after]))
            for other in self.pool:
                others = [*before, other, *after]
                is_cheaper = own_cost(others) + 1 < best.cost  # with one rule, which is the least
                if is_cheaper and known.uncertainty(other.column, other.n_values) < EPSILON:
                    best = min(best, self._weigh(others), key=lambda each: each.cost)
        return self._weigh(self.needed(best.features))

    def _weigh(self, features: Sequence[Feature]) -> Settled:
        """These features with their cost, which is found once."""
        found = tuple(features)
        if found not in self._weighed:
            self._weighed[found] = Settled.of(self.evidence, found)
        return self._weighed[found]

    def needed(self, features: Sequence[Feature]) -> list[Feature]:
        """Those of which none can go, if they are to settle the answer; the dearest are tried to go first."""
        kept = list(features)
        for each in sorted(features, key=self.cost, reverse=True):
            others = [other for other in kept if other is not each]
            if others and self.settles(*others):
                kept = others
        return kept

    def chosen(self, fresh: list[Feature], width: int) -> list[Feature]:
        """About ``width`` features to build on: of each kind those that tell most, in each of the ways."""
        if len(fresh) <= width or len(self.pool) + len(fresh) <= ALL_KEPT:
            return fresh
        focus = Question(self.evidence, joint(self.context(2)))
        kinds: dict[str, dict[tuple[float, ...], Feature]] = {}
        for each in fresh:
            told = (*self.told(each), focus.length(each.column, each.n_values))
            kinds.setdefault(each.name, {}).setdefault(told, each)  # of those that tell the same, the first
        share = max(2, width // (N_WAYS * len(kinds)))
        kept: dict[Feature, None] = {}
        for place in range(N_WAYS):
            for kind in kinds.values():
                ranked = sorted(kind.items(), key=lambda pair: pair[0][place])
                kept.update((each, None) for _, each in ranked[:share])
        return list(kept)
