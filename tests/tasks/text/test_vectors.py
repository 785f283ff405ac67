import numpy as np
import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.vectors import WordVectors, read_vectors

FILE = "the 1 0\nParis 2 0\nparis 3 0\nof 4 0\nthe 5 0\nrome 6 0\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "glove.txt"
    path.write_text(FILE)
    return path


def first_numbers(vectors):
    return dict(zip(vectors.words, vectors.matrix[:, 0].tolist(), strict=True))


def test_words_are_looked_up_as_written_and_then_in_lower_case(path):
    vectors = read_vectors(path)
    rows, is_known = vectors.rows(["PARIS", "Paris", "Oslo", "The", "THE"])
    assert rows.tolist() == [[3, 0], [2, 0], [0, 0], [1, 0], [1, 0]]
    assert is_known.tolist() == [True, True, False, True, True]
    assert (rows.dtype, is_known.dtype) == (np.float32, np.bool_)


def test_a_capital_in_the_file_is_not_met_from_below():
    vectors = WordVectors(words=("Rome",), matrix=np.ones((1, 3), dtype=np.float32))
    assert vectors.rows(["rome", "ROME", "Rome"])[1].tolist() == [False, False, True]


def test_no_words_have_no_rows(path):
    rows, is_known = read_vectors(path).rows([])
    assert (rows.shape, is_known.shape) == ((0, 2), (0,))


def test_a_word_that_is_there_twice_keeps_its_first_vector(path):
    vectors = read_vectors(path)
    assert first_numbers(vectors) == {"the": 1, "Paris": 2, "paris": 3, "of": 4, "rome": 6}
    assert (len(vectors), vectors.dimension) == (5, 2)


@pytest.mark.parametrize(
    ("wanted", "at_most", "words"),
    [
        (None, None, ["the", "Paris", "paris", "of", "rome"]),
        (None, 2, ["the", "Paris"]),
        (None, 0, []),
        (["Paris", "Oslo", "ROME"], None, ["Paris", "paris", "rome"]),
        (["paris"], None, ["paris"]),
        (["rome"], 2, ["the", "Paris", "rome"]),
        (["the"], 0, ["the"]),
        ([], None, []),
    ],
)
def test_what_is_kept(path, wanted, at_most, words):
    vectors = read_vectors(path, wanted=wanted, at_most=at_most)
    assert list(vectors.words) == words
    assert vectors.matrix.shape == (len(words), 2)


def test_rows_after_the_last_that_is_kept_are_not_read(path):
    path.write_text(FILE + "oslo 7\n")
    assert len(read_vectors(path, at_most=3)) == 3
    with pytest.raises(InputError, match="line 7: expected a word and a vector of dimension 2"):
        read_vectors(path, at_most=3, wanted=["rome"])


def test_a_limit_that_is_none(path):
    with pytest.raises(ConfigurationError, match="at_most -1 must be 0 or more rows"):
        read_vectors(path, at_most=-1)


@pytest.mark.parametrize(
    ("words", "matrix", "message"),
    [
        (
            ("a", "b"),
            np.zeros((3, 2), dtype=np.float32),
            r"2 words need a float32 matrix .*, not float32 of .*\(3, 2\)",
        ),
        (("a",), np.zeros((1, 2)), "1 words need a float32 matrix with 1 rows, not float64"),
        (("a",), np.zeros(1, dtype=np.float32), r"1 words need a float32 matrix with 1 rows, .* of shape \(1,\)"),
        (("a", "a"), np.zeros((2, 2), dtype=np.float32), "a word is there twice"),
    ],
)
def test_vectors_that_cannot_be(words, matrix, message):
    with pytest.raises(InputError, match=message):
        WordVectors(words=words, matrix=matrix)
