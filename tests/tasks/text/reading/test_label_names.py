import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import Source, read_label_names
from glassformer.tasks.text.reading.label_names import name_label


def read(tmp_path, text):
    path = tmp_path / "labels.txt"
    path.write_text(text, encoding="utf-8")
    return read_label_names(path)


def test_labels_get_names_in_the_order_of_the_file(tmp_path):
    names = read(tmp_path, "1\tpositive\n\n0\tnegative\n")
    assert list(names.items()) == [("1", "positive"), ("0", "negative")]
    assert name_label("0", names, Source("a", 1)) == "negative"
    assert name_label(("0", "1"), names, Source("a", 1)) == ("negative", "positive")


def test_a_label_without_a_name():
    with pytest.raises(InputError, match=r"a\.tsv, line 7: label '2' is not in the label-names file, which has '0'"):
        name_label("2", {"0": "n", "1": "p"}, Source("a.tsv", 7))
    with pytest.raises(InputError, match=r"a\.conll, line 8: label 'X' is not in"):
        name_label(("0", "X"), {"0": "n"}, Source("a.conll", 7, range(7, 9)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0\tnegative\n1 positive\n", r"labels\.txt, line 2: expected a label, a TAB and its name.*, not '1 positive'"),
        ("0\t\n", r"labels\.txt, line 1: expected a label, a TAB and its name"),
        ("0\ta\tb\n", r"labels\.txt, line 1: expected a label, a TAB and its name"),
        ("0\ta\n0\tb\n", r"labels\.txt, line 2: '0' is there twice"),
        ("0\ta\n1\ta\n", r"labels\.txt, line 2: 'a' is there twice"),
        ("\n", r"labels\.txt has no labels; expected lines such as"),
    ],
)
def test_errors_say_where(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, text)
