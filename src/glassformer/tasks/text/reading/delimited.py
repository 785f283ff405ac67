"""CSV and TSV: a text a row, with its label in another column; or, for tagging, its words in one and its tags in another.

TSV keeps double quotes as they are, since that is how text data sets are written (a review may begin with one); CSV takes
them off. Either can be told otherwise by the layout.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Source
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import (
    LABEL_NAMES,
    TEXT_NAMES,
    Layout,
    Row,
    Table,
    find_column,
    guess_column,
    no_column,
    note,
)
from glassformer.tasks.wording import describe_texts

_DELIMITERS = {"csv": ",;\t|", "tsv": "\t"}
_N_SNIFFED = 50


@dataclass(frozen=True)
class _Record:
    """The cells of one row, and the line on which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class _Columns:
    """The names of all columns, and the index of the text and of the label; the label's is None if none is read."""

    names: list[str]
    text: int
    label: int | None
    has_header: bool


def read_delimited(document: Document, layout: Layout) -> Table:
    """The texts of a CSV or TSV file, with labels as they are written there.

    The columns are those of the layout. Otherwise they are found by the names in the first row, or, without such names,
    there are two, and the label's is the one with fewer different values.

    Raises InputError for a row with more or fewer cells than the first, quotes that do not close, a row without a label, a
    column that is not there or cannot be found out, a first row that may be a header or not, and a file without rows.
    """
    is_quoted = layout.format == "csv" if layout.is_quoted is None else layout.is_quoted
    delimiter = layout.delimiter or _sniff_delimiter(document, layout.format or "csv", is_quoted)
    layout = replace(layout, delimiter=delimiter, is_quoted=is_quoted)
    records = _parse(document, delimiter, is_quoted)
    filled = [record for record in records if any(cell.strip() for cell in record.cells)]
    if not filled:
        raise InputError(f"{document.name} has no rows")
    columns = _find_columns(filled, layout, document)
    body = filled[1:] if columns.has_header else filled
    if not body:
        raise InputError(f"{document.name} has no rows below its header")
    empty = [record.line for record in records if not any(cell.strip() for cell in record.cells)]
    notes = [
        *note(len(empty), "blank row{s} skipped", document.name, empty[0] if empty else None),
        *_note_unread(columns, document),
        *_note_quotes(body, is_quoted, document),
    ]
    rows = tuple(_row(record, columns, document) for record in body)
    return Table(rows, _resolve(layout, columns), tuple(notes))


def _parse(document: Document, delimiter: str, is_quoted: bool) -> list[_Record]:
    """Every row, blank ones too; all others have equally many cells."""
    quoting = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(document.text, newline="\n"), delimiter=delimiter, quoting=quoting, strict=True)
    records: list[_Record] = []
    line = 1
    try:
        for cells in reader:
            records.append(_Record(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "; is a double quote missing, or one too many? Quotes inside of quotes are doubled" if is_quoted else ""
        raise document.error(line, f"this row cannot be read: {error}{hint}") from None
    n_cells = next((len(record.cells) for record in records if record.cells), 0)
    for record in records:
        if record.cells and len(record.cells) != n_cells:
            n = f"{len(record.cells)} cell{'s' * (len(record.cells) != 1)}"
            raise document.error(record.line, f"{n} where the first row has {n_cells}, apart by {delimiter!r}")
    return records


def _sniff_delimiter(document: Document, format_: str, is_quoted: bool) -> str:
    """The first usual delimiter that cuts the first rows into equally many cells; if none does, the first of them."""
    candidates = _DELIMITERS[format_]
    for delimiter in candidates:
        head = io.StringIO("\n".join(document.text.split("\n", _N_SNIFFED)[:_N_SNIFFED]), newline="\n")
        quoting = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
        lengths = {len(cells) for cells in csv.reader(head, delimiter=delimiter, quoting=quoting) if cells}
        if len(lengths) == 1 and lengths != {1}:
            return delimiter
    return candidates[0]


def _find_columns(records: Sequence[_Record], layout: Layout, document: Document) -> _Columns:
    first = [cell.strip() for cell in records[0].cells]
    has_header = layout.has_header
    if has_header is None:
        has_header = not layout.names and _is_header(first, layout)
        if not has_header:
            _refuse_likely_header(records, layout, document)
    names = list(layout.names) or (first if has_header else [])
    if names and len(names) != len(first):
        raise InputError(f"{document.name} has {len(first)} columns, but {len(names)} names were given for them")
    cells = [record.cells for record in records[has_header:]]
    text, label = _find_text_and_label(cells, names, len(first), layout, document)
    return _Columns(names or [f"column_{index}" for index in range(len(first))], text, label, has_header)


def _is_header(first: Sequence[str], layout: Layout) -> bool:
    wanted = {column for column in (layout.text, layout.label) if isinstance(column, str)}
    known = guess_column((*TEXT_NAMES, *LABEL_NAMES), first)
    return len(set(first)) == len(first) and (bool(wanted & set(first)) or known is not None)


def _refuse_likely_header(records: Sequence[_Record], layout: Layout, document: Document) -> None:
    """Raise where the first row has a label of its own and no other row has: it may be a header in unusual words."""
    if not isinstance(layout.label, int) and len(records[0].cells) != 2:
        return
    for column in (0, 1) if not isinstance(layout.label, int) else (layout.label,):
        values = Counter(record.cells[column] for record in records)
        first = records[0].cells[column]
        if values.pop(first) == 1 and values and min(values.values()) > 1:
            what = f"the label {first!r} is in no other row, so this may be a header; say Layout(has_header=True) or False"
            raise document.error(records[0].line, what)


def _find_text_and_label(
    cells: Sequence[list[str]], names: list[str], n_columns: int, layout: Layout, document: Document
) -> tuple[int, int | None]:
    """The index of the text's column and of the label's; the latter is None if labels are not read."""
    text, label = layout.text, layout.label
    if text is None and names:
        text = guess_column(TEXT_NAMES, names)
    if label is None and names:
        label = guess_column(LABEL_NAMES, names)
    if not layout.is_labelled:
        text = 0 if text is None and n_columns == 1 else text
        if text is None:
            raise no_column("text", names or _numbers(n_columns), document.name)
        return find_column(text, names, document.name, "text", n_columns), None
    if n_columns == 2 and not names and text is None and label is None:
        label = _fewer_values(cells, document)
    if n_columns == 2 and (text is None) != (label is None):
        text, label = _other(text, label, names, document)
    if text is None or label is None:
        raise no_column("text" if text is None else "label", names or _numbers(n_columns), document.name)
    text_index = find_column(text, names, document.name, "text", n_columns)
    label_index = find_column(label, names, document.name, "label", n_columns)
    if text_index == label_index:
        raise InputError(f"{document.name}: column {text!r} cannot be both text and label")
    return text_index, label_index
