"""Emitted Python of programs of the size that is learned from text."""

from __future__ import annotations

import random
import shutil
import subprocess
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.emission.test_python import namespace
from tests.support.text_programs import MIDDLING, SMALL, TextOptions, text_inputs, text_program

from glassformer.emission import compile_python, to_python
from glassformer.errors import InputError
from glassformer.program import Aggregate, LookupTable, Program, SelectClosest, Signature
from glassformer.program.relations import Relation

SORTS = [
    replace(options, is_pooled=is_pooled, end_mark=end_mark, is_causal=is_causal)
    for options in (SMALL, MIDDLING)
    for is_pooled in (False, True)
    for end_mark in (False, True)
    for is_causal in (False, True)
]
WORDS = ("the", "it's", 'a "word"', *(f"w{number}" for number in range(120)), "\\", "back\nslash")
LISTED = """\
# kind = lookup_table(tokens)
KIND = ungrouped({
    "odd": [
        "it's", "w0", "w2", "w4", "w6", "w8", "w10", "w12", "w14", "w16", "w18", "w20",
"""


@pytest.mark.parametrize("options", SORTS, ids=str)
def test_it_answers_as_the_interpreter_does(options: TextOptions) -> None:
    for seed in range(2):
        rng = random.Random(seed)
        program = text_program(rng, options)
        run = compile_python(program)
        for contents in text_inputs(program, rng, 12):
            assert run(contents) == program(contents)


def classes(*table: int) -> Program:
    """A program that answers with the class of each word; the mark has the first entry."""
    signature = Signature(task="classes", alphabet=WORDS, labels=("x",), lengths=range(1, 4))
    kind = LookupTable(name="kind", inputs=("tokens",), values=("rare", "common", "odd"), table=table)
    return Program(signature=signature, operations=(kind,), returns="kind")


def test_classes_of_words_are_listed_by_class() -> None:
    program = classes(0, 1, 2, *(1 + place % 2 for place in range(121)), 0, 0)
    source = to_python(program)
    assert source.count("def ungrouped(groups):") == 1
    assert LISTED in source
    assert 'KIND.get(token, "common")' in source
    run = namespace(source)["run"]
    for word in WORDS:
        assert run([word]) == program([word])


def test_few_words_stay_in_the_order_of_their_table() -> None:
    source = to_python(classes(*(1 if place < 6 else 0 for place in range(126))))
    assert "ungrouped" not in source
    assert "# fmt: off" in source  # of what is taken there is too much for a line each
    assert source.index("def run(") < source.index("ALPHABET = {") < source.index("def check_input(")


def test_what_is_taken_is_made_once_and_not_for_each_input() -> None:
    program = classes(*(1,) * 126)
    check: Any = namespace(to_python(program))["check_input"]
    check(["the"])
    assert not [constant for constant in check.__code__.co_consts if isinstance(constant, frozenset)]
    with pytest.raises(ValueError, match="unknown token 'tea'") as error:
        check(["tea"])
    with pytest.raises(InputError) as expected:
        program(["tea"])
    assert str(error.value) == str(expected.value)


@pytest.mark.parametrize("longest", [4, 40])
@pytest.mark.parametrize("end_mark", [None, "</s>"])
@pytest.mark.parametrize("is_causal", [False, True])
def test_shifts_of_positions(longest: int, end_mark: str | None, is_causal: bool) -> None:
    """Short inputs are gone through position by position, and long ones are not."""
    words = tuple(f"w{number}" for number in range(2 if longest < 10 else 2_000))
    signature = Signature(
        task="shifts",
        alphabet=words,
        labels=("x",),
        lengths=range(1, longest + 1),
        end_mark=end_mark,
        is_causal=is_causal,
    )
    positions = tuple(map(str, range(signature.max_length)))
    for offset in range(-3, 4):
        predicate = Relation("==", offset).predicate(positions, positions)
        operations = (
            SelectClosest(name="there", keys="positions", queries="positions", predicate=predicate),
            Aggregate(name="word", selector="there", values="tokens"),
        )
        program = Program(signature=signature, operations=operations, returns="word")
        source = to_python(program)
        assert "select_closest" not in source
        assert "for k" not in source.replace("[k] for k in", "")
        run = namespace(source)["run"]
        for n in (1, 2, 3, longest):
            contents = [words[place % 2] for place in range(n)]
            assert run(contents) == program(contents)


def test_a_shift_reads_like_one() -> None:
    source = to_python(text_program(random.Random(0), MIDDLING))
    assert "before_2 = [max(position - 2, 0) for position in positions]" in source
    assert "after_1 = [q + 1 if q + 1 < len(tokens) else 0 for q in positions]" in source


def test_a_shift_with_an_exception_is_none() -> None:
    """Position 3 does not see position 2."""
    signature = Signature(task="shifts", alphabet=WORDS, labels=("x",), lengths=range(1, 40))
    positions = tuple(map(str, range(signature.max_length)))
    rows = list(Relation("==", -1).predicate(positions, positions))
    rows[3] = ()
    operations = (
        SelectClosest(name="there", keys="positions", queries="positions", predicate=tuple(rows)),
        Aggregate(name="word", selector="there", values="tokens"),
    )
    program = Program(signature=signature, operations=operations, returns="word")
    contents = list(WORDS[:6])
    assert compile_python(program)(contents) == program(contents)


def test_lines_are_short_and_formatters_leave_them(tmp_path: Path) -> None:
    program = text_program(random.Random(0), replace(MIDDLING, n_columns=3))
    source = to_python(program, path=tmp_path / "program.py")
    tables = source[source.index("# fmt: off") : source.index("# fmt: on")]
    assert max(map(len, tables.splitlines())) <= 88
    ruff = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    command = [ruff, "format", "--check", "--diff", "--isolated", "--line-length", "88", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
