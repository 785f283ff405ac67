"""Measuring baselines: what is chosen by which texts, which names there are, and what is refused."""

from __future__ import annotations

import json

import pytest
from tests.learning.text.baselines.small import Text, data_of, examples_of, measure
from tests.tasks.text.grammar import questions, tagged_sentences

from glassformer.errors import ConfigurationError, InputError
from glassformer.learning.text.baselines import BaselineResult, baseline_names, measure_baselines, transformer
from glassformer.learning.text.baselines.transformer import Training
from glassformer.tasks.text import FeatureSet, Scheme, SpanCounts, TextData, Vocabulary

TAGGED: list[Text] = [("the can", "D N"), ("Can the", "V D")]


def tagged(n: int, seed: int) -> list[Text]:
    return [(words, tags) for words, tags in tagged_sentences(n, seed)]


ENTITIES = data_of("tag", tagged(120, 0), tagged(60, 1), tagged(60, 2), Scheme.IOB2)
QUESTIONS = data_of("classify", questions(120, 0), questions(60, 1), questions(60, 2))


def measure_all(data: TextData, **settings) -> list[BaselineResult]:  # type: ignore[no-untyped-def]
    features, vocabulary = FeatureSet.fit(data.train), Vocabulary.fit(data.train.tokens, min_count=2)
    return measure_baselines(data, features=features, vocabulary=vocabulary, **settings)


def test_settings_are_chosen_on_validation_texts_and_never_on_test_texts() -> None:
    valid: list[Text] = [("CAN", "N")]  # upper case: to know these, case must be dropped
    test: list[Text] = [("Can", "V")]
    result = measure(data_of("tag", [*TAGGED, ("can", "N")], valid, test), "most_frequent_tag")["most_frequent_tag"]
    assert result.tuned["chosen"] == {"is_lower": True}
    assert result.tuned["tried"] == [{"is_lower": False, "valid": 0.0}, {"is_lower": True, "valid": 1.0}]
    assert (result.valid.value, result.test.value) == (1, 0)


def test_among_equals_the_plainest_is_chosen() -> None:
    result = measure(data_of("tag", TAGGED, TAGGED, TAGGED), "most_frequent_tag")["most_frequent_tag"]
    assert len({each["valid"] for each in result.tuned["tried"]}) == 2
    result = measure(data_of("tag", TAGGED, [("the", "D")], TAGGED), "most_frequent_tag")["most_frequent_tag"]
    assert result.tuned["chosen"] == {"is_lower": False}


@pytest.mark.parametrize("data", [ENTITIES, QUESTIONS], ids=["tag", "classify"])
def test_all_are_measured_in_order(data: TextData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transformer, "TRAININGS", (Training(learning_rate=3e-3, dropout=0.1),))
    seen: list[BaselineResult] = []
    results = measure_all(data, on_done=seen.append)
    assert seen == results
    assert tuple(result.name for result in results) == baseline_names(data.kind)
    first, *others = results
    assert first.test.value < min(result.test.value for result in others)
    assert all(result.test.value > 0.9 for result in others)
    assert all(result.seconds > 0 for result in results)
    documents = json.loads(json.dumps([result.to_dict() for result in results], allow_nan=False))
    assert [set(each) for each in documents] == [{"name", "description", "tuned", "valid", "test", "seconds"}] * len(
        results
    )
    for result in results:
        assert result.tuned["chosen"].items() <= max(result.tuned["tried"], key=lambda each: each["valid"]).items()


def test_entities_are_scored_by_f1() -> None:
    (result,) = measure_all(ENTITIES, names=["most_frequent_tag"])
    assert isinstance(result.test.spans, SpanCounts)
    assert result.test.spans.n_expected == 120
    assert result.test.value == result.test.spans.f1


def test_names_choose_and_order() -> None:
    results = measure_all(QUESTIONS, names=["naive_bayes", "majority_class"])
    assert [result.name for result in results] == ["naive_bayes", "majority_class"]
    assert measure_all(QUESTIONS, names=[]) == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"names": ["naive_bias"]}, r"no baseline 'naive_bias' .*'classify'; did you mean 'naive_bayes'\? Valid: dec"),
        ({"names": ["most_frequent_tag"]}, "no baseline 'most_frequent_tag' for tasks of kind 'classify'"),
        ({"max_length": 0}, "max_length is 0; it must be at least 1"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        measure_all(QUESTIONS, **settings)


def test_data_that_cannot_be_learned_from_is_refused() -> None:
    one_label = data_of("classify", [("a", "x"), ("b", "x")], [("a", "x")], [("a", "x")])
    with pytest.raises(InputError, match="all training texts have the one label 'x'; at least two are needed"):
        measure_all(one_label)
    with pytest.raises(InputError, match="there are no test texts with labels"):
        measure_all(data_of("tag", TAGGED, TAGGED, []))
    with pytest.raises(InputError, match="there are no validation texts with labels"):
        measure_all(data_of("classify", [("a", "x"), ("b", "y")], [], [("a", "x")]))


def test_a_tag_of_no_training_text_counts_as_wrong() -> None:
    test = examples_of("tag", [("the", "X")])
    data = data_of("tag", TAGGED, TAGGED, TAGGED)
    data = TextData(train=data.train, valid=data.valid, test=test, label_names=data.label_names, task_name="made")
    for result in measure(data, "most_frequent_tag", "logistic_regression").values():
        assert result.test.value == 0
