"""Smaller and clearer programs: one pass per file, each of which keeps the meaning.

``simplify`` runs them all. A pass is a pure function of a program and of what is known about it on a domain (`Facts`);
``observed`` and ``possible`` are two ways to know. ``recoding`` and ``filling`` hold the tools that passes share.
"""

from __future__ import annotations

from glassformer.passes.dead_operations import remove_dead_operations
from glassformer.passes.facts import Facts
from glassformer.passes.names import name_variables
from glassformer.passes.observed import Observed
from glassformer.passes.pipeline import PASSES, PassError
from glassformer.passes.possible import Possible
from glassformer.passes.renaming import renamed
from glassformer.passes.rewriting import rewrite
from glassformer.passes.simplifying import simplify
from glassformer.passes.steps import Simplified, Step
from glassformer.passes.without_numbers import without_numbers

__all__ = [
    "PASSES",
    "Facts",
    "Observed",
    "PassError",
    "Possible",
    "Simplified",
    "Step",
    "name_variables",
    "remove_dead_operations",
    "renamed",
    "rewrite",
    "simplify",
    "without_numbers",
]
