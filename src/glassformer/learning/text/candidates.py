"""Which pairs of variables may have a table: what a word is, beside what a head reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from glassformer.learning.text.classes import OTHER, group
from glassformer.learning.text.contributions import Contributions
from glassformer.learning.text.encoded import EncodedTexts, Floats
from glassformer.learning.text.heads import Closest, First, Offset
from glassformer.learning.text.readings import ClassReading, InputReading, Reading, SideReading, table_name
from glassformer.learning.text.roles import WORDS, Role
from glassformer.learning.text.tables import Pair

LARGEST = 4_096
"""Cells of a table, at most."""
FEW = 64
"""Values of a feature that may stand in a table, at most."""
LEAST_SHARE = 0.01
"""Of the texts, at least so many have a word that others are seen from."""


def for_classes(
    contributions: Contributions, texts: EncodedTexts, token_names: Sequence[str], *, n_kinds: int, n_cues: int
) -> list[Pair]:
    """A kind of word, beside where it stands from a frequent word, and beside the first word and its neighbours.

    None where words say nothing by themselves.
    """
    own = Role(WORDS)
    if own not in contributions.roles:
        return []
    (kinds,) = group(contributions, own, texts, token_names, n_classes=n_kinds)
    here = ClassReading(kinds, table_name(own, "kind"))
    read: list[Reading] = [ClassReading(kinds, here.table, head) for head in (First(), Offset(-1), Offset(1))]
    sides = [SideReading(cue) for cue in _cues(texts, token_names, n_cues)]
    return [Pair(here, other, kinds.centroids) for other in (*read, *sides)]


def for_tags(
    contributions: Contributions, texts: EncodedTexts, token_names: Sequence[str], *, n_kinds: int
) -> list[Pair]:
    """Every two of: what kind of word it is and its neighbours are, and the features that have few values."""
    readings: list[tuple[Reading, Floats]] = []
    for role in contributions.roles:
        if role.head is not None and not (isinstance(role.head, Offset) and abs(role.head.by) == 1):
            continue
        if role.input == WORDS:
            (kinds,) = group(contributions, role, texts, token_names, n_classes=n_kinds)
            readings.append((ClassReading(kinds, table_name(role, "kind")), kinds.centroids))
        elif texts.cardinalities[role.input] <= FEW:
            readings.append((InputReading(role, texts.cardinalities[role.input]), contributions.of(role)))
    pairs = [Pair(one, other, says) for (one, says), (other, _) in combinations(readings, 2)]
    return [pair for pair in pairs if pair.n_cells <= LARGEST]


def _cues(texts: EncodedTexts, token_names: Sequence[str], n: int) -> list[Closest]:
    """A head for each of the most frequent words."""
    tokens = texts.values[WORDS]
    in_text = np.unique(texts.text * len(token_names) + tokens)
    counts = np.bincount(in_text % len(token_names), minlength=len(token_names))
    counts[: OTHER + 1] = 0
    frequent = [int(token) for token in np.argsort(-counts, kind="stable")[:n]]
    heads: list[Closest] = []
    for token in frequent:
        if counts[token] < LEAST_SHARE * len(texts.lengths):
            break
        plain = "".join(each if each.isascii() and each.isalnum() else "_" for each in token_names[token])
        taken = {head.name for head in heads}
        names = (f"nearest_{plain}", *(f"nearest_{plain}_{number}" for number in range(2, len(frequent) + 2)))
        name = next(each for each in names if each not in taken)
        heads.append(Closest((token,), name))
    return heads
