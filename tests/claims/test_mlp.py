"""The MLP as a table: of the constructed network all of it, with rows in any other order none of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from tests.claims.small import SHAPE, SHAPES, constructed, holding, untrained

from glassformer.claims import mlp
from glassformer.claims.mlp import N_CARRY_CLASSES, fit_table, table_keys
from glassformer.claims.subject import Subject
from glassformer.lens.constructed import construct_addition
from glassformer.tasks.arithmetic import Arithmetic, all_questions


@pytest.mark.parametrize(("n_digits", "window"), SHAPES)
def test_the_mlp_that_was_made_as_a_table_is_one(n_digits: int, window: int) -> None:
    claims = list(mlp.find(constructed(n_digits, window)))
    names = ["all answer digits", *(f"A{digit}" for digit in range(n_digits, -1, -1))]
    assert holding(claims) == {f"mlp/layer 0/{name}" for name in names}
    assert [claim.key for claim in claims] == [f"mlp/layer 0/{name}" for name in names]


def test_nothing_is_left_where_the_table_sees_all_that_the_network_does() -> None:
    effects = {claim.key: claim.effect for claim in mlp.find(constructed(5, 3))}
    for digit in range(5):
        found = effects[f"mlp/layer 0/A{digit}"]
        assert found.value == pytest.approx(1, abs=1e-5)
        assert found.interval == pytest.approx((1, 1), abs=1e-4)
    highest = effects["mlp/layer 0/A5"]  # the table sees two of its three pairs: of 200 random questions it fails one
    assert 0.95 < highest.value < 0.99


def test_a_table_with_its_rows_shuffled_explains_nothing() -> None:
    for claim in mlp.find(constructed(3, 3)):
        (control,) = claim.controls
        assert control.name == "the table, its rows shuffled"
        assert control.verdict == "fails"
        assert control.effect.value < 0.5


def test_a_table_does_not_explain_carries_from_further_down() -> None:
    (claim,) = (claim for claim in mlp.find(constructed(6, 6)) if claim.key == "mlp/layer 0/A6")
    assert claim.effect.value < 0.999  # of three pairs, where the network sees six


def test_an_mlp_that_does_nothing_explains_nothing() -> None:
    arithmetic = Arithmetic(2)
    model = construct_addition(arithmetic, 2)
    with torch.no_grad():
        model.get_parameter("blocks.0.mlp.W_out").zero_()
    for claim in mlp.find(Subject(model=model, arithmetic=arithmetic)):
        assert np.isnan(claim.effect.value)
        assert (claim.verdict, claim.controls[0].verdict) == ("undecided", "undecided")


def test_there_is_nothing_to_explain_where_the_mean_hardly_makes_the_loss_rise() -> None:
    arithmetic = Arithmetic(2)
    model = construct_addition(arithmetic, 2)
    with torch.no_grad():
        model.get_parameter("blocks.0.mlp.W_out").mul_(0.01)  # logits of 0.16
    for claim in mlp.find(Subject(model=model, arithmetic=arithmetic)):
        assert np.isnan(claim.effect.value)
        assert (claim.verdict, claim.controls[0].verdict) == ("undecided", "undecided")


CARRY_CLASSES = {"none": 0, "makes": 1, "9, none": 2, "9, makes": 3, "9, 9": 4}


@pytest.mark.parametrize("operations", [("+",), ("+", "-")])
def test_rows_of_the_table_by_hand(operations: tuple[str, ...]) -> None:
    asked = ["12340+12345", "99995+00005", "00090+00005", "00095+00005", "00099+00000"]
    keys = table_keys(Arithmetic(5, operations).parse(*asked))
    below = [
        ["none", "none", "none", "none", "none", "none"],
        ["9, 9", "9, 9", "9, 9", "9, makes", "makes", "none"],
        ["none", "none", "none", "9, none", "none", "none"],
        ["none", "none", "none", "9, makes", "makes", "none"],
        ["none", "none", "none", "9, 9", "9, none", "none"],
    ]
    base = [[0, 2, 4, 6, 8, 5], [0, 9, 9, 9, 9, 0], [0, 0, 0, 0, 9, 5], [0, 0, 0, 0, 9, 0], [0, 0, 0, 0, 9, 9]]
    expected = np.array(base) * N_CARRY_CLASSES + np.vectorize(CARRY_CLASSES.get)(np.array(below))
    assert keys[:, -6:].tolist() == expected.tolist()
    assert (keys[:, :-6] == 0).all()  # a sign


@torch.no_grad()
def test_a_row_is_the_mean_over_its_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlp, "BATCH_SIZE", 50)
    subject = untrained(0, replace(SHAPE, digits=2, layers=2))
    questions = subject.draw("table", 120)
    table = fit_table(subject, 1, questions)
    assert table.shape == (3, 50, 48)
    cache = subject.model.run_with_cache(torch.from_numpy(questions.tokens()))[1]
    written, keys = cache["blocks.1.hook_mlp_out"], table_keys(questions)
    for answer, position in enumerate(range(5, 8)):
        for row in range(50):
            chosen = written[torch.from_numpy(keys[:, answer] == row), position]
            expected = chosen.mean(0) if len(chosen) else torch.zeros(48)
            assert torch.allclose(table[answer, row], expected, atol=1e-5)


def test_the_table_is_put_where_answers_are_computed_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = constructed(2, 2)
    questions = all_questions(subject.arithmetic)[::7]
    monkeypatch.setattr(Subject, "draw", lambda *_: questions)
    monkeypatch.setattr(Subject, "draw_enriched", lambda *_: questions)
    effects = {claim.key: claim.effect for claim in mlp.find(subject)}
    assert effects["mlp/layer 0/all answer digits"].value == pytest.approx(1, abs=1e-5)
    assert effects["mlp/layer 0/all answer digits"].n == len(questions)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_holds_of_an_untrained_network(seed: int) -> None:
    claims = list(mlp.find(untrained(seed)))
    assert not holding(claims)
    assert len(claims) == 5


def test_subtractions_have_no_such_table() -> None:
    assert not list(mlp.find(untrained(0, replace(SHAPE, kind="subtraction"))))
