"""Which digit pair each answer digit needs from each head: not where a head looks, but what is lost without it.

At the two digits of one pair the values that one head can read become those of another random question; its attention
stays as it is. Half of the pairs are made to sum to 9, so that a pair further down matters often enough to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.observing import Donors, Node, observe

METRIC = Metric(
    finding="reading",
    test="the values that one head reads at one digit pair, as on another question: drop of the share right",
    present=Threshold(least=0.05),
    absent=Threshold(most=0.01),
)
N_QUESTIONS = 2_000


def needed(subject: Subject) -> set[tuple[int, int, int, str]]:
    """Layer, head, pair and answer token wherever the token is shown to need what the head reads at the pair."""
    claims = (claim for claim in find(subject) if not claim.is_absence and claim.verdict == "holds")
    return {tuple(claim.place[name] for name in ("layer", "head", "pair", "answer")) for claim in claims}


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about every head, digit pair and answer token."""
    arithmetic = subject.arithmetic
    questions = subject.draw_enriched("reading", N_QUESTIONS)
    donors = Donors(subject.model, subject.draw_enriched("reading, donors", N_QUESTIONS))
    before = observe(subject.model, questions).is_right
    for layer in range(subject.n_layers):
        for head in range(subject.n_heads):
            for pair in range(arithmetic.n_digits):
                places = (arithmetic.first_positions[pair], arithmetic.second_positions[pair])
                node = Node(part="value", layer=layer, head=head, positions=places)
                after = observe(subject.model, questions, [node], donors=donors).is_right
                for column, digit in enumerate(subject.answer_names):
                    yield from METRIC.claims(
                        f"layer {layer}/head {head}/pair {pair}/{digit}",
                        Effect.of_drop(before[:, column], after[:, column]),
                        {"layer": layer, "head": head, "pair": pair, "answer": digit},
                        present=f"{digit} needs what head {head} of layer {layer} reads at pair {pair}",
                        absent=f"{digit} does not need what head {head} of layer {layer} reads at pair {pair}",
                    )
