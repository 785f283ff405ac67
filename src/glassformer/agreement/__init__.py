"""Network, interpreter, tensor executor and emitted source: whether they say the same, counted input by input.

``network`` asks the trained network, by its own forward code; ``lists`` asks the two parts that run on plain lists, in
several processes where that is wished; ``counting`` compares them all, and ``report`` holds what came out.
"""

from __future__ import annotations

from glassformer.agreement.counting import count_agreement, count_agreement_on
from glassformer.agreement.report import Agreement, Disagreement

__all__ = ["Agreement", "Disagreement", "count_agreement", "count_agreement_on"]
