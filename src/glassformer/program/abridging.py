"""The text form for people where it is long: of long lists and tables the beginning, and how much more there is.

What is cut no longer parses; ``str(sketch)`` stays whole. Lists keep the order of the values; those of words, that of
the alphabet, which learners begin with the most frequent ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from glassformer.program.headlines import read_values, row_names
from glassformer.program.operations import (
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
)
from glassformer.program.printing import print_sketch
from glassformer.program.sketch import Sketch
from glassformer.program.variables import Categorical
from glassformer.program.wording import CHUNK, CUT, TO

MANY = 40
"""Lists of more names than these are cut, and in a table over more values than these every list is."""
N_SHOWN = 8
"""Of a list that is cut so many names are left."""
MOST_LINES, N_LINES = 150, 40
"""Tables of more lines are cut, to so many."""
NOTE = "# Cut short for reading; glassformer show --full prints all of it."


def abridged(sketch: Sketch) -> str:
    """The text of a program or sketch, its long lists and tables cut short; whole, and so parsable, where none is long.

    A list of 243 words is printed as its first words and then ``… and 235 more (243)``.
    """
    abridging = _Abridging(sketch)
    text = print_sketch(sketch.signature, sketch.operations, sketch.returns, sketch.origin, sketch.types, abridging.cut)
    return f"{text}\n{NOTE}\n" if abridging.has_cut else text


class _Abridging:
    """Cuts the lines of one sketch; ``has_cut``: whether any has been cut so far."""

    def __init__(self, sketch: Sketch) -> None:
        self._types = sketch.types
        self.has_cut = False

    def cut(self, operation: Operation | None, lines: Sequence[str]) -> list[str]:
        """What is left of the lines of an operation, its headline first, or of those of the signature."""
        found = [*self._cut(operation, lines)]
        self.has_cut |= found != [*lines]
        return found

    def _cut(self, operation: Operation | None, lines: Sequence[str]) -> Iterator[str]:
        match operation:
            case None:
                yield from map(_header, lines)
            case Scores():
                yield lines[0]
                for variable, section in groupby(lines[1:], key=lambda line: line.split(maxsplit=1)[0]):
                    yield from self._section(variable, [*section])
            case _:
                yield _headline(lines[0])
                most = N_SHOWN if self._n_values(operation) > MANY else MANY
                yield from (_rule(line, most, cuts_outcome=True) for line in _first(lines[1:]))

    def _section(self, variable: str, lines: Sequence[str]) -> Iterator[str]:
        """The lines of scores that begin with the same word, which may be a variable."""
        type_ = self._types.get(variable)
        if not isinstance(type_, Categorical):
            yield from lines
            return
        most = N_SHOWN if type_.cardinality > MANY else MANY
        for line in _first(lines):
            before, space, rule = line.partition(" ")
            yield before + space + _rule(rule, most, cuts_outcome=False)

    def _n_values(self, operation: Operation) -> int:
        """How many values the largest input of a table has; 0 where there is no table."""
        match operation:
            case LookupTable() | NumberTable():
                return max(map(len, row_names(operation, self._types)))
            case Select() | SelectClosest() | SelectBest():
                return max(len(read_values(read, self._types)) for read in (operation.keys, operation.queries))
            case _:
                return 0


def _header(line: str) -> str:
    """A line of the signature, which is a list behind one word, or that of a column behind two."""
    n_words = 2 if line.startswith("column ") else 1
    words = line.split(" ", n_words)
    return " ".join([*words[:n_words], *(_names(text, MANY) for text in words[n_words:])])


def _headline(line: str) -> str:
    """A headline, of which only the values that a table gives are a list."""
    before, arrow, values = line.partition(" -> ")
    return before + arrow + _names(values, MANY)


def _first(lines: Sequence[str]) -> list[str]:
    """The first lines of a long table, how many more there are, and ``else``."""
    if len(lines) <= MOST_LINES:
        return [*lines]
    last = [line for line in lines[-1:] if line.split(":")[0].endswith("else")]
    return [*lines[:N_LINES], f"{CUT} and {len(lines) - N_LINES - len(last):,} more lines", *last]


def _rule(line: str, most: int, *, cuts_outcome: bool) -> str:
    """A line of a table: lists of names, a colon, and what these rows have, which may be a list too."""
    chunks = CHUNK.findall(line)
    place = next((place for place, chunk in enumerate(chunks, start=1) if chunk.endswith(":")), 0)
    left, right = " ".join(chunks[:place]), " ".join(chunks[place:])
    return f"{_names(left, most)} {_names(right, most) if cuts_outcome else right}".strip()


def _names(text: str, most: int) -> str:
    """Lists of names, with commas between them; each of more than so many cut to its first ones."""
    found: list[str] = []
    names: list[tuple[str, int]] = []
    for chunk in _spans(CHUNK.findall(text)):
        names.append(chunk)
        if chunk[0][-1] in ",:":
            found += _shown(names, most)
            names = []
    return " ".join([*found, *_shown(names, most)])


def _spans(chunks: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Names, each with 1, and spans as ``1 to 4``, each with how many names that is."""
    place = 0
    while place < len(chunks):
        if chunks[place + 1 : place + 2] == [TO]:
            first, last = chunks[place], chunks[place + 2]
            yield f"{first} {TO} {last}", int(last.rstrip(",:")) - int(first) + 1
            place += 3
        else:
            yield chunks[place], 1
            place += 1


def _shown(names: Sequence[tuple[str, int]], most: int) -> list[str]:
    """One list, cut where it has more names than these."""
    if len(names) <= most:
        return [text for text, _ in names]
    n_all = sum(n for _, n in names)
    n_more = n_all - sum(n for _, n in names[:N_SHOWN])
    end = names[-1][0][-1] if names[-1][0][-1] in ",:" else ""
    return [*(text for text, _ in names[:N_SHOWN]), f"{CUT} and {n_more:,} more ({n_all:,}){end}"]
