"""CoNLL columns: a word a line with its tag and whatever else, a blank line after each text.

Columns are apart by TAB, if the first line of data has one, and otherwise by spaces. Lines that begin with
``-DOCSTART-`` are skipped, and so are comments: lines that begin with ``# ``, ``#begin`` or ``#end`` and have not as
many columns as the data, as a word may well begin with ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Source
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import Layout, Row, Table, find_column, note

_COMMENTS = ("# ", "#begin ", "#end ")
_DOCSTART = "-DOCSTART-"
_SPACES = re.compile(r"[ \t]+")

Line = tuple[int, list[str]]
"""A line's number and its cells."""


def read_conll(document: Document, layout: Layout) -> Table:
    """The texts of a file in CoNLL columns. The word is by default in the first column, the tag in the last.

    Raises InputError for a line with more or fewer columns than the first one, a word or tag that is empty, and a file
    without words or without the columns asked for.
    """
    texts = _Texts(document, layout.delimiter)
    sentences = list(texts)
    if not sentences:
        raise InputError(
            f"{document.name} has no words; in CoNLL columns each line is a word, its tag and what else there is"
        )
    columns = _Columns.of(layout, texts.n_columns, document)
    rows = tuple(_row(sentence, columns, document) for sentence in sentences)
    notes = [
        *note(texts.n_docstarts, f"{_DOCSTART} line{{s}} skipped", document.name),
        *note(texts.n_comments, "comment line{s} skipped", document.name, texts.first_comment),
    ]
    label = layout.label if columns.tag is None else columns.tag
    return Table(rows, replace(layout, format="conll", text=columns.word, label=label), tuple(notes))


class _Texts:
    """The lines of each text, and counts of what is between them, complete once the texts have been gone through."""

    def __init__(self, document: Document, delimiter: str | None) -> None:
        self.document = document
        self.delimiter = delimiter
        self.n_columns = 0  # not known before the first line of data
        self.n_docstarts = self.n_comments = 0
        self.first_comment: int | None = None

    def __iter__(self) -> Iterator[list[Line]]:
        sentence: list[Line] = []
        for number, line in enumerate(self.document.lines(), start=1):
            if not line.strip(" \t"):
                if sentence:
                    yield sentence
                sentence = []
            elif cells := self._cells(number, line):
                sentence.append((number, cells))
        if sentence:
            yield sentence

    def _cells(self, number: int, line: str) -> list[str]:
        """The cells of a line; none where it is no data."""
        if line.startswith(_DOCSTART):
            self.n_docstarts += 1
            return []
        is_data_yet = self.n_columns > 0
        cells = self._split(line)
        if line.startswith(_COMMENTS) and (not is_data_yet or len(cells) != self.n_columns):
            self.n_comments += 1
            self.first_comment = self.first_comment or number
            return []
        if not is_data_yet:
            self.delimiter = self.delimiter or ("\t" if "\t" in line else " ")
            cells = self._split(line)
            self.n_columns = len(cells)
        if len(cells) != self.n_columns:
            n = f"{len(cells)} column{'s' * (len(cells) != 1)}"
            raise self.document.error(number, f"{n}, but the file began with {self.n_columns}: {line!r}")
        return cells

    def _split(self, line: str) -> list[str]:
        if self.delimiter in (None, " "):
            return _SPACES.split(line.strip(" \t"))
        return [cell.strip(" ") for cell in line.split(self.delimiter)]


@dataclass(frozen=True)
class _Columns:
    """The index of the word, of the tag (None where tags are not read), and of every further column by its name."""

    word: int
    tag: int | None
    others: Mapping[str, int]

    @classmethod
    def of(cls, layout: Layout, n_columns: int, document: Document) -> _Columns:
        names = list(layout.names) or [f"column_{index}" for index in range(n_columns)]
        if len(names) != n_columns:
            raise InputError(f"{document.name} has {n_columns} columns, but {len(names)} names were given for them")
        word = find_column(0 if layout.text is None else layout.text, names, document.name, "word")
        tag = None
        unread = layout.label  # a tag that is there, but not to be read, is no further column
        if layout.is_labelled:
            tag = unread = find_column(-1 if layout.label is None else layout.label, names, document.name, "tag")
        if tag == word:
            n = f"{n_columns} column{'s' * (n_columns != 1)}"
            raise InputError(f"{document.name}: column {word} cannot be both word and tag; the file has {n}")
        others = {name: index for index, name in enumerate(names) if index != word and unread not in (index, name)}
        return cls(word, tag, others)


def _row(sentence: list[Line], columns: _Columns, document: Document) -> Row:
    for number, cells in sentence:
        if not cells[columns.word] or (columns.tag is not None and not cells[columns.tag]):
            what = "tag" if cells[columns.word] else "word"
            raise document.error(number, f"the {what} is empty")
    numbers = [number for number, _ in sentence]
    is_run = numbers[-1] - numbers[0] + 1 == len(numbers)
    lines = range(numbers[0], numbers[-1] + 1) if is_run else tuple(numbers)

    def column(index: int) -> tuple[str, ...]:
        return tuple(cells[index] for _, cells in sentence)

    return Row(
        source=Source(document.name, numbers[0], lines),
        text=column(columns.word),
        label=None if columns.tag is None else column(columns.tag),
        columns={name: column(index) for name, index in columns.others.items()},
    )
