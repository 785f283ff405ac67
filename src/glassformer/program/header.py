"""The head of the text form, read: the version, and what a program takes and gives. ``printing`` writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from glassformer.errors import suggest
from glassformer.program.columns import Column
from glassformer.program.lexing import Line
from glassformer.program.printing import HEADING
from glassformer.program.signature import Signature
from glassformer.program.sketch import Origin

NEEDED = ("task", "alphabet", "marks", "lengths", "labels")
"""The headers that no program does without."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the head of a text says."""

    signature: Signature
    origin: Origin


def read_heading(line: Line) -> None:
    """Raise ProgramSyntaxError unless this is the first line of a text of a version that is known here."""
    for word in ("glassformer", "program", ",", "version"):
        line.expect(word, f", as in {HEADING!r}")
    if not line.take_if("1"):
        raise line.error(f"this is version {line.next} of the text form; only version '1' is known here")
    line.finish()


def read_header(lines: Sequence[Line], before: Line) -> Header:
    """What the lines between the heading and the first operation say; ``before`` is the line after them.

    Raises:
        ProgramSyntaxError: a header is unknown, missing or given twice, or the signature cannot be one.
    """
    fields: dict[str, Any] = {}
    keys: dict[str, Line] = {}
    for line in lines:
        key = line.word("a header, an operation or 'return'")
        if key.value not in _HEADERS:
            raise line.error(f"unknown header {key}; {suggest(key.value, _HEADERS)}", key)
        known = f"column {line.next.value}" if key.value == "column" else key.value
        if known in keys:
            raise line.error(f"{known!r} is given twice; first on line {keys[known].tokens[0].line}", key)
        keys[known] = line
        read = _HEADERS[key.value](line)
        if "columns" in read:
            read["columns"] = (*fields.get("columns", ()), *read["columns"])
        fields |= read
        line.finish()
    for needed in NEEDED:
        if needed not in keys:
            raise before.error(f"expected a header {needed!r} before this")
    origin = fields.pop("origin", "hand-written")
    signature = Signature(**fields)
    if signature.fault is not None:
        at, message = signature.fault
        raise keys[at].error(f"{at}: {message}", keys[at].tokens[0])
    return Header(signature=signature, origin=origin)


def _origin(line: Line) -> dict[str, Any]:
    origins = get_args(Origin)
    token = line.word("an origin")
    if token.value not in origins:
        raise line.error(f"unknown origin {token}; {suggest(token.value, origins)}", token)
    return {"origin": token.value}


def _marks(line: Line) -> dict[str, Any]:
    begin = line.value("the begin mark").value
    end = None if line.next.kind == "end" else line.value("the end mark").value
    return {"begin_mark": begin, "end_mark": end}


def _lengths(line: Line) -> dict[str, Any]:
    shortest = line.integer("the shortest length, as in 'lengths 1 to 8'")
    line.expect("to")
    return {"lengths": range(shortest, line.integer("the longest length") + 1)}


def _column(line: Line) -> dict[str, Any]:
    name = line.word("the name of a column, as in 'column shape Xx xx'")
    return {"columns": (Column(name.value, _listed(line, f"column {name.value}")),)}


def _listed(line: Line, what: str) -> tuple[str, ...]:
    return tuple(token.value for token in line.values(f"a value for {what}"))


def _values(key: str) -> Callable[[Line], dict[str, Any]]:
    return lambda line: {key: _listed(line, key)}


_HEADERS: dict[str, Callable[[Line], dict[str, Any]]] = {
    "origin": _origin,
    "task": lambda line: {"task": line.value("the name of a task").value},
    "alphabet": _values("alphabet"),
    "column": _column,
    "marks": _marks,
    "lengths": _lengths,
    "labels": _values("labels"),
    "unlabelled": _values("unlabelled"),
    "causal": lambda _: {"is_causal": True},
    "one_label": lambda _: {"gives_one_label": True},
}
"""For each header what reads the rest of its line, as fields of the signature (and the origin)."""
