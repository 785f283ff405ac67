import json
import subprocess
import sys

import pytest
from tests.tasks.text.grammar import PLACES, tagged_sentences

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import (
    Capital,
    Column,
    Digits,
    FeatureSet,
    Frequency,
    Position,
    Prefix,
    Punctuation,
    Shape,
    Suffix,
    TextExamples,
    WordList,
)


def made_texts(n=60):
    sentences = tagged_sentences(n)
    return TextExamples(
        kind="tag",
        tokens=tuple(tuple(words) for words, _ in sentences),
        labels=tuple(tuple(tags) for _, tags in sentences),
        columns={"kind": tuple(tuple("P" if each in ".," else "W" for each in words) for words, _ in sentences)},
    )


def texts(*lines):
    return TextExamples(kind="classify", tokens=tuple(tuple(line.split()) for line in lines))


TRAIN = texts("walking talking walked talked", "Rome walks", "walking Oslo talks .")


def test_every_word_has_a_value_of_every_feature():
    train = made_texts()
    features = FeatureSet.fit(train)
    encoded = features.encode(train)
    assert list(encoded) == [variable.name for variable in features.variables]
    for variable in features.variables:
        assert [len(values) for values in encoded[variable.name]] == [len(words) for words in train.tokens]
        assert {index for values in encoded[variable.name] for index in values} <= set(range(len(variable.values)))
        assert len(set(variable.values)) == len(variable.values) <= 128


def test_what_is_encoded_is_what_is_described():
    train = made_texts()
    features = FeatureSet.fit(train)
    encoded = features.encode(train[:1])
    described = features.describe(train.tokens[0], {"kind": train.columns["kind"][0]})
    for variable in features.variables:
        names = [variable.values[index] for index in encoded[variable.name][0]]
        assert names == [row[variable.name] for row in described]


def test_a_word_list_finds_what_the_grammar_names():
    train = made_texts()
    features = FeatureSet.fit(train, [WordList("places", tuple((place,) for place in PLACES))])
    for words, values in zip(train.tokens, features.encode(train)["in_places"], strict=True):
        assert [word in PLACES for word in words] == [value == 1 for value in values]


def test_unknown_words_keep_their_features():
    features = FeatureSet.fit(TRAIN, [Suffix(3), Shape(), Frequency()])
    (row,) = features.describe(["Jogging"])
    assert row == {"suffix3": "ing", "shape": "Xx", "frequency": "0-1"}


def test_values_are_limited_and_the_rest_counted():
    column = ("a",) * 4 + ("b",) * 3 + ("c",) * 2 + ("d",)
    train = TextExamples(kind="classify", tokens=(("w",) * 10,), columns={"col": (column,)})
    kept = FeatureSet.fit(train, [Column("col")], max_values=3)
    assert kept.variables[0].values == ("<other>", "a", "b")
    assert kept.notes == ("feature 'col': 2 of 4 values, 30.0 % of words, are <other>",)
    assert kept.encode(train)["col"] == [[1, 1, 1, 1, 2, 2, 2, 0, 0, 0]]
    assert FeatureSet.fit(train, [Column("col")]).variables[0].values == ("<other>", "a", "b", "c")
    assert FeatureSet.fit(train, [Column("col")], min_count=1).variables[0].values == ("<other>", "a", "b", "c", "d")


def test_affixes_are_ranked_by_different_words():
    train = texts("nothing nothing nothing nothing", "walked talked", "walks talks balks", "bee sea")
    values = FeatureSet.fit(train, [Suffix(2)]).variables[0].values
    assert values == ("<other>", "ks", "ed")  # many words are "nothing", but one word only


def test_what_says_nothing_is_left_out_with_a_note():
    features = FeatureSet.fit(texts("wxy xyz", "abc bcd cde"), [Digits(), Position(), Punctuation(), Suffix(2)])
    assert [variable.name for variable in features.variables] == ["position"]
    assert features.notes == (
        "feature 'digits' is left out: it is 'none' everywhere",
        "feature 'punctuation' is left out: it is 'none' everywhere",
        "feature 'suffix2' is left out: it is '<other>' everywhere",  # each suffix is rare
    )


def test_a_value_that_is_called_other():
    column = ("<other>", "<other>", "a", "a")
    train = TextExamples(kind="classify", tokens=(("w",) * 4,), columns={"col": (column,)})
    assert FeatureSet.fit(train, [Column("col")]).encode(train)["col"] == [[0, 0, 1, 1]]


def test_features_are_written_and_read():
    train = made_texts()
    lists = [WordList("places", (("New", "York"), ("Rome",)), is_cased=True)]
    features = FeatureSet.fit(train, [Shape(), Prefix(2), Suffix(1), Capital(), Frequency(), Column("kind"), *lists])
    read = FeatureSet.from_dict(json.loads(json.dumps(features.to_dict())))
    assert read == features
    assert read.encode(train) == features.encode(train)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("notes"), "expected a list 'features' of objects"),
        (lambda d: d["features"].append(3), "expected a list 'features' of objects"),
        (lambda d: d["features"][0].update(type="colour"), "is none that this version knows"),
        (lambda d: d["features"][0].update(n="two"), "is none that this version knows"),
        (lambda d: d["features"][0].update(values=["ing"]), "the values of 'suffix3' are not its own"),
        (lambda d: d["features"][0].update(values=["<other>", "a", "a"]), "the values of 'suffix3' are not its own"),
        (lambda d: d["features"][1].update(values=["no"]), "the values of 'capital' are not its own"),
        (lambda d: d["features"][2].update(entries=["Rome"]), "'Rome' is no list of words"),
        (lambda d: d["features"][3].update(counts={"a": "b"}), "is none that this version knows"),
    ],
)
def test_a_damaged_document(change, message):
    features = FeatureSet.fit(TRAIN, [Suffix(3), Capital(), WordList("towns", (("Rome",),)), Frequency()])
    document = json.loads(json.dumps(features.to_dict()))
    change(document)
    with pytest.raises(InputError, match=message):
        FeatureSet.from_dict(document)


def test_what_loses_nothing_needs_no_note():
    assert FeatureSet.fit(texts("a 1", "c d e"), [Digits(), Position()]).notes == ()


def test_two_features_of_one_name():
    with pytest.raises(ConfigurationError, match="two features are called 'shape'"):
        FeatureSet.fit(TRAIN, [Shape(), Column("shape")])


def test_texts_without_a_column_that_is_read():
    features = FeatureSet.fit(made_texts())
    with pytest.raises(InputError, match="these texts have no column 'kind'"):
        features.encode(TRAIN)


@pytest.mark.parametrize("limits", [{"max_values": 1}, {"min_count": 0}])
def test_limits_that_cannot_be(limits):
    with pytest.raises(ConfigurationError, match="must be at least 2, and min_count"):
        FeatureSet.fit(TRAIN, [Shape()], **limits)


def test_the_room_needs_the_standard_library_only():
    code = "import glassformer.tasks.text, sys; print(sorted({'numpy', 'torch', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
