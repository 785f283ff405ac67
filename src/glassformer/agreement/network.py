"""What a trained network says, by its own forward code: every sample an argmax, in double precision.

Axes: ``batch``, ``position``, ``label``.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

import torch
from torch import Tensor

from glassformer.errors import VerificationError
from glassformer.execution.encoding import decode_answers
from glassformer.execution.tensors import encode_batch, split_inputs
from glassformer.program.sketch import Labels
from glassformer.proof.inputs import Contents
from glassformer.relaxation.network import Relaxation
from glassformer.relaxation.sampling import Sampler

LARGEST_BATCH, NUMBERS = 512, 2**25
"""Inputs that go through the network at a time, and numbers of its variables, which are all held at once, at most."""


class DiscreteNetwork:
    """A copy of a network that answers as the discretized program should.

    On the grid the double precision is exact: sums of multiples of the grid's unit, far below 2 to the 53rd. The copy
    is on the processor, and the network itself stays as it is.
    """

    def __init__(self, network: Relaxation) -> None:
        self.network = deepcopy(network).cpu().double().eval()
        self.signature = network.sketch.signature

    def answers(self, inputs: Sequence[Contents], *, is_rounded: bool = True) -> list[Labels] | list[str]:
        """Labels by name, as the executor gives them; with or without rounding to the grid.

        Raises:
            VerificationError: a score is not a number.
        """
        sampler = Sampler("argmax", on_grid=is_rounded)
        tokens = encode_batch(self.signature, inputs)
        with torch.inference_mode():
            best = [self._best(batch, sampler, inputs) for batch in torch.split(tokens, self._batch(tokens.shape[1]))]
        return decode_answers(self.signature, self.signature.labels, inputs, torch.cat(best).numpy())

    def _batch(self, n_positions: int) -> int:
        """How many inputs of this length go through at a time."""
        layout = self.network.layout
        numbers = n_positions * (layout.width * len(layout.categorical) + n_positions)
        return max(1, min(LARGEST_BATCH, NUMBERS // numbers))

    def _best(self, tokens: Tensor, sampler: Sampler, inputs: Sequence[Contents]) -> Tensor:
        """The best label's index: ``batch position``, or ``batch``."""
        scores: Tensor = self.network(tokens, sampler)
        is_bad = scores.isnan().any(-1)
        if is_bad.dim() == 2:
            is_bad &= split_inputs(self.signature, tokens)[0] >= 0  # scores at padding mean nothing
        if is_bad.any():
            raise VerificationError(
                "the network's scores are not numbers (nan): there is nothing to compare, and its training has failed"
            )
        return scores.argmax(-1)
