import csv
import gzip
import json

import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import Layout, tokenize
from glassformer.tasks.text.reading.predicting import read_file_to_label
from glassformer.tasks.text.writing import encode_file, write_predictions


@pytest.fixture
def written(tmp_path):
    def run(name, content, predicted, **layout):
        kind = "classify" if all(isinstance(each, str) for each in predicted) else "tag"
        (tmp_path / name).write_bytes(content.encode())
        answers = ("a", "b", "O", "B-LOC")
        path = tmp_path / name
        file = read_file_to_label(path, kind=kind, answers=answers, layout=Layout(**layout), tokenizer=tokenize)
        return write_predictions(file, predicted)

    return run


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.csv", "text,label\nhi,a\nho,b\n", "text,label,predicted\nhi,a,b\nho,b,a\n"),
        ("x.csv", "text;n\r\nhi;1\r\n\r\nho;2", "text;n;predicted\nhi;1;b\n\nho;2;a\n"),
        (
            "x.csv",
            'text,label\n"hi, ""you""\n\n",a\n , \n"ho",b\n',
            'text,label,predicted\n"hi, ""you""\n\n",a,b\n , \n"ho",b,a\n',
        ),
        ("x.tsv", 'label\ttext\na\t"hi\nb\tho\n', 'label\ttext\tpredicted\na\t"hi\tb\nb\tho\ta\n'),
        ("x.txt", "hi, you\nho\n", "b\thi, you\na\tho\n"),
        ("x.txt", "\nho\n", "b\t\na\tho\n"),
        (
            "x.jsonl",
            '{"text": "h\\u00e9", "n": 1e2}\n\n  {"text": "ho" }  \n',
            '{"text": "h\\u00e9", "n": 1e2, "predicted": "b"}\n\n  {"text": "ho", "predicted": "a"}\n',
        ),
    ],
)
def test_labels_stand_beside_their_texts(written, name, content, expected):
    assert written(name, content, ["b", "a"]) == expected


def test_a_table_without_a_header_gets_none(written):
    assert written("x.tsv", "a\thi\nb\tho\na\thu\n", ["b", "a", "a"]) == "a\thi\tb\nb\tho\ta\na\thu\ta\n"


def test_tags_are_a_last_column(written):
    content = "-DOCSTART- X\n\n# a comment\nto\tO\nRome\tB-LOC\n\n\nhi\tO"
    expected = "-DOCSTART- X\n\n# a comment\nto\tO\tO\nRome\tB-LOC\t-\n\n\nhi\tO\tB-LOC\n"
    assert written("x.conll", content, [("O", None), ("B-LOC",)]) == expected
    assert written("x.conll", "to X\nRome X\n", [("O", "B-LOC")]) == "to X O\nRome X B-LOC\n"
    assert written("x.conll", "to|X\nRome|X\n", [("O", "B-LOC")], delimiter="|") == "to|X|O\nRome|X|B-LOC\n"


def test_tags_of_texts_in_one_cell(written):
    tags = [("O", "B-LOC"), ()]
    assert written("x.csv", "id,text\n1,to Rome\n2,\n", tags) == "id,text,predicted\n1,to Rome,O B-LOC\n2,,\n"
    assert written("x.jsonl", '{"tokens": ["to", "Rome"]}\n{"tokens": []}\n', tags) == (
        '{"tokens": ["to", "Rome"], "predicted": ["O", "B-LOC"]}\n{"tokens": [], "predicted": []}\n'
    )
    assert written("x.txt", "to  Rome\n\n", tags, format="lines") == "O B-LOC\tto  Rome\n\t\n"


def test_words_that_were_cut_stand_beside_their_tags(written):
    tags = [("O", "B-LOC", None), ("O",)]
    content = written("x.csv", 'id,text\n1,"to Rome,"\n2,hi\n', tags)
    rows = list(csv.reader(content.splitlines()))
    assert rows[0] == ["id", "text", "predicted_words", "predicted"]
    assert rows[1:] == [["1", "to Rome,", "to Rome ,", "O B-LOC -"], ["2", "hi", "hi", "O"]]
    record = json.loads(written("x.jsonl", '{"text": "to Rome,"}\n{"text": "hi"}\n', tags).split("\n")[0])
    words = ["to", "Rome", ","]
    assert record == {"text": "to Rome,", "predicted_words": words, "predicted": ["O", "B-LOC", None]}
    assert written("x.txt", "to Rome,\nhi\n", tags) == "O B-LOC -\tto Rome ,\nO\thi\n"


@pytest.mark.parametrize(
    ("name", "content", "predicted", "message"),
    [
        ("x.csv", "text,predicted\nhi,a\n", ["a"], "x.csv has 'predicted' already; rename that, or take it out"),
        ("x.jsonl", '{"text": "hi", "predicted": 1}\n', ["a"], "x.jsonl has 'predicted' already; rename that"),
        ("x.tsv", "text\nhi\n", ["a\tb"], "x.tsv, line 2: label 'a\\tb' cannot be written here, where '\\t' ends it"),
        ("x.txt", "hi\n", ["a\nb"], "x.txt, line 1: label 'a\\nb' cannot be written here"),
        ("x.conll", "to X\nRome X\n", [("O", "a b")], "x.conll, line 2: label 'a b' cannot be written here, where ' '"),
        ("x.txt", "to Rome\n", [("O", "a b")], "x.txt, line 1: label 'a b' cannot be written here, where ' ' ends it"),
        ("x.csv", "text\nhi\n", ["a", "a"], "2 predictions for 1 texts; there must be one for each"),
    ],
)
def test_what_cannot_be_written(written, name, content, predicted, message):
    with pytest.raises(InputError) as error:
        written(name, content, predicted)
    assert message in str(error.value)


def test_labels_of_csv_stand_in_quotes_where_they_must(written):
    assert written("x.csv", "text\nhi\n", ['a, "b"']) == 'text,predicted\nhi,"a, ""b"""\n'


def test_files_are_encoded_and_packed_by_their_names():
    assert encode_file("é\n", "x.csv", "latin-1") == b"\xe9\n"
    assert gzip.decompress(encode_file("é\n", "x.csv.gz", "utf-8")) == "é\n".encode()
    with pytest.raises(InputError, match=r"x\.csv: '…' cannot be written as latin-1; name another --encoding"):
        encode_file("a…", "x.csv", "latin-1")
