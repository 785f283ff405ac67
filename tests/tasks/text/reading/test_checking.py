import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import TextExamples
from glassformer.tasks.text.reading.checking import check_columns, check_labels, find_warnings, order_labels


def classes(**labels):
    """A text a word, each with its label."""
    return TextExamples(kind="classify", tokens=tuple((word,) for word in labels), labels=tuple(labels.values()))


def joined(*parts):
    tokens = tuple(words for part in parts for words in part.tokens)
    return TextExamples(kind="classify", tokens=tokens, labels=tuple(label for part in parts for label in part.classes))


@pytest.mark.parametrize(
    ("labels", "file_order", "ordered"),
    [
        ({"10", "9", "1"}, (), ("1", "9", "10")),
        ({"b", "a", "10"}, (), ("10", "a", "b")),
        ({"I-b", "B-b", "O", "B-a", "I-a"}, (), ("O", "B-a", "I-a", "B-b", "I-b")),
        ({"a", "b"}, ("c", "b", "a"), ("b", "a")),
        ({"B-a", "O"}, ("S-a", "O"), ("O", "B-a")),
    ],
)
def test_labels_have_an_order(labels, file_order, ordered):
    assert order_labels(labels, file_order) == ordered


def test_one_label_is_nothing_to_learn():
    with pytest.raises(InputError, match=r"a\.csv: every text has the label 'x'; at least two classes are needed"):
        check_labels(classes(a="x", b="x"), "a.csv")
    tagged = TextExamples(kind="tag", tokens=(("a", "b"),), labels=(("O", "O"),))
    with pytest.raises(InputError, match=r"a\.conll: every word has the label 'O'; at least two tags are needed"):
        check_labels(tagged, "a.conll")


def test_parts_have_the_same_columns():
    train = TextExamples(kind="classify", tokens=(("a",),), labels=("x",), columns={"pos": (("N",),)})
    with pytest.raises(InputError, match="columns of the test texts: none; but the training texts have: 'pos'"):
        check_columns({"train": train, "test": classes(a="x")})


def test_labels_that_training_lacks():
    parts = {"train": classes(a="x", b="y"), "valid": classes(c="x"), "test": classes(d="z", e="z")}
    assert list(find_warnings(parts)) == ["test: label 'z' (2 texts) is in no training text, and cannot be learned"]


def test_duplicates_and_unlike_labels():
    train = joined(classes(a="x", b="y"), classes(a="x"), classes(a="y"))
    assert list(find_warnings({"train": train})) == [
        "train: 1 duplicate kept (a text before has the same words and label)",
        "train: 1 text occurs with different labels",
    ]


def test_texts_in_several_parts():
    parts = {"train": classes(a="x", b="y"), "valid": classes(a="x", c="y"), "test": classes(c="y", b="y", d="x")}
    assert list(find_warnings(parts)) == [
        "valid: 1 of 2 texts is also in train, word by word",
        "test: 2 of 3 texts are also in train or valid, word by word",
    ]
