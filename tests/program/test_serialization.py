"""Programs as JSON: round trips, the layout, and every error with its path."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.golden import PROGRAM, SKETCH
from tests.support.programs import random_program, random_sketch

from glassformer.errors import ProgramError, ProgramFormatError
from glassformer.program import (
    Clip,
    LookupTable,
    OpenTable,
    Sketch,
    from_dict,
    from_json,
    sketch_from_dict,
    sketch_from_json,
    to_dict,
    to_json,
)
from glassformer.program.operations import Operation
from glassformer.program.typed_json import TAGS

SMALL = Sketch(
    signature=SKETCH.signature,
    operations=(
        LookupTable(
            name="t", inputs=("tokens", Clip(variable="ones", low=0, high=1)), values=("p",), table=OpenTable()
        ),
    ),
    returns="t",
)


def test_the_layout() -> None:
    assert (
        to_json(SMALL)
        == """\
{
  "format": "glassformer-program",
  "version": 1,
  "origin": "hand-written",
  "signature": {
    "task": "open",
    "alphabet": ["a"],
    "labels": ["x", "y"],
    "lengths": [2, 2],
    "begin_mark": "<s>",
    "end_mark": null,
    "is_causal": true,
    "gives_one_label": true,
    "unlabelled": []
  },
  "operations": [
    {
      "operation": "lookup_table",
      "name": "t",
      "inputs": ["tokens", {"input": "clip", "variable": "ones", "low": 0, "high": 1}],
      "values": ["p"],
      "table": {"hole": "table"}
    }
  ],
  "returns": "t"
}
"""
    )


def test_golden_program_and_sketch_survive_the_round_trip() -> None:
    assert from_json(to_json(PROGRAM)) == PROGRAM
    assert sketch_from_json(to_json(SKETCH)) == SKETCH
    assert from_dict(to_dict(PROGRAM)) == PROGRAM
    assert sketch_from_dict(to_dict(SKETCH)) == SKETCH


@pytest.mark.parametrize("seed", range(40))
def test_generated_ones_survive_the_round_trip(seed: int) -> None:
    program = random_program(random.Random(seed))
    assert from_json(to_json(program)) == program
    assert to_json(from_json(to_json(program))) == to_json(program)
    sketch = random_sketch(random.Random(seed))
    assert sketch_from_json(to_json(sketch)) == sketch


def test_every_operation_has_a_tag() -> None:
    assert set(Operation.__args__) <= set(TAGS)
    assert len(set(TAGS.values())) == len(TAGS)


def test_a_sketch_is_no_program() -> None:
    with pytest.raises(
        ProgramError, match=r"^a.json: this is a sketch, not a program: t still has holes; learn it first"
    ):
        from_json(to_json(SMALL), "a.json")


def test_what_check_finds_names_the_source() -> None:
    data = to_dict(SMALL) | {"returns": "nope"}
    with pytest.raises(ProgramError, match=r"^a.json: return nope: there is no such variable$"):
        sketch_from_dict(data, "a.json")


def put(value: Any, *path: str | int) -> Callable[[dict[str, Any]], None]:
    """A change that puts a value somewhere."""

    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    """A change that takes something away."""

    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


KINDS = "aggregate, aggregate_sum, lookup_table, number_table, scores, select, select_best, select_closest"
ERRORS = {
    "no format": (
        drop("format"),
        """missing key 'format'; a program in JSON has {"format": "glassformer-program"}""",
    ),
    "other format": (
        put("onnx", "format"),
        'format: found "onnx", expected "glassformer-program", the only format that is known here',
    ),
    "other version": (put(2, "version"), "version: found 2, expected 1, the only version that is known here"),
    "version as a Boolean": (
        put(True, "version"),
        "version: found true, expected 1, the only version that is known here",
    ),
    "version as a fraction": (
        put(1.0, "version"),
        "version: found 1.0, expected 1, the only version that is known here",
    ),
    "unknown key": (
        put(1, "return"),
        "unknown key 'return'; did you mean 'returns'? Valid: format, operations, origin, returns, signature, version",
    ),
    "missing key": (
        drop("returns"),
        "missing key 'returns'; there must be format, version, origin, signature, operations, returns",
    ),
    "origin": (
        put("dreamt", "origin"),
        'origin: found "dreamt", expected one of "learned", "edited", "hand-written", "extracted"',
    ),
    "origin as a list": (
        put([], "origin"),
        'origin: found [], expected one of "learned", "edited", "hand-written", "extracted"',
    ),
    "signature": (put(None, "signature"), "signature: found null, expected an object with a signature"),
    "missing key inside": (
        drop("signature", "end_mark"),
        (
            "signature: missing key 'end_mark'; there must be task, alphabet, labels, lengths, begin_mark, end_mark, "
            "is_causal, gives_one_label, unlabelled"
        ),
    ),
    "lengths": (
        put([1, 2, 3], "signature", "lengths"),
        "signature.lengths: found [1, 2, 3], expected a list of the shortest and the longest length",
    ),
    "alphabet as a string": (
        put("ab", "signature", "alphabet"),
        'signature.alphabet: found "ab", expected a list',
    ),
    "token as a number": (
        put(0, "signature", "alphabet", 0),
        "signature.alphabet[0]: found 0, expected a string",
    ),
    "Boolean as a number": (
        put(1, "signature", "is_causal"),
        "signature.is_causal: found 1, expected true or false",
    ),
    "end mark": (put(5, "signature", "end_mark"), "signature.end_mark: found 5, expected a string or null"),
    "operations": (put({}, "operations"), "operations: found {}, expected a list"),
    "unknown operation": (
        put("lookup", "operations", 0, "operation"),
        f"operations[0].operation: unknown operation 'lookup'; did you mean 'lookup_table'? Valid: {KINDS}",
    ),
    "operation as a list": (
        put([], "operations", 0, "operation"),
        f"operations[0].operation: unknown operation []; Valid: {KINDS}",
    ),
    "unknown key of an operation": (
        put(1, "operations", 0, "valeus"),
        "operations[0]: unknown key 'valeus'; did you mean 'values'? Valid: inputs, name, operation, table, values",
    ),
    "missing key of an operation": (
        drop("operations", 0, "table"),
        "operations[0]: missing key 'table'; there must be operation, name, inputs, values, table",
    ),
    "table as a Boolean": (
        put(True, "operations", 0, "table"),
        'operations[0].table: found true, expected a list or an object with "hole": "table"',
    ),
    "entry as a Boolean": (
        put([0, True], "operations", 0, "table"),
        "operations[0].table[1]: found true, expected a whole number",
    ),
    "entry as a fraction": (
        put([0, 1, 0.5], "operations", 0, "table"),
        "operations[0].table[2]: found 0.5, expected a whole number",
    ),
    "a hole of another kind": (
        put({"hole": "numbers"}, "operations", 0, "table"),
        "operations[0].table.hole: unknown hole 'numbers'; Valid: table",
    ),
    "a hole without a kind": (
        put({}, "operations", 0, "table"),
        'operations[0].table: found {}, expected a list or an object with "hole": "table"',
    ),
    "unknown input": (
        put("clamp", "operations", 0, "inputs", 1, "input"),
        "operations[0].inputs[1].input: unknown input 'clamp'; did you mean 'clip'? Valid: clip, thresholds",
    ),
    "input as a number": (
        put(7, "operations", 0, "inputs", 1),
        (
            'operations[0].inputs[1]: found 7, expected a string or an object with "hole": "read" or an object with '
            '"input": "clip" or "thresholds"'
        ),
    ),
}


@pytest.mark.parametrize(("change", "message"), ERRORS.values(), ids=ERRORS)
def test_errors_say_where_what_and_what_is_expected(change: Callable[[dict[str, Any]], None], message: str) -> None:
    data = copy.deepcopy(to_dict(SMALL))
    change(data)
    with pytest.raises(ProgramFormatError) as error:
        sketch_from_json(json.dumps(data), "a.json")
    assert str(error.value) == f"a.json: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.json, line 1, column 1: this is not JSON: Expecting value"),
        (
            '{"format": 1,\n  }',
            "a.json, line 2, column 3: this is not JSON: Expecting property name enclosed in double quotes",
        ),
        (
            '{"format": 1, "format": 2}',
            "a.json: this JSON cannot be read: the key 'format' is given twice in one object",
        ),
        ("[]", "a.json: found [], expected an object with a program"),
    ],
)
def test_what_is_not_json_or_no_object(text: str, message: str) -> None:
    with pytest.raises(ProgramFormatError) as error:
        from_json(text, "a.json")
    assert str(error.value) == message


def test_json_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(ProgramFormatError, match=r"^a.json: this JSON cannot be read: "):
        from_json("[" * 100_000, "a.json")
