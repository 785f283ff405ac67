"""What several commands share in how they take and print things."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from glassformer.errors import GlassformerError
from glassformer.tasks import Task, load_task

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


def print_json(document: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def write_text(path: str, text: str) -> None:
    """Write a file that a person asked for.

    Raises:
        GlassformerError: it cannot be written.
    """
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GlassformerError(f"{path}: cannot be written: {error.strerror}") from None


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns that are as wide as they need to be; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_facts(facts: Sequence[tuple[str, str]], prefix: str = "") -> None:
    """Print names and what there is to say of each, side by side."""
    width = max(len(name) for name, _ in facts)
    for name, text in facts:
        click.echo(f"{prefix}{name.ljust(width)}  {text}")


def percent(fraction: float) -> str:
    """A share as per cent, rounded down, so that what is not all is never shown as all.

    >>> percent(1), percent(0.99999), percent(0.57)
    ('100 %', '99.99 %', '57.00 %')
    """
    return "100 %" if fraction == 1 else f"{int(round(fraction * 10_000, 6)) / 100:.2f} %"


def join_labels(labels: Sequence[str | None] | str) -> str:
    """Labels on one line: spaces between them, and a dash where there is none.

    >>> join_labels(["a", None, "b"]), join_labels("a")
    ('a - b', 'a')
    """
    return labels if isinstance(labels, str) else " ".join("-" if label is None else label for label in labels)


def describe_cut(n_cut: int, n_texts: int, max_length: int) -> str:
    """That so many texts are not read whole.

    >>> describe_cut(1, 500, 64)
    '1 of 500 texts is cut: only the first 64 words are read'
    """
    are = "is" if n_cut == 1 else "are"
    return f"{n_cut:,} of {n_texts:,} texts {are} cut: only the first {max_length} words are read"


def find_task(name: str, *, vocabulary_size: int | None = None, max_length: int | None = None) -> Task:
    """The task of this name; where it is ``package.module:task``, modules of the current folder count too."""
    if ":" in name and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    return load_task(name, vocabulary_size=vocabulary_size, max_length=max_length)
