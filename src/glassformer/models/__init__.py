"""Ordinary Transformers: what programs are compared with, and what the lens looks into.

A model here is a `torch.nn.Module` from tokens to scores. It knows nothing of programs beyond the sizes that a
signature has; `learning` trains it on the same data, and counts by the same metrics, as the relaxed programs.
"""

from glassformer.models.standard import StandardConfiguration, StandardTransformer

__all__ = ["StandardConfiguration", "StandardTransformer"]
