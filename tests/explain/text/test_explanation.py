"""One text explained."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from tests.explain.text.programs import fit_reader, learned, small_reader, some_words
from tests.support.text_runs import WITH_PARTS, classifier, scored, signature_of, tagger

from glassformer.errors import InputError, ProgramError
from glassformer.explain.text import explain_text

READER = fit_reader()
TAGGER = tagger(READER)
WORDS = ("Dr", "Ash", "went", "to", "Rome", "Oslo", "zzz")


def test_every_tag_but_o_is_explained() -> None:
    found = explain_text(TAGGER, READER, WORDS)
    assert found.output == ("O", "B-PER", "O", "O", "B-LOC", "B-PER", "O")
    assert [(each.position, each.label) for each in found.decisions] == [(2, "B-PER"), (5, "B-LOC"), (6, "I-PER")]
    assert (found.words, found.unknown, found.n_unread) == (WORDS, (7,), 0)
    assert not found.is_closest_call


def test_one_word_is_explained_where_it_is_asked_for() -> None:
    (decision,) = explain_text(TAGGER, READER, WORDS, position=3).decisions
    assert (decision.position, decision.label) == (3, "O")


def test_where_all_are_o_the_closest_call_is_explained() -> None:
    program = scored(signature_of(READER, ("O", "B-PER")), ["capital", "shape"], random.Random(14))
    reader, words = READER, ["who", "went", "to", "rome", "."]
    found = explain_text(program, reader, words)
    margins = [explain_text(program, reader, words, position=place).decisions[0].margin for place in range(1, 6)]
    assert found.output == ("O",) * 5
    assert found.is_closest_call
    assert [each.margin for each in found.decisions] == [min(margins)]


def test_of_tags_without_o_the_closest_call_is_explained() -> None:
    program = replace(TAGGER, signature=replace(TAGGER.signature, labels=("N", "V", "A", "D", "P")))
    found = explain_text(program, READER, WORDS)
    assert found.is_closest_call
    assert len(found.decisions) == 1
    assert found.output == ("N", "V", "N", "N", "D", "A", "N")


def test_a_label_for_the_whole_text() -> None:
    reader = fit_reader("classify")
    found = explain_text(classifier(reader), reader, ["who", "went"])
    assert (found.output, found.task) == ("who?", "made up")
    assert [(each.position, each.label) for each in found.decisions] == [(None, "who?")]
    with pytest.raises(InputError, match="gives one label for the whole text; leave the position out"):
        explain_text(classifier(reader), reader, ["who"], position=1)


@pytest.mark.parametrize("position", [0, 8])
def test_a_word_that_is_not_there(position: int) -> None:
    with pytest.raises(InputError, match=f"position {position}: a tag is at one of the positions 1 to 7"):
        explain_text(TAGGER, READER, WORDS, position=position)


def test_words_beyond_the_longest_are_counted() -> None:
    reader = fit_reader(max_length=3)
    found = explain_text(tagger(reader), reader, WORDS)
    assert (found.words, found.n_unread, len(found.contents)) == (WORDS[:3], 4, 3)


def test_a_text_without_words() -> None:
    assert explain_text(TAGGER, READER, []).decisions == ()
    with pytest.raises(InputError, match="position 1: a tag is at no position, as the text is empty"):
        explain_text(TAGGER, READER, [], position=1)
    reader = fit_reader("classify")
    (decision,) = explain_text(classifier(reader), reader, []).decisions
    assert (decision.label, decision.contributions, decision.flips) == ("yes", (), ())


def test_columns_of_the_data() -> None:
    reader = fit_reader("tag", WITH_PARTS)
    program = scored(signature_of(reader, ("O", "B-PER")), ["pos"], random.Random(1))
    found = {
        pos: explain_text(program, reader, ["Ash"], {"pos": (pos,)}, position=1).decisions[0] for pos in ("NNP", "X")
    }
    assert found["NNP"].totals != found["X"].totals
    with pytest.raises(InputError, match="no column 'pos'"):
        explain_text(program, reader, ["Ash"])


def test_a_program_without_scores() -> None:
    signature = replace(TAGGER.signature, labels=("other", "title", "before-place"))
    program = replace(TAGGER, operations=TAGGER.operations[:1], returns="role", signature=signature)
    with pytest.raises(ProgramError, match="returns role, a variable"):
        explain_text(program, READER, WORDS)


def test_all_of_it_as_data() -> None:
    rng = random.Random(0)
    reader = small_reader("classify")
    found = explain_text(learned(reader, rng), reader, some_words(rng, 6))
    document = json.loads(json.dumps(found.to_dict()))
    (decision,) = document["decisions"]
    assert set(decision["scores"]) == {"yes", "no", "who?"}
    for label, score in decision["scores"].items():
        parts = [each["scores"][label] for word in decision["words"] for each in word["contributions"]]
        assert decision["bias"][label] + sum(parts) == score
    weights = [word["weight"] for word in decision["words"]]
    assert sum(weights) == decision["margin"] - (
        decision["bias"][decision["label"]] - decision["bias"][decision["runner_up"]]
    )
    assert sum(decision["share_of_exp_score"].values()) == pytest.approx(1)
    assert document["n_runs"] == found.n_runs != 0
    assert decision["flips"][0]["words"] == list(found.decisions[0].flips[0].words)
