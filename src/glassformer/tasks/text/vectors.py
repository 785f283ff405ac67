"""Word vectors: what learners know of words before they see a text. Imported by those who need it, as numpy is slow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.reading.documents import AnyPath
from glassformer.tasks.text.vector_files import Row, open_vectors

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class WordVectors:
    """Words with a vector each.

    >>> vectors = WordVectors(words=("paris", "rome"), matrix=np.eye(2, dtype=np.float32))
    >>> rows, is_known = vectors.rows(["Rome", "Oslo"])
    >>> rows.tolist(), is_known.tolist()
    ([[0.0, 1.0], [0.0, 0.0]], [True, False])

    Attributes:
        words: each word once.
        matrix: their vectors, ``word dimension``.

    Raises:
        InputError: the matrix is no float32 matrix with a row for each word, or a word is there twice.
    """

    words: tuple[str, ...]
    matrix: Matrix

    def __post_init__(self) -> None:
        n_words, matrix = len(self.words), self.matrix
        if matrix.ndim != 2 or matrix.dtype != np.float32 or len(matrix) != n_words:
            raise InputError(
                f"{n_words} words need a float32 matrix with {n_words} rows, not {matrix.dtype} of shape {matrix.shape}"
            )
        if len(self._indices) < n_words:
            raise InputError("a word is there twice among the words of word vectors; give each one vector")

    def __len__(self) -> int:
        return len(self.words)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self.matrix.shape[1])

    @cached_property
    def _indices(self) -> Mapping[str, int]:
        return {word: index for index, word in enumerate(self.words)}

    def _index(self, word: str) -> int:
        """The row of a word, as written or else in lower case; -1 where there is none."""
        indices = self._indices
        return indices[word] if word in indices else indices.get(word.lower(), -1)

    def rows(self, words: Sequence[str]) -> tuple[Matrix, npt.NDArray[np.bool_]]:
        """The vectors of these words, ``word dimension``, with zeros where a word is not known; and which are known.

        A word is looked up as it is written, and then in lower case.
        """
        indices = np.array([self._index(word) for word in words], dtype=np.int64)
        is_known = indices >= 0
        rows = np.zeros((len(indices), self.dimension), dtype=np.float32)
        rows[is_known] = self.matrix[indices[is_known]]
        return rows, is_known


def read_vectors(path: AnyPath, *, wanted: Collection[str] | None = None, at_most: int | None = None) -> WordVectors:
    """The word vectors of a file, in the file's order; of a word that is there twice the first.

    `vector_files` lists the formats. A file is read row by row and what is not kept is dropped, so that a few words of
    a large one need little memory; of an ``.npz`` the whole array is loaded first. Numbers of rows that are not kept
    are counted, but not looked at, and reading ends where nothing more can be kept.

    Args:
        path: the file.
        wanted: the words to keep, as they are written here or in lower case; by default every word.
        at_most: keep the words of the first so many rows, and of the others only those that are wanted, if any are.

    Raises:
        InputError: the file is missing, or not as its format says; with the line, or the number of the row.
        ConfigurationError: ``at_most`` is below 0.
    """
    if at_most is not None and at_most < 0:
        raise ConfigurationError(f"at_most {at_most} must be 0 or more rows")
    forms = None if wanted is None else {form for word in wanted for form in (word, word.lower())}
    n_read = at_most if forms is None else None
    indices: dict[str, int] = {}
    numbers = bytearray()
    with open_vectors(path) as file:
        for n, row in enumerate(islice(file.rows, n_read)):
            is_kept = forms is None or row.word in forms or n < (at_most or 0)
            if is_kept and row.word not in indices:
                indices[row.word] = len(indices)
                numbers += _vector(row).tobytes()
    matrix = np.frombuffer(numbers, dtype=np.float32).reshape(len(indices), file.dimension)
    return WordVectors(words=tuple(indices), matrix=matrix)


def _vector(row: Row) -> Matrix:
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is an error below
        vector = np.asarray(row.numbers(), dtype=np.float32)
    if not np.isfinite(vector).all():
        raise InputError(f"{row.place}: the vector of {row.word!r} has a number that is not finite in float32")
    return vector
