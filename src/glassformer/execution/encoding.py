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
    values = np.array(signature.encode_items(inputs), dtype=np.int64).T
    ends = np.array([1 + len(contents) for contents in inputs], dtype=np.int64).reshape(-1, 1)
    n_positions = max((len(contents) + len(signature.marks) for contents in inputs), default=0)
    padded = np.full((len(inputs), n_positions, values.shape[1]), PADDING, dtype=np.int64)
    places = np.arange(n_positions)
    padded[:, :1] = 0
    padded[(places > 0) & (places < ends)] = values
    if signature.end_mark is not None:
        padded[places == ends] = 1
    return padded if signature.columns else padded[..., 0]


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
