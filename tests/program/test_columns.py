"""Columns: what a signature with them takes, their text form and JSON, and those that cannot be."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from tests.support.programs import Options, random_program, random_sketch

from glassformer.errors import InputError, ProgramError, ProgramFormatError, ProgramSyntaxError
from glassformer.program import (
    Categorical,
    Column,
    LookupTable,
    Numerical,
    Program,
    Signature,
    from_json,
    parse,
    parse_sketch,
    sketch_from_json,
    to_json,
)

SHAPE, POS = Column("shape", ("Xx", "xx", "any")), Column("pos", ("N", "V"))
SIGNATURE = Signature(
    task="tags", alphabet=("a", "b"), labels=("x",), lengths=range(1, 4), end_mark="</s>", columns=(SHAPE, POS)
)
TEXT = """\
glassformer program, version 1
origin hand-written
task tags
alphabet a b
column shape Xx xx "any"
column pos N V
marks <s> </s>
lengths 1 to 3
labels x

return pos
"""


def test_a_column_is_an_input_with_the_marks_among_its_values() -> None:
    assert SIGNATURE.inputs == {
        "tokens": Categorical(("<s>", "</s>", "a", "b")),
        "positions": Categorical(("0", "1", "2", "3", "4")),
        "ones": Numerical(1),
        "shape": Categorical(("<s>", "</s>", "Xx", "xx", "any")),
        "pos": Categorical(("<s>", "</s>", "N", "V")),
    }


def test_every_input_is_encoded_by_name() -> None:
    contents = [("b", "any", "N"), ("a", "Xx", "V")]
    assert SIGNATURE.encode(contents) == [0, 3, 2, 1]
    assert SIGNATURE.encode_inputs(contents) == {
        "tokens": [0, 3, 2, 1],
        "positions": [0, 1, 2, 3],
        "ones": [1, 1, 1, 1],
        "shape": [0, 4, 2, 1],
        "pos": [0, 2, 3, 1],
    }
    assert replace(SIGNATURE, end_mark=None).encode_inputs(contents)["pos"] == [0, 1, 2]
    plain = replace(SIGNATURE, columns=())
    assert plain.encode_inputs(["b"]) == {"tokens": [0, 3, 1], "positions": [0, 1, 2], "ones": [1, 1, 1]}


def test_what_a_person_types() -> None:
    assert SIGNATURE.read_words(["a/Xx/N", "1/2/xx/V", "b"]) == (("a", "Xx", "N"), ("1/2", "xx", "V"), ("b",))
    assert replace(SIGNATURE, columns=()).read_words(["a", "1/2"]) == ("a", "1/2")


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (
            ["a"],
            "number 1 of the input is 'a'; it must be a tuple of 3: a token, and its value in each column (shape, pos)",
        ),
        (
            [("a", "Xx", "N"), ("a", "Xx")],
            (
                "number 2 of the input is ('a', 'Xx'); it must be a tuple of 3: a token, and its value in each column "
                "(shape, pos)"
            ),
        ),
        (
            [("a", "Xx", "N"), ("a", "Xx", "<s>")],
            "unknown value '<s>' of column pos (number 2 of the input); allowed are 'N', 'V'",
        ),
        ([("q", "Xx", "N")], "unknown token 'q' (number 1 of the input); allowed are 'a', 'b'"),
        ([], "the input is empty, but tags takes 1 to 3"),
    ],
)
def test_what_is_refused_is_said_with_the_column_and_what_is_allowed(contents: list[Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        SIGNATURE.check_input(contents)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([Column("ones", ("a",))], "column ones: 'ones' is an input of every program; choose another name"),
        ([POS, POS], "column pos: there is another column of this name"),
        ([Column("bias", ("a",))], "column bias: 'bias' is a word of the text form; choose another name"),
        (
            [Column("a b", ("a",))],
            "column a b: 'a b' is not a name: letters, digits and underscores, not beginning with a digit",
        ),
        ([Column("pos", ())], "column pos: at least one value is needed"),
        ([Column("pos", ("N", "N"))], "column pos: 'N' is named twice"),
        (
            [Column("pos", ("N", "</s>"))],
            "column pos: '</s>' is a mark; a column has a mark's own value there, and all others must differ",
        ),
    ],
)
def test_no_program_has_an_impossible_column(columns: list[Column], message: str) -> None:
    with pytest.raises(ProgramError) as error:
        Program(signature=replace(SIGNATURE, columns=tuple(columns)), operations=(), returns="tokens")
    assert str(error.value) == f"signature, {message}"


def test_no_operation_has_the_name_of_a_column() -> None:
    table = LookupTable(name="pos", inputs=("shape",), values=("x",), table=(0,) * 5)
    with pytest.raises(ProgramError, match=r"^'pos' is an input of this program, a column; choose another name"):
        Program(signature=SIGNATURE, operations=(table,), returns="pos")


def test_the_text_form() -> None:
    program = Program(signature=SIGNATURE, operations=(), returns="pos")
    assert str(program) == TEXT
    assert parse(TEXT) == program
    spread = TEXT.replace("column pos N V\n", "").replace("labels x\n", "labels x\ncolumn pos N V\n")
    assert parse(spread) == program
    assert parse(TEXT.replace("N V", "1 to 12")).signature.columns[1].values == tuple(map(str, range(1, 13)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("column pos§", "expected a value for column pos, found the end of the line"),
        ("column §", "expected the name of a column, as in 'column shape Xx xx', found the end of the line"),
        ("§column pos N N", "column pos: 'N' is named twice"),
        ("§column tokens N", "column tokens: 'tokens' is an input of every program; choose another name"),
        ("§column shape N", "'column shape' is given twice; first on line 5"),
        ("column pos §keys", "expected a value for column pos, found 'keys', a word of the text form"),
    ],
)
def test_an_error_in_a_column_has_line_and_column(text: str, message: str) -> None:
    with pytest.raises(ProgramSyntaxError) as error:
        parse(TEXT.replace("column pos N V", text.replace("§", "")))
    assert message in str(error.value)
    assert (error.value.line, error.value.column) == (6, text.index("§") + 1)


def test_columns_in_json() -> None:
    program = Program(signature=SIGNATURE, operations=(), returns="pos")
    written = json.loads(to_json(program))["signature"]["columns"]
    assert written == [{"name": "shape", "values": ["Xx", "xx", "any"]}, {"name": "pos", "values": ["N", "V"]}]
    assert from_json(to_json(program)) == program
    plain = replace(program, signature=replace(SIGNATURE, columns=()), returns="tokens")
    assert "columns" not in to_json(plain)
    assert from_json(to_json(plain)) == plain
    for there, wrong, message in [
        ('"N"', "7", "signature.columns[1].values[0]: found 7, expected a string"),
        ('"name": "pos"', '"nam": "pos"', "signature.columns[1]: unknown key 'nam'; did you mean 'name'? Valid: name"),
        ('"columns": [', '"columns": [5, ', "signature.columns[0]: found 5, expected an object with a column"),
    ]:
        with pytest.raises(ProgramFormatError) as error:
            from_json(to_json(program).replace(there, wrong))
        assert message in str(error.value)


@pytest.mark.parametrize("seed", range(40))
def test_programs_and_sketches_with_columns_survive_the_round_trips(seed: int) -> None:
    options = Options(n_columns=2)
    program, sketch = random_program(random.Random(seed), options), random_sketch(random.Random(seed), options)
    assert len(program.signature.columns) == 2
    assert parse(str(program)) == from_json(to_json(program)) == program
    assert parse_sketch(str(sketch)) == sketch_from_json(to_json(sketch)) == sketch
