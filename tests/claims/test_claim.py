"""Claims as data: intervals and verdicts against numbers worked out by hand or published, absence, controls."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from glassformer.claims.claim import Claim, Control, Effect, Metric, Threshold, Verdict, with_controls, with_presence


def share(n_found: int, n: int) -> np.ndarray:
    """As many cases, in so many of which something is so."""
    return np.arange(n) < n_found


def effect(low: float, high: float, *, n: int = 100) -> Effect:
    return Effect(value=(low + high) / 2, interval=(low, high), n=n)


def test_a_share_has_its_wilson_interval() -> None:
    found = Effect.of_share(share(8, 10))
    assert (found.value, found.n, found.unit) == (0.8, 10, "share")
    # p = 0.8, n = 10, z² = 3.8415: (p + z²/2n ± z √(pq/n + z²/4n²)) / (1 + z²/n) = (0.99207 ± 0.31362) / 1.38415
    assert found.interval == pytest.approx((0.49016, 0.94332), abs=1e-5)


def test_a_share_counts_all_cases_of_an_array() -> None:
    assert Effect.of_share(np.array([[True, False], [True, True]])).value == 0.75


def test_a_share_of_nothing_is_not_a_number() -> None:
    found = Effect.of_share([])
    assert math.isnan(found.value)
    assert (found.interval, found.n) == ((0, 1), 0)


BEFORE = [True] * 90 + [False] * 10
AFTER = [True] * 70 + [False] * 20 + [True] * 2 + [False] * 8


def test_a_drop_has_newcombe_s_interval_for_pairs() -> None:
    # By hand: 70 cases right in both, 20 before only, 2 after only, 8 in neither; the correlation is 0.386044.
    found = Effect.of_drop(BEFORE, AFTER)
    assert found.value == pytest.approx(0.18)
    assert found.interval == pytest.approx((0.095173, 0.267903), abs=1e-6)
    assert (found.n, found.unit) == (100, "drop")


def test_a_rise_is_a_drop_below_zero() -> None:
    found = Effect.of_drop(AFTER, BEFORE)
    assert found.value == pytest.approx(-0.18)
    assert found.interval == pytest.approx((-0.267903, -0.095173), abs=1e-6)


def test_where_no_case_changes_the_interval_is_narrow() -> None:
    found = Effect.of_drop(BEFORE * 10, BEFORE * 10)
    assert found.value == 0
    assert found.interval == pytest.approx((0, 0), abs=4e-3)


def test_no_drop_from_all_right() -> None:
    found = Effect.of_drop(share(10, 10), share(10, 10))  # example (f): 10/10 - 10/10
    assert found.value == 0
    assert found.interval == pytest.approx((-0.2775, 0.2775), abs=5e-5)


def test_a_drop_of_nothing_is_not_a_number() -> None:
    found = Effect.of_drop([], [])
    assert math.isnan(found.value)
    assert found.n == 0
    assert Threshold(least=-1).verdict(found) == "undecided"


def test_a_mean_has_the_interval_of_a_normal_distribution() -> None:
    found = Effect.of_mean([0, 2] * 50, "nats")  # standard deviation 1: 1 ± 1.96 / √100
    assert (found.value, found.n, found.unit) == (1, 100, "nats")
    assert found.interval == pytest.approx((0.804, 1.196), abs=2e-3)


def test_a_mean_of_nothing_is_not_a_number() -> None:
    found = Effect.of_mean([], "nats")
    assert math.isnan(found.value)
    assert (found.interval, found.n) == ((-math.inf, math.inf), 0)
    assert found.to_dict() == {"value": None, "interval": [None, None], "n": 0, "unit": "nats"}


def test_an_effect_as_text() -> None:
    assert str(Effect(value=0.123456, interval=(0.1, 0.15), n=12_000)) == "0.1235 (0.1 to 0.15, n = 12,000)"


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((0.9, 0.95), "holds"),
        ((0.89, 0.95), "undecided"),
        ((0.8, 0.9), "undecided"),
        ((0.8, 0.899), "fails"),
        ((0.9, math.inf), "holds"),
        ((-math.inf, math.inf), "undecided"),
    ],
)
def test_at_least(interval: tuple[float, float], verdict: Verdict) -> None:
    assert Threshold(least=0.9).verdict(Effect(value=0.9, interval=interval, n=1)) == verdict


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((0.0, 0.01), "holds"),
        ((0.0, 0.011), "undecided"),
        ((0.01, 0.02), "undecided"),
        ((0.011, 0.02), "fails"),
        ((-0.3, -0.2), "holds"),
    ],
)
def test_at_most(interval: tuple[float, float], verdict: Verdict) -> None:
    assert Threshold(most=0.01).verdict(Effect(value=0.01, interval=interval, n=1)) == verdict


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [((0.95, 1.05), "holds"), ((0.94, 1.0), "undecided"), ((0.9, 1.1), "undecided"), ((1.06, 2), "fails")],
)
def test_between(interval: tuple[float, float], verdict: Verdict) -> None:
    assert Threshold(least=0.95, most=1.05).verdict(Effect(value=1, interval=interval, n=1)) == verdict


@pytest.mark.parametrize(
    "found",
    [
        Effect(value=math.nan, interval=(0.95, 1), n=10),
        Effect(value=math.inf, interval=(0.95, 1), n=10),
        Effect(value=1, interval=(0.95, 1), n=0),
        Effect(value=0, interval=(0, 0.1), n=0),
        Effect(value=math.nan, interval=(math.nan, math.nan), n=10),
    ],
)
def test_what_was_not_measured_decides_nothing(found: Effect) -> None:
    assert Threshold(least=0.9).verdict(found) == "undecided"


def test_thresholds_as_data_and_text() -> None:
    both = Threshold(least=0.95, most=1.05)
    assert both.to_dict() == {"least": 0.95, "most": 1.05}
    assert Threshold(most=0.01).to_dict() == {"most": 0.01}
    assert str(both) == "at least 0.95 and at most 1.05"


METRIC = Metric(finding="heads", test="a drop", present=Threshold(least=0.2), absent=Threshold(most=0.01))
OTHER = Metric(finding="heads", test="another drop", present=Threshold(least=0.2), absent=Threshold(most=0.01))
LARGE, SMALL, BETWEEN = effect(0.3, 0.4), effect(-0.005, 0.005), effect(0.05, 0.3)


def both(metric: Metric, key: str, found: Effect) -> tuple[Claim, Claim]:
    return metric.claims(key, found, {"head": key}, present=f"{key} is there", absent=f"{key} is not there")


def verdicts(claims: list[Claim]) -> dict[str, str]:
    return {claim.key: claim.verdict for claim in with_presence(claims)}


def test_a_metric_claims_presence_and_absence() -> None:
    is_there, is_not = both(METRIC, "H0", LARGE)
    assert (is_there.key, is_not.key) == ("heads/H0/present", "heads/H0/absent")
    assert (is_there.statement, is_not.statement) == ("H0 is there", "H0 is not there")
    assert (is_there.verdict, is_not.verdict) == ("holds", "fails")
    assert (is_there.is_absence, is_not.is_absence) == (False, True)
    assert is_there.metric == is_not.metric != both(OTHER, "H0", LARGE)[0].metric


def test_nothing_is_absent_where_nothing_is_present() -> None:
    found = verdicts([*both(METRIC, "H0", SMALL), *both(METRIC, "H1", SMALL)])
    assert found == {
        "heads/H0/present": "fails",
        "heads/H0/absent": "undecided",
        "heads/H1/present": "fails",
        "heads/H1/absent": "undecided",
    }


def test_something_is_absent_where_something_else_is_present() -> None:
    found = verdicts([*both(METRIC, "H0", SMALL), *both(METRIC, "H1", LARGE)])
    assert found["heads/H0/absent"] == "holds"
    assert found["heads/H1/absent"] == "fails"


def test_presence_that_is_undecided_is_none() -> None:
    assert verdicts([*both(METRIC, "H0", SMALL), *both(METRIC, "H1", BETWEEN)])["heads/H0/absent"] == "undecided"


def test_presence_on_another_metric_is_none() -> None:
    assert verdicts([*both(METRIC, "H0", SMALL), *both(OTHER, "H1", LARGE)])["heads/H0/absent"] == "undecided"


def test_a_claim_without_a_metric_is_no_presence_for_absence_without_one() -> None:
    alone: dict[str, Any] = {"finding": "mlp", "statement": "", "place": {}, "test": ""}
    is_there = Claim(key="there", effect=LARGE, threshold=Threshold(least=0.2), **alone)
    is_not = Claim(key="not", effect=SMALL, threshold=Threshold(most=0.01), is_absence=True, **alone)
    assert verdicts([is_there, is_not]) == {"there": "holds", "not": "undecided"}


def test_presence_is_looked_for_anew() -> None:
    known = with_presence([*both(METRIC, "H0", SMALL), *both(METRIC, "H1", LARGE)])
    assert verdicts(known[:2])["heads/H0/absent"] == "undecided"


def test_controls_are_the_same_claims_of_other_networks() -> None:
    claims = [*both(METRIC, "H0", LARGE), *both(METRIC, "H1", SMALL)]
    untrained = [*both(METRIC, "H0", SMALL), *both(METRIC, "H2", LARGE)]
    found = with_controls(claims, {"untrained": with_presence(untrained), "shuffled": both(METRIC, "H0", BETWEEN)})
    by_key = {claim.key: [(each.name, each.verdict) for each in claim.controls] for claim in found}
    assert by_key == {
        "heads/H0/present": [("untrained", "fails"), ("shuffled", "undecided")],
        "heads/H0/absent": [("untrained", "holds"), ("shuffled", "fails")],
        "heads/H1/present": [],
        "heads/H1/absent": [],
    }
    assert found[0].controls[0].effect == SMALL
    assert [claim.verdict for claim in found] == [claim.verdict for claim in claims]


def test_a_claim_keeps_the_controls_that_it_has() -> None:
    own = Control(name="the table, its rows shuffled", effect=SMALL, verdict="fails")
    claim = Claim(
        key="mlp/layer 0",
        finding="mlp",
        statement="the MLP is a table",
        place={},
        test="",
        effect=LARGE,
        threshold=Threshold(least=0.2),
        controls=(own,),
    )
    (found,) = with_controls([claim], {"untrained": [claim]})
    assert [control.name for control in found.controls] == ["the table, its rows shuffled", "untrained"]


def test_a_claim_as_data() -> None:
    is_there, is_not = with_controls(both(METRIC, "H0", LARGE), {"untrained": both(METRIC, "H0", SMALL)})
    document = is_there.to_dict()
    assert document == {
        "key": "heads/H0/present",
        "finding": "heads",
        "statement": "H0 is there",
        "place": {"head": "H0"},
        "test": "a drop",
        "effect": {"value": 0.35, "interval": [0.3, 0.4], "n": 100, "unit": "share"},
        "threshold": {"least": 0.2},
        "is_absence": False,
        "has_presence": None,
        "controls": [{"name": "untrained", "effect": SMALL.to_dict(), "verdict": "fails"}],
        "verdict": "holds",
    }
    assert is_not.to_dict()["has_presence"] is False
    assert json.loads(json.dumps(document, allow_nan=False)) == document
