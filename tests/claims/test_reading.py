"""Reading: of the constructed network each answer digit needs one pair from each head, and none from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.claims.small import SHAPE, SHAPES, absent, constructed, holding, places, present, untrained

from glassformer.claims import reading
from glassformer.lens.observing import Node, Observed, observe


def needed(n_digits: int, window: int) -> set[str]:
    """What each answer digit needs: from head j the pair j below it, counted from the highest where it has none."""
    own = [*range(n_digits), n_digits - 1]
    return {
        f"layer 0/head {head}/pair {pair - head}/A{digit}"
        for digit, pair in enumerate(own)
        for head in range(window)
        if pair >= head
    }


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_each_digit_needs_one_pair_from_each_head(n_digits: int, window: int) -> None:
    claims = list(reading.find(constructed(n_digits, window)))
    assert present(claims, "reading") == needed(n_digits, window)
    others = [
        claim for claim in claims if claim.key.split("/", 1)[1].rpartition("/")[0] not in needed(n_digits, window)
    ]
    assert len(others) == 2 * (window * n_digits * (n_digits + 1) - len(needed(n_digits, window)))
    assert {claim.effect.value for claim in others} == {0.0}


def test_of_what_is_answered_right_it_is_shown_that_nothing_else_is_needed() -> None:
    claims = list(reading.find(constructed(3, 3)))
    assert absent(claims, "reading") == places(claims, "reading") - needed(3, 3)


def test_the_lowest_pair_of_the_lowest_digit_is_lost_as_often_as_the_other_question_has_another_sum() -> None:
    subject = constructed(3, 3)
    effects = {claim.key: claim.effect for claim in reading.find(subject)}
    own, donors = (subject.draw_enriched(name, reading.N_QUESTIONS) for name in ("reading", "reading, donors"))
    found = effects["reading/layer 0/head 0/pair 0/A0/present"]
    assert found.value == pytest.approx((own.answers[:, 0] != donors.answers[:, 0]).mean())
    assert (found.n, found.unit) == (reading.N_QUESTIONS, "drop")


def test_values_of_one_head_are_swapped_at_both_digits_of_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped: list[Node] = []

    def recorded(model: Any, questions: Any, nodes: Sequence[Node] = (), **settings: Any) -> Observed:
        swapped.extend(nodes)
        return observe(model, questions, nodes, **settings)

    monkeypatch.setattr(reading, "observe", recorded)
    monkeypatch.setattr(reading, "N_QUESTIONS", 50)
    claims = list(reading.find(untrained(0, replace(SHAPE, digits=2, layers=2, kind="mixed"))))
    assert swapped == [
        Node(part="value", layer=layer, head=head, positions=positions)
        for layer in (0, 1)
        for head in (0, 1)
        for positions in ((1, 4), (0, 3))  # D0 D'0 and D1 D'1
    ]
    assert [claim.place["answer"] for claim in claims[::2]] == ["sign", "A2", "A1", "A0"] * len(swapped)
    assert claims[0].place == {"layer": 0, "head": 0, "pair": 0, "answer": "sign"}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(reading.find(untrained(seed)))
    assert not holding(claims)
    assert len(claims) == 2 * 2 * 3 * 4
