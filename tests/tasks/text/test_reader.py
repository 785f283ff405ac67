"""What a program is given of a text: known words, and the value of each feature at each word."""

import json
from dataclasses import replace
from typing import Any

import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import (
    Capital,
    Column,
    Feature,
    FeatureSet,
    Frequency,
    Kind,
    Phrase,
    Position,
    Prefix,
    Shape,
    Suffix,
    TextExamples,
    TextReader,
    Vocabulary,
    WordList,
)

TOKENS = (("The", "old", "Cat"), ("the", "old", "dog", "."), ("Dogs", "sleep"))
POS = (("D", "J", "N"), ("D", "J", "N", "."), ("N", "V"))
LENGTHS = tuple(tuple(str(len(word)) for word in words) for words in TOKENS)
EXAMPLES = TextExamples(
    kind="tag",
    tokens=TOKENS,
    columns={name: POS if name == "pos" else LENGTHS for name in ("pos", "in words", "in-words", "tag", "before")},
)


def reader_of(*features: Feature, max_length: int = 3, tokenizer: str = "words", kind: Kind = "tag") -> TextReader:
    return TextReader(
        kind=kind,
        vocabulary=Vocabulary.fit(TOKENS, max_size=3, is_lower=True),
        features=FeatureSet.fit(EXAMPLES, features, min_count=1),
        max_length=max_length,
        tokenizer=tokenizer,
    )


def test_words_as_a_program_takes_them() -> None:
    assert reader_of().read(["The", "OLD", "cat", "sleeps"]) == ("the", "old", "<unk>")
    assert reader_of().read([]) == ()
    found = reader_of(Shape(), Column("pos")).read(["The", "9", "x"], {"pos": ("D", "?", "N")})
    assert found == (("the", "Xx", "D"), ("<unk>", "<other>", "<other>"), ("<unk>", "x", "N"))


def test_features_see_the_whole_text_and_the_word_as_it_is_written() -> None:
    found = reader_of(Position(), Capital(), max_length=2).read(["THE", "old", "dog", "."])
    assert found == (("the", "first", "all"), ("old", "begin", "lower"))


def test_texts_are_read_one_by_one_and_together() -> None:
    reader = reader_of(Shape(), Column("pos"))
    one_by_one = [reader.read(words, {"pos": parts}) for words, parts in zip(TOKENS, POS, strict=True)]
    assert reader.read_all(EXAMPLES) == one_by_one
    assert reader.read_all(EXAMPLES[:0]) == []


def test_a_column_that_is_not_given() -> None:
    reader = reader_of(Column("pos"))
    assert reader.wanted_columns == ("pos",)
    with pytest.raises(InputError, match="have no column 'pos', which the features read"):
        reader.read(["the"])
    with pytest.raises(InputError, match="have no column 'pos', which the features read"):
        reader.read_all(TextExamples(kind="tag", tokens=TOKENS))
    assert reader_of(Shape()).wanted_columns == ()


def test_columns_of_a_program() -> None:
    reader = reader_of(Shape(), Suffix(2), Phrase(2), WordList("old.things", (("old",),)))
    assert reader.columns == (
        ("shape", ("<other>", "x", "Xx", ".")),
        ("suffix2", ("<other>", "<short>", "at", "ep", "gs", "he", "ld", "og")),
        ("phrase", ("<other>", "<s> the", "the old")),
        ("in_old_things", ("no", "yes")),
    )


def test_columns_have_names_that_a_program_can_use() -> None:
    reader = reader_of(*map(Column, EXAMPLES.columns))
    assert [name for name, _ in reader.columns] == ["pos", "in_words", "in_words_2", "tag_2", "before_column"]


def test_a_narrowed_reader_reads_nothing_else() -> None:
    reader = reader_of(Shape(), Column("pos"), Suffix(2))
    found = reader.narrowed({"suffix2"})
    assert found.columns == reader.columns[2:]
    assert found.vocabulary == reader.vocabulary
    assert found.read(["The", "Dog"]) == (("the", "he"), ("<unk>", "og"))
    assert reader.narrowed({"tokens"}).read(["The"]) == ("the",)
    assert reader.narrowed({"suffix2", "pos", "shape"}) == reader


@pytest.mark.parametrize("kept", [{"in_words"}, {"in_words_2"}, {"in_words_2", "tag_2"}, {"before_column"}])
def test_a_narrowed_reader_keeps_names(kept: set[str]) -> None:
    reader = reader_of(*map(Column, EXAMPLES.columns))
    found = reader.narrowed(kept)
    assert kept <= {name for name, _ in found.columns} < {name for name, _ in reader.columns}
    assert set(found.columns) <= set(reader.columns)
    whole, narrow = reader.read_all(EXAMPLES), found.read_all(EXAMPLES)
    places = [[name for name, _ in reader.columns].index(name) for name, _ in found.columns]
    assert narrow == [tuple((word[0], *(word[1 + place] for place in places)) for word in text) for text in whole]


def test_texts_that_are_cut_are_counted() -> None:
    assert reader_of(max_length=3).n_cut(EXAMPLES) == 1
    assert reader_of(max_length=4).n_cut(EXAMPLES) == 0


def test_a_text_is_split_as_in_training() -> None:
    assert reader_of().split("can't stop.") == ("ca", "n't", "stop", ".")
    assert reader_of(tokenizer="spaces").split("can't stop. " * 9) == ("can't", "stop.") * 9


FULL = reader_of(
    *(Shape(), Prefix(3), Suffix(2), Capital(), Position(), Phrase(5), Column("pos"), Frequency()),
    *(WordList("two", (("the", "old"), ("dog",)), is_cased=True),),
    tokenizer="spaces",
)


@pytest.mark.parametrize("reader", [FULL, reader_of(kind="classify"), FULL.narrowed({"phrase", "pos"})])
def test_a_reader_is_written_and_read(reader: TextReader) -> None:
    found = TextReader.from_dict(json.loads(json.dumps(reader.to_dict())))
    assert found == reader
    assert found.read_all(EXAMPLES) == reader.read_all(EXAMPLES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "guess"}, "the reader is damaged: expected 'kind', 'vocabulary', 'features', 'max_length'"),
        ({"max_length": "3"}, "the reader is damaged"),
        ({"vocabulary": None}, "the reader is damaged"),
        ({"vocabulary": {"words": ["the"], "is_lower": True}}, "the words of a vocabulary begin with '<unk>'"),
        ({"features": {"features": [{"type": "smell"}], "notes": []}}, "the features are damaged"),
        ({"tokenizer": None}, "the reader is damaged"),
        ({"tokenizer": "letters"}, "tokenizer 'letters' is unknown; write one of words, spaces"),
        ({"max_length": 0}, "max_length is 0; a text has at least 1 word"),
    ],
)
def test_a_damaged_document(change: dict[str, Any], message: str) -> None:
    with pytest.raises((InputError, ConfigurationError), match=message):
        TextReader.from_dict({**FULL.to_dict(), **change})


@pytest.mark.parametrize("missing", ["kind", "vocabulary", "features", "max_length", "tokenizer"])
def test_a_document_that_lacks_something(missing: str) -> None:
    document = {name: value for name, value in FULL.to_dict().items() if name != missing}
    with pytest.raises(InputError, match="the reader is damaged"):
        TextReader.from_dict(document)


def test_readers_that_cannot_be() -> None:
    with pytest.raises(ConfigurationError, match="kind 'guess' is unknown"):
        replace(FULL, kind="guess")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="'</s>' is a mark, and cannot be a word of the vocabulary"):
        replace(FULL, vocabulary=Vocabulary(("<unk>", "</s>")))
