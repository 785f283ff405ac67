"""Facts drawn as plain text, as wide as a terminal is. Nothing is worked out here."""

from __future__ import annotations

from glassformer.explain.terminal.coverages import draw_coverage
from glassformer.explain.terminal.explanations import draw_explanation
from glassformer.explain.terminal.mistakes import draw_mistakes
from glassformer.explain.terminal.slices import draw_slice
from glassformer.explain.terminal.texts import draw_text

__all__ = ["draw_coverage", "draw_explanation", "draw_mistakes", "draw_slice", "draw_text"]
