"""How often the program that was found says what the network says, its mistakes included.

Both answer greedily. They give one whole answer exactly if the program, after each beginning of the network's answer,
says the network's next token; so one run of the program over question and answer is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glassformer.execution.tensors import answers_of
from glassformer.lens.answering import Advance, Answered, answer_questions
from glassformer.models.decoder import DecoderTransformer
from glassformer.program import Program
from glassformer.tasks import Proportion
from glassformer.tasks.arithmetic import Questions

CHUNK = 50_000
MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """On how many questions program and network give the same whole answer.

    Attributes:
        all: over all questions.
        wrong: over those that the network answers wrong.
        right: over those that it answers right.
        unexplained: questions where they differ, each with both answers; the first few.
    """

    all: Proportion
    wrong: Proportion
    right: Proportion
    unexplained: tuple[dict[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            **{name: getattr(self, name).to_dict() for name in ("all", "wrong", "right")},
            "unexplained": list(self.unexplained),
        }


def next_tokens(program: Program, questions: Questions, answers: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """What the program says after each beginning of given answers, ``question answer``.

    Args:
        program: one for the task ``addition``.
        questions: what is asked.
        answers: tokens, ``question answer``; the last of each is not read.
    """
    arithmetic = questions.arithmetic
    tokens = questions.tokens().astype(np.int64)
    tokens[:, arithmetic.question_length :] = answers
    read = np.zeros((len(tokens), arithmetic.n_positions), np.int64)  # the begin mark, in the place of the last token
    read[:, 1:] = tokens[:, :-1] + 1
    return answers_of(program, read)[:, arithmetic.question_length :].astype(np.uint8)


def greedy_answers(program: Program, questions: Questions) -> npt.NDArray[np.uint8]:
    """The program's own answers, token after token, ``question answer``."""
    answers = np.zeros((len(questions), questions.arithmetic.answer_length), np.uint8)
    for column in range(answers.shape[1]):
        answers[:, column] = next_tokens(program, questions, answers)[:, column]
    return answers


def count_agreement(
    program: Program, model: DecoderTransformer, questions: Questions, advance: Advance | None = None
) -> Agreement:
    """On how many questions program and network give the same whole answer.

    Args:
        program: what was found.
        model: the network.
        questions: what both are asked.
        advance: is told how many are done.
    """
    same: list[npt.NDArray[np.bool_]] = []
    right: list[npt.NDArray[np.bool_]] = []
    listed: list[dict[str, str]] = []
    for start in range(0, len(questions), CHUNK):
        answered = answer_questions(model, questions[start : start + CHUNK])
        is_same = agree(program, answered)
        same.append(is_same)
        right.append(answered.is_right)
        if len(listed) < MOST_LISTED:
            listed += _differences(program, answered, np.flatnonzero(~is_same)[: MOST_LISTED - len(listed)])
        if advance is not None:
            advance(min(start + CHUNK, len(questions)), len(questions))
    return _counted(np.concatenate([np.zeros(0, bool), *same]), np.concatenate([np.zeros(0, bool), *right]), listed)


def agree(program: Program, answered: Answered) -> npt.NDArray[np.bool_]:
    """Whether the program gives each of the network's whole answers, ``question``."""
    said = next_tokens(program, answered.questions, answered.answers)
    found: npt.NDArray[np.bool_] = (said == answered.answers).all(axis=1)
    return found


def _differences(program: Program, answered: Answered, which: npt.NDArray[np.intp]) -> Sequence[dict[str, str]]:
    questions, arithmetic = answered.questions[which], answered.questions.arithmetic
    asked = questions.tokens()[:, : arithmetic.question_length]
    networks = arithmetic.texts(np.concatenate([asked, answered.answers[which]], axis=1)) if len(which) else []
    programs = (
        arithmetic.texts(np.concatenate([asked, greedy_answers(program, questions)], axis=1)) if len(which) else []
    )
    return [
        {"network": network, "program": said, "right": questions.text(index)}
        for index, (network, said) in enumerate(zip(networks, programs, strict=True))
    ]


def _counted(same: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_], listed: Sequence[dict[str, str]]) -> Agreement:
    return Agreement(
        all=Proportion(int(same.sum()), len(same)),
        wrong=Proportion(int(same[~right].sum()), int((~right).sum())),
        right=Proportion(int(same[right].sum()), int(right.sum())),
        unexplained=tuple(listed),
    )
