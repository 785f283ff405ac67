"""Descent through a program, not through a network: hard samples forward, and back what every other choice is worth.

With hard samples a forward pass is that of a program, and a program needs no one-hot vectors: variables are indices,
and tables are looked up. Going back, each variable has for each of its values its *worth*: what the loss would change
by, to first order, if the variable had that value instead. Worth goes from an operation to what it reads by looking up
where the table leads, which takes no products. Positions and batch are the last axes, so that everything runs over
long rows.

Scores and gradients are those of the one-hot network (tests/relaxation/test_worth.py); this only takes less time.
``parts_of`` says whether a network has nothing but what is here: fixed reads, tables over values and counts, closest
matches, counts, class scores.
"""

from __future__ import annotations

from glassformer.relaxation.worth.drawing import drawn
from glassformer.relaxation.worth.passing import Passes
from glassformer.relaxation.worth.weighing import Weighing
from glassformer.relaxation.worth.wiring import parts_of

__all__ = ["Passes", "Weighing", "drawn", "parts_of"]
