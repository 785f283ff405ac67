import pytest

from glassformer.errors import ConfigurationError
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.lines import read_lines
from glassformer.tasks.text.reading.rows import Layout


def test_a_text_a_line_and_empty_ones_too():
    table = read_lines(Document("a.txt", "one, two\n\nthree"), Layout(is_labelled=False))
    assert [(row.text, row.source.line) for row in table.rows] == [("one, two", 1), ("", 2), ("three", 3)]


def test_there_are_no_labels_in_lines():
    with pytest.raises(ConfigurationError, match=r"a\.txt: format 'lines' has no labels; say Layout"):
        read_lines(Document("a.txt", "one"), Layout())
