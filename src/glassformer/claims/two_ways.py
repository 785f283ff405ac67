"""Two programs for one task, side by side: one that was learned as a program, one found in an ordinary network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glassformer.claims.agreeing import greedy_answers
from glassformer.claims.reporting.markdown import table
from glassformer.errors import InputError
from glassformer.learning.results import describe_size
from glassformer.lens import Answered
from glassformer.program import Program
from glassformer.tasks import Proportion
from glassformer.tasks.arithmetic import Arithmetic, all_questions, find_cascades

MOST_DIGITS = 3


def set_side_by_side(programs: Mapping[str, Program]) -> str:
    """Markdown: size, accuracy on every question, and what each program does with cascades.

    Args:
        programs: by name, for addition of the same number of digits, at most 3.

    Raises:
        InputError: a program is for another task, or they are of different numbers of digits, or of too many.
    """
    sizes = {name: _n_digits(name, program) for name, program in programs.items()}
    if len(set(sizes.values())) != 1:
        told = ", ".join(f"{name} of {n} digits" for name, n in sizes.items())
        raise InputError(f"the programs add numbers of different lengths: {told}")
    n_digits = next(iter(sizes.values()))
    if n_digits > MOST_DIGITS:
        raise InputError(
            f"the programs add numbers of {n_digits} digits; every question is asked of at most {MOST_DIGITS}"
        )
    questions = all_questions(Arithmetic(n_digits))
    lengths = find_cascades(questions).length
    answered = {name: Answered(questions, greedy_answers(program, questions)) for name, program in programs.items()}
    rows = [
        ("origin", *(program.origin for program in programs.values())),
        *_sizes(programs),
        (f"right, of all {len(questions):,} questions", *(_told(each.accuracy) for each in answered.values())),
    ]
    for length in range(n_digits):
        is_such = lengths == length
        shares = (Proportion(int(each.is_right[is_such].sum()), int(is_such.sum())) for each in answered.values())
        rows.append((f"of those with a cascade of {length}", *map(_told, shares)))
    lines = table((f"addition of {n_digits} digits", *programs), rows)
    return "\n".join(["## Both ways in", "", *lines]).rstrip() + "\n"


def _n_digits(name: str, program: Program) -> int:
    signature = program.signature
    if signature.task != "addition":
        raise InputError(f"{name} is a program for {signature.task}, not for addition")
    return signature.lengths[-1] // 3


def _sizes(programs: Mapping[str, Program]) -> Iterator[tuple[str, ...]]:
    found = [describe_size(program) for program in programs.values()]
    for what, heading in (("operations", "operations"), ("size", "size"), ("lines", "lines of Python")):
        yield heading, *(f"{each[what]:,}" for each in found)


def _told(share: Proportion) -> str:
    return f"{share.successes:,} of {share.n:,}"
