"""Where the texts of a run come from: everything that was said about files, kept so that they can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.tasks.text import (
    TOKENIZERS,
    Feature,
    Kind,
    Layout,
    Split,
    TextData,
    default_features,
    read_text_data,
    read_word_list,
)
from glassformer.tasks.text.place_features import Phrase
from glassformer.tasks.text.vectors import WordVectors, read_vectors


@dataclass(frozen=True, kw_only=True)
class TextSource:
    """The files of a run, and how they are read; see `read_text_data`.

    Attributes:
        train, valid, test: files, or None where a part is split off.
        kind: ``tag`` or ``classify``; None: as the file has it.
        layout: which column is what.
        tokenizer: by its name.
        scheme: of entity tags, or None: found out.
        repair: whether ill-formed tags are mended.
        label_names: a file that names labels, or None.
        split: of parts that are not given.
        name: of the task, or None: as the file is called.
        vectors: a file of word vectors, or None.
        lists: files of words or names, each a feature.
    """

    train: str
    valid: str | None = None
    test: str | None = None
    kind: Kind | None = None
    layout: Layout = field(default_factory=Layout)
    tokenizer: str = "words"
    scheme: str | None = None
    repair: bool = False
    label_names: str | None = None
    split: Split = field(default_factory=Split)
    name: str | None = None
    vectors: str | None = None
    lists: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.tokenizer not in TOKENIZERS:
            raise ConfigurationError(f"tokenizer {self.tokenizer!r} is unknown; write one of {', '.join(TOKENIZERS)}")

    def read(self) -> TextData:
        """The texts. Errors as for `read_text_data`."""
        return read_text_data(
            self.train,
            self.valid,
            self.test,
            kind=self.kind,
            layout=self.layout,
            tokenizer=TOKENIZERS[self.tokenizer],
            scheme=self.scheme,
            repair=self.repair,
            label_names=self.label_names,
            split=self.split,
            name=self.name,
        )

    def read_vectors(self, at_most: int) -> WordVectors | None:
        """The first so many word vectors of the file; None where there is no file. Errors as for `read_vectors`."""
        return None if self.vectors is None else read_vectors(self.vectors, at_most=at_most)

    def features(self, data: TextData, *, has_features: bool, n_phrases: int) -> tuple[Feature, ...]:
        """The features of words: those that need no choice, phrases, and the lists."""
        plain = default_features(data.train.columns) if has_features else ()
        phrases = (Phrase(n_phrases),) if n_phrases else ()
        return (*plain, *phrases, *(read_word_list(path) for path in self.lists))

    def to_dict(self) -> dict[str, Any]:
        """Everything by name, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> TextSource:
        """What `to_dict` gave. Raises RunFolderError where it is damaged."""
        try:
            found = cls(**document)
            layout: dict[str, Any] = {**document["layout"], "names": tuple(document["layout"]["names"])}
            found = replace(
                found,
                layout=Layout(**layout),
                split=Split(**document["split"]),
                lists=tuple(document["lists"]),
            )
            for part in (found, found.layout, found.split):
                _check_types(part)
            return found
        except (TypeError, KeyError, AttributeError, ConfigurationError) as error:
            raise RunFolderError(f"config.json: the description of the texts is damaged: {error}") from None


def _check_types(part: TextSource | Layout | Split) -> None:
    """Raise TypeError where a value is not of the type that its name asks for."""
    for name, hint in get_type_hints(type(part)).items():
        if not _fits(getattr(part, name), hint):
            raise TypeError(f"{name} is {getattr(part, name)!r}")


def _fits(value: object, hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return any(_fits(value, each) for each in get_args(hint))
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    return type(value) in (hint, int) if hint is float else type(value) is hint
