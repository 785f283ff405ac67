"""What one output rests on: enough, no more than needed, and quick."""

from __future__ import annotations

import json
import random
import time

import pytest
from tests.explain.brute import varies
from tests.explain.perturbing import random_position, stays, stays_without_its_tokens
from tests.support.golden import PROGRAM
from tests.support.programs import Options, random_inputs, random_program

from glassformer.errors import InputError
from glassformer.explain import Slice, Slicer, slice_output
from glassformer.explain.cells import Cell, Traced
from glassformer.program import Program, parse
from glassformer.program.locate import load_program


def program_of(body: str, *headers: str) -> Program:
    """A program over ``a b c`` and lengths 1 to 5, parsed."""
    head = ["glassformer program, version 1", "task made_up", "alphabet a b c", "marks <s>", "lengths 1 to 5"]
    return parse("\n".join([*head, "labels x y", *headers, body]))


def cells(program: Program, text: str, position: int | None) -> set[str]:
    """The cells of a slice, each as ``name at position``."""
    return {str(cell) for cell in slice_output(program, text.split(), position).cells}


def some_slices(seed: int, n_programs: int, n_inputs: int) -> list[tuple[Program, Slice]]:
    """Slices of random labels of random programs."""
    rng = random.Random(seed)
    found = []
    for _ in range(n_programs):
        program = random_program(rng, Options(n_operations=rng.choice((4, 9, 14)), max_contents=4))
        slicer = Slicer(program)
        for contents in random_inputs(program, rng, n_inputs):
            if program.signature.gives_one_label or set(contents) - set(program.signature.unlabelled):
                found.append((program, slicer.slice(contents, random_position(program, contents, rng))))
    return found


def test_nothing_outside_matters() -> None:
    rng = random.Random(7)
    for program, found in some_slices(seed=7, n_programs=60, n_inputs=3):
        assert stays(program, found, rng, n_draws=12), (str(program), found)
        assert stays_without_its_tokens(program, found, rng, n_draws=12), (str(program), found)


def test_every_cell_follows_from_what_it_rests_on() -> None:
    n_tried = 0
    for program, found in some_slices(seed=8, n_programs=200, n_inputs=3):
        traced = Traced.of(program, found.contents)
        for step in found.steps:
            assert set(step.rests_on) <= found.cells
            assert not varies(traced, step.cell, step.rests_on), (str(program), step)
            n_tried += 1
    assert n_tried > 600


def test_no_cell_can_be_left_out() -> None:
    n_tried = 0
    for program, found in some_slices(seed=9, n_programs=200, n_inputs=3):
        traced = Traced.of(program, found.contents)
        for cell in found.cells:
            if cell == Cell(program.returns, found.position or 0):
                continue
            readers = [step.cell for step in found.steps if cell in step.rests_on]
            fixed = found.cells - {cell}
            needed = [varies(traced, reader, fixed) for reader in readers]
            assert any(each is not False for each in needed), (str(program), found, cell)
            n_tried += needed.count(True) > 0
    assert n_tried > 400


CLOSEST = """
s = select_closest(keys=tokens, queries=tokens) {
    a: b
    b: nothing
    else: a b c <s>
}
where = aggregate(s, positions)
return where
"""


def test_the_closest_match_rests_on_closer_keys_that_do_not_match() -> None:
    program = program_of(CLOSEST)
    found = slice_output(program, ["a", "c", "b", "c", "a"], 5)
    assert found.output == "3"
    assert found.tokens == (3, 4, 5)
    selector, aggregate = found.steps
    assert (selector.cell, selector.value) == (Cell("s", 5), "3")
    assert (selector.row, selector.matched, selector.unmatched) == ((("tokens", "a"),), (3,), (4,))
    assert (aggregate.row, aggregate.rests_on) == ((("positions at 3", "3"),), (Cell("s", 5),))


def test_no_match_rests_on_every_key_but_the_one_that_is_selected_then() -> None:
    program = program_of(CLOSEST)
    assert program(["a", "c", "a"]) == ["0", "1", "0"]
    assert cells(program, "a c a", 3) == {"tokens at 1", "tokens at 2", "tokens at 3", "s at 3", "where at 3"}


def test_what_is_selected_whatever_the_query_is_does_not_rest_on_it() -> None:
    assert cells(program_of(CLOSEST), "a c", 1) == {"tokens at 2", "s at 1", "where at 1"}


def test_a_query_that_accepts_nothing_or_everything_leaves_keys_out() -> None:
    program = program_of(CLOSEST)
    assert cells(program, "a b a", 2) == {"tokens at 2", "s at 2", "where at 2"}
    assert cells(program, "a c a", 2) == {"tokens at 2", "s at 2", "where at 2"}


def test_a_causal_program_rests_on_nothing_later() -> None:
    program = program_of(CLOSEST, "causal")
    assert cells(program, "c c a b b", 3) == {"tokens at 1", "tokens at 2", "tokens at 3", "s at 3", "where at 3"}


COUNT = """
same = select(keys=tokens, queries=tokens) {
    a: a
    b: nothing
    c: <s> a b c
    else: a
}
n = selector_width(same)
few = lookup_table(tokens, clip(n, 0, 2)) -> no yes {
    a, 1: yes
    else: no
}
return few
"""


def test_a_count_rests_on_the_query_and_on_every_key_that_can_matter() -> None:
    program = program_of(COUNT)
    everything = {f"tokens at {position}" for position in (1, 2, 3)}
    assert cells(program, "a b c", 1) == {*everything, "same at 1", "n at 1", "few at 1"}


def test_a_row_that_is_alike_for_all_values_of_an_input_does_not_rest_on_it() -> None:
    found = slice_output(program_of(COUNT), ["a", "b", "c"], 2)
    (step,) = found.steps
    assert found.tokens == (2,)
    assert step.row == (("tokens", "b"), ("clip(n, 0, 2)", None))
    assert (found.n_trace_cells, found.share_frac) == (12, 1 / 12)


SCORES = """
first = select_closest(keys=positions, queries=positions) {
    else: 1
}
token = aggregate(first, tokens)
out = scores(tokens, token) {
    labels: x y
    bias: 2 0
    tokens a: 0 10
    tokens b: 10 0
    tokens else: 0 0
    token a: 0 3
    token b: 3 0
    token else: 0 0
}
return out
"""


ALL_OF_IT = {"tokens at 1", "tokens at 2", "first at 2", "token at 2", "out at 2"}


@pytest.mark.parametrize(
    ("text", "label", "kept"),
    [
        ("c b", "x", {"tokens at 2", "out at 2"}),  # x is 12 ahead, of which the first token can cost 3
        ("b c", "x", ALL_OF_IT),  # 5 ahead, of which 6 could be lost there, and 10 here
        ("c a", "y", {"tokens at 2", "out at 2"}),  # 8 ahead
    ],
)
def test_the_winner_rests_on_what_it_cannot_win_without(text: str, label: str, kept: set[str]) -> None:
    assert slice_output(program_of(SCORES), text.split(), 2).output == label
    assert cells(program_of(SCORES), text, 2) == kept


def test_the_first_label_can_afford_a_tie() -> None:
    def n_cells(text: str, rule: str, changed: str) -> int:
        return len(cells(program_of(SCORES.replace(rule, changed)), text, 2))

    assert n_cells("c b", "token a: 0 3", "token a: 0 12") == 2
    assert n_cells("c b", "token a: 0 3", "token a: 0 13") == 5
    assert n_cells("c a", "token b: 3 0", "token b: 7 0") == 2
    assert n_cells("c a", "token b: 3 0", "token b: 8 0") == 5


POOLED = """
out = pooled_scores(tokens) {
    labels: x y
    bias: 0 25
    tokens b: 10 0
    tokens else: 0 0
}
return out
"""


def test_one_label_rests_on_the_contents_that_decide_it() -> None:
    program = program_of(POOLED, "one_label")
    found = slice_output(program, ["c", "b", "b", "b"])
    assert (found.position, found.output, found.tokens) == (None, "x", (2, 3, 4))
    assert found.steps[-1].row == (("tokens at 2", "b"), ("tokens at 3", "b"), ("tokens at 4", "b"))


EITHER = """
p = lookup_table(tokens) -> no yes {
    a: yes
    else: no
}
r = lookup_table(tokens) -> no yes {
    a: yes
    else: no
}
q = lookup_table(r) -> no yes {
    yes: yes
    else: no
}
either = lookup_table(p, q) -> no yes {
    no, no: no
    else: yes
}
both = lookup_table(either, q) -> no yes {
    yes, yes: yes
    else: no
}
return both
"""


def test_of_two_that_would_do_the_one_is_kept_that_is_needed_anyway() -> None:
    # p alone has less behind it than q, but q is needed by both.
    assert cells(program_of(EITHER), "a", 1) == {f"{name} at 1" for name in ("tokens", "r", "q", "either", "both")}
    assert cells(program_of(EITHER.replace("return both", "return either")), "a", 1) == {
        f"{name} at 1" for name in ("tokens", "p", "either")
    }


def test_an_input_variable_that_is_returned() -> None:
    assert cells(program_of("return tokens"), "a b", 2) == {"tokens at 2"}
    assert slice_output(program_of("return positions"), ["a", "b"], 2).cells == frozenset()


def test_positions_at_which_there_is_no_label() -> None:
    with pytest.raises(InputError, match="position 3: a label is at one of the positions 1 to 2"):
        slice_output(program_of(SCORES), ["a", "b"], 3)
    with pytest.raises(InputError, match="position None: a label is at one of the positions 1 to 2"):
        slice_output(program_of(SCORES), ["a", "b"])
    with pytest.raises(InputError, match="no label is given at position 2, as 'b' is unlabelled"):
        slice_output(PROGRAM, ["a", "b"], 2)
    with pytest.raises(InputError, match="one label for the whole input; leave the position out"):
        slice_output(program_of("return tokens", "one_label"), ["a"], 1)
    with pytest.raises(InputError, match="unknown token 'd'"):
        slice_output(PROGRAM, ["d"], 1)


def test_as_json() -> None:
    found = slice_output(program_of(CLOSEST), ["a", "c", "b", "c", "a"], 5)
    document = json.loads(json.dumps(found.to_dict()))
    assert (document["position"], document["output"], document["tokens"]) == (5, "3", [3, 4, 5])
    assert (document["n_cells"], document["n_trace_cells"]) == (2, 12)
    first, _ = document["steps"]
    assert first["cell"] == {"name": "s", "position": 5}
    assert first["row"] == [{"read": "tokens", "value": "a"}]
    assert first["rests_on"] == [{"name": "tokens", "position": position} for position in (3, 4, 5)]


@pytest.mark.parametrize("name", ["sort", "reverse", "double_hist", "dyck1", "most_freq", "dyck2", "addition-program"])
def test_the_gallery(name: str) -> None:
    program, rng = load_program(f"gallery:{name}"), random.Random(1)
    slicer = Slicer(program)
    for contents in random_inputs(program, rng, 3):
        if not set(contents) - set(program.signature.unlabelled):
            continue
        position = random_position(program, contents, rng)
        begin = time.process_time()
        found = slicer.slice(contents, position)
        assert time.process_time() - begin < 1
        assert stays(program, found, rng, n_draws=2)
        assert stays_without_its_tokens(program, found, rng, n_draws=2)
