"""Sections of a report that say what is computed with: digit streams, reach, what nodes carry, the MLP's table."""

from __future__ import annotations

from collections.abc import Iterator

from glassformer.claims.reporting.evidence import ClaimData, Evidence, Place, values_of
from glassformer.claims.reporting.facts import (
    ALL_DIGITS,
    Part,
    carried,
    heads_with_a_role,
    is_independent,
    pairs_seen,
    value_name,
)
from glassformer.claims.reporting.markdown import bullets, counted, listed, paragraph, table
from glassformer.claims.reporting.numbers import NOTHING, tell
from glassformer.claims.reporting.section import effect_of, matrix, section


def streams(evidence: Evidence) -> list[str]:
    """Whether replacing a digit pair changes its own answer digit and no other."""
    places = evidence.places("streams")
    followed = {place.where["pair"]: place for place in evidence.places("streams, followed")}
    pairs = sorted(followed, reverse=True)
    answers = [name for name in evidence.answer_names if name in values_of(places, "answer")]
    by_place = {(place.where["pair"], place.where["answer"]): place for place in places}
    rows = {f"pair {pair}": [by_place[pair, answer] for answer in answers] for pair in pairs}
    body = matrix("replaced", rows, answers)
    body += matrix(
        "share of answers",
        {"digit as the new pair makes it": [followed[pair] for pair in pairs]},
        [f"A{n}" for n in pairs],
    )
    independent = [pair for pair in pairs if is_independent(evidence, pair)]
    body += paragraph(
        f"Change their own answer digit and no other: {len(independent)} of {counted(len(pairs), 'pair')}."
    )
    return section(evidence, "Digit streams: each pair to its own answer digit", ["streams", "streams, followed"], body)


def reach(evidence: Evidence) -> list[str]:
    """Which digit pairs each answer digit can see: from where a carry arrives."""
    places = evidence.places("reach")
    pairs = sorted(values_of(places, "pair"), reverse=True)
    by_place = {(place.where["answer"], place.where["pair"]): place for place in places}
    answers = [name for name in evidence.answer_names if name in values_of(places, "answer")]
    rows = {answer: [by_place.get((answer, pair)) for pair in pairs] for answer in answers}
    body = matrix("answer digit", rows, [f"pair {pair}" for pair in pairs])
    seen = ", ".join(f"{answer} {n}" for answer, n in reversed(pairs_seen(evidence).items()))
    body += paragraph(f"Pairs below its own that each answer digit sees, without a gap: {seen}.")
    return section(evidence, "Reach: from how far below a carry arrives", ["reach"], body)


def interchange(evidence: Evidence) -> list[str]:
    """Which node carries which value."""
    found = carried(evidence)
    rows = []
    for part, places in found.items():
        by_value: dict[str, list[Place]] = {}
        for place in places:
            by_value.setdefault(value_name(place.where), []).append(place)
        for value, own in by_value.items():
            weakest = min(own, key=lambda place: place.effect["interval"][0])
            where = ", ".join(f"{place.where['answer']} at {place.where['positions'][0]}" for place in own)
            rows.append((str(part), value, where, f"{tell(weakest.effect)}: {weakest.where['answer']}"))
    body = table(("node", "carries", "for, at position", "share of digits that follow, the weakest"), rows)
    n_heads = heads_with_a_role(evidence)
    body += paragraph(f"Heads with a role: {n_heads[0]} of {n_heads[1]}." if n_heads else "")
    body += bullets(list(_without_a_role(evidence, found)))
    return section(evidence, "Interchange: which node carries which value", ["interchange"], body, figure="interchange")


def _without_a_role(evidence: Evidence, found: dict[Part, list[Place]]) -> Iterator[str]:
    """The parts that carry no value, each with the claim that comes nearest."""
    for part, places in found.items():
        if not places:
            tried = [place for place in evidence.places("interchange") if Part.of(place.where) == part]
            best = max(tried, key=lambda place: place.value)
            yield f"{part} is not shown to carry any value; nearest: {best.present['statement']}, {tell(best.effect)}"


def mlp(evidence: Evidence) -> list[str]:
    """How much of each MLP's effect a table explains, by answer digit."""
    claims = evidence.claims("mlp")
    own_controls = dict.fromkeys(
        control["name"]
        for claim in claims
        for control in claim["controls"]
        if control["name"] not in evidence.control_names
    )
    rows = [
        (
            f"layer {claim['place']['layer']}",
            f"**{claim['place']['answer']}**" if claim["place"]["answer"] == ALL_DIGITS else claim["place"]["answer"],
            effect_of(claim),
            *(_of_control(claim, name) for name in own_controls),
        )
        for claim in claims
    ]
    body = table(("MLP", "answer digit", "explained by the table", *own_controls), rows)
    body += paragraph(
        "No value: the MLP's mean in its place hardly makes the loss rise, so that there is nothing to explain."
        if any(claim["effect"]["value"] is None for claim in claims)
        else ""
    )
    return section(evidence, "MLP: a table over base sum and carry class", ["mlp"], body)


def _of_control(claim: ClaimData, name: str) -> str:
    return listed(effect_of(control) for control in claim["controls"] if control["name"] == name) or NOTHING
