"""The order of learning, from made-up reports."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from tests.claims.small import constructed

from glassformer.claims.claim import Claim
from glassformer.claims.learning_order import find, learnt_between

STEPS = (10, 20, 30, 40)
REPORTS: dict[str, dict[str, tuple[float, ...]]] = {
    "by_subtask": {"BA": (0.5, 0.05, 0.05, 0.01), "UC1": (2, 1, 0.3, 0.09), "US9": (2, 2, 2, 2)},
    "by_digit": {
        "sign": (0.01, 0.01, 0.01, 0.01),
        "A2": (0.1, 0.1, 0.1, 0.1),
        "A1": (0.05, 0.3, 0.05, 0.02),
        "A0": (2, 0.3, 0.02, 0.02),
    },
}


def history() -> list[dict[str, Any]]:
    return [
        {"step": step} | {kind: {name: values[n] for name, values in of.items()} for kind, of in REPORTS.items()}
        for n, step in enumerate(STEPS)
    ]


def claims() -> dict[str, Claim]:
    found = find(replace(constructed(1, 1), history=history()))
    return {claim.key.removeprefix("learning order/"): claim for claim in found}


@pytest.mark.parametrize(
    ("kind", "name", "between"),
    [
        ("by_subtask", "BA", (10, 20)),
        ("by_subtask", "UC1", (30, 40)),
        ("by_subtask", "US9", (math.inf, math.inf)),
        ("by_digit", "A2", (0, 10)),  # the threshold itself is learnt
        ("by_digit", "A1", (20, 30)),  # learnt, forgotten, learnt for good
        ("by_digit", "A0", (20, 30)),
        ("by_digit", "A9", (math.inf, math.inf)),
    ],
)
def test_the_steps_between_which_something_is_learnt(kind: str, name: str, between: tuple[float, float]) -> None:
    assert learnt_between(history(), kind, name) == between


def test_the_first_is_learnt_before_the_second_and_not_the_other_way_round() -> None:
    found = claims()
    assert {key: claim.verdict for key, claim in found.items()} == {
        "BA before UC1": "holds",
        "UC1 before BA": "fails",
        "BA before US9": "undecided",
        "US9 before BA": "undecided",
        "UC1 before US9": "undecided",
        "US9 before UC1": "undecided",
        "A2 before A1": "holds",
        "A1 before A2": "fails",
        "A2 before A0": "holds",
        "A0 before A2": "fails",
        "A1 before A0": "undecided",
        "A0 before A1": "undecided",
    }
    assert {claim.statement for claim in found.values()} >= {"BA is learnt before UC1", "UC1 is learnt before BA"}
    first = found["BA before UC1"]
    assert (first.effect.value, first.effect.interval) == (20, (10, 30))
    assert first.place == {"first": "BA", "second": "UC1", "steps": [20, 40]}
    both = found["A1 before A0"]
    assert (both.effect.value, both.effect.interval) == (0, (-10, 10))
    reverse = found["UC1 before BA"]
    assert (reverse.effect.value, reverse.effect.interval) == (-20, (-30, -10))
    assert reverse.place == {"first": "UC1", "second": "BA", "steps": [40, 20]}


def test_keys_do_not_depend_on_the_order_that_is_found() -> None:
    backwards = [report | {"step": 50 - report["step"]} for report in reversed(history())]
    found = find(replace(constructed(1, 1), history=backwards))
    assert {claim.key.removeprefix("learning order/") for claim in found} == set(claims())


def test_what_was_never_learnt_is_in_no_order() -> None:
    for key, steps in (("UC1 before US9", [40, None]), ("US9 before UC1", [None, 40])):
        never = claims()[key]
        assert math.isnan(never.effect.value)
        assert never.place["steps"] == steps
        assert json.loads(json.dumps(never.to_dict(), allow_nan=False))["effect"]["value"] is None
    reports = [{"step": 10, "by_subtask": {"BA": 2, "UC1": 2}, "by_digit": {"A1": 2, "A0": 2}}]
    found = list(find(replace(constructed(1, 1), history=reports)))
    assert [claim.verdict for claim in found] == ["undecided"] * 4
    assert [claim.to_dict()["effect"]["interval"] for claim in found] == [[None, None]] * 4


def test_without_reports_there_is_nothing_to_say() -> None:
    assert not list(find(constructed(1, 1)))
