"""A claim about a model, as data: what is said, where, how it was tested, how large the effect is, and what follows.

A claim *holds* where the whole 95 % interval of its effect lies beyond the threshold, *fails* where the whole
interval lies short of it, and is *undecided* otherwise. A claim of absence ("unused") holds only beside a claim of
presence on the same metric: a test that finds nothing anywhere has shown nothing. The same test runs on control
networks, in which there is nothing to find, at the same place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from glassformer.tasks import Proportion

Verdict = Literal["holds", "fails", "undecided"]
Z_95 = 1.959964
N_RESAMPLES = 400


@dataclass(frozen=True, kw_only=True)
class Effect:
    """How large something is, and how sure that is.

    Attributes:
        value: the estimate; nan where nothing could be counted.
        interval: its 95 % interval.
        n: how many questions, or cases, it rests on.
        unit: of the value: ``share``, ``drop`` (of the share right), ``nats``, …
    """

    value: float
    interval: tuple[float, float]
    n: int
    unit: str = "share"

    @classmethod
    def of_share(cls, is_so: npt.ArrayLike) -> Effect:
        """The share of cases in which something is so, with its Wilson interval."""
        cases = np.asarray(is_so)
        found = Proportion(int(cases.sum()), int(cases.size))
        return cls(value=found.value, interval=found.interval, n=found.n)

    @classmethod
    def of_drop(cls, before: npt.ArrayLike, after: npt.ArrayLike) -> Effect:
        """How much smaller a share of the same cases becomes, with Newcombe's score interval for paired shares.

        Statistics in Medicine 17 (1998), 2635; without correcting the correlation for continuity, so that where no case
        changes the interval is next to nothing.

        >>> Effect.of_drop([True] * 9 + [False], [True] * 9 + [False]).value
        0.0
        """
        one, other = np.asarray(before, bool), np.asarray(after, bool)
        first, second = cls.of_share(one), cls.of_share(other)
        value = first.value - second.value
        alike = _correlation(one, other)
        down = _joined(first.value - first.interval[0], second.interval[1] - second.value, alike)
        up = _joined(first.interval[1] - first.value, second.value - second.interval[0], alike)
        return cls(value=value, interval=(value - down, value + up), n=second.n, unit="drop")

    @classmethod
    def of_mean(cls, values: npt.ArrayLike, unit: str) -> Effect:
        """The mean of independent values, with the interval of a normal distribution."""
        given = np.asarray(values, np.float64)
        if given.size == 0:
            return cls.of_nothing(unit, 0)
        half = Z_95 * float(given.std()) / math.sqrt(given.size)
        mean = float(given.mean())
        return cls(value=mean, interval=(mean - half, mean + half), n=given.size, unit=unit)

    @classmethod
    def of_explained(cls, left: npt.NDArray[Any], whole: npt.NDArray[Any], rng: np.random.Generator) -> Effect:
        """How much of a mean an explanation takes away, ``1 - mean(left) / mean(whole)``; its interval is bootstrapped.

        Args:
            left: what is left of it in each case.
            whole: what there is to explain in the same cases; its mean is not 0.
            rng: of the bootstrap.
        """
        rows = rng.integers(0, len(left), (N_RESAMPLES, len(left)))
        low, high = np.quantile(1 - left[rows].mean(1) / whole[rows].mean(1), [0.025, 0.975])
        value = 1 - float(left.mean()) / float(whole.mean())
        return cls(value=value, interval=(float(low), float(high)), n=len(left), unit="explained")

    @classmethod
    def of_nothing(cls, unit: str, n: int) -> Effect:
        """Where there is nothing to measure in the n cases: nan, and an interval of everything."""
        return cls(value=math.nan, interval=(-math.inf, math.inf), n=n, unit=unit)

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; what is not finite is null."""
        low, high = (end if math.isfinite(end) else None for end in self.interval)
        value = self.value if math.isfinite(self.value) else None
        return {"value": value, "interval": [low, high], "n": self.n, "unit": self.unit}

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.4g} ({low:.4g} to {high:.4g}, n = {self.n:,})"


def _correlation(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    """The correlation of two properties of the same cases; 0 where one of them does not vary."""
    if not one.size or one.all() or other.all() or not (one.any() and other.any()):
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _joined(one: float, other: float, alike: float) -> float:
    """The length of two errors together, given their correlation."""
    return math.sqrt(max(one * one + other * other - 2 * alike * one * other, 0.0))


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What an effect must be: at least one value, at most another, or both.

    >>> Threshold(least=0.95, most=1.05).verdict(Effect(value=0.99, interval=(0.98, 1.0), n=100))
    'holds'
    """

    least: float = -math.inf
    most: float = math.inf

    def verdict(self, effect: Effect) -> Verdict:
        """What follows from an effect."""
        low, high = effect.interval
        if effect.n == 0 or not math.isfinite(effect.value):
            return "undecided"
        if self.least <= low and high <= self.most:
            return "holds"
        return "fails" if high < self.least or low > self.most else "undecided"

    def to_dict(self) -> dict[str, float]:
        """The same for JSON; what is not asked for is left out."""
        return {name: end for name, end in (("least", self.least), ("most", self.most)) if math.isfinite(end)}

    def __str__(self) -> str:
        words = {"least": "at least", "most": "at most"}
        return " and ".join(f"{words[name]} {end:g}" for name, end in self.to_dict().items())


@dataclass(frozen=True, kw_only=True)
class Control:
    """The same claim on a network in which there is nothing to find.

    Attributes:
        name: which network, such as ``untrained, seed 0``.
        effect: the same test at the same place.
        verdict: what followed.
    """

    name: str
    effect: Effect
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"name": self.name, "effect": self.effect.to_dict(), "verdict": self.verdict}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim.

    Attributes:
        key: what it is, the same for every network of one shape, such as ``positions/layer 0/A4/A3``.
        finding: the finding that it belongs to, such as ``positions``.
        statement: what is said, as a sentence.
        place: where, as data.
        test: how it was tested.
        effect: how large the effect is.
        threshold: what it must reach.
        metric: of a claim of absence and of the claims of presence that it needs: what both measure; None otherwise.
        is_absence: whether it says that something is not there.
        has_presence: of a claim of absence: whether one of presence holds on the same metric.
        controls: the same claim on control networks.
    """

    key: str
    finding: str
    statement: str
    place: Mapping[str, Any]
    test: str
    effect: Effect
    threshold: Threshold
    metric: str | None = None
    is_absence: bool = False
    has_presence: bool = False
    controls: tuple[Control, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """What follows from the effect; controls are shown beside it."""
        found = self.threshold.verdict(self.effect)
        return "undecided" if found == "holds" and self.is_absence and not self.has_presence else found

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "key": self.key,
            "finding": self.finding,
            "statement": self.statement,
            "place": dict(self.place),
            "test": self.test,
            "effect": self.effect.to_dict(),
            "threshold": self.threshold.to_dict(),
            "is_absence": self.is_absence,
            "has_presence": self.has_presence if self.is_absence else None,
            "controls": [control.to_dict() for control in self.controls],
            "verdict": self.verdict,
        }


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What a finding measures at many places: each place that shows much of it is used, each that shows none unused.

    Attributes:
        finding: the finding that the claims belong to.
        test: how it is measured.
        present: what an effect must reach for a claim of presence.
        absent: what it must reach for a claim of absence.
    """

    finding: str
    test: str
    present: Threshold
    absent: Threshold

    def claims(
        self, key: str, effect: Effect, place: Mapping[str, Any], *, present: str, absent: str
    ) -> tuple[Claim, Claim]:
        """Both claims about one place, given what each says."""
        common: dict[str, Any] = {"finding": self.finding, "place": place, "test": self.test, "effect": effect}
        common["metric"] = f"{self.finding}: {self.test}"
        key = f"{self.finding}/{key}"
        return (
            Claim(key=f"{key}/present", statement=present, threshold=self.present, **common),
            Claim(key=f"{key}/absent", statement=absent, threshold=self.absent, is_absence=True, **common),
        )


def with_presence(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, where those of absence know whether one of presence holds on the same metric in the same network."""
    present = {claim.metric for claim in claims if not claim.is_absence and claim.verdict == "holds"} - {None}
    return [replace(claim, has_presence=claim.metric in present) if claim.is_absence else claim for claim in claims]


def with_controls(claims: Sequence[Claim], controls: Mapping[str, Sequence[Claim]]) -> list[Claim]:
    """The claims, each with its own controls and the same claim of the control networks, which are given by name."""
    by_key = {name: {each.key: each for each in theirs} for name, theirs in controls.items()}
    return [
        replace(
            claim,
            controls=claim.controls
            + tuple(
                Control(name=name, effect=theirs[claim.key].effect, verdict=theirs[claim.key].verdict)
                for name, theirs in by_key.items()
                if claim.key in theirs
            ),
        )
        for claim in claims
    ]
