import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassformer.errors import InputError
from glassformer.tasks.text import SpanCounts, count_spans, count_spans_by_type, entities

TAGS = st.sampled_from(["O", "B-a", "I-a", "B-b", "I-b"])


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("B-a I-a O B-b", [(0, 2, "a"), (3, 4, "b")]),
        ("B-a B-a I-a", [(0, 1, "a"), (1, 3, "a")]),
        ("I-a I-a B-a", [(2, 3, "a")]),  # what continues nothing is no entity
        ("B-a I-b I-b", [(0, 1, "a")]),
        ("B-a O I-a", [(0, 1, "a")]),
        ("B I O B", [(0, 2, ""), (3, 4, "")]),
        ("O O", []),
    ],
)
def test_entities_are_strict(tags, spans):
    assert entities(tags.split()) == spans


@pytest.mark.parametrize(
    ("expected", "predicted", "counts"),
    [
        ("B-a I-a O", "B-a I-a O", (1, 1, 1)),
        ("B-a I-a O", "B-a O O", (0, 1, 1)),  # a word too few
        ("B-a I-a O", "B-b I-b O", (0, 1, 1)),  # of another type
        ("B-a I-a O", "B-a B-a O", (0, 2, 1)),  # broken in two
        ("B-a B-a O", "B-a I-a O", (0, 1, 2)),  # two taken for one
        ("O O O", "O B-a O", (0, 1, 0)),
        ("O B-a O", "O O O", (0, 0, 1)),
        ("O O O", "O O O", (0, 0, 0)),
    ],
)
def test_only_the_whole_entity_of_the_right_type_counts(expected, predicted, counts):
    assert count_spans([expected.split()], [predicted.split()]) == SpanCounts(*counts)


def test_shares():
    counts = SpanCounts(n_right=3, n_predicted=4, n_expected=6)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.5, 0.6)
    assert math.isnan(SpanCounts(0, 0, 5).precision)
    assert math.isnan(SpanCounts(0, 5, 0).recall)
    assert SpanCounts(0, 0, 5).f1 == 0
    assert math.isnan(SpanCounts(0, 0, 0).f1)


def test_types_are_counted_apart():
    expected = [["B-b", "I-b", "O"], ["B-a", "O", "B-b"]]
    predicted = [["B-b", "I-b", "B-c"], ["B-b", "O", "B-b"]]
    assert count_spans_by_type(expected, predicted) == {
        "a": SpanCounts(0, 0, 1),
        "b": SpanCounts(2, 3, 2),
        "c": SpanCounts(0, 1, 0),
    }
    assert count_spans(expected, predicted) == SpanCounts(2, 4, 3)


def test_what_cannot_be_compared():
    with pytest.raises(InputError, match="1 predictions for 2 texts"):
        count_spans([["O"], ["O"]], [["O"]])
    with pytest.raises(InputError, match="text 1, counted from 0, has 2 words but 1 predicted tags"):
        count_spans([["O"], ["O", "O"]], [["O"], ["O"]])
    with pytest.raises(InputError, match="word 2: tag 'S-a' is not IOB2"):
        entities(["O", "S-a"])


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(TAGS, TAGS), min_size=1), min_size=1))
def test_counts_are_seqevals(texts):
    scheme = pytest.importorskip("seqeval.scheme")
    expected = [[right for right, _ in text] for text in texts]
    predicted = [[given for _, given in text] for text in texts]
    there, found = (scheme.Entities(tags, scheme.IOB2).entities for tags in (expected, predicted))
    n_right = sum(len({*map(as_tuple, a)} & {*map(as_tuple, b)}) for a, b in zip(there, found, strict=True))
    assert count_spans(expected, predicted) == SpanCounts(n_right, sum(map(len, found)), sum(map(len, there)))


def as_tuple(entity):
    return entity.start, entity.end, entity.tag
