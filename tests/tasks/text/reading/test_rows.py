import pytest

from glassformer.errors import ConfigurationError
from glassformer.tasks.text import Layout
from glassformer.tasks.text.reading.rows import note


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"format": "jsnl"}, "format 'jsnl' is unknown; did you mean 'jsonl'"),
        ({"delimiter": ", "}, "a delimiter is one character, and no quote or line end, not ', '"),
        ({"delimiter": '"'}, "a delimiter is one character"),
    ],
)
def test_layouts_that_cannot_be(settings, message):
    with pytest.raises(ConfigurationError, match=message):
        Layout(**settings)


def test_notes_keep_the_braces_of_names():
    assert note(1, "column{s} not read: '{x}'", "a.csv") == ["a.csv: 1 column not read: '{x}'"]
