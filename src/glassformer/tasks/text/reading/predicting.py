"""Files of texts to be labelled, which may be labelled already: then predictions can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.examples import Kind, Label, TextExamples
from glassformer.tasks.text.reading.assembling import assemble
from glassformer.tasks.text.reading.documents import AnyPath, Document, open_document
from glassformer.tasks.text.reading.formats import read_table
from glassformer.tasks.text.reading.label_names import name_label
from glassformer.tasks.text.reading.rows import Layout, Row, Table
from glassformer.tasks.text.tokenizing import Tokenizer, split_at_spaces


@dataclass(frozen=True)
class FileToLabel:
    """A file of texts, each of which is to get a prediction.

    Attributes:
        document: the file.
        examples: its texts, those without words too; with labels, as the file has them, where it has any.
        layout: with everything found out.
        is_cut: whether words are not simply what has white space between in the file.
        notes: what a user should know.
    """

    document: Document
    examples: TextExamples
    layout: Layout
    is_cut: bool
    notes: tuple[str, ...]


def read_file_to_label(
    path: AnyPath,
    *,
    kind: Kind,
    answers: Collection[str],
    layout: Layout,
    tokenizer: Tokenizer,
    label_names: Mapping[str, str] | None = None,
) -> FileToLabel:
    """The texts of a file, and their labels where it has them.

    It has labels where ``layout.label`` says so; or where they are found as those of training texts are, and one of
    them, at least, is among the answers.

    Args:
        path: the file.
        kind: whether words get tags or texts a label.
        answers: the labels that can be predicted.
        layout: what the format is and which column is what, as far as that cannot be found out.
        tokenizer: cuts texts that the file has not as words. Texts with tags are cut at white space instead.
        label_names: the name of each label, where they have names.

    Raises:
        InputError: something cannot be read or is not as expected; the message says in which file and line.
        ConfigurationError: a setting that cannot be.
    """
    document = open_document(path, layout.encoding)
    table, notes = _read(document, layout, kind, answers, label_names or {})
    if table.layout.format == "conll" and kind == "classify":
        raise InputError(
            f"{document.name} has CoNLL columns, where words have labels, but a text is to get one; give the texts as "
            "CSV, TSV, JSON Lines or plain lines"
        )
    unlabelled = replace(table, layout=replace(table.layout, is_labelled=False))
    file = assemble(unlabelled, document.name, kind=kind, tokenizer=tokenizer)
    examples = file.examples
    if table.layout.is_labelled:
        examples = replace(examples, labels=tuple(_label(row, kind, label_names) for row in table.rows))
    return FileToLabel(document, examples, table.layout, _is_cut(table.rows, examples), (*notes, *file.notes))


def _read(
    document: Document, layout: Layout, kind: Kind, answers: Collection[str], names: Mapping[str, str]
) -> tuple[Table, tuple[str, ...]]:
    """The rows, with labels where there are any; and why there are none, where there is something else than texts."""
    if layout.label is not None:
        return read_table(document, layout, kind), ()
    why = "none of the labels that are found is one that is predicted"
    try:
        table = read_table(document, layout, kind)
        if any(names.get(label, label) in answers for row in table.rows for label in _labels(row)):
            return table, ()
    except (InputError, ConfigurationError) as error:
        why = str(error)
    table = read_table(document, replace(layout, is_labelled=False), kind)
    has_more = bool(table.notes or table.rows[0].columns)
    return table, (f"labels are not read: {why}",) if has_more else ()


def _labels(row: Row) -> Iterable[str]:
    """The label of a text, or the tags of its words."""
    if isinstance(row.label, str):
        return (row.label, *row.label.split())
    return row.label or ()


def _label(row: Row, kind: Kind, names: Mapping[str, str] | None) -> Label:
    label = row.label or ()
    if kind == "tag" and isinstance(label, str):
        label = split_at_spaces(label)
    return label if names is None else name_label(label, names, row.source)


def _is_cut(rows: Iterable[Row], examples: TextExamples) -> bool:
    pairs = zip(rows, examples.tokens, strict=True)
    return any(isinstance(row.text, str) and words != split_at_spaces(row.text) for row, words in pairs)
