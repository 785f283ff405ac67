"""What attention adds is measured: where a rule needs it, the same learner without it falls short."""

from __future__ import annotations

from dataclasses import replace

from tests.learning.text.grammars import data_of, entities, learned_from, opinion

from glassformer.learning.text.baselines import BaselineResult
from glassformer.learning.text.comparing import compare
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.tasks.text import TextData, default_features

QUICK = TextConfiguration(penalties=1, vector_size=0, tables=1)


def compared(data: TextData, configuration: TextConfiguration = QUICK) -> dict[str, BaselineResult]:
    return {found.name: found for found in compare(data, configuration, None, features=default_features())}


def test_without_attention_tags_that_the_word_before_decides_are_not_found() -> None:
    data = data_of(entities, "tag")
    found = compared(data)
    assert set(found) == {"regression_on_the_same_inputs", "program_without_attention"}
    for each in found.values():
        assert each.test.spans is not None
        assert each.test.value < 0.6
        assert each.test.accuracy.n == data.test.n_tokens


def test_what_words_decide_needs_no_attention() -> None:
    for each in compared(data_of(opinion, "classify")).values():
        assert each.test.value == each.valid.value == 1


def test_words_that_were_cut_off_are_counted() -> None:
    data = data_of(entities, "tag")
    for each in compared(data, replace(QUICK, max_length=2)).values():
        assert each.test.accuracy.n == data.test.n_tokens


def test_baselines_are_offered_what_the_program_was_offered() -> None:
    learned = learned_from(opinion, "classify", penalties=1, vector_size=0, tables=0)
    assert learned.reader.columns == ()
    assert {"shape", "suffix3", "phrase"} & {name for name, _ in learned.offered.columns}
