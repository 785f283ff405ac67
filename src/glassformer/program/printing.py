"""The text form, written: ``str(program)``. ``parsing`` reads it back; ``grammar.ebnf`` describes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from glassformer.program.bodies import body
from glassformer.program.grouping import rules
from glassformer.program.headlines import headline, input_values, print_input, print_read, row_names
from glassformer.program.operations import NumberTable, Operation, Scores, SelectBest
from glassformer.program.signature import Signature
from glassformer.program.variables import GRID, Type
from glassformer.program.wording import WIDTH, numbers, quote, shortened, words, wrap

__all__ = [
    "HEADING",
    "NOTE",
    "WIDTH",
    "headline",
    "input_values",
    "numbers",
    "print_input",
    "print_operation",
    "print_read",
    "print_signature",
    "print_sketch",
    "quote",
    "row_names",
    "rules",
    "shortened",
    "words",
    "wrap",
]

Cut = Callable[[Operation | None, Sequence[str]], Sequence[str]]
"""What is left of the lines of an operation, its headline first, or of those of the signature."""
HEADING = "glassformer program, version 1"
NOTE = f"# Scores, weights and fixed-point numbers are in units of 1/{GRID}."


def whole(operation: Operation | None, lines: Sequence[str]) -> Sequence[str]:
    """All of the lines."""
    return lines


def print_sketch(
    signature: Signature,
    operations: Sequence[Operation],
    returns: str,
    origin: str,
    types: dict[str, Type],
    cut: Cut = whole,
) -> str:
    """The whole text: the signature, the operations, and what is returned; or what ``cut`` leaves of their lines."""
    printed = [print_operation(operation, types, signature, cut) for operation in operations]
    has_numbers = any(map(_has_numbers, operations, printed))
    paragraphs = [
        print_signature(signature, origin, cut),
        *([NOTE] if has_numbers else []),
        *_paragraphs(printed),
        f"return {returns}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def _has_numbers(operation: Operation, text: str) -> bool:
    """Whether the table of an operation is printed in numbers, as key scores are that are no preference."""
    return isinstance(operation, NumberTable | Scores) or (isinstance(operation, SelectBest) and "\n    keys: " in text)


def _paragraphs(operations: Sequence[str]) -> list[str]:
    """Operations of one line, one after another, as one paragraph; each of several lines as its own."""
    found: list[str] = []
    for text, before in zip(operations, ("\n", *operations), strict=False):
        if "\n" in text or "\n" in before:
            found.append(text)
        else:
            found[-1] += f"\n{text}"
    return found


def print_signature(signature: Signature, origin: str, cut: Cut = whole) -> str:
    """The heading: what the program takes and gives."""
    lines = [
        HEADING,
        f"origin {origin}",
        f"task {quote(signature.task)}",
        f"alphabet {words(signature.alphabet)}",
        *(f"column {column.name} {words(column.values)}" for column in signature.columns),
        f"marks {words(signature.marks)}",
        f"lengths {signature.lengths[0]} to {signature.lengths[-1]}",
        f"labels {words(signature.labels)}",
    ]
    if signature.unlabelled:
        lines.append(f"unlabelled {words(signature.unlabelled)}")
    if signature.is_causal:
        lines.append("causal")
    if signature.gives_one_label:
        lines.append("one_label")
    return "\n".join(map(wrap, cut(None, lines)))


def print_operation(operation: Operation, types: dict[str, Type], signature: Signature, cut: Cut = whole) -> str:
    """The headline and, in braces, the table; on one line where that is one line and fits."""
    first, *lines = cut(operation, [headline(operation), *body(operation, types, signature)])
    if not lines:
        return wrap(first)
    if len(lines) == 1 and len(text := f"{first} {{ {lines[0]} }}") <= WIDTH:
        return text
    return "\n".join([wrap(f"{first} {{"), *(wrap(f"    {line}") for line in lines), "}"])
