"""Programs with columns explained: a slice has the cells of columns that matter, and no others."""

from __future__ import annotations

import json
import random

import pytest
from tests.explain.brute import varies
from tests.explain.perturbing import random_position, stays, stays_without_its_tokens
from tests.support.programs import Options, random_inputs, random_program

from glassformer.errors import InputError, VerificationError
from glassformer.explain import Slice, Slicer, explain, slice_output
from glassformer.explain.cells import Cell, Traced
from glassformer.explain.coverage import coverage
from glassformer.explain.mistakes import find_mistakes
from glassformer.explain.terminal.explanations import draw_explanation
from glassformer.explain.terminal.slices import draw_slice
from glassformer.program import Program, parse
from glassformer.tasks import Task

PROGRAM = parse(
    """\
glassformer program, version 1
task tags
alphabet a b
column shape X x
column pos N V D
marks <s>
lengths 1 to 4
labels n y
unlabelled b

verb = select_closest(keys=pos, queries=shape) {
    X: V
    x: nothing
    <s>: nothing
}
near = aggregate(verb, tokens)
label = lookup_table(near, shape) -> n y {
    a, X: y
    else: n
}

return label
"""
)
CONTENTS = (("a", "X", "N"), ("b", "x", "D"), ("a", "x", "V"))


def some_slices(seed: int, n_programs: int) -> list[tuple[Program, Slice]]:
    """Slices of random labels of random programs with columns."""
    rng = random.Random(seed)
    found = []
    for _ in range(n_programs):
        program = random_program(rng, Options(n_operations=rng.choice((4, 9)), max_contents=4, n_columns=2))
        slicer, signature = Slicer(program), program.signature
        for contents in random_inputs(program, rng, 3):
            if signature.gives_one_label or set(signature.tokens_of(contents)) - set(signature.unlabelled):
                found.append((program, slicer.slice(contents, random_position(program, contents, rng))))
    return found


def test_nothing_outside_matters() -> None:
    rng = random.Random(7)
    slices = some_slices(seed=7, n_programs=80)
    for program, found in slices:
        assert stays(program, found, rng, n_draws=12), (str(program), found)
        assert stays_without_its_tokens(program, found, rng, n_draws=12), (str(program), found)
    assert sum(bool(found.columns) for _, found in slices) > 50


def test_no_cell_can_be_left_out() -> None:
    n_tried = 0
    for program, found in some_slices(seed=9, n_programs=240):
        traced = Traced.of(program, found.contents)
        for cell in found.columns:
            readers = [step.cell for step in found.steps if cell in step.rests_on]
            if cell == Cell(program.returns, found.position or 0):
                continue
            needed = [varies(traced, reader, found.cells - {cell}) for reader in readers]
            assert any(each is not False for each in needed), (str(program), found, cell)
            n_tried += needed.count(True) > 0
    assert n_tried > 60


def test_a_slice_names_the_columns_that_it_rests_on() -> None:
    found = slice_output(PROGRAM, CONTENTS, 1)
    assert found.output == "y"
    assert found.tokens == (3,)
    assert found.columns == (Cell("shape", 1), Cell("pos", 2), Cell("pos", 3))
    assert {"name": "shape", "position": 1} in json.loads(json.dumps(found.to_dict()))["columns"]
    assert draw_slice(found, 120).startswith(
        "a/X/N b/x/D a/x/V: the label at position 1 is y. It rests on the tokens at 3, shape at 1, pos at 2 3, and on"
    )
    with pytest.raises(InputError, match=r"^no label is given at position 2, as 'b' is unlabelled$"):
        slice_output(PROGRAM, CONTENTS, 2)


def test_facts_have_the_columns() -> None:
    facts = explain(PROGRAM, CONTENTS)
    values = {variable.name: variable.values for variable in facts.variables}
    assert values["pos"] == ("<s>", "N", "D", "V")
    assert facts.output == ["y", None, "n"]
    lines = draw_explanation(facts, 100).splitlines()
    assert lines[0] == "tags: a/X/N b/x/D a/x/V -> y - n"
    assert "shape     <s>  X  x    x" in lines
    json.dumps(facts.to_dict())


def test_coverage_counts_rows_of_columns() -> None:
    found = coverage(PROGRAM, [CONTENTS])
    rows = next(each for each in found.tables if each.table.operation == "verb" and each.table.part == "rows")
    assert rows.never_used == []
    assert coverage(PROGRAM, [CONTENTS[:1]]).tables[0].never_used == [("x",)]


def test_mistakes_need_a_task_which_has_no_columns() -> None:
    task = Task("tags", "ab", (1, 4), lambda contents: ["n"] * len(contents), labels=("n", "y"), unlabelled=("b",))
    with pytest.raises(VerificationError, match=r"columns: shape, pos, not none"):
        find_mistakes(PROGRAM, task, [])
