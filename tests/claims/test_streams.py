"""Streams: replacing a digit pair changes its own answer digit, as it should, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.claims.small import SHAPE, absent, constructed, holding, places, present, untrained

from glassformer.claims import streams
from glassformer.lens import Node, Observed, observe
from glassformer.tasks.arithmetic import Questions, SumClass


@pytest.mark.parametrize(("n_digits", "window"), [(5, 3), (3, 3)])
def test_a_pair_decides_its_own_digit_and_no_other(n_digits: int, window: int) -> None:
    claims = list(streams.find(constructed(n_digits, window)))
    own = {f"pair {digit}/A{digit}" for digit in range(n_digits)}
    assert present(claims, "streams") == present(claims, "streams, followed") == own
    assert absent(claims, "streams") == places(claims, "streams") - own
    assert len(claims) == 2 * n_digits * (n_digits + 2)


@pytest.mark.parametrize("window", [1, 2, 3])
def test_a_digit_becomes_the_new_pair_s_wherever_its_carry_is_seen(window: int) -> None:
    subject = constructed(3, window)
    effects = {claim.key: claim.effect for claim in streams.find(subject)}
    for digit in range(3):
        is_right = subject.plain.is_right[:, subject.column(digit)]
        followed = effects[f"streams, followed/pair {digit}/A{digit}/present"]
        assert followed.value == pytest.approx(is_right.mean())


def test_the_new_pair_has_the_same_effect_on_the_carry_and_another_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    swaps: list[tuple[Questions, Questions, Node]] = []

    def recorded(model: Any, questions: Questions, nodes: list[Node], *, donors: Questions) -> Observed:
        swaps.append((questions, donors, nodes[0]))
        return observe(model, questions, nodes, donors=donors)

    monkeypatch.setattr(streams, "observe", recorded)
    subject = constructed(3, 3)
    list(streams.find(subject))
    names = subject.arithmetic.position_names
    assert [node.part for _, _, node in swaps] == ["embedding"] * 3
    for pair, (questions, donors, node) in enumerate(swaps):
        assert [names[position] for position in node.positions or ()] == [f"D{pair}", f"D'{pair}"]
        others = [each for each in range(3) if each != pair]
        assert (donors.first[:, others] == questions.first[:, others]).all()
        assert (donors.second[:, others] == questions.second[:, others]).all()
        sums, new = ((each.first + each.second)[:, pair] for each in (questions, donors))
        assert (np.sign(new.astype(int) - 9) == np.sign(sums.astype(int) - 9)).all()
        is_nine = questions.subtasks.sum_class[:, pair] == SumClass.PASSES_ON
        assert is_nine.any()
        assert ((new % 10 != sums % 10) | is_nine).all()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    assert not holding(streams.find(untrained(seed)))


def test_subtractions_have_no_such_streams() -> None:
    assert not list(streams.find(untrained(0, replace(SHAPE, kind="subtraction"))))
