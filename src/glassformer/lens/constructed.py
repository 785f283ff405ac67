"""A Transformer that adds, its weights written by hand: a model whose algorithm is known.

It is the positive control of what takes trained models apart: an analysis that does not find this algorithm here finds
nothing elsewhere. One layer sees ``window`` digit pairs for each answer digit, as far as arXiv 2310.13121's model does:

- Head j attends, half and half, to the two digits of the answer digit's j-th pair, counted downwards from its own, and
  writes their sum ``s_j``. The highest answer digit has no pair of its own; its pairs begin one below it.
- The MLP reads ``U = 100 s_0 + 10 s_1 + s_2`` (for a window of 3): the sum of the two numbers that the digits in the
  window write. So ``U // 100`` is ``s_0`` with the carry that is made within the window, and its last digit is the
  answer's. For the highest answer digit it is ``U // 1000``, the carry out of the highest pair.

Token, position, pair sums and logits have dimensions of the residual stream of their own.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor

from glassformer.errors import ConfigurationError
from glassformer.models.decoder import DecoderConfiguration, DecoderTransformer
from glassformer.tasks.arithmetic import Arithmetic

SCORE = 128.0
"""Attention score of what a head reads; of all else it is 0, and exp(-128) is 0 in single precision."""

LOGIT = 16.0
"""Logit of the answer digit; of all other tokens it is 0. A power of two, so that sums of its multiples are exact."""

LARGEST_WINDOW = 6
"""The most digit pairs: the MLP's sums stay below 8 * 10**window, and single precision counts to 2**24."""

SHUT = 2.0 * 10**LARGEST_WINDOW
"""What shuts a neuron: more than it ever reads."""

Weights = dict[str, Tensor]
"""A model's tensors by name."""


def construct_addition(arithmetic: Arithmetic, window: int = 3) -> DecoderTransformer:
    """A one-layer model that adds exactly as far as ``window`` digit pairs reach (`tasks.arithmetic.carries_within`).

    Each answer digit is the last digit of its pair's sum plus the carry that is made within its window, and the highest
    is that carry itself. That digit's logit is 16 and all others' 0, whatever tokens the answer has so far.

    >>> from glassformer.lens import answer_questions
    >>> arithmetic = Arithmetic(5)
    >>> answer_questions(construct_addition(arithmetic), arithmetic.parse("00095+00005", "00995+00005")).texts()
    ['00095+00005=000100', '00995+00005=000000']

    Args:
        arithmetic: the layout of the questions.
        window: how many digit pairs an answer digit sees, its own and those below; there are as many heads.

    Raises:
        ConfigurationError: subtractions are asked, or ``window`` is not from 1 to 6.
    """
    if arithmetic.operations != ("+",):
        asked = " and ".join(map(repr, arithmetic.operations))
        raise ConfigurationError(
            f"the constructed network only adds, and {asked} are asked; give it Arithmetic({arithmetic.n_digits})"
        )
    if not 1 <= window <= LARGEST_WINDOW:
        raise ConfigurationError(
            f"a window of {window} digit pairs; give 1 to {LARGEST_WINDOW}: single precision is too coarse for more"
        )
    stream = _Stream(arithmetic, window)
    model = DecoderTransformer(_sizes(arithmetic, window, stream), torch.Generator())
    weights = model.state_dict()  # the model's own tensors
    for tensor in weights.values():
        tensor.zero_()
    weights["embed.W_E"][:, stream.tokens] = torch.eye(len(arithmetic.tokens))
    weights["pos_embed.W_pos"][:, stream.positions] = torch.eye(arithmetic.n_positions)
    for head in range(window):
        _attend_to_pair(weights, head, arithmetic, stream)
        _write_pair_sum(weights, head, stream)
    for number, step in enumerate(_steps(window)):
        _add_neurons(weights, 2 * number, step, stream)
    weights["unembed.W_U"][stream.logits, :10] = torch.eye(10)
    return model.eval()


class _Stream:
    """Which dimensions of the residual stream hold what."""

    def __init__(self, arithmetic: Arithmetic, window: int) -> None:
        widths = (len(arithmetic.tokens), arithmetic.n_positions, window, 10)
        ends = tuple(itertools.accumulate(widths))
        self.tokens, self.positions, self.sums, self.logits = map(slice, (0, *ends), ends)
        self.d_model = ends[-1]
        self.highest_is_next = self.at(arithmetic.equals_position)

    def at(self, position: int) -> int:
        """The dimension that is 1 at a position."""
        return int(self.positions.start) + position


def _sizes(arithmetic: Arithmetic, window: int, stream: _Stream) -> DecoderConfiguration:
    return DecoderConfiguration(
        n_tokens=len(arithmetic.tokens),
        n_positions=arithmetic.n_positions,
        n_layers=1,
        n_heads=window,
        d_model=stream.d_model,
        d_head=arithmetic.n_digits + 1,  # a dimension for each digit pair, and one for the operation
        d_mlp=2 * len(_steps(window)),
        normalization=None,
    )


def _attend_to_pair(weights: Weights, head: int, arithmetic: Arithmetic, stream: _Stream) -> None:
    """Make a head attend to the digits of a pair, or to the operation where there is no such pair."""
    queries, keys = (weights[f"blocks.0.attn.W_{name}"][head] for name in "QK")  # d_model d_head
    no_pair = arithmetic.n_digits
    keys[stream.at(arithmetic.operation_position), no_pair] = 1.0
    for pair in range(arithmetic.n_digits):
        keys[stream.at(arithmetic.first_positions[pair]), pair] = 1.0
        keys[stream.at(arithmetic.second_positions[pair]), pair] = 1.0
    for digit, position in enumerate(arithmetic.answer_positions):
        pair = min(digit, arithmetic.n_digits - 1) - head
        queries[stream.at(position - 1), pair if pair >= 0 else no_pair] = SCORE * math.sqrt(keys.shape[1])


def _write_pair_sum(weights: Weights, head: int, stream: _Stream) -> None:
    """Make a head write twice the mean of the two digits that it attends to, which is their sum."""
    weights["blocks.0.attn.W_V"][head, :10, 0] = torch.arange(10.0)
    weights["blocks.0.attn.W_O"][head, 0, stream.sums.start + head] = 2.0


@dataclass(frozen=True, kw_only=True)
class _Step:
    """From ``U = threshold`` on the answer digit is ``digit``, and no longer the one before.

    ``is_highest`` says whether that holds for the highest answer digit, or for all others.
    """

    threshold: int
    digit: int
    is_highest: bool


def _steps(window: int) -> list[_Step]:
    """All steps: ``U // 10**(window - 1)`` is from 0 to 19, and ``U // 10**window`` 0 or 1."""
    own = [_Step(threshold=q * 10 ** (window - 1), digit=q % 10, is_highest=False) for q in range(20)]
    return [*own, *(_Step(threshold=q * 10**window, digit=q, is_highest=True) for q in range(2))]


def _add_neurons(weights: Weights, neuron: int, step: _Step, stream: _Stream) -> None:
    """Make two neurons a step, ``relu(U - threshold + 1) - relu(U - threshold)``: 0 before it, and 1 from it on.

    Both are shut where the answer digit is not one that the step is for.
    """
    inputs, biases, outputs = (weights[f"blocks.0.mlp.{name}"] for name in ("W_in", "b_in", "W_out"))
    both = slice(neuron, neuron + 2)
    n_sums = stream.sums.stop - stream.sums.start
    inputs[stream.sums, both] = 10.0 ** torch.arange(n_sums - 1, -1, -1)[:, None]
    inputs[stream.highest_is_next, both] = SHUT if step.is_highest else -SHUT
    biases[both] = torch.tensor([1.0, 0.0]) - step.threshold - SHUT * step.is_highest
    outputs[both, stream.logits.start + step.digit] = torch.tensor([LOGIT, -LOGIT])
    if step.threshold > 0:
        outputs[both, stream.logits.start + (step.digit - 1) % 10] = torch.tensor([-LOGIT, LOGIT])
