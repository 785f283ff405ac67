import pytest

from glassformer.errors import InputError
from glassformer.tasks.text.reading.documents import Document
from glassformer.tasks.text.reading.formats import find_format
from glassformer.tasks.text.reading.rows import Layout

COLUMNS = "a\tO\nb\tB-X\n\nc\tO\n"


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("a.csv", "x", "csv"),
        ("A.TSV.GZ", "x", "tsv"),
        ("a.jsonl", "x", "jsonl"),
        ("a.ndjson", "x", "jsonl"),
        ("a.conll", "x", "conll"),
        ("a.tsv", COLUMNS, "conll"),  # many entity data sets are called so
        ("a.txt", COLUMNS, "conll"),
        ("a.txt", COLUMNS.replace("\t", " "), "conll"),
        ("a.txt", "# id = 1\n" + COLUMNS, "conll"),
        ("a.txt", "-DOCSTART- -X- O\n\nEU NNP B-ORG\n", "conll"),
        ("a", '\n{"text": "x"}\n', "jsonl"),
        ("a.txt", "pos\tso good\nneg\tso, so bad\n", "tsv"),
        ("a.txt", "pos\tso good\n\nneg\tso bad\n", "tsv"),  # a blank line, but spaces inside of cells
        ("a", "text,label\nx,y\n", "csv"),
        ("a", "text;label\nx;y\n", "csv"),
    ],
)
def test_formats_are_found(name, text, format_):
    assert find_format(Document(name, text), Layout(), None) == format_


def test_texts_to_classify_are_not_in_columns():
    assert find_format(Document("a.tsv", "good\t1\n\nbad\t0\n"), Layout(), "classify") == "tsv"


def test_plain_text_is_for_predicting():
    document = Document("a.txt", "Some text.\n\nMore, of it.\n")
    assert find_format(document, Layout(is_labelled=False), "classify") == "lines"
    with pytest.raises(InputError, match=r"a\.txt: neither its name nor its first lines say its format; give"):
        find_format(document, Layout(), "classify")


def test_a_file_without_rows():
    with pytest.raises(InputError, match="a has no rows"):
        find_format(Document("a", "\n \n"), Layout(), None)
