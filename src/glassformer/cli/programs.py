"""``glassformer show`` and ``emit``: a program read, and written as source code. Neither needs torch."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import click

from glassformer import __version__
from glassformer.cli.output import print_facts, write_text
from glassformer.emission import EMITTERS, Facts, n_lines, size, to_python
from glassformer.program.abridging import abridged
from glassformer.program.locate import load_program, load_reader, load_summary
from glassformer.program.sketch import Program


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--full", is_flag=True, help="Print long lists and tables whole.")
@click.option("--stats", is_flag=True, help="After it, as comments: its size, and what is known about it.")
def show(run: str, full: bool, stats: bool) -> None:
    """Print the program, as a person reads it.

    Of lists of very many words, such as an alphabet or a class of words, and of very long tables the beginning is
    printed, and how much more there is; then the text is no program file. --full prints all of it.
    """
    program = load_program(run)
    facts = _stats(program, load_summary(run)) if stats else []
    click.echo(str(program) if full else abridged(program), nl=False)
    if facts:
        click.echo()
        print_facts(facts, prefix="# ")


def _stats(program: Program, summary: dict[str, Any] | None) -> list[tuple[str, str]]:
    source = to_python(program)
    kinds = Counter(_kind(type(operation).__name__) for operation in program.operations)
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return [
        ("operations", f"{len(program.operations)}: {listed}"),
        ("size", f"{size(source):,} syntax-tree nodes, {n_lines(source):,} lines, as Python"),
        ("origin", program.origin),
        *known_facts(summary),
    ]


def known_facts(summary: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What a summary says in words, each with its name: accuracy, agreement, verdict."""
    words = (summary or {}).get("facts", {})
    return [(name, words[name]) for name in ("accuracy", "agreement", "verdict") if words.get(name)]


def _kind(class_name: str) -> str:
    """What the text form calls it.

    >>> _kind("AggregateSum")
    'aggregate_sum'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--to", "language", type=click.Choice(list(EMITTERS)), required=True, help="The language.")
@click.option("--out", metavar="FILE", help="Where to; by default standard output.")
def emit(run: str, language: str, out: str | None) -> None:
    """Write the program as source code that stands alone; of a text task with what reads texts for it, as Python."""
    program, facts = load_program(run), _facts(load_summary(run))
    if language == "python":
        source = to_python(program, facts=facts, reader=load_reader(run, program))
    else:
        source = EMITTERS[language](program, facts=facts)
    if out is None:
        click.echo(source, nl=False)
    else:
        write_text(out, source)


def _facts(summary: dict[str, Any] | None) -> Facts:
    """What the heading of the file says."""
    return Facts(**dict(known_facts(summary)), version=__version__)
