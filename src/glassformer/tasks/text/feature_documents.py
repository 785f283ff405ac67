"""Features as JSON, and back. Documents come from strangers: what is damaged is an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassformer.errors import InputError
from glassformer.tasks.text.place_features import Capital, Column, Phrase, Position
from glassformer.tasks.text.word_features import (
    Digits,
    Feature,
    Form,
    Frequency,
    Prefix,
    Punctuation,
    Shape,
    Suffix,
)
from glassformer.tasks.text.word_lists import WordList

_PLAIN = (Shape, Capital, Digits, Punctuation, Form, Position)
_PLAIN_BY_NAME = {feature().name: feature for feature in _PLAIN}


def feature_to_dict(feature: Feature) -> dict[str, Any]:
    """A feature's type and what it was made with."""
    match feature:
        case Prefix(n) | Suffix(n):
            return {"type": type(feature).__name__.lower(), "n": n}
        case Phrase(most):
            return {"type": "phrase", "most": most}
        case Frequency(counts):
            return {"type": "frequency", "counts": dict(counts)}
        case Column(column):
            return {"type": "column", "column": column}
        case WordList(name, entries, is_cased):
            return {"type": "list", "name": name, "entries": [list(entry) for entry in entries], "is_cased": is_cased}
        case _ if type(feature) in _PLAIN:
            return {"type": feature.name}
    raise InputError(
        f"feature {feature.name!r} cannot be written: {type(feature).__name__} is no feature of this package"
    )


def feature_from_dict(document: Mapping[str, Any]) -> Feature:
    """The feature that `feature_to_dict` gave. Raises InputError where the document is damaged."""
    match document:
        case {"type": "prefix", "n": int(n)}:
            return Prefix(n)
        case {"type": "suffix", "n": int(n)}:
            return Suffix(n)
        case {"type": "phrase", "most": int(most)}:
            return Phrase(most)
        case {"type": "frequency", "counts": dict(counts)} if _are_counts(counts):
            return Frequency(counts)
        case {"type": "column", "column": str(column)}:
            return Column(column)
        case {"type": "list", "name": str(name), "entries": [*entries], "is_cased": bool(is_cased)}:
            return WordList(name, tuple(_entry(entry) for entry in entries), is_cased)
        case {"type": str(name)} if name in _PLAIN_BY_NAME:
            return _PLAIN_BY_NAME[name]()
    raise InputError(f"the features are damaged: {str(document)[:80]} is none that this version knows")


def _are_counts(counts: Mapping[Any, Any]) -> bool:
    return all(isinstance(word, str) and type(n) is int for word, n in counts.items())


def _entry(entry: object) -> tuple[str, ...]:
    if isinstance(entry, list) and all(isinstance(word, str) for word in entry):
        return tuple(entry)
    raise InputError(f"the features are damaged: {entry!r} is no list of words")
