"""Dead operations go; everything that the answer may depend on stays, in its order."""

from __future__ import annotations

import random

import pytest
from tests.relaxation.networks import SKETCHES
from tests.support.programs import random_inputs, random_program, random_sketch

from glassformer.execution.interpreter import run
from glassformer.passes import remove_dead_operations
from glassformer.program import Program, Sketch, parse, parse_sketch
from glassformer.program.operations import names_read

HEAD = """glassformer program, version 1
task small
alphabet a b
marks <s>
lengths 1 to 3
labels x y
"""

BEFORE = (
    HEAD
    + """
near = select_closest(keys=tokens, queries=tokens) {
    else: a
}
unused_selector = select_closest(keys=tokens, queries=positions) {
    else: b
}
seen = aggregate(near, tokens)
only_for_the_dead = aggregate(near, positions)
dead = lookup_table(only_for_the_dead) -> p q {
    else: p
}
kind = lookup_table(seen, tokens) -> x y {
    a, a: x
    else: y
}
dead_scores = scores(dead) {
    labels: x y
    bias: 0 0
    dead else: 0 0
}
return kind
"""
)

AFTER = (
    HEAD
    + """
near = select_closest(keys=tokens, queries=tokens) {
    else: a
}
seen = aggregate(near, tokens)
kind = lookup_table(seen, tokens) -> x y {
    a, a: x
    else: y
}
return kind
"""
)


def test_what_nothing_returned_depends_on_is_removed() -> None:
    assert remove_dead_operations(parse(BEFORE)) == parse(AFTER)
    assert str(remove_dead_operations(parse(BEFORE))) == str(parse(AFTER))


def test_a_program_without_dead_operations_stays_as_it_is() -> None:
    assert remove_dead_operations(parse(AFTER)) == parse(AFTER)


def test_a_returned_input_needs_no_operation() -> None:
    program = parse(BEFORE.replace("return kind", "return tokens"))
    assert remove_dead_operations(program).operations == ()


def test_every_option_of_an_open_read_is_kept() -> None:
    sketch = parse_sketch(
        HEAD
        + """
        one = lookup_table(tokens) -> p q {
            ?
        }
        other = lookup_table(tokens) -> p q {
            ?
        }
        dead = lookup_table(tokens) -> p q {
            ?
        }
        kind = lookup_table(?(one other)) -> x y {
            ?
        }
        return kind
        """
    )
    found = remove_dead_operations(sketch)
    assert type(found) is type(sketch)
    assert [operation.name for operation in found.operations] == ["one", "other", "kind"]


@pytest.mark.parametrize("seed", range(60))
def test_the_meaning_of_generated_programs_is_kept(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng)
    found = remove_dead_operations(program)
    assert isinstance(found, Program)
    assert (found.signature, found.returns, found.origin) == (program.signature, program.returns, program.origin)
    for contents in random_inputs(program, rng, 8):
        assert run(found, contents) == run(program, contents)
    assert_nothing_is_dead(found)


def test_generated_programs_have_dead_operations() -> None:
    """Else the test above would show little."""
    programs = [random_program(random.Random(seed)) for seed in range(60)]
    assert sum(len(remove_dead_operations(program).operations) < len(program.operations) for program in programs) > 40


@pytest.mark.parametrize("seed", range(20))
def test_sketches(seed: int) -> None:
    sketch = random_sketch(random.Random(seed))
    found = remove_dead_operations(sketch)
    assert_nothing_is_dead(found)
    assert remove_dead_operations(found) == found


def test_a_template_has_nothing_dead() -> None:
    assert remove_dead_operations(SKETCHES["paper"]) == SKETCHES["paper"]


def assert_nothing_is_dead(sketch: Sketch) -> None:
    read = {name for operation in sketch.operations for name in names_read(operation)}
    assert {operation.name for operation in sketch.operations} <= read | {sketch.returns}
