"""Python literals, and lines broken as ``ruff format`` and black break them.

``Code`` is an expression: text that stays on one line, a ``Bracket`` whose items may each get a line, or a
``Comprehension``, whose two parts may. Only a literal of very many items has several of them on each line: formatters,
which would give each its own, are to leave it (``is_filled``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glassformer.emission.measure import size, text_nodes

LINE_LENGTH = 88
INDENT = "    "
PLAIN_TEXT = re.compile(r'"[^"\\]*"')
"""A literal of text that stands there as it is."""
MOST_LINES = 40
"""A literal of more items than these has several of them on each line, where they are short."""
CALL_OF_DICT = "({"
"""The end of what opens a call of a long dict: one line for both, where formatters give each its own."""
FORMAT_OFF, FORMAT_ON = "# fmt: off", "# fmt: on"
"""Between these comments formatters leave lines as they are."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item in brackets: ``key`` is what stands before it (``"a": `` or ``keys=``), ``note`` a comment above it."""

    code: Code
    key: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """A list, set, dict, tuple or call; ``left`` and ``right`` are its brackets, ``left`` with what is called."""

    left: str
    items: tuple[Item, ...]
    right: str


@dataclass(frozen=True, kw_only=True)
class Comprehension:
    """A list comprehension: an element ``for`` each of something; ``right`` closes it, and may take a part of it."""

    element: Code
    clause: str
    right: str = "]"


Code = str | Bracket | Comprehension


@lru_cache(maxsize=65536)  # the words of an alphabet, again and again
def literal(value: str | int) -> str:
    r"""A value as source code: in double quotes unless single ones need fewer escapes; printable text as it is.

    >>> print(literal("it's"), literal('"'), literal("é\n"), literal(-3))
    "it's" '"' "é\n" -3
    """
    if isinstance(value, int):
        return str(value)
    quote = "'" if value.count('"') > value.count("'") else '"'
    written = "".join(char if char in "'\"" else repr(char)[1:-1] for char in value)
    return quote + written.replace(quote, "\\" + quote) + quote


def dict_of(items: Iterable[tuple[str, Code]]) -> Bracket:
    """A dict; the keys are source code."""
    return Bracket(left="{", items=tuple(Item(key=f"{key}: ", code=code) for key, code in items), right="}")


def list_of(codes: Iterable[Code]) -> Bracket:
    """A list."""
    return Bracket(left="[", items=tuple(Item(code=code) for code in codes), right="]")


def set_of(codes: Iterable[Code]) -> Code:
    """A set, which is written as a call where it is empty."""
    items = tuple(Item(code=code) for code in codes)
    return Bracket(left="{", items=items, right="}") if items else "set()"


def row_of(numbers: Sequence[int]) -> Bracket:
    """A tuple of two or more numbers."""
    return Bracket(left="(", items=tuple(Item(code=str(number)) for number in numbers), right=")")


def call(function: str, *arguments: Code, **keywords: Code) -> Bracket:
    """A call."""
    items = [Item(code=code) for code in arguments]
    items += [Item(key=f"{name}=", code=code) for name, code in keywords.items()]
    return Bracket(left=f"{function}(", items=tuple(items), right=")")


def flat(code: Code) -> str:
    """The expression on one line, without notes."""
    if isinstance(code, str):
        return code
    if isinstance(code, Comprehension):
        return f"[{flat(code.element)} {code.clause}{code.right}"
    return code.left + ", ".join(item.key + flat(item.code) for item in code.items) + code.right


def code_size(code: Code) -> int:
    """The nodes of the syntax tree of an expression.

    >>> code_size("a"), code_size(list_of(["1", "2"])), code_size(call("f", "a", key=dict_of([("1", "2")])))
    (2, 4, 9)
    >>> code_size('"a"')
    1
    """
    if not isinstance(code, Bracket):
        return _text_size(flat(code))
    inner = sum(code_size(item.code) + _key_size(item.key) for item in code.items)
    return inner + (_text_size(f"{code.left}{code.right}") if code.left != "{" else 1)


def _key_size(key: str) -> int:
    """The size of what stands before an item: of the key of a dict; of a keyword, one node."""
    return 1 if key.endswith("=") else _text_size(key.removesuffix(": ")) if key else 0


@lru_cache(maxsize=65536)
def _text_size(text: str) -> int:
    if text.isdecimal():
        return 1
    if PLAIN_TEXT.fullmatch(text):
        return 1 + text_nodes(text[1:-1])
    return size(f"_ = {text}") - 3  # less the assignment; a text by itself would be a docstring


def lay_out(before: str, code: Code, after: str = "", *, indent: str = "") -> list[str]:
    r"""The lines of ``before``, the expression and ``after``: one line if that fits, else one for each item.

    The comma after the last item makes formatters keep it so; of a comprehension the ``for`` gets a line if it must.

    >>> print("\n".join(lay_out("x = ", call("f", "a" * 40, "b" * 45))))
    x = f(
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
        bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
    )
    """
    if isinstance(code, str):
        return [indent + before + code + after]
    if not is_filled(code) and not _has_notes(code) and _fits(line := indent + before + flat(code) + after):
        return [line]
    inner = indent + INDENT
    if isinstance(code, Comprehension):
        both = f"{inner}{flat(code.element)} {code.clause}"
        parts = [both] if _fits(both) else [*lay_out("", code.element, indent=inner), inner + code.clause]
        return [f"{indent}{before}[", *parts, indent + code.right + after]
    first, last = indent + before + code.left, indent + code.right + after
    if _has_very_many(code):
        return [first, *_filled([f"{item.key}{item.code}," for item in code.items], inner), last]
    lines = [first]
    for item in code.items:
        lines += [f"{inner}# {item.note}"] if item.note else []
        lines += lay_out(item.key, item.code, ",", indent=inner)
    return [*lines, last]


def is_filled(code: Code) -> bool:
    """Whether it is long, and laid out in another way than formatters would, somewhere in it."""
    if not isinstance(code, Bracket):
        return False
    is_so = _has_very_many(code) or code.left.endswith(CALL_OF_DICT)
    return is_so or any(is_filled(item.code) for item in code.items)


def _has_very_many(code: Bracket) -> bool:
    """Whether this is a literal of very many items, each one short expression."""
    is_literal = code.left in {"[", "{", "("}
    return (
        is_literal
        and len(code.items) > MOST_LINES
        and all(isinstance(item.code, str) and not item.note for item in code.items)
    )


def _filled(texts: Iterable[str], indent: str) -> Iterator[str]:
    """Lines that hold as many of these texts as there is room for."""
    line = ""
    for text in texts:
        if line and not _fits(f"{indent}{line} {text}"):
            yield indent + line
            line = text
        else:
            line = f"{line} {text}".lstrip()
    yield indent + line


def _has_notes(code: Code) -> bool:
    return isinstance(code, Bracket) and any(item.note or _has_notes(item.code) for item in code.items)


def _fits(line: str) -> bool:
    return width(line) <= LINE_LENGTH


def width(line: str) -> int:
    """How many columns a line takes: wide East Asian characters take two, combining ones none."""
    if line.isascii():
        return len(line)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line
    )


def one_line(text: str) -> str:
    r"""Text that is safe in a docstring: one line of printable characters, without quotes that end it.

    >>> one_line('a "b"\n c')
    "a 'b' c"
    """
    printable = "".join(char if char.isprintable() else repr(char)[1:-1] for char in " ".join(text.split()))
    return printable.replace("\\", "\\\\").replace('"', "'")
