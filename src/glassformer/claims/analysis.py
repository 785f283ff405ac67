"""Taking a model apart: every test, on it and on control networks, and the program that the findings add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch

from glassformer.claims import (
    attention,
    failure,
    heads,
    interchange,
    learning_order,
    mathematics,
    mlp,
    positions,
    reach,
    reading,
    streams,
)
from glassformer.claims.claim import Claim, with_controls, with_presence
from glassformer.claims.found_program import FoundProgram, claims_of, find_program
from glassformer.claims.measurements import measure
from glassformer.claims.subject import Subject
from glassformer.lens.configuration import LensConfiguration
from glassformer.lens.training import Training
from glassformer.models.decoder import DecoderTransformer

Find = Callable[[Subject], Iterator[Claim]]
FINDINGS: dict[str, Find] = {
    "accuracy and cascades": failure.find,
    "positions": positions.find,
    "attention": attention.find,
    "reading": reading.find,
    "heads": heads.find,
    "streams": streams.find,
    "reach": reach.find,
    "interchange": interchange.find,
    "mlp": mlp.find,
    "learning order": learning_order.find,
    "mathematical model": mathematics.find,
}
N_RANDOM = 1_000_000
N_RANDOM_OF_A_CONTROL = 20_000
MOST_SHUFFLED_STEPS = 1_000
Step = Callable[[str], None]
"""Is told what is done next."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Analysis:
    """What is known of a model.

    Attributes:
        claims: all that were tested, with their controls.
        found: the program, and how well it says what the network says; None where the questions are not additions.
        measurements: numbers that others report too, and that figures are drawn from, by name.
    """

    claims: tuple[Claim, ...]
    found: FoundProgram | None
    measurements: Mapping[str, Any]

    @property
    def has_learnt(self) -> bool:
        """Whether the model answers random questions right."""
        return any(claim.key == "accuracy/random/present" and claim.verdict == "holds" for claim in self.claims)

    def counts(self) -> dict[str, dict[str, Any]]:
        """For each finding, how many claims hold, fail and are undecided, and how many hold on each control."""
        found: dict[str, dict[str, Any]] = {}
        for claim in self.claims:
            row = found.setdefault(claim.finding, {"holds": 0, "fails": 0, "undecided": 0, "controls": {}})
            row[claim.verdict] += 1
            for control in claim.controls:
                row["controls"].setdefault(control.name, 0)
                row["controls"][control.name] += control.verdict == "holds"
        return found

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "has_learnt": self.has_learnt,
            "counts": self.counts(),
            "program": None if self.found is None else self.found.to_dict(),
            "measurements": dict(self.measurements),
            "claims": [claim.to_dict() for claim in self.claims],
        }


def analyse(
    subject: Subject,
    controls: Sequence[ControlNetwork] = (),
    *,
    n_random: int = N_RANDOM,
    on_step: Step = lambda _: None,
) -> Analysis:
    """Everything that is tested of a model.

    Args:
        subject: the model.
        controls: networks of the same shape in which there is nothing to find; all tests run on them too.
        n_random: random questions on which the program is compared with the network.
        on_step: is told what is done next.
    """
    claims, found = _examine(subject, n_random, on_step)
    theirs = {}
    for control in controls:
        on_step(control.name)
        theirs[control.name], _ = _examine(
            control.make(), N_RANDOM_OF_A_CONTROL, partial(_named, control.name, on_step)
        )
    on_step("measurements")
    return Analysis(claims=tuple(with_controls(claims, theirs)), found=found, measurements=measure(subject))


def _named(name: str, on_step: Step, step: str) -> None:
    on_step(f"{name}: {step}")


def _examine(subject: Subject, n_random: int, on_step: Step) -> tuple[list[Claim], FoundProgram | None]:
    claims: list[Claim] = []
    for name, find in FINDINGS.items():
        on_step(name)
        claims += find(subject)
    found = None
    if not subject.arithmetic.has_sign:
        on_step("program")
        found = find_program(subject, n_random)
        claims += claims_of(found)
    return with_presence(claims), found


@dataclass(frozen=True, kw_only=True)
class ControlNetwork:
    """A network of a model's shape in which there is nothing to find.

    Attributes:
        configuration: of the model.
        is_trained: whether it is trained, at most 1,000 steps, on the answers of other questions, or not at all.
        seed: of its weights and questions.
    """

    configuration: LensConfiguration
    is_trained: bool
    seed: int

    @property
    def name(self) -> str:
        """What it is called beside claims."""
        return f"{'shuffled' if self.is_trained else 'untrained'}, seed {self.seed}"

    def make(self) -> Subject:
        """The network, trained if it is one that is."""
        given = self.configuration
        if not self.is_trained:
            model = DecoderTransformer(given.decoder(), torch.Generator().manual_seed(self.seed)).eval()
            return Subject(model=model, arithmetic=given.arithmetic)
        n_steps = min(given.steps, MOST_SHUFFLED_STEPS)
        training = Training(replace(given, shuffled=True, seed=self.seed, steps=n_steps))
        history: list[dict[str, Any]] = []
        model = training.run(history.append)
        return Subject(model=model, arithmetic=given.arithmetic, history=history)


def controls_of(configuration: LensConfiguration, seeds: Sequence[int]) -> list[ControlNetwork]:
    """The control networks of a model, of each seed one that is not trained and one that is trained in vain."""
    return [
        ControlNetwork(configuration=configuration, is_trained=is_trained, seed=seed)
        for seed in seeds
        for is_trained in (False, True)
    ]
