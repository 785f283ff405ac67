"""JSON read by the types of dataclass fields; an error says where it is, what is there, and what should be."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

from glassformer.errors import ProgramFormatError, suggest
from glassformer.program.columns import Column
from glassformer.program.holes import OpenKeyScores, OpenNumbers, OpenPredicate, OpenRead, OpenTable, OpenWeights
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Thresholds,
)
from glassformer.program.printing import shortened
from glassformer.program.signature import Signature
from glassformer.program.sketch import Origin

FORMAT = "glassformer-program"
VERSION = 1

Json = dict[str, Any]

TAGS: dict[type, tuple[str, str]] = {
    Select: ("operation", "select"),
    SelectClosest: ("operation", "select_closest"),
    SelectBest: ("operation", "select_best"),
    Aggregate: ("operation", "aggregate"),
    AggregateSum: ("operation", "aggregate_sum"),
    LookupTable: ("operation", "lookup_table"),
    NumberTable: ("operation", "number_table"),
    Scores: ("operation", "scores"),
    Clip: ("input", "clip"),
    Thresholds: ("input", "thresholds"),
    OpenRead: ("hole", "read"),
    OpenPredicate: ("hole", "predicate"),
    OpenKeyScores: ("hole", "key_scores"),
    OpenTable: ("hole", "table"),
    OpenNumbers: ("hole", "numbers"),
    OpenWeights: ("hole", "weights"),
}
"""For each class the key that says so in JSON, and its value."""
WHERE_THERE_ARE_ANY = frozenset({"columns"})
"""Keys that are left out where there is nothing to list."""


@cache
def fields_of(cls: type) -> dict[str, Any]:
    """The fields of a dataclass, in order, each with its type."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


class Reader:
    """Reads JSON values by the types that the dataclasses' fields have; ``path`` says where, for errors."""

    def __init__(self, source: str) -> None:
        self._source = source

    def contents(self, data: object) -> dict[str, Any]:
        """The fields of a sketch."""
        if not isinstance(data, dict):
            self._fail("", data, "an object with a program")
        for key, expected in (("format", FORMAT), ("version", VERSION)):
            if key not in data:
                self._error("", f"missing key {key!r}; a program in JSON has {json.dumps({key: expected})}")
            if type(data[key]) is not type(expected) or data[key] != expected:
                self._fail(key, data[key], f"{json.dumps(expected)}, the only {key} that is known here")
        kinds = {
            "origin": Origin,
            "signature": Signature,
            "operations": tuple[Operation, ...],
            "returns": str,
        }
        return self._object(kinds, data, "", also=("format", "version"))

    def read(self, kind: Any, value: Any, path: str) -> Any:
        """The value of this type that a JSON value stands for."""
        origin = get_origin(kind)
        if origin in {Union, types.UnionType}:
            return self._one_of(get_args(kind), value, path)
        if origin is tuple:
            return self._tuple(get_args(kind)[0], value, path)
        if origin is Literal:
            if value not in get_args(kind):
                self._fail(path, value, _described(kind))
            return value
        if kind is range:
            shortest, longest = self._pair(value, path)
            return range(shortest, longest + 1)
        if kind in {str, int, bool, types.NoneType}:
            if type(value) is not kind:
                self._fail(path, value, _described(kind))
            return value
        if not isinstance(value, dict):
            self._fail(path, value, _described(kind))
        return kind(**self._object(fields_of(kind), value, path, also=TAGS.get(kind, ())[:1]))

    def _one_of(self, kinds: tuple[Any, ...], value: Any, path: str) -> Any:
        """A value of one of several types; the value's own type, or its tag, says of which."""
        if isinstance(value, list):
            fitting = [kind for kind in kinds if get_origin(kind) is tuple]
        elif isinstance(value, dict):
            tags = {TAGS[kind]: kind for kind in kinds if kind in TAGS}
            fitting = [kind for (key, tag), kind in tags.items() if value.get(key) == tag]
            if not fitting:
                self._check_tag(tags, value, path)
        else:
            fitting = [kind for kind in kinds if type(value) is kind]
        if not fitting:
            self._fail(path, value, " or ".join(_alternatives(kinds)))
        return self.read(fitting[0], value, path)

    def _check_tag(self, tags: Iterable[tuple[str, str]], value: Json, path: str) -> None:
        """Raise if the object has a tag, and one that is not known here."""
        for key in sorted({key for key, _ in tags}):
            if key in value:
                valid = [tag for each, tag in tags if each == key]
                self._error(f"{path}.{key}", f"unknown {key} {value[key]!r}; {suggest(str(value[key]), valid)}")

    def _tuple(self, kind: Any, value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            self._fail(path, value, "a list")
        if kind is int and all(type(item) is int for item in value):
            return tuple(value)
        return tuple(self.read(kind, item, f"{path}[{place}]") for place, item in enumerate(value))

    def _pair(self, value: Any, path: str) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) != 2 or not all(type(item) is int for item in value):
            self._fail(path, value, _described(range))
        return value[0], value[1]

    def _object(self, kinds: Mapping[str, Any], value: Json, path: str, also: Iterable[str] = ()) -> dict[str, Any]:
        """The values of an object with exactly these keys, and the ones in ``also``, which are not read."""
        expected = [*also, *kinds]
        for key in value:
            if key not in expected:
                self._error(path, f"unknown key {key!r}; {suggest(key, expected)}")
        needed = [key for key in expected if key not in WHERE_THERE_ARE_ANY]
        for key in needed:
            if key not in value:
                self._error(path, f"missing key {key!r}; there must be {', '.join(needed)}")
        return {
            key: self.read(kind, value[key], f"{path}.{key}".lstrip(".")) for key, kind in kinds.items() if key in value
        }

    def _fail(self, path: str, value: object, expected: str) -> NoReturn:
        found = json.dumps(value, ensure_ascii=False, default=repr)
        self._error(path, f"found {shortened(found, 60)}, expected {expected}")

    def _error(self, path: str, message: str) -> NoReturn:
        raise ProgramFormatError(f"{self._source}: {path}: {message}" if path else f"{self._source}: {message}")


_PLAIN = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    types.NoneType: "null",
    range: "a list of the shortest and the longest length",
    Signature: "an object with a signature",
    Column: "an object with a column",
}


def _described(kind: Any) -> str:
    """A type in the words of JSON, for errors."""
    origin = get_origin(kind)
    if origin is tuple:
        return "a list"
    if origin is Literal:
        return f"one of {', '.join(map(json.dumps, get_args(kind)))}"
    if origin in {Union, types.UnionType}:
        return " or ".join(_alternatives(get_args(kind)))
    return f'an object with "{TAGS[kind][0]}": "{TAGS[kind][1]}"' if kind in TAGS else _PLAIN[kind]


def _alternatives(kinds: tuple[Any, ...]) -> list[str]:
    """The types in the words of JSON, objects that have the same tag named together."""
    tags: dict[str, list[str]] = {}
    for kind in kinds:
        if kind in TAGS:
            tags.setdefault(TAGS[kind][0], []).append(TAGS[kind][1])
    plain = [_described(kind) for kind in kinds if kind not in TAGS]
    return [*plain, *(f'an object with "{key}": {" or ".join(map(json.dumps, names))}' for key, names in tags.items())]
