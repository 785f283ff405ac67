"""``glassformer bench learn``, on cells that are made up: what is measured, kept, refused and shown."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.learning.comparing.made import made_cell
from tests.support.commands import Call, Refuse

from glassformer.cli import bench_learn
from glassformer.learning import comparing
from glassformer.learning.comparing import Cell, Key, write_cell
from glassformer.learning.comparing.keys import TASKS
from glassformer.learning.comparing.learners import LEARNERS

SMALL = ("bench", "learn", "--task", "hist", "--size", "8")


class Measured(list[str]):
    """The names of the cells that were measured, and with what; one of them is interrupted."""

    given: dict[str, Any]
    interrupted_at: int | None = None

    def __call__(self, key: Key, **given: Any) -> Cell:
        if len(self) == self.interrupted_at:
            raise KeyboardInterrupt
        self.append(key.name)
        self.given = given
        return made_cell(**asdict(key))


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Measured:
    """Nothing is learned, and the folder is an empty one."""
    monkeypatch.chdir(tmp_path)
    found = Measured()
    monkeypatch.setattr(comparing, "measure", found)
    return found


def test_the_options_name_what_there_is() -> None:
    assert tuple(TASKS) == bench_learn.TASKS
    assert tuple(LEARNERS) == bench_learn.LEARNERS
    assert {str(size) for sizes in TASKS.values() for size in sizes} == set(bench_learn.SIZES)


def test_everything_by_default(call: Call, measured: Measured) -> None:
    done = call("bench", "learn")
    assert (done.status, len(measured)) == (0, 15 * 5 * 3)
    assert measured.given == {"budget_seconds": 1800.0, "device": "auto"}
    assert len(list(Path("bench/learn").glob("*.json"))) == 225


def test_each_cell_has_its_line_and_its_file(call: Call, measured: Measured) -> None:
    done = call(*SMALL, "--learner", "ours", "--seeds", 2, "--out", "cells", "--budget", "90s", "--device", "cpu")
    assert done.err.splitlines() == [
        "0 of 2 cells are in cells already",
        "1 of 2: hist-8-ours-0",
        "  100 % of inputs, 100 % of labels, proved, 40.0 s",
        "2 of 2: hist-8-ours-1",
        "  100 % of inputs, 100 % of labels, proved, 40.0 s",
    ]
    assert measured.given == {"budget_seconds": 90.0, "device": "cpu"}
    assert sorted(path.name for path in Path("cells").iterdir()) == ["hist-8-ours-0.json", "hist-8-ours-1.json"]


def test_what_is_there_is_measured_only_again(call: Call, measured: Measured) -> None:
    call(*SMALL, "--learner", "ours", "--seeds", 1)
    call(*SMALL, "--learner", "ours", "--seeds", 2)
    assert measured == ["hist-8-ours-0", "hist-8-ours-1"]
    call(*SMALL, "--learner", "ours", "--seeds", 1, "--again")
    assert measured == ["hist-8-ours-0", "hist-8-ours-1", "hist-8-ours-0"]


def test_an_interruption_leaves_what_is_done(call: Call, measured: Measured) -> None:
    measured.interrupted_at = 1
    done = call(*SMALL, "--learner", "ours")
    assert (done.status, done.out) == (130, "")
    assert done.err.endswith(
        "glassformer: interrupted; 1 of 3 cells are measured, and kept in bench/learn; the same command goes on\n"
    )
    measured.interrupted_at = None
    assert call(*SMALL, "--learner", "ours").status == 0
    assert measured == ["hist-8-ours-0", "hist-8-ours-1", "hist-8-ours-2"]


def test_the_table(call: Call, measured: Measured) -> None:
    folder = Path("bench/learn")
    for seed, sequence in enumerate((1.0, 0.99996, 0.5)):
        status = "proved" if sequence == 1 else "refuted"
        write_cell(folder, made_cell(seed=seed, sequence=sequence, status=status, seconds=1234.4))
    write_cell(folder, made_cell("standard", sequence=0.75))
    write_cell(folder, made_cell("paper", task="sort"))
    table, _, notes = call(*SMALL, "--table-only").out.partition("\n\n")
    ours = "**83.33 (50.00 to 100)**<br>labels 91.66 (75.00 to 100)<br>3 seeds, 1 proved<br>1,234 s, size 50"
    standard = "**75.00**<br>labels 87.50<br>1 seed<br>40 s"
    assert table.splitlines() == [
        "| task | V | N | ours | standard |",
        "| --- | --- | --- | --- | --- |",
        f"| hist | 8 | 8 | {ours} | {standard} |",
    ]
    assert notes.startswith(bench_learn.HOW_TO_READ)
    assert "\n- Machine: some processor, 2 cores, 24 GiB, on 1 thread.\n" in notes
    whole = call("bench", "learn", "--table-only").out.splitlines()
    assert whole[0] == "| task | V | N | ours | paper | standard |"
    assert whole[3].startswith("| sort | 8 | 8 | - | **100**<br>")
    assert whole[3].endswith(" | - |")
    assert measured == []


def test_as_json(call: Call) -> None:
    write_cell(Path("cells"), made_cell())
    found = json.loads(call("bench", "learn", "--out", "cells", "--table-only", "--json").out)
    assert found["cells"] == [made_cell().to_dict()]
    assert found["table"][0]["groups"]["ours"]["n_proved"] == 1
    assert found["notes"][1] == "Commit: 0123456789."


def test_a_plot(call: Call) -> None:
    call(*SMALL, "--learner", "ours", "--seeds", 1, "--plot", "a.svg")
    assert Path("a.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_plot_that_cannot_be_is_refused_before_anything_is_measured(
    call: Call, refuse: Refuse, measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "'a.jpg': write a name that ends in .png or .svg" in refuse(*SMALL, "--plot", "a.jpg")
    assert "'no/a.png': there is no folder 'no'" in refuse(*SMALL, "--plot", "no/a.png")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = call(*SMALL, "--plot", "a.png")
    assert done.status == 1
    assert done.err.startswith("glassformer: error: --plot needs matplotlib, which cannot be imported here: ")
    assert measured == []


def test_a_damaged_cell_is_refused_before_anything_is_measured(refuse: Refuse, measured: Measured) -> None:
    Path("cells").mkdir()
    Path("cells/sort-8-ours-0.json").write_text("{")
    assert refuse(*SMALL, "--out", "cells").startswith("cells/sort-8-ours-0.json cannot be read: ")
    Path("cells/sort-8-ours-0.json").write_text("{}")
    assert refuse(*SMALL, "--out", "cells").startswith("cells/sort-8-ours-0.json is no cell of a comparison: it lacks")
    assert measured == []


def test_what_cannot_be_measured(call: Call, refuse: Refuse, measured: Measured) -> None:
    assert "'hits' is not one of 'hist'" in refuse("bench", "learn", "--task", "hits")
    assert "'fast' is not one of 'ours', 'paper'" in refuse("bench", "learn", "--learner", "fast")
    assert "'soon' is no length of time" in refuse("bench", "learn", "--budget", "soon")
    assert refuse("bench", "learn", "--task", "induction", "--size", "16").startswith(
        "induction has no size 16; it has one size, 8"
    )
    assert refuse("bench", "learn", "--again", "--table-only").startswith("--again measures, and --table-only does not")
    assert refuse("bench", "learn", "--table-only").startswith("bench/learn has no such cells; leave out --table-only")
    Path("file").touch()
    done = call(*SMALL, "--out", "file/cells")
    assert done.status == 2
    assert "error: the folder file/cells cannot be made: Not a directory" in done.err
    assert measured == []
