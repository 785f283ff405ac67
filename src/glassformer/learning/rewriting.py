"""A short program found by search among all that agree with the training examples, made into a network.

Descent finds programs whose parts share the work in a way that nobody would write. Where a short program agrees with
every training example as well, it is the better guess; like any other candidate it is judged on the validation inputs.
"""

from __future__ import annotations

import numpy as np

from glassformer.learning.data import NO_LABEL, Data
from glassformer.passes import without_numbers
from glassformer.program.sketch import Program
from glassformer.relaxation import Relaxation, open_up, scored
from glassformer.synthesis import Evidence, Limits, find_program

MOST_TOKENS = 64
"""Programs over larger alphabets are not searched for: their predicates are about words, not about all tokens alike."""


def rewritten(data: Data, *, n_features: int, seed: int, numbers: bool = True) -> Relaxation | None:
    """A network that computes a short program which is right on every training input; None where none is found.

    Args:
        data: of which only the training inputs are looked at.
        n_features: how many features the search may make.
        seed: of the choice of inputs that it looks at first.
        numbers: whether it may count; without, what it counts is told by categorical variables.
    """
    signature = data.signature
    if n_features == 0 or signature.gives_one_label or len(signature.alphabet) > MOST_TOKENS or signature.columns:
        return None
    program = find_program(evidence_of(data), limits=Limits(features=n_features), seed=seed)
    if program is None:
        return None
    return network_of(program if numbers else without_numbers(program))


def evidence_of(data: Data) -> Evidence:
    """The training inputs and their labels."""
    labels = data.train.labels.cpu().numpy().astype(np.int32)
    tokens = data.train.tokens.cpu().numpy().astype(np.int32)
    return Evidence(data.signature, tokens, np.where(labels == NO_LABEL, -1, labels).astype(np.int32))


def network_of(program: Program) -> Relaxation:
    """The network that computes a program exactly, and can be trained on: every table, predicate and weight is open.

    Raises:
        ProgramError: no network can hold it.
    """
    whole = scored(program)
    network = Relaxation(open_up(whole))
    network.load(whole)
    return network.eval()
