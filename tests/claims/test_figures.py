"""The figures: which there are, the same bytes from the same data, and what they show, legibly."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from tests.claims.documents import constructed_document, untrained_document

from glassformer.claims.figures import FIGURES, draw_figures
from glassformer.claims.report import write_report
from glassformer.claims.reporting.evidence import Evidence
from glassformer.claims.reporting.heat_maps import HeatMap, draw_heat_maps


def drawn(name: str, document: dict[str, object]) -> Figure:
    """One figure, as it is drawn."""
    figure = FIGURES[name](Evidence(document))
    assert figure is not None
    FigureCanvasAgg(figure).draw()
    return figure


def test_each_is_a_file_that_the_report_finds(tmp_path: Path) -> None:
    document = constructed_document()
    files = draw_figures(document, tmp_path / "figures")
    assert set(files) == set(FIGURES)
    for file in files.values():
        root = ElementTree.parse(tmp_path / file).getroot()
        assert root.tag.endswith("svg")
    report = write_report(document | {"figures": files})
    assert all(f"({file})" in report for file in files.values())


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (draw_figures(constructed_document(), tmp_path / each / "figures") for each in ("one", "other"))
    assert one == other
    for file in one.values():
        written = (tmp_path / "one" / file).read_bytes()
        assert written == (tmp_path / "other" / file).read_bytes()
        assert b"<dc:date>" not in written


def test_settings_of_others_are_left_as_they_are(tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    draw_figures(constructed_document(), tmp_path)
    assert dict(matplotlib.rcParams) == before


def test_what_was_not_tested_is_not_drawn(tmp_path: Path) -> None:
    files = draw_figures(untrained_document("subtraction"), tmp_path)
    assert set(files) == {"positions", "attention", "cascades"}
    assert {path.name for path in tmp_path.iterdir()} == {"positions.svg", "attention.svg", "cascades.svg"}


def test_there_is_a_panel_for_each_layer_and_each_head() -> None:
    document = untrained_document("mixed", 2)
    titles = [axes.get_title(loc="left") for axes in drawn("positions", document).axes]
    assert titles[:2] == ["layer 0", "layer 1"]
    titles = [axes.get_title(loc="left") for axes in drawn("attention", document).axes]
    assert titles[:4] == [f"layer {layer}, head {head}" for layer in (0, 1) for head in (0, 1)]


def test_dots_are_where_claims_hold() -> None:
    axes = drawn("positions", constructed_document()).axes[0]
    columns = [label.get_text() for label in axes.get_xticklabels()]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    dots = {(rows[int(y)], columns[int(x)]) for x, y in np.asarray(axes.collections[1].get_offsets())}
    assert dots == {("A2", "="), ("A1", "A2"), ("A0", "A1")}


def test_a_node_has_the_values_that_it_carries() -> None:
    panels = {axes.get_title(loc="left"): axes for axes in drawn("interchange", constructed_document()).axes}
    shades = panels["base sum, own pair"].collections[0].get_array()
    assert np.ma.is_masked(shades[0, 0])  # A2 has no pair of its own
    assert shades[0, 1:].tolist() == [1, 1]  # head 0 carries the base sums of A1 and A0
    assert shades[1].max() < 0.5


def test_losses_are_lines_over_the_steps() -> None:
    upper, lower = drawn("learning", constructed_document()).axes
    lines = {str(line.get_label()): np.asarray(line.get_xydata()) for line in upper.lines}
    assert lines["UC1"][:, 0].tolist() == [100, 200, 300, 400]
    assert lines["UC1"][:, 1] == pytest.approx([0.018, 0.003, 0.001, 0.0002])
    assert [str(line.get_label()) for line in lower.lines][:3] == ["A2", "A1", "A0"]
    assert upper.get_yscale() == "log"


def test_accuracy_by_cascade_has_its_intervals() -> None:
    document = constructed_document(5, 3)
    axes = drawn("cascades", document).axes[0]
    assert np.asarray(axes.lines[0].get_ydata())[[0, 1, 3, 4]].tolist() == [100, 100, 0, 0]
    low, high = np.asarray(axes.collections[0].get_segments()[2])[:, 1] / 100
    assert [low, high] == pytest.approx(document["measurements"]["accuracy_by_cascade"][2]["interval"])
    assert "n = 400 each" in axes.get_xlabel()


def test_predicted_losses_stand_beside_measured_ones() -> None:
    document = constructed_document()
    axes = drawn("mathematical model", document).axes[0]
    by_label = {str(line.get_label()): np.asarray(line.get_ydata()).tolist() for line in axes.lines}
    assert by_label["predicted"] == [row["predicted_loss"] for row in document["measurements"]["mathematical_model"]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["A2", "A1", "A0", "whole answer"]


@pytest.mark.parametrize(("n_panels", "n_rows", "n_columns"), [(1, 6, 17), (6, 16, 48), (5, 5, 6), (5, 9, 16)])
def test_labels_of_a_heat_map_do_not_overlap(n_panels: int, n_rows: int, n_columns: int) -> None:
    rows = [f"L1 attention{row}" for row in range(n_rows)]
    columns = [f"D'{column}" for column in range(n_columns)]
    values = np.full((n_rows, n_columns), 0.5)
    panels = [HeatMap(title="sum class, 3 pairs below", rows=rows, columns=columns, values=values)] * n_panels
    figure = draw_heat_maps(panels, title="title", label="share", columns_are="position", width=8)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    shown = [axes for axes in figure.axes[:n_panels] if axes.get_visible()]
    assert len(shown) == n_panels
    titles = [axes.get_title(loc="left") for axes in shown]
    assert set(titles) == {"sum class, 3 pairs below"}
    for axes in shown:
        for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
            boxes = [label.get_window_extent() for label in labels if label.get_visible()]
            assert not any(one.overlaps(other) for one, other in pairwise(boxes))
    of_panels = [axes.get_tightbbox() for axes in shown]
    assert all(box is not None and box.x1 <= figure.bbox.width for box in of_panels)
    assert not any(
        one.overlaps(other)
        for index, one in enumerate(of_panels)
        for other in of_panels[:index]
        if one is not None and other is not None
    )
