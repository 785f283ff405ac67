"""Tables over two variables, chosen one after another by what they explain that sums of single variables cannot.

Here attention comes in: one of the two is mostly read through a head. A candidate is judged in two steps: by a score
test on training texts (what one Newton step would gain, less what chance would give), and, where that is promising, by
cross-validation: the cross-entropy of the texts of each fold, and of the validation texts, after it was fitted without
them. It is taken where that falls by more than `LEAST_GAIN` of its own standard errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.choosing import N_TRIED, errors_of, fall_of, hair_of, in_errors, is_worth_it
from glassformer.learning.text.classes import MAX_VALUES
from glassformer.learning.text.encoded import NO_LABEL, EncodedTexts, Floats, Ints
from glassformer.learning.text.readings import Folds, PairReading, Reading, cells
from glassformer.learning.text.roles import design_of
from glassformer.learning.text.softmax import Block, fit_softmax
from glassformer.learning.text.weighing import Weighed, scores_of

STEP = 1 / 32
"""What weights of cells are multiples of, so that many cells have the same value."""
PENALTY = 100.0
"""Of a cell's own weights."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two variables that may have a table.

    Its weights are, first of all, what a value of the one says in the light of a value of the other: turned round,
    weakened or strengthened. What each cell says beside that is held back more.

    Attributes:
        first, second: the variables.
        says: what the values of ``first`` say alone, ``value label``.
    """

    first: Reading
    second: Reading
    says: Floats

    @property
    def n_cells(self) -> int:
        """How many cells a table of both has; the second variable runs fastest."""
        return self.first.n_values * self.second.n_values

    def cells(self, texts: EncodedTexts, folds: Folds = None) -> Ints:
        """The cell at each of the ``contents``."""
        return cells(self.first, self.second, texts, folds)

    @property
    def embedding(self) -> Floats:
        """What the first variable says, and 1, in columns for each value of the second: ``cell column``."""
        extended = np.column_stack([self.says, np.ones(len(self.says))])
        return np.asarray(np.kron(extended, np.eye(self.second.n_values)), np.float64)


def choose_tables(
    weighed: Sequence[Weighed],
    bias: Floats,
    pairs: Sequence[Pair],
    train: EncodedTexts,
    folds: Ints,
    valid: EncodedTexts,
    label_names: Sequence[str],
    *,
    at_most: int,
    on_try: Callable[[str, float], None],
) -> tuple[Weighed, ...]:
    """The tables that are worth having beside what there is, with their weights.

    Args:
        weighed: the variables that there are, with weights.
        bias: the scores' bias.
        pairs: the candidates.
        train: to fit on.
        folds: of the training texts.
        valid: to choose by.
        label_names: of the labels, to name values by.
        at_most: how many tables are chosen.
        on_try: told of each candidate that was fitted.
    """
    scores, validation = scores_of(weighed, bias, train, folds), scores_of(weighed, bias, valid)
    chosen: list[Weighed] = []
    designs = [_design(pair, train, folds) for pair in pairs]
    left = list(range(len(pairs)))
    hair = hair_of(train)
    while left and len(chosen) < at_most:
        worth = {index: promise(pairs[index], designs[index], scores, train) for index in left}
        tried = []
        for index in sorted(left, key=lambda index: -worth[index])[:N_TRIED]:
            falls = _falls(pairs[index], designs[index], scores, train, folds[train.text_of_unit])
            found = _fitted(pairs[index], designs[index], scores, train, label_names)
            moved = validation + scores_of([found], np.zeros(len(label_names)), valid)
            falls.append(fall_of(validation, moved, valid.labels, valid.counted))
            tried.append((in_errors(np.concatenate(falls)), is_worth_it(np.concatenate(falls), hair), index, found))
            on_try(found.reading.name, tried[-1][0])
        _, is_better, index, found = max(tried, key=lambda each: each[0])
        if not is_better:
            break
        chosen.append(found)
        left.remove(index)
        nothing = np.zeros(len(label_names))
        scores = scores + scores_of([found], nothing, train, folds)
        validation = validation + scores_of([found], nothing, valid)
    return tuple(chosen)


def promise(pair: Pair, design: sp.csr_matrix, scores: Floats, train: EncodedTexts) -> float:
    """What a Newton step on the embedding's weights would gain in cross-entropy, less what chance would, in nats."""
    errors, spreads = errors_of(scores, train.labels, train.counted)
    slopes = pair.embedding.T @ (design.T @ errors)
    if design.nnz == design.shape[0]:  # each unit has one cell only: squares need no sums over cells first
        curvatures = (pair.embedding**2).T @ (design.T @ spreads)
    else:
        curvatures = ((design @ pair.embedding) ** 2).T @ spreads
    gains, by_chance = slopes**2 / (curvatures + 1), curvatures / (curvatures + 1)
    return float((gains - by_chance).sum() / 2)


def _design(pair: Pair, texts: EncodedTexts, folds: Folds) -> sp.csr_matrix:
    return design_of([pair.cells(texts, folds)], [pair.n_cells], texts)


def _falls(pair: Pair, design: sp.csr_matrix, scores: Floats, train: EncodedTexts, fold: Ints) -> list[Floats]:
    """By how much the cross-entropy of the units of each fold falls, with weights fitted without them."""
    found = []
    for number in np.unique(fold):
        inside, outside = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        fitted = _weights(pair, design[outside], scores[outside], train.labels[outside], train.counted[outside])
        before, after = scores[inside], scores[inside] + design[inside] @ fitted
        found.append(fall_of(before, after, train.labels[inside], train.counted[inside]))
    return found


def _weights(pair: Pair, design: sp.csr_matrix, scores: Floats, labels: Ints, counted: Floats) -> Floats:
    """The weights of each cell, ``cell label``."""
    block = Block(n_values=pair.n_cells, penalty=PENALTY, embedding=pair.embedding, vector_penalty=5.0)
    fitted = fit_softmax(design, labels, scores.shape[1], [block], offset=scores, sample_weights=counted, iterations=30)
    return fitted.weights[0]


def _fitted(
    pair: Pair, design: sp.csr_matrix, scores: Floats, train: EncodedTexts, label_names: Sequence[str]
) -> Weighed:
    """The table with its weights, cells that say nearly the same with one value."""
    from sklearn.cluster import KMeans  # type: ignore[import-untyped]  # slow to import

    weights = _weights(pair, design, scores, train.labels, train.counted)
    counts = np.asarray(design[train.labels != NO_LABEL].sum(0)).ravel()
    weights = np.where((counts == 0)[:, None], 0, np.round(weights / STEP) * STEP)
    if len(np.unique(weights, axis=0)) > MAX_VALUES:
        means = KMeans(MAX_VALUES - 1, n_init=1, random_state=0).fit(weights, sample_weight=np.sqrt(counts + 0.1))
        weights = np.where((counts == 0)[:, None], 0, means.cluster_centers_[means.labels_])
    centroids, of_cell = np.unique(weights, axis=0, return_inverse=True)
    reading = PairReading(pair.first, pair.second, of_cell.astype(np.int64), centroids, _names(centroids, label_names))
    return Weighed(reading=reading, weights=centroids)


def _names(centroids: Floats, label_names: Sequence[str]) -> tuple[str, ...]:
    """Each value by the label that it speaks for most, and how strongly; numbered where two are the same."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for row in centroids:
        best = int(row.argmax())
        name = f"{label_names[best]} {row[best]:+.2f}" if np.abs(row).max() > 0 else "nothing"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
