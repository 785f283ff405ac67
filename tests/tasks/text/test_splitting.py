import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tasks.text.grammar import questions, tagged_sentences

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import TextExamples, split_indices
from glassformer.tasks.text.splitting import small_classes


def classes(*labels):
    """A text of its own for each label."""
    return TextExamples(kind="classify", tokens=tuple((f"w{n}",) for n in range(len(labels))), labels=labels)


def made_questions(n):
    texts = questions(n)
    labels = tuple(label for _, label in texts)
    return TextExamples(kind="classify", tokens=tuple(tuple(text.split()) for text, _ in texts), labels=labels)


def test_every_text_is_in_one_part_and_the_seed_decides_which():
    examples = classes(*["a", "b"] * 100)
    parts = split_indices(examples, seed=3)
    assert sorted(index for part in parts for index in part) == list(range(200))
    assert list(map(len, parts)) == [160, 20, 20]
    assert parts == split_indices(examples, seed=3)
    assert parts != split_indices(examples, seed=4)
    assert all(list(part) == sorted(part) for part in parts)


def test_nothing_global_is_drawn_from():
    state = random.getstate()
    split_indices(classes(*"aaabbb"))
    assert random.getstate() == state


def test_classes_have_their_share_of_every_part():
    examples = classes(*["a"] * 300, *["b"] * 100)
    for part, n in zip(split_indices(examples, (0.2, 0.1)), (280, 80, 40), strict=True):
        counts = Counter(examples.take(part).classes)
        assert (counts["a"], counts["b"]) == (n * 3 // 4, n // 4)


@given(st.lists(st.integers(3, 12), min_size=1, max_size=12), st.integers(0, 5))
def test_a_class_of_three_is_in_every_part(sizes, seed):
    examples = classes(*(str(label) for label, n in enumerate(sizes) for _ in range(n)))
    for part in split_indices(examples, seed=seed):
        assert set(examples.take(part).classes) == set(map(str, range(len(sizes))))


def test_many_small_classes_do_not_make_the_small_parts_too_large():
    examples = classes(*(str(n % 20) for n in range(100)), *["big"] * 400)
    assert list(map(len, split_indices(examples))) == [400, 50, 50]


def test_classes_of_one_or_two_are_for_training():
    examples = classes(*["a"] * 10, "b", "b", "c")
    train, valid, test = (set(examples.take(part).classes) for part in split_indices(examples))
    assert train == {"a", "b", "c"}
    assert valid == test == {"a"}
    assert small_classes(examples, 3) == {"b": 2, "c": 1}


def test_equal_texts_stay_together():
    examples = made_questions(400)
    parts = [set(examples.take(part).tokens) for part in split_indices(examples)]
    assert len(examples) > sum(map(len, parts)) == len(set(examples.tokens))  # the grammar repeats itself


def test_of_equal_texts_the_first_says_their_class():
    examples = TextExamples(kind="classify", tokens=(("x",),) * 4, labels=("a", "b", "b", "b"))
    assert small_classes(examples, 3) == {"a": 1, "b": 0}


def test_rare_tags_are_in_every_part():
    sentences = tagged_sentences(60)
    tokens = tuple((*words, str(n)) for n, (words, _) in enumerate(sentences))
    labels = tuple((*tags, "B-RARE" if n < 4 else "O") for n, (_, tags) in enumerate(sentences))
    examples = TextExamples(kind="tag", tokens=tokens, labels=labels)
    for part in split_indices(examples, seed=1):
        assert any("B-RARE" in tags for tags in examples.take(part).tags)


@pytest.mark.parametrize("shares", [(0.45, 0.5), (0.1, 0.1), (0.9,)])
@pytest.mark.parametrize("n", [3, 4, 5])
def test_something_is_left_to_train_on(shares, n):
    sizes = list(map(len, split_indices(classes(*["a"] * n), shares)))
    assert min(sizes) >= 1
    assert sum(sizes) == n


def test_tagged_texts_are_in_one_part_each():
    tags = ["B-x"] * 3 + ["B-y"] * 2 + ["O"] * 8  # as many as there are parts, fewer, and more
    examples = TextExamples(
        kind="tag", tokens=tuple((f"w{n}",) for n in range(13)), labels=tuple((tag,) for tag in tags)
    )
    assert sorted(index for part in split_indices(examples) for index in part) == list(range(13))


def test_three_tagged_texts_are_enough():
    examples = TextExamples(kind="tag", tokens=(("a",), ("b",), ("c",)), labels=(("O",), ("B-x",), ("B-y",)))
    assert list(map(len, split_indices(examples))) == [1, 1, 1]


def test_what_cannot_be_split():
    with pytest.raises(InputError, match="no class has 3 different texts, so that they cannot be split into 3 parts"):
        split_indices(classes(*"aabbccdd"))
    with pytest.raises(InputError, match="the texts are too few, so that they cannot be split into 2 parts"):
        split_indices(TextExamples(kind="tag", tokens=(("a",),), labels=(("O",),)), (0.5,))


@pytest.mark.parametrize("shares", [(), (0.0, 0.1), (0.5, 0.5), (-0.1,)])
def test_shares_that_cannot_be(shares):
    with pytest.raises(ConfigurationError, match="must each be above 0, and less than 1 together"):
        split_indices(classes(*"aaabbb"), shares)
