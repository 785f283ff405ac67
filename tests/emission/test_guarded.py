"""Comparisons of numbers among which one name stands: a test, not a table of sets."""

import itertools

import pytest

from glassformer.emission import to_python
from glassformer.program import parse

HEAD = """glassformer program, version 1
task small
alphabet a b c
marks <s>
lengths 1 to 4
labels 0 1 2 3 4 5

"""
BODY = """place = lookup_table(tokens, positions) -> VALUES {
    <s> c, any: none
    else: = positions
}

before = select(keys=place, queries=place) { key SIGN query }
n_before = selector_width(before)
answer = lookup_table(clip(n_before, 0, 5)) -> 0 to 5 { = n_before }

return answer
"""


@pytest.mark.parametrize("values", ["0 to 4 none", "none 0 to 4"])
@pytest.mark.parametrize("sign", ["<", ">", "<=", ">="])
def test_numbers_and_a_name(values: str, sign: str) -> None:
    program = parse(HEAD + BODY.replace("VALUES", values).replace("SIGN", sign))
    source = to_python(program)
    found: dict[str, object] = {"__name__": "emitted"}
    exec(source, found)
    run = found["run"]
    assert callable(run)
    for n in range(1, 5):
        for contents in itertools.product("abc", repeat=n):
            assert run(list(contents)) == program(contents), contents
    assert "BEFORE" not in source
