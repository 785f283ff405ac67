"""``glassformer lengthen``: a program read on for longer inputs. It needs no torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from glassformer.cli.finding import sizes_of, task_of_run
from glassformer.errors import ConfigurationError
from glassformer.program.files import save
from glassformer.program.lengthening import lengthened
from glassformer.program.locate import load_program
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.tasks import load_task


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--max-length", metavar="N", type=click.IntRange(1), required=True, help="Of inputs, marks included.")
@click.option("--out", metavar="FILE", help="Where to (.glass or .json); by default standard output.")
def lengthen(run: str, max_length: int, out: str | None) -> None:
    """Read the program on for longer inputs than it was learned from.

    Rules such as ``key == query`` or ``= n_before`` hold of any length; positions, counts and ranges that reached as
    far as inputs did reach as far as they do now. Whether it is right there is for ``verify`` to say.
    """
    program = load_program(run)
    found = lengthened(program, _longer(run, program, max_length))
    if out is None:
        click.echo(str(found), nl=False)
        return
    save(found, Path(out))
    click.echo(f"{out}: for inputs of up to {found.signature.lengths[-1]} tokens; glassformer verify {out}")


def _longer(run: str, program: Program, max_length: int) -> Signature:
    """The signature of longer inputs: that of the built-in task, with its labels, or else the program's own."""
    signature = program.signature
    if max_length < signature.max_length:
        raise ConfigurationError(
            f"--max-length {max_length}: {run} takes inputs of {signature.max_length} already, marks included"
        )
    task = task_of_run(run, program, None)
    if task is None:
        return replace(signature, lengths=range(signature.lengths[0], max_length - len(signature.marks) + 1))
    return Signature.of(load_task(task.name, **sizes_of(signature, task.name, max_length)))
