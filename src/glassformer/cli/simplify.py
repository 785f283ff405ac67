"""``glassformer simplify``: a shorter program that answers alike, and what each step towards it removed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from glassformer.cli.finding import task_of_run
from glassformer.cli.output import as_json_option, print_json, print_table
from glassformer.emission import n_lines, size, to_python
from glassformer.errors import ProgramError
from glassformer.program import save
from glassformer.program.files import SUFFIXES
from glassformer.program.locate import load_program
from glassformer.program.sketch import Program

if TYPE_CHECKING:
    from glassformer.passes import Simplified, Step

HEADING = ("pass", "operations", "characters", "certainty", "removed")


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--out", metavar="FILE", help="Where to (.glass or .json); by default standard output.")
@click.option("--task", "task_name", metavar="TASK", help="Whose inputs count, where the run does not say.")
@click.option("--rewriting/--no-rewriting", default=True, help="Whether another program altogether is searched for.")
@click.option("--keep-names", is_flag=True, help="Leave the names of variables as they are.")
@click.option("--samples", type=click.IntRange(1), default=100_000, show_default=True, help="Size of a sample.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of a sample.")
@as_json_option
def simplify(
    run: str,
    out: str | None,
    task_name: str | None,
    rewriting: bool,
    keep_names: bool,
    samples: int,
    seed: int,
    as_json: bool,
) -> None:
    """Make the program shorter and clearer; it answers alike on every input of its task.

    Each step is checked on all inputs of up to two million, and so proved, or on a sample, and so tested. Of a program
    that knows more than a thousand tokens only what can be proved by reasoning is done. Without --out the program is
    printed, and what was done comes after it as comments.
    """
    program = load_program(run)
    if out is not None:
        _check_writable(Path(out))
    task = task_of_run(run, program, task_name)
    from glassformer.passes import rewrite
    from glassformer.passes import simplify as simplify_program

    with _shown() as told:
        found = simplify_program(
            program,
            None if task is None else task.domain,
            task=task,
            rewriting=rewrite if rewriting else None,
            renames=False if keep_names else None,
            n_samples=samples,
            seed=seed,
            told=told,
        )
    if out is not None:
        save(found.program, out)
    if as_json:
        print_json(_document(run, program, found))
        return
    if out is None:
        click.echo(str(found.program))
    _print(program, found, prefix="" if out else "# ")


def _check_writable(path: Path) -> None:
    """Raise ProgramError, before any work is done, where a program cannot be written to this file."""
    if path.suffix not in SUFFIXES:
        raise ProgramError(f"{path}: a program file ends in {' or '.join(SUFFIXES)}, not in {path.suffix!r}")
    if not path.parent.is_dir():
        raise ProgramError(f"{path}: cannot be written: there is no folder {path.parent}")


def _document(run: str, program: Program, found: Simplified) -> dict[str, Any]:
    return {
        "origin": found.program.origin,
        "parents": [run],
        "before": _sizes(program),
        "after": _sizes(found.program),
        **found.to_dict(),
        "program": str(found.program),
    }


def _sizes(program: Program) -> dict[str, int]:
    source = to_python(program)
    return {
        "operations": len(program.operations),
        "text_lines": len(str(program).splitlines()),
        "text_characters": len(str(program)),
        "size": size(source),
        "lines": n_lines(source),
    }


def _print(program: Program, found: Simplified, prefix: str) -> None:
    print_table([(prefix + name, *cells) for name, *cells in (HEADING, *map(_row, found.steps))])
    before, after = _sizes(program), _sizes(found.program)
    changes = (f"{key.replace('_', ' ')} {before[key]:,} to {after[key]:,}" for key in before)
    click.echo(f"{prefix}before and after: {', '.join(changes)}")
    click.echo(f"{prefix}{found.verdict}")


def _row(step: Step) -> tuple[str, ...]:
    before, after = step.before, step.after
    checked = "proved" if step.certainty == "proved" else f"tested on {step.n:,}"
    operations, characters = (
        f"{old:,} to {new:,}"
        for old, new in ((before.operations, after.operations), (before.characters, after.characters))
    )
    return step.name, operations, characters, checked, step.removed


@contextmanager
def _shown() -> Iterator[Callable[[str], None]]:
    """Show the pass that runs on one line of standard error, where that is a terminal."""
    is_terminal = sys.stderr is not None and sys.stderr.isatty()

    def told(name: str) -> None:
        if is_terminal:
            click.echo(f"\r\033[K{name}", nl=False, err=True)

    try:
        yield told
    finally:
        if is_terminal:
            click.echo("\r\033[K", nl=False, err=True)
