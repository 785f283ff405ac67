"""A file that says what labels stand for: ``0<TAB>DESC``, one a line, in the order that labels are to have."""

from __future__ import annotations

from collections.abc import Mapping

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Label, Source
from glassformer.tasks.text.reading.documents import AnyPath, open_document
from glassformer.tasks.wording import describe_texts


def read_label_names(path: AnyPath, encoding: str = "utf-8") -> dict[str, str]:
    """The name of each label, in the order of the file. Blank lines mean nothing.

    Raises InputError for a line that is not a label, a TAB and a name, for a label or name that is there twice, and for
    a file without labels.
    """
    document = open_document(path, encoding)
    names: dict[str, str] = {}
    for number, line in enumerate(document.lines(), start=1):
        if not line.strip():
            continue
        label, _, name = (part.strip() for part in line.partition("\t"))
        if not (label and line.count("\t") == 1 and name):
            raise document.error(
                number, f"expected a label, a TAB and its name, such as '0<TAB>negative', not {line!r}"
            )
        if label in names or name in names.values():
            raise document.error(number, f"{label if label in names else name!r} is there twice")
        names[label] = name
    if not names:
        raise InputError(f"{document.name} has no labels; expected lines such as '0<TAB>negative'")
    return names


def name_label(label: Label, names: Mapping[str, str], source: Source) -> Label:
    """The name of a label, or of each tag. Raises InputError for one that the file does not have."""
    if not isinstance(label, str):
        return tuple(_name(tag, names, source.of_word(position)) for position, tag in enumerate(label))
    return _name(label, names, str(source))


def _name(label: str, names: Mapping[str, str], where: str) -> str:
    if label not in names:
        raise InputError(
            f"{where}: label {label!r} is not in the label-names file, which has {describe_texts(list(names))}"
        )
    return names[label]
