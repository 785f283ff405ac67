"""Two programs side by side: which operations changed, and whether that changes any answer."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from glassformer.errors import VerificationError
from glassformer.program.columns import Column
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Read,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    TableInput,
    Thresholds,
)
from glassformer.program.printing import print_operation
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.proof.inputs import Method, Progress
from glassformer.proof.verdicts import Verdict
from glassformer.proof.verification import verify_against
from glassformer.tasks import Domain, Task

Kind = Literal["added", "removed", "changed", "renamed"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one operation.

    Attributes:
        kind: ``changed``: the name is the same, and something else is not. ``renamed``: nothing else is.
        before: its name in the first program; None where it was added.
        after: its name in the second; None where it was removed.
        lines: of its text, each with a sign before it: - in the first only, + in the second only, a space in both, @@
            where some are left out.
    """

    kind: Kind
    before: str | None
    after: str | None
    lines: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"kind": self.kind, "before": self.before, "after": self.after, "lines": list(self.lines)}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How one program differs from another.

    Attributes:
        signature: of each field in which the signatures differ, both values, as text.
        operations: what changed: in the order of the second program, then what was removed.
        n_same: how many operations did not change.
        returns: the names of what is returned, where these are not the same variable; else None.
        answers: whether the first answers like the second, as far as it could be checked; None where it could not.
        reason: why it could not; empty otherwise.
    """

    signature: dict[str, tuple[str, str]]
    operations: tuple[Change, ...]
    n_same: int
    returns: tuple[str, str] | None
    answers: Verdict | None
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "signature": {name: list(values) for name, values in self.signature.items()},
            "operations": [change.to_dict() for change in self.operations],
            "n_same": self.n_same,
            "returns": None if self.returns is None else list(self.returns),
            "answers": None if self.answers is None else self.answers.to_dict(),
            "reason": self.reason,
        }


def compare(
    before: Program,
    after: Program,
    about: Task | Domain | None = None,
    *,
    method: Method | None = None,
    n_samples: int = 100_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Difference:
    """How the second program differs from the first.

    Operations are matched by name, and those that are left over by content: everything but the name, where what they
    read may have been renamed as well.

    Args:
        before: the first program.
        after: the second.
        about: the inputs on which answers are compared; None: all that the first program takes.
        method: as in `verify_against`.
        n_samples: as in `verify_against`.
        seed: as in `verify_against`.
        progress: as in `verify_against`.
    """
    matched = _match(before, after)
    answers, reason = None, ""
    try:
        answers = verify_against(before, after, about, method=method, n_samples=n_samples, seed=seed, progress=progress)
    except VerificationError as error:
        reason = str(error)
    changes = tuple(_changes(before, after, matched))
    return Difference(
        signature=_signature_difference(before.signature, after.signature),
        operations=changes,
        n_same=len(after.operations) - sum(change.after is not None for change in changes),
        returns=None if matched.get(after.returns) == before.returns else (before.returns, after.returns),
        answers=answers,
        reason=reason,
    )


def _signature_difference(before: Signature, after: Signature) -> dict[str, tuple[str, str]]:
    values = {field.name: (getattr(before, field.name), getattr(after, field.name)) for field in fields(Signature)}
    return {name: (_shown(old), _shown(new)) for name, (old, new) in values.items() if old != new}


def _shown(value: object) -> str:
    if isinstance(value, range):
        return f"{value[0]} to {value[-1]}"
    if isinstance(value, Column):
        return f"{value.name}: {' '.join(value.values)}"
    return " ".join(map(_shown, value)) if isinstance(value, tuple) else str(value)


def _match(before: Program, after: Program) -> dict[str, str]:
    """For variables of the second program, the name of the same one in the first; inputs are among them."""
    names = {operation.name for operation in before.operations}
    matched = {name: name for name in after.types if name in names or name in after.signature.inputs}
    others = {operation.name for operation in after.operations}
    left_over = [operation for operation in before.operations if operation.name not in others]
    for operation in after.operations:
        if operation.name not in matched:
            same = [each for each in left_over if with_names(operation, matched, each.name) == each]
            if same:
                matched[operation.name] = same[0].name
                left_over.remove(same[0])
    return matched


def _changes(before: Program, after: Program, matched: Mapping[str, str]) -> Iterator[Change]:
    first = {operation.name: operation for operation in before.operations}
    for operation in after.operations:
        name = matched.get(operation.name)
        new = _text(after, operation)
        if name is None:
            yield Change(kind="added", before=None, after=operation.name, lines=tuple(f"+{line}" for line in new))
        elif name != operation.name:
            yield Change(kind="renamed", before=name, after=operation.name)
        elif with_names(operation, matched, name) != first[name]:
            lines = _unified(_text(before, first[name]), new)
            yield Change(kind="changed", before=name, after=name, lines=lines)
    kept = set(matched.values())
    for operation in before.operations:
        if operation.name not in kept:
            lines = tuple(f"-{line}" for line in _text(before, operation))
            yield Change(kind="removed", before=operation.name, after=None, lines=lines)


def _text(program: Program, operation: Operation) -> list[str]:
    return print_operation(operation, program.types, program.signature).splitlines()


def _unified(old: list[str], new: list[str]) -> tuple[str, ...]:
    """The lines that differ, with one around them. Where the text hides what differs, nothing."""
    lines = list(difflib.unified_diff(old, new, lineterm="", n=1))
    return tuple(lines[2:])  # without the names of files


def with_names(operation: Operation, names: Mapping[str, str], name: str) -> Operation:
    """The operation under another name, with the variables that it reads by their other names, where they have one."""

    def read(variable: Read) -> Read:
        return names.get(variable, variable) if isinstance(variable, str) else variable

    def table_input(each: TableInput) -> TableInput:
        return replace(each, variable=read(each.variable)) if isinstance(each, Clip | Thresholds) else read(each)

    match operation:
        case Select() | SelectClosest() | SelectBest():
            return replace(operation, name=name, keys=read(operation.keys), queries=read(operation.queries))
        case Aggregate() | AggregateSum():
            selector = names.get(operation.selector, operation.selector)
            return replace(operation, name=name, selector=selector, values=read(operation.values))
        case LookupTable() | NumberTable():
            return replace(operation, name=name, inputs=tuple(map(table_input, operation.inputs)))
        case Scores():
            variables = tuple(names.get(variable, variable) for variable in operation.variables)
            return replace(operation, name=name, variables=variables)
