"""Programs learned from labelled texts, and the baselines that they are compared with.

`learn_texts` goes from files to a run folder. A `Learner` takes the steps: softmax regression on every word, phrase
and feature (``contributions``); classes of those that say nearly the same (``classes``); tables over two variables, of
which one is mostly read by an attention head (``tables``, ``heads``); weights fitted again on these discrete variables
(``weighing``); and the program of it all (``writing``).
"""

from __future__ import annotations

from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.run import Begun, begin_run, learn_texts, resume_texts, write_model
from glassformer.learning.text.source import TextSource

__all__ = ["Begun", "TextConfiguration", "TextSource", "begin_run", "learn_texts", "resume_texts", "write_model"]
