"""The network that adds by construction: exactly as far as its window reaches, in the way that it says."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch

from glassformer.errors import ConfigurationError
from glassformer.lens.answering import answer_questions
from glassformer.lens.constructed import construct_addition
from glassformer.lens.losses import answering_positions
from glassformer.models.decoder import right_answers
from glassformer.tasks.arithmetic import (
    Arithmetic,
    Enrichment,
    Questions,
    all_questions,
    carries_within,
    draw_cascades,
    draw_questions,
)


def draw_hard(arithmetic: Arithmetic, n_each: int) -> Questions:
    """Random questions, enriched ones, and some of each cascade length."""
    rng = np.random.default_rng(0)
    enriched = Enrichment(batch_size=2, batch_frac=0.5, pair_frac=0.6)
    cascades = [draw_cascades(arithmetic, length, n_each, rng) for length in range(arithmetic.n_digits)]
    return Questions.concatenate([draw_questions(arithmetic, 2000, rng, enrichment=enriched), *cascades])


def answers_within(questions: Questions, window: int) -> npt.NDArray[np.uint8]:
    """The answers, highest digit first, that follow from the carries within a window."""
    carries = carries_within(questions, window)
    base = questions.subtasks.base
    return np.column_stack([carries[:, -1], ((base + carries[:, :-1]) % 10)[:, ::-1]]).astype(np.uint8)


@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("n_digits", [1, 2])
def test_every_question_is_answered_with_the_carries_of_the_window(n_digits: int, window: int) -> None:
    questions = all_questions(Arithmetic(n_digits))
    found = answer_questions(construct_addition(questions.arithmetic, window), questions)
    assert (found.answers == answers_within(questions, window)).all()
    assert found.is_right.all() == (window >= n_digits)


@pytest.mark.parametrize(("n_digits", "window"), [(5, 3), (10, 3), (5, 1), (15, 4), (8, 6)])
def test_longer_questions_are_too(n_digits: int, window: int) -> None:
    questions = draw_hard(Arithmetic(n_digits), 300)
    found = answer_questions(construct_addition(questions.arithmetic, window), questions)
    assert (found.answers == answers_within(questions, window)).all()
    assert not found.is_right.all()


@pytest.mark.parametrize("n_digits", [3, 6])
def test_a_window_of_all_digits_adds_right(n_digits: int) -> None:
    arithmetic = Arithmetic(n_digits)
    tokens = torch.from_numpy(draw_hard(arithmetic, 500).tokens())
    assert right_answers(construct_addition(arithmetic, window=n_digits), tokens, arithmetic.answer_length).all()


@torch.no_grad()
@pytest.mark.parametrize(("n_digits", "window"), [(5, 3), (15, 4), (6, 6)])
def test_the_digit_s_logit_is_16_and_all_others_are_0(n_digits: int, window: int) -> None:
    questions = draw_hard(Arithmetic(n_digits), 100)
    model = construct_addition(questions.arithmetic, window)
    logits = model(torch.from_numpy(questions.tokens()), at=answering_positions(questions.arithmetic))
    expected = torch.nn.functional.one_hot(torch.from_numpy(answers_within(questions, window)).long(), 12)
    assert torch.equal(logits, 16.0 * expected)


@torch.no_grad()
def test_nothing_depends_on_what_has_been_answered() -> None:
    questions = draw_hard(Arithmetic(5), 100)
    tokens, at = torch.from_numpy(questions.tokens()), answering_positions(questions.arithmetic)
    model = construct_addition(questions.arithmetic)
    other = tokens.clone()
    other[:, 12:] = torch.randint(10, other[:, 12:].shape, generator=torch.Generator().manual_seed(0))
    assert torch.equal(model(other, at=at), model(tokens, at=at))


@torch.no_grad()
@pytest.mark.parametrize(
    ("digit", "pairs"),
    [
        ("A3", [{"D2", "D'2"}, {"D1", "D'1"}, {"D0", "D'0"}]),
        ("A2", [{"D2", "D'2"}, {"D1", "D'1"}, {"D0", "D'0"}]),
        ("A1", [{"D1", "D'1"}, {"D0", "D'0"}, {"op"}]),
        ("A0", [{"D0", "D'0"}, {"op"}, {"op"}]),
    ],
)
def test_heads_attend_half_and_half_to_their_pair(digit: str, pairs: list[set[str]]) -> None:
    arithmetic = Arithmetic(3)
    tokens = torch.from_numpy(draw_questions(arithmetic, 20, np.random.default_rng(0)).tokens())
    place = "blocks.0.attn.hook_pattern"
    pattern = construct_addition(arithmetic).run(tokens, cache=[place]).cache[place]
    names = arithmetic.position_names
    for head, pair in enumerate(pairs):
        expected = torch.tensor([1 / len(pair) if name in pair else 0.0 for name in names])
        rows = pattern[:, head, names.index(digit) - 1]  # question key
        assert (rows - expected).abs().max() < 1e-6


@torch.no_grad()
def test_heads_write_the_sums_of_their_pairs() -> None:
    arithmetic = Arithmetic(3)
    questions = draw_questions(arithmetic, 50, np.random.default_rng(0))
    run = construct_addition(arithmetic).run(
        torch.from_numpy(questions.tokens()), cache=["blocks.0.attn.hook_result", "blocks.0.hook_resid_pre"]
    )
    at_a2 = arithmetic.answer_positions[2] - 1
    written = run.cache["blocks.0.attn.hook_result"][:, at_a2]  # question head d_model
    sums = (questions.first + questions.second)[:, ::-1]
    assert ((written != 0).sum(-1) <= 1).all()
    assert (written.sum(-1).numpy() == sums).all()
    own = (written != 0).any(1).any(0)
    assert own.sum() == 3
    assert (run.cache["blocks.0.hook_resid_pre"][..., own] == 0).all()


@pytest.mark.parametrize(
    ("operations", "window", "message"),
    [
        (("-",), 3, r"only adds, and '-' are asked; give it Arithmetic\(5\)"),
        (("+", "-"), 3, r"only adds, and '\+' and '-' are asked; give it Arithmetic\(5\)"),
        (("+",), 0, "a window of 0 digit pairs; give 1 to 6"),
        (("+",), 7, "a window of 7 digit pairs; give 1 to 6: single precision is too coarse for more"),
    ],
)
def test_what_cannot_be_constructed(operations: tuple[str, ...], window: int, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        construct_addition(Arithmetic(5, operations), window)
