"""A short program for many examples: found on a few of them, checked on all, sought again with those it got wrong."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from glassformer.program.sketch import Origin, Program
from glassformer.synthesis import forms, idioms
from glassformer.synthesis.arranging import Arranging
from glassformer.synthesis.assembling import assemble
from glassformer.synthesis.completion import complete
from glassformer.synthesis.determination import Question, answers_seen
from glassformer.synthesis.evidence import Evidence
from glassformer.synthesis.features import Feature, joint
from glassformer.synthesis.judging import own_cost
from glassformer.synthesis.remaking import remade
from glassformer.synthesis.search import Limits, Log, Search

N_SHOWN = 200
"""Examples that a search looks at to begin with."""
N_SHOWN_OF_FORM = 20_000
"""The same where inputs are forms."""
N_ADDED = 25
"""Examples that are added to them of those that the last program got wrong."""
STAGES = (0.3, 0.3, 0.4)
"""The shares of its features after which a search begins anew, with what was most telling as given."""
PROMOTED = 2
MOST_TO_SHORTEN = 150_000
"""How many features a search makes at most where a program is there already, and it is for a shorter one."""


def find_program(
    everything: Evidence,
    *,
    origin: Origin = "learned",
    limits: Limits | None = None,
    seed: int = 0,
    log: Log | None = None,
) -> Program | None:
    """A short program that gives the wanted answer on every input of the evidence; None where none is found.

    The same arguments give the same program.

    Args:
        everything: inputs and the answers to them.
        origin: of the program.
        limits: how far the search goes, all in all; what is tried of forms (`forms`) comes before it.
        seed: of the choice of inputs that it looks at first.
        log: is told how it goes, a line at a time.
    """
    program = of_form(everything, origin, seed, log) if forms.is_form(everything) else None
    if program is not None:
        return program
    limits = limits or Limits()
    n_shown = min(N_SHOWN, everything.n_inputs)
    shown = sorted(random.Random(seed).sample(range(everything.n_inputs), n_shown))
    n_left = limits.features
    while n_left > 0:
        evidence = everything.some(np.array(shown, dtype=np.int64))
        found = searched(evidence, replace(limits, features=n_left), log)
        n_left -= found.n_made
        if found.features is None:
            return None
        # What explains the inputs shown may explain all of them, once the rows that only others have are known too.
        program = found.program(everything, origin) or found.program(evidence, origin)
        assert program is not None
        wrong = wrong_inputs(program, everything)
        if log is not None:
            log(f"{len(program.operations)} operations: wrong on {len(wrong):,} of {everything.n_inputs:,} inputs")
        if not len(wrong):
            return program
        shown += wrong[:N_ADDED].tolist()
    return None


def of_form(everything: Evidence, origin: Origin, seed: int, log: Log | None) -> Program | None:
    """A program that reads at fixed distances and gives every answer of a form; None where it cannot be had so."""
    n_shown = min(N_SHOWN_OF_FORM, everything.n_inputs)
    shown = sorted(random.Random(seed).sample(range(everything.n_inputs), n_shown))
    features = forms.explained(everything.some(np.array(shown, dtype=np.int64)), log)
    program = None if features is None else Found(features=features, n_made=0).program(everything, origin)
    return None if program is None or len(wrong_inputs(program, everything)) else program


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search came to.

    Attributes:
        features: features that settle every answer, or None.
        n_made: how many features were made on the way.
        until: the label up to which they settle the answers, if it comes again at all positions after; else None.
    """

    features: Sequence[Feature] | None
    n_made: int
    until: int | None = None

    def program(self, evidence: Evidence, origin: Origin) -> Program | None:
        """The program of these features, its last table from this evidence; None where they do not settle that."""
        features = self.settling(evidence)
        return assemble(evidence, features, origin) if features is not None else None

    def settling(self, evidence: Evidence) -> Sequence[Feature] | None:
        """The features made on other evidence, with what comes after the label; None where they settle it not."""
        assert self.features is not None
        made = remade(evidence, self.features)
        if self.until is None:
            return made if Question(evidence, joint(made)).is_settled else None
        if not Question(evidence.until(self.until), joint(made)).is_settled:
            return None
        for features in (made, (idioms.inputs_of(evidence)[0], *made)):  # the token tells where no answer is wanted
            found = absorbed(evidence, features, self.until)
            if Question(evidence, found.column).is_settled:
                return [found]
        return None


def searched(evidence: Evidence, limits: Limits, log: Log | None) -> Found:
    """Features that settle every answer of the evidence."""
    if len(np.unique(evidence.answers)) <= 1:
        return Found(features=[constant(evidence)], n_made=0)
    label = evidence.absorbing
    if label is None:
        return in_stages(evidence, limits, log)
    # What comes after the first such label need not be understood: it is enough that it has come.
    local = replace(in_stages(evidence.until(label), limits, log), until=label)
    if local.features is None or local.settling(evidence) is not None:
        return local
    whole = in_stages(evidence, replace(limits, features=limits.features - local.n_made), log)
    return replace(whole, n_made=local.n_made + whole.n_made)


def constant(evidence: Evidence) -> Feature:
    """The only answer that is wanted, at every token; the first label where none is."""
    labels, (tokens, _) = evidence.signature.labels, idioms.inputs_of(evidence)
    answer = labels[evidence.answers.max(initial=0)]
    return idioms.tabulated("constant", [tokens], [answer] * tokens.n_values, idioms.TABLE_COST)


def in_stages(evidence: Evidence, limits: Limits, log: Log | None) -> Found:
    """Features that settle the answers: the tokens arranged, or something shorter, or what is found in stages."""
    arranging = Arranging(evidence, limits, log)
    arranged = arranging.run()
    n_made = arranging.n_made
    if arranged is not None:
        n_features = min(int(STAGES[0] * limits.features), MOST_TO_SHORTEN)
        search = Search(evidence, replace(limits, cost=own_cost(arranged) - 1, features=n_features), log=log)
        found = search.run()
        return Found(features=arranged if found is None else found.features, n_made=n_made + search.n_made)
    given: Sequence[Feature] = ()
    for share in STAGES:
        search = Search(evidence, replace(limits, features=int(share * limits.features)), given, log)
        found = search.run()
        n_made += search.n_made
        if found is not None:
            return Found(features=found.features, n_made=n_made)
        given = search.promoted(PROMOTED)
    return Found(features=None, n_made=n_made)


def absorbed(evidence: Evidence, local: Sequence[Feature], label: int) -> Feature:
    """The answer where a label comes again once it has come, from features that settle the answer up to then."""
    until = evidence.until(label)
    labels = evidence.signature.labels
    rows, seen = joint(local), answers_seen(until, local)
    table = np.array(complete(seen, [each.values for each in local], labels))
    # Before another answer is wanted, the label must not come either where none is: at marks and unlabelled tokens.
    is_other = evidence.is_asked & ~evidence.has_come(label)
    is_early = np.logical_or.accumulate(is_other[:, ::-1], axis=1)[:, ::-1]
    early = [row for row in np.unique(rows[is_early]).tolist() if table[row] == label and row not in seen]
    table[early] = np.bincount(evidence.wanted[is_other]).argmax()
    verdict = idioms.tabulated("verdict", local, [labels[outcome] for outcome in table], idioms.TABLE_COST)
    place = verdict.values.index(labels[label])
    count = next(iter(idioms.heads(evidence, verdict, verdict, (place,), ())))
    outcomes = [labels[label] if number else value for value in verdict.values for number in range(count.n_values)]
    return idioms.tabulated("absorbed", (verdict, count), outcomes, idioms.TABLE_COST)


def wrong_inputs(program: Program, everything: Evidence) -> npt.NDArray[np.int64]:
    """Which inputs the program gets wrong, the shortest first."""
    from glassformer.execution.tensors import answers_of

    found = answers_of(program, everything.tokens)
    if everything.signature.gives_one_label:
        found = np.broadcast_to(found[:, None], everything.wanted.shape)
    wrong = np.flatnonzero(((found != everything.wanted) & everything.is_asked).any(1))
    return wrong[np.argsort(everything.is_there[wrong].sum(1), kind="stable")]
