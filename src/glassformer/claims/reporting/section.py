"""What every section of a report has around its own matter: how it was tested, verdicts, controls, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from glassformer.claims.reporting.evidence import ClaimData, Evidence, Place, counterpart, is_order
from glassformer.claims.reporting.markdown import bullets, counted, listed, paragraph, table
from glassformer.claims.reporting.numbers import amount, bare, in_unit, tell, widest

MOST_LISTED = 10
ADDED = frozenset({"streams", "streams, followed", "reach", "interchange", "mlp", "mathematical model"})
"""Findings that are about additions, whatever else a model is asked."""

LEGEND = "**bold**: shown to be there; ·: shown not to be; plain: neither; ?: undecided."


def section(
    evidence: Evidence, title: str, findings: Sequence[str], body: Iterable[str], figure: str | None = None
) -> list[str]:
    """A section about some findings, as lines; nothing where none of them was tested.

    Args:
        evidence: of the analysis.
        title: the section's heading.
        findings: those whose claims it tells of.
        body: its own matter, as lines.
        figure: the name of its figure.
    """
    claims = evidence.claims(*findings)
    if not claims:
        return []
    of_additions = "Of additions only." if evidence.model["kind"] == "mixed" and ADDED.issuperset(findings) else ""
    tested = paragraph(f"Tested: {'; '.join(_tests(claims))}.", of_additions)
    lines = [f"## {title}", "", *tested, *picture(evidence, figure), *body]
    for finding in findings:
        lines += _verdicts(evidence, finding, is_named=len(findings) > 1)
    return [*lines, *_not_held(claims), *_undecided(claims)]


def picture(evidence: Evidence, name: str | None) -> list[str]:
    """A figure, where there is one of this name."""
    file = evidence.document["figures"].get(name)
    return [f"![{name}]({file})", ""] if file else []


def matrix(corner: str, rows: Mapping[str, Sequence[Place | None]], columns: Sequence[str]) -> list[str]:
    """Places as a table, each with its value and state, and the legend; None where nothing was tested."""
    cells = [[f"**{name}**", *(map(_cell, places))] for name, places in rows.items()]
    effects = [place.effect for places in rows.values() for place in places if place is not None]
    if not effects:
        return []
    return [*table((corner, *columns), cells), *paragraph(f"Numbers {in_unit(effects[0])}; {LEGEND}", widest(effects))]


def _cell(place: Place | None) -> str:
    if place is None:
        return ""
    shown = bare(place.effect)
    return {"yes": f"**{shown}**", "no": "·", "between": shown, "undecided": f"{shown} ?"}[place.state]


def _tests(claims: Sequence[ClaimData]) -> list[str]:
    """How the claims were tested, each way once, with what they must reach."""
    found: dict[str, dict[str, str]] = {}
    for claim in claims:
        thresholds = found.setdefault(claim["test"], {})
        thresholds["absent" if claim["is_absence"] else "present"] = _threshold(claim)
    return [f"{test} ({_asked(thresholds)})" for test, thresholds in found.items()]


def _asked(thresholds: Mapping[str, str]) -> str:
    if "absent" not in thresholds:
        return f"holds where the whole 95 % interval is {thresholds['present']}"
    return f"present where the whole 95 % interval is {thresholds['present']}, absent where {thresholds['absent']}"


def _threshold(claim: ClaimData) -> str:
    words = {"least": "at least", "most": "at most"}
    unit = claim["effect"]["unit"]
    return " and ".join(f"{words[name]} {amount(end, unit)}" for name, end in claim["threshold"].items())


def _verdicts(evidence: Evidence, finding: str, *, is_named: bool) -> list[str]:
    """How many claims of a finding hold, on the model and on its controls."""
    claims = evidence.claims(finding)
    presence = [claim for claim in claims if not claim["is_absence"]]
    absence = [claim for claim in claims if claim["is_absence"]]
    said = f"{_n_holding(presence)} of {counted(len(presence), 'claim')} of presence" if absence else ""
    said += f" and {_n_holding(absence)} of {len(absence):,} of absence hold" if absence else ""
    said = said or f"{_n_holding(claims)} of {counted(len(claims), 'claim')} {'holds' if len(claims) == 1 else 'hold'}"
    return paragraph(f"{finding.capitalize()}: {said}." if is_named else f"{said}.", _on_controls(evidence, claims))


def _n_holding(claims: Iterable[ClaimData]) -> str:
    return f"{sum(claim['verdict'] == 'holds' for claim in claims):,}"


def _on_controls(evidence: Evidence, claims: Sequence[ClaimData]) -> str:
    """How many claims hold on each control network, and how large an effect claims of presence have there at most."""
    by_name: dict[str, list[ClaimData]] = {}
    for claim in claims:
        for control in claim["controls"]:
            if control["name"] in evidence.control_names:
                by_name.setdefault(control["name"], []).append(control)
    if not by_name:
        return "No control was asked."
    holding = {name: sum(control["verdict"] == "holds" for control in theirs) for name, theirs in by_name.items()}
    told = [f"{n:,} of {len(by_name[name]):,} on {name}" for name, n in holding.items() if n]
    said = f"On controls hold {listed(told)}" if told else f"None holds on {counted(len(by_name), 'control network')}"
    effects = [control["effect"] for theirs in by_name.values() for control in theirs]
    highest = max((each for each in effects if each["value"] is not None), key=lambda each: each["value"], default=None)
    return f"{said}; the largest effect there is {tell(highest)}." if highest else f"{said}."


def _not_held(claims: Sequence[ClaimData]) -> list[str]:
    """The claims that fail of those that have no counterpart, so that a reader would expect them to hold."""
    keys = {claim["key"] for claim in claims}
    failed = [claim for claim in claims if claim["verdict"] == "fails" and counterpart(claim) not in keys]
    return _statements("Do not hold", failed)


def _undecided(claims: Sequence[ClaimData]) -> list[str]:
    """The claims that are undecided, those of presence first; those that a list would say nothing of are counted."""
    found = sorted((claim for claim in claims if claim["verdict"] == "undecided"), key=lambda each: each["is_absence"])
    alone = [claim for claim in found if claim["is_absence"] and not claim["has_presence"]]
    empty = [claim for claim in found if claim not in alone and claim["effect"]["value"] is None]
    rest = [claim for claim in found if claim not in alone and claim not in empty]
    reverse = list(_reverse(rest))
    shown = [claim for claim in rest if claim not in reverse]
    why = [
        f"{counted(len(reverse), 'claim')} of an order whose reverse holds or is listed" if reverse else "",
        f"{counted(len(alone), 'claim')} of absence cannot count, as none of presence holds on the same metric"
        if alone
        else "",
        f"{counted(len(empty), 'claim')} without a value, as there was nothing to count or to explain" if empty else "",
    ]
    said = listed(filter(None, why))
    return [*_statements("Undecided", shown), *paragraph(f"Undecided as well: {said}." if said else "")]


def _reverse(claims: Sequence[ClaimData]) -> Iterator[ClaimData]:
    """The claims of an order whose reverse is open too and comes before them, or is decided."""
    later = {claim["key"] for claim in claims}
    for claim in claims:
        later.remove(claim["key"])
        if is_order(claim) and counterpart(claim) not in later:
            yield claim


def _statements(heading: str, claims: Sequence[ClaimData]) -> list[str]:
    said = [f"{claim['statement']}: {tell(claim['effect'])}" for claim in claims]
    return [f"{heading} ({len(said):,}):", "", *bullets(said, MOST_LISTED)] if said else []


def effect_of(claim: Mapping[str, Any]) -> str:
    """A claim's effect and verdict, for a table."""
    return f"{tell(claim['effect'])}, {claim['verdict']}"
