"""Which node carries which value: interchange interventions.

One node's output becomes what it is on another random question. If the node carries a value, and nothing else, then
an answer digit becomes what it would be with the other question's value in the place of the question's own. Values
are, for each pair: its base sum (0 to 9), its effect on the carry (none, passes on, makes one), and the carry that
comes into it, from the pairs that the answer digit sees. Only questions count whose digit must then change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.reach import pairs_seen
from glassformer.claims.subject import Subject
from glassformer.lens.observing import Donors, Node, observe
from glassformer.tasks.arithmetic import Questions, carries_from

METRIC = Metric(
    finding="interchange",
    test="one node as on another random question: share of digits that become what the other's value makes them",
    present=Threshold(least=0.9),
    absent=Threshold(most=0.1),
)
N_QUESTIONS = 2_000
PAIR_FRAC = 0.2
N_PAIRS_BELOW = 3
Numbers = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Value:
    """What a node may carry.

    Attributes:
        kind: ``base sum``, ``sum class``, or ``carry into``.
        pair: of which pair; a carry may also come into the highest answer digit, which has none.
    """

    kind: str
    pair: int

    def __str__(self) -> str:
        return f"the carry into A{self.pair}" if self.kind == "carry into" else f"the {self.kind} of pair {self.pair}"

    def answers(self, questions: Questions, donors: Questions, n_seen: Sequence[int]) -> Numbers:
        """The answer digits with the donors' value, `question answer_digit`.

        Args:
            questions: whose other values stay.
            donors: as many others.
            n_seen: for each answer digit, from how many pairs below a carry can arrive.
        """
        base, classes = questions.subtasks.base.copy(), questions.subtasks.sum_class.copy()
        if self.kind == "base sum":
            base[:, self.pair] = donors.subtasks.base[:, self.pair]
        if self.kind == "sum class":
            classes[:, self.pair] = donors.subtasks.sum_class[:, self.pair]
        carries = carries_from(classes, n_seen)
        if self.kind == "carry into":
            carries[:, self.pair] = carries_from(donors.subtasks.sum_class, n_seen)[:, self.pair]
        return np.column_stack([(base + carries[:, :-1]) % 10, carries[:, -1]])


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about every node that can bear on an answer digit, and every value next to it; of additions only."""
    arithmetic = subject.arithmetic
    if not subject.asks_additions:
        return
    subject = subject.of_additions
    names = ("interchange", "interchange, donors")
    questions, donors = (subject.draw_enriched(name, N_QUESTIONS, PAIR_FRAC) for name in names)
    n_seen = pairs_seen(subject)
    before = observe(subject.model, questions).tokens
    given = Donors(subject.model, donors)
    for node in nodes(subject):
        tokens = observe(subject.model, questions, [node], donors=given).tokens
        for digit in range(arithmetic.n_digits + 1):
            column = subject.column(digit)
            if not _bears_on(subject, node, column):
                continue
            can_count = ~_shows_before(questions, digit) & ~_shows_before(donors, digit)
            for value in values_near(digit, arithmetic.n_digits):
                wanted = value.answers(questions, donors, n_seen)[:, digit]
                cases = can_count & (wanted != before[:, column])
                name = node.name(arithmetic)
                yield from METRIC.claims(
                    f"{name}/{value}/A{digit}",
                    Effect.of_share(tokens[cases, column] == wanted[cases]),
                    {**node.to_dict(arithmetic), "value": value.kind, "pair": value.pair, "answer": f"A{digit}"},
                    present=f"{name} carries {value}, for A{digit}",
                    absent=f"{name} does not carry {value}, for A{digit}",
                )


def nodes(subject: Subject) -> Iterator[Node]:
    """Every head, all heads together, and the MLP of every layer at every position that can bear on an answer."""
    for layer in range(subject.n_layers):
        is_last = layer == subject.n_layers - 1
        for position in subject.answering if is_last else range(subject.arithmetic.n_positions - 1):
            for head in range(subject.n_heads):
                yield Node(part="head", layer=layer, head=head, positions=(position,))
            yield Node(part="attention", layer=layer, positions=(position,))
            yield Node(part="mlp", layer=layer, positions=(position,))


def values_near(digit: int, n_digits: int) -> Iterator[Value]:
    """The values that an answer digit may rest on: its base sum, the carry into it, and the classes of pairs below."""
    if digit < n_digits:
        yield Value("base sum", digit)
    if digit:
        yield Value("carry into", digit)
    for pair in range(digit - 1, max(digit - 1 - N_PAIRS_BELOW, -1), -1):
        yield Value("sum class", pair)


def _bears_on(subject: Subject, node: Node, column: int) -> bool:
    """Whether a node can bear on an answer token: it comes before it and, in the last layer, where it is computed."""
    position, computed_at = (node.positions or (0,))[0], subject.answering[column]
    return position == computed_at if node.layer == subject.n_layers - 1 else position <= computed_at


def _shows_before(questions: Questions, digit: int) -> npt.NDArray[np.bool_]:
    """Whether the pair of an answer digit sums to 9: the digit before it in the answer then shows the carry."""
    if digit == questions.arithmetic.n_digits:
        return np.zeros(len(questions), bool)
    return questions.subtasks.make_sum_9[:, digit]
