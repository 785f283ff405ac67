"""Programs that read text, explained in words: why a text has its label, what would change it, and where errors lie.

A program adds up weights, and each weight belongs to a value of a variable at a word. ``decisions`` takes a label apart
into these, exactly, and ``origins`` follows each value back to the words that it comes from. ``searching`` looks for
the nearest change of a text that leads to another label (``flips``), by running the program on changed texts;
``explanation`` puts it together for one text. ``errors`` runs many labelled texts (``evaluated``), and finds the
classes of words (``word_classes``) and the rules (``failing_rules``) that mistakes have in common.
"""

from __future__ import annotations

from glassformer.explain.text.decisions import Contribution, Decision, Rule
from glassformer.explain.text.explanation import TextExplanation, explain_text
from glassformer.explain.text.flips import Edit, Flip
from glassformer.explain.text.origins import Class, Origin

__all__ = [
    "Class",
    "Contribution",
    "Decision",
    "Edit",
    "Flip",
    "Origin",
    "Rule",
    "TextExplanation",
    "explain_text",
]
