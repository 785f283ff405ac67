"""A task of 14 inputs, and a program for it that was written by hand: what tests of proof and agreement begin with."""

from __future__ import annotations

import random

from tests.support.programs import Options, random_program

from glassformer.program import Program, parse
from glassformer.tasks import Task, load_task

HEAD = """\
glassformer program, version 1
task sort
alphabet 0 1
marks <s> </s>
lengths 1 to 3
labels 0 1
"""

SORT = f"""{HEAD}
zero = select(keys=tokens, queries=tokens) {{
    else: 0
}}
n_zeros = selector_width(zero)
in_order = lookup_table(positions, clip(n_zeros, 0, 3)) -> 0 1 {{
    1, 1 2 3: 0
    2, 2 3: 0
    3, 3: 0
    else: 1
}}
return in_order
"""


def sort_task() -> Task:
    return load_task("sort", vocabulary_size=5, max_length=5)


def sort_program(**changes: str) -> Program:
    """The program that sorts, or one with a line changed: ``first``, ``third`` of its table, ``lengths`` and so on."""
    lines = {
        "alphabet": "alphabet 0 1",
        "marks": "marks <s> </s>",
        "lengths": "lengths 1 to 3",
        "labels": "labels 0 1\n",
        "first": "1, 1 2 3: 0",
        "third": "3, 3: 0",
    }
    text = SORT
    for line, new in changes.items():
        assert lines[line] in text
        text = text.replace(lines[line], new)
    return parse(text)


def drawn_program(rng: random.Random) -> Program:
    """A generated program that returns scores and can be a task's: two labels or more, and a token that gets one."""
    while True:
        program = random_program(rng, Options(returns_variable=False, awkward=False, max_contents=4))
        signature = program.signature
        if len(signature.labels) > 1 and set(signature.unlabelled) < set(signature.alphabet):
            return program


def task_of(program: Program) -> Task:
    """A task to which the program gives the right answers."""
    signature = program.signature
    return Task(
        signature.task or "nameless",
        signature.alphabet,
        signature.lengths,
        program,
        labels=signature.labels,
        is_causal=signature.is_causal,
        gives_one_label=signature.gives_one_label,
        end_mark=signature.end_mark,
        unlabelled=signature.unlabelled,
    )
