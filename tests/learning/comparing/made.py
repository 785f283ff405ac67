"""Cells that nobody measured, for tests of what is done with cells."""

from __future__ import annotations

from typing import Any

from glassformer.learning.comparing import Cell

MACHINE = {"processor": "some processor", "cores": 2, "memory_gib": 23.5, "gpu": None, "threads": 1}
COMMIT = {"hash": "0123456789abcdef", "changed_files": 0}
VERSIONS = {"glassformer": "0.1.0", "torch": "2.0", "python": "3.11"}


def made_cell(
    learner: str = "ours",
    seed: int = 0,
    sequence: float = 1.0,
    status: str = "proved",
    n_nodes: int = 50,
    **changes: Any,
) -> Cell:
    """A cell of a program, or of a model where the learner is ``standard``."""
    hits = {"token": (1 + sequence) / 2, "sequence": sequence}
    sizes = {"operations": 3, "size": n_nodes, "lines": 5}
    is_model = learner == "standard"
    of_program: dict[str, Any] = {
        "verdict": {"status": status, "inputs": 335_922, "mismatches": 0},
        "program": sizes,
        "learned": sizes,
        "model": None,
        "found_by": "descent",
    }
    of_model: dict[str, Any] = dict.fromkeys(of_program) | {
        "model": {"parameters": 1_000, "epochs": 3, "best_epoch": 2}
    }
    fields: dict[str, Any] = {
        "task": "hist",
        "size": 8,
        "learner": learner,
        "seed": seed,
        "vocabulary_size": 8,
        "max_length": 8,
        "settings": {"epochs": 12},
        "budget_seconds": 1800.0,
        "ended_by": "learner",
        "accuracy": {"test": hits, "fresh": {**hits, "n_seen": 10}},
        "seconds": 40.0,
        "learning_seconds": 30.0,
        "restarts": 1,
        "device": "cpu",
        "commit": COMMIT,
        "versions": VERSIONS,
        "machine": MACHINE,
        "date": "2026-01-01T00:00:00+00:00",
        **(of_model if is_model else of_program),
    }
    return Cell(**{**fields, **changes})
