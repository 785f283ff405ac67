"""Networks of sketches with columns: exact, trainable, and no column of many values one-hot where none needs to be."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import torch
from tests.relaxation.networks import answers_of, network_of, with_scores
from tests.support.cases import COLUMN_CASES, Case
from tests.support.programs import Options, random_inputs, random_program, random_sketch

from glassformer.agreement.network import DiscreteNetwork
from glassformer.emission import compile_python
from glassformer.execution.interpreter import run
from glassformer.execution.tensors import encode_batch, run_batch
from glassformer.program import Column, LookupTable, OpenTable, OpenWeights, Program, Scores, Signature, Sketch
from glassformer.relaxation import Initialization, Relaxation, Sampler, open_up
from glassformer.relaxation.tabulating import Tables

TAGS = ("N", "V", "D")
SIGNATURE = Signature(
    task="tags",
    alphabet=("a", "b", "c"),
    labels=("x", "y"),
    lengths=range(1, 5),
    columns=(Column("shape", ("X", "x")), Column("pos", TAGS)),
)


def assert_all_say_the_same(program: Program, network: Relaxation, rng: random.Random) -> None:
    """Network, interpreter, executor and emitted Python."""
    inputs = random_inputs(program, rng, 12)
    expected = [run(program, contents) for contents in inputs]
    emitted = compile_python(program)
    assert answers_of(network, inputs) == expected
    assert DiscreteNetwork(network).answers(inputs) == expected
    assert run_batch(program, inputs) == expected
    assert [emitted(contents) for contents in inputs] == expected


@pytest.mark.parametrize("case", COLUMN_CASES, ids=str)
def test_the_shared_cases(case: Case) -> None:
    network = network_of(with_scores(case.program))
    assert answers_of(network, case.contents) == list(case.expected)
    for contents, expected in zip(case.contents, case.expected, strict=True):
        assert answers_of(network, [contents]) == [expected]


@pytest.mark.parametrize("seed", range(80))
def test_generated_programs(seed: int) -> None:
    rng = random.Random(seed)
    program = random_program(rng, Options(returns_variable=False, n_columns=1 + seed % 3))
    network = network_of(program)
    assert network.discretize(program.origin) == program
    assert_all_say_the_same(program, network, rng)


@pytest.mark.parametrize("seed", range(60))
def test_generated_sketches_discretize_exactly_and_load_again(seed: int) -> None:
    rng = random.Random(seed)
    sketch = random_sketch(rng, Options(returns_variable=False, n_columns=1 + seed % 3))
    network = network_of(sketch, seed)
    program = network.discretize()
    assert_all_say_the_same(program, network, rng)
    again = network_of(sketch, seed + 1)
    again.load(program)
    assert again.discretize() == program
    opened = network_of(open_up(program))
    opened.load(program)
    assert replace(opened.discretize(), origin=program.origin) == program
    assert_all_say_the_same(program, opened, rng)


def test_padding_and_batch_mates_influence_nothing() -> None:
    for seed in range(15):
        rng = random.Random(seed)
        network = network_of(random_sketch(rng, Options(returns_variable=False, n_columns=2)), seed)
        inputs = random_inputs(network.sketch, rng, 8)
        batch = encode_batch(network.sketch.signature, inputs)
        missing = network.sketch.signature.max_length - batch.shape[1]
        batch = torch.nn.functional.pad(batch, (0, 0, 0, missing), value=-1)
        together = network(batch, Sampler("softmax"))
        for scores, contents in zip(together, inputs, strict=True):
            alone = network(encode_batch(network.sketch.signature, [contents]), Sampler("softmax"))[0]
            if not network.sketch.signature.gives_one_label:
                scores = scores[: len(alone)]
            torch.testing.assert_close(scores, alone, atol=1e-9, rtol=0)


def sketch_of(signature: Signature, *variables: str) -> Sketch:
    """Scores of these, of which ``kind`` is a table of the column pos."""
    kind = LookupTable(name="kind", inputs=("pos",), values=("p", "q"), table=OpenTable())
    scores = Scores(name="out", variables=variables, weights=OpenWeights(), bias=OpenWeights())
    return Sketch(signature=signature, operations=(kind, scores), returns="out")


def trained(sketch: Sketch, label: dict[str, int], place: int) -> Program:
    """The program that a network has settled on after it was shown the label that a column's value gives."""
    rng, signature = random.Random(0), sketch.signature
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        network = Relaxation(sketch, Initialization())
        inputs = random_inputs(sketch, rng, 64)
        batch = encode_batch(signature, inputs)
        wanted = torch.full(batch.shape[:2], -100)
        for row, contents in zip(wanted, inputs, strict=True):
            row[1 : len(contents) + 1] = torch.tensor([label[item[place]] for item in contents])
        optimizer = torch.optim.Adam(network.parameters(), lr=0.1)
        for step in range(150):
            scores = network(batch, Sampler("hard", temperature=1 - 0.9 * step / 150))
            loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.discretize()


@pytest.mark.parametrize("variables", [("kind",), ("shape", "pos"), ("tokens", "shape", "kind")])
def test_training_finds_what_a_column_says(variables: tuple[str, ...]) -> None:
    label = {"N": 0, "V": 1, "D": 0}
    program = trained(sketch_of(SIGNATURE, *variables), label, place=2)
    for contents in random_inputs(program, random.Random(1), 50):
        assert program(contents) == ["xy"[label[item[2]]] for item in contents]


def test_a_column_of_many_values_is_not_one_hot_where_only_its_own_tables_and_scores_read_it() -> None:
    many = replace(SIGNATURE, columns=(Column("pos", tuple(f"v{index}" for index in range(10_000))),))
    network = Relaxation(sketch_of(many, "kind", "pos", "tokens"))
    assert network.layout.width == many.max_length
    assert set(network.layout.categorical) == {"positions", "kind"}
    (table,) = (stage for stage in network.stages if isinstance(stage, Tables))
    assert table.embeds == "pos"
    contents = [("a", "v9999"), ("b", "v3")]
    assert network.double().discretize()(contents) == DiscreteNetwork(network).answers([contents])[0]


def test_tables_of_different_columns_are_of_different_groups() -> None:
    alike = replace(SIGNATURE, columns=(Column("one", TAGS), Column("two", TAGS)))
    tables = tuple(
        LookupTable(name=f"of_{name}", inputs=(name,), values=("p", "q"), table=(0, *table))
        for name, table in (("one", (0, 1, 0)), ("two", (1, 0, 0)))
    )
    scores = Scores(
        name="out",
        variables=("of_one", "of_two"),
        weights=(((0, 0), (0, 3)), ((0, 0), (2, 0))),
        bias=(1, 0),
    )
    program = Program(signature=alike, operations=(*tables, scores), returns="out")
    network = network_of(program)
    assert len(network.stages) == 3
    assert_all_say_the_same(program, network, random.Random(0))
