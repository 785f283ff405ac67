"""The failure: how often whole answers are right, by the length of the question's longest cascade."""

from __future__ import annotations

from collections.abc import Iterator

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.answering import Answered, answer_questions
from glassformer.tasks.arithmetic import cascade_frequencies, draw_cascades

RANDOM = Metric(
    finding="accuracy",
    test="random questions: share of whole greedy answers that are right",
    present=Threshold(least=0.99),
    absent=Threshold(most=0.5),
)
METRIC = Metric(
    finding="cascades",
    test="questions whose longest cascade has this length: share of whole greedy answers that are right",
    present=Threshold(least=0.99),
    absent=Threshold(most=0.5),
)
N_RANDOM = 200_000
N_OF_A_LENGTH = 2_000


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about random questions, and about those of each cascade length."""
    answered = answer_questions(subject.model, subject.draw("accuracy", N_RANDOM))
    yield from RANDOM.claims(
        "random",
        Effect.of_share(answered.is_right),
        {},
        present="the model answers random questions right",
        absent="the model answers most random questions wrong",
    )
    for length, found in answered_by_cascade(subject).items():
        yield from METRIC.claims(
            f"{length}",
            Effect.of_share(found.is_right),
            {"cascade": length},
            present=f"answers with a cascade of {length} are right",
            absent=f"most answers with a cascade of {length} are wrong",
        )


def answered_by_cascade(subject: Subject) -> dict[int, Answered]:
    """The model's answers to questions of each cascade length that there is, equally many of each."""
    arithmetic = subject.arithmetic
    found = (cascade_frequencies(arithmetic.n_digits, each) for each in arithmetic.operations)
    lengths = sorted({length for frequencies in found for length, share in frequencies.items() if share})
    return {
        length: answer_questions(
            subject.model, draw_cascades(arithmetic, length, N_OF_A_LENGTH, subject.rng(f"cascade {length}"))
        )
        for length in lengths
    }
