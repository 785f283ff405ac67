"""Emitted Python of programs with columns."""

from __future__ import annotations

import random
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.emission import rasp
from tests.emission.test_python import namespace, run_file
from tests.support.cases import COLUMN_CASES, Case
from tests.support.programs import AWKWARD_TOKENS, Options, random_inputs, random_program

from glassformer.emission import compile_python, to_pseudocode, to_python
from glassformer.errors import InputError
from glassformer.program import Column, Program, Signature, parse
from glassformer.program.columns import Item
from glassformer.program.sketch import Labels

SMALL = parse(
    """\
glassformer program, version 1
task tags
alphabet a b 1/2
column shape X x
column pos N V
marks <s> </s>
lengths 1 to 3
labels n v

label = lookup_table(pos) -> n v {
    V: v
    else: n
}

return label
"""
)


@pytest.mark.parametrize("case", COLUMN_CASES, ids=str)
def test_it_answers_the_shared_cases(case: Case) -> None:
    run = compile_python(case.program)
    assert [run(contents) for contents in case.contents] == list(case.expected)


@pytest.mark.parametrize("seed", range(150))
def test_it_answers_as_the_interpreter_does(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng, Options(n_operations=rng.choice((2, 9, 16)), n_columns=1 + seed % 3))
    run = compile_python(program)
    for contents in random_inputs(program, rng, 12):
        assert run(contents) == program(contents)


@pytest.mark.parametrize("seed", range(40))
def test_it_does_so_too_where_inputs_are_not_gone_through_one_by_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassformer.emission.cells.MOST_STEPS", -1)
    rng = random.Random(seed)
    program = random_program(rng, Options(n_columns=2))
    run = compile_python(program)
    for contents in random_inputs(program, rng, 12):
        assert run(contents) == program(contents)


def noted(program: Program, contents: Sequence[Item]) -> Labels | str:
    """What the pseudocode says."""
    signature = program.signature
    return rasp.run(
        to_pseudocode(program),
        [item[0] for item in contents],
        has_end=signature.end_mark is not None,
        gives_one_label=signature.gives_one_label,
        columns={
            column.name: [item[place] for item in contents] for place, column in enumerate(signature.columns, start=1)
        },
    )


@pytest.mark.parametrize("case", COLUMN_CASES, ids=str)
def test_pseudocode_answers_the_shared_cases(case: Case) -> None:
    assert [noted(case.program, contents) for contents in case.contents] == list(case.expected)


@pytest.mark.parametrize("seed", range(80))
def test_pseudocode_answers_as_the_interpreter_does(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng, Options(n_operations=rng.choice((2, 9, 16)), n_columns=1 + seed % 3))
    for contents in random_inputs(program, rng, 6):
        assert noted(program, contents) == program(contents)


def test_awkward_names_and_values_are_safe() -> None:
    columns = tuple(Column(name, AWKWARD_TOKENS[1:]) for name in ("class", "item", "tokens_", "list", "run", "_", "k"))
    signature = Signature(task="t", alphabet=("a",), labels=("x",), lengths=range(1, 4), columns=columns)
    for column in columns:
        program = Program(signature=signature, operations=(), returns=column.name)
        run, rng = compile_python(program), random.Random(0)
        for contents in random_inputs(program, rng, 30):
            assert run(contents) == program(contents)


def test_only_the_columns_that_are_read_are_taken_apart() -> None:
    source = to_python(SMALL)
    assert 'pos = ["<s>", *(item[2] for item in tokens), "</s>"]' in source
    assert "shape = " not in source
    assert "With each of them pos, out of 'N', 'V'." in source


@pytest.mark.parametrize(
    "contents",
    [
        *([], "a", ["a"], [("a", "X", "N")] * 4, [("a", "X")], [("a", "X", "N", "N")], [["a", "X", "N"]]),
        *([("a", "X", "N"), ("q", "X", "N")], [("a", "x", "V"), ("a", "N", "N")], [("a", "X", "<s>")]),
    ],
)
def test_bad_input_is_refused_in_the_words_of_the_interpreter(contents: Any) -> None:
    with pytest.raises(InputError) as expected:
        SMALL(contents)
    with pytest.raises(ValueError) as found:  # noqa: PT011 the message is compared below
        namespace(to_python(SMALL))["run"](contents)
    assert str(found.value) == str(expected.value)


def test_the_command_line_takes_tokens_with_their_values(tmp_path: Path) -> None:
    path = tmp_path / "tags.py"
    to_python(SMALL, path=path)
    assert run_file(path, "a/X/N", "1/2/x/V") == (0, "n v\n", "")
    assert run_file(path, "a/X/Q") == (
        2,
        "",
        "unknown value 'Q' of column pos (number 1 of the input); allowed are 'N', 'V'\n",
    )
    assert run_file(path, "a/X")[2].startswith("number 1 of the input is ('a', 'X'); it must be a tuple of 3: a token")
    assert run_file(path)[2].endswith(" TOKEN/shape/pos ...\n")


def test_it_is_formatted(tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    to_python(SMALL, path=tmp_path / "small.py")
    for seed in range(25):
        to_python(random_program(random.Random(seed), Options(n_columns=1 + seed % 9)), path=tmp_path / f"{seed}.py")
    command = [ruff, "format", "--check", "--diff", "--isolated", "--line-length", "88", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
