"""A program made shorter and clearer: by which inputs its passes go, and the check at the end."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from glassformer.errors import VerificationError
from glassformer.passes.facts import Evidence
from glassformer.passes.observed import Observed
from glassformer.passes.pipeline import LIMIT, Pass, PassError, Told, Work
from glassformer.passes.steps import Simplified
from glassformer.program.sketch import Program
from glassformer.proof import verify_against
from glassformer.proof.everything import AllInputs, drawn, everything
from glassformer.proof.inputs import Contents
from glassformer.tasks import Domain, Task

MOST_CELLS = 1_000_000_000
"""Where all variables have more values than these on all inputs of a domain, it is not gone through whole either."""
MOST_TOKENS = 1_000
"""Of an alphabet of more tokens a sample shows too little to rest on."""
N_CHECKED = 2_000
"""On so many inputs each step is checked that rests on reasoning, to be safe from mistakes of glassformer."""
MOST_SAMPLES = 20
"""A sample is extended so often by inputs that show a difference."""


def simplify(
    program: Program,
    domain: Domain | None = None,
    *,
    task: Task | None = None,
    rewriting: Pass | None = None,
    renames: bool | None = None,
    evidence: Evidence | None = None,
    n_samples: int = 100_000,
    seed: int = 0,
    told: Told | None = None,
) -> Simplified:
    """The program, shorter and clearer, with what each pass did to it. It answers alike on every input of the domain.

    Where the domain can be gone through whole, every step is checked on all of it, and so proved. Where it cannot, what
    holds on every input by reasoning is done first. What only a sample shows comes after it, and is tested at the end
    on other inputs (or proved, where prefixes can be shared); an input that shows a difference there joins the sample,
    and the work begins again. Of an alphabet of thousands of words a sample says too little: there is only reasoning.

    Args:
        program: what is simplified; it stays as it is.
        domain: the inputs on which the answers are to stay the same; None: all that the program takes.
        task: which the domain belongs to; its sampler draws the inputs of a sample.
        rewriting: one more pass, which may find another program altogether; run early, and the others after it.
        renames: whether variables get new names; None: unless a person wrote or edited the program.
        evidence: what passes rest on: ``all`` inputs, a ``sample``, or ``reasoning`` alone; None: the first for domains
            of up to 2,000,000 inputs, else the second, or, for an alphabet of more than 1,000 tokens, the third.
        n_samples: how many inputs are drawn for a sample, and for the test at the end.
        seed: of the draws.
        told: is told the name of each pass before it runs.

    Raises:
        VerificationError: the domain is too large to go through and has no sampler; or no answer is ever asked; or the
            program has columns, and a domain of its own, which has no sampler, and would need one.
        InputError: the domain has an input that the program does not take.
        PassError: a pass changed the meaning.
    """
    domain = everything(program.signature) if domain is None else domain
    _check_askable(program, domain, evidence)
    renames = program.origin not in {"hand-written", "edited"} if renames is None else renames
    chosen = evidence or _evidence_for(program, domain)
    about = _about(program, domain, task)
    n_drawn = min(n_samples, N_CHECKED) if chosen == "reasoning" else n_samples
    differing: set[Contents] = set()
    for number in range(1, MOST_SAMPLES + 1):
        is_whole = chosen == "all" or not _can_draw(program, domain)
        inputs = domain if is_whole else {*_drawn(program, domain, task, n_drawn, seed), *differing}
        work = Work(Observed.of(program, inputs, "all" if chosen == "all" else "sample"), told or _nobody)
        work.do(chosen, rewriting, renames=renames)
        if chosen == "sample":  # what a glance at others refutes needs no long check
            others = _drawn(program, domain, task, n_samples, seed + 2 * number)
            found = set(_differing(program, work.program, others))
            if found:
                differing |= found
                continue
        verdict = verify_against(work.program, program, about, n_samples=n_samples, seed=seed + 2 * number + 1)
        if verdict.counterexample is None:
            return Simplified(program=work.program, steps=tuple(work.steps), verdict=verdict)
        if chosen != "sample":
            raise PassError("all passes together", verdict.counterexample)
        differing.add(verdict.counterexample.contents)
    raise VerificationError(
        f"{MOST_SAMPLES} samples each led to a program that answers otherwise somewhere else; draw larger ones"
    )


def _can_draw(program: Program, domain: Domain) -> bool:
    """Whether inputs of the domain can be drawn: what stands in columns goes with the tokens, and no task draws it."""
    return not program.signature.columns or isinstance(domain, AllInputs)


def _check_askable(program: Program, domain: Domain, evidence: Evidence | None) -> None:
    """Raise VerificationError where there are no inputs to go by, or no answers that are to stay the same."""
    signature = program.signature
    if not _can_draw(program, domain) and (evidence == "sample" or not _is_small(program, domain)):
        raise VerificationError(
            "inputs of a program with columns cannot be drawn; give a domain that can be gone through whole, such as "
            f"the inputs at hand, of up to {LIMIT:,}, and another evidence than a sample"
        )
    if not signature.gives_one_label and set(signature.alphabet) <= set(signature.unlabelled):
        raise VerificationError("every token is unlabelled, so that no answer is asked, and any program would do")


def _nobody(name: str) -> None:
    """Tell nobody."""


def _evidence_for(program: Program, domain: Domain) -> Evidence:
    """What passes rest on where nothing is said about it."""
    if _is_small(program, domain):
        return "all"
    return "sample" if len(program.signature.alphabet) <= MOST_TOKENS else "reasoning"


def _about(program: Program, domain: Domain, task: Task | None) -> Task | Domain | None:
    """What the check at the end is about."""
    if task is None and domain == everything(program.signature):
        return None
    return domain if domain.n_inputs <= LIMIT else task or _task_of(program, domain)


def _is_small(program: Program, domain: Domain) -> bool:
    """Whether a domain can be gone through whole, with all variables of a program on all of its inputs at hand."""
    n_cells = domain.n_inputs * program.signature.max_length * len(program.types)
    return domain.n_inputs <= LIMIT and n_cells <= MOST_CELLS


def _task_of(program: Program, domain: Domain) -> Task:
    """A task of this domain, to which the program gives the right answers."""
    signature = program.signature
    return Task(
        signature.task or "nameless",
        signature.alphabet,
        signature.lengths,
        program,
        labels=signature.labels,
        is_causal=signature.is_causal,
        gives_one_label=signature.gives_one_label,
        end_mark=signature.end_mark,
        unlabelled=signature.unlabelled,
        domain=domain,
    )


def _drawn(program: Program, domain: Domain, task: Task | None, n: int, seed: int) -> Iterator[Contents]:
    """Inputs of a domain, drawn as its task does; without one its length first, then each token."""
    rng = random.Random(seed)
    if task is None and domain == everything(program.signature):
        return (drawn(program.signature, rng) for _ in range(n))
    sampler = task or _task_of(program, domain)
    return (sampler.draw(rng) for _ in range(n))


def _differing(program: Program, other: Program, inputs: Iterable[Contents]) -> Iterator[Contents]:
    """Those of the inputs on which two programs answer differently."""
    before = Observed.of(program, inputs, "sample")
    places = before.differences(before.updated(other))
    return (before.places.input_of(int(place)) for place in places)
