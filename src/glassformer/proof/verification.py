"""A program checked against a task's oracle, or against another program: all inputs, or a sample, to a verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib import import_module

from glassformer.errors import VerificationError
from glassformer.program.sketch import Program
from glassformer.proof.counting import Tally
from glassformer.proof.everything import drawn_inputs, everything
from glassformer.proof.fitting import check_comparable, check_fits, takes, why_not_shared
from glassformer.proof.inputs import (
    Contents,
    Inputs,
    Method,
    Progress,
    all_inputs,
    as_tokens,
    check_method,
    choose_inputs,
    describe_count,
    is_exhaustive,
)
from glassformer.proof.verdicts import Question, Verdict
from glassformer.tasks import AllSequences, Domain, Task
from glassformer.tasks.answers import Answer

TIMEOUT_SECONDS = 60.0
MOST_SMT_TOKENS = 1_000
"""SMT has a condition for each token of the alphabet at each position; of more there would be too many."""

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
    shares_prefixes: bool = True,
    workers: int = 1,
    timeout_seconds: float = TIMEOUT_SECONDS,
    reference: Program | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Whether the program gives every label that the task asks for, as far as it could be checked.

    Args:
        program: what is checked.
        task: what it should do. Where its oracle asks for no label, any is right.
        method: ``exhaustive`` covers the whole domain, however large it is, and proves or refutes; ``prefixes`` does
            that only if prefixes can be shared; ``smt`` asks z3 about all inputs at once, and proves, refutes or does
            not know; ``sample`` draws inputs as the task does (`Task.draw`), and tests or refutes. None: the first for
            domains of up to ``limit`` inputs, and for larger ones whose prefixes have enough in common, else the last.
        n_samples: how many inputs are drawn.
        seed: of the draws.
        limit: see ``method``.
        shares_prefixes: whether inputs that begin alike may be checked together, where program and task allow it
            (`glassformer.proof.prefixes`). The verdict is the same.
        workers: how many processes share the work, where prefixes have little in common, and it takes long.
        timeout_seconds: how long ``smt`` may take.
        reference: a program that solves the task, which ``smt`` needs in the place of the oracle.
        progress: told how many inputs are done, of how many.

    Raises:
        VerificationError: the program is not for this task (the message says what differs), the method is unknown or
            not possible, the sample is empty, or the domain has another number of inputs than it says.
        TaskError: the oracle, its reader or the sampler misbehaves.
    """
    check_fits(program.signature, task)
    check_method(method)
    if method == "smt":
        return _by_smt(program, reference, task, task.domain, task.alphabet, timeout_seconds, progress)
    if shares_prefixes:
        verdict = _share_prefixes(program, task, task.domain, task.alphabet, method, limit, workers, progress)
        if verdict is not None:
            return verdict
    inputs = choose_inputs(task, method=method, limit=limit, n_samples=n_samples, seed=seed)
    return _check(
        "right", program, lambda chunk: [task.label(as_tokens(contents)) for contents in chunk], inputs, progress
    )


def verify_against(
    program: Program,
    other: Program,
    about: Task | Domain | None = None,
    *,
    method: Method | None = None,
    n_samples: int = 100_000,
    seed: int = 0,
    limit: int = LIMIT,
    shares_prefixes: bool = True,
    workers: int = 1,
    timeout_seconds: float = TIMEOUT_SECONDS,
    progress: Progress | None = None,
) -> Verdict:
    """Whether two programs answer alike, at every position that they label, as far as it could be checked.

    Args:
        program: what is checked.
        other: what it should be the same as; a counterexample has its answer as what is expected.
        about: the inputs: those of a task, whose oracle is not asked, or of a domain; None: all that they take.
        method: as in ``verify``; a bare domain has no sampler. Of all inputs each length, token and value of a column
            is equally likely.
        n_samples: as in ``verify``.
        seed: as in ``verify``.
        limit: as in ``verify``.
        shares_prefixes: as in ``verify``.
        workers: as in ``verify``.
        timeout_seconds: as in ``verify``.
        progress: as in ``verify``.

    Raises:
        VerificationError: as ``verify``; or the two do not take the same inputs.
        InputError: a domain has an input that they do not take.
    """
    check_comparable(program.signature, other.signature)
    check_method(method)
    alphabet = about.alphabet if isinstance(about, Task) else program.signature.alphabet
    domain = everything(program.signature) if about is None else about.domain if isinstance(about, Task) else about
    if method == "smt":
        return _by_smt(program, other, None, domain, alphabet, timeout_seconds, progress)
    if shares_prefixes:
        verdict = _share_prefixes(program, other, domain, alphabet, method, limit, workers, progress)
        if verdict is not None:
            return verdict
    if isinstance(about, Task):
        inputs = choose_inputs(about, method=method, limit=limit, n_samples=n_samples, seed=seed)
    elif is_exhaustive(domain, method, limit):
        inputs = all_inputs(domain, alphabet)
    elif about is None:
        inputs = drawn_inputs(program.signature, n=n_samples, seed=seed)
    else:
        raise VerificationError(
            f"a domain of {describe_count(domain.n_inputs)} inputs has no sampler; give the task that it belongs to, "
            "or go through all of it with method='exhaustive'"
        )
    from glassformer.execution.tensors import Executor

    return _check("same", program, Executor(other).run, inputs, progress)


def _share_prefixes(
    program: Program,
    right: Task | Program,
    domain: Domain,
    alphabet: tuple[str, ...],
    method: Method | None,
    limit: int,
    workers: int,
    progress: Progress | None,
) -> Verdict | None:
    """The verdict with shared prefixes; None where another way is to be gone.

    Raises:
        VerificationError: prefixes were to be shared, and cannot be.
    """
    if method == "sample":
        return None
    why_not = why_not_shared(program.signature, right if isinstance(right, Task) else right.signature, domain)
    if why_not and method == "prefixes":
        raise VerificationError(f"prefixes cannot be shared: {why_not}; use method='exhaustive'")
    if why_not or not isinstance(domain, AllSequences):
        return None
    from glassformer.proof.prefixes.checking import check_prefixes  # here, so that verdicts can be had without numpy

    may_split = is_exhaustive(domain, method, limit)
    return check_prefixes(program, right, domain, alphabet, may_split=may_split, workers=workers, progress=progress)


def _by_smt(
    program: Program,
    right: Program | None,
    task: Task | None,
    domain: Domain,
    alphabet: tuple[str, ...],
    timeout_seconds: float,
    progress: Progress | None,
) -> Verdict:
    """The verdict of z3; ``task``: what ``right`` stands for, where it does not stand for itself."""
    if right is None:
        assert task is not None
        raise VerificationError(
            f"SMT compares programs, and task {task.name!r} has only an oracle, which is a Python function; name a "
            "program that solves it (--against, in Python reference=…), or use another method"
        )
    if task is not None:
        check_fits(right.signature, task)
    if type(domain) is not AllSequences or not takes(program.signature, domain):
        raise VerificationError(
            "SMT is about all sequences over an alphabet, and this domain is not that, or has inputs that the program "
            "does not take; use method='exhaustive'"
        )
    if len(domain.alphabet) > MOST_SMT_TOKENS:
        raise VerificationError(
            f"SMT is for alphabets of up to {MOST_SMT_TOKENS:,} tokens, and this has {len(domain.alphabet):,}; use "
            "another method"
        )
    try:
        import_module("z3")
    except ImportError:
        raise VerificationError("SMT needs z3, which is not installed: pip install 'glassformer[smt]'") from None
    from glassformer.proof.symbolic.checking import SymbolicCheck

    check = SymbolicCheck(
        program, right, domain, alphabet, task=task, timeout_seconds=timeout_seconds, progress=progress
    )
    return check.run()


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
