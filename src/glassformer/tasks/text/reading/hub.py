"""Data sets of Hugging Face by name, where their library ``datasets`` is installed and can reach or has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.examples import Source
from glassformer.tasks.text.reading.records import find_keys, make_row, make_table
from glassformer.tasks.text.reading.rows import Layout, Table
from glassformer.tasks.wording import describe_texts

_WITHHELD = -1
PART_NAMES = {"train": ("train",), "valid": ("validation", "valid", "dev"), "test": ("test",)}


@dataclass(frozen=True)
class HubTables:
    """The parts of a data set that are there, by ``train``, ``valid`` and ``test``, and notes about all of it."""

    tables: Mapping[str, Table]
    notes: tuple[str, ...]


def read_hub(name: str, layout: Layout, configuration: str | None = None) -> HubTables:
    """The parts of a data set; labels that it stores as numbers get their names.

    A part whose labels are all withheld (-1), as those of some tests are, is not read.

    Args:
        name: as ``datasets.load_dataset`` takes it.
        layout: which columns are text and label, where they have not the usual names.
        configuration: which of its configurations, where it has several.

    Raises:
        ConfigurationError: ``datasets`` is not installed.
        InputError: it cannot be loaded, has no labelled part ``train``, or not the columns asked for.
    """
    loaded = _load(name, configuration)
    found = {part: next((each for each in names if each in loaded), None) for part, names in PART_NAMES.items()}
    tables: dict[str, Table] = {}
    for part, split in found.items():
        if split is not None and (table := _read_part(loaded[split], f"{name}[{split}]", layout)):
            tables[part] = table
    if "train" not in tables:
        raise InputError(f"data set {name!r} has no labelled part 'train'; its parts: {describe_texts(list(loaded))}")
    unread = [split for split in loaded if split not in [found[part] for part in tables]]
    notes = (f"{name}: parts not read: {describe_texts(unread)}",) if unread else ()
    return HubTables(tables, notes)


def _load(name: str, configuration: str | None) -> Mapping[str, Any]:
    try:
        datasets = import_module("datasets")
    except ModuleNotFoundError:
        raise ConfigurationError(
            f"reading {name!r} by name needs Hugging Face datasets, which is not installed: pip install datasets"
        ) from None
    try:
        loaded: Mapping[str, Any] = datasets.load_dataset(name, configuration)
    except Exception as error:  # whatever its many back ends raise: no network, no such name, no such configuration
        raise InputError(f"data set {name!r} could not be loaded: {type(error).__name__}: {error}") from error
    return loaded


def _read_part(part: Any, name: str, layout: Layout) -> Table | None:
    """The texts of a part; None where its labels are withheld."""
    records = list(_records(part, name))
    if not records:
        raise InputError(f"data set {name} has no rows")
    keys = find_keys([record for _, record in records], layout, f"data set {name}", _value_names(part.features))
    label = keys.label
    if label is not None and label in keys.value_names and all(record[label] == _WITHHELD for _, record in records):
        return None
    rows = [make_row(record, keys, source) for source, record in records]
    return make_table(rows, keys, records[0][1], layout, name)


def _records(part: Any, name: str) -> Iterator[tuple[Source, Mapping[str, object]]]:
    for number, record in enumerate(part, start=1):
        yield Source(name, number), record


def _value_names(features: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """For each column of class labels, or of lists of them, the names that its numbers stand for."""
    names: dict[str, Sequence[str]] = {}
    for key, feature in features.items():
        element = getattr(feature, "feature", feature)  # what a list is of
        if getattr(element, "names", None):
            names[key] = list(element.names)
    return names
