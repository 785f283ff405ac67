"""What a summary says of a program is what the program does."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.learning.text.grammars import (
    FLIPPED,
    Language,
    data_of,
    entities,
    examples_of,
    learned_from,
    numbers,
    opinion,
)

from glassformer.execution.texts import TextProgram
from glassformer.learning.text import TextConfiguration
from glassformer.learning.text.learned import Learned, has_entities
from glassformer.learning.text.results import PARTS, predict, score, summarise
from glassformer.tasks.text import Scheme, TextData


@pytest.fixture(scope="module")
def tagger() -> Learned:
    """It reads four words of a text."""
    return learned_from(entities, "tag", 150, max_length=4)


@pytest.fixture(scope="module")
def classifier() -> Learned:
    return learned_from(opinion, "classify", 100)


def summary_of(learned: Learned, data: TextData, folder: Path) -> dict[str, Any]:
    found = summarise(learned, data, TextConfiguration(), folder, 1.25, [{"name": "other"}], shown=False)
    assert json.dumps(found, allow_nan=False)
    return found


def test_words_that_are_cut_off_are_outside(tagger: Learned) -> None:
    fresh = examples_of(entities, "tag", 100, 5)
    found = predict(tagger.program, tagger.reader, fresh)
    assert [len(tags) for tags in found] == [len(words) for words in fresh.tokens]
    assert all(tag == "O" for tags in found for tag in tags[4:])
    assert any(tag != "O" for tags in found for tag in tags[:4])


def test_tags_without_an_outside_get_the_first_label() -> None:
    learned = learned_from(numbers, "tag", 150, max_length=2)
    found = predict(learned.program, learned.reader, examples_of(numbers, "tag", 50, 5))
    assert {tag for tags in found for tag in tags[2:]} == {learned.program.signature.labels[0]} == {"NUM"}


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_the_same_labels_as_from_raw_texts(kind: str, tagger: Learned, classifier: Learned) -> None:
    learned, language = (tagger, entities) if kind == "tag" else (classifier, opinion)
    fresh = examples_of(language, kind, 60, 6)
    texts = TextProgram(program=learned.program, reader=learned.reader)
    assert [texts.label(words) for words in fresh.tokens] == predict(learned.program, learned.reader, fresh)


def test_accuracy_is_the_share_that_is_right(classifier: Learned, tmp_path: Path) -> None:
    data = data_of(opinion, "classify", 150, 8)
    first, *others = data.test.classes
    data = replace(data, test=replace(data.test, labels=(FLIPPED[first], *others)))
    found = summary_of(classifier, data, tmp_path)
    assert found["accuracy"]["train"]["token"] == 1
    test = found["accuracy"]["test"]
    assert test["token"] == test["sequence"] == pytest.approx(49 / 50)
    assert test["n_tokens"] == test["n_sequences"] == 50
    low, high = test["token_interval"]
    assert 0.88 < low < 49 / 50 < high <= 1
    assert found["facts"]["accuracy"].startswith("on 50 unseen texts, labels 98.00 %")


def test_entities_are_scored_strictly(tagger: Learned, tmp_path: Path) -> None:
    data = data_of(entities, "tag", 150, 8)
    found = summary_of(tagger, data, tmp_path)
    test = found["accuracy"]["test"]
    n_right = sum(tag != "O" for tags in data.test.tags for tag in tags[:4])
    n_all = sum(tag != "O" for tags in data.test.tags for tag in tags)
    assert test["entities"]["n_right"] == test["entities"]["n_predicted"] == n_right < n_all
    assert test["entities"]["n_expected"] == n_all
    assert test["value"] == test["entities"]["f1"] == pytest.approx(2 * n_right / (n_right + n_all))
    assert test["token"] == pytest.approx(1 - (n_all - n_right) / data.test.n_tokens)
    assert test["interval"][0] < test["value"] < test["interval"][1]
    assert found["cut"]["test"] == sum(len(words) > 4 for words in data.test.tokens) > 0


def test_the_rest_of_the_summary(tagger: Learned, tmp_path: Path) -> None:
    data = replace(data_of(entities, "tag", 150, 8), warnings=("mind the gap",))
    found = summary_of(tagger, data, tmp_path)
    assert found["agreement"]["mismatches"] == 0
    assert found["agreement"]["inputs"] == found["verdict"]["inputs"] == found["texts"]["test"] == 50
    assert found["warnings"] == ["mind the gap"]
    assert found["baselines"] == [{"name": "other"}]
    assert (found["kind"], found["max_length"], found["seconds"]) == ("tag", 4, 1.2)
    assert found["choices"] == tagger.choices
    assert set(found["accuracy"]) == set(found["texts"]) == set(found["cut"]) == set(PARTS)
    text = (tmp_path / "program.py").read_text()
    assert found["facts"]["accuracy"] in " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "kind", "scheme", "expected"),
    [
        (entities, "tag", Scheme.IOB2, True),
        (entities, "tag", None, True),
        (entities, "tag", Scheme.PLAIN, False),
        (numbers, "tag", None, False),
        (opinion, "classify", None, False),
    ],
)
def test_what_marks_entities(language: Language, kind: str, scheme: Scheme | None, expected: bool) -> None:
    data = replace(data_of(language, kind, 30), scheme=scheme)
    assert has_entities(data) == expected


def test_a_test_without_entities(tagger: Learned, tmp_path: Path) -> None:
    data = data_of(entities, "tag", 30)
    plain = [number for number, tags in enumerate(data.test.tags) if set(tags) == {"O"}]
    assert plain
    data = replace(data, test=data.test.take(plain))
    assert score(tagger, data, "test").to_dict()["value"] is None
    found = summary_of(tagger, data, tmp_path)
    assert found["accuracy"]["test"]["value"] is None
    assert "nan" not in found["facts"]["accuracy"]
