"""Which columns of CSV or TSV are the text and the label, as the layout says or as the rows themselves show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from glassformer.errors import InputError
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import (
    LABEL_NAMES,
    TEXT_NAMES,
    Column,
    Layout,
    find_column,
    guess_column,
    no_column,
)


class Record(NamedTuple):
    """The cells of one row, and the line on which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Columns:
    """The names of all columns, the index of the text, and that of the label; None if labels are not read.

    ``has_header``: whether the names are the file's first row.
    """

    names: list[str]
    text: int
    label: int | None
    has_header: bool

    @property
    def unread(self) -> list[str]:
        """Names of the columns that are neither."""
        return [name for index, name in enumerate(self.names) if index not in (self.text, self.label)]


def find_columns(records: Sequence[Record], layout: Layout, document: Document) -> Columns:
    """The columns that the layout names, and what it leaves open by what the rows show.

    That is by usual names in the first row; or, where there are two columns, the label is the one with fewer different
    values. Raises InputError where a column is not there or cannot be found out, and where the first row may be a
    header or not.
    """
    first = [cell.strip() for cell in records[0].cells]
    has_header = _has_header(first, layout) if layout.has_header is None else layout.has_header
    names = list(layout.names) or (first if has_header else [f"column_{index}" for index in range(len(first))])
    if len(names) != len(first):
        raise InputError(f"{document.name} has {len(first)} columns, but {len(names)} names were given for them")
    head = _Head(first, names, f"{document.name}, line {records[0].line}")
    if not layout.is_labelled:
        return Columns(names, head.find_only_text(layout), None, has_header)
    text, label = head.find_both(layout, [record.cells for record in records[has_header:]])
    if layout.has_header is None and not has_header:
        _refuse_likely_header(records, label, document)
    return Columns(names, text, label, has_header)


def _has_header(first: list[str], layout: Layout) -> bool:
    if layout.names or len(set(first)) < len(first):
        return list(layout.names) == first
    is_wanted = layout.text in first or layout.label in first
    return is_wanted or guess_column((*TEXT_NAMES, *LABEL_NAMES), first) is not None


@dataclass(frozen=True)
class _Head:
    """The cells of the first row, the names of the columns, which may be the same, and where that is."""

    first: list[str]
    names: list[str]
    where: str

    def find_only_text(self, layout: Layout) -> int:
        """The index of the text where no label is read."""
        if len(self.names) == 1 and not isinstance(layout.text, str):
            return 0
        return self._sure(self._find(layout.text, TEXT_NAMES, "text"), "text")

    def find_both(self, layout: Layout, body: Sequence[list[str]]) -> tuple[int, int]:
        """The index of the text and that of the label."""
        text = self._find(layout.text, TEXT_NAMES, "text")
        label = self._find(layout.label, LABEL_NAMES, "label")
        if len(self.names) == 2:
            if text is None and label is None:
                label = _fewer_values(body)
            text = 1 - label if text is None and label is not None else text
            label = 1 - text if label is None and text is not None else label
        if text is not None and text == label:
            raise InputError(f"{self.where}: column {self.names[text]!r} cannot be both text and label")
        return self._sure(text, "text"), self._sure(label, "label")

    def _find(self, wanted: Column | None, known: Sequence[str], what: str) -> int | None:
        if wanted is None:
            return guess_column(known, self.names)
        return find_column(wanted, self.names, self.where, what)

    def _sure(self, index: int | None, what: Literal["text", "label"]) -> int:
        if index is None:
            raise no_column(what, self.first, self.where)
        return index


def _fewer_values(body: Sequence[list[str]]) -> int | None:
    """Which of two columns has fewer different values; None if they have equally many."""
    n_first, n_second = (len({cells[index] for cells in body}) for index in (0, 1))
    return None if n_first == n_second else int(n_second < n_first)


def _refuse_likely_header(records: Sequence[Record], label: int, document: Document) -> None:
    """Raise where only the first row's label is not repeated: it may be the name of the column."""
    counts = Counter(record.cells[label] for record in records)
    first = records[0].cells[label]
    if counts.pop(first) == 1 and counts and min(counts.values()) > 1:
        raise document.error(
            records[0].line,
            f"{first!r} is the label of no other row, so this may be a header; say Layout(has_header=True), or False",
        )
