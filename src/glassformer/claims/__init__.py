"""Claims about ordinary models, tested with controls, and the program that they add up to.

``claim`` is what a claim is; a ``subject`` is a model that claims are made about. Each finding has a module of its
own with a ``find``: ``failure``, ``positions``, ``attention``, ``reading``, ``heads``, ``streams``, ``reach``,
``interchange``, ``mlp``, ``learning_order``, ``mathematics``. ``carrying`` fits how each carry is decided on,
``writing`` writes that down as a `Program`, ``agreeing`` counts how often it says what the network says, and
``found_program`` makes claims of it. ``analysis`` does all of it, on a model and on its controls.
"""

from __future__ import annotations

from glassformer.claims.agreeing import Agreement, count_agreement, greedy_answers
from glassformer.claims.analysis import Analysis, ControlNetwork, analyse, controls_of
from glassformer.claims.claim import Claim, Control, Effect, Threshold
from glassformer.claims.found_program import FoundProgram, find_program
from glassformer.claims.subject import Subject

__all__ = [
    "Agreement",
    "Analysis",
    "Claim",
    "Control",
    "ControlNetwork",
    "Effect",
    "FoundProgram",
    "Subject",
    "Threshold",
    "analyse",
    "controls_of",
    "count_agreement",
    "find_program",
    "greedy_answers",
]
