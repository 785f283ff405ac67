"""What a check found out, in words that mean one thing each: proved, refuted, tested, unknown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from glassformer.program.columns import item_text
from glassformer.proof.inputs import Contents, Coverage
from glassformer.tasks import Accuracy, Proportion
from glassformer.tasks.answers import Answer

Status = Literal["proved", "refuted", "tested", "unknown"]
Question = Literal["right", "same"]

CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class _Words:
    """How a verdict talks about one question."""

    holds: str
    fails: str
    failure: str
    expected: str


_WORDS: dict[Question, _Words] = {
    "right": _Words(holds="right", fails="wrong", failure="mistake", expected="expected"),
    "same": _Words(holds="the same", fails="different", failure="difference", expected="the other gives"),
}


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """An input on which a program is wrong, or differs from another.

    Attributes:
        contents: the input.
        expected: the right answer (None where no label is asked), or the other program's.
        found: what the program answers.
    """

    contents: Contents
    expected: Answer
    found: Answer

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"contents": list(self.contents), "expected": self.expected, "found": self.found}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is known about a program after a check.

    *Proved*: it holds on every input of the domain. *Refuted*: it fails on the counterexample. *Tested*: it held on
    every input of a random sample, which proves nothing about the others, even where the sample happens to have them
    all. *Unknown*: the check could not tell.

    Attributes:
        status: one of the four.
        question: whether the program is right, or the same as another.
        inputs: how many inputs were checked; of a solver: how many it decided about, or the one that it found to fail.
        n_domain: how many inputs the domain has.
        coverage: whether the checked ones are all of them, or a sample; or a solver was asked about all of them.
        mismatches: on how many of the checked ones it fails.
        counterexample: of those the smallest: the shortest, and of one length the first in alphabet order.
        accuracy: over the checked inputs: labels, and whole sequences. Exact over the domain where all were checked;
            a solver counts nothing.
        seconds: how long the check took.
        reason: why it could not tell, or what else is to be said of a proof or a counterexample; mostly empty.
    """

    status: Status
    question: Question = "right"
    inputs: int
    n_domain: int
    coverage: Coverage
    mismatches: int
    counterexample: Counterexample | None
    accuracy: Accuracy
    seconds: float
    reason: str = ""

    @property
    def error_bound_frac(self) -> float | None:
        """The share of inputs, as the task draws them, on which it fails at most: the 95 % Clopper-Pearson bound.

        One-sided. None where the whole domain was checked, so that nothing is left to chance.
        """
        if self.coverage != "sample":
            return None
        if self.mismatches == self.inputs:
            return 1.0
        from scipy.stats import beta  # slow to import, and seldom needed

        return float(beta.ppf(CONFIDENCE, self.mismatches + 1, self.inputs - self.mismatches))

    def __str__(self) -> str:
        words = _WORDS[self.question]
        drawn = "random " if self.coverage == "sample" else ""
        checked = f"{self.inputs:,} {drawn}input{'s' * (self.inputs != 1)}"
        by_solver = ", by SMT" * (self.coverage == "solver")
        rests = f"; {self.reason}" if self.reason else ""
        match self.status:
            case "proved":
                return f"proved: {words.holds} on all {checked}{by_solver}{rests}"
            case "tested":
                at_most = f"{words.fails} on at most {_percent_rounded_up(self.error_bound_frac or 0)} % (95 %)"
                return f"tested on {checked}, no {words.failure}: {at_most}"
            case "refuted":
                return f"refuted: {self._failed(words, checked, drawn)}{rests}"
            case "unknown":
                return f"unknown: {self.reason}"

    def _failed(self, words: _Words, checked: str, drawn: str) -> str:
        """On how many inputs it fails, and the smallest of them."""
        found = self.counterexample
        assert found is not None
        count = "" if self.coverage == "solver" else f" on {self.mismatches:,} of {checked}"
        which = "for example" if self.coverage == "solver" and self.reason else f"smallest{' of them' * bool(drawn)}"
        answers = f"{found.found!r}, {words.expected} {found.expected!r}"
        return f"{words.fails}{count}; {which}: {_shown(found.contents)} -> {answers}"

    def to_dict(self) -> dict[str, Any]:
        """Everything for JSON but how long it took, so that the same check gives the same facts."""
        return {
            "status": self.status,
            "question": self.question,
            "inputs": self.inputs,
            "n_domain": self.n_domain,
            "coverage": self.coverage,
            "mismatches": self.mismatches,
            "counterexample": self.counterexample.to_dict() if self.counterexample else None,
            "accuracy": {"token": _share(self.accuracy.token), "sequence": _share(self.accuracy.sequence)},
            "error_bound_frac": self.error_bound_frac,
            "reason": self.reason,
        }


def _share(proportion: Proportion) -> float | None:
    """The value; None, which JSON has, instead of nan."""
    return proportion.value if proportion.n else None


def _shown(contents: Contents) -> str:
    """Tokens as a person types them; in quotes where they would not be seen or told apart."""
    words = map(item_text, contents)
    return " ".join(word if word.isprintable() and word.split() == [word] else repr(word) for word in words)


def _percent_rounded_up(fraction: float) -> str:
    """A fraction as per cent to two digits, never less than it is.

    >>> _percent_rounded_up(2.9957e-05), _percent_rounded_up(0.6315), _percent_rounded_up(1)
    ('0.003', '64', '100')
    """
    percent = 100 * fraction
    n_decimals = max(0, 1 - math.floor(math.log10(percent)))
    rounded = math.ceil(percent * 10**n_decimals) / 10**n_decimals
    text = f"{rounded:.{n_decimals}f}"
    return text.rstrip("0").rstrip(".") if n_decimals else text
