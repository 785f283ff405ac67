"""The program of variables with weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassformer.learning.text.encoded import Floats
from glassformer.learning.text.weighing import Weighed
from glassformer.program.columns import Column
from glassformer.program.operations import Operation, Scores
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID
from glassformer.tasks.text import TextReader
from glassformer.tasks.text.vocabulary import MARKS


def signature_of(reader: TextReader, task_name: str, labels: Sequence[str]) -> Signature:
    """The signature of the programs that take what the reader reads."""
    return Signature(
        task=task_name,
        alphabet=reader.vocabulary.words,
        labels=tuple(labels),
        lengths=range(reader.max_length + 1),
        begin_mark=MARKS[0],
        end_mark=MARKS[1],
        gives_one_label=reader.kind == "classify",
        columns=tuple(Column(name, values) for name, values in reader.columns),
    )


def write_program(signature: Signature, weighed: Sequence[Weighed], bias: Floats) -> Program:
    """The program: every variable once, and the scores."""
    operations: dict[str, Operation] = {}
    for each in weighed:
        for operation in each.reading.operations(signature):
            operations.setdefault(operation.name, operation)
    returns = "label" if signature.gives_one_label else "tag"
    scores = Scores(
        name=returns,
        variables=tuple(each.reading.name for each in weighed),
        weights=tuple(tuple(tuple(map(int, row)) for row in on_grid(each.weights)) for each in weighed),
        bias=tuple(map(int, on_grid(bias))),
        is_pooled=signature.gives_one_label,
    )
    return Program(signature=signature, operations=(*operations.values(), scores), returns=returns)


def inputs_read(weighed: Sequence[Weighed]) -> set[str]:
    """The inputs that the variables rest on."""
    return {name for each in weighed for name in each.reading.inputs}


def on_grid(weights: Floats) -> Floats:
    """Weights in units of the grid."""
    found: Floats = np.rint(weights * GRID)
    return found
