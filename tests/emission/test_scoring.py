"""Scores in their smallest form: what is left, and what is not."""

from __future__ import annotations

from glassformer.emission.scoring import Scoring, scoring_of
from glassformer.program import GRID, NumberTable, Numerical, Program, Scores, Signature

IntTable = tuple[tuple[int, ...], ...]


def scoring(
    tokens: IntTable, *, bias: tuple[int, ...] = (0, 0), labels: str = "xy", pooled: bool = False, excluded: int = -1
) -> Scoring:
    signature = Signature(
        task="t", alphabet=("a", "b"), labels=tuple(labels), lengths=range(1, 3), gives_one_label=pooled
    )
    scores = Scores(
        name="s",
        variables=("tokens",),
        weights=(tokens,),
        bias=bias,
        is_pooled=pooled,
        excluded=() if excluded < 0 else (excluded,),
    )
    return scoring_of(scores, Program(signature=signature, operations=(scores,), returns="s"))


def test_the_commonest_row_moves_into_the_bias_and_only_differences_are_left() -> None:
    found = scoring(((5, 2), (5, 2), (-1, 0)))
    assert found.bias == (3, 0)
    assert found.weights == (("tokens", {2: (0, 4)}),)


def test_a_pooled_row_is_added_at_every_position_so_it_stays() -> None:
    found = scoring(((5, 2), (5, 2), (1, 1)), pooled=True)
    assert found.bias == (0, 0)
    assert found.weights == (("tokens", {0: (3, 0), 1: (3, 0)}),)


def test_labels_that_are_never_answered_have_no_column() -> None:
    found = scoring(((5, 9, 2), (5, 9, 2), (1, 9, 1)), bias=(0, 0, 1), labels="xyz", excluded=1)
    assert found.labels == ("x", "z")
    assert found.weights == (("tokens", {2: (0, 3)}),)
    assert found.constant is None


def test_scores_that_never_differ_are_one_label() -> None:
    assert scoring(((1, 1), (2, 2), (3, 3)), bias=(0, 0)).constant == "x"
    assert scoring(((0, 1), (0, 1), (0, 1))).constant == "y"


def test_fixed_point_numbers_make_the_unit_finer() -> None:
    signature = Signature(task="t", alphabet=("a", "b"), labels=("x", "y"), lengths=range(1, 3))
    numbers = NumberTable(name="f", inputs=("tokens",), numbers=(1, 2, 3))
    scores = Scores(
        name="s",
        variables=("tokens", "ones", "f"),
        weights=(((0, 1), (0, 0), (0, 2)), ((0, 3),), ((4, 0),)),
        bias=(1, 0),
    )
    program = Program(signature=signature, operations=(numbers, scores), returns="s")
    assert program.types["f"] == Numerical(GRID)
    found = scoring_of(scores, program)
    assert found.unit == GRID * GRID
    assert found.bias == (0, 2 * GRID)
    assert found.weights == (("tokens", {0: (0, GRID), 2: (0, 2 * GRID)}),)
    assert found.number_weights == (("f", (4, 0)),)
