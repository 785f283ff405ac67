"""The comparison as a picture: for each task a dot for each seed of each learner, in a panel for each size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassformer.learning.comparing.cells import Cell
from glassformer.learning.comparing.learners import LEARNERS
from glassformer.learning.comparing.table import Row, rows_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "glassformer",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours, so that nothing hangs on telling red from green."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
WIDTH, HEIGHT = 8.0, 2.8
"""Inches, of the picture and of each panel."""
SHARE_OF_SLOT = 0.7
"""How much of a task's place on the axis its dots take up."""


def draw_comparison(cells: Sequence[Cell], file: Path) -> None:
    """Write the picture of at least one cell: whole test inputs that are right. The file's suffix says what kind it is.

    A dot is a seed, full where its program is proved, and a dash is the mean. The same cells give the same bytes.
    """
    import matplotlib
    from matplotlib.figure import Figure

    rows = rows_of(cells)
    sizes = sorted({row.size for row in rows})
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 0.5 + HEIGHT * len(sizes)), layout="constrained")
        panels = list(figure.subplots(len(sizes), 1, squeeze=False)[:, 0])
        for size, axes in zip(sizes, panels, strict=True):
            _draw_panel(axes, size, [row for row in rows if row.size == size], cells)
        _add_legend(figure, panels)
        figure.savefig(file, dpi=150, metadata={"Date": None} if file.suffix == ".svg" else {"Software": None})


def _draw_panel(axes: Axes, size: int, rows: Sequence[Row], cells: Sequence[Cell]) -> None:
    """One size: a place on the axis for each task, and in it one for each learner that any row has."""
    learners = [name for name in LEARNERS if any(name in row.groups for row in rows)]
    step = SHARE_OF_SLOT / len(learners)
    for place, row in enumerate(rows):
        for number, learner in enumerate(learners):
            if learner in row.groups:
                x = place + (number - (len(learners) - 1) / 2) * step
                mine = [cell for cell in cells if (cell.task, cell.size, cell.learner) == (row.task, size, learner)]
                _draw_group(axes, learner, mine, x, step)
                axes.hlines(row.groups[learner].sequence.mean, x - 0.4 * step, x + 0.4 * step, _colour(learner))
    axes.set(
        title=f"size {size}",
        ylabel="whole inputs right",
        ylim=(-0.04, 1.04),
        xlim=(-0.5, len(rows) - 0.5),
        xticks=range(len(rows)),
        xticklabels=[row.task for row in rows],
    )
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.grid(axis="y", color="0.9")
    axes.set_axisbelow(True)


def _draw_group(axes: Axes, learner: str, cells: Sequence[Cell], x: float, step: float) -> None:
    """A dot for each seed, side by side."""
    for number, cell in enumerate(sorted(cells, key=lambda cell: cell.seed)):
        axes.plot(
            x + ((number + 0.5) / len(cells) - 0.5) * 0.6 * step,
            cell.accuracy["test"]["sequence"],
            MARKERS[_number(learner)],
            color=_colour(learner),
            markerfacecolor=_colour(learner) if cell.is_proved else "white",
            markersize=5,
            clip_on=False,
            label=learner,
        )


def _add_legend(figure: Figure, panels: Sequence[Axes]) -> None:
    """What each learner's dots look like, full ones, once for all panels."""
    from matplotlib.lines import Line2D

    drawn = {label for axes in panels for label in axes.get_legend_handles_labels()[1]}
    handles = [
        Line2D([], [], linestyle="", marker=MARKERS[_number(name)], color=_colour(name), label=name)
        for name in LEARNERS
        if name in drawn
    ]
    note = "full: proved on every input; bar: mean"
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), title=note, frameon=False)


def _number(learner: str) -> int:
    return list(LEARNERS).index(learner) % len(MARKERS)


def _colour(learner: str) -> str:
    return PALETTE[_number(learner)]
