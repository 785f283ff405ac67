"""The features of words as categorical variables: values named, limited in number, and learned from training texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.examples import TextExamples
from glassformer.tasks.text.feature_documents import feature_from_dict, feature_to_dict
from glassformer.tasks.text.place_features import Capital, Column, Position
from glassformer.tasks.text.vocabulary import MARKS
from glassformer.tasks.text.word_features import (
    Columns,
    Digits,
    Feature,
    Form,
    Frequency,
    Prefix,
    Punctuation,
    Shape,
    Suffix,
    WordFeature,
)

OTHER = "<other>"


@dataclass(frozen=True)
class Variable:
    """A categorical variable: its name, and the names of its values. Of an open feature's the first is ``<other>``."""

    name: str
    values: tuple[str, ...]

    @cached_property
    def indices(self) -> Mapping[str, int]:
        """The index of each value."""
        return {value: index for index, value in enumerate(self.values)}

    def index(self, value: str) -> int:
        """The index of a value; of ``<other>`` where it is none of these."""
        return self.indices.get(value, 0)


def default_features(columns: Iterable[str] = ()) -> tuple[Feature, ...]:
    """Every feature that needs no choice, prefixes and suffixes of 2 and 3 letters, and these columns of the data."""
    return (
        *(Shape(), Prefix(2), Prefix(3), Suffix(2), Suffix(3)),
        *(Capital(), Digits(), Punctuation(), Form(), Position(), Frequency()),
        *(Column(name) for name in columns),
    )


@dataclass(frozen=True)
class FeatureSet:
    """Features with their variables, side by side.

    Attributes:
        features: as they were fitted.
        variables: the variable of each.
        notes: values that became ``<other>`` and features that were left out, with their counts.
    """

    features: tuple[Feature, ...]
    variables: tuple[Variable, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def fit(
        cls,
        train: TextExamples,
        features: Sequence[Feature] | None = None,
        *,
        max_values: int = 128,
        min_count: int = 2,
    ) -> FeatureSet:
        """The features with what they learn from training texts.

        A feature that has the same value everywhere in them says nothing, and is left out.

        Args:
            train: the training texts.
            features: which; by default `default_features` and every column of the texts.
            max_values: how many values a variable has at most, ``<other>`` included; the most frequent are kept.
            min_count: in how many words, or different words, a value of an open feature must be. Above 1, rarer ones
                show in training what ``<other>`` is like.

        Raises:
            ConfigurationError: two features of one name, or a limit that cannot be.
            InputError: a column that the texts have not.
        """
        if max_values < 2 or min_count < 1:
            raise ConfigurationError(
                f"max_values {max_values} must be at least 2, and min_count {min_count} at least 1"
            )
        chosen = default_features(train.columns) if features is None else tuple(features)
        _check_names(chosen)
        kept, variables, notes = [], [], []
        for feature in (feature.fit(train) for feature in chosen):
            counts = Counter(value for values in _values(feature, train) for value in values)
            at_most = feature.max_values or max_values
            variable = _variable(feature, _ranking(feature, train, counts), at_most, min_count)
            notes += _notes(variable, counts)
            if len({variable.index(value) for value in counts}) > 1:
                kept.append(feature)
                variables.append(variable)
        return cls(tuple(kept), tuple(variables), tuple(notes))

    def encode(self, examples: TextExamples) -> dict[str, list[list[int]]]:
        """For each feature by name: for each text the index of each word's value.

        Raises InputError where texts have not a column that is read.
        """
        return {
            variable.name: [list(map(variable.index, values)) for values in _values(feature, examples)]
            for feature, variable in zip(self.features, self.variables, strict=True)
        }

    def describe(self, words: Sequence[str], columns: Columns | None = None) -> list[dict[str, str]]:
        """For each word of a text, the value of each feature by name, as it is encoded.

        Raises InputError where a column that is read is not given.
        """
        rows: list[dict[str, str]] = [{} for _ in words]
        for feature, variable in zip(self.features, self.variables, strict=True):
            for row, value in zip(rows, feature.of_text(words, columns or {}), strict=True):
                row[variable.name] = variable.values[variable.index(value)]
        return rows

    def to_dict(self) -> dict[str, Any]:
        """The features as JSON takes them."""
        pairs = zip(self.features, self.variables, strict=True)
        described = [{**feature_to_dict(feature), "values": list(variable.values)} for feature, variable in pairs]
        return {"features": described, "notes": list(self.notes)}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> FeatureSet:
        """The features that `to_dict` gave. Raises InputError where the document is damaged."""
        match document:
            case {"features": [*described], "notes": [*notes]} if all(isinstance(each, dict) for each in described):
                features = tuple(feature_from_dict(each) for each in described)
                _check_names(features)
                variables = tuple(map(_variable_of, features, described))
                return cls(features, variables, tuple(map(str, notes)))
        raise InputError("the features are damaged: expected a list 'features' of objects, and a list 'notes'")


def _check_names(features: Sequence[Feature]) -> None:
    twice = [name for name, n in Counter(feature.name for feature in features).items() if n > 1]
    if twice:
        raise ConfigurationError(f"two features are called {twice[0]!r}; leave one out, or rename the column or list")


def _values(feature: Feature, examples: TextExamples) -> Iterable[list[str]]:
    """For each text the value of each word."""
    if isinstance(feature, WordFeature):
        of_word = {word: feature.of_word(word) for words in examples.tokens for word in words}
        return ([of_word[word] for word in words] for words in examples.tokens)
    columns = ({name: column[index] for name, column in examples.columns.items()} for index in range(len(examples)))
    return map(feature.of_text, examples.tokens, columns)


def _ranking(feature: Feature, train: TextExamples, counts: Counter[str]) -> Counter[str]:
    """What decides which values are kept: in how many words, or different words in lower case, each is found."""
    if isinstance(feature, WordFeature) and feature.OF_DIFFERENT_WORDS:
        return Counter(feature.of_word(word) for word in {word.lower() for words in train.tokens for word in words})
    return counts


def _variable(feature: Feature, ranking: Mapping[str, int], max_values: int, min_count: int) -> Variable:
    if feature.values:
        return Variable(feature.name, feature.values)
    ranked = sorted((-n, value) for value, n in ranking.items() if n >= min_count and value not in (OTHER, *MARKS))
    return Variable(feature.name, (OTHER, *(value for _, value in ranked[: max_values - 1])))


def _notes(variable: Variable, counts: Mapping[str, int]) -> list[str]:
    """A note where a variable has only one value in the training texts, or where some became ``<other>``."""
    seen = {variable.index(value) for value in counts}
    if len(seen) < 2:
        everywhere = "".join(f": it is {variable.values[index]!r} everywhere" for index in seen)
        return [f"feature {variable.name!r} is left out{everywhere}"]
    others = [n for value, n in counts.items() if value not in variable.indices]
    share = 100 * sum(others) / sum(counts.values())
    what = f"{len(others):,} of {len(counts):,} values, {share:.1f} % of words, are {OTHER}"
    return [f"feature {variable.name!r}: {what}"] if others else []


def _variable_of(feature: Feature, described: Mapping[str, Any]) -> Variable:
    values = described.get("values")
    match values:
        case [*texts] if all(isinstance(text, str) for text in texts) and len(set(texts)) == len(texts):
            is_its_own = tuple(texts) == feature.values if feature.values else texts[:1] == [OTHER]
            if is_its_own:
                return Variable(feature.name, tuple(texts))
    raise InputError(f"the features are damaged: the values of {feature.name!r} are not its own")
