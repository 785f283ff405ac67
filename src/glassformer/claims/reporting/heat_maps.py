"""Heat maps of shares from 0 to 1, several in a figure, with a dot where a claim holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

CELL_WIDTH, ROW_HEIGHT, CHARACTER = 0.2, 0.24, 0.085
AROUND_A_PANEL, AROUND_ALL = 0.75, 0.7
"""Inches: a cell is at least so wide where panels stand side by side; the rest is room for titles and labels."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HeatMap:
    """One panel.

    Attributes:
        title: what stands above it.
        rows: names of the rows, the uppermost first.
        columns: names of the columns.
        values: shares, ``row column``; nan where nothing was measured.
        holds: where a claim holds, ``row column``; None where nothing is claimed.
    """

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    values: npt.NDArray[np.float64]
    holds: npt.NDArray[np.bool_] | None = None


def draw_heat_maps(panels: Sequence[HeatMap], *, title: str, label: str, columns_are: str, width: float) -> Figure:
    """A figure of heat maps, as many side by side as are legible.

    Args:
        panels: with as many rows and columns each.
        title: of the figure.
        label: what the colour says.
        columns_are: what the columns are.
        width: of the figure, in inches.
    """
    from matplotlib.figure import Figure

    n_columns, n_rows = len(panels[0].columns), len(panels[0].rows)
    labels = CHARACTER * max(len(name) for name in panels[0].rows)
    panel = max(n_columns * CELL_WIDTH, *(CHARACTER * len(each.title) for each in panels))
    down = math.ceil(len(panels) / max(1, int((width - 1 - labels) / panel)))
    across = math.ceil(len(panels) / down)
    height = AROUND_ALL + down * (AROUND_A_PANEL + n_rows * ROW_HEIGHT)
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    axes = figure.subplots(down, across, squeeze=False)
    for index, place in enumerate(axes.flat):
        if index >= len(panels):
            place.set_visible(False)
            continue
        image = _draw(place, panels[index])
        if index % across:
            place.tick_params(labelleft=False)
    figure.colorbar(image, ax=axes, label=label, fraction=0.03, pad=0.01, aspect=30)
    figure.suptitle(title, fontsize=11)
    figure.supxlabel(columns_are, fontsize=9)
    return figure


def _draw(axes: Axes, panel: HeatMap) -> QuadMesh:
    from matplotlib import colormaps

    shades = colormaps["Blues"].with_extremes(bad="#e8e8e8")
    image = axes.pcolormesh(panel.values, cmap=shades, vmin=0, vmax=1, edgecolors="white", linewidth=0.5)
    if panel.holds is not None:
        rows, columns = np.nonzero(panel.holds)
        axes.scatter(columns + 0.5, rows + 0.5, s=12, color="#E69F00", edgecolors="black", linewidths=0.5, zorder=3)
    axes.set_xticks(np.arange(len(panel.columns)) + 0.5, panel.columns, fontsize=8)
    axes.set_yticks(np.arange(len(panel.rows)) + 0.5, panel.rows, fontsize=8)
    if max(map(len, panel.columns)) * len(panel.columns) > 50:
        axes.tick_params(axis="x", labelrotation=90)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.invert_yaxis()
    axes.set_title(panel.title, loc="left")
    return image
