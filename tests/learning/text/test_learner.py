"""Settings of learning, and texts that are awkward to learn from."""

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.learning.text.grammars import (
    BAD,
    GOOD,
    NEUTRAL,
    Language,
    Text,
    data_of,
    entities,
    examples_of,
    learned_from,
    negation,
    opinion,
    parts_of_speech,
    share_right,
)
from tests.learning.text.small import columns_of, heads_of

from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.learner import learn_program
from glassformer.learning.text.results import predict
from glassformer.program import LookupTable
from glassformer.tasks.text import TextData, TextExamples
from glassformer.tasks.text.vectors import WordVectors


@pytest.mark.parametrize(("language", "kind"), [(opinion, "classify"), (entities, "tag")])
def test_the_same_seed_gives_the_same_program(language: Language, kind: str) -> None:
    one, same = (learned_from(language, kind, 100, seed=3) for _ in range(2))
    assert one.program == same.program
    assert one.reader == same.reader


def test_everything_is_kept_where_nothing_is_chosen() -> None:
    learned = learned_from(entities, "tag", 200, select=False, tables=0)
    assert heads_of(learned.program) == {"before", "after", "before_2", "after_2"}
    assert {"shape", "suffix3", "capital", "phrase"} <= columns_of(learned)
    assert share_right(learned, entities) == 1
    tables = [each.name for each in learned.program.operations if isinstance(each, LookupTable)]
    assert len(set(tables)) == len(tables) == 2 * 5  # two variables of words at five places


def test_steps_and_choices_are_told() -> None:
    told: list[str] = []
    learned = learn_program(data_of(negation, "classify", 200), TextConfiguration(), told=told.append)
    assert told[0] == "reader"
    assert told[1:] == [step["what"] for step in learned.choices["steps"]]
    assert {"gain", "regression", "weights"} <= set(told)
    tried = learned.choices["tried"]
    chosen = min(tried, key=lambda each: each["cross_entropy"])
    assert len(tried) == 4 * 2 * 2  # penalties, and how far vectors move words
    assert learned.choices["strength"].items() <= chosen.items()
    assert "tokens" in learned.choices["roles"]


@pytest.mark.parametrize("n", [3, 5, 9])
@pytest.mark.parametrize(("language", "kind"), [(negation, "classify"), (entities, "tag")])
def test_few_texts_are_enough_to_learn_from(n: int, language: Language, kind: str) -> None:
    learned = learned_from(language, kind, n, seed=2, variables=1, select=False)  # of so few, some folds have none
    assert 0 <= share_right(learned, language, 20) <= 1
    assert learned.program.signature.labels


def renamed(data: TextData, columns: dict[str, str | None]) -> TextData:
    """The same texts with these columns: one that they have, or one of words by their length, which says nothing."""

    def of(part: TextExamples) -> TextExamples:
        by_length = tuple(tuple(str(len(word) % 2) for word in words) for words in part.tokens)
        named = {name: by_length if old is None else part.columns[old] for name, old in columns.items()}
        return replace(part, columns=named)

    return replace(data, train=of(data.train), valid=of(data.valid), test=of(data.test))


@pytest.mark.parametrize("name", ["before", "after_2", "tokens_before", "tag", "positions", "word_class"])
def test_a_column_may_be_called_what_a_program_calls_something(name: str) -> None:
    data = renamed(data_of(parts_of_speech, "tag", 60), {name: "pos"})
    for select in (True, False):
        learned = learn_program(data, TextConfiguration(select=select))
        assert learned.reader.wanted_columns == (name,)
        assert [tuple(tags) for tags in predict(learned.program, learned.reader, data.test)] == list(data.test.tags)


def test_columns_whose_names_are_written_alike() -> None:
    data = renamed(data_of(parts_of_speech, "tag", 60), {"词": None, "性": "pos"})
    learned = learn_program(data, TextConfiguration())
    assert [tuple(tags) for tags in predict(learned.program, learned.reader, data.test)] == list(data.test.tags)
    assert "性" in learned.reader.wanted_columns


def smoke(rng: random.Random) -> Text:
    """One text in eight is an alarm; half of these have only a word that a quarter of the others have too."""
    label = "alarm" if rng.random() < 0.12 else "quiet"
    hint = "smoke" if rng.random() < {"alarm": 0.5, "quiet": 0.25}[label] else {"alarm": "fire", "quiet": "tea"}[label]
    return Text(words=[*rng.choices(NEUTRAL, k=3), hint], label=label)


def test_a_rare_class_is_found_more_often_where_all_count_alike() -> None:
    recall = {}
    fresh = examples_of(smoke, "classify", 600, 77)
    for weight in ("none", "balanced"):
        learned = learned_from(smoke, "classify", 400, class_weight=weight)
        found = predict(learned.program, learned.reader, fresh)
        hits = [one == "alarm" for one, label in zip(found, fresh.classes, strict=True) if label == "alarm"]
        recall[weight] = sum(hits) / len(hits)
    assert recall["none"] < 0.6
    assert recall["balanced"] > 0.9


def test_vectors_move_words_that_training_lacks() -> None:
    words = (*GOOD, "splendid", *BAD, "dreadful", *NEUTRAL)
    directions = np.array([[1, 0]] * 5 + [[-1, 0]] * 5 + [[0, 1]] * len(NEUTRAL), np.float32)
    data = data_of(opinion, "classify", 150)
    texts = (("the", "splendid", "film"), ("a", "dreadful", "plot"))
    unseen = TextExamples(kind="classify", tokens=texts, labels=("good", "bad"))
    learned = learn_program(data, TextConfiguration(), WordVectors(words=words, matrix=directions))
    assert "splendid" in learned.reader.vocabulary
    assert predict(learned.program, learned.reader, unseen) == ["good", "bad"]
    for size in (50, 0):  # vectors of the training texts themselves say nothing of other words
        learned = learn_program(data, TextConfiguration(vector_size=size))
        assert "splendid" not in learned.reader.vocabulary
        assert len(set(predict(learned.program, learned.reader, unseen))) == 1
        assert share_right(learned, opinion) == 1


def test_labels_that_training_lacks_are_not_learned() -> None:
    data = data_of(opinion, "classify", 150)
    valid = replace(data.valid, labels=("who knows", *data.valid.classes[1:]))
    learned = learn_program(replace(data, valid=valid), TextConfiguration())
    assert learned.program.signature.labels == ("bad", "good")
    assert share_right(learned, opinion) == 1
