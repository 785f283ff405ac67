"""Program files: text in ``.glass``, JSON in ``.json``."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from glassformer.errors import ProgramError
from glassformer.program.parsing import parse, parse_sketch
from glassformer.program.serialization import from_json, sketch_from_json, to_json
from glassformer.program.sketch import Program, Sketch

T = TypeVar("T")
SUFFIXES = (".glass", ".json")


def load(path: str | Path) -> Program:
    """The program in a file.

    Raises:
        ProgramError: there is no such file, it cannot be read, or what it holds is no program; the message names it.
    """
    return _load(Path(path), parse, from_json)


def load_sketch(path: str | Path) -> Sketch:
    """The sketch in a file: as ``load``, but holes are allowed."""
    return _load(Path(path), parse_sketch, sketch_from_json)


def save(sketch: Sketch, path: str | Path) -> None:
    """Write a program or sketch to a file, whole or not at all.

    Raises:
        ProgramError: the suffix is unknown, or the file cannot be written; one that was there stays as it was.
    """
    target = Path(path)
    contents = to_json(sketch) if _suffix(target) == ".json" else str(sketch)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(contents, encoding="utf-8", newline="\n")
        os.replace(temporary, target)
    except OSError as error:
        raise ProgramError(f"{target}: cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):  # it is there only where something went wrong
            temporary.unlink()


def _load(path: Path, parse_text: Callable[[str, str], T], parse_json: Callable[[str, str], T]) -> T:
    read = parse_json if _suffix(path) == ".json" else parse_text
    return read(_text(path), str(path))


def _suffix(path: Path) -> str:
    if path.suffix not in SUFFIXES:
        raise ProgramError(f"{path}: a program file ends in {' or '.join(SUFFIXES)}, not in {path.suffix!r}")
    return path.suffix


def _text(path: Path) -> str:
    """What the file holds; a byte order mark, which some editors write, is left out."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ProgramError(f"{path}: there is no such file") from None
    except OSError as error:
        raise ProgramError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ProgramError(f"{path}: this is not UTF-8 text: byte {error.start + 1} cannot be read") from None
