import numpy as np
import pytest
from tests.learning.text.small import Drawn, interpreted, random_texts

from glassformer.learning.text.encoded import Ints
from glassformer.learning.text.heads import Closest, First, Head, Offset, closest
from glassformer.program import Aggregate, LookupTable
from glassformer.program.operations import Operation

OFFSETS = (Offset(-1), Offset(1), Offset(-2), Offset(2), Offset(3))
CLOSEST = (Closest((3,), "nearest_a"), Closest((2, 4), "nearest_b"), Closest((), "nearest_nothing"))


def place_read(head: Head, drawn: Drawn) -> Ints:
    """The place that each position reads, by the interpreter."""
    operations: list[Operation] = []
    if isinstance(head, Closest):
        n_tokens = len(drawn.signature.marks) + len(drawn.signature.alphabet)
        is_one = tuple(int(token in head.words) for token in range(n_tokens))
        operations.append(LookupTable(name=head.table, inputs=("tokens",), values=("no", "yes"), table=is_one))
    operations += [
        head.operation(drawn.signature.max_length),
        Aggregate(name="there", selector=head.name, values="positions"),
    ]
    return interpreted(drawn, operations, "there", marks=True)


@pytest.mark.parametrize("head", [*OFFSETS, First(), *CLOSEST], ids=lambda head: head.name)
@pytest.mark.parametrize("max_length", [6, 4])
def test_learning_reads_what_the_program_reads(head: Head, max_length: int) -> None:
    for seed in range(4):
        drawn = random_texts(seed=seed, max_length=max_length)
        read = head.read(drawn.texts)
        np.testing.assert_array_equal(drawn.texts.text[read], drawn.texts.text)
        np.testing.assert_array_equal(drawn.texts.place[read], place_read(head, drawn))


@pytest.mark.parametrize(
    ("matches", "read"),
    [
        ("_____", [0, 0, 0, 0, 0]),
        ("__x__", [2, 2, 2, 2, 2]),  # the match itself reads itself, as there is no other
        ("_x_x_", [1, 3, 1, 1, 3]),  # a match reads the other; of two at equal distance the left one
        ("x___x", [4, 0, 0, 4, 0]),
        ("xx___", [1, 0, 1, 1, 1]),
    ],
)
def test_the_closest_match(matches: str, read: list[int]) -> None:
    drawn = random_texts(n=40, seed=1)
    texts = drawn.texts
    chosen = np.flatnonzero(texts.lengths == 5)[0]  # other texts have no match, and must not be reached
    start = texts.starts[chosen]
    is_match = np.zeros(len(texts.text), bool)
    is_match[start : start + 5] = [mark == "x" for mark in matches]
    found = closest(is_match, texts)
    assert (found[start : start + 5] - start).tolist() == read
    elsewhere = texts.text != chosen
    np.testing.assert_array_equal(found[elsewhere], texts.starts[texts.text][elsewhere])


def test_names_of_heads() -> None:
    assert [head.name for head in OFFSETS] == ["before", "after", "before_2", "after_2", "after_3"]
    assert First().name == "first"
    assert CLOSEST[0].table == "is_a"
