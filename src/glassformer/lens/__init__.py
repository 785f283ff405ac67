"""Ordinary Transformers that do arithmetic: training them, asking them, taking them apart.

``configuration`` says what is trained and how, ``training`` does it and can be stopped and gone on with, ``losses``
measures what is learnt by answer digit and by sub-task, ``answering`` counts right answers by cascade length, ``run``
keeps all of it in a folder, and ``locate`` finds that. ``observing`` sees what a model does, as it is and with parts of
it changed, ``attribution`` says what each part writes and where heads look, and ``constructed`` makes a model whose
algorithm is known.
"""

from __future__ import annotations

from glassformer.lens.answering import Answered, answer_questions
from glassformer.lens.attribution import Attribution, attention_by_position, attribute_logits
from glassformer.lens.configuration import LensConfiguration, preset
from glassformer.lens.constructed import construct_addition
from glassformer.lens.observing import Donors, Node, Observed, mean_activations, observe
from glassformer.lens.run import LensRun, load_lens_run, resume_training, train
from glassformer.lens.training import Training

__all__ = [
    "Answered",
    "Attribution",
    "Donors",
    "LensConfiguration",
    "LensRun",
    "Node",
    "Observed",
    "Training",
    "answer_questions",
    "attention_by_position",
    "attribute_logits",
    "construct_addition",
    "load_lens_run",
    "mean_activations",
    "observe",
    "preset",
    "resume_training",
    "train",
]
