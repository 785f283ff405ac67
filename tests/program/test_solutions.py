"""The programs written by hand: they solve their tasks at any size, and their files are what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import glassformer
from glassformer.errors import TaskError
from glassformer.program import Signature, load
from glassformer.program.solutions import SOLUTIONS, solution, solution_text
from glassformer.proof import verify
from glassformer.tasks import BUILT_IN, Task, load_task

FOLDER = Path(glassformer.__file__).parent / "solutions"
SIZED = [name for name, task in BUILT_IN.items() if task.has_vocabulary_size]
SMALL = [
    *((name, {"vocabulary_size": 5, "max_length": 5}) for name in SIZED),
    *((name, {"vocabulary_size": 7, "max_length": 6}) for name in SIZED),
    *((name, {"vocabulary_size": 5, "max_length": 8}) for name in SIZED),
    *((name, {"max_length": length}) for name in ("dyck1", "dyck2") for length in (3, 4, 7)),
    ("addition", {"max_length": 6}),
]
GREAT = [
    *((name, {"vocabulary_size": 16, "max_length": 16}) for name in SIZED),
    *((name, {"max_length": 32}) for name in ("dyck1", "dyck2")),
    ("addition", {"max_length": 12}),
    ("addition", {"max_length": 33}),
]


def test_every_built_in_task_has_a_solution_and_a_file() -> None:
    assert set(SOLUTIONS) == set(BUILT_IN)
    assert {path.stem for path in FOLDER.iterdir()} == set(BUILT_IN)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_the_file_is_the_solution_of_the_paper_s_size(name: str) -> None:
    task = load_task(name)
    program = load(FOLDER / f"{name}.glass")
    assert program == solution(task)
    assert program.signature == Signature.of(task)
    assert program.origin == "hand-written"
    assert (FOLDER / f"{name}.glass").read_text(encoding="utf-8") == solution_text(task)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_but_for_comments_a_solution_is_written_as_it_is_printed(name: str) -> None:
    task = load_task(name)
    written, printed = (
        [line for line in text.splitlines() if line and not line.startswith("#")]
        for text in (solution_text(task), str(solution(task)))
    )
    assert written == printed


@pytest.mark.parametrize("name", SOLUTIONS)
def test_it_is_right_on_every_input_of_the_paper_s_size(name: str) -> None:
    task = load_task(name)  # the longest takes 8 s: 335,922 inputs
    assert verify(solution(task), task).status == "proved"


@pytest.mark.parametrize(("name", "sizes"), SMALL)
def test_it_is_right_on_every_input_of_small_sizes(name: str, sizes: dict[str, int]) -> None:
    task = load_task(name, **sizes)
    assert verify(solution(task), task, method="exhaustive").status == "proved"


@pytest.mark.parametrize(("name", "sizes"), GREAT)
def test_it_is_right_on_a_sample_of_great_sizes(name: str, sizes: dict[str, int]) -> None:
    task = load_task(name, **sizes)
    assert verify(solution(task), task, method="sample", n_samples=500).mismatches == 0


def test_a_task_that_is_not_built_in_has_none() -> None:
    task = Task("srot", "ab", (1, 2), lambda contents: list(contents))
    with pytest.raises(TaskError, match=re.escape("there is no solution of task 'srot'; did you mean 'sort'? Valid:")):
        solution(task)
