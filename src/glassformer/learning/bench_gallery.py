"""The gallery's programs before and after simplification, done anew, with how long that and the proof take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from glassformer.learning.results import describe_size, shortened
from glassformer.program.locate import GALLERY, gallery_names, load_learned, load_program, load_summary
from glassformer.proof import verify
from glassformer.tasks import load_task

REFERENCE = {
    "reverse": 4_651,
    "hist": 1_335,
    "double_hist": 5_348,
    "sort": 5_871,
    "most_freq": 7_678,
    "dyck1": 5_172,
    "dyck2": 5_352,
}
"""Sizes of the programs that ship with the paper's own implementation, measured as ours are."""
HEADINGS = (
    "task", "found by", "as learned: operations, size", "simplified: operations, size, lines", "of the reference",
    "simplified in", "checked in", "verdict",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shortening:
    """One program of the gallery, simplified.

    Attributes:
        name: of the program.
        found_by: descent, or the search after it; empty where that is not known.
        learned, simplified: operations, and size and lines of the Python, before and after.
        is_same: whether the result is the program that ships.
        answers: whether it answers like the learned one: *proved* on the whole domain, or *tested*.
        verdict: whether it is right, in words.
        seconds_simplify, seconds_verify: how long each took; checking that the answers stay is part of the first.
    """

    name: str
    found_by: str
    learned: dict[str, int]
    simplified: dict[str, int]
    is_same: bool
    answers: str
    verdict: str
    seconds_simplify: float
    seconds_verify: float

    @property
    def share(self) -> float | None:
        """Its size as a share of the reference's; None where that ships none."""
        return self.simplified["size"] / REFERENCE[self.name] if self.name in REFERENCE else None

    def row(self) -> tuple[str, ...]:
        """The cells of a table."""
        before, after = self.learned, self.simplified
        return (
            self.name,
            self.found_by,
            f"{before['operations']:,}, {before['size']:,}",
            f"{after['operations']:,}, {after['size']:,}, {after['lines']:,}",
            "" if self.share is None else f"{self.share:.1%} of {REFERENCE[self.name]:,}",
            f"{self.seconds_simplify:.1f} s ({self.answers})",
            f"{self.seconds_verify:.1f} s",
            self.verdict,
        )

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {**asdict(self), "share": self.share}


def shortenings(names: Sequence[str] | None = None) -> Iterator[Shortening]:
    """Simplify and check programs of the gallery, all of them by default, one after the other."""
    for name in names or gallery_names():
        learned = load_learned(GALLERY + name)
        task = load_task(learned.signature.task)
        summary = load_summary(GALLERY + name) or {}
        begin = time.monotonic()
        simplified = shortened(learned, task)
        between = time.monotonic()
        verdict = verify(simplified.program, task)
        yield Shortening(
            name=name,
            found_by=summary.get("found_by", ""),
            learned=describe_size(learned),
            simplified=describe_size(simplified.program),
            is_same=simplified.program == load_program(GALLERY + name),
            answers=simplified.verdict.status,
            verdict=str(verdict),
            seconds_simplify=between - begin,
            seconds_verify=time.monotonic() - between,
        )


def as_markdown(found: Sequence[Shortening]) -> str:
    """The table for the docs."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(each.row() for each in found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
