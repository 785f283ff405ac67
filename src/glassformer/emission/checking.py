"""What an emitted file does with its input: the check of what it is given, and the lists that ``run`` makes of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import MappingProxyType

from glassformer.emission.layout import (
    FORMAT_OFF,
    FORMAT_ON,
    INDENT,
    LINE_LENGTH,
    Code,
    call,
    is_filled,
    lay_out,
    list_of,
    literal,
    set_of,
    width,
)
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


_NONE_ALLOWED: Mapping[str, str] = MappingProxyType({})


def check_input(signature: Signature, allowed: Mapping[str, str] = _NONE_ALLOWED) -> list[str]:
    """The function that raises ValueError where the program does not take an input, and before it its table if any.

    What tokens and columns may be stands in the function, unless that is long, so that it is made once for all inputs;
    or it is in the file already: ``allowed`` says what it is called for ``tokens`` and for columns, by name.
    """
    lengths = signature.lengths
    task = " ".join(signature.task.split())
    expected = literal(f", but {task} takes {describe_lengths(lengths)}")
    name, table = _name_and_table(signature, allowed)
    is_long = is_filled(table)
    read = name.lower() if table and not is_long else name
    lines = [
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
        *(lay_out(f"{read} = ", table, indent="    ") if table and not is_long else []),
        *(_check_items if signature.columns else _check_tokens)(signature, read),
    ]
    above = [FORMAT_OFF, f"# {_ABOUT[name]}", *lay_out(f"{name} = ", table), FORMAT_ON] if is_long else []
    return ["\n".join(part) for part in (above, lines) if part]


_ABOUT = {
    "ALPHABET": "what each token may be",
    "PARTS": "what each token may be, and its value in each column, with what is said of others",
}


def _name_and_table(signature: Signature, allowed: Mapping[str, str]) -> tuple[str, Code]:
    """What says what is allowed; the table is empty where it is in the file already."""
    if signature.columns:
        return "PARTS", _parts(signature, allowed)
    if "tokens" in allowed:
        return allowed["tokens"], ""
    return "ALPHABET", _values(signature.alphabet)


def _check_tokens(signature: Signature, alphabet: str) -> list[str]:
    return [
        *lay_out("allowed = ", literal(describe_alphabet(signature)), indent="    "),
        "    for number, token in enumerate(tokens, start=1):",
        f"        if token not in {alphabet}:",
        '            wrong = "unknown token %r (number %d of the input); " % (token, number)',
        "            raise ValueError(wrong + allowed)",
    ]


def _check_items(signature: Signature, parts: str) -> list[str]:
    """The same where each token comes with its values in columns."""
    n = len(signature.columns) + 1
    names = ", ".join(column.name for column in signature.columns)
    expected = f"it must be a tuple of {n}: a token, and its value in each column ({names})"
    return [
        *text_lines("expected", expected, indent="    "),
        "    for number, item in enumerate(tokens, start=1):",
        f"        if not isinstance(item, tuple) or len(item) != {n}:",
        '            wrong = "number %d of the input is %r; " % (number, item)',
        "            raise ValueError(wrong + expected)",
        f"        for value, (unknown, values, allowed) in zip(item, {parts}):",
        "            if value not in values:",
        '                wrong = unknown % value + " (number %d of the input); " % number',
        "                raise ValueError(wrong + allowed)",
    ]


def _parts(signature: Signature, allowed: Mapping[str, str]) -> Code:
    """For the token and each column: what is said of an unknown one, what is known, and that in words."""
    listed = [
        ("tokens", "unknown token %r", signature.alphabet),
        *((each.name, f"unknown value %r of column {each.name}", each.values) for each in signature.columns),
    ]
    return list_of(
        call("", literal(what), allowed.get(name) or _values(values), literal(describe_allowed(values)))
        for name, what, values in listed
    )


def text_lines(name: str, text: str, *, indent: str) -> list[str]:
    """The statement that gives a text a name; in parentheses where it fits on a line of its own only."""
    (line,) = lay_out(f"{name} = ", literal(text), indent=indent)
    inner = f"{indent}{INDENT}{literal(text)}"
    if width(line) <= LINE_LENGTH or width(inner) > LINE_LENGTH:
        return [line]
    return [f"{indent}{name} = (", inner, f"{indent})"]


def _values(values: tuple[str, ...]) -> Code:
    return set_of(map(literal, values))
