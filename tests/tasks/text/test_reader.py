"""What a program is given of a text: known words, and the value of each feature at each word."""

import json

import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import (
    Capital,
    Column,
    FeatureSet,
    Phrase,
    Shape,
    Suffix,
    TextExamples,
    TextReader,
    Vocabulary,
    WordList,
)

TOKENS = (("The", "old", "Cat"), ("the", "old", "dog", "."), ("Dogs", "sleep"))
EXAMPLES = TextExamples(
    kind="tag",
    tokens=TOKENS,
    columns={"pos": (("D", "J", "N"), ("D", "J", "N", "."), ("N", "V")), "part of speech": (("a", "b", "a"),) * 0 + (
        ("a", "b", "a"), ("a", "b", "a", "c"), ("a", "b"))},
)


def reader_of(*features, max_length=3, tokenizer="words", kind="tag"):
    return TextReader(
        kind=kind,
        vocabulary=Vocabulary.fit(TOKENS, max_size=4, is_lower=True),
        features=FeatureSet.fit(EXAMPLES, features, min_count=1),
        max_length=max_length,
        tokenizer=tokenizer,
    )


def test_words_as_a_program_takes_them():
    assert reader_of().read(["The", "OLD", "cat", "sleeps"]) == ("the", "old", "<unk>")
    assert reader_of(max_length=9).read([]) == ()
    found = reader_of(Shape(), Column("pos")).read(["The", "9", "x"], {"pos": ["D", "?", "N"]})
    assert found == (("the", "Xx", "D"), ("<unk>", "<other>", "<other>"), ("<unk>", "x", "N"))


def test_what_is_cut_off_is_seen_by_features_of_the_whole_text():
    from glassformer.tasks.text import Position

    reader = reader_of(Position(), max_length=2)
    assert reader.read(["the", "old", "dog", "."]) == (("the", "first"), ("old", "begin"))


def test_texts_are_read_one_by_one_and_together():
    reader = reader_of(Shape(), Column("pos"), max_length=9)
    one_by_one = [
        reader.read(words, {"pos": EXAMPLES.columns["pos"][number]}) for number, words in enumerate(EXAMPLES.tokens)
    ]
    assert reader.read_all(EXAMPLES) == one_by_one
    assert reader.read_all(EXAMPLES[:0]) == []


def test_a_column_that_is_not_given():
    reader = reader_of(Column("pos"))
    assert reader.wanted_columns == ("pos",)
    with pytest.raises(InputError, match="have no column 'pos'"):
        reader.read(["the"])
    with pytest.raises(InputError, match="have no column 'pos'"):
        reader.read_all(TextExamples(kind="tag", tokens=TOKENS))
    assert reader_of(Shape()).wanted_columns == ()


def test_columns_of_the_program():
    reader = reader_of(Shape(), Suffix(2), Column("part of speech"))
    assert dict(reader.columns) == {
        "shape": ("<other>", "x", "Xx", "."),
        "suffix2": ("<other>", "<short>", "ld", "og", "gs", "at", "ep", "he"),
        "part_of_speech": ("<other>", "a", "b", "c"),
    } or set(dict(reader.columns)) == {"shape", "suffix2", "part_of_speech"}
