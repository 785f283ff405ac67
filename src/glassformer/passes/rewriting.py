"""The whole program anew: the shortest that a search finds among those that answer alike on every input.

Other passes change a part at a time, and stay near what was learned. Where many parts share the work, no part can go,
though another way of doing all of it would be short. This one forgets how the program does it and keeps what it does.
"""

from __future__ import annotations

import numpy as np

from glassformer.passes.columns import Column
from glassformer.passes.facts import Facts
from glassformer.passes.observed import Observed
from glassformer.passes.size import text_size
from glassformer.program.sketch import Program
from glassformer.synthesis import Evidence, Limits, find_program

WORTH_IT = 600
"""Programs whose text has fewer characters than this stay as they are."""
MOST_TOKENS = 64
N_FEATURES = 200_000


def rewrite(program: Program, facts: Facts, n_features: int = N_FEATURES) -> Program:
    """A short program that answers like this one on every input of the facts, if a search finds one; else this one.

    Args:
        program: what is rewritten.
        facts: about it.
        n_features: how many features the search may make.
    """
    signature = program.signature
    if not isinstance(facts, Observed) or signature.gives_one_label or len(signature.alphabet) > MOST_TOKENS:
        return program
    if signature.columns:  # the search reads tokens alone
        return program
    if text_size(program) < WORTH_IT:
        return program
    found = find_program(answers_of(program, facts), origin=program.origin, limits=Limits(features=n_features))
    return program if found is None else found


def answers_of(program: Program, facts: Observed) -> Evidence:
    """The program's own answers to all inputs, as evidence."""
    signature, places = program.signature, facts.places
    place = {label: index for index, label in enumerate(signature.labels)}
    labels = np.array([place.get(name, -1) for name in facts.answer_names], dtype=np.int32)
    answers = np.full(places.n_places, -1, dtype=np.int32)
    answers[places.asked] = labels[facts.columns[program.returns].data[places.asked]]
    tokens, wanted = [], []
    for token_group, answer_group in places.groups_of([places.inputs["tokens"], Column(answers)]):
        padding = ((0, 0), (0, signature.max_length - token_group.shape[1]))
        tokens.append(np.pad(token_group.astype(np.int32), padding, constant_values=-1))
        wanted.append(np.pad(answer_group, padding, constant_values=-1))
    return Evidence(signature, np.concatenate(tokens), np.concatenate(wanted))
