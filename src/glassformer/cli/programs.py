"""``glassformer show``, ``run`` and ``emit``: a program read, run, and written as source code. None needs torch."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click

from glassformer import __version__
from glassformer.cli.output import as_json_option, print_facts, print_json, write_text
from glassformer.emission import EMITTERS, Facts, n_lines, size, to_python
from glassformer.errors import InputError
from glassformer.program.locate import load_program, load_summary
from glassformer.program.sketch import Labels, Program


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--stats", is_flag=True, help="After it, as comments: its size, and what is known about it.")
def show(run: str, stats: bool) -> None:
    """Print the program, as a person reads it."""
    program = load_program(run)
    facts = _stats(program, load_summary(run)) if stats else []
    click.echo(str(program), nl=False)
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
@click.argument("tokens", nargs=-1, metavar="TOKENS...")
@as_json_option
def run(run: str, tokens: tuple[str, ...], as_json: bool) -> None:
    """Run the program on TOKENS and print its labels, - where there is none.

    Without TOKENS: one input a line from standard input, tokens separated by spaces. Tokens that begin with a dash
    stand after --. Where the program has columns, each token stands with its value in each: TOKEN/VALUE/….
    """
    program = load_program(run)
    if tokens:
        labels = program(program.signature.read_words(tokens))
        if as_json:
            print_json({"input": tokens, "output": labels})
        else:
            click.echo(_line(labels))
        return
    found = _run_lines(program)
    if as_json:
        print_json([{"input": contents, "output": labels} for contents, labels in found])
        return
    for _, labels in found:
        click.echo(_line(labels))


def _run_lines(program: Program) -> Iterator[tuple[list[str], Labels | str]]:
    """Each line of standard input, with its labels."""
    if sys.stdin is None:
        raise InputError("no TOKENS are given, and standard input is closed")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Bytes that are not UTF-8 become tokens that no program knows, so that the error names their line.
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    if sys.stdin.isatty():
        click.echo("reading inputs, one a line, tokens separated by spaces; Ctrl-D ends", err=True)
    number = 0
    for number, line in enumerate(sys.stdin, start=1):
        try:
            contents = line.split()
            yield contents, program(program.signature.read_words(contents))
        except InputError as error:
            raise InputError(f"standard input, line {number}: {error}") from None
    if number == 0:
        raise InputError("no TOKENS are given, and standard input is empty")


def _line(labels: Sequence[str | None] | str) -> str:
    return labels if isinstance(labels, str) else " ".join("-" if label is None else label for label in labels)


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--to", "language", type=click.Choice(list(EMITTERS)), required=True, help="The language.")
@click.option("--out", metavar="FILE", help="Where to; by default standard output.")
def emit(run: str, language: str, out: str | None) -> None:
    """Write the program as source code that stands alone."""
    source = EMITTERS[language](load_program(run), facts=_facts(load_summary(run)))
    if out is None:
        click.echo(source, nl=False)
    else:
        write_text(out, source)


def _facts(summary: dict[str, Any] | None) -> Facts:
    """What the heading of the file says."""
    return Facts(**dict(known_facts(summary)), version=__version__)
