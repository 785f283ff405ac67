"""Short programs that agree with examples, found by search.

``find_program`` looks for a program that gives the wanted answer on every example that it is shown. ``evidence`` holds
some of the examples as arrays; ``idioms`` makes features (variables that a program might have) out of others;
``determination`` and ``judging`` tell which of them settle the answer, and which are worth building on; ``search``
makes features of rising cost until some do. Where inputs are filled-in forms, ``forms`` first tries what is read at
fixed distances, with values that act alike made one by ``merging``. Where answers are tokens of the input, ``copying``
says what a head must read to copy each of them, ``ordering`` by what order, and ``arranging`` makes it. ``remaking``
makes features again on all examples, as the search has seen a few; ``completion`` fills the rows of the last table that
no example has; ``assembling`` writes the program. Nothing here knows a task, and nothing here proves: what comes out
agrees with the examples, and ``proof`` says the rest.
"""

from __future__ import annotations

from glassformer.synthesis.evidence import Evidence
from glassformer.synthesis.finding import find_program
from glassformer.synthesis.search import Limits

__all__ = ["Evidence", "Limits", "find_program"]
