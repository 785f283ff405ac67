"""``glassformer verify``: is a program right, or the same as another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from glassformer.cli.finding import how_to_name_the_task, solution_of, task_of_run
from glassformer.cli.output import as_json_option, percent, print_json
from glassformer.errors import VerificationError
from glassformer.program.locate import load_program
from glassformer.program.sketch import Program
from glassformer.proof import Method, Verdict, verify_against
from glassformer.proof import verify as verify_program
from glassformer.tasks import Task

METHODS = ("exhaustive", "smt", "sample")

STATUS = {"proved": 0, "tested": 0, "refuted": 1, "unknown": 3}
"""The exit status of each verdict."""


@click.command()
@click.argument("run", metavar="RUN")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help="All inputs, z3 asked about all of them at once, or a random sample; by default all of up to two million, and "
    "more where many can be checked together, else a sample.",
)
@click.option("--against", metavar="RUN", help="Whether it answers like this other program, instead of: is it right.")
@click.option("--task", "task_name", metavar="TASK", help="What it should do, where the run does not say.")
@click.option("--samples", type=click.IntRange(1), default=100_000, show_default=True, help="Size of a sample.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of a sample.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that share a long check."
)
@click.option(
    "--timeout",
    "timeout_seconds",
    type=click.FloatRange(0),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="For smt.",
)
@as_json_option
def verify(
    run: str,
    method: Method | None,
    against: str | None,
    task_name: str | None,
    samples: int,
    seed: int,
    workers: int,
    timeout_seconds: float,
    as_json: bool,
) -> int:
    """Check the program on every input of its task, or on a sample.

    --method smt compares programs: with the one that --against names, or else with the solution of a built-in task that
    was written by hand. It needs z3: pip install 'glassformer[smt]'.

    Exit status: 0 proved, or tested without a mistake; 1 refuted; 3 unknown.
    """
    program = load_program(run)
    other = None if against is None else load_program(against)
    task = task_of_run(run, program, task_name)
    if other is None and task is None:
        raise VerificationError(how_to_name_the_task(run, program))
    from glassformer.learning.progress import counted

    with counted("proof") as progress:
        verdict = _checker(program, other, task, method)(
            method=method,
            n_samples=samples,
            seed=seed,
            workers=workers,
            timeout_seconds=timeout_seconds,
            progress=progress,
        )
    if as_json:
        print_json(verdict.to_dict())
    else:
        _print(verdict)
    return STATUS[verdict.status]


def _checker(
    program: Program, other: Program | None, task: Task | None, method: Method | None
) -> Callable[..., Verdict]:
    """The check that is asked for, still without its settings."""
    if other is None:
        assert task is not None
        return partial(verify_program, program, task, reference=solution_of(task) if method == "smt" else None)
    return partial(verify_against, program, other, task)


def _print(verdict: Verdict) -> None:
    click.echo(str(verdict))
    if verdict.status == "refuted" and verdict.question == "right" and verdict.coverage != "solver":
        accuracy = verdict.accuracy
        right = f"{percent(accuracy.token.value)} of labels and {percent(accuracy.sequence.value)} of whole inputs"
        click.echo(f"right: {right}, of those checked")
