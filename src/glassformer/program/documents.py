"""The JSON documents of a run folder, read and checked for what is relied on in them.

People edit these files, and folders come from strangers: what is damaged is an error that says where.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import NoneType
from typing import Any, NoReturn

from glassformer.errors import RunFolderError

Shape = type | tuple[type, ...] | Mapping[str, Any] | list[Any]
"""What a value has to be: of a type, or of one of several; an object in which these keys, where they are there, have
these shapes; a list of things of the one shape that it holds."""

SUMMARY_SHAPE: Shape = {
    "task": str,
    "seconds": (int, float),
    "device": str,
    "facts": {"accuracy": str, "agreement": str, "verdict": str},
    "program": {"operations": int, "size": int, "lines": int},
    "spread": [{"valid": {"tokens": int, "n_tokens": int}}],
    "best_restart": int,
}
SETTING_SHAPE: Shape = {
    "task": {"name": str, "source": (str, NoneType), "sizes": {"vocabulary_size": int, "max_length": int}},
    "configuration": {},
    "device": str,
    "workers": int,
    "engine": str,
    "address": (str, NoneType),
    "budget_seconds": (int, float, NoneType),
}
VOCABULARY_SHAPE: Shape = {"tokens": [str], "labels": [str], "reader": {}}
_NAMES = {str: "a text", int: "a whole number", float: "a number", NoneType: "null"}


def read_document(path: Path, shape: Shape) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        RunFolderError: it cannot be read, or something in it is not of this shape.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except (OSError, ValueError, RecursionError) as error:
        raise RunFolderError(f"{path} cannot be read: {error}") from None
    if not isinstance(document, dict):
        raise RunFolderError(f"{path} is damaged: it does not hold a JSON object")
    _check(document, shape, path, "")
    return document


def lacks(document: Mapping[str, Any], *wanted: str) -> str:
    """Which of these keys an object lacks, in words; nothing where it has them all.

    >>> lacks({"a": {"b": 1}}, "a.b", "a.c", "d")
    'a.c, d'
    """
    missing = []
    for place in wanted:
        value: Any = document
        for key in place.split("."):
            value = value.get(key, _MISSING) if isinstance(value, Mapping) else _MISSING
        if value is _MISSING:
            missing.append(place)
    return ", ".join(missing)


_MISSING = object()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _check(value: Any, shape: Shape, path: Path, where: str) -> None:
    """Raise unless the value has the shape."""
    match shape:
        case Mapping():
            if not isinstance(value, Mapping):
                raise _damaged(path, where, "an object")
            for key in shape.keys() & value.keys():
                _check(value[key], shape[key], path, f"{where}.{key}".lstrip("."))
        case list():
            if not isinstance(value, list):
                raise _damaged(path, where, "a list")
            for place, item in enumerate(value):
                _check(item, shape[0], path, f"{where}[{place}]")
        case _:
            types = shape if isinstance(shape, tuple) else (shape,)
            if type(value) not in types:
                raise _damaged(path, where, " or ".join(_NAMES[each] for each in types))


def _damaged(path: Path, where: str, expected: str) -> RunFolderError:
    return RunFolderError(f"{path} is damaged: {where} is not {expected}")
