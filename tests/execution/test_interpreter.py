"""The reference interpreter, on the shared table of cases, and what it refuses."""

from __future__ import annotations

import random

import pytest
from tests.support.cases import CASES, Case
from tests.support.programs import random_inputs, random_program

from glassformer.errors import InputError
from glassformer.execution.interpreter import run, trace
from glassformer.program import Program, parse


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shared_cases(case: Case) -> None:
    program = case.program
    assert [run(program, contents) for contents in case.contents] == list(case.expected)


def test_case_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.fixture
def program() -> Program:
    return parse(
        """
        glassformer program, version 1
        task double
        alphabet a b
        marks <s> </s>
        lengths 1 to 3
        labels a b
        s = select_closest(keys=tokens, queries=tokens) {
            else: b
        }
        v = aggregate(s, tokens)
        w = select(keys=tokens, queries=v) {
            else: a </s>
        }
        n = selector_width(w)
        out = scores(v, n) {
            bias: 1 0
            v else: 0 1024
            n: 1 0
        }
        return out
        """
    )


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (["a", "q"], "unknown token 'q' (number 2 of the input); allowed are 'a', 'b'"),
        (["<s>"], "unknown token '<s>' (number 1 of the input); allowed are 'a', 'b'"),
        (["a"] * 4, "the input has 4 tokens, but double takes 1 to 3"),
        ([], "the input is empty, but double takes 1 to 3"),
        ("ab", "an input is a list of tokens, not one string: 'ab'; split it first"),
    ],
)
def test_inputs_that_are_refused(program: Program, contents: list[str], message: str) -> None:
    with pytest.raises(InputError) as error:
        program(contents)
    assert str(error.value) == message


def test_a_trace_holds_every_variable_by_name(program: Program) -> None:
    found = trace(program, program.signature.encode(["a", "b"]))
    assert found.values == {
        "tokens": [0, 2, 3, 1],
        "positions": [0, 1, 2, 3],
        "ones": [1, 1, 1, 1],
        "v": [3, 3, 3, 3],
        "n": [2, 2, 2, 2],
    }
    assert found.selectors == {"s": [[2], [2], [2], [2]], "w": [[1, 3]] * 4}
    assert found.scores == {"out": [[1024 + 2 * 1024, 1024 * 1024]] * 4}


@pytest.mark.parametrize("seed", range(40))
def test_a_causal_program_answers_every_prefix_alike(seed: int) -> None:
    """What is the same for every prefix cannot have looked ahead."""
    rng = random.Random(seed)
    program = random_program(rng)
    signature = program.signature
    for contents in random_inputs(program, rng, 5):
        whole = trace(program, signature.encode(contents))
        part = trace(program, signature.encode(contents)[:-1])
        if signature.is_causal:
            assert all(whole.values[name][:-1] == values for name, values in part.values.items())
        assert all(len(row) == 1 for name, rows in whole.selectors.items() if _is_single(program, name) for row in rows)


def _is_single(program: Program, selector: str) -> bool:
    return bool(getattr(program.types[selector], "is_single", False))
