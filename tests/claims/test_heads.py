"""Heads: which class of answer digits needs which part of the constructed network, and measured rises of the loss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from tests.claims.small import SHAPE, absent, constructed, holding, present, untrained

from glassformer.claims import heads
from glassformer.claims.heads import digit_classes, loss_increases, parts
from glassformer.lens import Node
from glassformer.lens.losses import answer_loss
from glassformer.models.decoder import Intervention
from glassformer.tasks.arithmetic import AnswerClass, Arithmetic, draw_questions

MLP = "the MLP of layer 0"


def head(number: int) -> str:
    return f"head {number} of layer 0"


@pytest.mark.parametrize("n_digits", [5, 3])
def test_classes_need_the_heads_that_see_what_they_rest_on(n_digits: int) -> None:
    claims = list(heads.find(constructed(n_digits, 3)))
    everywhere = {f"{part}/{label}" for part in (head(0), head(1), MLP) for label in ("BA", "UC1", "US9")}
    assert present(claims, "heads") == everywhere | {f"{head(2)}/US9"}
    # A carry that is made by the pair just below makes head 2 needless. Where no carry comes in, swapping it makes one
    # digit in fifty wrong, which is close to the threshold of absence.
    assert absent(claims, "heads") - {f"{head(2)}/BA"} == {f"{head(2)}/UC1"}


def test_two_heads_see_two_pairs() -> None:
    claims = list(heads.find(constructed(3, 2)))
    assert present(claims, "heads") == {
        f"{part}/{label}" for part in (head(0), head(1), MLP) for label in ("BA", "UC1")
    }


def test_a_part_is_swapped_at_all_positions() -> None:
    found = parts(untrained(0, replace(SHAPE, layers=2)))
    assert found == [
        Node(part="head", layer=0, head=0),
        Node(part="head", layer=0, head=1),
        Node(part="mlp", layer=0),
        Node(part="head", layer=1, head=0),
        Node(part="head", layer=1, head=1),
        Node(part="mlp", layer=1),
    ]


def test_every_answer_digit_is_of_one_class_of_its_operation() -> None:
    questions = draw_questions(Arithmetic(3, ("+", "-")), 200, np.random.default_rng(0))
    found = digit_classes(questions)
    assert list(found) == ["BA", "UC1", "US9", "BD", "UB1", "UZ"]
    total = np.sum(list(found.values()), axis=0)
    assert (total[:, 0] == 0).all()  # the sign
    assert (total[:, 1:] == 1).all()
    for row, classes in enumerate(questions.subtasks.answer_classes):
        names = ("BD", "UB1", "UZ") if questions.is_minus[row] else ("BA", "UC1", "US9")
        for digit, number in enumerate(classes):
            assert found[names[AnswerClass(number)]][row, 4 - digit]


@torch.no_grad()
def test_rises_of_the_loss_are_those_of_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "N_QUESTIONS", 300)
    subject = untrained(0)
    rows = loss_increases(subject)
    assert [(row["part"], row["change"]) for row in rows] == [
        (part, change) for part in (head(0), head(1), MLP) for change in ("zero", "mean")
    ]
    questions, donors = subject.draw("heads", 300), subject.draw("heads, donors", 300)
    tokens = torch.from_numpy(questions.tokens())
    before = answer_loss(subject.model, tokens, subject.arithmetic).numpy()
    place = "blocks.0.hook_mlp_out"
    mean = subject.model.run_with_cache(torch.from_numpy(donors.tokens()))[1][place].mean(0)
    changed = Intervention(place=place, kind="set", values=mean)
    logits = subject.model.run(tokens, interventions=[changed]).logits[:, 7:11]
    wanted = tokens[:, 8:].long()
    after = -logits.log_softmax(-1).gather(-1, wanted[..., None])[..., 0].numpy()
    for label, is_case in digit_classes(questions).items():
        assert rows[-1][label] == pytest.approx((after - before)[is_case].mean(), abs=1e-5)


def test_a_class_that_is_not_there_has_no_rise() -> None:
    subject = constructed(1, 1)  # no pair is below pair 0, so that nothing is passed on
    assert all(row["US9"] is None and isinstance(row["UC1"], float) for row in loss_increases(subject))
    verdicts = {claim.key: (claim.verdict, claim.effect.n) for claim in heads.find(subject)}
    assert verdicts[f"heads/{MLP}/US9/present"] == verdicts[f"heads/{MLP}/US9/absent"] == ("undecided", 0)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(heads.find(untrained(seed)))
    assert not holding(claims)
    assert len(claims) == 2 * 3 * 3


def test_nothing_holds_of_one_that_is_asked_both_operations() -> None:
    claims = list(heads.find(untrained(0, replace(SHAPE, kind="mixed"))))
    assert not holding(claims)
    assert len(claims) == 2 * 3 * 6
