"""The report of one analysis: Markdown that a researcher reads, made from the data and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassformer.claims.reporting import digits, places, values
from glassformer.claims.reporting.evidence import Evidence
from glassformer.claims.reporting.opening import opening
from glassformer.claims.reporting.program import program

SECTIONS = (
    places.positions,
    places.attention,
    places.reading,
    places.heads,
    values.streams,
    values.reach,
    values.interchange,
    values.mlp,
    digits.learning_order,
    digits.cascades,
    digits.mathematical_model,
    places.attribution,
    program,
)


def write_report(document: Mapping[str, Any]) -> str:
    """The report of an analysis, as Markdown.

    It opens with what was found. Each finding follows: how it was tested, its figures with interval and n, how many
    claims hold on the model and on its controls, and which are undecided. One that was not tested is left out.

    Args:
        document: `Analysis.to_dict()` with ``model`` (what ``summary.json`` says of it), ``controls`` (their names),
            ``seconds``, ``program_text``, ``program_size`` (both may be None) and ``figures`` (files by name, as
            `draw_figures` gives them).
    """
    evidence = Evidence(document)
    lines = opening(evidence)
    for section in SECTIONS:
        lines += section(evidence)
    return "\n".join(lines).rstrip() + "\n"
