import gzip

import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import Layout, tokenize
from glassformer.tasks.text.reading.predicting import read_file_to_label


@pytest.fixture
def read(tmp_path):
    def run(name, content, kind="classify", answers=("a", "b"), label_names=None, **layout):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return read_file_to_label(
            tmp_path / name,
            kind=kind,
            answers=answers,
            layout=Layout(**layout),
            tokenizer=tokenize,
            label_names=label_names,
        )

    return run


@pytest.mark.parametrize(
    ("name", "content", "labels"),
    [
        ("x.csv", "text,label\nhi,a\nho,b\n", ("a", "b")),
        ("x.csv", "text,label\nhi,a\nho,zebra\n", ("a", "zebra")),
        ("x.tsv", "a\thi\nb\tho\na\thu\n", ("a", "b", "a")),
        ("x.jsonl", '{"text": "hi", "label": "b"}\n', ("b",)),
        ("x.txt", "a\thi, you\nb\tho\na\tyes\n", ("a", "b", "a")),
        ("x.csv.gz", gzip.compress(b"text,label\nhi,a\n", mtime=0), ("a",)),
    ],
)
def test_labels_are_found(read, name, content, labels):
    found = read(name, content)
    assert (found.examples.labels, found.notes) == (labels, ())
    assert found.examples.tokens[0][0] == "hi"


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("x.txt", "hi, you\n\nho\n", [("hi", ",", "you"), (), ("ho",)]),
        ("x.txt", "hi, you\nho, yes\n", [("hi", ",", "you"), ("ho", ",", "yes")]),
        ("x.csv", "text\nhi\nho ho\n", [("hi",), ("ho", "ho")]),
        ("x.jsonl", '{"text": "hi"}\n', [("hi",)]),
    ],
)
def test_files_of_nothing_but_texts(read, name, content, texts):
    found = read(name, content)
    assert (found.examples.labels, list(found.examples.tokens), found.notes) == (None, texts, ())


def test_texts_without_words_are_kept_with_their_labels(read):
    found = read("x.csv", 'text,label\nhi,a\n"",b\n')
    assert (found.examples.tokens, found.examples.labels) == ((("hi",), ()), ("a", "b"))


def test_tags_with_their_words(read):
    answers = ("O", "B-LOC", "I-LOC")
    found = read("x.conll", "to N O\nRome N B-LOC\n\nhi X O\n", "tag", answers)
    assert found.examples.labels == (("O", "B-LOC"), ("O",))
    assert found.examples.columns == {"column_1": (("N", "N"), ("X",))}
    found = read("x.csv", "text,tags\nit's Rome,O B-LOC\n", "tag", answers)
    assert (found.examples.tokens, found.examples.labels) == ((("it's", "Rome"),), (("O", "B-LOC"),))
    assert not found.is_cut
    found = read("x.txt", "it's Rome\n", "tag", answers)
    assert (found.examples.tokens, found.is_cut) == ((("it", "'s", "Rome"),), True)


def test_why_no_labels_are_read_is_said_where_there_is_more_than_texts(read):
    found = read("x.conll", "to N\nRome N\n", "tag", ("O", "B-LOC"))
    assert found.examples.labels is None
    assert found.examples.columns == {"column_1": (("N", "N"),)}
    assert found.notes == ("labels are not read: none of the labels that are found is one that is predicted",)
    found = read("x.csv", "text,label\nhi,a\nho,\n")
    assert found.examples.labels is None
    assert found.notes[0].startswith("labels are not read: ")
    assert found.notes[0].endswith("x.csv, line 3: the label is empty (column 'label')")
    assert found.notes[1].endswith("1 column not read: 'label'")


def test_a_label_column_that_is_named_is_wanted(read):
    assert read("x.csv", "text,stars\nhi,1\n", label="stars").examples.labels == ("1",)
    with pytest.raises(InputError, match=r"line 3: the label is empty \(column 'label'\)"):
        read("x.csv", "text,label\nhi,a\nho,\n", label="label")


def test_labels_have_names(read):
    names = {"0": "a", "1": "c"}
    assert read("x.csv", "text,label\nhi,0\nho,1\n", label_names=names).examples.labels == ("a", "c")
    with pytest.raises(InputError, match=r"line 3: label '2' is not in the label-names file"):
        read("x.csv", "text,label\nhi,0\nho,2\n", label_names=names)


def test_columns_of_words_are_not_for_classifiers(read):
    with pytest.raises(InputError, match="has CoNLL columns, where words have labels, but a text is to get one"):
        read("x.conll", "to O\nRome O\n")


def test_what_cannot_be_read_is_an_error(read):
    with pytest.raises(InputError, match=r"x.csv, line 2: this row cannot be read"):
        read("x.csv", 'text,label\n"hi,a\n')
    with pytest.raises(InputError, match="byte 0xE9 is not UTF-8"):
        read("x.txt", b"caf\xe9\n")
