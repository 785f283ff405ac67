import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassformer.errors import InputError
from glassformer.tasks import Accuracy, Proportion, accuracy


@settings(deadline=None, max_examples=50)  # the first call imports scipy
@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(pair):
    successes, n = pair
    z = 1.959963984540054
    p = successes / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert Proportion(successes, n).value == p
    assert Proportion(successes, n).interval == pytest.approx((middle - half, middle + half), abs=1e-9)


@pytest.mark.parametrize(
    ("successes", "n", "text"),
    [
        (1_949, 1_952, "99.85 % (95 % interval 99.5 to 99.9, n = 1,952)"),
        (1, 2, "50.00 % (95 % interval 9.5 to 90.5, n = 2)"),
        (5, 5, "100.00 % (95 % interval 56.6 to 100.0, n = 5)"),
        # Not one of these is told as 100 %, as none is.
        (99_999, 100_000, "99.999 % (95 % interval 99.99 to 99.9998, n = 100,000)"),
        (0, 0, "nothing counted (n = 0)"),
    ],
)
def test_a_proportion_in_words(successes, n, text):
    assert str(Proportion(successes, n)) == text


def test_a_proportion_of_nothing():
    assert math.isnan(Proportion(0, 0).value)
    assert Proportion(0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "n"), [(2, 1), (-1, 3), (0, -1)])
def test_what_is_no_proportion(successes, n):
    with pytest.raises(InputError, match=f"{successes} successes out of {n} is no proportion"):
        Proportion(successes, n)


def test_accuracy_of_tokens_and_sequences():
    predicted = [["a", "b", "c"], ["a", "a"], ["b"]]
    expected = [("a", "b", "c"), ("a", "b"), ("b",)]
    assert accuracy(predicted, expected) == Accuracy(token=Proportion(5, 6), sequence=Proportion(2, 3))


def test_what_is_not_asked_is_not_counted():
    predicted = [["a", "x"], ["x", "x"], [None, "b"]]
    expected = [["a", None], [None, None], ["a", "b"]]
    assert accuracy(predicted, expected) == Accuracy(token=Proportion(2, 3), sequence=Proportion(1, 2))


def test_one_label_for_each_input():
    assert accuracy(["yes", "no"], ["yes", "yes"]) == Accuracy(token=Proportion(1, 2), sequence=Proportion(1, 2))


def test_nothing_at_all():
    assert accuracy([], []) == Accuracy(token=Proportion(0, 0), sequence=Proportion(0, 0))


@pytest.mark.parametrize(
    ("predicted", "expected", "message"),
    [
        ([["a"]], [], "1 predictions for 0 expected"),
        ([["a"], ["a"]], [["a"], ["a", "b"]], "prediction 1, counted from 0, has 1 labels where 2 are expected"),
        (["ab"], [["a", "b"]], "prediction 0, counted from 0: 'ab' for .*; both must be one text, or both lists"),
        ([["a"]], ["a"], "both must be one text, or both lists"),
    ],
)
def test_lengths_must_agree(predicted, expected, message):
    with pytest.raises(InputError, match=message):
        accuracy(predicted, expected)
