"""The program that a model is found to be, and claims about how well it says what the model says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glassformer.claims.agreeing import Agreement, count_agreement
from glassformer.claims.carrying import CarryRule, fit_rules
from glassformer.claims.claim import Claim, Effect, Threshold
from glassformer.claims.mathematics import draw_case, every_case
from glassformer.claims.subject import Subject
from glassformer.claims.writing import write_program
from glassformer.lens.answering import Advance, answer_questions
from glassformer.program import Program
from glassformer.tasks import Proportion
from glassformer.tasks.arithmetic import Questions, draw_cascades

FINDING = "program"
RANDOM_TEST = "random questions that the program was not fitted on: share on which both give the same whole answer"
WRONG_TEST = "the same, of questions that the network answers wrong: of random ones and of every cascade length"
ON_RANDOM, ON_WRONG = Threshold(least=0.999), Threshold(least=0.9)
N_FITTED = 20_000
N_OF_A_CASE = 400
N_OF_A_LENGTH = 2_000
LEAST_AGREEMENT = 0.9


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundProgram:
    """A program, and how often it says what the network says.

    Attributes:
        rules: how each answer digit decides on its carry.
        program: what they add up to.
        random: agreement on random questions.
        by_cascade: agreement on questions of each cascade length.
    """

    rules: tuple[CarryRule, ...]
    program: Program
    random: Agreement
    by_cascade: dict[int, Agreement]

    @property
    def wrong(self) -> Proportion:
        """Agreement on all questions that the network answers wrong."""
        parts = [self.random.wrong, *(found.wrong for found in self.by_cascade.values())]
        return Proportion(sum(part.successes for part in parts), sum(part.n for part in parts))

    @property
    def explains(self) -> bool:
        """Whether it says what the network says often enough to be called its program."""
        return self.random.all.interval[0] >= LEAST_AGREEMENT

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON, without the program's text."""
        return {
            "rules": [rule.to_dict() for rule in self.rules],
            "random": self.random.to_dict(),
            "wrong": self.wrong.to_dict(),
            "by_cascade": {str(length): found.to_dict() for length, found in self.by_cascade.items()},
            "explains": self.explains,
        }


def fit_program(subject: Subject) -> tuple[list[CarryRule], Program]:
    """The rules of a model that adds, fitted on its own answers, and the program that they add up to."""
    rules = fit_rules(answer_questions(subject.model, Questions.concatenate(_fitted(subject))))
    return rules, write_program(subject.arithmetic.n_digits, rules)


def find_program(subject: Subject, n_random: int, advance: Advance | None = None) -> FoundProgram:
    """The program of a model that adds, fitted on some questions and compared on others.

    Args:
        subject: the model; of additions only.
        n_random: random questions that both are asked.
        advance: is told how many of these are done.
    """
    rules, program = fit_program(subject)
    fitted = _fitted(subject)
    # Of few digits there are few questions, and many of them are fitted.
    compared = _others(subject.draw("program, compared", 2 * n_random), fitted)[:n_random]
    random = count_agreement(program, subject.model, compared, advance)
    by_cascade = {}
    for length in range(subject.arithmetic.n_digits):
        rng = subject.rng(f"program, cascade {length}")
        questions = _others(draw_cascades(subject.arithmetic, length, N_OF_A_LENGTH, rng), fitted)
        by_cascade[length] = count_agreement(program, subject.model, questions)
    return FoundProgram(rules=tuple(rules), program=program, random=random, by_cascade=by_cascade)


def _fitted(subject: Subject) -> list[Questions]:
    """The questions that rules are fitted on: random ones, and as many of every case, however rare it is."""
    cases = every_case(subject.arithmetic.n_digits)
    drawn = [draw_case(subject, *case, n=N_OF_A_CASE, purpose="program, fitted") for case in cases]
    return [subject.draw("program, fitted", N_FITTED), *drawn]


def _others(questions: Questions, fitted: list[Questions]) -> Questions:
    """The questions that are not among those that were fitted."""
    known = np.concatenate([_names(each) for each in fitted])
    return questions[~np.isin(_names(questions), known)]


def _names(questions: Questions) -> npt.NDArray[np.bytes_]:
    """A name for each question, which no other has."""
    digits = np.column_stack([questions.first, questions.second]) + np.uint8(1)  # a name cannot end in zeros
    return np.ascontiguousarray(digits).view(f"S{digits.shape[1]}")[:, 0]


def claims_of(found: FoundProgram) -> Iterator[Claim]:
    """Claims about how well a program says what the network says."""
    wrong = found.wrong
    for name, statement, proportion, test, threshold in (
        ("random", "the program gives the network's whole answer", found.random.all, RANDOM_TEST, ON_RANDOM),
        ("wrong", "the program gives the network's wrong answers", wrong, WRONG_TEST, ON_WRONG),
    ):
        yield Claim(
            key=f"{FINDING}/{name}",
            finding=FINDING,
            statement=statement,
            place={},
            test=test,
            effect=Effect(value=proportion.value, interval=proportion.interval, n=proportion.n),
            threshold=threshold,
        )
