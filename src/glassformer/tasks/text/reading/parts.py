"""The parts of a data set: read from their files or from the hub, and split off the training texts where missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from glassformer.errors import ConfigurationError
from glassformer.tasks.text.examples import Kind, TextExamples
from glassformer.tasks.text.reading.assembling import TextFile, assemble
from glassformer.tasks.text.reading.documents import AnyPath, open_document
from glassformer.tasks.text.reading.formats import read_table
from glassformer.tasks.text.reading.hub import read_hub
from glassformer.tasks.text.reading.rows import Layout
from glassformer.tasks.text.splitting import TEST_SHARE, VALID_SHARE, small_classes, split_indices
from glassformer.tasks.text.tokenizing import Tokenizer
from glassformer.tasks.wording import describe_texts

HUB = "hub:"


@dataclass(frozen=True, kw_only=True)
class Split:
    """How parts that are not given are split off the training texts: the share of each, and the seed."""

    valid: float = VALID_SHARE
    test: float = TEST_SHARE
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The texts of ``train``, and of ``valid`` and ``test`` as far as they are there; and warnings."""

    examples: Mapping[str, TextExamples]
    warnings: tuple[str, ...]


def read_file(
    path: AnyPath, kind: Kind | None, layout: Layout, tokenizer: Tokenizer, label_names: Mapping[str, str] | None
) -> TextFile:
    """The texts of one file."""
    document = open_document(path, layout.encoding)
    table = read_table(document, layout, kind)
    return assemble(table, document.name, kind=kind, tokenizer=tokenizer, label_names=label_names)


def read_parts(
    paths: Mapping[str, AnyPath],
    kind: Kind | None,
    layout: Layout,
    tokenizer: Tokenizer,
    names: Mapping[str, str] | None,
) -> Parts:
    """The texts of these files by part; what was found out of the layout of ``train`` holds for the others too."""
    train = str(paths["train"])
    if train.startswith(HUB):
        return _read_hub(paths, kind, layout, tokenizer, names)
    files: dict[str, TextFile] = {}
    for part, path in paths.items():
        if files:
            kind, layout = files["train"].examples.kind, files["train"].layout
        files[part] = read_file(path, kind, layout, tokenizer, names)
    return _gather(files)


def _read_hub(
    paths: Mapping[str, AnyPath],
    kind: Kind | None,
    layout: Layout,
    tokenizer: Tokenizer,
    names: Mapping[str, str] | None,
) -> Parts:
    if len(paths) > 1:
        raise ConfigurationError(f"{paths['train']} has its own parts; leave out the files for valid and test")
    name, _, configuration = str(paths["train"]).removeprefix(HUB).partition(":")
    found = read_hub(name, layout, configuration or None)
    files: dict[str, TextFile] = {}
    for part, table in found.tables.items():
        kind = files["train"].examples.kind if files else kind
        files[part] = assemble(table, f"{name}[{part}]", kind=kind, tokenizer=tokenizer, label_names=names)
    parts = _gather(files)
    return replace(parts, warnings=(*found.notes, *parts.warnings))


def _gather(files: Mapping[str, TextFile]) -> Parts:
    return Parts(
        examples={part: file.examples for part, file in files.items()},
        warnings=tuple(line for file in files.values() for line in file.notes),
    )


def fill_parts(parts: Mapping[str, TextExamples], split: Split) -> Parts:
    """All three parts: those that are missing are split off ``train``.

    Raises ConfigurationError and InputError as `split_indices` does.
    """
    shares = {part: share for part, share in (("valid", split.valid), ("test", split.test)) if part not in parts}
    if not shares:
        return Parts(examples=parts, warnings=())
    train = parts["train"]
    pieces = split_indices(train, tuple(shares.values()), seed=split.seed)
    taken = {part: train.take(indices) for part, indices in zip(("train", *shares), pieces, strict=True)}
    small = small_classes(train, len(pieces)) if train.kind == "classify" else {}
    one = len(small) == 1
    warning = (
        f"{len(small)} class{'' if one else 'es'} with fewer than {len(pieces)} different texts "
        f"{'is' if one else 'are'} in train only: {describe_texts(list(small))}"
    )
    filled = {**parts, **taken}
    return Parts(
        examples={part: filled[part] for part in ("train", "valid", "test")}, warnings=(warning,) if small else ()
    )
