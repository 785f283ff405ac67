"""Which rules on bags of words each model learns, and which it cannot."""

from __future__ import annotations

import random

from tests.learning.text.baselines.small import Text, drawn, measure

MODELS = ("naive_bayes", "logistic_regression", "decision_tree")
FILLERS = ("the", "film", "was", "so", "very", "it")


def by_one_word(rng: random.Random) -> Text:
    label = rng.choice(("good", "bad"))
    words = [rng.choice(FILLERS) for _ in range(rng.randint(2, 6))]
    words.insert(rng.randrange(len(words)), {"good": "Superb", "bad": "dull"}[label])
    return words, label


def by_either_word(rng: random.Random) -> Text:
    """Exclusive or: one of two words is there, but not both."""
    words = [word for word in ("hot", "cold") if rng.random() < 0.5]
    return ["it", *words], "yes" if len(words) == 1 else "no"


def by_order(rng: random.Random) -> Text:
    words = rng.sample(("dog", "man"), 2)
    return [words[0], "bites", words[1]], words[0]


def test_each_learns_a_rule_on_one_word() -> None:
    assert all(result.test.value == 1 for result in measure(drawn("classify", by_one_word), *MODELS).values())


def test_only_the_tree_learns_exclusive_or() -> None:
    results = measure(drawn("classify", by_either_word), *MODELS)
    assert results["decision_tree"].test.value == 1
    assert results["logistic_regression"].test.value < 0.85
    assert results["naive_bayes"].test.value < 0.85


def test_order_is_not_seen() -> None:
    assert all(result.test.value < 0.7 for result in measure(drawn("classify", by_order), *MODELS).values())


def by_case(rng: random.Random) -> Text:
    label = rng.choice(("name", "fruit"))
    return [rng.choice(FILLERS), {"name": "Apple", "fruit": "apple"}[label]], label


def test_case_is_kept_where_that_does_better_on_validation_texts() -> None:
    for name, result in measure(drawn("classify", by_case), *MODELS).items():
        assert result.test.value == 1, name
        assert result.tuned["chosen"]["is_lower"] is False
        assert max(each["valid"] for each in result.tuned["tried"] if each["is_lower"]) < 0.7
