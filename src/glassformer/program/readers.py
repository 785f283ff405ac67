"""Whether a reader of texts gives what a program takes; a person may have edited either of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from glassformer.errors import InputError, suggest
from glassformer.program.signature import Signature, describe_lengths
from glassformer.tasks.text import FeatureSet, TextReader
from glassformer.tasks.wording import describe_texts


def fit_reader(reader: TextReader, signature: Signature) -> TextReader:
    """The reader with the columns that a program takes, and no others, in the program's order.

    Raises:
        InputError: it does not give what the program takes, or the program waits for a word or value that it never
            gives; the message says which of them.
    """
    _check_kind(reader, signature)
    if reader.max_length not in signature.lengths:
        takes = describe_lengths(signature.lengths)
        raise InputError(f"the reader reads up to {reader.max_length} words, but the program takes {takes} tokens")
    _check_same(reader.vocabulary.words, signature.alphabet, "the alphabet", "vocabulary.words")
    places = {name: place for place, (name, _) in enumerate(reader.columns)}
    for column in signature.columns:
        if column.name not in places:
            known = suggest(column.name, places) if places else "it gives none"
            raise InputError(f"column {column.name!r} of the program is none that the reader gives; {known}")
        values = reader.columns[places[column.name]][1]
        _check_same(values, column.values, f"column {column.name!r}", f"feature {column.name!r}")
    return _narrowed(reader, [places[column.name] for column in signature.columns])


def _check_kind(reader: TextReader, signature: Signature) -> None:
    if (reader.kind == "classify") != signature.gives_one_label:
        gives = "one label for the text" if signature.gives_one_label else "one label for each word"
        raise InputError(f"the reader is of kind {reader.kind!r}, but the program gives {gives}")


def _check_same(given: Sequence[str], taken: Sequence[str], of_program: str, of_reader: str) -> None:
    """Raise unless both have the same values, in whatever order."""
    takes, gives = set(taken), set(given)
    if lacking := [value for value in given if value not in takes]:
        raise InputError(
            f"{of_program} of the program lacks {describe_texts(lacking, 3)}, which the reader gives; add it there, or "
            f"take it out of the reader's {of_reader}"
        )
    if beyond := [value for value in taken if value not in gives]:
        raise InputError(
            f"{of_program} of the program has {describe_texts(beyond, 3)}, which the reader never gives; add it to the "
            f"reader's {of_reader}, or take it out of the program"
        )


def _narrowed(reader: TextReader, places: Sequence[int]) -> TextReader:
    """The reader with the features at these places alone."""
    features = reader.features
    if list(places) == list(range(len(features.features))):
        return reader
    chosen = FeatureSet(
        tuple(features.features[place] for place in places),
        tuple(features.variables[place] for place in places),
        features.notes,
    )
    return replace(reader, features=chosen)
