"""The differentiable interpreter of a sketch, and templates that make sketches.

A hole becomes logits (``sampling``), operations of one kind whose inputs are ready run as one tensor operation
(``plan``), and ``Relaxation`` goes both ways: ``discretize`` gives the program that the network has settled on,
``load`` starts from one, of which ``open_up`` makes the sketch. ``start_from_vectors`` gives learned variables of
tokens a start. An ``Ensemble`` is many networks as one, for which ``side_by_side`` makes one sketch of theirs.
"""

from __future__ import annotations

from glassformer.relaxation.embeddings import start_from_vectors
from glassformer.relaxation.ensemble import Ensemble, kept
from glassformer.relaxation.joining import side_by_side
from glassformer.relaxation.network import Relaxation
from glassformer.relaxation.opening import open_up, scored
from glassformer.relaxation.sampling import Sampler, Sampling
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.templates import paper, wide

__all__ = [
    "Ensemble",
    "Initialization",
    "Relaxation",
    "Sampler",
    "Sampling",
    "kept",
    "open_up",
    "paper",
    "scored",
    "side_by_side",
    "start_from_vectors",
    "wide",
]
