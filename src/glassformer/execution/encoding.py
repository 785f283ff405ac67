"""Many inputs as one padded array of indices, and indices back as labels: where names end and arrays begin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from glassformer.program.signature import Signature
from glassformer.program.sketch import Labels

PADDING = -1


def pad_batch(signature: Signature, inputs: Sequence[Sequence[str]]) -> npt.NDArray[np.int64]:
    """``batch position`` int64 indices of ``tokens``, marks added, padded with -1 at the end.

    Raises:
        InputError: one of the inputs is not taken.
    """
    rows = [signature.encode(contents) for contents in inputs]
    width = max(map(len, rows), default=0)
    padded = np.full((len(rows), width), PADDING, dtype=np.int64)
    for row, tokens in zip(padded, rows, strict=True):
        row[: len(tokens)] = tokens
    return padded


def decode_answers(
    signature: Signature, names: Sequence[str], inputs: Sequence[Sequence[str]], answers: npt.NDArray[np.int64]
) -> list[Labels] | list[str]:
    """Labels by name: one list per input, None at unlabelled tokens; or one label per input.

    Args:
        signature: of the program.
        names: what the answers are indices of.
        inputs: the contents that were run.
        answers: ``batch position``, or ``batch`` where the program gives one label.
    """
    rows = answers.tolist()
    if signature.gives_one_label:
        return [names[row] for row in rows]
    unlabelled = frozenset(signature.unlabelled)
    return [
        [None if token in unlabelled else names[index] for token, index in zip(contents, row[1:], strict=False)]
        for contents, row in zip(inputs, rows, strict=True)
    ]
