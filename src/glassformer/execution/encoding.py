"""Many inputs as one padded array of indices, and indices back as labels: where names end and arrays begin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from glassformer.program.columns import Item
from glassformer.program.signature import Signature
from glassformer.program.sketch import Labels

PADDING = -1


def pad_batch(signature: Signature, inputs: Sequence[Sequence[Item]]) -> npt.NDArray[np.int64]:
    """``batch position`` int64 indices of ``tokens``, marks added, padded with -1 at the end.

    Where the signature has columns, ``batch position input``: first ``tokens``, then each column.

    Raises:
        InputError: one of the inputs is not taken.
    """
    if signature.columns:
        return _pad_all(signature, inputs)
    rows = [signature.encode(contents) for contents in inputs]
    width = max(map(len, rows), default=0)
    padded = np.full((len(rows), width), PADDING, dtype=np.int64)
    for row, tokens in zip(padded, rows, strict=True):
        row[: len(tokens)] = tokens
    return padded


def _pad_all(signature: Signature, inputs: Sequence[Sequence[Item]]) -> npt.NDArray[np.int64]:
    """``batch position input``: tokens and columns."""
    names = ("tokens", *(column.name for column in signature.columns))
    rows = [signature.encode_inputs(contents) for contents in inputs]
    width = max((len(row["tokens"]) for row in rows), default=0)
    padded = np.full((len(rows), width, len(names)), PADDING, dtype=np.int64)
    for place, row in zip(padded, rows, strict=True):
        place[: len(row["tokens"])] = np.array([row[name] for name in names]).T
    return padded


def decode_answers(
    signature: Signature, names: Sequence[str], inputs: Sequence[Sequence[Item]], answers: npt.NDArray[np.int64]
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
        [
            None if token in unlabelled else names[index]
            for token, index in zip(signature.tokens_of(contents), row[1:], strict=False)
        ]
        for contents, row in zip(inputs, rows, strict=True)
    ]
