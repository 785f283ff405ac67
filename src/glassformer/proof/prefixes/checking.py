"""A program checked on a whole domain by sharing prefixes."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping

from glassformer.errors import TaskError
from glassformer.program.sketch import Program
from glassformer.proof.counting import Tally
from glassformer.proof.inputs import Progress, all_inputs, as_tokens
from glassformer.proof.prefixes.machine import PrefixProgram, answer_names
from glassformer.proof.prefixes.oracle import PrefixOracle, read
from glassformer.proof.prefixes.walk import Machine, PrefixWalk, TooManyStatesError
from glassformer.proof.verdicts import Counterexample, Verdict
from glassformer.tasks import AllSequences, Task
from glassformer.tasks.task import Reader

N_READ = 200
"""Inputs on which a task's reader is compared with its oracle before it is trusted."""


def check_prefixes(
    program: Program,
    right: Task | Program,
    domain: AllSequences,
    alphabet: tuple[str, ...],
    *,
    may_split: bool = True,
    workers: int = 1,
    progress: Progress | None = None,
) -> Verdict | None:
    """Whether the program answers every input of the domain as the task's oracle or the other program does.

    The same verdict as going through the inputs one by one. Only where `fitting.why_not_shared` has nothing to say.

    Args:
        program: what is checked.
        right: what it should answer like.
        domain: the inputs.
        alphabet: the order in which inputs of one length are compared.
        may_split: whether it may take long, where prefixes have too little in common to be held in memory all at once.
        workers: how many processes share the work, where it is split.
        progress: told how many inputs are done, of how many: in proportion to the positions that are done.

    Returns:
        The verdict; None where prefixes have too little in common, and it may not take long.

    Raises:
        TaskError: the reader misbehaves, or answers otherwise than the oracle.
        ProgramError: a program's numbers are too large for 64 bits.
    """
    begin = time.monotonic()
    inputs = all_inputs(domain, alphabet)
    ordered = AllSequences(tuple(token for token in alphabet if token in domain.alphabet), domain.lengths)

    def report(done_frac: float) -> None:
        if progress is not None:
            progress(min(int(done_frac * inputs.n), inputs.n), inputs.n)

    names = {*answer_names(program), *(right.labels if isinstance(right, Task) else answer_names(right))}
    labels = {name: number for number, name in enumerate(sorted(names))}
    walk = PrefixWalk(
        _machine(right, ordered, labels),
        _machine(program, ordered, labels),
        ordered,
        may_split=may_split,
        n_workers=workers,
        report=report,
    )
    try:
        findings = walk.run()
    except TooManyStatesError:
        return None
    tally = Tally(inputs)
    tally.n_inputs, tally.n_asked_inputs, tally.n_wrong_inputs, tally.n_labels, tally.n_wrong_labels = findings.counts
    if findings.smallest is not None:
        tally.smallest = _counterexample(program, right, as_tokens(walk.contents(*findings.smallest)))
    return tally.verdict("right" if isinstance(right, Task) else "same", time.monotonic() - begin)


def _machine(source: Task | Program, domain: AllSequences, labels: Mapping[str, int]) -> Machine:
    n_positions = max(domain.lengths) + 1
    if isinstance(source, Program):
        return PrefixProgram(source, domain.alphabet, n_positions, labels)
    assert source.reader is not None
    _check_reader(source, source.reader, domain)
    return PrefixOracle(source, source.reader, domain.alphabet, n_positions, labels)


def _check_reader(task: Task, reader: Reader, domain: AllSequences) -> None:
    """Raise TaskError where the reader does not answer like the oracle, on a few inputs."""
    rng = random.Random(0)
    for _ in range(N_READ):
        contents = tuple(rng.choices(domain.alphabet, k=rng.choice(domain.lengths)))
        _compare(task, reader, contents)


def _compare(task: Task, reader: Reader, contents: tuple[str, ...]) -> None:
    says, right = read(task, reader, contents), task.label(contents)
    if says != right:
        raise TaskError(
            f"task {task.name!r}: of {list(contents)!r} the reader says {says!r}, and the oracle {right!r}; "
            "they must answer alike, or leave the reader out"
        )


def _counterexample(program: Program, right: Task | Program, contents: tuple[str, ...]) -> Counterexample:
    """The counterexample with both answers, found anew by the oracle and the interpreter."""
    if isinstance(right, Task) and right.reader is not None:
        _compare(right, right.reader, contents)
    expected = right.label(contents) if isinstance(right, Task) else right(contents)
    return Counterexample(contents=contents, expected=expected, found=program(contents))
