"""Which words are tried in the place of another: one of every other class that matters where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glassformer.explain.text.decisions import Decider, Decision
from glassformer.explain.text.origins import Origin
from glassformer.program.holes import closed
from glassformer.program.operations import Aggregate
from glassformer.tasks.text import Vocabulary
from glassformer.tasks.text.vocabulary import UNKNOWN

N_CLASSES = 32
"""So many classes of each table are tried: those that speak most for another label."""
N_FREQUENT = 128
"""So many of the most frequent words are tried where the program has no classes of words to choose from."""


class Rivals:
    """The words that can replace others.

    Args:
        decider: of the program.
        vocabulary: of its reader.
    """

    def __init__(self, decider: Decider, vocabulary: Vocabulary) -> None:
        self._decider, self._vocabulary = decider, vocabulary
        self._tables = frozenset(decider.classes.of_words())
        self._weights = _weights_by_table(decider)
        self._names = decider.program.signature.marks + decider.program.signature.alphabet

    def of(self, word: str, place: int, decision: Decision) -> tuple[str, ...]:
        """The words that are tried in the place of one; capitals stay where the vocabulary has none.

        Args:
            word: that is replaced.
            place: where it stands, from 1.
            decision: that is to be another.
        """
        token = self._vocabulary.words[self._vocabulary.index(word)]
        here = [origin for each in decision.contributions for origin in each.origin if origin.position == place]
        if not here:
            return ()  # no head of the tagged word comes here
        found = dict.fromkeys(
            other for table in self._tables_in(here) for other in self._of_table(table, token, decision)
        )
        others = found or self._vocabulary.words[: N_FREQUENT + 1]
        return tuple(self._cased(other, word) for other in others if other not in (token, UNKNOWN))

    def _tables_in(self, origins: Iterable[Origin]) -> list[str]:
        """The tables of word classes among these, each once."""
        classes = (origin.cls for origin in origins)
        return list(dict.fromkeys(cls.table for cls in classes if cls is not None and cls.table in self._tables))

    def _of_table(self, table: str, token: str, decision: Decision) -> Iterator[str]:
        """The most frequent word of each class but that of this word."""
        members = self._decider.classes.members(table)
        for value in self._classes(table, decision)[: N_CLASSES + 1]:
            words = [self._names[member] for member in members[value]]
            known = (word for word in words if word in self._vocabulary)
            if token not in words and (first := next(known, None)) is not None:
                yield first

    def _classes(self, table: str, decision: Decision) -> list[int]:
        """The classes of a table, those that speak most for another label first where they have weights."""
        order = list(range(len(self._decider.classes.members(table))))
        weights = self._weights.get(table)
        if weights is None:
            return order
        kept = self._decider.kept
        own = kept[decision.labels.index(decision.label)]

        def lead(value: int) -> int:
            others = [weights[value][label] for label in kept if label != own]
            return max(others, default=0) - weights[value][own]

        return sorted(order, key=lead, reverse=True)

    def _cased(self, other: str, word: str) -> str:
        if not self._vocabulary.is_lower or not word[:1].isupper():
            return other
        cased = other.upper() if len(word) > 1 and word.isupper() else other.capitalize()
        return cased if cased.lower() == other else other


def _weights_by_table(decider: Decider) -> dict[str, tuple[tuple[int, ...], ...]]:
    """For each table whose value is scored, where it is or as a head reads it: the weights of each value."""
    program, scores = decider.program, decider.scores
    read_from = {op.name: closed(op.values) for op in program.operations if isinstance(op, Aggregate)}
    pairs = zip(scores.variables, closed(scores.weights), strict=True)
    return {read_from.get(name, name): weights for name, weights in pairs}
