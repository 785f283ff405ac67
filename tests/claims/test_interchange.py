"""Interchange: each head of the constructed network carries one value, and so do attention and MLP where that is so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.claims.small import SHAPE, SHAPES, absent, constructed, holding, n_seen_below, present, untrained

from glassformer.claims import interchange
from glassformer.claims.interchange import Value, nodes, values_near
from glassformer.tasks.arithmetic import Arithmetic, Questions, carries_from, carries_within, draw_questions


def carried(n_digits: int, window: int) -> set[str]:
    """What each node of the constructed network carries, and nothing else."""
    found = set()
    for digit, n_below in enumerate(n_seen_below(n_digits, window)):
        is_highest = digit == n_digits
        at = "=" if is_highest else f"A{digit + 1}"
        read = [f"the sum class of pair {digit - 1 - below}" for below in range(n_below)]
        if not is_highest:
            read = [f"the base sum of pair {digit}", *read]
        found |= {f"head {head} of layer 0 at {at}/{value}/A{digit}" for head, value in enumerate(read)}
        all_of_it = []
        if n_below == 1:  # the one pair's class is the carry
            found.add(f"head {len(read) - 1} of layer 0 at {at}/the carry into A{digit}/A{digit}")
        if n_below == 0:  # nothing but its pair
            all_of_it = [f"the base sum of pair {digit}"]
        if is_highest:
            all_of_it = [f"the carry into A{digit}"]
        found |= {
            f"{part} of layer 0 at {at}/{value}/A{digit}" for part in ("attention", "the MLP") for value in all_of_it
        }
    return found


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_each_node_carries_what_it_was_made_to_carry(n_digits: int, window: int) -> None:
    claims = list(interchange.find(constructed(n_digits, window)))
    found = present(claims, "interchange")
    assert found == carried(n_digits, window)
    assert not found & absent(claims, "interchange")


def test_only_the_first_head_carries_the_base_sum() -> None:
    verdicts = {claim.key: claim.verdict for claim in interchange.find(constructed(3, 3))}
    for digit in range(3):
        at_digit = f"layer 0 at A{digit + 1}/the base sum of pair {digit}/A{digit}/present"
        assert [verdicts[f"interchange/head {head} of {at_digit}"] for head in range(3)] == ["holds", "fails", "fails"]


def test_what_each_value_makes_of_an_answer() -> None:
    arithmetic = Arithmetic(3)
    own, other = arithmetic.parse("195+205", "111+111"), arithmetic.parse("111+222", "109+001")
    n_seen = [0, 1, 2, 3]

    def answers(kind: str, pair: int) -> list[list[int]]:
        return [row.tolist() for row in Value(kind, pair).answers(own, other, n_seen)[:, ::-1]]

    # 195 + 205: pair 0 makes a carry, pair 1 sums to 9 and passes it on: 0400.
    assert answers("base sum", 0) == [[0, 4, 0, 3], [0, 2, 2, 0]]
    assert answers("base sum", 2) == [[0, 4, 0, 0], [0, 1, 2, 2]]
    assert answers("sum class", 0) == [[0, 3, 9, 0], [0, 2, 3, 2]]
    assert answers("sum class", 1) == [[0, 3, 0, 0], [0, 2, 2, 2]]
    assert answers("carry into", 1) == [[0, 4, 9, 0], [0, 2, 3, 2]]
    assert answers("carry into", 2) == [[0, 3, 0, 0], [0, 2, 2, 2]]
    assert answers("carry into", 3) == [[0, 4, 0, 0], [0, 2, 2, 2]]


@pytest.mark.parametrize("n_seen", [[0, 1, 2, 3, 4, 5], [0, 1, 2, 2, 2, 3], [0, 0, 0, 0, 0, 0], [0, 1, 0, 3, 1, 5]])
def test_carries_that_are_seen_by_hand(n_seen: list[int]) -> None:
    questions = constructed(5, 3).draw_enriched("carries", 300)
    found = carries_from(questions.subtasks.sum_class, n_seen)
    for row in range(len(questions)):
        sums = [int(one) + int(other) for one, other in zip(questions.first[row], questions.second[row], strict=True)]
        for digit, n_below in enumerate(n_seen):
            carry = 0
            for below in range(digit - n_below, digit):
                carry = int(sums[below] + carry >= 10)
            assert found[row, digit] == carry


def test_carries_that_are_seen_within_a_window() -> None:
    questions = draw_questions(Arithmetic(5), 500, np.random.default_rng(0))
    found = carries_from(questions.subtasks.sum_class, n_seen_below(5, 3))
    assert (found == carries_within(questions, 3)).all()


def test_the_values_near_an_answer_digit() -> None:
    assert [str(value) for value in values_near(3, 5)] == [
        "the base sum of pair 3",
        "the carry into A3",
        "the sum class of pair 2",
        "the sum class of pair 1",
        "the sum class of pair 0",
    ]
    assert [str(value) for value in values_near(0, 5)] == ["the base sum of pair 0"]
    assert [str(value) for value in values_near(5, 5)] == [
        "the carry into A5",
        "the sum class of pair 4",
        "the sum class of pair 3",
        "the sum class of pair 2",
    ]


def test_the_last_layer_is_changed_only_where_answers_are_computed() -> None:
    subject = untrained(0, replace(SHAPE, layers=2))
    arithmetic = subject.arithmetic
    found = [node.name(arithmetic) for node in nodes(subject)]
    assert len(found) == len(set(found)) == 11 * 4 + 4 * 4
    at_last = {name.rpartition(" at ")[2] for name in found if "layer 1" in name}
    assert at_last == {"=", "A3", "A2", "A1"}


def test_only_digits_that_must_change_and_that_nothing_else_shows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interchange, "N_QUESTIONS", 500)
    subject = constructed(3, 3)
    effects = {claim.key: claim.effect for claim in interchange.find(subject)}
    names = ("interchange", "interchange, donors")
    questions, donors = (subject.draw_enriched(name, 500, interchange.PAIR_FRAC) for name in names)

    def counted(digit: int, wanted: np.ndarray) -> int:
        must_change = wanted[:, digit] != questions.answers[:, digit]
        shown = [each.subtasks.make_sum_9[:, digit] if digit < 3 else False for each in (questions, donors)]
        return int((must_change & ~shown[0] & ~shown[1]).sum())

    found = effects["interchange/head 0 of layer 0 at A3/the base sum of pair 2/A2/present"]
    assert found.n == counted(2, with_digits_of(questions, donors, 2).answers)
    found = effects["interchange/head 1 of layer 0 at =/the sum class of pair 1/A3/present"]
    assert found.n == counted(3, with_digits_of(questions, donors, 1).answers)


def with_digits_of(questions: Questions, donors: Questions, pair: int) -> Questions:
    first, second = questions.first.copy(), questions.second.copy()
    first[:, pair], second[:, pair] = donors.first[:, pair], donors.second[:, pair]
    return Questions(questions.arithmetic, first, second, questions.is_minus)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    assert not holding(interchange.find(untrained(seed)))


def test_subtractions_have_no_such_values() -> None:
    assert not list(interchange.find(untrained(0, replace(SHAPE, kind="subtraction"))))
