"""The search for the nearest change of a text that leads to another label; each is tried by running the program.

A change leaves words out, as if they had never been written, or replaces them by words of the vocabulary. The reader
reads the changed text anew, so that phrases and features change with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from glassformer.explain.text.decisions import Decider, Decision
from glassformer.explain.text.flips import Edits, Flip, Text, moved, smallest_first
from glassformer.explain.text.rivals import Rivals
from glassformer.explain.text.running import Runner
from glassformer.tasks.text import TextReader

N_FIRST = 8
"""Of words to leave out, the second is looked for beside so many firsts."""
MOST_REPLACED = 1000
"""So many replacements are tried at most for each of the two words."""


@dataclass(frozen=True)
class _Tried:
    """A change: the label that it leads to, by number, and how far the best other label is then ahead of the first."""

    edits: Edits
    label: int
    lead: float


class FlipSearch:
    """The search for one text.

    Args:
        decider: of the program.
        reader: reads changed texts.
        text: as it is.

    Attributes:
        n_runs: how many changed texts were tried so far.
    """

    def __init__(self, decider: Decider, reader: TextReader, text: Text) -> None:
        self._runner, self._reader, self._text = Runner(decider.program), reader, text
        self._rivals = Rivals(decider, reader.vocabulary)
        self._labels: Sequence[str] = decider.program.signature.labels
        self._lengths = decider.program.signature.lengths
        self._places = range(1, min(len(text.words), reader.max_length) + 1)
        self.n_runs = 0

    def find(self, decision: Decision) -> tuple[Flip, ...]:
        """The nearest change that leaves words out, and the nearest that replaces some; the smaller one first.

        One word is changed where that is enough, else a second one beside the best firsts; nothing is found where two
        such words are not enough. A tagged word itself stays, and is replaced only where no other word is enough. Of
        changes of as many words, the one is found that puts the other label furthest ahead.
        """
        found = [self._leave_out(decision), self._replace(decision)]
        return smallest_first([self._flip(tried) for tried in found if tried is not None])

    def _leave_out(self, decision: Decision) -> _Tried | None:
        places = [place for place in self._places if place != decision.position]
        if len(self._text.words) < 2:  # nothing would be left
            return None
        tried = self._try(decision, [{place: None} for place in places])
        if (found := self._furthest(decision, tried)) is not None or len(self._text.words) < 3:
            return found
        firsts = sorted(tried, key=lambda each: -each.lead)[:N_FIRST]
        pairs = {(min(one, two), max(one, two)) for first in firsts for one in first.edits for two in places}
        return self._furthest(
            decision, self._try(decision, [dict.fromkeys(pair) for pair in sorted(pairs) if pair[0] < pair[1]])
        )

    def _replace(self, decision: Decision) -> _Tried | None:
        tried: list[_Tried] = []
        for places in self._in_turn(decision):
            changes: list[Edits] = [
                {place: other}
                for place in places
                for other in self._rivals.of(self._text.words[place - 1], place, decision)
            ]
            tried += self._try(decision, changes[:MOST_REPLACED])
            if (found := self._furthest(decision, tried)) is not None:
                return found
        first = max(tried, key=lambda each: each.lead).edits if tried else {}
        pairs = [{**first, **each.edits} for each in tried if not first.keys() & each.edits.keys()]
        return self._furthest(decision, self._try(decision, pairs))

    def _in_turn(self, decision: Decision) -> Iterator[list[int]]:
        """The words that may be replaced, those that speak most for the label first; a tagged word after the others."""
        by_weight = sorted(self._places, key=lambda place: -decision.word_weights.get(place, 0))
        yield [place for place in by_weight if place != decision.position]
        if decision.position is not None:
            yield [decision.position]

    def _try(self, decision: Decision, changes: Sequence[Edits]) -> list[_Tried]:
        """Each change that leaves a text which the program takes, tried."""
        texts = [self._text.edited(each) for each in changes]
        contents = [self._reader.read(text.words, text.columns) for text in texts]
        is_taken = [len(each) in self._lengths for each in contents]
        changes, contents = list(compress(changes, is_taken)), list(compress(contents, is_taken))
        position = decision.position
        totals = self._runner.totals(contents, [0 if position is None else moved(position, each) for each in changes])
        self.n_runs += len(changes)
        own = self._labels.index(decision.label)
        others = np.delete(totals, own, axis=1).max(axis=1, initial=-np.inf)
        leads = others - totals[:, own]
        return [_Tried(*each) for each in zip(changes, totals.argmax(1).tolist(), leads.tolist(), strict=True)]

    def _furthest(self, decision: Decision, tried: Iterable[_Tried]) -> _Tried | None:
        """Of the changes that lead to another label, the one that puts it furthest ahead, the first of equals."""
        flipped = [each for each in tried if self._labels[each.label] != decision.label]
        return max(flipped, key=lambda each: each.lead, default=None)

    def _flip(self, tried: _Tried) -> Flip:
        return Flip(
            edits=self._text.named(tried.edits),
            words=self._text.edited(tried.edits).words,
            label=self._labels[tried.label],
            lead=int(tried.lead),
        )
