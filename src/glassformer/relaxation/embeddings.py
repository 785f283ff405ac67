"""Learned categorical embeddings: tables of ``tokens``, started from word vectors.

A ``lookup_table(tokens)`` that is open is a categorical variable that training chooses for each token; several of them
stand beside each other. The paper starts them from GloVe vectors where it learns text classifiers.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from glassformer.errors import ProgramError, suggest
from glassformer.program.operations import LookupTable
from glassformer.relaxation.network import Relaxation
from glassformer.relaxation.tabulating import Tables


def start_from_vectors(
    network: Relaxation,
    names: Sequence[str],
    vectors: Tensor,
    *,
    generator: torch.Generator | None = None,
    scale: float = 1.0,
) -> None:
    """Start the logits of the named open tables of ``tokens`` from word vectors.

    Each value of each variable gets a random direction, and a token's logit for it is how far the token's vector lies
    that way. So tokens with near vectors start with near logits, and mostly with the same value, while every variable
    divides the vocabulary in its own way.

    Args:
        network: in which the tables are.
        names: of the tables.
        vectors: ``token dimension``, a row for each value of ``tokens``, the marks first.
        generator: where the directions come from; None: torch's own.
        scale: standard deviation of the logits of a variable.

    Raises:
        ProgramError: a name is not that of an open table of tokens; or the vectors do not fit.
    """
    places = {
        operation.name: stage.logits[place]
        for stage in network.stages
        if isinstance(stage, Tables) and stage.embeds == "tokens" and stage.is_open
        for place, operation in enumerate(stage.operations)
        if isinstance(operation, LookupTable)
    }
    for name in names:
        if name not in places:
            raise ProgramError(f"{name!r} is not an open lookup_table(tokens); {suggest(name, places)}")
    n_tokens = len(network.sketch.signature.marks) + len(network.sketch.signature.alphabet)
    if vectors.dim() != 2 or len(vectors) != n_tokens or not vectors.isfinite().all():
        raise ProgramError(
            f"vectors are {tuple(vectors.shape)}; {n_tokens} rows of finite numbers are needed, for marks and tokens"
        )
    centred = vectors.double().cpu() - vectors.double().cpu().mean(0)
    for name in names:
        shape = (vectors.shape[1], places[name].shape[1])
        directions = torch.randn(shape, generator=generator, dtype=torch.float64)
        logits = centred @ directions
        with torch.no_grad():
            places[name].copy_(logits * (scale / logits.std().clamp(min=1e-12)))
