"""What a reader knows of the training texts, within the limits that are set, and the vectors of its words."""

import numpy as np
import pytest
from tests.learning.text.baselines.small import Text, data_of

from glassformer.errors import ConfigurationError
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.encoded import Floats
from glassformer.learning.text.knowing import fit_reader
from glassformer.tasks.text import Shape, TextReader
from glassformer.tasks.text.vectors import WordVectors

TEXTS: list[Text] = [
    ("The cat saw the dog .", "x"),
    ("a cat , a Dog , 3 hens !", "y"),
    ("the END", "x"),
]
VECTORS = WordVectors(
    words=("Rome", "the", "rome", "<s>", "unk", "cat", "nothing"),
    matrix=np.array([[3, 4], [0, 2], [1, 1], [5, 5], [0, -7], [1, 0], [0, 0]], np.float32),
)


def known(vectors: WordVectors | None = None, /, **settings: object) -> tuple[TextReader, Floats | None]:
    data = data_of("classify", TEXTS, TEXTS[:1], [("unheard of words", "x")])
    return fit_reader(data, TextConfiguration.of({"vector_size": 0, **settings}), vectors)


def test_words_are_those_of_training_the_most_frequent_first() -> None:
    reader, vectors = known()
    assert reader.vocabulary.words[:4] == ("<unk>", "the", ",", "a")
    assert set(reader.vocabulary.words[1:]) == {word.lower() for words, _ in TEXTS for word in str(words).split()}
    assert vectors is None


def test_limits_of_the_vocabulary() -> None:
    assert known(vocabulary_size=3)[0].vocabulary.words == ("<unk>", "the", ",")
    assert set(known(min_count=2)[0].vocabulary.words) == {"<unk>", "the", "a", ",", "cat", "dog"}
    with pytest.raises(ConfigurationError, match="no word is in the training texts 9 times; set min_count lower"):
        known(min_count=9)


@pytest.mark.parametrize(("setting", "n"), [(0, 18), (5, 5), (300, 300)])
def test_how_many_words_of_a_text_are_read(setting: int, n: int) -> None:
    reader, _ = known(max_length=setting)
    assert reader.max_length == n
    assert len(reader.read(["the"] * 1_000)) == n


def test_a_long_text_is_read_to_the_256th_word() -> None:
    texts: list[Text] = [("word " * 129, "x"), ("other", "y")]
    reader, _ = fit_reader(data_of("classify", texts, texts, texts), TextConfiguration(vector_size=0))
    assert reader.max_length == 256


def test_features_and_phrases() -> None:
    def names(**settings: object) -> list[str]:
        return [name for name, _ in known(None, **settings)[0].columns]

    assert {"shape", "suffix2", "position", "phrase"} <= set(names())
    assert "phrase" not in names(phrases=0)
    assert names(features=False) == ["phrase"]  # "<s> the" is there twice
    assert names(features=False, phrase_min_count=3) == []
    assert names(features=False, phrases=0) == []
    phrases = dict(known(phrase_min_count=1, phrases=2)[0].columns)["phrase"]
    assert len(phrases) == 3
    assert phrases[0] == "<other>"


def test_features_that_are_given_are_the_features() -> None:
    data = data_of("classify", TEXTS, TEXTS, TEXTS)
    reader, _ = fit_reader(data, TextConfiguration(vector_size=0), features=(Shape(),), tokenizer="spaces")
    assert [name for name, _ in reader.columns] == ["shape"]
    assert reader.split("can't stop") == ("can't", "stop")


def test_words_with_vectors_are_known_too() -> None:
    reader, vectors = known(VECTORS)
    n_words = len(known()[0].vocabulary)
    assert reader.vocabulary.words[n_words:] == ("rome", "unk", "nothing")
    assert vectors is not None
    assert vectors.shape == (2 + len(reader.vocabulary), 2)

    def row(word: str) -> list[float]:
        return [round(float(number), 6) for number in vectors[2 + reader.vocabulary.index(word)]]

    assert row("the") == [0, 1]
    assert row("rome") == [round(0.5**0.5, 6)] * 2  # as it is written, before other ways to write it
    assert row("hens") == row("nothing") == [0, 0]
    assert vectors[:2].tolist() == [[0, 0], [0, 0]]  # of the marks, though "<s>" has a vector in the file
    assert vectors[2].tolist() == [0, -1]  # of words that are not known
    assert known(VECTORS, vocabulary_size=n_words + 1)[0].vocabulary.words[n_words:] == ("rome",)
    assert known(VECTORS, vocabulary_size=3)[0].vocabulary.words == ("<unk>", "the", ",")


def test_vectors_are_made_of_the_training_texts() -> None:
    reader, vectors = known(vector_size=2)
    assert vectors is not None
    assert vectors.shape == (2 + len(reader.vocabulary), 2)
    assert vectors[2 + reader.vocabulary.index("cat")].any()
    assert not vectors[2 + reader.vocabulary.index("hens")].any()  # it is there once
    lengths = np.linalg.norm(vectors, axis=1)
    assert ((lengths < 1e-9) | (np.abs(lengths - 1) < 1e-6)).all()


def test_words_that_are_too_rare_stay_unknown_whatever_vectors_are_made() -> None:
    reader, _ = known(vector_size=2, min_count=3)
    assert reader.vocabulary.words == ("<unk>", "the")


def test_no_word_is_there_twice() -> None:
    texts: list[Text] = [("one two", "x"), ("three", "y")]
    reader, vectors = fit_reader(data_of("classify", texts, texts, texts), TextConfiguration())
    assert vectors is None
    assert len(reader.vocabulary) == 4


def test_settings_that_cannot_be() -> None:
    with pytest.raises(ConfigurationError, match=r"reach = 9: must be from 0 to 8"):
        TextConfiguration(reach=9)
    with pytest.raises(ConfigurationError, match=r"vocabulary_size = 1: must be from 2"):  # the first is <unk>
        TextConfiguration(vocabulary_size=1)
    with pytest.raises(ConfigurationError, match=r"n_classes = 129: must be from 2 to 128"):
        TextConfiguration.of({"n_classes": 129})
    with pytest.raises(ConfigurationError, match=r"mine.toml: unknown setting 'phrase'; did you mean 'phrases'\?"):
        TextConfiguration.of({"phrase": 1}, "mine.toml")
    with pytest.raises(ConfigurationError, match="select"):
        TextConfiguration.of({"select": 1})
    with pytest.raises(ConfigurationError, match="class_weight"):
        TextConfiguration.of({"class_weight": "some"})
    assert TextConfiguration.of(TextConfiguration(reach=3).to_dict()) == TextConfiguration(reach=3)
