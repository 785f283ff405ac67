import json

import pytest
from tests.tasks.text.grammar import tagged_sentences

from glassformer.errors import InputError
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.json_lines import read_json_lines
from glassformer.tasks.text.reading.rows import Layout


def read(*records, **layout):
    lines = "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)
    return read_json_lines(Document("a.jsonl", lines), Layout(**layout))


def test_labelled_texts():
    table = read({"text": "hi", "label": "a"}, {"label": 1, "text": "ho"}, {"text": "he", "label": True})
    assert [(row.text, row.label) for row in table.rows] == [("hi", "a"), ("ho", "1"), ("he", "true")]
    assert [row.source.line for row in table.rows] == [1, 2, 3]


def test_what_the_grammar_makes_is_read():
    sentences = tagged_sentences(20)
    table = read(*({"tokens": words, "tags": tags} for words, tags in sentences))
    assert [(list(row.text), list(row.label)) for row in table.rows] == sentences


def test_lists_as_long_as_the_words_are_columns():
    first = {"id": 1, "tokens": ["a", "b"], "pos": ["N", "V"], "heads": [2, 0], "span": [0], "ner_tags": ["O", "O"]}
    second = {"id": 2, "tokens": ["c"], "pos": ["N"], "heads": [0], "span": [5], "ner_tags": ["O"]}
    table = read(first, second)
    assert table.rows[0].columns == {"pos": ("N", "V"), "heads": ("2", "0")}
    assert table.notes == ("a.jsonl: 2 keys not read: 'id', 'span'",)


def test_keys_are_given():
    table = read({"q": "hi", "coarse": "a", "fine": "b"}, text="q", label="fine")
    assert (table.rows[0].text, table.rows[0].label) == ("hi", "b")
    assert (table.layout.text, table.layout.label, table.layout.format) == ("q", "fine", "jsonl")


def test_blank_lines_are_counted():
    table = read({"text": "hi", "label": "a"}, "", " ", {"text": "ho", "label": "b"})
    assert table.notes == ("a.jsonl: 2 blank lines skipped (the first at line 2)",)


def test_without_labels():
    table = read({"text": "hi", "label": None}, {"text": "ho"}, is_labelled=False)
    assert [row.label for row in table.rows] == [None, None]


@pytest.mark.parametrize(
    ("records", "layout", "message"),
    [
        (['{"text": "hi"'], {}, r"a\.jsonl, line 1: column 14: not JSON: .*; each line holds one whole object"),
        (["[1, 2]"], {}, r"a\.jsonl, line 1: expected an object such as .*, not '\[1, 2\]'"),
        (["[" * 100_000], {}, r"a\.jsonl, line 1: nested too deeply"),
        (["", ""], {}, r"a\.jsonl has no rows"),
        (
            [{"body": "hi", "label": 1}],
            {},
            r"a\.jsonl, line 1: which of these is the text\? 'body', 'label'",
        ),
        ([{"text": "hi", "y": 1}], {"label": "x"}, r"a\.jsonl, line 1: no key 'x' for the label\. Keys: 'text', 'y'"),
        ([{"text": "hi", "label": 1}, {"text": "ho"}], {}, r"a\.jsonl, line 2: no key 'label'\. Keys: 'text'"),
        ([{"text": "hi", "label": None}], {}, r"a\.jsonl, line 1: 'label' is None; expected a text or a number"),
        ([{"text": "hi", "label": " "}], {}, r"a\.jsonl, line 1: 'label' is ' '; expected a text or a number"),
        ([{"text": 3, "label": "a"}], {}, r"a\.jsonl, line 1: 'text' is 3; expected a text, or a list of words"),
        (
            [{"tokens": ["a", ""], "tags": ["O", "O"]}],
            {},
            r"a\.jsonl, line 1: 'tokens' has the word ''; expected",
        ),
        ([{"tokens": ["a"], "tags": [{}]}], {}, r"a\.jsonl, line 1: 'tags' is \{\}; expected a text or a number"),
    ],
)
def test_errors_say_where(records, layout, message):
    with pytest.raises(InputError, match=message):
        read(*records, **layout)
