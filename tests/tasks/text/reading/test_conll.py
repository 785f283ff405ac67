import pytest
from tests.tasks.text.grammar import as_conll, tagged_sentences

from glassformer.errors import InputError
from glassformer.tasks.text.reading.conll import read_conll
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import Layout

CONLL_2003 = """-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O

# a comment
Peter NNP B-NP B-PER


# another one
Blackburn NNP I-NP I-PER
"""


def read(content, **layout):
    return read_conll(Document("a.conll", content), Layout(**layout))


@pytest.mark.parametrize("between", ["\t", " ", "   "])
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_what_the_grammar_makes_is_read(between, end):
    sentences = tagged_sentences(20)
    table = read(as_conll(sentences, between).rstrip("\n") + end)
    assert [(list(row.text), list(row.label)) for row in table.rows] == sentences
    assert table.notes == ()
    assert (table.layout.text, table.layout.label) == (0, 1)


def test_lines_are_known():
    rows = read(CONLL_2003).rows
    assert [row.source.line for row in rows] == [3, 7, 11]
    assert rows[0].source.of_word(1) == "a.conll, line 4"
    assert [list(row.source.word_lines) for row in rows] == [[3, 4], [7], [11]]


def test_other_columns_have_names():
    first = read(CONLL_2003).rows[0]
    assert first.columns == {"column_1": ("NNP", "VBZ"), "column_2": ("B-NP", "B-VP")}
    named = read(CONLL_2003, names=("word", "pos", "chunk", "ner")).rows[0]
    assert named.columns == {"pos": ("NNP", "VBZ"), "chunk": ("B-NP", "B-VP")}


def test_columns_are_chosen_by_number_or_name():
    names = ("word", "pos", "chunk", "ner")
    by_number = read(CONLL_2003, names=names, text=1, label=-2).rows[0]
    by_name = read(CONLL_2003, names=names, text="pos", label="chunk").rows[0]
    assert by_number == by_name
    assert (by_name.text, by_name.label) == (("NNP", "VBZ"), ("B-NP", "B-VP"))
    assert by_name.columns == {"word": ("EU", "rejects"), "ner": ("B-ORG", "O")}


def test_what_is_skipped_is_counted():
    assert read(CONLL_2003).notes == (
        "a.conll: 1 -DOCSTART- line skipped",
        "a.conll: 2 comment lines skipped (the first at line 6)",
    )


def test_a_word_may_begin_with_a_hash():
    rows = read("#tag\tO\n#\tO\n# \tB-X\n").rows
    assert rows[0].text == ("#tag", "#", "#")


def test_a_comment_between_words_moves_their_lines():
    source = read("a\tO\n# why\nb\tO\n").rows[0].source
    assert (source.of_word(0), source.of_word(1)) == ("a.conll, line 1", "a.conll, line 3")


def test_white_space_alone_is_a_blank_line():
    assert [row.text for row in read("a\tO\n \t \nb\tO\n").rows] == [("a",), ("b",)]


def test_without_labels_a_column_is_enough():
    table = read("a\nb\n\nc\n", is_labelled=False)
    assert [(row.text, row.label, row.columns) for row in table.rows] == [(("a", "b"), None, {}), (("c",), None, {})]


def test_a_tag_that_is_not_to_be_read_is_no_column():
    layout = read(CONLL_2003).layout
    (row, *_) = read(CONLL_2003, label=layout.label, is_labelled=False).rows
    assert list(row.columns) == ["column_1", "column_2"]


@pytest.mark.parametrize(
    ("text", "layout", "message"),
    [
        ("a\tO\nb\tO\tq\n", {}, r"a\.conll, line 2: 3 columns, but the file began with 2: 'b\\tO\\tq'"),
        ("a O\n#tag\n", {}, r"a\.conll, line 2: 1 column, but the file began with 2: '#tag'"),
        ("a\tO\n\tO\n", {}, r"a\.conll, line 2: the word is empty"),
        ("a\tO\nb\t\n", {}, r"a\.conll, line 2: the tag is empty"),
        ("a\nb\n", {}, r"a\.conll: column 0 cannot be both word and tag; the file has 1 column"),
        ("\n# only\n\n", {}, r"a\.conll has no words; in CoNLL columns each line is a word"),
        ("a\tO\n", {"label": 2}, r"a\.conll: no column 2 for the tag; there are columns 0 to 1"),
        ("a\tO\n", {"text": "word"}, r"a\.conll: no column 'word' for the word; Valid: column_0, column_1"),
        ("a\tO\n", {"names": ("w", "p", "t")}, r"a\.conll has 2 columns, but 3 names were given for them"),
    ],
)
def test_errors_say_where(text, layout, message):
    with pytest.raises(InputError, match=message):
        read(text, **layout)
