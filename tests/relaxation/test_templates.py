"""Templates make well-formed sketches of the sizes asked for."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from tests.relaxation.networks import SKETCHES, TEMPLATES, small_signature

from glassformer.program import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    OpenRead,
    Scores,
    Select,
    SelectClosest,
    Signature,
    Sketch,
    parse_sketch,
)
from glassformer.program.operations import variable_of
from glassformer.program.sketch import has_holes
from glassformer.relaxation import paper, wide
from glassformer.tasks import load_task

SORT = Signature.of(load_task("sort"))


def kinds(sketch: Sketch) -> Counter[str]:
    return Counter(type(operation).__name__ for operation in sketch.operations)


@pytest.mark.parametrize(("n_layers", "n_heads", "n_counts", "n_tables"), [(1, 1, 1, 1), (3, 4, 4, 2), (2, 3, 0, 1)])
def test_sizes_of_the_paper(n_layers: int, n_heads: int, n_counts: int, n_tables: int) -> None:
    n_count_tables = n_tables if n_counts else 0
    sketch = paper(
        SORT, n_layers=n_layers, n_heads=n_heads, n_counts=n_counts, n_tables=n_tables, n_count_tables=n_count_tables
    )
    found = kinds(sketch)
    assert found["SelectClosest"] == found["Aggregate"] == n_layers * n_heads
    assert found["Select"] == found["AggregateSum"] == n_layers * n_counts
    assert found["LookupTable"] == n_layers * (n_tables + n_count_tables)
    assert found["Scores"] == 1


def test_reads_of_the_paper_are_open_to_everything_of_the_layers_before() -> None:
    sketch = SKETCHES["paper"]  # two layers of 2 heads, 2 counts, 2 + 1 tables
    by_name = {operation.name: operation for operation in sketch.operations}
    base = ("tokens", "positions")
    heads = {layer: tuple(f"head_{layer}_{i}" for i in (1, 2)) for layer in (1, 2)}
    tables = ("table_1_1", "table_1_2", "count_table_1_1")
    for layer, before in ((1, base), (2, base + heads[1] + tables)):
        match by_name[f"head_{layer}_1_match"], by_name[f"head_{layer}_1"], by_name[f"table_{layer}_1"]:
            case SelectClosest() as select, Aggregate() as aggregate, LookupTable() as table:
                assert set(options(select.keys)) == set(options(select.queries)) == set(before)
                assert set(options(aggregate.values)) == set(before)
                assert [set(options(variable_of(each))) for each in table.inputs] == [{*before, *heads[layer]}] * 2
            case other:
                raise AssertionError(other)
    match by_name["count_2_1"], by_name["count_table_2_1"]:
        case AggregateSum(values=values), LookupTable(inputs=inputs):
            assert options(values) == ("ones", "count_1_1", "count_1_2")
            counts = ("count_1_1", "count_1_2", "count_2_1", "count_2_2")
            assert inputs == (Clip(variable=OpenRead(counts), low=0, high=sketch.signature.max_length),) * 2
        case other:
            raise AssertionError(other)


def options(read: object) -> tuple[str, ...]:
    assert isinstance(read, OpenRead)
    return read.options


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_print_and_parse(name: str) -> None:
    sketch = TEMPLATES[name]
    assert parse_sketch(str(sketch)) == sketch


@pytest.mark.parametrize("name", TEMPLATES)
def test_scores_weigh_every_variable_and_everything_else_is_open(name: str) -> None:
    sketch = TEMPLATES[name]
    *others, scores = sketch.operations
    assert isinstance(scores, Scores)
    assert scores.is_pooled == sketch.signature.gives_one_label
    made = {op.name for op in others if not isinstance(op, Select | SelectClosest) and op.name != "anywhere"}
    assert set(scores.variables) == {"tokens", "positions", *made}
    for operation in sketch.operations:
        is_fixed = isinstance(operation, Aggregate | AggregateSum) or operation.name == "anywhere"
        assert has_holes(operation) or is_fixed


def first_layer(sketch: Sketch) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """(query, key, value) of the heads that read inputs only, and (query, key) of the counts that do."""
    by_name = {operation.name: operation for operation in sketch.operations}
    heads, counts = [], []
    for operation in sketch.operations:
        match operation:
            case Aggregate(selector=selector, values=str() as values):
                select = by_name[selector]
                assert isinstance(select, SelectClosest)
                heads.append((str(select.queries), str(select.keys), values))
            case AggregateSum(selector=selector):
                count = by_name[selector]
                assert isinstance(count, Select)
                counts.append((str(count.queries), str(count.keys)))
    base = set(sketch.signature.inputs)
    return [each for each in heads if set(each) <= base], [each for each in counts if set(each) <= base]


@pytest.mark.parametrize("counts_per_pair", [1, 2])
def test_first_layer_of_wide_has_every_choice_of_reads(counts_per_pair: int) -> None:
    sketch = wide(SORT, n_layers=1, n_heads=5, n_counts=5, n_tables=2, counts_per_pair=counts_per_pair, is_set=False)
    heads, counts = first_layer(sketch)
    base = ("tokens", "positions")
    assert sorted(heads) == sorted(product(base, repeat=3))
    assert sorted(counts) == sorted([*product(base, repeat=2)] * counts_per_pair)


def test_sizes_of_wide() -> None:
    one, three = (kinds(wide(SORT, n_layers=n, n_heads=5, n_counts=3, n_tables=2, seed=4)) for n in (1, 3))
    assert three["SelectClosest"] == three["Aggregate"] == 8 + 2 * 5
    assert three["Select"] == three["AggregateSum"] == 2 * 3 + 2 * 3  # (tokens, positions, anywhere) asking for two
    assert three["LookupTable"] > one["LookupTable"]


def test_wide_reads_are_fixed() -> None:
    """Only tables, predicates and weights are to be learned: so says the template."""
    for operation in SKETCHES["wide"].operations:
        assert not any(isinstance(value, OpenRead) for value in vars(operation).values())


def test_sets_where_they_are_asked_for() -> None:
    def predicates(*, is_set: bool) -> set[bool]:
        sketch = wide(SORT, n_layers=2, n_heads=4, n_counts=4, n_tables=1, is_set=is_set)
        return {bool(op.predicate.is_set) for op in sketch.operations if isinstance(op, Select)}  # type: ignore[union-attr]

    assert predicates(is_set=True) == {False, True}
    assert predicates(is_set=False) == {False}


def test_the_seed_is_the_wiring() -> None:
    def made(seed: int) -> Sketch:
        return wide(SORT, n_layers=3, n_heads=4, n_counts=4, n_tables=2, seed=seed)

    assert made(1) == made(1)
    assert len({str(made(seed)) for seed in range(4)}) == 4
    assert first_layer(made(1))[0][:8] == first_layer(made(2))[0][:8]


@pytest.mark.parametrize("is_causal", [False, True])
def test_signatures_are_kept(is_causal: bool) -> None:
    signature = small_signature(is_causal=is_causal)
    sizes = {"n_layers": 1, "n_heads": 1, "n_counts": 1, "n_tables": 1}
    assert paper(signature, **sizes, n_count_tables=1).signature == signature
    assert wide(signature, **sizes).signature == signature
