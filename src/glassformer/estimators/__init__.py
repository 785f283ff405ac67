"""Text programs as scikit-learn's estimators: `ProgramClassifier` labels texts, `ProgramTagger` labels their words.

``sequences`` and ``labels`` bring what scikit-learn's users have to texts and names of labels; ``base`` learns from
these, and ``folder`` writes what was learned. The program is ``program_``, and everything that takes programs takes it.
"""

from __future__ import annotations

from glassformer.estimators.classifier import ProgramClassifier
from glassformer.estimators.tagger import ProgramTagger

__all__ = ["ProgramClassifier", "ProgramTagger"]
