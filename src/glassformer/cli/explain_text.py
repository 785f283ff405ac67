"""What ``glassformer explain`` does with the run of a text task."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from glassformer.cli.layouts import as_options, layout_of
from glassformer.errors import ConfigurationError, InputError
from glassformer.execution.texts import TextProgram
from glassformer.tasks.text import TOKENIZERS, TextExamples, read_label_names, read_texts
from glassformer.tasks.text.reading.tags import normalise_tags
from glassformer.tasks.text.word_features import Columns

if TYPE_CHECKING:
    from glassformer.explain.terminal.ink import Ink


def read_typed(texts: TextProgram, typed: Sequence[str], *, are_words: bool) -> tuple[Sequence[str], Columns]:
    """The words of a text as a person types it, and the columns that the reader wants.

    Args:
        texts: the program with its reader.
        typed: parts of the text.
        are_words: whether each is a word, and is not cut.

    Raises:
        InputError: it is no text, or a word does not have its values in columns.
    """
    text = " ".join(typed)
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes that are not UTF-8 came as characters that nothing can print
        raise InputError(f"this is not UTF-8 text: {text[:40]!r}") from None
    if not are_words:
        typed = text.split() if texts.reader.wanted_columns else texts.reader.split(text)
    return texts.read_typed(typed)


def read_labelled(texts: TextProgram, file: str, typed: Mapping[str, Any], label_names: str | None) -> TextExamples:
    """The labelled texts of a file, entity tags in well-formed IOB2; what was skipped or mended is told on stderr.

    Args:
        texts: the program with its reader.
        file: where they are.
        typed: how they are written, as `layout_of` takes it.
        label_names: a file with the names of labels, or None.

    Raises:
        InputError: it cannot be read, or is not labelled as the program labels.
        ConfigurationError: the layout cannot be.
    """
    kind, tokenizer = texts.reader.kind, TOKENIZERS[texts.reader.tokenizer]
    names = None if label_names is None else read_label_names(label_names, typed["encoding"])
    try:
        read = read_texts(file, kind=kind, layout=layout_of(typed), tokenizer=tokenizer, label_names=names)
    except (ConfigurationError, InputError) as error:
        raise type(error)(as_options(str(error))) from None
    examples, notes = read.examples, list(read.notes)
    if texts.marks_entities:
        normalised = normalise_tags({"inputs": examples}, mends=True)
        examples = normalised.parts["inputs"]
        notes += normalised.notes
    for note in notes:
        click.echo(as_options(note), err=True)
    return examples


def explained(
    texts: TextProgram, words: Sequence[str], columns: Columns, position: int | None, width: int, *, as_json: bool
) -> dict[str, Any] | str:
    """One text explained, for JSON or for a terminal of this width."""
    from glassformer.explain.terminal import draw_text
    from glassformer.explain.text import explain_text

    found = explain_text(texts.program, texts.reader, words, columns, position=position)
    return found.to_dict() if as_json else draw_text(found, width, _ink())


def errors_found(texts: TextProgram, examples: TextExamples, width: int, *, as_json: bool) -> dict[str, Any] | str:
    """The errors on labelled texts, for JSON or for a terminal of this width."""
    from glassformer.explain.terminal.text_errors import draw_text_errors
    from glassformer.explain.text.errors import find_text_errors

    found = find_text_errors(texts.program, texts.reader, examples)
    return found.to_dict() if as_json else draw_text_errors(found, width, _ink())


def _ink() -> Ink:
    """Colours where a terminal shows them, unless they are not wanted (https://no-color.org)."""
    from glassformer.explain.terminal.ink import Ink

    return Ink(is_on=is_terminal() and not os.environ.get("NO_COLOR"))


def is_terminal() -> bool:
    """Whether a person reads what is printed."""
    return sys.stdout is not None and sys.stdout.isatty()
