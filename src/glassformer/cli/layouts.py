"""Options that say how files of texts are written, for every command that reads such files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

import click

from glassformer.tasks.text import Layout
from glassformer.tasks.text.reading import Format

Command = TypeVar("Command", bound=Callable[..., Any])


def _column(context: click.Context, parameter: click.Parameter, typed: str | None) -> int | str | None:
    """A column by number or by name."""
    return int(typed) if typed is not None and re.fullmatch(r"-?\d+", typed) else typed


def _names(context: click.Context, parameter: click.Parameter, typed: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in typed.split(",")) if typed else ()


def _delimiter(context: click.Context, parameter: click.Parameter, typed: str | None) -> str | None:
    return {r"\t": "\t", "tab": "\t", "space": " "}.get(typed, typed) if typed else None


_OPTIONS = (
    click.option("--format", "format_", type=click.Choice(get_args(Format)), help="Of the file, where it is not seen."),
    click.option("--text", callback=_column, metavar="COLUMN", help="The text or word: a name, or a number from 0."),
    click.option("--label", callback=_column, metavar="COLUMN", help="The label or tag, likewise."),
    click.option("--names", callback=_names, metavar="A,B,…", help="Names of columns, where the file has none."),
    click.option(
        "--header/--no-header", "has_header", default=None, help="Whether the first row of a table names them."
    ),
    click.option("--delimiter", callback=_delimiter, metavar="CHARACTER", help=r"Between cells; \t for a TAB."),
    click.option("--quoted/--unquoted", "is_quoted", default=None, help="Whether cells may stand in double quotes."),
    click.option("--encoding", default="utf-8", show_default=True, help="Of the file, as Python names it."),
)


def layout_options(command: Command) -> Command:
    """The command with options for a layout, which `layout_of` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


LAYOUT_PARAMETERS = ("format_", "text", "label", "names", "has_header", "delimiter", "is_quoted", "encoding")
"""What the options are called as parameters of a command."""


def layout_of(typed: Mapping[str, Any]) -> Layout:
    """The layout that was typed.

    Raises:
        ConfigurationError: the delimiter cannot be one.
    """
    given = {name: typed[name] for name in LAYOUT_PARAMETERS}
    return Layout(format=given.pop("format_"), **given)


def as_options(message: str) -> str:
    """A message of the readers, with the options of a command in place of a `Layout`'s attributes.

    >>> as_options("Give it as Layout(label=…)"), as_options("say Layout(has_header=True), or False")
    ('Give it as --label …', 'say --header, or --no-header')
    """
    message = message.replace("Layout(has_header=True), or False", "--header, or --no-header")
    message = message.replace("repair=True", "--repair").replace("scheme 'plain'", "--scheme plain")
    message = message.replace("Layout(is_quoted=True)", "--quoted").replace("; say Layout(is_labelled=False)", "")
    return re.sub(r"Layout\((\w+)=…\)", r"--\1 …", message)
