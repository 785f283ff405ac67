"""From files to `TextData`: read, checked, tags in IOB2, and split where parts are not given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from glassformer.tasks.text.examples import Kind, TextData
from glassformer.tasks.text.reading.assembling import TextFile
from glassformer.tasks.text.reading.checking import (
    check_choice,
    check_columns,
    check_labels,
    find_warnings,
    label_counts,
    order_labels,
)
from glassformer.tasks.text.reading.documents import AnyPath
from glassformer.tasks.text.reading.label_names import read_label_names
from glassformer.tasks.text.reading.parts import HUB, Split, fill_parts, read_file, read_parts
from glassformer.tasks.text.reading.rows import Layout
from glassformer.tasks.text.reading.tags import normalise_tags
from glassformer.tasks.text.schemes import Scheme
from glassformer.tasks.text.tokenizing import Tokenizer, tokenize

_GENERAL_STEMS = ("train", "all", "data")
_DEFAULT_LAYOUT = Layout()
_DEFAULT_SPLIT = Split()


def read_texts(
    path: AnyPath,
    *,
    kind: Kind | None = None,
    layout: Layout = _DEFAULT_LAYOUT,
    tokenizer: Tokenizer = tokenize,
    label_names: Mapping[str, str] | None = None,
) -> TextFile:
    """The texts of one file, with tags as they are written there.

    With ``Layout(is_labelled=False)`` labels are not read, texts without words are kept, and a ``.txt`` file has a text
    a line. Raises InputError for what cannot be read, with the file and line, and ConfigurationError for settings that
    cannot be.
    """
    return read_file(path, kind, layout, tokenizer, label_names)


def read_text_data(
    train: AnyPath,
    valid: AnyPath | None = None,
    test: AnyPath | None = None,
    *,
    kind: Kind | None = None,
    layout: Layout = _DEFAULT_LAYOUT,
    tokenizer: Tokenizer = tokenize,
    scheme: Scheme | str | None = None,
    repair: bool = False,
    label_names: AnyPath | None = None,
    split: Split = _DEFAULT_SPLIT,
    name: str | None = None,
) -> TextData:
    """Labelled texts to learn from, in three parts.

    Args:
        train: a file in CoNLL columns, CSV, TSV or JSON Lines, plain or packed with gzip; or ``hub:NAME`` (or
            ``hub:NAME:CONFIGURATION``) for a data set of Hugging Face, with its own parts.
        valid: a further file of the same layout. Where it is not given, it is split off ``train``.
        test: likewise.
        kind: "tag" or "classify"; by default what the file has: a tag for each word, or one label for each text.
        layout: what the format is and which column is what, as far as that cannot be found out.
        tokenizer: cuts texts that the file has not as words. Texts with tags are cut at white space instead.
        scheme: how entity tags are written, such as "iob1" ("plain": they mark no entities); by default found out.
        repair: whether ill-formed entity tags are mended, and counted in the warnings, instead of being an error.
        label_names: a file with lines such as ``0<TAB>DESC``; labels then have these names, in that order.
        split: shares and seed of parts that are not given.
        name: what the task is called; by default the file's name, or its folder's if it is called ``train`` or so.

    Raises:
        InputError: something cannot be read or is not as expected; the message says in which file and line.
        ConfigurationError: a setting that cannot be.
    """
    names = None if label_names is None else read_label_names(label_names, layout.encoding)
    given = {"train": train, "valid": valid, "test": test}
    read = read_parts({part: path for part, path in given.items() if path is not None}, kind, layout, tokenizer, names)
    parts, warnings, found = read.examples, list(read.warnings), None
    check_columns(parts)
    if parts["train"].kind == "tag":
        normalised = normalise_tags(parts, scheme, mends=repair)
        parts, found = normalised.parts, normalised.scheme
        warnings += normalised.notes
    check_labels(parts["train"], str(train))
    filled = fill_parts(parts, split)
    train_part = filled.examples["train"]
    check_choice(train_part, filled.examples["valid"])
    return TextData(
        train=train_part,
        valid=filled.examples["valid"],
        test=filled.examples["test"],
        label_names=order_labels(label_counts(train_part), names.values() if names else ()),
        task_name=name or _task_name(str(train)),
        scheme=found,
        warnings=(*warnings, *filled.warnings, *find_warnings(filled.examples)),
    )


def _task_name(train: str) -> str:
    """What texts from this file are called.

    >>> _task_name("data/wnut17/train.conll.gz"), _task_name("reviews.csv"), _task_name("hub:glue:sst2")
    ('wnut17', 'reviews', 'glue:sst2')
    """
    if train.startswith(HUB):
        return train.removeprefix(HUB)
    path = Path(train)
    stem = path.name.lower().removesuffix(".gz").split(".")[0]
    folder = path.absolute().parent.name
    return folder if stem in _GENERAL_STEMS and folder else path.name.split(".")[0]
