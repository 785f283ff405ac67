"""The baselines that count labels, against counts by hand."""

from __future__ import annotations

from tests.learning.text.baselines.small import Text, data_of, examples_of, experiment_of, measure

from glassformer.learning.text.baselines.frequencies import MOST_FREQUENT_TAG

TRAIN: list[Text] = [
    ("the can can rust", "D N V V"),
    ("the can rusts", "D N V"),
    ("Can the rust", "V D N"),
    ("can it", "V P"),
]


def tags_for(words: str, *, is_lower: bool) -> list[str]:
    experiment = experiment_of(data_of("tag", TRAIN, TRAIN, TRAIN))
    by_case = {bool(each.settings["is_lower"]): each for each in MOST_FREQUENT_TAG.candidates(experiment)}
    (tags,) = by_case[is_lower].predict(examples_of("tag", [(words, words)]))
    return list(tags)


def test_each_word_gets_its_most_frequent_tag_and_others_the_most_frequent_of_all() -> None:
    assert tags_for("the rusts it", is_lower=False) == ["D", "V", "P"]
    assert tags_for("unseen", is_lower=False) == ["V"]


def test_among_equally_frequent_tags_the_first_label_wins() -> None:
    assert tags_for("can rust", is_lower=False) == ["N", "N"]


def test_case_is_dropped_where_that_is_the_setting() -> None:
    assert tags_for("can Can THE", is_lower=True) == ["V", "V", "D"]
    assert tags_for("can Can THE", is_lower=False) == ["N", "V", "V"]


def test_the_majority_class_is_that_of_the_training_texts() -> None:
    train: list[Text] = [("a", "x"), ("b", "y"), ("c", "y")]
    result = measure(data_of("classify", train, [("a", "x")], [("a", "x"), ("b", "y")]), "majority_class")
    assert result["majority_class"].valid.value == 0
    assert result["majority_class"].test.value == 0.5


def test_among_equally_frequent_classes_the_first_label_wins() -> None:
    train: list[Text] = [("a", "y"), ("b", "x"), ("c", "y"), ("d", "x")]
    assert (
        measure(data_of("classify", train, [("a", "x")], [("a", "x")]), "majority_class")["majority_class"].test.value
        == 1
    )
