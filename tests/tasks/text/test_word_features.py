import pytest

from glassformer.errors import ConfigurationError
from glassformer.tasks.text import Digits, Form, Frequency, Prefix, Punctuation, Shape, Suffix, TextExamples


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("Paris", "Xx"),
        ("It", "Xx"),
        ("I", "X"),
        ("USA", "XX"),
        ("McDonald", "XxXx"),
        ("iPhone", "xXx"),
        ("7", "d"),
        ("1999", "dd"),
        ("IL-2", "XX-d"),
        ("3.14", "d.dd"),
        ("...", ".."),
        ("#tag", "#x"),
        ("Ünal", "Xx"),
        ("東京", "x"),
    ],
)
def test_shapes(word, shape):
    assert Shape().of_word(word) == shape


@pytest.mark.parametrize(
    ("feature", "word", "value"),
    [
        (Prefix(2), "Running", "ru"),
        (Suffix(3), "Running", "ing"),
        (Suffix(3), "ING", "<short>"),
        (Suffix(2), "1999", "00"),
        (Prefix(3), "ÉTAT", "éta"),
        (Digits(), "none", "none"),
        (Digits(), "B2B", "some"),
        (Digits(), "$1,000.50", "number"),
        (Punctuation(), "B2B", "none"),
        (Punctuation(), "well-known", "some"),
        (Punctuation(), "?!", "only"),
        (Form(), "#tag", "#tag"),
        (Form(), "#a", "#tag"),
        (Form(), "#", "plain"),
        (Form(), "@ann", "@name"),
        (Form(), "HTTPS://x.org", "address"),
        (Form(), "http", "plain"),
    ],
)
def test_features_of_words(feature, word, value):
    assert feature.of_word(word) == value
    assert not feature.values or value in feature.values


def test_frequency_is_counted_in_training_in_any_case():
    train = TextExamples(kind="classify", tokens=(("The", "cat", "the"), ("cat", "THE", "dog"), *[("x",)] * 1_000))
    frequency = Frequency().fit(train)
    assert frequency.of_text(["the", "Cat", "dog", "unseen", "X"], {}) == ["2-4", "2-4", "0-1", "0-1", "1000+"]
    assert dict(frequency.counts) == {"the": 3, "cat": 2, "x": 1_000}


def test_bands_meet():
    counts = {str(n): n for n in (2, 4, 5, 19, 20, 99, 100, 999, 1_000)}
    bands = [Frequency(counts).of_word(word) for word in counts]
    assert bands == ["2-4", "2-4", "5-19", "5-19", "20-99", "20-99", "100-999", "100-999", "1000+"]


@pytest.mark.parametrize("affix", [Prefix, Suffix])
def test_an_affix_has_letters(affix):
    with pytest.raises(ConfigurationError, match="has 1 letter or more, not 0"):
        affix(0)
