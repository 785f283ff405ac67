"""Predictions written into the file of their texts.

The file stays as it was read, line by line, with one thing more wherever a text, or a word, has its own: a last column
in CoNLL columns, a cell ``predicted`` in CSV and TSV, a key ``predicted`` in JSON Lines, and in plain lines the label
and a TAB before the text. Tags of a text stand in one cell with spaces between them. Where its words are not simply
what has white space between, they stand beside their tags as ``predicted_words``; in plain lines, in place of the text.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Collection, Iterator, Sequence

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Source, Words
from glassformer.tasks.text.reading.delimited import raw_rows
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.predicting import FileToLabel

PREDICTED, WORDS = "predicted", "predicted_words"
NO_TAG = "-"
"""Stands for the tag of a word that got none."""

Prediction = str | Sequence[str | None]
"""The label of a text, or a tag for each of its words."""


def write_predictions(file: FileToLabel, predicted: Sequence[Prediction]) -> str:
    """The text of the file with a prediction for each of its texts.

    Raises:
        InputError: there is not one for each text; the file has something called ``predicted`` already; or a label
            cannot be written there, as it holds what stands between cells or tags.
    """
    n = len(file.examples)
    if len(predicted) != n:
        raise InputError(f"{len(predicted)} predictions for {n} texts; there must be one for each")
    match file.layout.format:
        case "conll":
            lines = _in_columns(file, predicted)
        case "jsonl":
            lines = _in_objects(file, predicted)
        case "lines":
            lines = _before_lines(file, predicted)
        case _:
            lines = _in_cells(file, predicted)
    return "".join(f"{line}\n" for line in lines)


def encode_file(text: str, name: str, encoding: str) -> bytes:
    """A file's text as bytes, packed where the file's name ends in ``.gz``.

    Raises InputError for what the encoding has not.
    """
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        what = text[error.start : error.end][:20]
        raise InputError(f"{name}: {what!r} cannot be written as {encoding}; name another --encoding") from None
    return gzip.compress(data, mtime=0) if name.endswith(".gz") else data


def _in_columns(file: FileToLabel, predicted: Sequence[Prediction]) -> list[str]:
    """Lines of words with a last column."""
    lines = file.document.lines()
    first = lines[file.examples.sources[0].word_lines[0] - 1]
    between = file.layout.delimiter or ("\t" if "\t" in first else " ")
    for source, tags in zip(file.examples.sources, predicted, strict=True):
        for number, tag in zip(source.word_lines, tags, strict=True):
            written = NO_TAG if tag is None else tag
            _check_lacks(written, between, file.document, number)
            lines[number - 1] += between + written
    return lines


def _in_objects(file: FileToLabel, predicted: Sequence[Prediction]) -> list[str]:
    """JSON Lines with a key more, written into each as it stands there."""
    lines = file.document.lines()
    for source, words, labels in _texts(file, predicted):
        line = lines[source.line - 1].rstrip()
        _check_new(json.loads(line), file.document)
        added: dict[str, object] = {WORDS: list(words)} if _has_words(file) else {}
        added[PREDICTED] = labels if isinstance(labels, str) else list(labels)
        members = json.dumps(added, ensure_ascii=False).removeprefix("{")
        lines[source.line - 1] = f"{line.removesuffix('}').rstrip()}, {members}"
    return lines


def _before_lines(file: FileToLabel, predicted: Sequence[Prediction]) -> list[str]:
    """Plain lines behind their labels, or words behind their tags."""
    lines = file.document.lines()
    for source, words, labels in _texts(file, predicted):
        cell = _cell(labels, file.document, source.line)
        _check_lacks(cell, "\t", file.document, source.line)
        lines[source.line - 1] = f"{cell}\t{' '.join(words) if _has_words(file) else lines[source.line - 1]}"
    return lines


def _in_cells(file: FileToLabel, predicted: Sequence[Prediction]) -> list[str]:
    """CSV or TSV with a cell more at the end of each row."""
    lines = file.document.lines()
    rows = raw_rows(file.document, file.layout)
    if file.layout.has_header:
        header = rows.pop(0)
        _check_new(header.cells, file.document)
        lines[header.last_line - 1] += _joined([*[WORDS] * _has_words(file), PREDICTED], file, header.last_line)
    for row, (_, words, labels) in zip(rows, _texts(file, predicted), strict=True):
        cells = [*[" ".join(words)] * _has_words(file), _cell(labels, file.document, row.first_line)]
        lines[row.last_line - 1] += _joined(cells, file, row.first_line)
    return lines


def _texts(file: FileToLabel, predicted: Sequence[Prediction]) -> Iterator[tuple[Source, Words, Prediction]]:
    """Where each text is, its words, and what was predicted."""
    return zip(file.examples.sources, file.examples.tokens, predicted, strict=True)


def _has_words(file: FileToLabel) -> bool:
    """Whether words are written beside tags, which could not be told apart from the text alone."""
    return file.is_cut and file.examples.kind == "tag"


def _joined(cells: Sequence[str], file: FileToLabel, line: int) -> str:
    """Cells that follow others in a row."""
    delimiter = file.layout.delimiter or ","
    if not file.layout.is_quoted:
        for cell in cells:
            _check_lacks(cell, delimiter, file.document, line)
        return "".join(delimiter + cell for cell in cells)
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="").writerow(["", *cells])
    return written.getvalue()


def _cell(labels: Prediction, document: Document, line: int) -> str:
    """A label, or tags with spaces between them."""
    if isinstance(labels, str):
        return labels
    tags = [NO_TAG if tag is None else tag for tag in labels]
    for tag in tags:
        _check_lacks(tag, " ", document, line)
    return " ".join(tags)


def _check_lacks(written: str, between: str, document: Document, line: int) -> None:
    """Raise InputError where what stands between cells, or a line end, is in one."""
    if between in written or "\n" in written:
        raise document.error(
            line, f"label {written!r} cannot be written here, where {between!r} ends it; use JSON Lines"
        )


def _check_new(names: Collection[str], document: Document) -> None:
    """Raise InputError where the file has something of the name already."""
    for name in (PREDICTED, WORDS):
        if name in names:
            raise InputError(f"{document.name} has {name!r} already; rename that, or take it out")
