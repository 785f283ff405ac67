"""Which positions the model computes at, and for which answer digit: late start, one digit a step, one token early.

At one position of one layer, attention and MLP give what they give on another random question (a resample ablation,
so that what comes out is an activation that the model knows). An answer digit that loses accuracy was computed there.
"""

from __future__ import annotations

from collections.abc import Iterator

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.observing import Node

METRIC = Metric(
    finding="positions",
    test="attention and MLP of one layer, at one position, as on another random question: drop of the share right",
    present=Threshold(least=0.2),
    absent=Threshold(most=0.01),
)


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about every position of every layer: the answer digits that are computed there, and those that are not."""
    for layer in range(subject.n_layers):
        for position, name in enumerate(subject.arithmetic.position_names[:-1]):
            nodes = [Node(part=part, layer=layer, positions=(position,)) for part in ("attention", "mlp")]
            after = subject.swapped(*nodes)
            for column, digit in enumerate(subject.answer_names):
                yield from METRIC.claims(
                    f"layer {layer}/{name}/{digit}",
                    Effect.of_drop(subject.plain.is_right[:, column], after.is_right[:, column]),
                    {"layer": layer, "position": name, "answer": digit},
                    present=f"{digit} is computed at position {name} of layer {layer}",
                    absent=f"{digit} does not rest on what is computed at position {name} of layer {layer}",
                )
