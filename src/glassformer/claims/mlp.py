"""What the MLP computes: how much of its effect a table over base sum and carry class explains.

Where an answer digit is computed, the MLP's output is replaced by its mean over all other questions with the same
base sum of the digit's own pair (10) and the same carry class (5): what the pair below does to the carry and, where
that one sums to 9, what the pair below it does. So a row of the table is what the paper (2310.13121) calls a trigram,
which it left as a hypothesis. Explained is ``1 - (loss with the table - loss) / (loss with the MLP's mean - loss)``;
the table is fitted on other questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from glassformer.claims.claim import Claim, Control, Effect, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.losses import BATCH_SIZE
from glassformer.lens.observing import Floats, Node, observe
from glassformer.models.decoder import Intervention
from glassformer.tasks.arithmetic import Questions, SumClass

FINDING = "mlp"
TEST = (
    "the MLP's output becomes its mean for the same base sum and carry class, fitted on other questions: "
    "1 - (loss with the table - loss) / (loss with the mean - loss)"
)
EXPLAINED = Threshold(least=0.95, most=1.05)  # above 1 the table answers better than the network
LEAST_EFFECT_NATS = 0.5
N_FITTED = 20_000
N_TESTED = 10_000
N_CARRY_CLASSES = 5
Keys = npt.NDArray[np.intp]


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about the MLP of every layer, all answer digits together and each of them; of additions only."""
    if not subject.asks_additions:
        return
    subject = subject.of_additions
    fitted, tested = subject.draw_enriched("mlp, fitted", N_FITTED), subject.draw("mlp, tested", N_TESTED)
    shuffled = np.random.default_rng(0).permutation(10 * N_CARRY_CLASSES)
    before = observe(subject.model, tested).losses
    for layer in range(subject.n_layers):
        table = fit_table(subject, layer, fitted)
        node = Node(part="mlp", layer=layer, positions=tuple(subject.answering))
        losses = {
            "table": observe(subject.model, tested, interventions=_Replacement(subject, table, layer, tested)).losses,
            "shuffled": observe(
                subject.model, tested, interventions=_Replacement(subject, table[:, shuffled], layer, tested)
            ).losses,
            "mean": observe(subject.model, tested, [node], change="mean", donors=fitted).losses,
        }
        columns = {"all answer digits": slice(None)} | {
            name: slice(column, column + 1) for column, name in enumerate(subject.answer_names)
        }
        for name, some in columns.items():
            chosen = {kind: (values - before)[:, some].sum(1) for kind, values in losses.items()}
            rng = subject.rng(f"mlp {layer} {name}")
            control = _explained(chosen["shuffled"], chosen["mean"], rng)
            yield Claim(
                key=f"{FINDING}/layer {layer}/{name}",
                finding=FINDING,
                statement=f"for {name}, the MLP of layer {layer} is a table over base sum and carry class",
                place={"layer": layer, "answer": name, "part": "mlp"},
                test=TEST,
                effect=_explained(chosen["table"], chosen["mean"], rng),
                threshold=EXPLAINED,
                controls=(
                    Control(name="the table, its rows shuffled", effect=control, verdict=EXPLAINED.verdict(control)),
                ),
            )


def table_keys(questions: Questions) -> Keys:
    """For each answer token the row of the table, base sum times carry class (`question answer`).

    The carry class of a digit is what the pair below does to the carry: 0 none, 1 makes one; if it sums to 9, what the
    one below that does: 2 none, 3 makes one, 4 sums to 9 as well. The highest answer digit has a base sum of 0, and a
    sign has one row.
    """
    subtasks, arithmetic = questions.subtasks, questions.arithmetic
    classes = np.column_stack([np.zeros((len(questions), 2), np.uint8), subtasks.sum_class]).astype(np.intp)
    below, further = classes[:, 1:], classes[:, :-1]  # of answer digits 0 to n: pairs k - 1 and k - 2
    carry = np.where(below == SumClass.PASSES_ON, 2 + np.array([0, 2, 1])[further], below // 2)
    base = np.column_stack([subtasks.base, np.zeros(len(questions), np.uint8)]).astype(np.intp)
    by_digit = base * N_CARRY_CLASSES + carry
    keys = np.zeros((len(questions), arithmetic.answer_length), np.intp)
    keys[:, arithmetic.answer_columns] = by_digit
    return keys


@torch.no_grad()
def fit_table(subject: Subject, layer: int, questions: Questions) -> Tensor:
    """The mean output of the MLP for each row of the table: ``answer row d_model``; 0 where there was no question."""
    hook = Node(part="mlp", layer=layer).hook
    n_answers, d_model = subject.arithmetic.answer_length, subject.model.configuration.d_model
    sums = torch.zeros(n_answers, 10 * N_CARRY_CLASSES, d_model)
    counts = torch.zeros(n_answers, 10 * N_CARRY_CLASSES, 1)
    asked, keys = torch.from_numpy(questions.tokens()), torch.from_numpy(table_keys(questions))
    for tokens, rows in zip(torch.split(asked, BATCH_SIZE), torch.split(keys, BATCH_SIZE), strict=True):
        found = subject.model.run(tokens[:, :-1], cache=[hook], at=subject.answering).cache[hook]
        for answer, position in enumerate(subject.answering):
            sums[answer].index_add_(0, rows[:, answer], found[:, position])
            counts[answer].index_add_(0, rows[:, answer], torch.ones(len(rows), 1))
    return sums / counts.clamp(min=1)


@dataclass(frozen=True, eq=False)
class _Replacement:
    """The intervention that puts the table in the place of an MLP, for a slice of the questions."""

    subject: Subject
    table: Tensor
    layer: int
    questions: Questions

    def __call__(self, rows: slice) -> list[Intervention]:
        keys = torch.from_numpy(table_keys(self.questions[rows]))
        arithmetic = self.subject.arithmetic
        values = torch.zeros(len(keys), arithmetic.n_positions - 1, self.table.shape[-1])
        for answer, position in enumerate(self.subject.answering):
            values[:, position] = self.table[answer, keys[:, answer]]
        hook = Node(part="mlp", layer=self.layer).hook
        return [Intervention(place=hook, kind="set", values=values, positions=tuple(self.subject.answering))]


def _explained(table: Floats, mean: Floats, rng: np.random.Generator) -> Effect:
    """The share explained, from the rise of each question's loss with either; its interval is bootstrapped.

    It is nan where the mean hardly makes the loss rise: then there is nothing to explain.
    """
    rise = Effect.of_mean(mean, "nats")
    if rise.interval[0] < LEAST_EFFECT_NATS:
        return Effect.of_nothing("explained", len(mean))
    return Effect.of_explained(table, mean, rng)
