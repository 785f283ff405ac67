"""How readily a word is taken for an entity is set by the F1 of the validation texts."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from tests.learning.text.small import random_texts

from glassformer.learning.text.encoded import EncodedTexts, Floats, encode
from glassformer.learning.text.entities import STEPS, tags_of, tune_entities
from glassformer.learning.text.readings import InputReading
from glassformer.learning.text.roles import Role
from glassformer.learning.text.weighing import Weighed, labels_of, scores_of
from glassformer.tasks.text import Scheme, TextExamples, count_spans, repair

TAGS = ("O", "B-x", "I-x")
NAMES = {"Cy": 0.7, "B": 0.4, "b": 0.1}
"""How often words are entities."""


def sometimes(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    return repair(["I-x" if rng.random() < NAMES.get(word, 0) else "O" for word in words], Scheme.IOB2)


class Setting:
    """A variable that says of each word how often it is an entity, less than is right."""

    def __init__(self, seed: int, *, max_length: int = 6, timid: float = 1.5) -> None:
        drawn = random_texts("tag", sometimes, n=150, seed=seed, max_length=max_length)
        self.examples: TextExamples = drawn.examples
        self.texts: EncodedTexts = encode(drawn.reader, drawn.examples, TAGS)
        role, n_values = Role("shape"), self.texts.cardinalities["shape"]
        counts = np.full((n_values, 3), 0.1)
        np.add.at(counts, (role.values(self.texts), self.texts.labels), 1)
        weights = np.log(counts / counts.sum(1, keepdims=True))
        self.weighed = [Weighed(reading=InputReading(role, n_values), weights=weights)]
        self.bias: Floats = np.array([timid, 0, 0])

    def f1(self, bias: Floats) -> float:
        tags = tags_of(labels_of(scores_of(self.weighed, bias, self.texts)), self.texts, TAGS)
        whole = [
            each + ("O",) * (len(words) - len(each)) for each, words in zip(tags, self.examples.tokens, strict=True)
        ]
        return float(np.nan_to_num(count_spans(self.examples.tags, whole).f1))

    def tuned(self) -> tuple[Floats, float]:
        return tune_entities(self.weighed, self.bias, self.texts, self.examples.tags, TAGS)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("timid", [-1.0, 0.0, 1.5])
def test_f1_never_falls(seed: int, timid: float) -> None:
    setting = Setting(seed, timid=timid)
    bias, back = setting.tuned()
    assert setting.f1(bias) == max(setting.f1(setting.bias - step * np.array([1, 0, 0])) for step in STEPS)
    assert setting.f1(bias) >= setting.f1(setting.bias)
    np.testing.assert_allclose(setting.bias - bias, [back, 0, 0])
    assert 0 <= back <= 3


def test_a_timid_model_is_encouraged_and_another_one_left_alone() -> None:
    timid, bold = Setting(0, timid=2.0), Setting(0, timid=-2.0)
    bias, back = timid.tuned()
    assert back > 0.5
    assert timid.f1(bias) > timid.f1(timid.bias) + 0.1
    assert bold.tuned()[1] == 0


def test_entities_in_words_that_are_cut_off_count_as_missed() -> None:
    whole, cut = Setting(1), Setting(1, max_length=2)
    bias, _ = cut.tuned()
    assert cut.f1(bias) < whole.f1(bias)
    assert cut.f1(bias) >= cut.f1(cut.bias)


def test_tags_are_well_formed_for_every_text_that_is_read() -> None:
    setting = Setting(2, max_length=3)
    rng = np.random.default_rng(0)
    found = tags_of(rng.integers(0, 3, setting.texts.n_units), setting.texts, TAGS)
    assert [len(tags) for tags in found] == [min(3, len(words)) for words in setting.examples.tokens]
    for tags in found:
        assert all(tag != "I-x" or (place and tags[place - 1] != "O") for place, tag in enumerate(tags))
    assert {tag for tags in found for tag in tags} == set(TAGS)


def test_without_an_entity_anywhere() -> None:
    setting = Setting(0)
    tags = [("O",) * len(words) for words in setting.examples.tokens]
    bias, back = tune_entities(setting.weighed, setting.bias, setting.texts, tags, TAGS)
    assert back == 0
    np.testing.assert_array_equal(bias, setting.bias)
