"""Groups and slots: what runs together, in which order, and where variables are kept."""

from __future__ import annotations

import random

import pytest
import torch
from tests.relaxation.networks import DISCRETE, HEAD, SKETCHES, answers_of, network_of
from tests.support.programs import Options, random_inputs, random_sketch

from glassformer.execution.interpreter import run
from glassformer.program import Numerical, Sketch, parse_sketch
from glassformer.program.operations import names_read
from glassformer.relaxation.plan import layout, plan
from glassformer.relaxation.tabulating import Tables

RANDOM = {f"random {seed}": random_sketch(random.Random(seed), Options(returns_variable=False)) for seed in range(30)}


@pytest.mark.parametrize("sketch", [pytest.param(each, id=name) for name, each in (SKETCHES | RANDOM).items()])
def test_groups_read_only_earlier_groups(sketch: Sketch) -> None:
    ready = set(sketch.signature.inputs)
    groups = plan(sketch)
    for group in groups:
        assert {name for operation in group for name in names_read(operation)} <= ready
        assert len({type(operation) for operation in group}) == 1
        ready |= {operation.name for operation in group}
    planned = [operation.name for group in groups for operation in group]
    assert sorted(planned) == sorted(operation.name for operation in sketch.operations)


@pytest.mark.parametrize("sketch", [pytest.param(each, id=name) for name, each in (SKETCHES | RANDOM).items()])
def test_every_variable_has_a_slot_of_its_own(sketch: Sketch) -> None:
    found = layout(sketch, plan(sketch))
    assert list(found.categorical.values()) == list(range(len(found.categorical)))
    assert list(found.numerical.values()) == list(range(len(found.numerical)))
    assert set(found.numerical) == {name for name, type_ in sketch.types.items() if isinstance(type_, Numerical)}
    assert len(set(found.selectors.values())) == len(found.selectors)


@pytest.mark.parametrize("name", SKETCHES)
def test_discretize_keeps_the_order_of_the_sketch(name: str) -> None:
    sketch = SKETCHES[name]
    program = network_of(sketch).discretize()
    assert [op.name for op in program.operations] == [op.name for op in sketch.operations]


def groups_of(sketch: Sketch) -> list[list[str]]:
    return [[operation.name for operation in group] for group in plan(sketch)]


def test_operations_of_one_kind_at_one_level_are_one_group() -> None:
    names = groups_of(SKETCHES["paper"])[:5]
    assert names == [
        ["head_1_1_match", "head_1_2_match"],
        ["count_1_1_match", "count_1_2_match"],
        ["head_1_1", "head_1_2"],
        ["count_1_1", "count_1_2"],
        ["table_1_1", "table_1_2"],
    ]


KINDS = """
a = select_closest(keys=tokens, queries=tokens) {
    ?
}
late = aggregate(a, tokens)
b = select_closest(keys=positions, queries=tokens) {
    ?
}
open_keys = select_closest(keys=?(tokens positions), queries=tokens) {
    ?
}
closed = select_closest(keys=tokens, queries=tokens) {
    else: a
}
many = select(keys=tokens, queries=tokens) {
    ?
}
sets = select(keys=tokens, queries=tokens) {
    ? set
}
deeper = select_closest(keys=late, queries=tokens) {
    ?
}
two = lookup_table(tokens, positions) -> p q {
    ?
}
also_two = lookup_table(tokens, positions) -> r s {
    ?
}
of_three = lookup_table(tokens, positions) -> p q r {
    ?
}
swapped = lookup_table(positions, tokens) -> p q {
    ?
}
number = number_table(tokens, positions) {
    ?
}
out = scores(two) {
    ?
}
return out
"""


def test_what_differs_in_kind_is_another_group() -> None:
    assert groups_of(parse_sketch(HEAD + KINDS)) == [
        ["a", "b"],
        ["open_keys"],
        ["closed"],
        ["many"],
        ["sets"],
        ["two", "also_two"],
        ["of_three"],
        ["swapped"],
        ["number"],
        ["late"],
        ["out"],
        ["deeper"],
    ]


def large(body: str, n_tokens: int = 3000) -> Sketch:
    alphabet = " ".join(f"w{number}" for number in range(n_tokens))
    return parse_sketch(
        f"""
        glassformer program, version 1
        task words
        alphabet {alphabet}
        marks <s>
        lengths 1 to 4
        labels x y
        {body}
        """
    )


EMBEDDED = """
        tag = lookup_table(tokens) -> p q r {
            ?
        }
        other = lookup_table(tokens) -> p q r {
            ?
        }
        worth = number_table(tokens) {
            ?
        }
        both = lookup_table(tag, other) -> p q {
            ?
        }
        out = scores(tag, both, worth, tokens) {
            ?
        }
        return out
"""
SELECTED = EMBEDDED.replace("out =", "s = select(keys=tag, queries=tokens) {\n?\n}\nn = selector_width(s)\nout =")


def test_tokens_of_a_large_vocabulary_are_not_one_hot_where_only_tables_of_them_read_them() -> None:
    sketch = large(EMBEDDED)
    network = network_of(sketch)
    assert "tokens" not in network.layout.categorical
    assert network.layout.width == 5  # positions are the largest
    tables = [stage for stage in network.stages if isinstance(stage, Tables) and stage.embeds]
    assert [[operation.name for operation in stage.operations] for stage in tables] == [["tag", "other"], ["worth"]]
    program = network.discretize()
    inputs = random_inputs(program, random.Random(0), 40)
    assert answers_of(network, inputs) == [run(program, contents) for contents in inputs]


def test_tokens_are_one_hot_where_a_selector_reads_them() -> None:
    network = network_of(large(SELECTED, n_tokens=20))
    assert network.layout.categorical["tokens"] == 0
    assert network.layout.width == 21


def test_features_are_what_the_weights_weigh() -> None:
    network = network_of(SKETCHES["per position"])
    tokens = torch.tensor([[0, 2, 4, 1], [0, 3, 1, -1]])
    (classifier,) = [stage for stage in network.stages if hasattr(stage, "bias")]
    found = network.features(tokens, DISCRETE)
    scores = network(tokens, DISCRETE)
    weights, bias = ((each * 1024).round() / 1024 for each in (classifier.weights, classifier.bias))
    at = tokens >= 0
    torch.testing.assert_close((found @ weights + bias)[at], scores[at])
    assert found.shape[-1] == len(classifier.owners())


def test_a_finished_table_of_a_finished_table_comes_after_it() -> None:
    sketch = parse_sketch(f"""
{HEAD}
k = lookup_table(positions) -> 0 to 5 {{
    else: 3
}}
m = lookup_table(k) -> 0 to 5 {{
    else: 2
}}
out = scores(m) {{
    ?
}}
return out
""")
    groups = [[operation.name for operation in group] for group in plan(sketch)]
    assert groups == [["k"], ["m"], ["out"]]
