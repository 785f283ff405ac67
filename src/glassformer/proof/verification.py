"""A program checked against a task's oracle, or against another program: all inputs, or a sample, to a verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from glassformer.errors import VerificationError
from glassformer.program.sketch import Program
from glassformer.proof.counting import Tally
from glassformer.proof.fitting import check_comparable, check_fits
from glassformer.proof.inputs import Contents, Inputs, Method, Progress, all_inputs, choose_inputs, is_exhaustive
from glassformer.proof.verdicts import Question, Verdict
from glassformer.tasks import Domain, Task
from glassformer.tasks.answers import Answer

CHUNK = 4096
"""Inputs that are compared at a time."""

LIMIT = 2_000_000
"""Domains of up to so many inputs are gone through whole where no method is named."""


def verify(
    program: Program,
    task: Task,
    *,
    method: Method | None = None,
    n_samples: int = 100_000,
    seed: int = 0,
    limit: int = LIMIT,
    progress: Progress | None = None,
) -> Verdict:
    """Whether the program gives every label that the task asks for, as far as it could be checked.

    Args:
        program: what is checked.
        task: what it should do. Where its oracle asks for no label, any is right.
        method: ``exhaustive`` goes through the whole domain, however large it is, and proves or refutes; ``sample``
            draws inputs as the task does (`Task.draw`), and tests or refutes. None: the first for domains of up to
            ``limit`` inputs, else the second.
        n_samples: how many inputs are drawn.
        seed: of the draws.
        limit: see ``method``.
        progress: told how many inputs are done, of how many.

    Raises:
        VerificationError: the program is not for this task (the message says what differs), the method is unknown, the
            sample is empty, or the domain has another number of inputs than it says.
        TaskError: the oracle or the sampler misbehaves.
    """
    check_fits(program.signature, task)
    inputs = choose_inputs(task, method=method, limit=limit, n_samples=n_samples, seed=seed)
    return _check("right", program, lambda chunk: [task.label(contents) for contents in chunk], inputs, progress)


def verify_against(
    program: Program,
    other: Program,
    about: Task | Domain,
    *,
    method: Method | None = None,
    n_samples: int = 100_000,
    seed: int = 0,
    limit: int = LIMIT,
    progress: Progress | None = None,
) -> Verdict:
    """Whether two programs answer alike, at every position that they label, as far as it could be checked.

    Args:
        program: what is checked.
        other: what it should be the same as; a counterexample has its answer as what is expected.
        about: the inputs: those of a task, whose oracle is not asked, or of a domain.
        method: as in ``verify``; a bare domain has no sampler.
        n_samples: as in ``verify``.
        seed: as in ``verify``.
        limit: as in ``verify``.
        progress: as in ``verify``.

    Raises:
        VerificationError: as ``verify``; or the two do not take the same inputs.
        InputError: a domain has an input that they do not take.
    """
    from glassformer.execution.tensors import Executor

    check_comparable(program.signature, other.signature)
    if isinstance(about, Task):
        inputs = choose_inputs(about, method=method, limit=limit, n_samples=n_samples, seed=seed)
    elif is_exhaustive(about, method, limit):
        inputs = all_inputs(about, program.signature.alphabet)
    else:
        raise VerificationError(
            f"a domain of {about.n_inputs:,} inputs has no sampler; give the task that it belongs to, or go through "
            "all of it with method='exhaustive'"
        )
    return _check("same", program, Executor(other).run, inputs, progress)


def _check(
    question: Question,
    program: Program,
    expect: Callable[[list[Contents]], Sequence[Answer]],
    inputs: Inputs,
    progress: Progress | None,
) -> Verdict:
    """Run the program on the inputs, and compare with what is expected."""
    from glassformer.execution.tensors import Executor  # here, so that verdicts can be had where torch is not

    begin = time.monotonic()
    executor, tally = Executor(program), Tally(inputs)
    for chunk in inputs.chunks(CHUNK):
        tally.add_all(chunk, expect(chunk), executor.run(chunk))
        if progress is not None:
            progress(tally.n_inputs, inputs.n)
    return tally.verdict(question, time.monotonic() - begin)
