"""The rule that made the texts is recovered: fresh texts are right, and the program reads what the rule reads."""

import pytest
from tests.learning.text.grammars import (
    BAD,
    GOOD,
    HEARD,
    NEUTRAL,
    TOWNS,
    entities,
    far_negation,
    learned_from,
    negation,
    numbers,
    opinion,
    parts_of_speech,
    share_right,
    spans_right,
    towns,
    towns_heard_of,
)
from tests.learning.text.small import columns_of, heads_of, scores_of

from glassformer.tasks.text import Phrase, WordList, default_features

SEEDS = range(3)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_class_that_single_words_decide(seed: int) -> None:
    learned = learned_from(opinion, "classify", 100, seed)
    assert share_right(learned, opinion) == 1
    program = learned.program
    scores, tokens = scores_of(program), program.signature.marks + program.signature.alphabet
    assert scores.variables == ("tokens",)
    assert program.operations == (scores,)
    assert program.signature.columns == ()
    assert learned.reader.columns == ()
    assert isinstance(scores.weights, tuple)
    weights = dict(zip(tokens, scores.weights[0], strict=True))
    assert {weights[word] for word in (*NEUTRAL, "<unk>")} == {(0, 0)}
    assert all(weights[word][0] > 500 > -500 > weights[word][1] for word in BAD)  # the labels are bad and good
    assert all(weights[word][1] > 500 > -500 > weights[word][0] for word in GOOD)


@pytest.mark.parametrize("seed", SEEDS)
def test_tags_that_the_word_before_decides(seed: int) -> None:
    learned = learned_from(entities, "tag", 150, seed)
    assert spans_right(learned, entities).f1 == 1
    assert share_right(learned, entities) == 1
    assert heads_of(learned.program) == {"before"}


def test_without_attention_the_word_before_is_not_known() -> None:
    learned = learned_from(entities, "tag", 150, reach=0, phrases=0)
    assert heads_of(learned.program) == set()
    assert spans_right(learned, entities).f1 < 0.6
    assert share_right(learned, entities) < 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_word_that_turns_another_round(seed: int) -> None:
    learned = learned_from(negation, "classify", 500, seed)
    assert share_right(learned, negation) == 1
    assert "phrase" in columns_of(learned) or heads_of(learned.program)


def test_a_sum_over_words_cannot_turn_one_round() -> None:
    learned = learned_from(negation, "classify", 500, phrases=0, tables=0)
    assert scores_of(learned.program).variables == ("tokens",)
    assert share_right(learned, negation) < 0.8


def test_a_word_that_turns_another_round_from_afar() -> None:
    learned = learned_from(far_negation, "classify", 500, phrases=0)
    assert share_right(learned, far_negation) == 1
    assert any(name.endswith("_with_side_of_nearest_not") for name in scores_of(learned.program).variables)
    without = learned_from(far_negation, "classify", 500, phrases=0, tables=0)
    assert share_right(without, far_negation) < 0.85


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_words_that_are_told_by_a_feature(kind: str) -> None:
    learned = learned_from(numbers, kind, 150)
    assert share_right(learned, numbers) == 1
    assert columns_of(learned) & {"digits", "shape"}
    assert share_right(learned_from(numbers, kind, 150, features=()), numbers) < 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_words_that_a_list_has(seed: int) -> None:
    assert len(TOWNS) > 1.5 * HEARD
    features = (*default_features(), Phrase(), WordList("towns", tuple((town,) for town in TOWNS)))
    learned = learned_from(towns_heard_of, "tag", 200, seed, features)
    assert share_right(learned, towns) == 1
    assert "in_towns" in columns_of(learned)
    assert share_right(learned_from(towns_heard_of, "tag", 200, seed), towns) < 0.7


@pytest.mark.parametrize("seed", SEEDS)
def test_words_whose_column_decides(seed: int) -> None:
    learned = learned_from(parts_of_speech, "tag", 100, seed)
    assert share_right(learned, parts_of_speech) == 1
    assert scores_of(learned.program).variables == ("pos",)
    assert learned.reader.wanted_columns == ("pos",)
