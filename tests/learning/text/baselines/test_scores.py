"""Scores of labels: accuracy, strict F1 of mended tags, and how sure either is."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.learning.text.baselines.small import Text, examples_of

from glassformer.errors import InputError
from glassformer.learning.text.baselines import Score, score_labels
from glassformer.tasks.metrics import Proportion
from glassformer.tasks.text import SpanCounts


def entity_score(texts: list[Text], predicted: list[str], seed: int = 0) -> Score:
    tags = [each.split() for each in predicted]
    return score_labels(examples_of("tag", texts), tags, marks_entities=True, rng=np.random.default_rng(seed))


def plain_score(kind: str, texts: list[Text], predicted: list[str] | list[list[str]]) -> Score:
    return score_labels(examples_of(kind, texts), predicted, marks_entities=False, rng=np.random.default_rng(0))


def test_classes_are_scored_by_texts() -> None:
    score = plain_score("classify", [("a b", "x"), ("a", "y"), ("b", "y")], ["x", "y", "x"])
    assert score.accuracy == Proportion(2, 3)
    assert (score.value, score.spans, score.interval) == (2 / 3, None, Proportion(2, 3).interval)


def test_plain_tags_are_scored_by_words_as_they_are() -> None:
    score = plain_score("tag", [("a b", "O I-X"), ("c", "O")], [["O", "I-X"], ["I-X"]])
    assert score.accuracy == Proportion(2, 3)
    assert score.spans is None


def test_entities_are_scored_by_f1_of_mended_tags() -> None:
    score = entity_score(
        [("New York is big", "B-LOC I-LOC O O"), ("so is Rome", "O O B-LOC")], ["I-LOC I-LOC O O", "O O O"]
    )
    assert score.spans == SpanCounts(n_right=1, n_predicted=1, n_expected=2)
    assert score.value == pytest.approx(2 / 3)
    assert score.accuracy == Proportion(6, 7)


def test_the_interval_of_f1_is_as_wide_as_that_of_a_share_where_it_is_one() -> None:
    texts: list[Text] = [("Rome", "B-LOC")] * 400
    score = entity_score(texts, ["B-LOC"] * 300 + ["B-PER"] * 100)
    assert score.value == 0.75
    assert score.interval == pytest.approx(Proportion(300, 400).interval, abs=0.01)
    assert score.interval == entity_score(texts, ["B-LOC"] * 300 + ["B-PER"] * 100).interval
    assert score.interval != entity_score(texts, ["B-LOC"] * 300 + ["B-PER"] * 100, seed=1).interval


def test_texts_are_drawn_whole() -> None:
    texts: list[Text] = [("Rome Rome Rome Rome", "B-LOC B-LOC B-LOC B-LOC")] * 20
    apart: list[Text] = [("Rome", "B-LOC")] * 80
    together = entity_score(texts, ["B-LOC B-LOC B-LOC B-LOC"] * 10 + ["O O O O"] * 10)
    alone = entity_score(apart, ["B-LOC"] * 40 + ["O"] * 40)
    assert together.value == alone.value
    assert together.interval[1] - together.interval[0] > 1.5 * (alone.interval[1] - alone.interval[0])


def test_no_entities_anywhere_are_no_figure() -> None:
    score = entity_score([("so what", "O O")], ["O O"])
    assert (score.rank, score.interval) == (0.0, (0.0, 1.0))
    found = json.loads(json.dumps(score.to_dict(), allow_nan=False))
    assert (found["value"], found["entities"]["f1"], found["accuracy"]["value"]) == (None, None, 1.0)


def test_the_document_has_every_figure() -> None:
    found = entity_score([("Rome or Bern", "B-LOC O B-LOC")], ["B-LOC O O"]).to_dict()
    assert found["entities"] == {
        "n_right": 1,
        "n_predicted": 1,
        "n_expected": 2,
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
    }
    assert found["value"] == found["entities"]["f1"]
    assert "entities" not in plain_score("classify", [("a", "x")], ["x"]).to_dict()


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="1 predictions for 2"):
        plain_score("classify", [("a", "x"), ("b", "y")], ["x"])
    with pytest.raises(InputError, match="has 1 labels where 2 are expected"):
        entity_score([("a b", "O O")], ["O"])
