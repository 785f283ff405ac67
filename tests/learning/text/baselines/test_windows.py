"""What tagging by windows sees: the word, its neighbours and their features, and nothing else."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.learning.text.baselines.small import Text, data_of, drawn, examples_of, experiment_of, measure

from glassformer.learning.text.baselines.windows import LOGISTIC_REGRESSION, Windows
from glassformer.tasks.text import Capital, FeatureSet, TextExamples

MODELS = ("logistic_regression", "decision_tree")
WORDS = ("a", "b", "c", "d")


def rule_on_word(offset: int):  # type: ignore[no-untyped-def]
    """Texts of random words, whose tags say whether the word so far away is "a"."""

    def draw(rng: random.Random) -> Text:
        words = [rng.choice(WORDS) for _ in range(rng.randint(3, 8))]
        padded = dict(enumerate(words))
        return words, ["Y" if padded.get(place + offset) == "a" else "O" for place in range(len(words))]

    return draw


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_rules_on_the_word_and_its_neighbours_are_learned(offset: int) -> None:
    for name, result in measure(drawn("tag", rule_on_word(offset)), *MODELS).items():
        assert result.test.value == 1, name


@pytest.mark.parametrize("offset", [-2, 2])
def test_words_further_away_are_not_seen(offset: int) -> None:
    for name, result in measure(drawn("tag", rule_on_word(offset)), *MODELS).items():
        assert result.test.value < 0.95, name


def test_the_matrix_by_hand() -> None:
    train = examples_of("tag", [("b a", "O O")])
    windows = Windows(train, FeatureSet.fit(train, ()), is_lower=True)
    # For each of three places: none, unknown, a, b.
    found = windows.matrix(examples_of("tag", [("A x", "O O"), ((), ()), ("b", "O")])).toarray()
    columns = [np.flatnonzero(row).tolist() for row in found]
    assert columns == [[0, 4 + 2, 8 + 1], [2, 4 + 1, 8 + 0], [0, 4 + 3, 8 + 0]]
    assert found.shape == (3, 12)


def test_features_are_seen_of_words_that_are_not_known() -> None:
    def draw(rng: random.Random) -> Text:
        words = [rng.choice(("say", "x")), "".join(rng.choices("klmn", k=6)), "."]
        name = words[1].capitalize() if rng.random() < 0.5 else words[1]
        return [words[0], name, "."], ["O", "O", "Y" if name[0].isupper() else "O"]

    experiment = experiment_of(drawn("tag", draw), features=True)
    assert Capital().name in [variable.name for variable in experiment.features.variables]
    candidates = list(LOGISTIC_REGRESSION.candidates(experiment))
    test = experiment.data.test
    assert max(experiment.score(test, each.predict(test)).value for each in candidates) == 1


def test_texts_without_words_get_no_tags() -> None:
    train: list[Text] = [("a b", "O Y")] * 3
    (candidate, *_) = LOGISTIC_REGRESSION.candidates(experiment_of(data_of("tag", train, train, train)))
    assert candidate.predict(TextExamples(kind="tag", tokens=((),))) == [[]]
    assert [len(tags) for tags in candidate.predict(TextExamples(kind="tag", tokens=((), ("a", "b"))))] == [0, 2]
