import random

import pytest

from glassformer.errors import TaskError
from glassformer.tasks import BUILT_IN, Task, load_task


def all_inputs(splits):
    return splits.train.inputs + splits.valid.inputs + splits.test.inputs


@pytest.mark.parametrize("name", BUILT_IN)
def test_splits_are_unique_labelled_and_eight_one_one(name):
    task = load_task(name)
    splits = task.splits(seed=3, size=500)
    inputs = all_inputs(splits)
    assert (len(splits.train), len(splits.valid), len(splits.test)) == (400, 50, 50)
    assert len(set(inputs)) == 500
    assert all(contents in task.domain for contents in inputs)
    for contents, labels in zip(splits.valid.inputs, splits.valid.labels, strict=True):
        assert labels == tuple(task.label(contents))


def test_splits_are_the_same_for_the_same_seed():
    task = load_task("hist")
    state = random.getstate()
    assert task.splits(seed=1, size=100) == task.splits(seed=1, size=100)
    assert task.splits(seed=1, size=100) != task.splits(seed=2, size=100)
    assert random.getstate() == state  # nothing global


def test_at_most_five_draws_for_each_example():
    n_draws = 0

    def draw(rng):
        nonlocal n_draws
        n_draws += 1
        return (rng.choice("ab"),) * 3

    splits = Task("mine", "ab", 3, list, labels="ab", sampler=draw).splits(size=40)
    assert n_draws == 200
    assert len(all_inputs(splits)) == 3  # the sampler has two; one more from the domain


def test_the_papers_sort_has_about_as_many_examples_as_published():
    # Anchors: 11,439 training inputs.
    assert 11_000 < len(load_task("sort").splits().train) < 11_800


def test_short_inputs_are_in_every_split():
    splits = load_task("sort").splits()
    for part in (splits.train, splits.valid, splits.test):
        share = sum(len(contents) <= 4 for contents in part.inputs) / len(part)
        assert 0.03 < share < 0.09  # 780 of about 14,100


def test_one_label_for_the_whole_input():
    task = Task("parity", "01", (1, 6), lambda c: str(c.count("1") % 2), gives_one_label=True)
    splits = task.splits(size=50)
    assert set(splits.train.labels) == {"0", "1"}
    assert splits.train.labels[0] == task.label(splits.train.inputs[0])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [3, 20_000])
def test_three_inputs_are_enough(seed, size):
    splits = Task("tiny", "abc", 1, list).splits(seed=seed, size=size)
    assert (len(splits.train), len(splits.valid), len(splits.test)) == (1, 1, 1)
    assert set(all_inputs(splits)) == {("a",), ("b",), ("c",)}


def test_two_inputs_are_not():
    with pytest.raises(TaskError, match="has only 2 inputs; at least 3 are needed, one for each split"):
        Task("tiny", "ab", 1, list).splits()
    with pytest.raises(TaskError, match="a size of 2 is too small"):
        load_task("sort").splits(size=2)
