"""What a program does on an input, and why: facts as plain data, and the text that is drawn from them.

``facts`` has everything that a program computes on one input. ``slicing`` finds what one output rests on: ``cells`` and
the rules in ``resting`` and ``scoring`` say when a part of a trace decides another, and ``steps`` holds what was found.
``coverage`` counts which rows of its tables a program uses on many inputs, and ``mistakes`` groups the inputs on which
it is wrong by the rows that led there, each beside its nearest right one (``neighbours``). ``terminal`` draws it all.
``coverage`` and ``mistakes`` run many inputs on tensors, and are imported from there; all else needs only Python.
``text`` explains programs that read text, in words.
"""

from __future__ import annotations

from glassformer.explain.facts import Explanation, explain
from glassformer.explain.slicing import Slicer, slice_output
from glassformer.explain.steps import Slice, Step

__all__ = [
    "Explanation",
    "Slice",
    "Slicer",
    "Step",
    "explain",
    "slice_output",
]
