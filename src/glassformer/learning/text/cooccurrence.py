"""Word vectors from the texts at hand, where there are none from larger ones: words in like contexts are near.

Positive pointwise mutual information of words and contexts, by a truncated singular value decomposition, with the
settings of Levy, Goldberg and Dagan 2015, "Improving distributional similarity with lessons learned from word
embeddings": weights of context words by distance, context distribution smoothing 0.75, eigenvalue weighting 0.5.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]

from glassformer.errors import ConfigurationError
from glassformer.tasks.text.vectors import Matrix, WordVectors
from glassformer.tasks.text.vocabulary import Vocabulary

_SMOOTHING = 0.75

Counts = csr_array[np.float64]
Vector = npt.NDArray[np.float64]


def cooccurrence_vectors(
    texts: Sequence[Sequence[str]], *, dimension: int = 50, window: int = 4, min_count: int = 2, seed: int = 0
) -> WordVectors:
    """The vector of each word of these texts, most frequent first; the same for the same texts and seed.

    A word that is never near another known one has a vector of zeros. Without words there are no dimensions either.

    Args:
        texts: for each text its words; case is dropped.
        dimension: how many numbers a vector has; no more than there are words.
        window: how many words to either side are context. One at a distance of d counts 1/d.
        min_count: how often a word must occur to have a vector, and to be context. Others keep their places.
        seed: of the randomized decomposition, from 0 to 2³² - 1. Little depends on it.

    Raises:
        ConfigurationError: a setting is below 1, or the seed is outside of its range.
    """
    if min(dimension, window, min_count) < 1 or not 0 <= seed < 2**32:
        raise ConfigurationError(
            f"dimension {dimension}, window {window} and min_count {min_count} must be at least 1, and seed {seed} "
            "from 0 to 2**32 - 1"
        )
    vocabulary = Vocabulary.fit(texts, max_size=sys.maxsize, min_count=min_count, is_lower=True)
    words = vocabulary.words[1:]  # without <unk>
    information = _positive_information(_count(vocabulary.encode(texts), len(words), window))
    return WordVectors(words=words, matrix=_decompose(information, min(dimension, len(words)), seed))


def _count(texts: Sequence[Sequence[int]], n_words: int, window: int) -> Counts:
    """How often words are near each other, ``word context``, by the vocabulary's index less 1; symmetric."""
    between = [0] * window  # so that no pair is of two texts
    indices = np.fromiter(chain.from_iterable((*text, *between) for text in texts), dtype=np.int64)
    counts = csr_array((n_words, n_words), dtype=np.float64)
    for distance in range(1, window + 1):
        left, right = indices[:-distance], indices[distance:]
        is_pair = (left > 0) & (right > 0)
        weights = np.full(np.count_nonzero(is_pair), 1 / distance)
        pairs = coo_array((weights, (left[is_pair] - 1, right[is_pair] - 1)), shape=counts.shape)
        counts = counts + pairs.tocsr()
    return counts + counts.T


def _positive_information(counts: Counts) -> Counts:
    """Positive pointwise mutual information, ``word context``, with smoothed contexts."""
    pairs = counts.tocoo()
    n_near: Vector = counts.sum(axis=0)
    smoothed = n_near**_SMOOTHING
    information = np.log(pairs.data * smoothed.sum() / (n_near[pairs.row] * smoothed[pairs.col]))
    positive = csr_array((np.maximum(information, 0), (pairs.row, pairs.col)), shape=counts.shape)
    positive.eliminate_zeros()
    return positive


def _decompose(information: Counts, dimension: int, seed: int) -> Matrix:
    """Left singular vectors times the roots of their values, ``word dimension``, largest value first.

    Of each singular vector, whose sign is arbitrary, the entry of largest magnitude is made positive.
    """
    if dimension == 0:
        return np.zeros((0, 0), dtype=np.float32)
    # svds of scipy starts again from numbers that no seed reaches, where words have the same contexts
    left, values, _ = randomized_svd(information, dimension, n_oversamples=50, n_iter=7, random_state=seed)
    vectors: Matrix = (left * np.sqrt(values)).astype(np.float32)
    vectors[information.sum(axis=1) == 0] = 0  # rounding would leave traces, which have a direction
    return vectors
