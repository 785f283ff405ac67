"""What follows from the claims of an analysis: facts that the report, its figures and the comparison tell alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from glassformer.claims.learning_order import learnt_between
from glassformer.claims.reporting.evidence import ClaimData, Evidence, Place, values_of
from glassformer.claims.reporting.markdown import counted, listed

ALL_DIGITS = "all answer digits"


@dataclass(frozen=True)
class Computed:
    """That an answer token is computed at a position of a layer."""

    layer: int
    position: str
    answer: str


def computed_at(evidence: Evidence) -> list[Computed]:
    """Where answer tokens are computed, for all that is known, by layer and position."""
    return [
        Computed(place.where["layer"], place.where["position"], place.where["answer"])
        for place in evidence.places("positions")
        if place.state == "yes"
    ]


def unused_positions(evidence: Evidence, layer: int | None = None) -> list[str]:
    """The positions at which nothing is computed that any answer token rests on, in one layer or in all."""
    places = [place for place in evidence.places("positions") if layer is None or place.where["layer"] == layer]
    used = {place.where["position"] for place in places if place.state != "no"}
    return [position for position in values_of(places, "position") if position not in used]


def token_before(evidence: Evidence, answer: str) -> str:
    """The position just before an answer token: the last one at which it can be computed."""
    names = evidence.position_names
    return names[names.index(answer) - 1]


def is_one_token_early(evidence: Evidence) -> bool:
    """Whether every answer token is computed just before it is written, and none is shown to be anywhere else."""
    found = {(each.position, each.answer) for each in computed_at(evidence)}
    return found == {(token_before(evidence, answer), answer) for answer in evidence.answer_names}


def elsewhere(evidence: Evidence) -> str:
    """What is known of the places where no answer token is shown to be computed: how many have a smaller effect."""
    states = [place.state for place in evidence.places("positions")]
    n_smaller, n_open = states.count("between"), states.count("undecided")
    told = [f"smaller effects at {counted(n_smaller, 'other place')}"] if n_smaller else []
    told += [f"{counted(n_open, 'place')} undecided"] if n_open else []
    return f"with {listed(told)}" if told else "and nowhere else"


def stairs(evidence: Evidence) -> dict[tuple[int, int], Place]:
    """For each layer and head the offset, in digit pairs below the answer digit, that it reads most at every step."""
    found: dict[tuple[int, int], Place] = {}
    for place in evidence.places("staircase"):
        head = place.where["layer"], place.where["head"]
        if head not in found or place.value > found[head].value:
            found[head] = place
    return found


def pairs_seen(evidence: Evidence) -> dict[str, int]:
    """For each answer digit how many pairs below it sees: those down to the first whose carry it does not see."""
    places = evidence.places("reach")
    return {
        answer: sum(
            1 for _ in takewhile(lambda place: place.state == "yes", (p for p in places if p.where["answer"] == answer))
        )
        for answer in values_of(places, "answer")
    }


def is_independent(evidence: Evidence, pair: int) -> bool:
    """Whether replacing a digit pair is shown to change its own answer digit, and shown to change no other."""
    places = [place for place in evidence.places("streams") if place.where["pair"] == pair]
    return all(place.state == ("yes" if place.where["answer"] == f"A{pair}" else "no") for place in places)


@dataclass(frozen=True, order=True)
class Part:
    """A head, all heads of a layer, or its MLP, wherever it works."""

    layer: int
    kind: str
    head: int | None = None

    @classmethod
    def of(cls, where: Mapping[str, Any]) -> Part:
        """The part that a place is in."""
        return cls(where["layer"], where["part"], where.get("head"))

    @property
    def short(self) -> str:
        """Its name where there is little room."""
        names = {"head": f".H{self.head}", "attention": " attention", "mlp": " MLP"}
        return f"L{self.layer}{names[self.kind]}"

    def __str__(self) -> str:
        names = {"attention": "attention (all heads)", "mlp": "MLP"}
        return f"{names.get(self.kind, f'head {self.head}')} of layer {self.layer}"


def carried(evidence: Evidence) -> dict[Part, list[Place]]:
    """For each part the values that it carries at some position, by interchange interventions."""
    found: dict[Part, list[Place]] = {}
    for place in evidence.places("interchange"):
        own = found.setdefault(Part.of(place.where), [])
        if place.state == "yes":
            own.append(place)
    return found


def value_name(where: Mapping[str, Any]) -> str:
    """A value that a node may carry, named from the answer digit's point of view.

    >>> value_name({"value": "sum class", "pair": 2, "answer": "A4"})
    'sum class, 2 pairs below'
    """
    if where["value"] == "carry into":
        return "carry that comes in"
    below = int(where["answer"].removeprefix("A")) - where["pair"]
    return f"{where['value']}, {counted(below, 'pair')} below" if below else f"{where['value']}, own pair"


def heads_with_a_role(evidence: Evidence) -> tuple[int, int] | None:
    """How many heads carry a value, and how many there are; None where interchange interventions were not made."""
    heads = {part: places for part, places in carried(evidence).items() if part.kind == "head"}
    return (sum(bool(places) for places in heads.values()), len(heads)) if heads else None


def tables(evidence: Evidence) -> dict[int, ClaimData]:
    """For each layer the claim that its MLP is a table, for all answer digits together."""
    return {
        claim["place"]["layer"]: claim for claim in evidence.claims("mlp") if claim["place"]["answer"] == ALL_DIGITS
    }


def learnt_steps(evidence: Evidence, kind: str) -> dict[str, tuple[float, float]]:
    """The steps between which each was learnt for good, the earliest first.

    Args:
        evidence: with reports of the training, or without; then there are none.
        kind: ``by_subtask`` or ``by_digit``.
    """
    history = evidence.measurements["learning"]
    names = list(history[-1][kind]) if history else []
    found = {name: learnt_between(history, kind, name) for name in names}
    return dict(sorted(found.items(), key=lambda each: each[1]))


def lengths_right(evidence: Evidence) -> tuple[list[int], list[int]]:
    """The cascade lengths that are answered right, and those that are not or not shown to be."""
    places = evidence.places("cascades")
    right = [place.where["cascade"] for place in places if place.state == "yes"]
    return right, [length for length in values_of(places, "cascade") if length not in right]


def random_accuracy(evidence: Evidence) -> Mapping[str, Any]:
    """The share of random questions that are answered right."""
    return evidence.places("accuracy")[0].effect
