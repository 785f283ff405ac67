"""The product: discrete programs, their meaning, and their text and JSON forms.

``Signature`` says what goes in and what comes out; ``operations`` what a program is made of; ``semantics`` what each
operation means, once and for all; ``check`` whether they fit together; ``printing``, ``parsing`` and ``serialization``
how they are written down, and ``files`` where. A ``Sketch`` is a program with holes, which ``relaxation`` and
``learning`` fill.
"""

from __future__ import annotations

from glassformer.program.columns import Column
from glassformer.program.files import load, load_sketch, save
from glassformer.program.holes import Hole, OpenKeyScores, OpenNumbers, OpenPredicate, OpenRead, OpenTable, OpenWeights
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Thresholds,
)
from glassformer.program.parsing import parse, parse_sketch
from glassformer.program.serialization import from_dict, from_json, sketch_from_dict, sketch_from_json, to_dict, to_json
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program, Sketch
from glassformer.program.variables import GRID, Categorical, ClassScores, Numerical, Selection

__all__ = [
    "GRID",
    "Aggregate",
    "AggregateSum",
    "Categorical",
    "ClassScores",
    "Clip",
    "Column",
    "Hole",
    "LookupTable",
    "NumberTable",
    "Numerical",
    "OpenKeyScores",
    "OpenNumbers",
    "OpenPredicate",
    "OpenRead",
    "OpenTable",
    "OpenWeights",
    "Operation",
    "Program",
    "Scores",
    "Select",
    "SelectBest",
    "SelectClosest",
    "Selection",
    "Signature",
    "Sketch",
    "Thresholds",
    "from_dict",
    "from_json",
    "load",
    "load_sketch",
    "parse",
    "parse_sketch",
    "save",
    "sketch_from_dict",
    "sketch_from_json",
    "to_dict",
    "to_json",
]
