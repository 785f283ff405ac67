"""One label of a text program: what each word and each rule adds to its score, exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from glassformer.errors import ProgramError
from glassformer.explain.cells import Cell, Traced
from glassformer.explain.facts import in_weights
from glassformer.explain.naming import winner
from glassformer.explain.text.flips import Flip
from glassformer.explain.text.origins import Classes, Origin, Origins
from glassformer.program import semantics
from glassformer.program.holes import closed
from glassformer.program.operations import Scores
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID, Numerical

ScoreRow = tuple[int, ...]
"""A score for each label, in ``1 / GRID**2``."""


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one variable at one position adds to the scores.

    Attributes:
        position: where the scores read it.
        word: the position that it is put down to. Of a label for the whole text that is ``position``; of a word's tag,
            the one word that the value comes from, or the tagged word where it comes from several or none.
        origin: the value, and where it comes from.
        scores: for each label.
    """

    position: int
    word: int
    origin: Origin
    scores: ScoreRow


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A value of a variable, which has the same weights wherever it is read.

    Attributes:
        contributions: all of the decision that it makes, in the order of positions.
        scores: their sum.
        weight: how much more that is for the label than for the runner-up.
    """

    contributions: tuple[Contribution, ...]
    scores: ScoreRow
    weight: int

    @property
    def origin(self) -> Origin:
        """The first of its values."""
        return self.contributions[0].origin


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One label, and what its score is made of. All scores are in ``1 / GRID**2``.

    Attributes:
        position: of the word that has the label, counted from 1; None where the whole text has it.
        labels: all that could be answered: those that scores exclude are left out, everywhere here.
        label: the answer: the one with the highest score, the first of equals.
        runner_up: the next; None where there is no other.
        bias: for each label.
        contributions: of every variable wherever it is read. With the bias they add up to the totals.
        totals: for each label.
        flips: the nearest changes found that lead to another label, the smallest first.
    """

    position: int | None
    labels: tuple[str, ...]
    label: str
    runner_up: str | None
    bias: ScoreRow
    contributions: tuple[Contribution, ...]
    totals: ScoreRow
    flips: tuple[Flip, ...] = field(default=())

    def lead(self, scores: Sequence[int]) -> int:
        """How much more of these scores the label has than the runner-up."""
        second = self.labels.index(self.label if self.runner_up is None else self.runner_up)
        return scores[self.labels.index(self.label)] - scores[second]

    @property
    def margin(self) -> int:
        """How far the label is ahead of the runner-up; 0 is a tie, which the first label wins."""
        return self.lead(self.totals)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """For each label exp(score), as a share of the sum over labels; nothing says that it is a probability."""
        highest = max(self.totals)
        powers = [math.exp((total - highest) / GRID**2) for total in self.totals]
        return tuple(power / sum(powers) for power in powers)

    @cached_property
    def word_weights(self) -> dict[int, int]:
        """For each position that anything is put down to, how much it adds to the margin."""
        found: dict[int, int] = {}
        for each in self.contributions:
            found[each.word] = found.get(each.word, 0) + self.lead(each.scores)
        return dict(sorted(found.items()))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that matter for the margin, those with the largest weights, of either sign, first."""
        groups: dict[tuple[str, str], list[Contribution]] = {}
        for each in self.contributions:
            groups.setdefault((each.origin.variable, each.origin.value), []).append(each)
        found = []
        for group in groups.values():
            scores = tuple(semantics.add_scores([each.scores for each in group]))
            found.append(Rule(contributions=tuple(group), scores=scores, weight=self.lead(scores)))
        return tuple(sorted((rule for rule in found if rule.weight), key=lambda rule: -abs(rule.weight)))

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON, what is nil left out; scores in ``1 / GRID``, as the weights of the program are."""
        return {
            "position": self.position,
            "label": self.label,
            "runner_up": self.runner_up,
            "margin": _weight(self.margin),
            "bias": self._by_label(self.bias),
            "scores": self._by_label(self.totals),
            "share_of_exp_score": dict(zip(self.labels, self.shares, strict=True)),
            "words": [
                {"position": word, "weight": _weight(weight), "contributions": list(self._contributions_to_dict(word))}
                for word, weight in self.word_weights.items()
            ],
            "rules": [
                {
                    "variable": rule.origin.variable,
                    "value": rule.origin.value,
                    "weight": _weight(rule.weight),
                    "positions": [each.position for each in rule.contributions],
                    "scores": self._by_label(rule.scores),
                }
                for rule in self.rules
            ],
            "flips": [flip.to_dict() for flip in self.flips],
        }

    def _contributions_to_dict(self, word: int) -> Iterator[dict[str, Any]]:
        for each in self.contributions:
            if each.word == word and any(each.scores):
                weight = _weight(self.lead(each.scores))
                yield {"weight": weight, "scores": self._by_label(each.scores), "origin": each.origin.to_dict()}

    def _by_label(self, scores: Iterable[int]) -> dict[str, int | float]:
        return dict(zip(self.labels, in_weights(scores), strict=True))


def _weight(score: int) -> int | float:
    return in_weights([score])[0]


def scores_of(program: Program) -> Scores:
    """The scores that a program answers by. Raises ProgramError where it returns a variable."""
    for operation in program.operations:
        if isinstance(operation, Scores) and operation.name == program.returns:
            return operation
    raise ProgramError(
        f"the program returns {program.returns}, a variable, so that no word has a weight; what it computes and what "
        "its label rests on is shown with --steps"
    )


class Decider:
    """A program made ready for taking its decisions apart.

    Args:
        program: that returns scores.

    Raises:
        ProgramError: it returns a variable.
    """

    def __init__(self, program: Program) -> None:
        self.program, self.scores = program, scores_of(program)
        self.classes = Classes(program)
        n_labels = len(program.signature.labels)
        self.kept = [label for label in range(n_labels) if label not in self.scores.excluded]

    def decide(self, traced: Traced, position: int | None = None) -> Decision:
        """One label and what it is made of.

        Args:
            traced: the program, run on a text.
            position: of the word, counted from 1; None where the whole text has one label.
        """
        place = position or 0
        totals = self._kept(traced.found.scores[self.scores.name][place])
        labels = tuple(self.program.signature.labels[label] for label in self.kept)
        label = self.program.signature.labels[winner(traced, self.scores.name, place)]
        others = [number for number, name in enumerate(labels) if name != label]
        second = max(others, key=lambda number: totals[number], default=None)
        return Decision(
            position=position,
            labels=labels,
            label=label,
            runner_up=None if second is None else labels[second],
            bias=self._kept([number * GRID for number in closed(self.scores.bias)]),
            contributions=tuple(self._contributions(traced, position)),
            totals=totals,
        )

    def _kept(self, scores: Sequence[int]) -> ScoreRow:
        return tuple(scores[label] for label in self.kept)

    def _contributions(self, traced: Traced, position: int | None) -> Iterator[Contribution]:
        origins = Origins(traced, self.classes)
        for place in traced.contents if position is None else (position,):
            for name, weights in zip(self.scores.variables, closed(self.scores.weights), strict=True):
                value, type_ = traced.found.values[name][place], traced.program.types[name]
                if isinstance(type_, Numerical):
                    (row,) = semantics.numerical_scores([value], weights[0], type_.denominator)
                else:
                    (row,) = semantics.categorical_scores([value], weights)
                origin = origins.of(Cell(name, place))
                is_of_one = position is not None and len(origin.positions) == 1
                word = next(iter(origin.positions)) if is_of_one else place
                yield Contribution(position=place, word=word, origin=origin, scores=self._kept(row))
