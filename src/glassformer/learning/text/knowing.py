"""What a reader knows: the words, phrases and features of the training texts, and vectors of words."""

from __future__ import annotations

import numpy as np

from glassformer.errors import ConfigurationError
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.cooccurrence import cooccurrence_vectors
from glassformer.learning.text.encoded import Floats
from glassformer.tasks.text import Feature, FeatureSet, Phrase, TextData, TextReader, Vocabulary, default_features
from glassformer.tasks.text.vectors import WordVectors
from glassformer.tasks.text.vocabulary import MARKS, UNKNOWN

LONGEST = 256
OF_UNKNOWN = (UNKNOWN, "UNK", "<UNK>", "[UNK]", "unk")
"""What files of vectors call the word that stands for all others; the first that is there counts."""


def fit_reader(
    data: TextData,
    configuration: TextConfiguration,
    vectors: WordVectors | None = None,
    *,
    features: tuple[Feature, ...] | None = None,
    tokenizer: str = "words",
) -> tuple[TextReader, Floats | None]:
    """The reader of texts such as the training texts, and the vectors of its words.

    Args:
        data: of which the training texts are looked at.
        configuration: limits.
        vectors: of words; None: they are made from the training texts.
        features: which; by default those that need no choice, and every column of the data.
        tokenizer: what cuts texts that come later, by its name.

    Returns:
        The reader, and ``value dimension`` of its ``tokens``, marks included, each row of length 1 or 0; None where
        there are no vectors.

    Raises:
        ConfigurationError: nothing would be known.
    """
    texts = data.train.tokens
    words = Vocabulary.fit(
        texts, max_size=configuration.vocabulary_size, min_count=configuration.min_count, is_lower=True
    )
    vocabulary = words if vectors is None else _extended(words, vectors, configuration.vocabulary_size)
    if vectors is None and configuration.vector_size > 0:
        vectors = cooccurrence_vectors(texts, dimension=configuration.vector_size, seed=configuration.seed)
    if len(vocabulary) < 2:
        raise ConfigurationError(
            f"no word is in the training texts {configuration.min_count} times; set min_count lower"
        )
    chosen = features
    if chosen is None:
        chosen = default_features(data.train.columns) if configuration.features else ()
        if configuration.phrases:
            chosen = (*chosen, Phrase(configuration.phrases))
    reader = TextReader(
        kind=data.kind,
        vocabulary=vocabulary,
        features=FeatureSet.fit(data.train, chosen, min_count=configuration.phrase_min_count),
        max_length=configuration.max_length or min(LONGEST, 2 * max(map(len, texts))),
        tokenizer=tokenizer,
    )
    return reader, None if vectors is None or not vectors.dimension else _rows(vocabulary, vectors)


def _extended(words: Vocabulary, vectors: WordVectors, at_most: int) -> Vocabulary:
    """The words, and then those that have vectors, in the order in which they are given."""
    taken = {UNKNOWN, *MARKS, *words.words}
    further: list[str] = []
    for word in map(str.lower, vectors.words):
        if len(words) + len(further) >= at_most:
            break
        if word not in taken:
            taken.add(word)
            further.append(word)
    return Vocabulary((*words.words, *further), is_lower=True)


def _rows(vocabulary: Vocabulary, vectors: WordVectors) -> Floats:
    rows, _ = vectors.rows([*MARKS, *vocabulary.words])
    found = rows.astype(np.float64)
    found[: len(MARKS)] = 0
    unknown, is_known = vectors.rows(OF_UNKNOWN)
    found[len(MARKS)] = unknown[is_known][0] if is_known.any() else 0
    unit: Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    return unit
