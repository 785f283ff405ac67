"""Every error that glassformer raises on purpose.

The tree::

    GlassformerError            anything that a user can mend
    ├── TaskError               a task that cannot be: unknown name, sizes that make no task
    ├── InputError              an input outside what a task or program takes (also a ValueError)
    ├── ProgramError            a program that is not well formed; shows the operation and its neighbours
    │   ├── ProgramSyntaxError  text that does not parse; has a line and a column
    │   └── ProgramFormatError  JSON that this version does not know
    ├── ConfigurationError      a setting that is unknown, of the wrong type or out of range
    ├── RunFolderError          a run folder that is missing something, exists already, or is damaged
    └── VerificationError       a check that could not be carried out

Each message says what is wrong, where, and what to do about it. The command line prints it on one line and
ends with status 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class GlassformerError(Exception):
    """Anything that a user can mend; the base of the tree above."""


class TaskError(GlassformerError, ValueError):
    """A task that cannot be: an unknown name, or sizes that make no task."""


class InputError(GlassformerError, ValueError):
    """An input outside what a task or a program takes: an unknown token, a wrong length."""


class ProgramError(GlassformerError, ValueError):
    """A program that is not well formed."""


class ProgramSyntaxError(ProgramError):
    """Program text that does not parse.

    Attributes:
        line: line of the offending token, counted from 1.
        column: column of the offending token, counted from 1.
    """

    def __init__(self, message: str, *, line: int, column: int, source: str = "program") -> None:
        super().__init__(f"{source}, line {line}, column {column}: {message}")
        self.line = line
        self.column = column


class ProgramFormatError(ProgramError):
    """Program JSON of another version, or with fields that this version does not know."""


class ConfigurationError(GlassformerError, ValueError):
    """A setting that is unknown, of the wrong type or out of range."""


class RunFolderError(GlassformerError):
    """A run folder that lacks something, exists already, or is damaged."""


class VerificationError(GlassformerError):
    """A check that could not be carried out (not: a check that was refuted)."""


def suggest(unknown: str, valid: Iterable[str]) -> str:
    """A closing phrase for an error about an unknown name: the nearest valid one, and all that are valid.

    >>> suggest("srot", ["sort", "hist"])
    "did you mean 'sort'? Valid: hist, sort"
    """
    names = sorted(valid)
    nearest = difflib.get_close_matches(unknown, names, n=1)
    guess = f"did you mean {nearest[0]!r}? " if nearest else ""
    return f"{guess}Valid: {', '.join(names)}"
