"""When each answer digit and each sub-task is learnt, and in which order, from the reports of a training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

from glassformer.claims.claim import Claim, Effect, Threshold
from glassformer.claims.subject import Subject

FINDING = "learning order"
LEARNT_NATS = 0.1
TEST = (
    f"steps after which the loss on validation questions stays below {LEARNT_NATS} nats; the interval is that of the "
    "reports before and after"
)
LATER = Threshold(least=0.0)


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about which of two sub-tasks, and which of two answer digits, was learnt first."""
    for kind in ("by_subtask", "by_digit"):
        names = list(subject.history[-1][kind]) if subject.history else []
        names = [name for name in names if name != "sign"]
        learnt = {name: learnt_between(subject.history, kind, name) for name in names}
        for first, second in permutations(names, 2):
            (begin, end), (later_begin, later_end) = learnt[first], learnt[second]
            are_learnt = math.isfinite(end) and math.isfinite(later_end)
            interval = (later_begin - end, later_end - begin) if are_learnt else (-math.inf, math.inf)
            yield Claim(
                key=f"{FINDING}/{first} before {second}",
                finding=FINDING,
                statement=f"{first} is learnt before {second}",
                place={"first": first, "second": second, "steps": [_finite(end), _finite(later_end)]},
                test=TEST,
                effect=Effect(value=later_end - end if are_learnt else math.nan, interval=interval, n=1, unit="steps"),
                threshold=LATER,
            )


def learnt_between(history: Sequence[dict[str, Any]], kind: str, name: str) -> tuple[float, float]:
    """The steps between which something was learnt for good; infinite where it was not.

    Args:
        history: reports of a training, in order.
        kind: ``by_subtask`` or ``by_digit``.
        name: such as ``UC1`` or ``A3``.
    """
    begin, end = math.inf, math.inf
    for report in reversed(history):
        if report[kind].get(name, math.inf) > LEARNT_NATS:
            return (report["step"], end) if math.isfinite(end) else (math.inf, math.inf)
        begin, end = 0, report["step"]
    return begin, end


def _finite(step: float) -> float | None:
    return step if math.isfinite(step) else None
