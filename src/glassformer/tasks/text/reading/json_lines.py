"""JSON Lines: an object a line, with the text under one key and the label under another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Source
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.records import Record, find_keys, make_row, make_table
from glassformer.tasks.text.reading.rows import Layout, Table, note


def read_json_lines(document: Document, layout: Layout) -> Table:
    """The texts of a file in JSON Lines.

    Raises InputError for a line that is no JSON object, a key that is missing, and values that are not as
    `records` takes them.
    """
    records = list(_parse(document))
    if not records:
        raise InputError(f"{document.name} has no rows")
    keys = find_keys([record for _, record in records], layout, str(records[0][0]))
    rows = [make_row(record, keys, source) for source, record in records]
    table = make_table(rows, keys, records[0][1], replace(layout, format="jsonl"), document.name)
    blank = [number for number, line in enumerate(document.lines(), start=1) if not line.strip()]
    return replace(table, notes=(*note(len(blank), "blank line{s} skipped", document.name, *blank[:1]), *table.notes))


def _parse(document: Document) -> Iterator[tuple[Source, Record]]:
    for number, line in enumerate(document.lines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            what = f"column {error.colno}: not JSON: {error.msg}; each line holds one whole object"
            raise document.error(number, what) from None
        except RecursionError:
            raise document.error(number, "nested too deeply") from None
        if not isinstance(record, dict):
            raise document.error(number, f'expected an object such as {{"text": …, "label": …}}, not {line[:40]!r}')
        yield Source(document.name, number), record
