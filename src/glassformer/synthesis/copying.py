"""Answers that are copies: where each token of an input is wanted as an answer, if the answers are those tokens.

A search from below finds no head that copies, if what it must read tells nothing by itself. Here the answers say what
it must read: a token that is the answer at one position, and only there, has to know the number of that position. So a
question about answers becomes a question about numbers, or about which tokens have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from glassformer.synthesis.evidence import Evidence, Ints, Places
from glassformer.synthesis.idioms import NONE

MOST_FILLERS = 2
"""How many labels may be something else than copies."""
NOWHERE = -1
YES, NO = "yes", "no"


def wanted_at(evidence: Evidence, *, from_end: bool = False) -> Ints | None:
    """``input position``: at which position the token there is the answer, ``NOWHERE`` where at none.

    Each answer is taken to be a copy of a token of its own: of equal ones the first answer has the first token, or,
    from the end, the last. Labels of which there are too few tokens in any input are no copies at all. None where those
    are more than a few, or where an answer is not wanted at every token.
    """
    wanted, is_asked = evidence.wanted, evidence.is_asked
    if (~is_asked & (evidence.tokens >= len(evidence.signature.marks))).any():
        return None
    found = np.where(evidence.is_there, _labels_of_tokens(evidence)[evidence.tokens], NOWHERE)
    is_same = (found[:, :, None] == wanted[:, None, :]) & is_asked[:, None, :]
    is_copy = is_same & (_turns(found, from_end=from_end)[:, :, None] == _turns(wanted)[:, None, :])
    fillers = np.unique(wanted[is_asked & ~is_copy.any(1)])
    if len(fillers) > MOST_FILLERS:
        return None
    is_copy &= ~np.isin(wanted, fillers)[:, None, :]
    return np.where(is_copy.any(2), is_copy.argmax(2), NOWHERE).astype(np.int32) if is_copy.any() else None


def _labels_of_tokens(evidence: Evidence) -> Places:
    """``token``: the label of the same name, -1 where there is none."""
    signature = evidence.signature
    place = {label: index for index, label in enumerate(signature.labels)}
    return np.array([*(-1 for _ in signature.marks), *(place.get(token, -1) for token in signature.alphabet)])


def _turns(values: npt.NDArray[np.signedinteger], *, from_end: bool = False) -> Places:
    """``input position``: how many positions before it, or, from the end, after it, have the same value."""
    is_same = values[:, :, None] == values[:, None, :]
    found: Places = (np.triu(is_same, 1) if from_end else np.tril(is_same, -1)).sum(2)
    return found


def which_number(evidence: Evidence, numbers: Ints) -> Evidence:
    """The question which of these numbers each position has, none being one of the answers."""
    labels = (*map(str, range(evidence.signature.max_length)), NONE)
    return _asking(evidence, labels, np.where(numbers == NOWHERE, len(labels) - 1, numbers))


def which_places(evidence: Evidence, numbers: Ints) -> Evidence:
    """The question which positions have a number."""
    return _asking(evidence, (NO, YES), numbers != NOWHERE)


def _asking(evidence: Evidence, labels: Sequence[str], answers: npt.NDArray[np.generic]) -> Evidence:
    """The same inputs, with another question at every position, marks among them."""
    signature = replace(evidence.signature, labels=tuple(labels))
    return Evidence(signature, evidence.tokens, np.where(evidence.is_there, answers, -1).astype(np.int32))
