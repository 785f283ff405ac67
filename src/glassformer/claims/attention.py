"""What each head reads at each step: how much of its attention goes to which digit pair, and the staircase of all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.reading import needed
from glassformer.claims.subject import Subject
from glassformer.lens.losses import BATCH_SIZE

STEP = Metric(
    finding="attention",
    test="the attention of one head, where an answer digit is computed, to the two digits of one pair, together; "
    "0 where the digit is not shown to need what the head reads there",
    present=Threshold(least=0.9),
    absent=Threshold(most=0.05),
)
STAIRCASE = Metric(
    finding="staircase",
    test="the attention of one head to the pair so many below the answer digit: the least over all answer digits",
    present=Threshold(least=0.5),
    absent=Threshold(most=0.05),
)
N_STAIRS = 4


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about what each head reads, step by step, and about heads that read a staircase."""
    attention = attention_to_pairs(subject)
    is_needed = needed(subject)  # a head that has learnt nothing may still look at one place
    n_digits = subject.arithmetic.n_digits
    for layer in range(subject.n_layers):
        for head in range(subject.n_heads):
            at_head = attention[:, layer, head]  # question answer_digit pair
            yield from _steps(layer, head, at_head, is_needed)
            for below in range(min(N_STAIRS, n_digits)):
                stairs = np.stack([at_head[:, digit, digit - below] for digit in range(below, n_digits)], axis=1)
                least = int(stairs.mean(0).argmin())
                pair = f"the pair {below} below it" if below else "its own pair"
                yield from STAIRCASE.claims(
                    f"layer {layer}/head {head}/{below} below",
                    Effect.of_mean(stairs[:, least], "share"),
                    {"layer": layer, "head": head, "pairs_below": below},
                    present=f"head {head} of layer {layer} reads, for every answer digit, {pair}",
                    absent=f"head {head} of layer {layer} does not read, for every answer digit, {pair}",
                )


def _steps(
    layer: int, head: int, attention: npt.NDArray[np.float32], is_needed: set[tuple[int, int, int, str]]
) -> Iterator[Claim]:
    """Claims about one head: ``attention`` is ``question answer_digit pair``."""
    _, n_answer_digits, n_pairs = attention.shape
    for digit in range(n_answer_digits):
        for pair in range(n_pairs):
            yield from STEP.claims(
                f"layer {layer}/head {head}/A{digit}/pair {pair}",
                Effect.of_mean(attention[:, digit, pair] * ((layer, head, pair, f"A{digit}") in is_needed), "share"),
                {"layer": layer, "head": head, "answer": f"A{digit}", "pair": pair},
                present=f"for A{digit}, head {head} of layer {layer} reads pair {pair}",
                absent=f"for A{digit}, head {head} of layer {layer} does not read pair {pair}",
            )


@torch.no_grad()
def attention_to_pairs(subject: Subject) -> npt.NDArray[np.float32]:
    """The attention to both digits of a pair, ``question layer head answer_digit pair``, where a digit is computed."""
    arithmetic = subject.arithmetic
    asked = torch.from_numpy(subject.plain.questions.tokens())
    hooks = [f"blocks.{layer}.attn.hook_pattern" for layer in range(subject.n_layers)]
    queries = [position - 1 for position in arithmetic.answer_positions]
    found = []
    for batch in torch.split(asked, BATCH_SIZE):
        cache = subject.model.run(batch[:, :-1], cache=hooks, at=subject.answering).cache
        pattern = torch.stack([cache[hook] for hook in hooks], dim=1)[:, :, :, queries]
        to_first = pattern[..., list(arithmetic.first_positions)]
        found.append(to_first + pattern[..., list(arithmetic.second_positions)])
    return torch.cat(found).numpy()
