"""A file as text: unpacked, decoded, and with one kind of line end. What cannot be read is an error that says where."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from glassformer.errors import ConfigurationError, InputError

AnyPath = str | PathLike[str]

_GZIP = b"\x1f\x8b"
_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or a spreadsheet; unpack it, or save it as CSV",
    b"PAR1": "a Parquet file; save it as CSV or JSON Lines",
    b"BZh": "packed with bzip2; unpack it, or pack it with gzip",
    b"\xfd7zXZ": "packed with xz; unpack it, or pack it with gzip",
    b"\x28\xb5\x2f\xfd": "packed with zstd; unpack it, or pack it with gzip",
}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Document:
    """The text of a file, with a line feed at the end of each line, and the file's name for messages."""

    name: str
    text: str

    def lines(self) -> list[str]:
        """The lines without their ends; an empty one after the last line end is not counted."""
        lines = self.text.split("\n")
        return lines[:-1] if lines[-1] == "" else lines

    def error(self, line: int, what: str) -> InputError:
        """An error about this line, counted from 1."""
        return InputError(f"{self.name}, line {line}: {what}")


def open_document(path: AnyPath, encoding: str = "utf-8") -> Document:
    """The text of a file, plain or packed with gzip, whatever it is called; a byte-order mark is left out.

    Raises InputError where the file is missing, a folder, empty, no text, or not in this encoding, and
    ConfigurationError for an encoding that Python does not know.
    """
    name = str(path)
    data = _unpack(name, _read(Path(path)))
    text = _decode(name, data, encoding).removeprefix("\ufeff")
    if not text:
        raise InputError(f"{name} is empty")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{name}, line {line}: a NUL character; is this a text file, and in the encoding {encoding}?")
    text = text.replace("\r\n", "\n")
    return Document(name, text if "\n" in text else text.replace("\r", "\n"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name one file in it") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def _unpack(name: str, data: bytes) -> bytes:
    for mark, what in _NOT_TEXT.items():
        if data.startswith(mark):
            raise InputError(f"{name} is {what}")
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name} is packed with gzip, but damaged: {error}") from None


def _decode(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise ConfigurationError(f"encoding {encoding!r} is unknown; try utf-8, cp1252, latin-1 or utf-16") from None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        other = "utf-16" if data.startswith(_UTF16_MARKS) else "cp1252"
        raise InputError(
            f"{name}, line {line}, column {column}: byte 0x{data[error.start]:02X} is not {encoding.upper()}; save the "
            f"file as UTF-8, or name the encoding that it has, such as {other}"
        ) from None
