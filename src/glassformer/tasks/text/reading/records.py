"""Texts that come as named values, a record each: JSON Lines, and the data sets of Hugging Face.

A value is a text, or a list of words; a label is one value, or a list with one for each word. Whatever else is a list
as long as the words is a column; all other keys are not read, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Label, Source
from glassformer.tasks.text.reading.rows import (
    LABEL_NAMES,
    TEXT_NAMES,
    Layout,
    Row,
    Table,
    guess_column,
    no_column,
    note,
)
from glassformer.tasks.wording import describe_texts

Record = Mapping[str, object]

_N_LOOKED_AT = 20


@dataclass(frozen=True)
class Keys:
    """Which key is the text, which the label (None if labels are not read), and which are columns.

    ``value_names``: for keys whose values are numbers that stand for names, those names.
    """

    text: str
    label: str | None
    columns: tuple[str, ...] = ()
    value_names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def name(self, key: str, value: object, source: Source) -> str:
        """A label or a column's value, as text. Raises InputError where it is neither text nor number."""
        names = self.value_names.get(key)
        if names and isinstance(value, int) and not isinstance(value, bool):
            if 0 <= value < len(names):
                return names[value]
            raise InputError(f"{source}: {key!r} is {value}, which stands for none of its {len(names)} names")
        match value:
            case bool():
                return str(value).lower()
            case str() if value.strip():
                return value.strip()
            case int() | float():
                return str(value)
        raise InputError(f"{source}: {key!r} is {value!r}; expected a text or a number that is not empty")


def find_keys(
    records: Sequence[Record], layout: Layout, where: str, value_names: Mapping[str, Sequence[str]] | None = None
) -> Keys:
    """The keys that the layout gives, or those with usual names, from the first records.

    Raises InputError where they have no such key.
    """
    first = records[0]
    text = _find_key(first, layout.text, TEXT_NAMES, "text", where)
    label = _find_key(first, layout.label, LABEL_NAMES, "label", where) if layout.is_labelled else None
    unread = (text, label, layout.label)  # a label that is there, but not to be read, is no column
    columns = [key for key in first if key not in unread and _is_column(key, text, records[:_N_LOOKED_AT])]
    return Keys(text, label, tuple(columns), value_names or {})


def _is_column(key: str, text: str, records: Sequence[Record]) -> bool:
    """Whether texts are lists of words, and this key has a value for each word."""
    pairs = ((record.get(text), record.get(key)) for record in records)
    return all(
        isinstance(words, list)
        and isinstance(values, list)
        and len(values) == len(words)
        and all(isinstance(value, str | int | float) for value in values)
        for words, values in pairs
    )


def _find_key(record: Record, given: object, known: Sequence[str], what: str, where: str) -> str:
    keys = list(record)
    if given is None:
        index = guess_column(known, keys)
        if index is None:
            raise no_column("text" if what == "text" else "label", keys, where)
        return keys[index]
    if not isinstance(given, str) or given not in record:
        raise InputError(f"{where}: no key {given!r} for the {what}. Keys: {describe_texts(keys)}")
    return given


def make_row(record: Record, keys: Keys, source: Source) -> Row:
    """The text of a record.

    Raises InputError where a key is missing, or its value is not what the reader takes.
    """
    for key in (keys.text, keys.label, *keys.columns):
        if key is not None and key not in record:
            raise InputError(f"{source}: no key {key!r}. Keys: {describe_texts(list(record))}")
    text = record[keys.text]
    if isinstance(text, list):
        text = tuple(_word(keys.text, word, source) for word in text)
    elif not isinstance(text, str):
        raise InputError(f"{source}: {keys.text!r} is {text!r}; expected a text, or a list of words")
    columns = {key: _names(keys, key, record[key], source) for key in keys.columns}
    return Row(source, text, None if keys.label is None else _label(keys, record[keys.label], source), columns)


def _word(key: str, word: object, source: Source) -> str:
    if isinstance(word, str) and word.strip():
        return word.strip()
    raise InputError(f"{source}: {key!r} has the word {word!r}; expected a text that is not empty")


def _label(keys: Keys, value: object, source: Source) -> Label:
    key = keys.label or ""
    return _names(keys, key, value, source) if isinstance(value, list) else keys.name(key, value, source)


def _names(keys: Keys, key: str, values: object, source: Source) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise InputError(f"{source}: {key!r} is {values!r}; expected a list with one value for each word")
    return tuple(keys.name(key, value, source) for value in values)


def make_table(rows: Sequence[Row], keys: Keys, first: Record, layout: Layout, name: str) -> Table:
    """The rows of a file or data set with its layout, and a note of the keys that were not read."""
    read = {keys.text, keys.label, *keys.columns}
    unread = [key for key in first if key not in read]
    notes = note(len(unread), f"key{{s}} not read: {describe_texts(unread)}", name) if unread else []
    label = layout.label if keys.label is None else keys.label
    return Table(tuple(rows), replace(layout, text=keys.text, label=label), tuple(notes))
