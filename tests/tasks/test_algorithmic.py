import itertools
import random

import pytest

from glassformer.errors import TaskError
from glassformer.tasks import load_task
from glassformer.tasks.algorithmic import (
    double_hist_labels,
    hist_labels,
    most_freq_labels,
    reverse_labels,
    sort_labels,
)

FIVE = ("0", "1", "2", "3", "4")
SIX = (*FIVE, "5")


@pytest.mark.parametrize(
    ("name", "alphabet", "labels", "lengths", "n_inputs", "marks"),
    [
        ("reverse", FIVE, FIVE, range(1, 7), 19_530, ("<s>", "</s>")),
        ("sort", FIVE, FIVE, range(1, 7), 19_530, ("<s>", "</s>")),
        ("hist", SIX, ("1", "2", "3", "4", "5", "6", "7"), range(1, 8), 335_922, ("<s>",)),
        ("double_hist", SIX, ("1", "2", "3", "4", "5", "6"), range(1, 8), 335_922, ("<s>",)),
        ("most_freq", SIX, (*SIX, "_"), range(1, 8), 335_922, ("<s>",)),
    ],
)
def test_the_papers_size_is_the_default(name, alphabet, labels, lengths, n_inputs, marks):
    task = load_task(name)
    assert (task.name, task.alphabet, task.labels, task.lengths) == (name, alphabet, labels, lengths)
    assert (task.vocabulary_size, task.max_length, task.marks) == (8, 8, marks)
    assert task.domain.n_inputs == n_inputs
    assert not task.is_causal
    assert not task.gives_one_label
    assert task.description


@pytest.mark.parametrize("name", ["reverse", "sort", "hist", "double_hist", "most_freq"])
def test_sizes_count_marks_and_padding(name):
    task = load_task(name, vocabulary_size=16, max_length=16)
    n_marks = len(task.marks)
    assert (task.vocabulary_size, task.max_length) == (16, 16)
    assert len(task.alphabet) == 16 - n_marks - 1
    assert task.lengths == range(1, 16 - n_marks + 1)


def test_double_hist_can_answer_no_more_than_there_are_symbols_or_tokens():
    assert load_task("double_hist", vocabulary_size=5, max_length=8).labels == ("1", "2", "3")
    assert load_task("double_hist", vocabulary_size=16, max_length=5).labels == ("1", "2", "3", "4")


@pytest.mark.parametrize(
    ("oracle", "contents", "labels"),
    [
        (reverse_labels, "3 1 4 1", "1 4 1 3"),
        (sort_labels, "3 1 4 1", "1 1 3 4"),
        (sort_labels, "11 2 10 9 1", "1 2 9 10 11"),
        (hist_labels, "3 1 4 1 1", "1 3 1 3 3"),
        # 1 occurs three times, 3 and 4 once each.
        (double_hist_labels, "3 1 4 1 1", "2 1 2 1 1"),
        (double_hist_labels, "0 0 1 1 2 2", "3 3 3 3 3 3"),
        (most_freq_labels, "3 1 4 1 1", "1 3 4 _ _"),
        (most_freq_labels, "2 0 0 2 1", "2 0 1 _ _"),
        (most_freq_labels, "5", "5"),
    ],
)
def test_oracles_by_hand(oracle, contents, labels):
    assert oracle(contents.split()) == labels.split()


def test_oracles_agree_with_the_definitions_on_every_short_input():
    for contents in itertools.chain.from_iterable(itertools.product("012", repeat=n) for n in range(1, 6)):
        counts = [sum(other == token for other in contents) for token in contents]
        assert hist_labels(contents) == [str(count) for count in counts]
        assert double_hist_labels(contents) == [
            str(len({t for t, c in zip(contents, counts, strict=True) if c == count})) for count in counts
        ]
        ranked = sorted(set(contents), key=lambda t: (-contents.count(t), contents.index(t)))
        assert most_freq_labels(contents) == (ranked + ["_"] * len(contents))[: len(contents)]


@pytest.mark.parametrize("name", ["reverse", "sort", "hist", "double_hist", "most_freq"])
def test_the_labels_are_those_that_the_oracle_gives(name):
    task = load_task(name, vocabulary_size=6, max_length=6)
    given = {label for contents in task.domain for label in task.label(contents)}
    assert given == set(task.labels)


def test_draws_take_every_length_alike():
    task = load_task("sort")
    rng = random.Random(0)
    n_by_length = dict.fromkeys(task.lengths, 0)
    for _ in range(6_000):
        n_by_length[len(task.draw(rng))] += 1
    assert all(850 < n < 1_150 for n in n_by_length.values())


@pytest.mark.parametrize("name", ["reverse", "sort"])
def test_the_least_sizes_with_both_marks(name):
    assert load_task(name, vocabulary_size=5, max_length=4).domain.n_inputs == 2 + 4
    with pytest.raises(TaskError, match="vocabulary size of 4 is too small; the least is 5: two symbols, the marks"):
        load_task(name, vocabulary_size=4)
    with pytest.raises(TaskError, match="maximum length of 3 is too small; the least is 4: two tokens and the marks"):
        load_task(name, max_length=3)


@pytest.mark.parametrize("name", ["hist", "double_hist", "most_freq"])
def test_the_least_sizes_with_one_mark(name):
    assert load_task(name, vocabulary_size=4, max_length=3).domain.n_inputs == 2 + 4
    with pytest.raises(TaskError, match="vocabulary size of 3 is too small; the least is 4"):
        load_task(name, vocabulary_size=3)
    with pytest.raises(
        TaskError, match="maximum length of 2 is too small; the least is 3: two tokens and the mark <s>"
    ):
        load_task(name, max_length=2)


@pytest.mark.parametrize("size", [8.0, "8", True])
def test_a_size_is_a_whole_number(size):
    with pytest.raises(TaskError, match="the vocabulary size is a whole number, not"):
        load_task("sort", vocabulary_size=size)
