"""Inputs that are filled-in forms: all of one length, answers wanted at the same places, so that a place has a meaning.

There it is known where to look, a fixed number of places away, and the question is what to make of what is read. So the
tokens at each distance, and sums and differences of two of them, are tried as they are; the values of each that act
alike are merged; and what tells most beside all that was taken before is taken, until the answers are settled. At last,
two variables whose pairs of values act like a few values are joined into one (Ashenhurst's decomposition of a table).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations, permutations
from operator import itemgetter

import numpy as np

from glassformer.synthesis import idioms
from glassformer.synthesis.determination import Question, entropy
from glassformer.synthesis.evidence import Evidence
from glassformer.synthesis.features import Feature, joint
from glassformer.synthesis.judging import BITS, EPSILON, own_cost
from glassformer.synthesis.merging import merged

MOST_POSITIONS = 24
"""Longer inputs are no forms: of each two positions, sums are tried."""
MOST_FEATURES = 8
"""How many features may settle the answers together."""
MOST_COMPARED = 50_000_000
"""How many counts of answers may be compared in merging the values of one reading."""
MOST_JOINED = 64
"""How many pairs of values two variables may have that are joined."""


def is_form(evidence: Evidence) -> bool:
    """Whether all inputs have one length, and answers are wanted at the same places in all, but not at every token."""
    asked, n_positions = evidence.is_asked, evidence.tokens.shape[1]
    if not evidence.n_inputs or n_positions > MOST_POSITIONS or not evidence.is_there.all():
        return False
    is_same = bool((asked == asked[0]).all())
    return is_same and 0 < asked[0, 1:].sum() < n_positions - len(evidence.signature.marks)


def explained(evidence: Evidence, log: Callable[[str], None] | None = None) -> list[Feature] | None:
    """Features that settle every answer of a form; None where what tells most does not come to that.

    The table over them has at most half as many rows as there are answers: what has more explains nothing.
    """
    candidates = list(readings(evidence))
    _, positions = idioms.inputs_of(evidence)
    chosen, question = [positions], Question(evidence, positions.column)
    while not question.is_settled:
        left = entropy(question.count(question.known)) - EPSILON
        n_rows = question.n_known * question.n_labels
        tried = (merged([each], question) for each in candidates if each.n_values**2 * n_rows <= MOST_COMPARED)
        telling = [each for each in tried if question.uncertainty(each.column, each.n_values) < left]
        if not telling or len(chosen) > MOST_FEATURES:
            return None
        chosen.append(min(telling, key=partial(_length, question)))
        question = Question(evidence, joint(chosen))
        if log is not None:
            log(f"{len(chosen) - 1} read: {len(question.answers):,} of {len(evidence.answers):,} answers open")
    found = joined(evidence, needed(evidence, chosen))
    return found if 2 * _n_rows(evidence, found) <= len(evidence.answers) else None


def readings(evidence: Evidence) -> Iterator[Feature]:
    """The token at each distance, and sums and differences of two of these, where tokens spell integers."""
    n_positions = evidence.tokens.shape[1]
    after = range(1, 1 if evidence.signature.is_causal else n_positions)
    distances = sorted((*range(1 - n_positions, 0), *after), key=abs)
    tokens, _ = idioms.inputs_of(evidence)
    read = [tokens, *(idioms.at_distance(evidence, distance) for distance in distances)]
    yield from read
    if idioms.spells_integers(tokens):
        yield from (idioms.added(a, b) for a, b in combinations(read, 2))
        yield from (idioms.subtracted(a, b) for a, b in permutations(read, 2))


def needed(evidence: Evidence, features: Sequence[Feature]) -> list[Feature]:
    """Those of which none can go, if they are to settle the answers; the first are tried to go first."""
    kept = list(features)
    for each in features:
        others = [other for other in kept if other is not each]
        if others and Question(evidence, joint(others)).is_settled:
            kept = others
    return kept


def joined(evidence: Evidence, features: Sequence[Feature]) -> list[Feature]:
    """The same, two at a time made into one, as long as all tables together get fewer rows by it."""
    kept, n_rows = list(features), _n_rows(evidence, features)
    while len(kept) > 2:
        pairs = [(a, b) for a, b in combinations(kept, 2) if a.n_values * b.n_values <= MOST_JOINED]
        options = [_with_joined(evidence, kept, pair) for pair in pairs]
        n_rows_then, found = min(options, key=itemgetter(0), default=(n_rows, kept))
        if n_rows_then >= n_rows:
            break
        kept, n_rows = found, _n_rows(evidence, found)
    return kept


def _with_joined(
    evidence: Evidence, features: Sequence[Feature], pair: tuple[Feature, Feature]
) -> tuple[int, list[Feature]]:
    """How many rows there are once a pair is joined, those of its own table included; and the features."""
    others = [each for each in features if each not in pair]
    found = [*others, merged(pair, Question(evidence, joint(others)))]
    return _n_rows(evidence, found) + _n_rows(evidence, pair), found


def _n_rows(evidence: Evidence, features: Sequence[Feature]) -> int:
    """How many rows of a table over these features are seen where answers are wanted."""
    return len(np.unique(joint(features)[evidence.is_asked]))


def _length(question: Question, feature: Feature) -> float:
    """How many bits it takes to say what is open with this feature, and the feature."""
    return question.length(feature.column, feature.n_values) + BITS * own_cost([feature])
