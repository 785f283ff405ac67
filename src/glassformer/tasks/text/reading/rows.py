"""What every reader takes and gives: a `Layout` says where texts and labels are, a `Table` is what was found there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from glassformer.errors import ConfigurationError, InputError, suggest
from glassformer.tasks.text.examples import Label, Source, Words
from glassformer.tasks.wording import describe_texts

Format = Literal["conll", "csv", "tsv", "jsonl", "lines"]
Column = int | str

TEXT_NAMES = (
    *("tokens", "words", "token", "word", "text", "sentence", "review", "question", "content", "comment", "document"),
    *("message", "tweet"),
)
LABEL_NAMES = (
    *("label", "labels", "tags", "ner_tags", "tag", "ner", "class", "category", "target", "sentiment", "polarity"),
)
"""Names by which a column is found where none is given: the first of them that is there, whatever its case."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How files are written. What is None is found out from the first file.

    Attributes:
        format: ``conll`` (a word a line, a blank line between texts), ``csv``, ``tsv``, ``jsonl`` (a JSON object a
            line) or ``lines`` (a text a line, without labels).
        encoding: as Python names it.
        text: the column or key of the text or word: a name, or a number from 0 (negative: from the right).
        label: that of the label or tag.
        names: names of the columns, from the left, where the file does not have them.
        has_header: whether the first row of CSV or TSV names the columns.
        delimiter: what stands between the cells of CSV, TSV or CoNLL columns.
        is_quoted: whether cells may stand in double quotes, which are then taken off; by default in CSV, not in TSV.
        is_labelled: False for files to predict on; they may lack labels, and labels that they have are not read.
    """

    format: Format | None = None
    encoding: str = "utf-8"
    text: Column | None = None
    label: Column | None = None
    names: tuple[str, ...] = ()
    has_header: bool | None = None
    delimiter: str | None = None
    is_quoted: bool | None = None
    is_labelled: bool = True

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in get_args(Format):
            raise ConfigurationError(f"format {self.format!r} is unknown; {suggest(self.format, get_args(Format))}")
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n'):
            raise ConfigurationError(f"a delimiter is one character, and no quote or line end, not {self.delimiter!r}")


@dataclass(frozen=True, slots=True)
class Row:
    """One text as a file has it.

    Attributes:
        source: where it is.
        text: the text, still to be cut into words; or its words, where the file has them apart.
        label: its label, or the tags of its words; None where labels are not read.
        columns: further columns, with a value for each word.
    """

    source: Source
    text: str | Words
    label: Label | None
    columns: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The texts of one file, in order; the layout, with everything found out; and what was skipped, counted."""

    rows: tuple[Row, ...]
    layout: Layout
    notes: tuple[str, ...] = ()


def find_column(wanted: Column, names: Sequence[str], where: str, what: str) -> int:
    """The index of a column that is wanted by name or number.

    Raises InputError where the file has no such column, or has the name twice.
    """
    n = len(names)
    if isinstance(wanted, int):
        if -n <= wanted < n:
            return wanted % n
        numbers = "only column 0" if n == 1 else f"columns 0 to {n - 1}"
        raise InputError(f"{where}: no column {wanted} for the {what}; there are {numbers}")
    if names.count(wanted) == 1:
        return names.index(wanted)
    if wanted in names:
        raise InputError(f"{where}: {names.count(wanted)} columns are called {wanted!r}; give the {what}'s as a number")
    raise InputError(f"{where}: no column {wanted!r} for the {what}; {suggest(wanted, names)}")


def guess_column(known: Sequence[str], names: Sequence[str]) -> int | None:
    """The index of the first known name that is among these, whatever its case; None where there is none."""
    lowered = [name.strip().lower() for name in names]
    return next((lowered.index(name) for name in known if name in lowered), None)


def no_column(what: Literal["text", "label"], names: Sequence[str], where: str) -> InputError:
    """An error about a column or key that has to be given, as it cannot be found out."""
    return InputError(f"{where}: which of these is the {what}? {describe_texts(names)}. Give it as Layout({what}=…)")


def note(n: int, what: str, name: str, first: int | None = None) -> list[str]:
    """A note that counts what was skipped, or none where nothing was; ``{s}`` is where the plural's s goes.

    >>> note(2, "blank line{s} skipped", "mine.csv", first=4), note(0, "blank line{s} skipped", "mine.csv")
    (['mine.csv: 2 blank lines skipped (the first at line 4)'], [])
    """
    where = f" (the first at line {first})" if first is not None else ""
    return [f"{name}: {n:,} {what.replace('{s}', 's' * (n != 1), 1)}{where}"] if n else []
