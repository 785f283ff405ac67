"""Beside an input that fails the nearest one that does not, and where the two part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from glassformer.execution.interpreter import answer
from glassformer.explain.cells import Cell, Traced
from glassformer.explain.naming import value_text
from glassformer.explain.steps import Slice
from glassformer.program.sketch import Program
from glassformer.proof.inputs import as_tokens
from glassformer.tasks import Task
from glassformer.tasks.answers import Answer

MOST_TRIED = 500
"""So many inputs that differ in one token are tried, from the first position on."""

Contents = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """An input that the program gets right, and that differs in one token from one that fails.

    Attributes:
        contents: the input.
        cell: the first cell, of those that the wrong label rests on, that is another one here; only those at the
            position of the label are looked at, where it has one. None where all are alike, and another label is right.
        wrong: what the cell is on the input that fails.
        right: what it is here.
    """

    contents: Contents
    cell: Cell | None
    wrong: str
    right: str


def nearest_right(program: Program, task: Task, found: Slice) -> Neighbour | None:
    """Of the inputs that differ in one token and are right, the one that parts last; None where there is none.

    Args:
        program: what is run.
        task: what is right.
        found: the slice of a wrong label.
    """
    cells = [step.cell for step in found.steps if found.position in (None, step.cell.position)]
    here = Traced.of(program, found.contents)
    best: tuple[int, Neighbour] | None = None
    for contents in islice(_one_token_away(task, as_tokens(found.contents)), MOST_TRIED):
        there = Traced.of(program, contents)
        if not is_right(task.label(contents), answer(program, contents, there.found)):
            continue
        texts = [(value_text(here, cell), value_text(there, cell)) for cell in cells]
        place = next((place for place, (wrong, right) in enumerate(texts) if wrong != right), len(cells))
        if best is None or place > best[0]:
            differs = place < len(cells)
            wrong, right = texts[place] if differs else ("", "")
            cell = cells[place] if differs else None
            best = place, Neighbour(contents=contents, cell=cell, wrong=wrong, right=right)
    return None if best is None else best[1]


def is_right(expected: Answer, given: Answer) -> bool:
    """Whether every label that is asked is given."""
    return first_wrong(expected, given) is None


def first_wrong(expected: Answer, given: Answer) -> int | None:
    """The place of the first wrong label, counted from 0; None where all that are asked are right."""
    if isinstance(expected, str) or isinstance(given, str):
        return None if expected == given else 0
    pairs = enumerate(zip(expected, given, strict=True))
    return next((place for place, (asked, label) in pairs if asked is not None and asked != label), None)


def _one_token_away(task: Task, contents: Contents) -> Iterator[Contents]:
    for place, now in enumerate(contents):
        for token in task.alphabet:
            changed = (*contents[:place], token, *contents[place + 1 :])
            if token != now and changed in task.domain:
                yield changed
