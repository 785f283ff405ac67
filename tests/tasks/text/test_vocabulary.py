import json

import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import Vocabulary

TEXTS = [["The", "cat", "sat"], ["the", "cat", "ran"], ["a", "cat"]]


def test_the_most_frequent_words_are_known_in_order():
    assert Vocabulary.fit(TEXTS).words == ("<unk>", "cat", "The", "a", "ran", "sat", "the")
    assert Vocabulary.fit(TEXTS, is_lower=True).words == ("<unk>", "cat", "the", "a", "ran", "sat")
    assert Vocabulary.fit(TEXTS, is_lower=True, max_size=3).words == ("<unk>", "cat", "the")
    assert Vocabulary.fit(TEXTS, is_lower=True, min_count=2).words == ("<unk>", "cat", "the")
    assert Vocabulary.fit(TEXTS, max_size=1).words == ("<unk>",)


def test_words_are_looked_up():
    vocabulary = Vocabulary.fit(TEXTS, is_lower=True, max_size=3)
    assert vocabulary.encode([["THE", "dog"], []]) == [[2, 0], []]
    assert [word for word in ("cat", "The", "dog", "<unk>") if word in vocabulary] == ["cat", "The"]
    assert len(vocabulary) == 3


def test_a_word_that_is_called_unk_is_unknown():
    vocabulary = Vocabulary.fit([["<unk>", "a"]])
    assert vocabulary.words == ("<unk>", "a")
    assert vocabulary.index("<unk>") == 0


def test_it_is_written_and_read():
    vocabulary = Vocabulary.fit(TEXTS, is_lower=True)
    assert Vocabulary.from_dict(json.loads(json.dumps(vocabulary.to_dict()))) == vocabulary


@pytest.mark.parametrize("limits", [{"max_size": 0}, {"min_count": 0}])
def test_limits_that_cannot_be(limits):
    with pytest.raises(ConfigurationError, match="must be at least 1"):
        Vocabulary.fit(TEXTS, **limits)


@pytest.mark.parametrize(
    "document",
    [{}, {"words": ["<unk>"]}, {"words": ["<unk>", 3], "is_lower": True}, {"words": ["<unk>"], "is_lower": "no"}],
)
def test_a_damaged_document(document):
    with pytest.raises(InputError, match="the vocabulary is damaged"):
        Vocabulary.from_dict(document)


@pytest.mark.parametrize("words", [(), ("a",), ("<unk>", "a", "a")])
def test_words_that_make_no_vocabulary(words):
    with pytest.raises(InputError, match="begin with '<unk>', and none is there twice"):
        Vocabulary(words)
