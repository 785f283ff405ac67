import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import Capital, Digits, Form, Position, Punctuation, Shape
from glassformer.tasks.text.feature_documents import feature_from_dict, feature_to_dict
from glassformer.tasks.text.word_features import WordFeature


class Length(WordFeature):
    """A feature of a person's own."""

    def of_word(self, word):
        return str(len(word))


@pytest.mark.parametrize("feature", [Shape(), Capital(), Digits(), Form(), Position(), Punctuation()])
def test_features_without_settings(feature):
    assert feature_to_dict(feature) == {"type": feature.name}
    assert feature_from_dict({"type": feature.name}) == feature


def test_one_of_a_persons_own_cannot_be_written():
    with pytest.raises(InputError, match="feature 'length' cannot be written: Length is no feature of this package"):
        feature_to_dict(Length())
