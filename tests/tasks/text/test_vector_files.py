import gzip
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassformer.errors import InputError
from glassformer.tasks.text.vectors import read_vectors

WORDS = ("the", "café", "\x85")  # the last is a line end to Python, and a word to GloVe
MATRIX = np.array([[0.5, -1, 3], [1e-3, 2e5, 0], [-7, 8, 9]], dtype=np.float32)

GLOVE = "".join(
    f"{word} {' '.join(map(str, row))}\n" for word, row in zip(WORDS, MATRIX.tolist(), strict=True)
).encode()
TEXT = b"3 3\n" + GLOVE


def binary(header=b"3 3\n", end=b""):
    """The vectors as a word2vec binary file, with this after each."""
    return header + b"".join(
        word.encode() + b" " + row.tobytes() + end for word, row in zip(WORDS, MATRIX.astype("<f4"), strict=True)
    )


def archive(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(name, content):
    """A zip archive with a file that is no array."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


NPZ = archive(vectors=MATRIX, words=np.array(WORDS))


@pytest.fixture
def write(tmp_path, monkeypatch):
    """A function that writes a file into the current folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="mine.txt"):
        (tmp_path / name).write_bytes(content)
        return name

    return write


def check_is_whole(vectors):
    assert vectors.words == WORDS
    assert vectors.matrix.dtype == np.float32
    np.testing.assert_array_equal(vectors.matrix, MATRIX)


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GLOVE, "glove.txt"),
        (b"\xef\xbb\xbf" + GLOVE, "glove.txt"),  # a byte-order mark
        (GLOVE.replace(b"\n", b"\r\n\n"), "glove.txt"),
        (GLOVE.replace(b" ", b"\t"), "glove.txt"),
        (TEXT, "vectors.vec"),
        (TEXT.replace(b"\n", b" \n"), "vectors.vec"),  # word2vec.c and fastText end lines so
        (TEXT.rstrip(), "vectors.vec"),
        (binary(), "GoogleNews.bin"),
        (binary(), "vectors.w2v"),
        (binary(end=b"\n"), "vectors.bin"),  # word2vec.c ends vectors so
    ],
)
def test_the_same_vectors_in_every_format(write, content, name, is_packed):
    check_is_whole(read_vectors(write(gzip.compress(content, mtime=0) if is_packed else content, name)))


def test_a_packed_binary_file_is_known_by_its_name(write):
    header = b"1 1\n"
    one = np.array([np.pi], dtype="<f4").tobytes()  # no byte is 0
    assert read_vectors(write(gzip.compress(header + b"pi " + one), "v.BIN.gz")).matrix.tolist() == [
        [np.float32(np.pi)]
    ]


def test_arrays_with_their_words(write):
    check_is_whole(read_vectors(write(NPZ, "vectors.npz")))
    check_is_whole(read_vectors(write(NPZ, "vectors")))
    check_is_whole(read_vectors(write(archive(vectors=MATRIX.astype(">f8"), words=np.array(WORDS)))))


def test_an_array_with_the_words_beside_it(write):
    write("\n".join((*WORDS, "")).encode(), "vocab.txt")
    check_is_whole(read_vectors(write(archive(vectors=MATRIX), "vectors.npz")))


def test_half_precision_becomes_single(write):
    halves = MATRIX[[0, 2]].astype(np.float16)
    vectors = read_vectors(write(archive(vectors=halves, words=np.array(["a", "b"]))))
    assert vectors.matrix.dtype == np.float32
    np.testing.assert_array_equal(vectors.matrix, halves)


def test_words_may_have_spaces_inside(write):
    vectors = read_vectors(write(b", 1 2\n. . . 3 4\nat name@domain.com 5 6\n7 7 8\n"))
    assert vectors.words == (",", ". . .", "at name@domain.com", "7")
    assert vectors.matrix.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


def test_a_first_word_that_is_a_number(write):
    assert read_vectors(write(b"1 2 3\n")).words == ("1",)


def test_what_is_not_kept_is_not_parsed(write):
    name = write(b"a 1 2\nb x nan\n")
    assert read_vectors(name, wanted=["a"]).words == ("a",)
    with pytest.raises(InputError, match="line 2: 'x' is no number"):
        read_vectors(name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "mine.txt is empty"),
        (b"\n \n", "mine.txt is empty"),
        (gzip.compress(b"", mtime=0), "mine.txt is empty"),
        (b"the\nof\n", "mine.txt, line 1: no numbers at its end; expected a word and its vector"),
        (b"\xef\xbb\xbf", "mine.txt, line 1: no numbers at its end"),
        (b"\nthe 1 x\n", "mine.txt, line 2: no numbers at its end"),
        (
            b"the 1 2\n\nof 1\n",
            "mine.txt, line 3: expected a word and a vector of dimension 2, as in the first line; found fewer",
        ),
        (b"the 1 2\n 1 2\n", "mine.txt, line 2: expected a word and a vector of dimension 2, .* found fewer"),
        (b"the 1 2\nof 1 2 3\n", "mine.txt, line 2: expected a word and a vector of dimension 2, .* found more"),
        (b"2 2\nthe 1 2 3\nof 1 2 3\n", "mine.txt, line 2: expected a word and a vector of dimension 2, .* found more"),
        (b"the 1 2\nof 1 2,5\n", "mine.txt, line 2: '2,5' is no number"),
        (b"the 1 2\nof 1 \xff\n", "mine.txt, line 2: '\N{REPLACEMENT CHARACTER}' is no number"),
        (b"the 1 2\nof nan 2\n", "mine.txt, line 2: the vector of 'of' has a number that is not finite"),
        (b"the 1 2\nof 1 -inf\n", "mine.txt, line 2: the vector of 'of' has a number that is not finite"),
        (b"the 1 2\nof 1 1e39\n", "mine.txt, line 2: .* not finite in float32"),
        (b"the 1 2\ncaf\xe9 1 2\n", "mine.txt, line 2: byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("the 1 2".encode("utf-16"), "mine.txt, line 1: byte 0xFF is not UTF-8"),
        (b"\xfd7zXZ\x00", "mine.txt, line 1: byte 0xFD is not UTF-8; .* pack it with gzip or not at all"),
        (b"4 3\n" + GLOVE, "mine.txt says in its first line that it has 4 words, and has 3; is it cut off"),
        (b"2 3\n" + GLOVE, "mine.txt says in its first line that it has 2 words, and has 3"),
        (b"5 50\n", "it has 5 words, and has 0"),
        (b"0 3\n" + GLOVE, "mine.txt, line 2: expected a word and a vector of dimension 1, .* found more"),
        (gzip.compress(GLOVE, mtime=0)[:-6], "mine.txt is packed with gzip, but damaged"),
        (b"\x1f\x8b damaged", "mine.txt is packed with gzip, but damaged"),
    ],
)
def test_text_that_is_not_as_it_should_be(write, content, message):
    with pytest.raises(InputError, match=message):
        read_vectors(write(content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (binary()[:-1], "mine.bin, word 3 of 3: the file ends here; it is cut off"),
        (binary(header=b"4 3\n"), "mine.bin, word 4 of 4: the file ends here"),
        (binary(header=b"9999999999 99999\n"), "mine.bin, word 1 of 9999999999: the file ends here"),
        (binary(header=b"2 3\n"), "mine.bin says in its first line that it has 2 words of 3 numbers, and has more"),
        (b"", "mine.bin is empty"),
        (b"0 3\n", "mine.bin is no word2vec binary"),
        (GLOVE, "mine.bin is no word2vec binary: .* name a text file otherwise than .bin, and of a fastText model"),
        (b"\xba\x16\x4f\x2f", "mine.bin is no word2vec binary"),
        (b"1 1\n" + b"a" * 20_000, "mine.bin, word 1 of 1: no space after the word"),
        (b"1 1\n\xe9 \0\0\0\0", "mine.bin, word 1 of 1: byte 0xE9 is not UTF-8"),
        (b"1 1\na \0\0\xc0\x7f", "mine.bin, word 1 of 1: the vector of 'a' has a number that is not finite"),
    ],
)
def test_a_binary_file_that_is_not_as_it_should_be(write, content, message):
    with pytest.raises(InputError, match=message):
        read_vectors(write(content, "mine.bin"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "mine.npz is no npz archive of arrays, or damaged"),
        (b"the 1 2\n", "mine.npz is no npz archive"),
        (NPZ[:-40], "mine.npz is no npz archive of arrays, or damaged"),
        (NPZ[:200] + b"....." + NPZ[205:], "mine.npz is no npz archive of arrays, or damaged"),
        (archive(vectors=np.array([{}])), "mine.npz is no npz archive of arrays, or damaged: Object arrays"),
        (archive(matrix=MATRIX), "mine.npz has no array 'vectors', but matrix"),
        (
            zipped("glove.txt", GLOVE),
            "has no array 'vectors', but glove.txt; a text file in an archive .* unpacked first",
        ),
        (zipped("vectors", GLOVE), "mine.npz: 'vectors' must be a matrix of floats"),
        (archive(vectors=MATRIX[0]), r"'vectors' must be a matrix of floats, .* not float32 of shape \(3,\)"),
        (archive(vectors=MATRIX.astype(int)), r"'vectors' must be a matrix of floats, .* not int64"),
        (archive(vectors=MATRIX[:, :0]), r"'vectors' must be a matrix of floats, .* of shape \(3, 0\)"),
        (archive(vectors=MATRIX[:0]), r"'vectors' must be a matrix of floats, .* of shape \(0, 3\)"),
        (archive(vectors=MATRIX), "mine.npz has no array 'words', and there is no vocab.txt beside it"),
        (archive(vectors=MATRIX, words=np.arange(3)), "mine.npz: 'words' must be a list of texts"),
        (archive(vectors=MATRIX, words=np.array("the")), "mine.npz: 'words' must be a list of texts"),
        (
            archive(vectors=MATRIX, words=np.array(WORDS[:2])),
            "mine.npz has 3 vectors, and its array 'words' 2 words; there must be as many",
        ),
        (
            archive(vectors=MATRIX * np.float32(np.nan), words=np.array(WORDS)),
            "mine.npz, row 1: the vector of 'the' has a number that is not finite",
        ),
    ],
)
def test_an_archive_that_is_not_as_it_should_be(write, content, message):
    with pytest.raises(InputError, match=message):
        read_vectors(write(content, "mine.npz"))


def test_words_beside_an_archive_that_are_not_as_they_should_be(write):
    name = write(archive(vectors=MATRIX), "mine.npz")
    write(b"a\nb\n", "vocab.txt")
    with pytest.raises(InputError, match=r"mine.npz has 3 vectors, and vocab.txt 2 words"):
        read_vectors(name)
    write(b"a\nb\n\xe9\n", "vocab.txt")
    with pytest.raises(InputError, match=r"vocab.txt, line 3, column 1: byte 0xE9 is not UTF-8"):
        read_vectors(name)


def test_what_is_no_file(tmp_path):
    with pytest.raises(InputError, match=r"there is no file .*nothing\.txt"):
        read_vectors(tmp_path / "nothing.txt")
    with pytest.raises(InputError, match="is a folder; name one file in it"):
        read_vectors(tmp_path)


def message_about(path):
    """The message of the InputError that reading a file gives; without one, its name, and the vectors are sound."""
    try:
        vectors = read_vectors(path)
    except InputError as error:
        return str(error)
    assert len(vectors) > 0
    assert np.isfinite(vectors.matrix).all()
    return path.name


@given(
    st.sampled_from([GLOVE, TEXT, binary(), NPZ, gzip.compress(TEXT, mtime=0), gzip.compress(binary(), mtime=0)]),
    st.sampled_from(["fuzzed", "fuzzed.bin", "fuzzed.npz"]),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), min_size=1, max_size=6),
)
def test_damage_is_met_by_input_errors_only(tmp_path_factory, content, name, damages):
    for place, damage in damages:
        place %= len(content)
        content = content[:place] + damage + content[place + len(damage) :]
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    assert name in message_about(path)


@given(st.binary(max_size=200), st.sampled_from(["any", "any.bin", "any.npz"]))
def test_anything_at_all_is_met_by_input_errors_only(tmp_path_factory, content, name):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    assert name in message_about(path)
