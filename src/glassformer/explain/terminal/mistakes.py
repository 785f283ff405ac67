"""Mistakes as text: a paragraph for each group, the largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassformer.explain.terminal.layout import shown, wrapped
from glassformer.program.columns import item_text
from glassformer.proof.inputs import Contents

if TYPE_CHECKING:
    from glassformer.explain.mistakes import Group, Mistakes, Path

MOST_GROUPS = 10
"""So many groups are shown."""
MOST_LINES = 6
"""So many lines of rows are shown of a group."""


def draw_mistakes(mistakes: Mistakes, width: int) -> str:
    """All of it as text, for a terminal of this width."""
    lines = wrapped("", _heading(mistakes), width)
    for group in mistakes.groups[:MOST_GROUPS]:
        lines += ["", *_draw(group, width)]
    if (n_more := len(mistakes.groups) - MOST_GROUPS) > 0:
        lines += ["", f"… {n_more:,} more group{'s' * (n_more != 1)} (--json has all)"]
    return "\n".join(lines) + "\n"


def _heading(mistakes: Mistakes) -> str:
    inputs = f"{mistakes.n_inputs:,} input{'s' * (mistakes.n_inputs != 1)}"
    if mistakes.n_wrong == 0:
        return f"right on all {inputs}" if mistakes.n_inputs > 1 else "right on the only input"
    smallest = "only the smallest was" if mistakes.n_sliced == 1 else f"the {mistakes.n_sliced:,} smallest were"
    cut = "" if mistakes.n_sliced == mistakes.n_wrong else f"; {smallest} looked into"
    what = "the row that decided the label" if mistakes.is_by_last_row else "the rows that the wrong label rests on"
    n_groups = len(mistakes.groups)
    return f"wrong on {mistakes.n_wrong:,} of {inputs}{cut}: {n_groups:,} group{'s' * (n_groups != 1)}, by {what}"


def _draw(group: Group, width: int) -> list[str]:
    smallest, neighbour = group.smallest, group.neighbour
    where = "" if smallest.position is None else f" at position {smallest.position}"
    is_or_are = "input" if group.n == 1 else "inputs; the smallest"
    lines = wrapped(
        f"{group.n:,} {is_or_are}: ",
        f"{_words(smallest.contents)} -> {shown(smallest.found)}{where}, expected {shown(smallest.expected)}",
        width,
    )
    rows = wrapped("  rows:  ", _path(group.path) or "none", width)
    lines += rows if len(rows) <= MOST_LINES else [*rows[:MOST_LINES], "         … (--json has all)"]
    if neighbour is not None:
        differs = "all that the wrong label rests on is alike, and another label is right"
        if neighbour.cell is not None:
            differs = f"the first to differ is {neighbour.cell}: {neighbour.right}, not {neighbour.wrong}"
        lines += wrapped("  right: ", f"{_words(neighbour.contents)}; {differs}", width)
    return lines


def _path(path: Path) -> str:
    rows = []
    for name, row in path:
        reads = (f"any {read}" if value is None else f"{read} = {shown(value)}" for read, value in row)
        rows.append(f"{name} [{', '.join(reads)}]")
    return "; ".join(rows)


def _words(contents: Contents) -> str:
    return " ".join(shown(item_text(item)) for item in contents)
