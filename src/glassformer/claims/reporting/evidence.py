"""The document of an analysis, read: claims by finding, and the two claims about one place as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

ClaimData = Mapping[str, Any]
"""A claim as `Claim.to_dict` gives it."""

State = Literal["yes", "no", "between", "undecided"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """What was measured at one place, and both claims about it.

    Attributes:
        present: the claim that something is there.
        absent: the claim that it is not.
    """

    present: ClaimData
    absent: ClaimData

    @property
    def where(self) -> Mapping[str, Any]:
        """The place, as data."""
        found: Mapping[str, Any] = self.present["place"]
        return found

    @property
    def effect(self) -> Mapping[str, Any]:
        """The effect, which both claims rest on."""
        found: Mapping[str, Any] = self.present["effect"]
        return found

    @property
    def value(self) -> float:
        """The effect's value; 0 where nothing could be counted."""
        return float(self.effect["value"] or 0.0)

    @property
    def state(self) -> State:
        """``yes`` or ``no`` where one of the claims holds; ``between`` where both fail; else ``undecided``."""
        verdicts = self.present["verdict"], self.absent["verdict"]
        if "holds" in verdicts:
            return "yes" if verdicts[0] == "holds" else "no"
        return "between" if verdicts == ("fails", "fails") else "undecided"


@dataclass(frozen=True, eq=False)
class Evidence:
    """The document of an analysis.

    Attributes:
        document: `Analysis.to_dict()` with ``model``, ``controls``, ``program_text``, ``program_size`` and ``figures``.
    """

    document: Mapping[str, Any]

    @cached_property
    def by_finding(self) -> dict[str, list[ClaimData]]:
        """Every claim, by the finding that it belongs to."""
        found: dict[str, list[ClaimData]] = {}
        for claim in self.document["claims"]:
            found.setdefault(claim["finding"], []).append(claim)
        return found

    def claims(self, *findings: str) -> list[ClaimData]:
        """The claims of some findings, in the order in which they were made."""
        return [claim for finding in findings for claim in self.by_finding.get(finding, ())]

    def places(self, finding: str) -> list[Place]:
        """The places that were tested for a finding with a claim of presence and one of absence."""
        by_key = {claim["key"]: claim for claim in self.claims(finding)}
        return [
            Place(present=claim, absent=by_key[f"{place}/absent"])
            for key, claim in by_key.items()
            if (place := key.removesuffix("/present")) != key
        ]

    @property
    def model(self) -> Mapping[str, Any]:
        """What is known of the model: kind, sizes, how it was trained."""
        found: Mapping[str, Any] = self.document["model"]
        return found

    @property
    def measurements(self) -> Mapping[str, Any]:
        """What `measurements.measure` found."""
        found: Mapping[str, Any] = self.document["measurements"]
        return found

    @property
    def control_names(self) -> list[str]:
        """The networks in which there is nothing to find."""
        return list(self.document["controls"])

    @property
    def position_names(self) -> list[str]:
        """The names of all positions of question and answer, in order."""
        return list(self.measurements["attention"]["keys"])

    @property
    def answer_names(self) -> list[str]:
        """The names of the answer's tokens, in the order in which they are written."""
        return list(self.measurements["attention"]["answers"])


def counterpart(claim: ClaimData) -> str:
    """The key of the claim that says the opposite, where there is one.

    That is of presence the one of absence, and of absence that of presence; of an order it is the reverse.
    """
    key, place = str(claim["key"]), claim["place"]
    if is_order(claim):
        return f"{claim['finding']}/{place['second']} before {place['first']}"
    if claim["is_absence"]:
        return f"{key.removesuffix('/absent')}/present"
    return f"{key.removesuffix('/present')}/absent"


def is_order(claim: ClaimData) -> bool:
    """Whether a claim says that one thing comes before another."""
    return "first" in claim["place"]


def values_of(places: Iterable[Place], key: str) -> list[Any]:
    """What the places have under a key, each value once, in order."""
    return list(dict.fromkeys(place.where[key] for place in places))
