"""Templates: functions that make sketches.

``paper`` is the model of "Learning Transformer Programs", whose reads are all open. ``wide`` computes far more than a
task needs, with every read fixed; learning fills its tables, and narrowing drops what the answer can do without.
"""

from __future__ import annotations

from glassformer.relaxation.templates.paper import paper
from glassformer.relaxation.templates.wide import wide

__all__ = ["paper", "wide"]
