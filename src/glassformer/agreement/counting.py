"""The count: every part of a program against the network that it was made from, over a domain or a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import get_args

from glassformer.agreement.lists import answer_chunks
from glassformer.agreement.network import DiscreteNetwork
from glassformer.agreement.report import Agreement, Disagreement, Part
from glassformer.errors import VerificationError
from glassformer.execution.tensors import Executor
from glassformer.program.sketch import Program
from glassformer.proof.fitting import check_fits, check_same
from glassformer.proof.inputs import Contents, Inputs, Progress, choose_inputs
from glassformer.relaxation.network import Relaxation
from glassformer.tasks import Task
from glassformer.tasks.answers import Answer

CHUNK = 1024
"""Inputs that are compared at a time."""

PARTS: tuple[Part, ...] = get_args(Part)


def count_agreement(
    network: Relaxation,
    program: Program,
    task: Task,
    *,
    limit: int = 1_000_000,
    n_samples: int = 20_000,
    seed: int = 0,
    workers: int = 1,
    progress: Progress | None = None,
) -> Agreement:
    """On how many inputs the network and the program made from it differ, at any position that the program labels.

    Args:
        network: the trained network; it is copied, and run with every sample an argmax and every weight on the grid.
        program: what it was discretized to, before any simplification.
        task: whose inputs they are compared on. Its oracle is not asked.
        limit: a domain of up to so many inputs is gone through whole.
        n_samples: of a larger one so many are drawn, as the task draws them.
        seed: of the draws.
        workers: how many processes run the interpreter and the emitted source, which take most of the time.
        progress: told how many inputs are done, of how many.

    Raises:
        VerificationError: network, program and task are not about the same inputs and labels; or the network's scores
            are not numbers.
    """
    check_fits(program.signature, task)
    inputs = choose_inputs(task, limit=limit, n_samples=n_samples, seed=seed)
    return _count(network, program, inputs, workers, progress)


def count_agreement_on(
    network: Relaxation,
    program: Program,
    inputs: Sequence[Contents],
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Agreement:
    """The same on inputs that are given, as those of a text are; to the report they are a sample.

    Args:
        network: as for ``count_agreement``.
        program: as there.
        inputs: contents that the program takes.
        workers: as there.
        progress: as there.

    Raises:
        VerificationError: network and program are not about the same inputs and labels, there are no inputs, or the
            network's scores are not numbers.
        InputError: the program does not take one of the inputs.
    """
    if not inputs:
        raise VerificationError("no inputs, no agreement: give at least 1")
    n, alphabet = len(inputs), program.signature.alphabet
    given = Inputs(coverage="sample", n=n, n_domain=n, alphabet=alphabet, stream=lambda: iter(inputs))
    return _count(network, program, given, workers, progress)


def _count(network: Relaxation, program: Program, inputs: Inputs, workers: int, progress: Progress | None) -> Agreement:
    check_same(program.signature, network.sketch.signature, "the program is not one of this network's")
    discrete, executor, tally = DiscreteNetwork(network), Executor(program), _Tally(inputs)
    with closing(answer_chunks(program, inputs.chunks(CHUNK), workers)) as answered:  # its processes end with it
        for chunk, answers in answered:
            expected = discrete.answers(chunk)
            tally.add_all(chunk, expected, answers | {"executor": executor.run(chunk)})
            tally.n_unrounded += _n_different(expected, discrete.answers(chunk, is_rounded=False))
            if progress is not None:
                progress(tally.n_inputs, inputs.n)
    return tally.agreement()


def _n_different(answers: Sequence[Answer], others: Sequence[Answer]) -> int:
    return sum(answer != other for answer, other in zip(answers, others, strict=True))


class _Tally:
    """What has been seen so far."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.n_inputs = self.n_mismatches = self.n_unrounded = 0
        self.by_part: dict[Part, int] = dict.fromkeys(PARTS, 0)
        self.first: Disagreement | None = None

    def add_all(
        self, chunk: Sequence[Contents], expected: Sequence[Answer], answers: Mapping[str, Sequence[Answer]]
    ) -> None:
        """Count these inputs: what the network says, and what each part does."""
        for place, (contents, network) in enumerate(zip(chunk, expected, strict=True)):
            says = {part: answers[part][place] for part in PARTS}
            different = [part for part in PARTS if says[part] != network]
            if different:
                self._add_mismatch(Disagreement(contents=contents, network=network, **says), different)
        self.n_inputs += len(chunk)

    def _add_mismatch(self, found: Disagreement, different: Sequence[Part]) -> None:
        self.n_mismatches += 1
        for part in different:
            self.by_part[part] += 1
        rank = self.inputs.rank
        if self.first is None or rank(found.contents) < rank(self.first.contents):
            self.first = found

    def agreement(self) -> Agreement:
        """All of it, once every input is counted."""
        return Agreement(
            inputs=self.n_inputs,
            coverage=self.inputs.coverage,
            mismatches=self.n_mismatches,
            by_part=self.by_part,
            unrounded_mismatches=self.n_unrounded,
            first=self.first,
        )
