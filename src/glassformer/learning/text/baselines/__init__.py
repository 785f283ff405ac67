"""What a learned text program is compared with, in the same run: models from counting labels to a standard Transformer.

``measure_baselines`` tunes each on the validation texts (``measuring``), and scores it as the program is (``scores``).
"""

from glassformer.learning.text.baselines.measuring import BaselineResult, baseline_names, measure_baselines
from glassformer.learning.text.baselines.scores import Labels, Score, score_labels

__all__ = ["BaselineResult", "Labels", "Score", "baseline_names", "measure_baselines", "score_labels"]
