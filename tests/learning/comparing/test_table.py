"""The table that cells make."""

from __future__ import annotations

from tests.learning.comparing.made import COMMIT, MACHINE, made_cell

from glassformer.learning.comparing import Group, Shares, notes_of, rows_of


def test_a_group_is_of_all_seeds() -> None:
    cells = [
        made_cell(seed=0, sequence=1.0, seconds=10.0, n_nodes=50),
        made_cell(seed=1, sequence=0.5, seconds=90.0, n_nodes=70, status="refuted"),
        made_cell(seed=2, sequence=0.75, seconds=30.0, n_nodes=300, status="tested"),
    ]
    [row] = rows_of(cells)
    assert row.groups == {
        "ours": Group(
            n=3,
            sequence=Shares(mean=0.75, least=0.5, most=1.0),
            token=Shares(mean=0.875, least=0.75, most=1.0),
            n_proved=1,
            seconds=30.0,
            size=70,
        )
    }


def test_a_model_is_neither_proved_nor_has_it_a_size() -> None:
    [row] = rows_of([made_cell("standard")])
    assert (row.groups["standard"].n_proved, row.groups["standard"].size) == (None, None)


def test_rows_and_groups_have_their_order() -> None:
    cells = [
        made_cell("standard", task="dyck1"),
        made_cell("paper", task="sort", size=16),
        made_cell("standard", task="sort"),
        made_cell("ours", task="sort"),
        made_cell("paper", task="hist"),
    ]
    found = [(row.size, row.task, list(row.groups)) for row in rows_of(cells)]
    assert found == [
        (8, "hist", ["paper"]),
        (8, "sort", ["ours", "standard"]),
        (8, "dyck1", ["standard"]),
        (16, "sort", ["paper"]),
    ]


def test_notes_of_cells_that_are_alike() -> None:
    assert notes_of([made_cell(seed=seed) for seed in range(3)]) == [
        "Machine: some processor, 2 cores, 24 GiB, on 1 thread.",
        "Commit: 0123456789.",
        "Versions: glassformer 0.1.0, torch 2.0, python 3.11.",
        "Budget for each cell: 1,800 s.",
    ]


def test_notes_of_cells_that_differ() -> None:
    other = {**MACHINE, "gpu": "some GPU", "memory_gib": None}
    cells = [
        made_cell(seed=2, machine=other, commit={**COMMIT, "changed_files": 1}, budget_seconds=None),
        made_cell(seed=1, commit=None, ended_by="budget"),
        made_cell(seed=0, ended_by="budget"),
    ]
    machine, commit, _, budget, cut = notes_of(cells)
    assert machine == (
        "Machine: some processor, 2 cores, 24 GiB, on 1 thread (2 cells); "
        "some processor, 2 cores, on some GPU (1 cell)."
    )
    assert commit == "Commit: 0123456789 with 1 changed file (1 cell); not known (1 cell); 0123456789 (1 cell)."
    assert budget == "Budget for each cell: 1,800 s (2 cells); none (1 cell)."
    assert cut == "The budget ended the learning of 2 of 3: hist-8-ours-0, hist-8-ours-1."
