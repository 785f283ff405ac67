"""Which cells there are."""

from __future__ import annotations

import pytest

from glassformer.learning.comparing import Key, keys_of


def test_the_first_seed_of_everything_comes_first() -> None:
    names = [key.name for key in keys_of(["hist", "sort"], [8, 16], ["ours", "paper"], range(2))]
    assert names[:5] == ["hist-8-ours-0", "hist-8-paper-0", "sort-8-ours-0", "sort-8-paper-0", "hist-16-ours-0"]
    assert names[8] == "hist-8-ours-1"
    assert len(set(names)) == 16


def test_induction_has_one_size() -> None:
    names = [key.name for key in keys_of(["induction", "dyck1"], [8, 16], ["ours"], [0])]
    assert names == ["induction-8-ours-0", "dyck1-8-ours-0", "dyck1-16-ours-0"]
    assert keys_of(["induction"], [16], ["ours"], [0]) == []


@pytest.mark.parametrize(
    ("task", "size", "vocabulary_size", "max_length"),
    [
        ("hist", 8, 8, 8),
        ("sort", 16, 16, 16),
        ("dyck1", 8, 4, 16),
        ("dyck2", 16, 6, 32),
        ("induction", 8, 10, 10),
    ],
)
def test_sizes(task: str, size: int, vocabulary_size: int, max_length: int) -> None:
    found = Key(task=task, size=size, learner="ours", seed=0).load_task()
    assert (found.name, found.vocabulary_size, found.max_length) == (task, vocabulary_size, max_length)
