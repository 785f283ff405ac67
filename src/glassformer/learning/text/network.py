"""The network that a text program was discretized from: class scores that are free, over variables that are not."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import torch

from glassformer.learning.text.encoded import Floats
from glassformer.program import Program
from glassformer.program.holes import OpenWeights
from glassformer.program.operations import Scores
from glassformer.program.sketch import Sketch
from glassformer.relaxation import Relaxation
from glassformer.relaxation.scoring import Classifier


def network_of(program: Program, weights: list[Floats], bias: Floats) -> Relaxation:
    """A network whose class scores are free to be trained, with these weights; the rest is the program's.

    Args:
        program: which ends in class scores.
        weights: ``value label`` of each variable of the scores, not rounded.
        bias: ``label``.
    """
    *before, scores = program.operations
    opened = replace(cast(Scores, scores), weights=OpenWeights(), bias=OpenWeights())
    network = Relaxation(Sketch(signature=program.signature, operations=(*before, opened), returns=program.returns))
    network.load(program)
    classifier = cast(Classifier, network.stages[-1])
    with torch.no_grad():
        for name, rows in zip(opened.variables, weights, strict=True):
            classifier.weights[classifier.rows_of(name)[: len(rows)]] = torch.from_numpy(rows).to(classifier.weights)
        classifier.bias.copy_(torch.from_numpy(bias))
    return network
