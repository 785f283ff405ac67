"""Well-formedness: the types of good programs, and every error with the operation between its neighbours."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.support.golden import PROGRAM, SKETCH
from tests.support.programs import random_program

from glassformer.errors import ProgramError
from glassformer.program import (
    GRID,
    Aggregate,
    AggregateSum,
    Categorical,
    ClassScores,
    Clip,
    LookupTable,
    NumberTable,
    Numerical,
    OpenPredicate,
    OpenRead,
    OpenTable,
    OpenWeights,
    Operation,
    Program,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selection,
    Signature,
    Sketch,
    Thresholds,
)
from glassformer.program.check import cardinality, shortened

SIGNATURE = Signature(task="t", alphabet=("a", "b"), labels=("x", "y"), lengths=range(1, 3))  # 3 tokens, 3 positions
ALL = Select(name="all", keys="tokens", queries="tokens", predicate=((0, 1, 2),) * 3)
ONE = SelectClosest(name="one", keys="tokens", queries="tokens", predicate=((0,), (1,), (2,)))
COUNT = AggregateSum(name="count", selector="all", values="ones")
TABLE = LookupTable(name="table", inputs=("tokens",), values=("p", "q"), table=(0, 1, 0))
SCORES = Scores(name="out", variables=("tokens",), weights=(((1, 2),) * 3,), bias=(0, 0))


def test_types_of_a_good_program() -> None:
    assert PROGRAM.types == {
        "tokens": Categorical(("<s>", "</s>", "a", "b", "two words")),
        "positions": Categorical(("0", "1", "2", "3", "4")),
        "ones": Numerical(1),
        "before": Selection(is_single=True),
        "same": Selection(is_single=False),
        "best": Selection(is_single=True),
        "previous": Categorical(("<s>", "</s>", "a", "b", "two words")),
        "top": Categorical(("0", "1", "2", "3", "4")),
        "n_same": Numerical(1),
        "worth": Numerical(GRID),
        "total": Numerical(GRID),
        "kind": Categorical(("else", "#", "plain")),
        "out": ClassScores(is_pooled=False),
    }


def test_values_of_an_open_read_have_names_only_where_all_options_agree() -> None:
    assert SKETCH.types["v"] == Categorical(("?0", "?1", "?2"))
    assert SKETCH.types["n"] == Numerical(GRID)
    same = Aggregate(name="v", selector="one", values=OpenRead(("tokens", "w")))
    other = Aggregate(name="w", selector="one", values="tokens")
    sketch = Sketch(signature=SIGNATURE, operations=(ONE, other, same), returns="v")
    assert sketch.types["v"] == sketch.types["tokens"]


def test_cardinality_of_table_inputs() -> None:
    types = PROGRAM.types
    assert cardinality(Clip(variable="n_same", low=-1, high=2), types) == 4
    assert cardinality(Thresholds(variable="n_same", at=(1, 5)), types) == 3
    assert cardinality(OpenRead(("kind", "top")), types) == 5
    assert cardinality("kind", types) == 3


@pytest.mark.parametrize("seed", range(20))
def test_generated_programs_are_well_formed_and_have_every_kind_of_operation(seed: int) -> None:
    program = random_program(random.Random(seed))
    kinds = {type(operation) for operation in program.operations}
    assert kinds == {Select, SelectClosest, SelectBest, Aggregate, AggregateSum, LookupTable, NumberTable, Scores}


def read_by_table(table_input: object, rows: int = 3) -> LookupTable:
    return LookupTable(name="bad", inputs=(table_input,), values=("p",), table=(0,) * rows)  # type: ignore[arg-type]


BAD: dict[str, tuple[Operation, str]] = {
    "name": (
        replace(TABLE, name="2nd"),
        "'2nd' is not a name: letters, digits and underscores, not beginning with a digit",
    ),
    "name of an input": (replace(TABLE, name="ones"), "'ones' is an input of every program; choose another name"),
    "name twice": (replace(TABLE, name="all"), "'all' is defined twice; each variable is defined once"),
    "reserved name": (replace(TABLE, name="labels"), "'labels' is a word of the text form; choose another name"),
    "undefined": (replace(ONE, name="bad", keys="later"), "'later' is not defined before it is read"),
    "itself": (replace(ONE, name="bad", keys="bad"), "'bad' is not defined before it is read"),
    "no options": (replace(ONE, name="bad", keys=OpenRead(())), "an open read has no options"),
    "numerical keys": (
        replace(ONE, name="bad", keys="count"),
        "count is a numerical variable; a categorical variable is needed here",
    ),
    "numerical option": (
        replace(ONE, name="bad", keys=OpenRead(("tokens", "count")), predicate=OpenPredicate()),
        "?(tokens count) is a numerical variable; a categorical variable is needed here",
    ),
    "predicate rows": (replace(ONE, name="bad", predicate=((),)), "the predicate has 1 rows for 3 query values"),
    "predicate order": (
        replace(ONE, name="bad", predicate=((1, 0), (), ())),
        "a row of the predicate is (1, 0); it must be ascending, from 0 to 2",
    ),
    "predicate twice": (
        replace(ONE, name="bad", predicate=((1, 1), (), ())),
        "a row of the predicate is (1, 1); it must be ascending, from 0 to 2",
    ),
    "predicate range": (
        replace(ONE, name="bad", predicate=((3,), (), ())),
        "a row of the predicate is (3,); it must be ascending, from 0 to 2",
    ),
    "score rows": (
        SelectBest(name="bad", keys="tokens", queries="tokens", scores=((1, 2, 3),)),
        "scores must be 3 rows of 3 numbers",
    ),
    "score columns": (
        SelectBest(name="bad", keys="tokens", queries="tokens", scores=((1, 2),) * 3),
        "scores must be 3 rows of 3 numbers",
    ),
    "no selector": (
        Aggregate(name="bad", selector="tokens", values="tokens"),
        "tokens is a categorical variable of 3 values; a selector is needed here",
    ),
    "several keys": (
        Aggregate(name="bad", selector="all", values="tokens"),
        "all may select several keys; aggregate needs select_closest or select_best",
    ),
    "numerical copy": (
        Aggregate(name="bad", selector="one", values="count"),
        "count is a numerical variable; a categorical variable is needed here",
    ),
    "categorical sum": (
        AggregateSum(name="bad", selector="all", values="tokens"),
        "tokens is a categorical variable of 3 values; a numerical variable is needed here",
    ),
    "selector as values": (
        Aggregate(name="bad", selector="one", values="one"),
        "one is a selector of one key; a categorical variable is needed here",
    ),
    "no values": (replace(TABLE, name="bad", values=()), "a lookup table needs at least one value"),
    "value twice": (replace(TABLE, name="bad", values=("p", "p")), "value 'p' is named twice"),
    "no inputs": (replace(TABLE, name="bad", inputs=()), "a table needs at least one input"),
    "rows": (
        replace(TABLE, name="bad", table=(0,)),
        "the table has 1 rows; its inputs have 3 combinations of values",
    ),
    "entry": (replace(TABLE, name="bad", table=(0, 1, 2)), "an entry of the table is not an index of its 2 values"),
    "number rows": (
        NumberTable(name="bad", inputs=("tokens", "positions"), numbers=(1, 2)),
        "the table has 2 rows; its inputs have 9 combinations of values",
    ),
    "number as input": (
        read_by_table("count"),
        "count is a numerical variable; a categorical variable is needed here",
    ),
    "category clipped": (
        read_by_table(Clip(variable="tokens", low=0, high=2)),
        "tokens is a categorical variable of 3 values; a numerical variable is needed here",
    ),
    "clip backwards": (
        read_by_table(Clip(variable="count", low=2, high=1)),
        "clip from 2 to 1: the first must not be greater than the second",
    ),
    "no thresholds": (
        read_by_table(Thresholds(variable="count", at=())),
        "thresholds () must be ascending, at least one",
    ),
    "thresholds twice": (
        read_by_table(Thresholds(variable="count", at=(1, 1))),
        "thresholds (1, 1) must be ascending, at least one",
    ),
    "too many rows": (
        LookupTable(name="bad", inputs=(Clip(variable="count", low=1, high=10**8),), values=("p",), table=OpenTable()),
        "the table would have 100,000,000 rows; at most 10,000,000 are possible",
    ),
    "scored selector": (
        replace(SCORES, name="bad", variables=("all",)),
        "all is a selector of any number of keys; scores read categorical and numerical variables",
    ),
    "scored twice": (
        replace(SCORES, name="bad", variables=("tokens", "tokens"), weights=OpenWeights()),
        "scores read tokens twice; add its weights up instead",
    ),
    "bias": (replace(SCORES, name="bad", bias=(0,)), "the bias has 1 numbers for 2 labels"),
    "weight tables": (replace(SCORES, name="bad", weights=()), "0 tables of weights for 1 variables"),
    "weight rows": (
        replace(SCORES, name="bad", weights=(((1, 2),),)),
        "weights of tokens must be 3 rows of 2 numbers",
    ),
    "weights of a number": (
        replace(SCORES, name="bad", variables=("count",), weights=(((1, 2),) * 3,)),
        "weights of count must be 1 rows of 2 numbers",
    ),
    "excluded range": (
        replace(SCORES, name="bad", excluded=(2,)),
        "excluded labels (2,): different indices of the 2 labels are needed",
    ),
    "excluded twice": (
        replace(SCORES, name="bad", excluded=(1, 1)),
        "excluded labels (1, 1): different indices of the 2 labels are needed",
    ),
    "all excluded": (
        replace(SCORES, name="bad", excluded=(0, 1)),
        "every label is excluded; one at least must be left to answer",
    ),
}


@pytest.mark.parametrize(("operation", "message"), BAD.values(), ids=BAD)
def test_errors_show_the_operation_between_its_neighbours(operation: Operation, message: str) -> None:
    with pytest.raises(ProgramError) as error:
        Sketch(signature=SIGNATURE, operations=(ALL, ONE, COUNT, operation, SCORES), returns="out")
    first, *neighbours = str(error.value).split("\n")
    assert first == message
    before, at, after = neighbours
    assert before == "      3: count = selector_width(all)"
    assert at.startswith(f"-->   4: {operation.name} = ")
    assert after == "      5: out = scores(tokens)"


def test_at_the_first_operation_there_is_no_neighbour_before() -> None:
    with pytest.raises(ProgramError) as error:
        Program(signature=SIGNATURE, operations=(COUNT, ALL), returns="tokens")
    assert str(error.value) == (
        "'all' is not defined before it is read\n"
        "-->   1: count = selector_width(all)\n"
        "      2: all = select(keys=tokens, queries=tokens)"
    )


def test_long_headlines_are_cut() -> None:
    assert shortened("a" * 200) == "a" * 159 + "…"


@pytest.mark.parametrize(
    ("returns", "message"),
    [
        ("nope", "return nope: there is no such variable"),
        (
            "count",
            "return count: a program returns class scores or a categorical variable, and this is a numerical variable",
        ),
        (
            "all",
            (
                "return all: a program returns class scores or a categorical variable, and this is a selector of any "
                "number of keys"
            ),
        ),
        ("out", "return out: scores for this signature are not pooled"),
    ],
)
def test_returns(returns: str, message: str) -> None:
    operations = (ALL, COUNT, replace(SCORES, is_pooled=True))
    with pytest.raises(ProgramError) as error:
        Program(signature=SIGNATURE, operations=operations, returns=returns)
    assert str(error.value) == message


def test_one_label_needs_pooled_scores() -> None:
    with pytest.raises(ProgramError, match=r"^return out: scores for this signature are pooled$"):
        Program(signature=replace(SIGNATURE, gives_one_label=True), operations=(SCORES,), returns="out")


def test_a_program_has_no_holes() -> None:
    sketch = Sketch(signature=SIGNATURE, operations=(replace(TABLE, table=OpenTable()),), returns="table")
    with pytest.raises(ProgramError, match=r"^this is a sketch, not a program: table still has holes; learn it first$"):
        Program(signature=sketch.signature, operations=sketch.operations, returns=sketch.returns)


def test_the_origin_is_one_of_four() -> None:
    message = "^origin 'dreamt' must be one of learned, edited, hand-written, extracted$"
    with pytest.raises(ProgramError, match=message):
        Program(signature=SIGNATURE, operations=(), returns="tokens", origin="dreamt")  # type: ignore[arg-type]
