"""Sections of a report on how it went and how it goes: the order of learning, cascades, the mathematical model."""

from __future__ import annotations

import math

from glassformer.claims.learning_order import LEARNT_NATS
from glassformer.claims.reporting.evidence import Evidence
from glassformer.claims.reporting.facts import learnt_steps
from glassformer.claims.reporting.markdown import counted, paragraph, table
from glassformer.claims.reporting.numbers import percent, plain, tell
from glassformer.claims.reporting.section import section


def learning_order(evidence: Evidence) -> list[str]:
    """When each sub-task and each answer digit was learnt."""
    body = []
    for kind, name in (("by_subtask", "sub-task"), ("by_digit", "answer token")):
        rows = [
            (what, _between(steps), _last(evidence, kind, what)) for what, steps in learnt_steps(evidence, kind).items()
        ]
        body += table((name, "learnt between the reports of steps", "loss at the end, nats"), rows)
    body += paragraph(f"Learnt: the loss on validation questions stays below {LEARNT_NATS} nats. One training: n = 1.")
    n_claims = len(evidence.claims("learning order"))
    body += paragraph(
        f"Each order of two is claimed both ways round, so that at most {n_claims // 2:,} of the "
        f"{counted(n_claims, 'claim')} can hold."
    )
    return section(evidence, "Learning order", ["learning order"], body, figure="learning")


def _between(steps: tuple[float, float]) -> str:
    begin, end = steps
    return f"{plain(begin)} and {plain(end)}" if math.isfinite(end) else "not learnt"


def _last(evidence: Evidence, kind: str, name: str) -> str:
    return plain(evidence.measurements["learning"][-1][kind][name])


def cascades(evidence: Evidence) -> list[str]:
    """Accuracy on random questions and by cascade length."""
    asked = "subtraction" if evidence.model["kind"] == "subtraction" else "addition"
    rows = []
    verdicts = {place.where["cascade"]: place for place in evidence.places("cascades")}
    for row in evidence.measurements["accuracy_by_cascade"]:
        place = verdicts.get(row["cascade"])
        state = {"yes": "right", "no": "mostly wrong", "between": "neither", "undecided": "undecided"}
        found = {"value": row["right"], "interval": row["interval"], "n": row["n"]}
        rows.append(
            (
                str(row["cascade"]),
                f"{percent(row['frequency'], 2)} %",
                tell(found),
                state[place.state] if place else "not tested",
            )
        )
    body = table(("longest cascade", f"of random {asked}s", "whole answers right", "shown to be"), rows)
    for place in evidence.places("accuracy"):
        body += paragraph(f"Random questions: {tell(place.effect)} of whole answers are right.")
    body += paragraph("Frequencies are counted exactly; equally many questions of each length are asked.")
    return section(evidence, "Cascades: how far a carry runs", ["accuracy", "cascades"], body, figure="cascades")


def mathematical_model(evidence: Evidence) -> list[str]:
    """Predicted and measured loss and share wrong of each answer digit."""
    rows = [
        (
            row["answer"],
            plain(row["predicted_loss"]),
            tell(row["measured_loss"]),
            f"{percent(row['predicted_wrong'], 2)} %",
            tell(row["measured_wrong"]),
        )
        for row in evidence.measurements["mathematical_model"]
    ]
    heading = ("answer digit", "predicted loss, nats", "measured loss", "predicted wrong", "measured wrong")
    body = table(heading, rows)
    body += paragraph(
        "A case of a digit is how many pairs below it sum to 9, one after the other, and whether a carry comes in. "
        "Predicted: the exact frequency of each case times what was measured on questions drawn for it; the share "
        "wrong of whole answers in the same way from the lengths of cascades, and their loss as the digits' mean."
    )
    body += paragraph(
        *(
            f"Explained of the variance of the loss: {tell(claim['effect'])}."
            for claim in evidence.claims("mathematical model")
        )
    )
    return section(
        evidence, "Mathematical model: loss from frequencies", ["mathematical model"], body, figure="mathematical model"
    )
