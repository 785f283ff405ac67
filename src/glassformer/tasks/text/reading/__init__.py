"""Readers: from files as people have them to labelled texts, with errors that say in which file and line."""

from glassformer.tasks.text.reading.assembling import TextFile
from glassformer.tasks.text.reading.label_names import read_label_names
from glassformer.tasks.text.reading.parts import Split
from glassformer.tasks.text.reading.rows import Format, Layout
from glassformer.tasks.text.reading.text_data import read_text_data, read_texts

__all__ = ["Format", "Layout", "Split", "TextFile", "read_label_names", "read_text_data", "read_texts"]
