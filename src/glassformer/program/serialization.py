"""Programs and sketches as versioned JSON: for other tools, and for run folders. Strict in what it reads.

The layout follows the dataclasses: an object has the keys that the class has fields, all of them, and one that says
which class it is (``"operation": "select"``, ``"input": "clip"``, ``"hole": "table"``). So writing, here, and reading,
in ``typed_json``, go by the annotations of the classes, and a new operation needs no more than a line in ``TAGS``.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from glassformer.errors import ProgramError, ProgramFormatError
from glassformer.program.sketch import Program, Sketch
from glassformer.program.typed_json import FORMAT, TAGS, VERSION, WHERE_THERE_ARE_ANY, Json, Reader, fields_of

LINE_WIDTH = 100
"""What fits is written on one line."""

S = TypeVar("S", bound=Sketch)


def to_json(sketch: Sketch) -> str:
    """The program or sketch as JSON text, short lists on one line each."""
    return _layout(to_dict(sketch)) + "\n"


def from_json(text: str, source: str = "program.json") -> Program:
    """The program that a JSON text describes.

    Raises:
        ProgramFormatError: it is not JSON, or not of this format and version, or has other keys or types.
        ProgramError: the program is not well formed, or has holes.
    """
    return from_dict(_load(text, source), source)


def sketch_from_json(text: str, source: str = "sketch.json") -> Sketch:
    """The sketch that a JSON text describes: as ``from_json``, but holes are allowed."""
    return sketch_from_dict(_load(text, source), source)


def to_dict(sketch: Sketch) -> Json:
    """The program or sketch as what JSON has: dicts, lists, strings and integers."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "origin": sketch.origin,
        "signature": _encode(sketch.signature),
        "operations": _encode(sketch.operations),
        "returns": sketch.returns,
    }


def from_dict(data: object, source: str = "program.json") -> Program:
    """The program that ``to_dict`` gave this for. Raises as ``from_json`` does."""
    return _made(Program, data, source)


def sketch_from_dict(data: object, source: str = "sketch.json") -> Sketch:
    """The sketch that ``to_dict`` gave this for. Raises as ``from_json`` does."""
    return _made(Sketch, data, source)


def _made(cls: type[S], data: object, source: str) -> S:
    contents = Reader(source).contents(data)
    try:
        return cls(**contents)
    except ProgramError as error:
        raise ProgramError(f"{source}: {error}") from None


def _encode(value: Any) -> Any:
    """A value of the dataclasses as what JSON has."""
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, range):
        return [value[0], value[-1]]
    if value is None or isinstance(value, str | int):
        return value
    tag = dict([TAGS[type(value)]]) if type(value) in TAGS else {}
    names = fields_of(type(value))  # type: ignore[arg-type]  # mypy does not see that classes are hashable
    found = {name: _encode(getattr(value, name)) for name in names}
    return tag | {name: item for name, item in found.items() if item != [] or name not in WHERE_THERE_ARE_ANY}


def _layout(value: Any, indent: str = "") -> str:
    """JSON text: on one line what fits there, and every list of mere numbers or strings."""
    line = json.dumps(value, ensure_ascii=False)
    is_flat = isinstance(value, list) and not any(isinstance(item, list | dict) for item in value)
    if not isinstance(value, list | dict) or is_flat or len(indent) + len(line) <= LINE_WIDTH:
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        items = [f"{deeper}{json.dumps(key)}: {_layout(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{deeper}{_layout(item, deeper)}" for item in value) + f"\n{indent}]"


def _load(text: str, source: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unrepeated)
    except json.JSONDecodeError as error:
        where = f"{source}, line {error.lineno}, column {error.colno}"
        raise ProgramFormatError(f"{where}: this is not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise ProgramFormatError(f"{source}: this JSON cannot be read: {error}") from None


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object, which must not give a key twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise ValueError(f"the key {repeated!r} is given twice in one object")
    return found
