"""What an emitted file does with its input: the check of what it is given, and the lists that ``run`` makes of it."""

from __future__ import annotations

from collections.abc import Container

from glassformer.emission.layout import INDENT, LINE_LENGTH, Code, call, lay_out, list_of, literal, set_of, width
from glassformer.emission.names import Names
from glassformer.program.columns import describe_allowed
from glassformer.program.signature import Signature, describe_alphabet, describe_lengths


def input_lists(signature: Signature, names: Names, read: Container[str]) -> list[str]:
    """The statements of ``run`` that add the marks; of columns, only for those whose Python names are ``read``."""
    if not signature.columns:
        return _with_marks(signature, "tokens", "*tokens")
    lines = []
    for place, column in enumerate(signature.columns, start=1):
        if names.variable(column.name) in read:
            lines += _with_marks(signature, names.variable(column.name), f"*(item[{place}] for item in tokens)")
    return [*lines, *_with_marks(signature, "tokens", "*(item[0] for item in tokens)")]


def _with_marks(signature: Signature, name: str, contents: str) -> list[str]:
    end = [] if signature.end_mark is None else [literal(signature.end_mark)]
    return lay_out(f"{name} = ", list_of([literal(signature.begin_mark), contents, *end]), indent="    ")


def check_input(signature: Signature) -> list[str]:
    """The function that raises ValueError where the program does not take an input."""
    lengths = signature.lengths
    task = " ".join(signature.task.split())
    expected = literal(f", but {task} takes {describe_lengths(lengths)}")
    return [
        "def check_input(tokens):",
        '    """Raise ValueError, saying why, unless the program takes these tokens."""',
        "    if isinstance(tokens, str):",
        '        wrong = "an input is a list of tokens, not one string: %r; split it first"',
        "        raise ValueError(wrong % tokens)",
        "    n = len(tokens)",
        f"    if n not in range({lengths.start}, {lengths.stop}):",
        '        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"',
        *lay_out("expected = ", expected, indent="        "),
        '        raise ValueError("the input " + found + expected)',
        *(_check_items(signature) if signature.columns else _check_tokens(signature)),
    ]


def _check_tokens(signature: Signature) -> list[str]:
    return [
        *lay_out("alphabet = ", _values(signature.alphabet), indent="    "),
        *lay_out("allowed = ", literal(describe_alphabet(signature)), indent="    "),
        "    for number, token in enumerate(tokens, start=1):",
        "        if token not in alphabet:",
        '            wrong = "unknown token %r (number %d of the input); " % (token, number)',
        "            raise ValueError(wrong + allowed)",
    ]


def _check_items(signature: Signature) -> list[str]:
    """The same where each token comes with its values in columns."""
    n = len(signature.columns) + 1
    names = ", ".join(column.name for column in signature.columns)
    expected = f"it must be a tuple of {n}: a token, and its value in each column ({names})"
    places = [
        ("unknown token %r", signature.alphabet),
        *((f"unknown value %r of column {column.name}", column.values) for column in signature.columns),
    ]
    listed = [call("", literal(what), _values(values), literal(describe_allowed(values))) for what, values in places]
    return [
        *text_lines("expected", expected, indent="    "),
        *lay_out("places = ", list_of(listed), indent="    "),
        "    for number, item in enumerate(tokens, start=1):",
        f"        if not isinstance(item, tuple) or len(item) != {n}:",
        '            wrong = "number %d of the input is %r; " % (number, item)',
        "            raise ValueError(wrong + expected)",
        "        for value, (unknown, values, allowed) in zip(item, places):",
        "            if value not in values:",
        '                wrong = unknown % value + " (number %d of the input); " % number',
        "                raise ValueError(wrong + allowed)",
    ]


def text_lines(name: str, text: str, *, indent: str) -> list[str]:
    """The statement that gives a text a name; in parentheses where it fits on a line of its own only."""
    (line,) = lay_out(f"{name} = ", literal(text), indent=indent)
    inner = f"{indent}{INDENT}{literal(text)}"
    if width(line) <= LINE_LENGTH or width(inner) > LINE_LENGTH:
        return [line]
    return [f"{indent}{name} = (", inner, f"{indent})"]


def _values(values: tuple[str, ...]) -> Code:
    return set_of(map(literal, values))
