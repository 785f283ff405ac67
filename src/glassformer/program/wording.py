"""The words that the text form is made of: values in or without quotes, rows of them, long lines and short ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

WIDTH = 120
"""Longer lines are continued on the next one, after a backslash."""
RESERVED = frozenset({"any", "else", "everything", "keys", "nothing"})
"""Words of the tables; a value of that name stands in quotes."""
TO = "to"
QUOTED = RESERVED | {"<", ">", "key", "query", "return", TO}
"""Words that are written in quotes where they are values, and read as values where they can be nothing else."""
INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
"""A name that is a number."""
SHORTEST_SPAN = 4
"""So many whole numbers that follow each other, or more, are written as ``1 to 4``."""
BARE_WORD = re.compile(r"[A-Za-z0-9_<>/.+*&%$@!^~|-]+")
CHUNK = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s"])+')
"""What stands between spaces that are not in quotes."""
CUT = "…"
"""What stands in place of names and lines that are left out for reading."""


def quote(value: str) -> str:
    """A value as the text form writes it: bare where that is safe, else as a JSON string, what is invisible escaped.

    >>> quote("</s>"), quote("two words"), quote("else")
    ('</s>', '"two words"', '"else"')
    """
    if BARE_WORD.fullmatch(value) and value not in QUOTED:
        return value
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in text)


def words(values: Iterable[str]) -> str:
    """Values in a row."""
    return " ".join(quote(value) for value in values)


def spans(quoted: Iterable[str]) -> str:
    """Values in a row, as ``quote`` writes them; whole numbers that follow each other by their ends.

    >>> spans(["none", "1", "2", "3", "4", "7"])
    'none 1 to 4 7'
    """
    runs: list[list[str]] = []
    for word in quoted:
        if runs and _follows(word, runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return " ".join(f"{run[0]} {TO} {run[-1]}" if len(run) >= SHORTEST_SPAN else " ".join(run) for run in runs)


def _follows(word: str, before: str) -> bool:
    return all(map(INTEGER.fullmatch, (word, before))) and int(word) == int(before) + 1


def numbers(row: Iterable[int]) -> str:
    """Numbers in a row."""
    return " ".join(map(str, row))


def wrap(line: str) -> str:
    """The line, continued on further lines where it is longer than ``WIDTH``."""
    if len(line) <= WIDTH:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    first, *chunks = CHUNK.findall(line)
    lines = [indent + first]
    for chunk in chunks:
        if len(lines[-1]) + len(chunk) + len(" ") + len(" \\") <= WIDTH:
            lines[-1] += f" {chunk}"
        else:
            lines.append(f"{indent}    {chunk}")
    return " \\\n".join(lines)


def shortened(line: str, at_most: int = 160) -> str:
    """The line, cut where it is longer than ``at_most``."""
    return line if len(line) <= at_most else line[: at_most - 1] + "…"
