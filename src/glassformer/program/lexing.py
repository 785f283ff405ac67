"""The text form, cut into lines of tokens: what ``parsing`` and ``tables`` read. ``grammar.ebnf`` describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from glassformer.errors import ProgramSyntaxError
from glassformer.program.wording import BARE_WORD, CUT, INTEGER, RESERVED, TO, shortened

END = "the end of the line"
LINE_END = "\n"
"""The value of the token at the end of each line. That of the empty line at the end of the text is empty; that of what
stands between braces on one line is the closing brace."""
_INTEGER = re.compile(r"-?[0-9]{1,4000}")
_TOKEN = re.compile(
    rf"""
      (?P<space>    [ \t\r]+ | \\[ \t\r]*\n | \#[^\n]* )
    | (?P<newline>  \n )
    | (?P<sign>     [=!<>]= | [(){{}}:,=?] )
    | (?P<word>     {BARE_WORD.pattern} )
    | (?P<string>   "(?:[^"\\\n]|\\[^\n])*" )
    | (?P<stray>    . )
    """,
    re.VERBOSE,
)


MOST_SPANNED = 100_000
"""So many whole numbers stand in ``1 to 4``, at most."""


class Token(NamedTuple):
    """A word, string or sign, and where it stands.

    ``kind`` is ``word``, ``string``, ``end`` (of a line), or, for a sign, the sign itself; the value of a string is
    what its quotes hold.
    """

    kind: str
    value: str
    line: int
    column: int

    def __str__(self) -> str:
        if self.kind == "end" and self.value != "}":
            return END if self.value else "the end of the text"
        return repr(shortened(self.value, 60))


class Line:
    """The tokens of one line, and how far they have been read. The last token is its end."""

    def __init__(self, tokens: list[Token], source: str) -> None:
        self.tokens = tokens
        self.source = source
        self.place = 0

    @property
    def next(self) -> Token:
        """The next token, which stays the next one."""
        return self.tokens[self.place]

    def has(self, *values: str) -> bool:
        """Whether these come next: words and signs; a string is none of them."""
        found = self.tokens[self.place : self.place + len(values)]
        return tuple(None if token.kind in {"string", "end"} else token.value for token in found) == values

    def is_just(self, *values: str) -> bool:
        """Whether these are all that is left of the line."""
        return self.has(*values) and self.tokens[self.place + len(values)].kind == "end"

    def take(self) -> Token:
        """The next token, which has then been read."""
        token = self.tokens[self.place]
        self.place += token.kind != "end"
        return token

    def take_if(self, value: str) -> bool:
        """Whether this word or sign came next; if it did, it has then been read."""
        is_next = self.has(value)
        self.place += is_next
        return is_next

    def expect(self, value: str, why: str = "") -> Token:
        """The next token, which must be this word or sign."""
        if not self.has(value):
            raise self.error(f"expected {value!r}{why}, found {self.next}")
        return self.take()

    def finish(self, expected: str = END) -> None:
        """Raise unless the whole line has been read."""
        if self.next.kind != "end":
            raise self.error(f"expected {expected}, found {self.next}")

    def word(self, expected: str) -> Token:
        """The next token, which must be a bare word."""
        if self.next.kind != "word":
            raise self.error(f"expected {expected}, found {self.next}")
        return self.take()

    def value(self, expected: str) -> Token:
        """The next token, which must be the name of a value: a string, or a word that means nothing else."""
        token = self.next
        if token.kind not in {"word", "string"}:
            raise self.error(f"expected {expected}, found {token}")
        if token.kind == "word" and token.value in RESERVED:
            raise self.error(
                f'expected {expected}, found {token}, a word of the text form; write "{token.value}", in quotes, if it '
                "is a value"
            )
        return self.take()

    def values(self, expected: str) -> list[Token]:
        """One or more names of values; all from the first to the last of ``1 to 4``."""
        found = [self.value(expected)]
        while self.next.kind in {"word", "string"}:
            if self.has(TO) and self._is_span(found[-1]):
                found += self._span(found[-1])
            else:
                found.append(self.value(expected))
        return found

    def _is_span(self, first: Token) -> bool:
        """Whether ``to``, which comes next, stands between two whole numbers."""
        ends = first, self.tokens[self.place + 1]
        return all(each.kind == "word" and INTEGER.fullmatch(each.value) for each in ends)

    def _span(self, first: Token) -> list[Token]:
        """What follows the first of ``1 to 4``."""
        self.take()
        last = self.take()
        start, end = int(first.value) + 1, int(last.value)
        if not start <= end < start + MOST_SPANNED:
            raise self.error(f"{first} to {last}: whole numbers go up, from the first to the last", last)
        return [last._replace(value=str(number)) for number in range(start, end + 1)]

    def has_integer(self) -> bool:
        """Whether a whole number comes next."""
        return self.next.kind == "word" and _INTEGER.fullmatch(self.next.value) is not None

    def integer(self, expected: str) -> int:
        """The next token, which must be a whole number."""
        if not self.has_integer():
            raise self.error(f"expected {expected}, found {self.next}")
        return int(self.take().value)

    def error(self, message: str, token: Token | None = None) -> ProgramSyntaxError:
        """An error at a token, by default the next one."""
        where = token or self.next
        return ProgramSyntaxError(message, line=where.line, column=where.column, source=self.source)


def read_lines(text: str, source: str) -> list[Line]:
    """The lines that hold something, comments left out, a continued line joined into one; the last is an empty one.

    Raises:
        ProgramSyntaxError: a character or a string that cannot be.
    """
    lines: list[Line] = []
    tokens: list[Token] = []
    for token in _tokens(text, source):
        if token.kind != "end":
            tokens.append(token)
        elif tokens:
            lines.append(Line([*tokens, token], source))
            tokens = []
    return [*lines, Line([token._replace(value="")], source)]


def _tokens(text: str, source: str) -> Iterator[Token]:
    """Every token, with an end after each line and at the end of the text."""
    line, line_start = 1, 0
    for match in _TOKEN.finditer(text):
        kind, value, column = match.lastgroup, match.group(), match.start() - line_start + 1
        if kind == "space":
            if value.endswith("\n"):
                line, line_start = line + 1, match.end()
        elif kind == "newline":
            yield Token("end", LINE_END, line, column)
            line, line_start = line + 1, match.end()
        elif kind == "word":
            yield Token("word", value, line, column)
        elif kind == "sign":
            yield Token(value, value, line, column)
        elif kind == "string":
            yield _string(Token(kind, value, line, column), source)
        else:
            raise _stray(Token("stray", value, line, column), source)
    yield Token("end", LINE_END, line, len(text) - line_start + 1)


def _string(token: Token, source: str) -> Token:
    """The token with what its quotes hold."""
    try:
        return token._replace(value=json.loads(token.value))
    except ValueError:
        message = f"{token.value} is not a string as JSON writes it: its \\ escapes or control characters are wrong"
        raise ProgramSyntaxError(message, line=token.line, column=token.column, source=source) from None


def _stray(token: Token, source: str) -> ProgramSyntaxError:
    """The error for a character that begins nothing."""
    if token.value == '"':
        message = "this string does not end on its line"
    elif token.value == CUT:
        message = (
            "this text was cut short for reading, and is no whole program; glassformer show --full prints all of it"
        )
    else:
        message = f"unexpected character {token}; a value with other than plain characters is written in double quotes"
    return ProgramSyntaxError(message, line=token.line, column=token.column, source=source)
