"""Plain lines, a text each, without labels: to predict on."""

from __future__ import annotations

from dataclasses import replace

from glassformer.errors import ConfigurationError
from glassformer.tasks.text.examples import Source
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import Layout, Row, Table


def read_lines(document: Document, layout: Layout) -> Table:
    """Every line as a text, an empty one too. Raises ConfigurationError where labels are to be read."""
    if layout.is_labelled:
        raise ConfigurationError(f"{document.name}: format 'lines' has no labels; say Layout(is_labelled=False)")
    rows = (Row(Source(document.name, number), line, None) for number, line in enumerate(document.lines(), start=1))
    return Table(tuple(rows), replace(layout, format="lines"))
