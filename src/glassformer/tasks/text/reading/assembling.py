"""From the rows of one file to labelled texts: cut into words, labels named, and what has no words counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.examples import Kind, Label, Source, TextExamples, Words, check_kind
from glassformer.tasks.text.reading.label_names import name_label
from glassformer.tasks.text.reading.rows import Layout, Row, Table, note
from glassformer.tasks.text.schemes import is_span_tag
from glassformer.tasks.text.tokenizing import Tokenizer, split_at_spaces


@dataclass(frozen=True)
class TextFile:
    """The texts of one file, its layout with everything found out (to read the next file alike), and notes."""

    examples: TextExamples
    layout: Layout
    notes: tuple[str, ...]


def assemble(
    table: Table, name: str, *, kind: Kind | None, tokenizer: Tokenizer, label_names: Mapping[str, str] | None = None
) -> TextFile:
    """The texts of a table.

    Labelled texts without words are dropped and counted; unlabelled ones are kept, so that each gets its prediction.

    Args:
        table: what a reader found.
        name: the file, for messages.
        kind: None: tags where rows have lists of labels, or as many entity tags as words; otherwise classes.
        tokenizer: cuts texts that the file has not as words. Texts with tags are cut at white space instead.
        label_names: the name of each label, where they have names.

    Raises:
        InputError: labels are not of this kind, words and tags are not equally many, a label has no name, or there is
            no text with words.
        ConfigurationError: the kind is unknown, or not given where labels are not read.
    """
    kind = kind or _find_kind(table, name)
    check_kind(kind)
    texts = [_Text.of(row, kind, tokenizer) for row in table.rows]
    kept = [text for text in texts if text.words or not table.layout.is_labelled]
    if not kept:
        raise InputError(f"{name}: none of its {len(texts)} texts has words")
    empty = [text.source.line for text in texts if not text.words] if table.layout.is_labelled else []
    names = list(table.rows[0].columns)
    examples = TextExamples(
        kind=kind,
        tokens=tuple(text.words for text in kept),
        labels=_labels(kept, label_names) if table.layout.is_labelled else None,
        columns={column: tuple(text.columns[column] for text in kept) for column in names},
        sources=tuple(text.source for text in kept),
    )
    dropped = note(len(empty), "text{s} without words dropped", name, *empty[:1])
    return TextFile(examples, table.layout, (*table.notes, *dropped))


def _find_kind(table: Table, name: str) -> Kind:
    """Tags where rows have lists of labels, or as many entity tags as words; otherwise classes."""
    label = table.rows[0].label
    if label is None:
        raise ConfigurationError(f"{name}: give the kind, 'tag' or 'classify'; without labels it cannot be found out")
    return "tag" if isinstance(label, tuple) or all(map(_has_entity_tags, table.rows)) else "classify"


def _has_entity_tags(row: Row) -> bool:
    if not isinstance(row.text, str) or not isinstance(row.label, str):
        return False
    tags = row.label.split()
    return len(tags) == len(row.text.split()) and all(map(is_span_tag, tags))


@dataclass(frozen=True, slots=True)
class _Text:
    source: Source
    words: Words
    label: Label | None
    columns: Mapping[str, Words]

    @classmethod
    def of(cls, row: Row, kind: Kind, tokenizer: Tokenizer) -> _Text:
        label = row.label
        if kind == "tag" and isinstance(label, str):
            label = split_at_spaces(label)
        if kind == "classify" and isinstance(label, tuple):
            raise InputError(f"{row.source}: a list of {len(label)} labels where kind 'classify' has one label")
        words = row.text
        if isinstance(words, str):
            words = split_at_spaces(words) if isinstance(label, tuple) else tuple(tokenizer(words))
        if isinstance(label, tuple) and len(label) != len(words):
            tags = f"{len(label)} tag{'s' * (len(label) != 1)}"
            raise InputError(f"{row.source}: {tags} for {len(words)} words; there must be one for each word")
        return cls(row.source, words, label, row.columns)


def _labels(texts: list[_Text], names: Mapping[str, str] | None) -> tuple[Label, ...]:
    labelled = ((text.label, text.source) for text in texts)
    if names is None:
        return tuple(label for label, _ in labelled if label is not None)
    return tuple(name_label(label, names, source) for label, source in labelled if label is not None)
