"""Measurements: what they are of, axis by axis, and against what is known of the constructed network."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.claims.small import SHAPE, constructed, untrained

from glassformer.claims.measurements import measure
from glassformer.lens.configuration import Kind


def test_of_the_constructed_network() -> None:
    found = measure(constructed(3, 2))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found["losses"]["by_digit"]) == ["A3", "A2", "A1", "A0"]
    assert found["losses"]["by_digit"]["A0"] == pytest.approx(0, abs=1e-4)
    assert found["losses"]["by_subtask"]["UC1"] == pytest.approx(0, abs=1e-4)
    assert found["losses"]["by_subtask"]["US9"] > 1
    assert {row["part"] for row in found["loss_increases"]} == {
        "head 0 of layer 0",
        "head 1 of layer 0",
        "the MLP of layer 0",
    }
    assert found["learning"] == []
    assert [row["answer"] for row in found["mathematical_model"]] == ["A3", "A2", "A1", "A0", "whole answer"]


def test_attention_and_attribution_have_named_axes() -> None:
    found = measure(constructed(3, 2))
    attention, attribution = found["attention"], found["attribution"]
    values = np.array(attention["values"])
    assert values.shape == (1, 2, len(attention["answers"]), len(attention["keys"]))
    assert attention["answers"] == ["A3", "A2", "A1", "A0"]
    assert attention["keys"][:4] == ["D2", "D1", "D0", "op"]
    assert values[0, 1, 1, attention["keys"].index("D1")] == 0.5  # head 1 reads pair 1 for A2
    written = np.array(attribution["values"])
    assert written.shape == (len(attribution["components"]), len(attribution["answers"]))
    of_mlp = written[attribution["components"].index("L0.MLP")]
    assert of_mlp[-1] == 16  # A0 is always right
    assert written.sum(0).tolist() == of_mlp.tolist()


def test_accuracy_by_cascade_stands_beside_how_frequent_each_is() -> None:
    rows = measure(constructed(3, 2))["accuracy_by_cascade"]
    assert [row["cascade"] for row in rows] == [0, 1, 2]
    assert [row["right"] for row in rows][::2] == [1, 0]
    assert all(row["interval"][0] <= row["right"] <= row["interval"][1] for row in rows)
    # Two carries through a sum of 9, one after the other: 0.45 * 0.1 * 0.1
    assert rows[2]["frequency"] == pytest.approx(0.0045)
    assert sum(row["frequency"] for row in rows) == pytest.approx(1)


@pytest.mark.parametrize("kind", ["mixed", "subtraction"])
def test_of_one_that_subtracts(kind: Kind) -> None:
    subject = untrained(0, replace(SHAPE, kind=kind, layers=2))
    report = {"step": 10, "by_digit": {"A0": 1.0}, "by_subtask": {"BD": 1.0}, "right_frac": 0.5, "seconds": 3}
    found = measure(replace(subject, history=[report]))
    json.dumps(found, allow_nan=False)
    assert found["attention"]["answers"] == ["sign", "A3", "A2", "A1", "A0"]
    assert len(found["mathematical_model"]) == (4 if kind == "mixed" else 0)
    assert found["learning"] == [{key: value for key, value in report.items() if key != "seconds"}]
