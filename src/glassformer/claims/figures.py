"""Figures of one analysis, as SVG files: the same data give the same bytes.

Colours are Okabe and Ito's, or of a single hue, so that nothing hangs on telling red from green. matplotlib is imported
where it draws, and only its objects are used: no figure is left open, and no setting is changed for others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glassformer.claims.learning_order import LEARNT_NATS
from glassformer.claims.reporting.evidence import Evidence, values_of
from glassformer.claims.reporting.facts import Part, value_name
from glassformer.claims.reporting.heat_maps import HeatMap, draw_heat_maps
from glassformer.claims.reporting.numbers import span

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "glassformer",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
WIDTH = 8.0
"""Inches: 768 pixels where a page shows it in its own size."""

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":")
Floats = npt.NDArray[np.float64]
Draw = Callable[[Evidence], "Figure | None"]


def draw_figures(document: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The figures of an analysis, written to a folder: their files by name, relative to the folder's own folder.

    Args:
        document: as `write_report` takes it; what was not tested or measured is not drawn.
        folder: where they are written; it is made if it is not there.
    """
    import matplotlib

    folder.mkdir(parents=True, exist_ok=True)
    evidence, files = Evidence(document), {}
    with matplotlib.rc_context(STYLE):
        for name, draw in FIGURES.items():
            figure = draw(evidence)
            if figure is not None:
                file = f"{name.replace(' ', '-')}.svg"
                figure.savefig(folder / file, metadata={"Date": None})
                files[name] = f"{folder.name}/{file}"
    return files


def _positions(evidence: Evidence) -> Figure:
    """How much of the share right each answer token loses by each position, layer by layer."""
    places = evidence.places("positions")
    positions, answers = values_of(places, "position"), values_of(places, "answer")
    panels = []
    for layer in values_of(places, "layer"):
        own = {
            (place.where["answer"], place.where["position"]): place for place in places if place.where["layer"] == layer
        }
        grid = [[own[answer, position] for position in positions] for answer in answers]
        panels.append(
            HeatMap(
                title=f"layer {layer}",
                rows=answers,
                columns=positions,
                values=np.array([[place.value for place in row] for row in grid]),
                holds=np.array([[place.state == "yes" for place in row] for row in grid]),
            )
        )
    return draw_heat_maps(
        panels,
        title="Where each answer digit is computed",
        label="share right lost",
        columns_are="position resampled (dot: shown to matter)",
        width=WIDTH,
    )


def _attention(evidence: Evidence) -> Figure:
    """What each head attends to at each step of the answer."""
    found = evidence.measurements["attention"]
    panels = [
        HeatMap(
            title=f"layer {layer}, head {head}",
            rows=found["answers"],
            columns=found["keys"],
            values=np.array(values, np.float64),
        )
        for layer, heads in enumerate(found["values"])
        for head, values in enumerate(heads)
    ]
    return draw_heat_maps(
        panels, title="What each head attends to at each step", label="attention", columns_are="key", width=WIDTH
    )


def _interchange(evidence: Evidence) -> Figure | None:
    """Which value each node carries, for each answer digit."""
    places = evidence.places("interchange")
    parts = list(dict.fromkeys(Part.of(place.where) for place in places))
    answers = [name for name in evidence.answer_names if name in values_of(places, "answer")]
    panels = []
    for value in sorted({value_name(place.where) for place in places}):
        values = np.full((len(parts), len(answers)), np.nan)
        holds = np.zeros(values.shape, bool)
        for place in places:
            if value_name(place.where) == value and place.effect["value"] is not None:
                cell = parts.index(Part.of(place.where)), answers.index(place.where["answer"])
                values[cell] = np.fmax(values[cell], place.value)
                holds[cell] |= place.state == "yes"
        panels.append(
            HeatMap(title=value, rows=[part.short for part in parts], columns=answers, values=values, holds=holds)
        )
    if not panels:
        return None
    return draw_heat_maps(
        panels,
        title="Which node carries which value",
        label="share that follows",
        columns_are="answer digit (dot: shown to carry it)",
        width=WIDTH,
    )


def _learning(evidence: Evidence) -> Figure | None:
    """The loss of each sub-task and of each answer token over the training."""
    from matplotlib.figure import Figure

    history = evidence.measurements["learning"]
    if not history:
        return None
    figure = Figure(figsize=(WIDTH, 5.5), layout="constrained", facecolor="white")
    upper, lower = figure.subplots(2, 1, sharex=True)
    steps = [report["step"] for report in history]
    for axes, kind, name in ((upper, "by_subtask", "sub-task"), (lower, "by_digit", "answer token")):
        names = dict.fromkeys(each for report in history for each in report[kind])
        for index, each in enumerate(names):
            losses = [report[kind].get(each) or math.nan for report in history]  # 0 has no logarithm
            style = DASHES[(index // len(PALETTE)) % len(DASHES)]
            axes.plot(steps, losses, style, color=PALETTE[index % len(PALETTE)], label=each, linewidth=1.4)
        axes.axhline(LEARNT_NATS, color="#888888", linewidth=0.8, linestyle=":")
        axes.set_yscale("log")
        axes.set_ylabel(f"loss by {name}, nats")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, ncols=-(-len(names) // 12))
    lower.set_xlabel("step (dotted: learnt below)")
    figure.suptitle("Loss in training", fontsize=11)
    return figure


def _cascades(evidence: Evidence) -> Figure | None:
    """Accuracy by cascade length, with intervals."""
    from matplotlib.figure import Figure

    rows = evidence.measurements["accuracy_by_cascade"]
    if not rows:
        return None
    figure = Figure(figsize=(WIDTH * 0.8, 3.2), layout="constrained", facecolor="white")
    axes = figure.subplots()
    right = np.array([row["right"] for row in rows])
    low, high = np.array([row["interval"] for row in rows]).T
    x = np.arange(len(rows))
    axes.errorbar(x, 100 * right, 100 * _arms(right, low, high), fmt="o", color=PALETTE[0], capsize=4)
    axes.set_xticks(x, [str(row["cascade"]) for row in rows])
    axes.set_ylim(-5, 105)
    axes.set_xlabel(f"longest cascade (n = {span(row['n'] for row in rows)} each)")
    axes.set_ylabel("whole answers right, %")
    axes.set_title("Accuracy by cascade length, with 95 % intervals")
    return figure


def _mathematical_model(evidence: Evidence) -> Figure | None:
    """The loss that frequencies predict of each answer digit beside the one that is measured."""
    from matplotlib.figure import Figure

    rows = evidence.measurements["mathematical_model"]
    if not rows:
        return None
    figure = Figure(figsize=(WIDTH * 0.8, 3.2), layout="constrained", facecolor="white")
    axes = figure.subplots()
    x = np.arange(len(rows))
    measured = np.array([row["measured_loss"]["value"] for row in rows])
    low, high = np.array([row["measured_loss"]["interval"] for row in rows]).T
    axes.set_yscale("log", nonpositive="clip")
    axes.errorbar(
        x - 0.1,
        measured,
        _arms(measured, low, high),
        fmt="o",
        color=PALETTE[0],
        capsize=4,
        label="measured, 95 % interval",
    )
    axes.plot(x + 0.1, [row["predicted_loss"] for row in rows], "D", color=PALETTE[1], label="predicted")
    axes.set_xticks(x, [row["answer"] for row in rows])
    axes.set_ylabel("loss, nats")
    axes.legend(frameon=False)
    axes.set_title("Loss by answer digit, predicted and measured")
    return figure


def _arms(values: Floats, low: Floats, high: Floats) -> Floats:
    """How far intervals go below and above their values."""
    return np.stack([values - low, high - values]).clip(min=0)


FIGURES: dict[str, Draw] = {
    "positions": _positions,
    "attention": _attention,
    "interchange": _interchange,
    "learning": _learning,
    "cascades": _cascades,
    "mathematical model": _mathematical_model,
}
