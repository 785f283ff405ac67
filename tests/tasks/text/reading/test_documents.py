import gzip

import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.reading.documents import open_document


@pytest.fixture
def write(tmp_path, monkeypatch):
    """A function that writes a file into the current folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="mine.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


@pytest.mark.parametrize(
    "data",
    [
        b"caf\xc3\xa9\nb\n",
        b"\xef\xbb\xbfcaf\xc3\xa9\nb\n",  # a byte-order mark
        b"caf\xc3\xa9\r\nb\r\n",
        b"caf\xc3\xa9\rb\r",  # as old Macs wrote it
        gzip.compress(b"caf\xc3\xa9\nb\n", mtime=0),  # whatever it is called
    ],
)
def test_text_is_the_same_however_it_is_stored(write, data):
    document = open_document(write(data))
    assert (document.name, document.text, document.lines()) == ("mine.csv", "café\nb\n", ["café", "b"])


def test_other_encodings_are_named(write):
    assert open_document(write("café".encode("cp1252")), "cp1252").text == "café"
    assert open_document(write("café".encode("utf-16")), "utf-16").text == "café"


def test_lines_end_with_line_feeds_only(write):
    assert open_document(write("a\u2028b\x85c\n\nd")).lines() == ["a\u2028b\x85c", "", "d"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "mine.csv is empty"),
        (gzip.compress(b"", mtime=0), "mine.csv is empty"),
        (b"\xef\xbb\xbf", "mine.csv is empty"),
        (
            b"ok\ncaf\xc3\xa9 caf\xe9\n",
            "mine.csv, line 2, column 9: byte 0xE9 is not UTF-8; save the file as UTF-8",
        ),
        ("a".encode("utf-16"), "mine.csv, line 1, column 1: byte 0xFF is not UTF-8; .* such as utf-16"),
        (b"a\nb\0", "mine.csv, line 2: a NUL character; is this a text file"),
        (b"PK\x03\x04....", "mine.csv is a zip archive or a spreadsheet; unpack it, or save it as CSV"),
        (b"PAR1....", "mine.csv is a Parquet file; save it as CSV or JSON Lines"),
        (gzip.compress(b"text,label\n", mtime=0)[:-6], "mine.csv is packed with gzip, but damaged"),
    ],
)
def test_what_is_no_text(write, data, message):
    with pytest.raises(InputError, match=message):
        open_document(write(data))


def test_what_is_no_file(tmp_path):
    with pytest.raises(InputError, match=r"there is no file .*nothing\.csv"):
        open_document(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is a folder; name one file in it"):
        open_document(tmp_path)


def test_an_encoding_that_is_none(write):
    with pytest.raises(ConfigurationError, match="encoding 'utf8x' is unknown; try utf-8"):
        open_document(write("a"), "utf8x")
