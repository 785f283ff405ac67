import csv

import pytest
from tests.tasks.text.grammar import questions

from glassformer.errors import InputError
from glassformer.tasks.text.reading.delimited import read_delimited
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.rows import Layout


def read(content, format_="csv", **layout):
    return read_delimited(Document("a.csv", content), Layout(format=format_, **layout))


def pairs(table):
    return [(row.text, row.label) for row in table.rows]


TWO = [("hi, you", "a"), ("ho", "b")]


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ('text,label\n"hi, you",a\nho,b\n', "csv"),
        ('label,text\na,"hi, you"\nb,ho', "csv"),
        ("Text;Sentiment\nhi, you;a\nho;b\n", "csv"),
        ("text;label\nhi, you;a\n\nho;b\n", "csv"),
        ("review\tclass\nhi, you\ta\nho\tb\n", "tsv"),
        ("a\thi, you\nb\tho\na\thi, me\n", "tsv"),
        ("hi, you\ta\nho\tb\nhi, me\ta\n", "tsv"),
    ],
)
def test_columns_are_found(text, format_):
    assert pairs(read(text, format_))[:2] == TWO


def test_what_the_grammar_makes_is_read_without_a_header():
    made = questions(50)
    table = read("".join(f"{label}\t{text}\n" for text, label in made), "tsv")
    assert pairs(table) == made
    assert (table.layout.text, table.layout.label, table.layout.has_header) == (1, 0, False)


def test_columns_are_chosen_by_number_or_name():
    text = "id,title,body,stars\n1,t,hi,5\n2,u,ho,1\n"
    by_name = read(text, text="body", label="stars")
    assert pairs(by_name) == pairs(read(text, text=2, label=-1, has_header=True)) == [("hi", "5"), ("ho", "1")]
    assert by_name.notes == ("a.csv: 2 columns not read: 'id', 'title'",)
    named = read("1,t,hi,5\n2,u,ho,1\n", names=("id", "title", "body", "stars"), text="body", label="stars")
    assert pairs(named) == pairs(by_name)


def test_the_layout_found_reads_the_next_file():
    layout = read("text;label\nhi;a\nho;b\n").layout
    assert (layout.delimiter, layout.has_header, layout.text, layout.label) == (";", True, "text", "label")
    other_order = read_delimited(Document("b.csv", "label;text\na;x\n"), layout)
    assert pairs(other_order) == [("x", "a")]


def test_rows_know_their_first_line():
    table = read('text,label\n"two\nlines",a\n\nho,b\n')
    assert [row.source.line for row in table.rows] == [2, 5]
    assert table.rows[0].text == "two\nlines"


def test_blank_rows_are_skipped_and_counted():
    table = read("text,label\n\nhi,a\n,\nho,b\n")
    assert pairs(table) == [("hi", "a"), ("ho", "b")]
    assert table.notes == ("a.csv: 2 blank rows skipped (the first at line 2)",)


def test_tsv_keeps_quotes():
    table = read('a\t"analyze this" is one\nb\tan "other"\na\tx\n', "tsv")
    assert pairs(table) == [('"analyze this" is one', "a"), ('an "other"', "b"), ("x", "a")]
    assert table.notes == ()


def test_tsv_that_may_have_been_quoted_gets_a_note():
    text = 'a\t"one"\nb\ttwo\na\t"say ""three"""\n'
    table = read(text, "tsv")
    assert pairs(table)[0] == ('"one"', "a")
    assert table.notes[0].startswith(
        "a.csv: 2 cells in double quotes, which are kept; Layout(is_quoted=True) takes them"
    )
    assert pairs(read(text, "tsv", is_quoted=True)) == [("one", "a"), ("two", "b"), ('say "three"', "a")]


def test_a_text_may_be_a_book():
    limit = csv.field_size_limit()
    book = "word " * 50_000
    assert pairs(read(f"text,label\n{book},a\nho,b\n"))[0] == (book, "a")
    assert csv.field_size_limit() == limit


def test_a_stray_carriage_return_is_a_space():
    assert pairs(read("text,label\nhi\ryou,a\nho,b\n"))[0] == ("hi you", "a")


def test_without_labels():
    table = read("text\nhi\nho\n", is_labelled=False)
    assert pairs(table) == [("hi", None), ("ho", None)]
    assert pairs(read("hi\nho\n", is_labelled=False)) == pairs(table)
    assert pairs(read("id,text\n1,hi\n2,ho\n", is_labelled=False)) == pairs(table)


@pytest.mark.parametrize(
    ("text", "layout", "message"),
    [
        ("text,label\nhi,a\nho,b,c\n", {}, r"a\.csv, line 3: 3 cells, apart by ',', where the first row has 2$"),
        (
            'text,label\nhi,a\n"ho,b\nhe,c\n',
            {},
            r"a\.csv, line 3: this row cannot be read: .*; is a double quote missing",
        ),
        ('text,label\n"hi"x,a\n', {}, r"a\.csv, line 2: this row cannot be read: .*; is a double quote missing"),
        ("text,label\nhi,a\nho,\n", {}, r"a\.csv, line 3: the label is empty \(column 'label'\)"),
        ("text,label\n", {}, r"a\.csv has no rows below its header"),
        ("\n,\n", {}, r"a\.csv has no rows$"),
        (
            "id,body,klass\n1,hi,a\n",
            {},
            r"a\.csv, line 1: which of these is the text\? 'id', 'body', 'klass'\. Give it as",
        ),
        (
            "id,text,klass\n1,hi,a\n",
            {},
            r"a\.csv, line 1: which of these is the label\? 'id', 'text', 'klass'\. Give it as",
        ),
        ("a,b\nc,d\n", {}, r"a\.csv, line 1: which of these is the text\? 'a', 'b'"),
        (
            "id,text,label\n1,hi,a\n",
            {"text": "txt"},
            r"no column 'txt' for the text; did you mean 'text'\? Valid: id, label",
        ),
        ("id,text,label\n1,hi,a\n", {"text": 3}, r"a\.csv, line 1: no column 3 for the text; there are columns 0 to 2"),
        (
            "x,text,x\n1,hi,a\n",
            {"label": "x", "has_header": True},
            r"2 columns are called 'x'; give the label's",
        ),
        ("text,label\nhi,a\n", {"text": 1}, r"a\.csv, line 1: column 'label' cannot be both text and label"),
        ("hi,a\n", {"names": ("text", "label", "x")}, r"a\.csv has 2 columns, but 3 names were given for them"),
        (
            "body,stars\nhi,1\nho,2\nhe,1\nhu,2\n",
            {},
            r"line 1: 'stars' is the label of no other row, so this may",
        ),
        ("text\thi\n", {"format_": "tsv", "is_labelled": False}, r"a\.csv has no rows below its header"),
    ],
)
def test_errors_say_where(text, layout, message):
    with pytest.raises(InputError, match=message):
        read(text, **layout)


def test_ragged_tsv_may_have_been_quoted():
    with pytest.raises(InputError, match=r"line 2: 1 cell, apart by '\\t', .*; if cells stand in double quotes"):
        read('a\t"one\nline"\n', "tsv")
