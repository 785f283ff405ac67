"""Tables over two variables: taken where they explain what sums cannot, and not where chance does."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.learning.text.small import LABELS, Drawn, Rule, random_texts

from glassformer.learning.text.candidates import for_classes, for_tags
from glassformer.learning.text.contributions import Contributions, Regression, Strength
from glassformer.learning.text.encoded import EncodedTexts
from glassformer.learning.text.heads import Offset
from glassformer.learning.text.readings import InputReading, PairReading, SideReading
from glassformer.learning.text.roles import Role, roles_of
from glassformer.learning.text.softmax import cross_entropy
from glassformer.learning.text.tables import Pair, choose_tables
from glassformer.learning.text.weighing import Weighed, scores_of
from glassformer.tasks.text import Kind

HERE, BEFORE, AFTER = Role("capital"), Role("capital", Offset(-1)), Role("capital", Offset(1))


def is_lower(words: Sequence[str], place: int) -> bool:
    return 0 <= place < len(words) and words[place].islower()


def exclusive(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    """Whether a word is in lower case, or the one before it, but not both."""
    return tuple("xy"[is_lower(words, place) == is_lower(words, place - 1)] for place in range(len(words)))


def either(rng: random.Random, words: Sequence[str]) -> str:
    """Exclusive or over a whole text: one of two words, but not both."""
    return "x" if ("a" in words) != ("b" in words) else "y"


def alone(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    """What the word is says everything."""
    return tuple("xy"[is_lower(words, place)] for place in range(len(words)))


class Setting:
    """Single variables with weights, folds, and texts to choose by."""

    def __init__(
        self, rule: Rule | None, kind: Kind = "tag", roles: Sequence[Role] = (HERE, BEFORE, AFTER), seed: int = 0
    ) -> None:
        self.drawn: Drawn = random_texts(kind, rule, n=300, seed=seed)
        self.train = self.drawn.texts
        self.valid = random_texts(kind, rule, n=60, seed=seed + 1000, reader=self.drawn.reader).texts
        self.fold = np.arange(300) % 5
        regression = Regression(texts=self.train, roles=tuple(roles), n_labels=3)
        strengths = [Strength(penalty=1)]
        self.contributions: Contributions = regression.contributions(
            self.valid, strengths, self.fold, lambda _, make: make()
        )
        self.weighed = [Weighed(reading=self.reading(role), weights=self.contributions.of(role)) for role in roles]
        self.bias = self.contributions.fitted.bias
        self.tried: list[str] = []

    def reading(self, role: Role) -> InputReading:
        return InputReading(role, self.train.cardinalities[role.input])

    def pairs(self) -> list[Pair]:
        say = self.contributions
        return [
            Pair(self.reading(one), self.reading(other), say.of(one))
            for one, other in ((HERE, AFTER), (HERE, BEFORE), (BEFORE, AFTER))
        ]

    def choose(self, pairs: Sequence[Pair], at_most: int = 1) -> tuple[Weighed, ...]:
        return choose_tables(
            *(self.weighed, self.bias, pairs, self.train, self.fold, self.valid, LABELS),
            at_most=at_most,
            on_try=lambda name, gain: self.tried.append(name),
        )

    def n_right(self, tables: Sequence[Weighed], texts: EncodedTexts) -> int:
        scores = scores_of([*self.weighed, *tables], self.bias, texts)
        return int((scores.argmax(1) == texts.labels).sum())


def test_exclusive_or_is_found() -> None:
    setting = Setting(exclusive)
    found = setting.choose(setting.pairs())
    assert [each.reading.name for each in found] == ["capital_with_capital_before"]  # as the rule has it
    fresh = random_texts("tag", exclusive, n=200, seed=77, reader=setting.drawn.reader).texts
    assert setting.n_right((), fresh) < 0.7 * fresh.n_units
    assert setting.n_right(found, fresh) > 0.99 * fresh.n_units


def test_exclusive_or_over_a_text_is_no_table_over_neighbours() -> None:
    setting = Setting(either, "classify")
    assert setting.choose(setting.pairs()) == ()
    assert set(setting.tried) == {
        f"{one}_with_{other}"
        for one, other in (
            ("capital", "capital_after"),
            ("capital", "capital_before"),
            ("capital_before", "capital_after"),
        )
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_nothing_is_found_in_random_labels(seed: int, kind: Kind) -> None:
    setting = Setting(None, kind, seed=seed)
    assert setting.choose(setting.pairs()) == ()
    assert len(setting.tried) == 3


def test_what_a_sum_explains_gets_no_table() -> None:
    setting = Setting(alone)
    assert setting.n_right((), setting.valid) == setting.valid.n_units
    assert setting.choose(setting.pairs()) == ()


def test_texts_to_choose_by_have_a_say() -> None:
    setting = Setting(exclusive)
    contrary = random_texts("tag", exclusive, n=300, seed=5, reader=setting.drawn.reader).texts
    setting.valid = replace(contrary, labels=1 - contrary.labels)  # x is y, and y is x
    assert setting.choose(setting.pairs()) == ()


def test_no_more_tables_than_there_may_be() -> None:
    setting = Setting(exclusive)
    assert setting.choose(setting.pairs(), at_most=0) == ()
    assert setting.choose([]) == ()
    assert setting.tried == []
    assert len(setting.choose(setting.pairs(), at_most=2)) == 2  # the second mends what the first holds back
    assert len(setting.choose(setting.pairs()[:1], at_most=2)) <= 1


def test_a_table_has_few_values_with_names_of_their_own() -> None:
    setting = Setting(exclusive)
    (found,) = setting.choose(setting.pairs())
    reading = found.reading
    assert isinstance(reading, PairReading)
    assert len(set(reading.value_names)) == reading.n_values <= 128
    np.testing.assert_array_equal(np.unique(reading.of_cell), np.arange(reading.n_values))
    assert "nothing" in reading.value_names  # of cells that training has not
    for name, weights in zip(reading.value_names, found.weights, strict=True):
        if name != "nothing":
            assert name.split(" (")[0] == f"{LABELS[weights.argmax()]} {weights.max():+.2f}"


def test_a_table_lowers_the_cross_entropy_of_other_texts() -> None:
    setting = Setting(exclusive)
    found = setting.choose(setting.pairs())
    fresh = random_texts("tag", exclusive, n=200, seed=77, reader=setting.drawn.reader).texts
    losses = [
        cross_entropy(scores_of([*setting.weighed, *tables], setting.bias, fresh), fresh.labels).mean()
        for tables in ((), found)
    ]
    assert losses[1] < 0.5 * losses[0]


def test_candidates_for_tags_are_pairs_of_neighbours_and_features() -> None:
    setting = Setting(exclusive)
    roles = roles_of(setting.train, reach=2)
    contributions = Setting(exclusive, roles=roles).contributions
    names = (*setting.drawn.signature.marks, *setting.drawn.signature.alphabet)
    pairs = for_tags(contributions, setting.train, names, n_kinds=4)
    found = {frozenset((pair.first.name, pair.second.name)) for pair in pairs}
    assert frozenset(("word_kind", "kind_as_before_before")) in found
    assert frozenset(("shape", "capital_after")) in found
    assert not [pair for pair in found if any("_2" in name for name in pair)]
    assert len(found) == len(pairs) == 9 * 8 // 2
    assert max(pair.n_cells for pair in pairs) <= 64


def test_candidates_for_classes_see_a_word_from_frequent_ones() -> None:
    setting = Setting(either, "classify", [Role("tokens")])
    names = (*setting.drawn.signature.marks, *setting.drawn.signature.alphabet)
    pairs = for_classes(setting.contributions, setting.train, names, n_kinds=4, n_cues=2)
    assert {pair.first.name for pair in pairs} == {"word_kind"}
    assert [pair.second.name for pair in pairs[:3]] == ["word_kind_first", "word_kind_before", "word_kind_after"]
    cues = [pair.second for pair in pairs[3:]]
    assert len(cues) == 2
    frequent = sorted(
        setting.drawn.reader.vocabulary.words[1:],
        key=lambda word: -sum(word in map(str.lower, words) for words in setting.drawn.examples.tokens),
    )
    for cue, word in zip(cues, frequent, strict=False):
        assert isinstance(cue, SideReading)
        assert cue.head.words == (2 + setting.drawn.reader.vocabulary.index(word),)


def test_heads_have_names_of_their_own_whatever_words_are_written_with() -> None:
    setting = Setting(either, "classify", [Role("tokens")])
    names = ("<s>", "</s>", "<unk>", "!", "?", "!!2", "a")
    assert len(names) == setting.train.cardinalities["tokens"]
    pairs = for_classes(setting.contributions, setting.train, names, n_kinds=4, n_cues=4)
    heads = [pair.second.head for pair in pairs if isinstance(pair.second, SideReading)]
    assert len({head.name for head in heads}) == len({head.table for head in heads}) == len(heads) == 4
    assert "nearest_a" in {head.name for head in heads}


def test_without_words_there_are_no_kinds_of_words() -> None:
    setting = Setting(either, "classify", [Role("shape")])
    names = (*setting.drawn.signature.marks, *setting.drawn.signature.alphabet)
    assert for_classes(setting.contributions, setting.train, names, n_kinds=4, n_cues=4) == []
