"""Files of word vectors, each as its dimension and its rows, which are parsed when they are asked for.

=================  ==========================================================  ===============================
format             content                                                     known by
=================  ==========================================================  ===============================
GloVe text         a word and its numbers a line, with spaces between          being none of the others
word2vec text      the same, after a line with the count and the dimension     that line (two whole numbers)
word2vec binary    that line; then word, space and little-endian float32       ``.bin``, or NUL bytes after it
npz                arrays ``vectors`` and ``words``, or ``vocab.txt`` beside   ``.npz``, or being a zip archive
=================  ==========================================================  ===============================

All but the last may be packed with gzip. In text the numbers are counted from the right, as a word may have spaces
inside (GloVe's 840B has such). Blank lines mean nothing.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from glassformer.errors import InputError
from glassformer.tasks.text.reading.documents import AnyPath, open_document

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
# count and dimension; the latter is limited, as a damaged one would ask for any amount of memory
_HEADER = re.compile(rb"([1-9]\d{0,9})[ \t]+([1-9]\d{0,4})\s*")
_LONGEST_WORD = 10_000  # bytes; a binary file that is none would otherwise be read as one word


class Row(NamedTuple):
    """One word of a file.

    Attributes:
        place: where it is, for messages.
        word: the word.
        numbers: its vector, parsed when called. Raises InputError for what is no number.
    """

    place: str
    word: str
    numbers: Callable[[], npt.ArrayLike]


class VectorFile(NamedTuple):
    """An open file of word vectors: how many numbers each has, and the rows, in order and to be read once."""

    dimension: int
    rows: Iterator[Row]


@contextmanager
def open_vectors(path: AnyPath) -> Iterator[VectorFile]:
    """The word vectors of a file, in any of the formats above, while it is open.

    Opening it, and going through its rows, raise InputError where the file is missing, or not as its format says.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.peek(len(_ZIP))
            if path.suffix.lower() == ".npz" or head.startswith(_ZIP):
                yield _archive(path, file)
            elif head.startswith(_GZIP):
                yield _plain(path, BufferedReader(gzip.GzipFile(fileobj=file)))
            else:
                yield _plain(path, file)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name one file in it") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{path} is packed with gzip, but damaged: {error}") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None


def _plain(path: Path, file: BufferedReader) -> VectorFile:
    """A file in one of the formats that are no archives."""
    lines = ((number, line) for number, line in enumerate(file, 1) if line.strip())
    number, first = next(lines, (0, b""))
    if not first:
        raise InputError(f"{path} is empty")
    first = first.removeprefix(_BYTE_ORDER_MARK)
    header = _HEADER.fullmatch(first)
    is_binary = path.name.lower().removesuffix(".gz").endswith(".bin")
    if header is None:
        if is_binary:
            raise InputError(
                f"{path} is no word2vec binary: its first line is not the count of words and the dimension; name a "
                "text file otherwise than .bin, and of a fastText model take the .vec file"
            )
        dimension = _count_numbers(f"{path}, line {number}", first)
        return VectorFile(dimension, _text_rows(path, chain([(number, first)], lines), dimension))
    count, dimension = map(int, header.groups())
    if is_binary or b"\0" in file.peek():
        return VectorFile(dimension, _binary_rows(path, file, count, dimension))
    return VectorFile(dimension, _counted(path, _text_rows(path, lines, dimension), count))


def _count_numbers(place: str, line: bytes) -> int:
    """How many numbers end the line, at least one; its first field is a word, whatever it is."""
    _decode(place, line)
    fields = line.split()
    n_numbers = next((n for n, field in enumerate(reversed(fields[1:])) if not _is_number(field)), len(fields) - 1)
    if n_numbers < 1:
        raise InputError(f"{place}: no numbers at its end; expected a word and its vector, with spaces between")
    return n_numbers


def _text_rows(path: Path, lines: Iterator[tuple[int, bytes]], dimension: int) -> Iterator[Row]:
    for number, line in lines:
        place = f"{path}, line {number}"
        word, *numbers = line.rsplit(None, dimension)
        parts = word.split()
        if len(numbers) < dimension or (len(parts) > 1 and _is_number(parts[-1])):
            found = "fewer" if len(numbers) < dimension else "more"
            raise InputError(
                f"{place}: expected a word and a vector of dimension {dimension}, as in the first line; found {found} "
                "numbers"
            )
        yield Row(place, _decode(place, word), partial(_parse, place, numbers))


def _counted(path: Path, rows: Iterator[Row], count: int) -> Iterator[Row]:
    """The rows, and an error at their end unless they are as many as the file says."""
    n_rows = 0
    for row in rows:
        yield row
        n_rows += 1
    if n_rows != count:
        raise InputError(f"{path} says in its first line that it has {count} words, and has {n_rows}; is it cut off?")


def _binary_rows(path: Path, file: BufferedReader, count: int, dimension: int) -> Iterator[Row]:
    n_bytes = 4 * dimension
    for number in range(1, count + 1):
        place = f"{path}, word {number} of {count}"
        word = _binary_word(place, file)
        numbers = file.read(n_bytes)
        if len(numbers) < n_bytes:
            raise InputError(f"{place}: the file ends here; it is cut off")
        yield Row(place, _decode(place, word), partial(np.frombuffer, numbers, dtype="<f4"))
    if file.read(2).strip():
        raise InputError(
            f"{path} says in its first line that it has {count} words of {dimension} numbers, and has more"
        )


def _binary_word(place: str, file: BufferedReader) -> bytes:
    """The bytes up to the next space, without the line feed that may end the vector before."""
    word = bytearray()
    while (letter := file.read(1)) not in (b" ", b""):
        word += letter
        if len(word) > _LONGEST_WORD:
            raise InputError(f"{place}: no space after the word; the file is damaged, or no word2vec binary")
    return bytes(word).removeprefix(b"\n")


def _archive(path: Path, file: BufferedReader) -> VectorFile:
    vectors, words = _arrays(path, file)
    if vectors.ndim != 2 or vectors.dtype.kind != "f" or vectors.size == 0:
        raise InputError(
            f"{path}: 'vectors' must be a matrix of floats, a row for each word, not {vectors.dtype} of shape "
            f"{vectors.shape}"
        )
    where = "its array 'words'"
    if words is None:
        where = str(path.with_name("vocab.txt"))
        words = _vocabulary(path)
    if len(words) != len(vectors):
        raise InputError(f"{path} has {len(vectors)} vectors, and {where} {len(words)} words; there must be as many")
    rows = (
        Row(f"{path}, row {index + 1}", word, partial(vectors.__getitem__, index)) for index, word in enumerate(words)
    )
    return VectorFile(vectors.shape[1], rows)


def _arrays(path: Path, file: BufferedReader) -> tuple[npt.NDArray[Any], Sequence[str] | None]:
    """The array ``vectors``, and the words if they are there too."""
    try:
        with np.load(file, allow_pickle=False) as archive:
            names = list(archive.files)
            vectors = np.asarray(archive["vectors"]) if "vectors" in names else None
            words = np.asarray(archive["words"]).tolist() if "words" in names else None
    except Exception as error:  # zipfile, zlib and numpy have a dozen kinds of error for a damaged archive
        raise InputError(f"{path} is no npz archive of arrays, or damaged: {error}") from None
    if vectors is None:
        raise InputError(
            f"{path} has no array 'vectors', but {', '.join(names) or 'nothing'}; a text file in an archive has to be "
            "unpacked first"
        )
    if words is not None and not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        raise InputError(f"{path}: 'words' must be a list of texts, one for each row of 'vectors'")
    return vectors, words


def _vocabulary(path: Path) -> list[str]:
    """The words of ``vocab.txt`` beside this file, one a line."""
    vocabulary = path.with_name("vocab.txt")
    if not vocabulary.exists():
        raise InputError(f"{path} has no array 'words', and there is no vocab.txt beside it, with one word a line")
    return open_document(vocabulary).lines()


def _parse(place: str, numbers: Sequence[bytes]) -> list[float]:
    try:
        return list(map(float, numbers))
    except ValueError:
        wrong = next(number for number in numbers if not _is_number(number))
        raise InputError(f"{place}: {wrong.decode(errors='replace')!r} is no number") from None


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _decode(place: str, text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        what = f"byte 0x{text[error.start]:02X} is not UTF-8"
        raise InputError(f"{place}: {what}; save the file as UTF-8, and pack it with gzip or not at all") from None
