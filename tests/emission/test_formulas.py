"""What tables compute, as Python computes it: factors and quotients beside numbers that are rounded themselves."""

import itertools

import pytest

from glassformer.emission import compile_python, to_python
from glassformer.program import parse

PROGRAM = """glassformer program, version 1
task small
alphabet a b c
marks <s>
lengths 1 to 4
labels -64 to 64

all = select(keys=tokens, queries=tokens) {{ everything }}
worth = number_table(tokens) {{
    a: 512
    b: 1024
    <s>: 0
    else: 256
}}
total = aggregate_sum(all, worth)
number = lookup_table({inputs}) -> -64 to 64 {{
{rules}
}}
answer = lookup_table(number) -> -64 to 64 {{ = number }}

return answer
"""
TOTAL, SOME = "clip(total, 0, 8)", "clip(total, 1, 8)"  # whole units of what total is, rounded down
PRODUCT = "; ".join(f"{a}, {b}: {a * b}" for a in range(5) for b in range(9))


@pytest.mark.parametrize(
    ("inputs", "rules"),
    [
        (TOTAL, "= 8 * total"),
        (TOTAL, "= 9 - 3 * total"),
        (f"positions, {TOTAL}", "= positions - total"),
        (f"positions, {TOTAL}", "= positions - 8 * total + 32"),
        (f"positions, {TOTAL}", "= 5 * positions + 2 * total"),
        (f"positions, {SOME}", "= positions // total"),
        (f"{TOTAL}, positions", "0, any: 7; any, 0: 9; else: = total // positions"),
        (f"positions, {TOTAL}", PRODUCT),
    ],
)
def test_a_formula_is_computed(inputs: str, rules: str) -> None:
    program = parse(PROGRAM.format(inputs=inputs, rules=rules.replace("; ", "\n")))
    run = compile_python(program)
    for n in program.signature.lengths:
        for contents in itertools.product("abc", repeat=n):
            assert run(list(contents)) == program(contents), to_python(program)
