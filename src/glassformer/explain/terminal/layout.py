"""Rows of text in columns, as wide as a terminal is and no wider."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

GAP = 2
"""Spaces between two columns."""


def shown(text: str, at_most: int = 12) -> str:
    """A value as a cell of a table: in quotes where it would not be seen, and cut where it is long.

    >>> shown("a"), shown(""), shown("two words"), shown("much_too_long")
    ('a', "''", "'two words'", 'much_too_lo…')
    """
    text = text if text.isprintable() and text.split() == [text] else repr(text)
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def visible(text: str) -> str:
    r"""A text as it is where it can be printed, so that what a stranger wrote does nothing to a terminal.

    >>> visible("two words"), visible("\x1b[31m")
    ('two words', "'\\x1b[31m'")
    """
    return text if text.isprintable() else repr(text)


def draw_columns(rows: Sequence[Sequence[str]], width: int, *, n_heads: int = 1) -> list[str]:
    """Rows in columns; where they are wider than ``width``, in blocks that each begin with the first ``n_heads``."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    heads, rest = range(n_heads), range(n_heads, len(widths))
    room = width - sum(widths[:n_heads]) - GAP * n_heads
    lines: list[str] = []
    for block in blocks_of([widths[column] for column in rest], room) or [[]]:
        columns = [*heads, *(n_heads + column for column in block)]
        lines += [""] * bool(lines)
        lines += [(" " * GAP).join(row[column].ljust(widths[column]) for column in columns).rstrip() for row in rows]
    return lines


def side_by_side(blocks: Sequence[Sequence[str]], width: int) -> list[str]:
    """Blocks of lines beside each other, as many as fit; the next ones below, after an empty line."""
    widths = [max(map(len, block), default=0) for block in blocks]
    lines: list[str] = []
    for row in blocks_of(widths, width):
        lines += [""] * bool(lines)
        for number in range(max(len(blocks[place]) for place in row)):
            parts = [
                (blocks[place][number] if number < len(blocks[place]) else "").ljust(widths[place]) for place in row
            ]
            lines.append((" " * GAP).join(parts).rstrip())
    return lines


def blocks_of(widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns stand together, so that those of each block fit; a column wider than the room stands alone."""
    found: list[list[int]] = []
    left = 0
    for place, width in enumerate(widths):
        if not found or width > left:
            found.append([])
            left = room
        found[-1].append(place)
        left -= width + GAP
    return found


def wrapped(head: str, text: str, width: int) -> list[str]:
    """A text behind a head, continued under its own beginning."""
    indent = " " * len(head)
    if width - len(head) < 20:  # a column too narrow to read
        indent = " " * GAP
    return textwrap.wrap(text, width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False) or [
        head.rstrip()
    ]


def clipped(text: str, width: int) -> str:
    """A text on one line of this width, cut where it is longer.

    >>> clipped("as it is", 8), clipped("much too long", 8)
    ('as it is', 'much to…')
    """
    return text if len(text) <= width else text[: max(width - 1, 0)].rstrip() + "…"
