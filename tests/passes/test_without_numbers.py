"""Counts told by categorical variables alone: the same answers, and no number left."""

import random

import pytest
from tests.passes.small import answers_of, program_of
from tests.support.programs import Options, random_program

from glassformer.errors import ProgramError
from glassformer.execution.interpreter import run
from glassformer.passes import without_numbers
from glassformer.program import Categorical, Numerical, Program

COUNTING = ("select", "select_closest", "select_best", "aggregate", "width", "lookup")


def numbers_in(program: Program) -> list[str]:
    return [name for name, type_ in program.types.items() if isinstance(type_, Numerical) and name != "ones"]


@pytest.mark.parametrize("is_causal", [False, True])
def test_a_count_becomes_a_sum_of_tables(is_causal: bool) -> None:
    head = """glassformer program, version 1
task small
alphabet a b
marks <s> </s>
lengths 1 to 3
labels x y
"""
    body = """
same = select(keys=tokens, queries=tokens) { key == query }
n = selector_width(same)

answer = lookup_table(clip(n, 1, 2)) -> x y {
    1: x
    else: y
}

return answer
"""
    program = program_of(body, head + "causal\n" if is_causal else head)
    found = without_numbers(program)
    assert numbers_in(program) == ["n"]
    assert numbers_in(found) == []
    assert found.types["n"] == Categorical(tuple("012345"))
    assert answers_of(found) == answers_of(program)
    assert without_numbers(found) == found


@pytest.mark.parametrize("seed", range(60))
def test_answers_stay_as_they_are(seed: int) -> None:
    rng = random.Random(seed)
    options = Options(n_operations=rng.choice((6, 9, 12)), max_contents=3, kinds=COUNTING)
    program = random_program(rng, options)
    found = without_numbers(program)
    assert numbers_in(found) == []
    names = {"returns": found.returns, "signature": found.signature, "origin": found.origin}
    assert names == {"returns": program.returns, "signature": program.signature, "origin": program.origin}
    for _ in range(30):
        contents = rng.choices(program.signature.alphabet, k=rng.choice(program.signature.lengths))
        assert run(found, contents) == run(program, contents)


def test_numbers_that_are_no_counts_are_refused() -> None:
    sums = program_of("""
same = select(keys=tokens, queries=tokens) { key == query }
n = selector_width(same)
m = aggregate_sum(same, n)

answer = lookup_table(clip(m, 1, 2)) -> x y {
    1: x
    else: y
}

return answer
""")
    with pytest.raises(ProgramError, match=r"^m sums n: only counts \(of ones\) can be told by categorical variables"):
        without_numbers(sums)
