"""The picture of a comparison."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from tests.learning.comparing.made import made_cell

from glassformer.learning.comparing.plot import draw_comparison

CELLS = [
    *(made_cell(seed=seed, sequence=1 - seed / 10, status="refuted" if seed else "proved") for seed in range(3)),
    made_cell("standard", sequence=0.4),
    made_cell("paper", task="sort", size=16, sequence=0.2, status="tested"),
]


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """The figure of the cells, as it was when it was saved."""
    kept: list[Figure] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: kept.append(figure))
    draw_comparison(CELLS, tmp_path / "a.png")
    [figure] = kept
    return figure


def test_a_panel_for_each_size_and_a_dot_for_each_seed(drawn: Figure) -> None:
    small, large = drawn.axes
    assert [label.get_text() for label in small.get_xticklabels()] == ["hist"]
    assert [label.get_text() for label in large.get_xticklabels()] == ["sort"]
    dots = [(line.get_label(), float(line.get_ydata()[0])) for line in small.lines]  # type: ignore[index]
    assert dots == [("ours", 1.0), ("ours", 0.9), ("ours", 0.8), ("standard", 0.4)]
    places = [float(line.get_xdata()[0]) for line in small.lines]  # type: ignore[index]
    assert places == sorted(set(places))


def test_only_what_is_proved_is_full(drawn: Figure) -> None:
    full = [line.get_markerfacecolor() != "white" for axes in drawn.axes for line in axes.lines]
    assert full == [True, False, False, False, False]


def test_the_legend_has_the_learners_that_are_drawn(drawn: Figure) -> None:
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == ["ours", "paper", "standard"]


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_same_cells_give_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    files = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for file in files:
        draw_comparison(CELLS, file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert dict(mpl.rcParams) == before
    if suffix == ".svg":
        assert ET.parse(files[0]).getroot().tag.endswith("svg")
    else:
        assert files[0].read_bytes().startswith(b"\x89PNG")
