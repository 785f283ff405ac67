"""Which format a file has: by its name, and where that says nothing by its first lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Kind
from glassformer.tasks.text.reading.conll import read_conll
from glassformer.tasks.text.reading.delimited import read_delimited
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.json_lines import read_json_lines
from glassformer.tasks.text.reading.lines import read_lines
from glassformer.tasks.text.reading.rows import Format, Layout, Table

READERS: Mapping[Format, Callable[[Document, Layout], Table]] = {
    "conll": read_conll,
    "csv": read_delimited,
    "tsv": read_delimited,
    "jsonl": read_json_lines,
    "lines": read_lines,
}
SUFFIXES: Mapping[str, Format] = {
    **dict.fromkeys((".conll", ".conll03", ".bio", ".iob", ".iob2"), "conll"),
    ".csv": "csv",
    **dict.fromkeys((".tsv", ".tab"), "tsv"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
}
_N_FIRST_LINES = 200


def read_table(document: Document, layout: Layout, kind: Kind | None) -> Table:
    """The texts of a document, read in the layout's format, or in the one that it is found to have."""
    format_ = layout.format or find_format(document, layout, kind)
    return READERS[format_](document, replace(layout, format=format_))


def find_format(document: Document, layout: Layout, kind: Kind | None) -> Format:
    """The format of a document.

    A file with words in columns and blank lines between them is CoNLL's, even where its name ends in ``.tsv`` (but not
    where texts are to be classified). Otherwise the name's end decides (``.gz`` aside), and where it says nothing, the
    first lines: an object is JSON Lines, a TAB in each line TSV, a comma or semicolon in each CSV.

    Raises InputError where neither says it.
    """
    first = document.lines()[:_N_FIRST_LINES]
    filled = [line for line in first if line.strip()]
    suffix = PurePath(document.name.lower().removesuffix(".gz")).suffix
    by_name = SUFFIXES.get(suffix)
    if by_name is None and not filled:
        raise InputError(f"{document.name} has no rows")
    if by_name is None and filled[0].lstrip().startswith("{"):
        return "jsonl"
    if kind != "classify" and by_name in (None, "tsv") and _has_word_columns(first):
        return "conll"
    if by_name is not None:
        return by_name
    if not layout.is_labelled and suffix in ("", ".txt"):
        return "lines"
    if all("\t" in line for line in filled):
        return "tsv"
    if any(all(delimiter in line for line in filled) for delimiter in ",;"):
        return "csv"
    raise InputError(
        f"{document.name}: neither its name nor its first lines say its format; give one of {', '.join(READERS)} "
        "as Layout(format=…)"
    )


def _has_word_columns(first: list[str]) -> bool:
    """Whether there are blank lines, and all others have equally many columns, two or more, without spaces inside."""
    filled = [line.strip(" \t") for line in first if line.strip(" \t") and not line.startswith("# ")]
    has_blank_lines = any(not line.strip(" \t") for line in first)
    cells = [line.split("\t") if "\t" in line else line.split(" ") for line in filled]
    n_columns = {len(line) for line in cells}
    is_table = len(n_columns) == 1 and n_columns != {1}
    return has_blank_lines and is_table and not any(" " in cell for line in cells for cell in line)
