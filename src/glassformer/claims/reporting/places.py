"""Sections of a report that say where a model works: positions, what heads read, what breaks without each part."""

from __future__ import annotations

from glassformer.claims.reporting.evidence import Evidence, Place, values_of
from glassformer.claims.reporting.facts import (
    computed_at,
    elsewhere,
    is_one_token_early,
    stairs,
    token_before,
    unused_positions,
)
from glassformer.claims.reporting.markdown import listed, paragraph, table
from glassformer.claims.reporting.numbers import decimal, tell, value_alone, widest
from glassformer.claims.reporting.section import matrix, section


def positions(evidence: Evidence) -> list[str]:
    """Where each answer token is computed, and which positions are unused."""
    places = evidence.places("positions")
    layers = values_of(places, "layer")
    body = []
    for layer in layers:
        body += _layer(evidence, layer, [place for place in places if place.where["layer"] == layer])
    unused = unused_positions(evidence)
    if len(layers) > 1 and computed_at(evidence):
        body += paragraph(f"Unused in all layers: {_names(unused)}.")
    body += paragraph(_when(evidence), _nowhere(evidence))
    return section(evidence, "Positions: where each answer digit is computed", ["positions"], body, figure="positions")


def _layer(evidence: Evidence, layer: int, places: list[Place]) -> list[str]:
    """One layer: the positions that are not shown to be unused, by answer token."""
    if not any(place.state == "yes" for place in places):
        most = max(places, key=lambda place: place.value)
        where = f"{most.where['answer']} at {most.where['position']}, {tell(most.effect)}"
        return paragraph(
            f"Layer {layer}: nothing is shown to be computed anywhere; the largest drop is that of {where}."
        )
    answers = values_of(places, "answer")
    rows = {
        position: [place for place in places if place.where["position"] == position]
        for position in values_of(places, "position")
    }
    used = {name: row for name, row in rows.items() if any(place.state != "no" for place in row)}
    unused = unused_positions(evidence, layer)
    return [
        *matrix(f"layer {layer}: position", used, answers),
        *paragraph(f"Unused in layer {layer}: {_names(unused)}."),
    ]


def _names(positions: list[str]) -> str:
    return f"positions {' '.join(positions)}" if positions else "no position"


def _when(evidence: Evidence) -> str:
    found = computed_at(evidence)
    if is_one_token_early(evidence):
        return f"Every answer digit is computed just one token before it is written, {elsewhere(evidence)}."
    early = [each.answer for each in found if each.position != token_before(evidence, each.answer)]
    return f"Rest on earlier positions than that just before them: {listed(dict.fromkeys(early))}." if early else ""


def _nowhere(evidence: Evidence) -> str:
    computed = {each.answer for each in computed_at(evidence)}
    missing = [answer for answer in evidence.answer_names if answer not in computed]
    return f"Not shown to be computed at any position: {listed(missing)}." if missing else ""


def attention(evidence: Evidence) -> list[str]:
    """What each head reads at each step, and the staircase that it forms."""
    places = evidence.places("attention")
    answers = [name for name in evidence.answer_names if name in values_of(places, "answer")]
    offsets = stairs(evidence)
    rows = []
    for (layer, head), offset in offsets.items():
        own = [place for place in places if (place.where["layer"], place.where["head"]) == (layer, head)]
        steps = [_most_read([place for place in own if place.where["answer"] == answer]) for answer in answers]
        below = offset.where["pairs_below"]
        name = f"{below} below" if below else "own pair"
        stair = f"{name}: {tell(offset.effect)}"
        rows.append((f"L{layer}.H{head}", *steps, f"**{stair}**" if offset.state == "yes" else stair))
    body = table(("head", *answers, "the same offset at every step: least attention"), rows)
    body += paragraph(
        "Each cell: the digit pair that is read most where that answer digit is computed, and its share of the "
        "attention; **bold** where the claim holds.",
        widest(place.effect for place in places),
    )
    without = [f"L{layer}.H{head}" for (layer, head), offset in offsets.items() if offset.state != "yes"]
    body += paragraph(f"No staircase: {listed(without)}." if without else "")
    return section(evidence, "Attention: what each head reads", ["attention", "staircase"], body, figure="attention")


def _most_read(places: list[Place]) -> str:
    most = max(places, key=lambda place: place.value)
    shown = f"pair {most.where['pair']}: {value_alone(most.effect)}"
    return f"**{shown}**" if most.state == "yes" else shown


def reading(evidence: Evidence) -> list[str]:
    """Which digit pairs each answer digit needs from each head."""
    places = evidence.places("reading")
    answers = [name for name in evidence.answer_names if name in values_of(places, "answer")]
    rows = []
    for layer in values_of(places, "layer"):
        for head in values_of(places, "head"):
            own = [place for place in places if (place.where["layer"], place.where["head"]) == (layer, head)]
            cells = [_needed([place for place in own if place.where["answer"] == answer]) for answer in answers]
            rows.append((f"L{layer}.H{head}", *cells))
    body = table(("head", *answers), rows)
    body += paragraph(
        "Each cell: the digit pairs that are shown to be needed from this head for this answer digit, and the points "
        "that are lost without them; ·: no pair is shown to be.",
        widest(place.effect for place in places),
    )
    return section(evidence, "Reading: what is needed from each head", ["reading"], body)


def _needed(places: list[Place]) -> str:
    needed = [place for place in places if place.state == "yes"]
    return ", ".join(f"pair {place.where['pair']}: {value_alone(place.effect)}" for place in needed) or "·"


def heads(evidence: Evidence) -> list[str]:
    """Which class of answer digits breaks without each head and MLP, and how much the loss rises."""
    places = evidence.places("heads")
    classes = values_of(places, "class")
    parts: dict[str, list[Place]] = {}
    for place in places:
        parts.setdefault(place.present["key"].split("/")[1], []).append(place)
    rises = {(row["part"], row["change"]): row for row in evidence.measurements["loss_increases"]}
    rows = []
    for part, own in parts.items():
        cells = [f"**{tell(place.effect)}**" if place.state == "yes" else tell(place.effect) for place in own]
        rises_of = [" / ".join(decimal(rises[part, change][name]) for name in classes) for change in ("zero", "mean")]
        rows.append((part, *cells, *rises_of))
    order = " / ".join(classes)
    body = table(
        (
            "part resampled",
            *(f"{name}: share right lost" for name in classes),
            f"at zero: loss rises, {order}",
            f"at its mean: loss rises, {order}",
        ),
        rows,
    )
    body += paragraph(
        "**Bold** where the class is shown to need the part. Losses are in nats, means over the same cases of each "
        "class; ablation to zero and to the mean is what others report."
    )
    idle = [part for part, own in parts.items() if not any(place.state == "yes" for place in own)]
    unserved = [name for name in classes if not any(p.state == "yes" for p in places if p.where["class"] == name)]
    body += paragraph(
        f"No class is shown to need {listed(idle)}." if idle else "",
        f"{listed(unserved)} {'is' if len(unserved) == 1 else 'are'} not shown to need any part." if unserved else "",
    )
    return section(evidence, "Heads and MLPs: what breaks without them", ["heads"], body)


def attribution(evidence: Evidence) -> list[str]:
    """What each component adds directly to the right answers' logits; a measurement, no claim."""
    found = evidence.measurements["attribution"]
    rows = [
        (component, *(decimal(value) for value in values))
        for component, values in zip(found["components"], found["values"], strict=True)
    ]
    return [
        "## Direct logit attribution",
        "",
        *table(("component", *found["answers"]), rows),
        *paragraph(
            "What each component adds directly to the right token's logit, less the mean of what it adds to the wrong "
            "ones: means over random questions, measured beside the claims. What one does through later ones is not in "
            "its row."
        ),
    ]
