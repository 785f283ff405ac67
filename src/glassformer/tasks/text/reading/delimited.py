"""CSV and TSV: a text a row, with its label in another column; for tagging, its words in one and its tags in another.

TSV keeps double quotes as they are, since that is how text data sets are written (a review may begin with one); CSV
takes them off. Either can be told otherwise by the layout.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Source
from glassformer.tasks.text.reading.columns import Columns, Record, find_columns
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import Layout, Row, Table, note
from glassformer.tasks.wording import describe_texts

_DELIMITERS = {"csv": ",;\t|", "tsv": "\t"}
_N_SNIFFED = 50


def read_delimited(document: Document, layout: Layout) -> Table:
    """The texts of a file in CSV or TSV, as the layout's format says, with labels as they are written there.

    Raises InputError for a row with more or fewer cells than the first, quotes that do not close, a row without a
    label, a file without rows, and columns that cannot be found (`columns.find_columns`).
    """
    with _cells_of_any_size(document):
        return _read(document, layout)


class RawRow(NamedTuple):
    """A row that is not blank: the numbers of its first line and its last, and its cells."""

    first_line: int
    last_line: int
    cells: list[str]


def raw_rows(document: Document, layout: Layout) -> list[RawRow]:
    """The rows of a file that was read with this layout, its header among them where it has one."""
    found, line = [], 1
    with _cells_of_any_size(document):
        for last_line, cells in _cells(document.text, layout.delimiter or ",", bool(layout.is_quoted)):
            if any(cell.strip() for cell in cells):
                found.append(RawRow(line, last_line, cells))
            line = last_line + 1
    return found


@contextmanager
def _cells_of_any_size(document: Document) -> Iterator[None]:
    limit = csv.field_size_limit(max(len(document.text), csv.field_size_limit()))  # a text may be a book
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _read(document: Document, layout: Layout) -> Table:
    is_quoted = layout.format == "csv" if layout.is_quoted is None else layout.is_quoted
    delimiter = layout.delimiter or _sniff_delimiter(document, _DELIMITERS[layout.format or "csv"], is_quoted)
    records = _parse(document, delimiter, is_quoted)
    filled = [record for record in records if any(cell.strip() for cell in record.cells)]
    if not filled:
        raise InputError(f"{document.name} has no rows")
    columns = find_columns(filled, layout, document)
    body = filled[columns.has_header :]
    if not body:
        raise InputError(f"{document.name} has no rows below its header")
    blank = [record.line for record in records if not any(cell.strip() for cell in record.cells)]
    notes = (
        *note(len(blank), "blank row{s} skipped", document.name, *blank[:1]),
        *_note_unread(columns, document),
        *_note_quotes(body, is_quoted, document),
    )
    rows = tuple(_row(record, columns, document) for record in body)
    return Table(rows, _resolve(replace(layout, delimiter=delimiter, is_quoted=is_quoted), columns), notes)


def _cells(text: str, delimiter: str, is_quoted: bool) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with the number of the row's last line."""
    lines = io.StringIO(text.replace("\r", " "), newline="\n")  # the reader would take it for a line end
    if is_quoted:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    for cells in reader:
        yield reader.line_num, cells


def _parse(document: Document, delimiter: str, is_quoted: bool) -> list[Record]:
    """Every row, blank ones too; all others have equally many cells."""
    records: list[Record] = []
    line = 1
    try:
        for last_line, cells in _cells(document.text, delimiter, is_quoted):
            records.append(Record(line, cells))
            line = last_line + 1
    except csv.Error as error:
        hint = "; is a double quote missing, or one too many? Inside of quotes they are doubled" if is_quoted else ""
        raise document.error(line, f"this row cannot be read: {error}{hint}") from None
    n_cells = next((len(record.cells) for record in records if record.cells), 0)
    for record in records:
        if record.cells and len(record.cells) != n_cells:
            n = f"{len(record.cells)} cell{'s' * (len(record.cells) != 1)}"
            hint = "" if is_quoted else "; if cells stand in double quotes, say Layout(is_quoted=True)"
            raise document.error(record.line, f"{n}, apart by {delimiter!r}, where the first row has {n_cells}{hint}")
    return records


def _sniff_delimiter(document: Document, candidates: str, is_quoted: bool) -> str:
    """The first candidate that cuts the first rows into equally many cells, at least two; if none does, the first."""
    for delimiter in candidates:
        lengths: set[int] = set()
        try:
            for line, cells in _cells(document.text, delimiter, is_quoted):
                lengths.update({len(cells)} - {0})  # a blank line says nothing
                if line >= _N_SNIFFED:
                    break
        except csv.Error:
            continue
        if len(lengths) == 1 and lengths != {1}:
            return delimiter
    return candidates[0]


def _note_unread(columns: Columns, document: Document) -> list[str]:
    n = len(columns.unread)
    return note(n, f"column{{s}} not read: {describe_texts(columns.unread)}", document.name) if n else []


def _note_quotes(body: Sequence[Record], is_quoted: bool, document: Document) -> list[str]:
    """A note where all cells that begin with a quote end with one, and quotes were kept."""
    if is_quoted:
        return []
    begun = [(record.line, cell) for record in body for cell in record.cells if cell.startswith('"')]
    if not all(len(cell) > 1 and cell.endswith('"') for _, cell in begun):
        return []
    what = "cell{s} in double quotes, which are kept; Layout(is_quoted=True) takes them off"
    return note(len(begun), what, document.name, *[line for line, _ in begun[:1]])


def _row(record: Record, columns: Columns, document: Document) -> Row:
    source, text = Source(document.name, record.line), record.cells[columns.text]
    if columns.label is None:
        return Row(source, text, None)
    label = record.cells[columns.label].strip()
    if not label and text.strip():
        raise document.error(record.line, f"the label is empty (column {columns.names[columns.label]!r})")
    return Row(source, text, label)


def _resolve(layout: Layout, columns: Columns) -> Layout:
    """The layout with what was found out: columns by name where the file names them, so that their order may change."""

    def name(index: int) -> int | str:
        is_named = columns.has_header and columns.names.count(columns.names[index]) == 1
        return columns.names[index] if is_named else index

    label = layout.label if columns.label is None else name(columns.label)
    return replace(layout, text=name(columns.text), label=label, has_header=columns.has_header)
