# ruff: noqa: N803 - X is what scikit-learn calls it, and its users write
"""The classifier: one label for each text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from scipy.special import softmax
from sklearn.base import ClassifierMixin  # type: ignore[import-untyped]

from glassformer.estimators.base import ProgramEstimator
from glassformer.estimators.labels import LabelArray, check_valid, find_classes, name_labels, names_of, read_labels
from glassformer.estimators.sequences import text_of, texts_of
from glassformer.program.variables import GRID
from glassformer.tasks.text import Kind, TextExamples

if TYPE_CHECKING:
    from glassformer.explain.text import TextExplanation

Floats = npt.NDArray[np.float64]


@dataclass(kw_only=True, eq=False, repr=False)
class ProgramClassifier(ClassifierMixin, ProgramEstimator):  # type: ignore[misc]  # it has no types
    """A program that gives each text a label, learned from labelled texts.

    Texts are strings, or words in lists. Labels are what scikit-learn takes: numbers, strings or Booleans, and come
    back as they were given; the program has ``str`` of them.

    Attributes:
        cues: as in `TextConfiguration`; everything else is in `ProgramEstimator`.
    """

    cues: int = 60
    kind: ClassVar[Kind] = "classify"

    def fit(self, X: Any, y: Any, X_valid: Any = None, y_valid: Any = None) -> Self:
        """The classifier, which has learned a program.

        Args:
            X: texts to learn from.
            y: the label of each.
            X_valid: other texts to choose by; None: some are split off.
            y_valid: their labels.

        Raises:
            ValueError: there are no texts, too few, not one label for each, or one class only; or a setting is wrong.
        """
        check_valid(X_valid, y_valid)
        labels = read_labels(y, self)
        classes = find_classes(labels)
        train = self._labelled(X, labels, classes)
        valid = None if X_valid is None else self._labelled(X_valid, read_labels(y_valid, self), classes, "X_valid")
        self._learn(train, valid, names_of(classes))
        self.classes_ = classes
        return self

    def predict(self, X: Any) -> LabelArray:
        """``text``: the label that the program gives each; of equal scores its first."""
        program, examples = self._text_program(), self._unlabelled(X)
        place = {name: number for number, name in enumerate(names_of(self.classes_))}
        found: LabelArray = self.classes_[[place[str(name)] for name in program.label_all(examples)]]
        return found

    def decision_function(self, X: Any) -> Floats:
        """``text class``: the scores in nats, exactly the program's. Of two classes ``text``: the second's lead.

        Raises ProgramError where the program returns no scores, as one that a person has edited may.
        """
        scores = self._scores(X)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def predict_proba(self, X: Any) -> Floats:
        """``text class``: the softmax of the scores, which nothing calibrates. Errors as for `decision_function`."""
        found: Floats = softmax(self._scores(X), axis=1)
        return found

    def explain(self, x: Any, *, with_flips: bool = True) -> TextExplanation:
        """What the label of one text rests on; labels are named as in the program.

        Args:
            x: the text, or its words.
            with_flips: whether the nearest changes that lead to other labels are searched.
        """
        from glassformer.explain.text import explain_text  # slow to import, and seldom needed

        reader = self._text_program().reader
        return explain_text(self.program_, reader, text_of(x, reader.split, "x"), with_flips=with_flips)

    def _labelled(self, X: Any, labels: LabelArray, classes: LabelArray, what: str = "X") -> TextExamples:
        texts = texts_of(X, self._tokenizer(), what)
        return TextExamples(kind=self.kind, tokens=texts, labels=name_labels(labels.tolist(), classes))

    def _unlabelled(self, X: Any) -> TextExamples:
        """Texts for the program."""
        examples = TextExamples(kind=self.kind, tokens=texts_of(X, self.reader_.split))
        self._warn_of_cut(examples)
        return examples

    def _scores(self, X: Any) -> Floats:
        """``text class`` in nats."""
        from glassformer.explain.text.decisions import scores_of
        from glassformer.explain.text.running import Runner

        reader = self._text_program().reader
        scores_of(self.program_)
        contents = reader.read_all(self._unlabelled(X))
        totals = Runner(self.program_).totals(contents, [0] * len(contents))
        places = [self.program_.signature.labels.index(name) for name in names_of(self.classes_)]
        return totals[:, places] / GRID**2
