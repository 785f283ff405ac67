"""The section of a report on the program that a model is found to be: its text, and how often both say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from glassformer.claims.reporting.evidence import Evidence
from glassformer.claims.reporting.markdown import bullets, counted, paragraph, table
from glassformer.claims.reporting.numbers import NOTHING, tell
from glassformer.claims.reporting.section import MOST_LISTED, section


def program(evidence: Evidence) -> list[str]:
    """The program, its size, its agreement with the network, and what it does not explain."""
    found = evidence.document["program"]
    if found is None:
        return ["## Program", "", *paragraph("None is written: programs are written of models that only add.")]
    body = [*_text(evidence), *_agreement(found), *_unexplained(found)]
    return section(evidence, "Program", ["program"], body)


def _text(evidence: Evidence) -> list[str]:
    text, size = evidence.document["program_text"], evidence.document["program_size"]
    if text is None:
        return paragraph(
            "No program is written: the nearest does not say what the network says often enough, as below."
        )
    measures = ", ".join(f"{name} {value:,}" for name, value in (size or {}).items())
    return [
        *paragraph(f"{measures[:1].upper()}{measures[1:]}." if measures else ""),
        "```",
        *text.rstrip().splitlines(),
        "```",
        "",
    ]


def _agreement(found: Mapping[str, Any]) -> list[str]:
    """On which share of questions the program gives the network's whole answer."""
    rows = [
        ("random", *(tell(found["random"][kind]) for kind in ("all", "right", "wrong"))),
        *(
            (f"cascade of {length}", *(tell(part[kind]) for kind in ("all", "right", "wrong")))
            for length, part in found["by_cascade"].items()
        ),
        ("**all together**", NOTHING, NOTHING, f"**{tell(found['wrong'])}**"),
    ]
    heading = ("questions", "same whole answer", "of those answered right", "of those answered wrong")
    return [
        *table(heading, rows),
        *paragraph("Shares of questions on which program and network give the same whole answer, right or wrong."),
    ]


def _unexplained(found: Mapping[str, Any]) -> list[str]:
    """The questions on which program and network differ: how many, and the first."""
    parts = list(_parts(found))
    n_asked = sum(part["all"]["n"] for part in parts)
    n_left = sum(part["all"]["n"] - part["all"]["successes"] for part in parts)
    if not n_left:
        return paragraph(f"Unexplained: none of {counted(n_asked, 'question')}.")
    cases = [
        f"network `{case['network']}`, program `{case['program']}`, right `{case['right']}`"
        for part in parts
        for case in part["unexplained"]
    ][:MOST_LISTED]
    shown = f"the first {len(cases)}" if len(cases) < n_left else "all of them"
    return [*paragraph(f"Unexplained: {n_left:,} of {counted(n_asked, 'question')}; {shown}:"), *bullets(cases)]


def _parts(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield found["random"]
    yield from found["by_cascade"].values()
