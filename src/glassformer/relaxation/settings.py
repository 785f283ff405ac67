"""How the parameters of a relaxed program start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Initialization:
    """How parameters start.

    Attributes:
        scale: standard deviation of random logits.
        identity: added to the logit of a predicate where query and key value have the same name.
        dropout: probability that a feature of the classifier is dropped in training.
        set_sparsity: subtracted from every logit of a predicate that accepts sets, so that it starts with few keys.
    """

    scale: float = 1.0
    identity: float = 0.0
    set_sparsity: float = 0.0
    dropout: float = 0.0
