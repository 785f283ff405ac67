"""What the tests of this room share: small sketches, networks of them, and what a network answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch

from glassformer.execution.encoding import decode_answers
from glassformer.execution.tensors import encode_batch
from glassformer.program import GRID, Categorical, Program, Scores, Signature, Sketch, parse_sketch
from glassformer.program.sketch import Labels
from glassformer.relaxation import Initialization, Relaxation, Sampler, paper, wide

DISCRETE = Sampler("argmax", on_grid=True)

HEAD = """
glassformer program, version 1
task small
alphabet a b c
marks <s> </s>
lengths 1 to 4
labels x y z
"""

EVERY_HOLE = """
near = select_closest(keys=?(tokens positions), queries=?(tokens positions)) {
    ?
}
seen = aggregate(near, ?(tokens positions))
alike = select(keys=seen, queries=tokens) {
    ? set
}
n = selector_width(alike)
worth = number_table(tokens) {
    ?
}
total = aggregate_sum(alike, worth)
any = aggregate_sum(alike, ?(ones worth n))
kind = lookup_table(seen, clip(?(n total), 0, 3)) -> p q r s t u v {
    ?
}
step = lookup_table(thresholds(total, -512, 0, 700), clip(any, 1, 1)) -> p q r {
    ?
}
top = select_best(keys=?(kind seen positions), queries=?(step tokens)) {
    ?
}
best = aggregate(top, ?(kind positions step))
deep = lookup_table(?(best tokens), ?(step kind), positions) -> a b c {
    ?
}
value = number_table(?(deep best), clip(?(n any), -1, 2)) {
    ?
}
"""
"""Every operation, with every hole that it can have; open reads of options of different cardinalities."""

PER_POSITION = """
out = scores(deep, value, tokens, n, best) {
    ?
}
return out
"""

POOLED = PER_POSITION.replace("scores(", "pooled_scores(")

EVERY_SKETCH = {
    "per position": parse_sketch(HEAD + EVERY_HOLE + PER_POSITION),
    "causal": parse_sketch(HEAD + "causal" + EVERY_HOLE + PER_POSITION),
    "pooled": parse_sketch(HEAD + "one_label" + EVERY_HOLE + POOLED),
    "no end mark": parse_sketch(HEAD.replace(" </s>", "") + EVERY_HOLE + PER_POSITION),
}


def small_signature(*, is_causal: bool = False, gives_one_label: bool = False) -> Signature:
    """Three tokens, up to four of them."""
    return Signature(
        task="small",
        alphabet=("a", "b", "c"),
        labels=("x", "y", "z"),
        lengths=range(1, 5),
        end_mark=None if is_causal else "</s>",
        is_causal=is_causal,
        gives_one_label=gives_one_label,
    )


def templates() -> Iterator[tuple[str, Sketch]]:
    """Sketches of both templates, by name."""
    for name, signature in {
        "": small_signature(),
        ", causal": small_signature(is_causal=True),
        ", pooled": small_signature(gives_one_label=True),
    }.items():
        yield f"paper{name}", paper(signature, n_layers=2, n_heads=2, n_counts=2, n_tables=2, n_count_tables=1)
        yield f"wide{name}", wide(signature, n_layers=2, n_heads=3, n_counts=2, n_tables=2, seed=1)


TEMPLATES = dict(templates())
SKETCHES = EVERY_SKETCH | TEMPLATES


def network_of(sketch: Sketch, seed: int = 0, start: Initialization | None = None) -> Relaxation:
    """A network in double precision, its parameters drawn from the seed."""
    with torch.random.fork_rng([]):
        torch.default_generator.manual_seed(seed)
        return Relaxation(sketch, start).double().eval()


def answers_of(network: Relaxation, inputs: Sequence[Sequence[str]]) -> list[Labels] | list[str]:
    """Labels by the network's own forward code, every choice an argmax, on the grid; the inputs as one batch."""
    signature = network.sketch.signature
    with torch.inference_mode():
        best = network(encode_batch(signature, inputs), DISCRETE).argmax(-1).numpy()
    return decode_answers(signature, signature.labels, inputs, best)


def with_scores(program: Program) -> Program:
    """A program that returns scores in place of a variable, and answers the same at each position."""
    returned = program.types[program.returns]
    if not isinstance(returned, Categorical):
        return program
    n = returned.cardinality
    scores = Scores(
        name="scores_of_it",
        variables=(program.returns,),
        weights=(tuple(tuple(GRID * (row == label) for label in range(n)) for row in range(n)),),
        bias=(0,) * n,
    )
    return replace(
        program,
        signature=replace(program.signature, labels=returned.values),
        operations=(*program.operations, scores),
        returns="scores_of_it",
    )
