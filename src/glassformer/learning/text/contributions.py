"""What each value of each role says for each label, by softmax regression; and the same without a part of the texts.

A word that is seen once says, to a fit that saw it, exactly the label of its own text. So the training texts are also
gone through in folds, each with what was learned from the others: there a rare word says as little as an unknown word
of a test will say, and what is fitted next (tables, and how far each class of words is to be trusted) is not misled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.roles import PHRASES, WORDS, Role, design_of
from glassformer.learning.text.softmax import Block, Fitted, best_scale, cross_entropy, fit_softmax, log_count_ratios

N_FOLDS = 5
ITERATIONS = 80
Keep = Callable[[str, Callable[[], Fitted]], Fitted]
"""Gives the fit of a name: one that was kept, or else what the function makes."""


@dataclass(frozen=True, kw_only=True)
class Strength:
    """How strongly the weights are held back.

    Attributes:
        penalty: of every value's weights.
        of_phrases: how many times as much of phrases.
        vectors: how far word vectors move weights; 0: not at all.
        counting: how many times what counting says (naive Bayes) the weights are held to, rather than to 0.
    """

    penalty: float
    of_phrases: float = 3.0
    vectors: float = 1.0
    counting: float = 0.0

    @property
    def name(self) -> str:
        """Such as ``penalty-2-phrases-3-vectors-0.5-counting-0.3``."""
        numbers = {"phrases": self.of_phrases, "vectors": self.vectors, "counting": self.counting}
        return "-".join(f"{name}-{number:g}" for name, number in {"penalty": self.penalty, **numbers}.items())


@dataclass(frozen=True, kw_only=True, eq=False)
class Contributions:
    """What was fitted.

    Attributes:
        roles: in the order of the weights.
        fitted: on all training texts.
        of_folds: on all but those of each fold.
        fold: of each training text.
        strength: as it was chosen.
        tried: the cross-entropy of validation units with every strength that was tried.
    """

    roles: tuple[Role, ...]
    fitted: Fitted
    of_folds: tuple[Fitted, ...]
    fold: Ints
    strength: Strength
    tried: tuple[tuple[Strength, float], ...]

    def of(self, role: Role) -> Floats:
        """``value label``, on all training texts."""
        return self.fitted.weights[self.roles.index(role)]


@dataclass(frozen=True, kw_only=True, eq=False)
class Regression:
    """Softmax regression of labels on the inputs of some roles.

    Attributes:
        texts: to learn from.
        roles: which inputs.
        n_labels: how many labels there are.
        vectors: of the values of ``tokens``, ``value dimension``, or None.
        uses_ratios: whether weights are scaled by what counting says, and may begin there.
    """

    texts: EncodedTexts
    roles: tuple[Role, ...]
    n_labels: int
    vectors: Floats | None = None
    uses_ratios: bool = True

    def design(self, texts: EncodedTexts) -> sp.csr_matrix:
        """``unit value``, the roles' values side by side."""
        sizes = [texts.cardinalities[role.input] for role in self.roles]
        return design_of([role.values(texts) for role in self.roles], sizes, texts)

    @cached_property
    def training(self) -> sp.csr_matrix:
        """The design of the texts to learn from."""
        return self.design(self.texts)

    def choose(
        self, valid: EncodedTexts, strengths: Sequence[Strength], keep: Keep
    ) -> tuple[Fitted, Strength, tuple[tuple[Strength, float], ...]]:
        """The fit that explains validation labels best, once its scores are as sure as they ought to be."""
        design = self.design(valid)
        fits = []
        for strength in strengths:
            fitted = keep(f"{strength.name}", partial(self.fit, strength))
            scores = fitted.scores(design)
            scores *= best_scale([scores], [valid.labels], [valid.counted])
            fits.append((float(cross_entropy(scores, valid.labels, valid.counted).mean()), fitted, strength))
        _, fitted, strength = min(fits, key=lambda each: each[0])
        return fitted, strength, tuple((each[2], each[0]) for each in fits)

    def only(self, role: Role) -> Regression:
        """The same on one role alone."""
        return replace(self, roles=(role,))

    def fit(
        self,
        strength: Strength,
        units: Ints | None = None,
        *,
        offset: Floats | None = None,
        iterations: int = ITERATIONS,
    ) -> Fitted:
        """The weights, learned from these units, or from all; ``offset`` has scores that there are already."""
        design = self.training if units is None else self.training[units]
        labels = self.texts.labels if units is None else self.texts.labels[units]
        counted = self.texts.counted if units is None else self.texts.counted[units]
        seen = np.asarray(design.sum(0)).ravel() > 0
        ratios = log_count_ratios(design, labels, self.n_labels) if self.uses_ratios else None
        counting = None
        if ratios is not None and strength.counting:
            counting = strength.counting * np.where(seen[:, None], ratios - ratios.mean(1, keepdims=True), 0)
            offset = design @ counting + (0 if offset is None else offset)
        blocks, start = [], 0
        for role in self.roles:
            end = start + self.texts.cardinalities[role.input]
            free = np.flatnonzero(seen[start:end])
            blocks.append(
                self._block(role, strength, end - start, free, None if ratios is None else ratios[start + free])
            )
            start = end
        fitted = fit_softmax(
            design, labels, self.n_labels, blocks, offset=offset, sample_weights=counted, iterations=iterations
        )
        return fitted if counting is None else self._moved(fitted, counting)

    def _moved(self, fitted: Fitted, by: Floats) -> Fitted:
        """The fit with this added to the weights, ``value label`` of all roles."""
        ends = np.cumsum([len(rows) for rows in fitted.weights])[:-1]
        return replace(fitted, weights=tuple(map(np.add, fitted.weights, np.split(by, ends))))

    def _block(self, role: Role, strength: Strength, n_values: int, free: Ints, ratios: Floats | None) -> Block:
        """Values that are not seen have no weights of their own, but those with vectors may have some by these."""
        has_vectors = role.input == WORDS and self.vectors is not None and strength.vectors > 0
        return Block(
            n_values=n_values,
            penalty=strength.penalty * (strength.of_phrases if role.input == PHRASES else 1),
            free=free,
            scale=ratios,
            embedding=self.vectors * strength.vectors if has_vectors and self.vectors is not None else None,
            vector_penalty=strength.penalty,
        )

    def contributions(
        self, valid: EncodedTexts, strengths: Sequence[Strength], fold: Ints, keep: Keep
    ) -> Contributions:
        """What the roles say: with the strength that suits validation texts best, on all and without each fold."""
        fitted, strength, tried = self.choose(valid, strengths, keep)
        of_folds = []
        for number in range(int(fold.max()) + 1):  # of few texts, a fold may have none
            others = np.flatnonzero(fold[self.texts.text_of_unit] != number)
            of_folds.append(keep(f"{strength.name}-fold-{number}", partial(self.fit, strength, others)))
        return Contributions(
            roles=self.roles, fitted=fitted, of_folds=tuple(of_folds), fold=fold, strength=strength, tried=tried
        )


def balanced_weights(labels: Ints, n_labels: int) -> Floats:
    """Weights with which every label counts as much as every other."""
    counts = np.bincount(labels[labels >= 0], minlength=n_labels)
    found: Floats = len(labels) / (n_labels * np.maximum(counts, 1))
    return found
