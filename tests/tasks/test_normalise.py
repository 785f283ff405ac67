import pytest

from glassformer.errors import TaskError
from glassformer.tasks import Task
from glassformer.tasks.normalise import normalise_lengths


def task(alphabet="ab", lengths=(1, 3), **settings):
    return Task("mine", alphabet, lengths, list, **settings)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (7, range(7, 8)),
        (range(2, 5), range(2, 5)),
        (range(4, 1, -1), range(2, 5)),
        ((1, 6), range(1, 7)),
        ([1, 6], range(1, 7)),
        ((3, 3), range(3, 4)),
        ([3], range(3, 4)),
        ([2, 3, 4], range(2, 5)),
        ({4, 2, 3}, range(2, 5)),
        ((n for n in (1, 2, 3)), range(1, 4)),
    ],
)
def test_lengths(given, expected):
    result = normalise_lengths("mine", given)
    assert result == expected
    assert isinstance(result, range)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((), "lengths are empty"),
        (range(3, 3), "lengths are empty"),
        (0, "lengths begin at 0; contents have at least 1 token"),
        ((0, 4), "lengths begin at 0"),
        ((6, 1), "the shortest, 6, is above the longest, 1"),
        ([1, 2, 4], "have gaps"),
        (range(1, 8, 6), "have gaps"),
        ("12", "lengths are whole numbers, not '1'"),
        (3.0, "lengths are whole numbers, not 3.0"),
        (True, "lengths are whole numbers, not True"),
        (None, "lengths are whole numbers, not None"),
    ],
)
def test_lengths_that_are_none(given, message):
    with pytest.raises(TaskError, match=f"task 'mine': .*{message}"):
        task(lengths=given)


def test_tokens_may_be_any_text():
    alphabet = ("", " ", "\n", '"', "'", "\\", "é", "🙂", "<pad>", "s")
    mine = task(alphabet=list(alphabet), labels=alphabet)
    assert mine.alphabet == mine.labels == alphabet
    assert mine.label(["", "\n", "🙂"]) == ["", "\n", "🙂"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"alphabet": ()}, "the alphabet is empty"),
        ({"alphabet": 5}, "alphabet is a sequence of texts, not 5"),
        ({"alphabet": ("a", "a")}, "alphabet has 'a' twice"),
        ({"alphabet": ("a", 1)}, r"alphabet has 1 \(int\); write it as text"),
        ({"alphabet": ("a", "<s>")}, "contains the mark '<s>'"),
        ({"alphabet": ("a", "</s>")}, "contains the mark '</s>'"),
        ({"alphabet": ("a", "!"), "end_mark": "!"}, "contains the mark '!'"),
        ({"end_mark": "<s>"}, "the end mark cannot be '<s>'"),
        ({"end_mark": 3}, "the end mark is a text, not 3"),
        ({"labels": ()}, "there are no labels"),
        ({"labels": ("a", "a")}, "labels has 'a' twice"),
        ({"labels": (1, 2)}, r"labels has 1 \(int\)"),
        ({"unlabelled": ("c",)}, "unlabelled has 'c', which is not in the alphabet"),
        ({"unlabelled": ("a", "b")}, "every token is unlabelled"),
    ],
)
def test_errors(settings, message):
    with pytest.raises(TaskError, match=f"task 'mine': .*{message}"):
        task(**settings)
