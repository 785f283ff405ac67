"""Questions to train and test on: fresh random ones, with rare digit pairs enriched, and all that there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.arithmetic.questions import Arithmetic, Questions
from glassformer.tasks.arithmetic.subtasks import Digits, Flags
from glassformer.tasks.arithmetic.windows import is_decided_within

MOST_EXHAUSTIVE_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class Enrichment:
    """More of the rare pairs that pass a carry on: sums of 9 and, in subtractions, equal digits.

    The defaults are those of arXiv 2310.13121: in one batch of five, 20 % of the digit pairs.

    Attributes:
        batch_size: how many questions, one after the other, are a batch.
        batch_frac: the chance of a batch to be enriched.
        pair_frac: in an enriched batch, the chance of a digit pair to be made one that passes a carry on.

    Raises:
        ConfigurationError: a batch has no questions, or a chance is not from 0 to 1.
    """

    batch_size: int = 64
    batch_frac: float = 0.2
    pair_frac: float = 0.2

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ConfigurationError(f"batch_size is {self.batch_size}; a batch has 1 question or more")
        _check_frac("batch_frac", self.batch_frac)
        _check_frac("pair_frac", self.pair_frac)


def draw_questions(
    arithmetic: Arithmetic,
    n_questions: int,
    rng: np.random.Generator,
    *,
    enrichment: Enrichment | None = None,
    minus_frac: float = 0.5,
    window: int | None = None,
) -> Questions:
    """Random questions: every digit uniform, apart from the pairs that are enriched.

    Args:
        arithmetic: their layout.
        n_questions: how many.
        rng: source of the digits.
        enrichment: more of the rare pairs that pass a carry on.
        minus_frac: where both operations are asked, the chance of a subtraction.
        window: only questions of which each answer digit follows from this many digit pairs (`is_decided_within`);
            others are drawn again. None: all.

    Raises:
        ConfigurationError: ``minus_frac`` is not from 0 to 1, or ``window`` not at least 1.
    """
    _check_frac("minus_frac", minus_frac)
    is_minus = _draw_operations(arithmetic, n_questions, rng, minus_frac)
    is_enriched = _draw_enriched(n_questions, enrichment, rng)
    first, second = np.empty((2, n_questions, arithmetic.n_digits), np.uint8)
    rows = np.arange(n_questions)
    while True:
        first[rows], second[rows] = _draw_digits(arithmetic, is_minus[rows], is_enriched[rows], enrichment, rng)
        if window is None or not len(rows):
            return Questions(arithmetic, first, second, is_minus)
        drawn = Questions(arithmetic, first[rows], second[rows], is_minus[rows])
        rows = rows[~is_decided_within(drawn, window)]


def _draw_digits(
    arithmetic: Arithmetic, is_minus: Flags, is_enriched: Flags, enrichment: Enrichment | None, rng: np.random.Generator
) -> tuple[Digits, Digits]:
    """Both numbers of as many questions as there are flags, each `question digit`."""
    shape = (len(is_minus), arithmetic.n_digits)
    first, second = rng.integers(0, 10, (2, *shape), np.uint8)
    if enrichment is not None:
        is_forced = is_enriched[:, None] & (rng.random(shape, np.float32) < enrichment.pair_frac)
        second = np.where(is_forced, np.where(is_minus[:, None], first, 9 - first), second)
    return first, second


def _draw_enriched(n_questions: int, enrichment: Enrichment | None, rng: np.random.Generator) -> Flags:
    """Whether each question is in a batch that is enriched."""
    if enrichment is None:
        return np.zeros(n_questions, bool)
    n_batches = -(-n_questions // enrichment.batch_size)
    return (rng.random(n_batches) < enrichment.batch_frac).repeat(enrichment.batch_size)[:n_questions]


def _draw_operations(arithmetic: Arithmetic, n_questions: int, rng: np.random.Generator, minus_frac: float) -> Flags:
    if len(arithmetic.operations) == 1:
        return np.full(n_questions, arithmetic.has_sign)
    return rng.random(n_questions) < minus_frac


def _check_frac(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ConfigurationError(f"{name} is {value}; a chance is from 0 to 1")


def all_questions(arithmetic: Arithmetic) -> Questions:
    """Every question, in order: additions first, then by first number, then by second.

    Raises InputError for more than 3 digits, where there are too many to list.
    """
    n_digits = arithmetic.n_digits
    if n_digits > MOST_EXHAUSTIVE_DIGITS:
        raise InputError(
            f"{n_digits} digits make {100**n_digits:,} questions for each operation, too many to list; draw some, or "
            f"use at most {MOST_EXHAUSTIVE_DIGITS} digits"
        )
    pairs = np.arange(100**n_digits)
    digits = np.stack([pairs // 10**place % 10 for place in range(2 * n_digits)], axis=1).astype(np.uint8)
    n_operations = len(arithmetic.operations)
    return Questions(
        arithmetic,
        np.tile(digits[:, n_digits:], (n_operations, 1)),
        np.tile(digits[:, :n_digits], (n_operations, 1)),
        np.repeat([operation == "-" for operation in arithmetic.operations], len(pairs)),
    )
