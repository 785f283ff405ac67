"""What the classifier can do without goes; what is left makes the same choices and no more mistakes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
import torch
from tests.learning.small import HIST_DATA, LAST_DATA, PAPER, WIDE, batch_of, new_network

from glassformer.learning import narrowing
from glassformer.learning.annealing import test_program as hits_of  # a name that pytest does not collect
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Batch, Data
from glassformer.learning.narrowing import AT_MOST_FITS, SLACK, narrow, narrow_to_one
from glassformer.learning.refitting import fit_weights, refit
from glassformer.program import Program, Scores, parse_sketch
from glassformer.relaxation import Relaxation
from glassformer.tasks import Task

CONTENTS = ["".join(tokens) for n in (1, 2, 3) for tokens in product("abc", repeat=n)]

JUNK = "".join(
    f"""
junk_{i}_match = select_closest(keys=?(tokens positions), queries=?(positions tokens)) {{
    ?
}}
junk_{i} = aggregate(junk_{i}_match, ?(tokens positions))
odd_{i} = lookup_table(junk_{i}, {"junk_" + str(i - 1) if i > 1 else "tokens"}) -> p q r {{
    ?
}}
"""
    for i in range(1, 5)
)


def sketch_text(labels: str, *, pooled: bool = False) -> str:
    """``first`` holds the first token, wherever; around it is what nobody needs."""
    return f"""
glassformer program, version 1
task first
alphabet a b c
marks <s> </s>
lengths 1 to 3
labels {labels}
{"one_label" if pooled else ""}
{JUNK}
begin = select_closest(keys=positions, queries=positions) {{
    else: 1
}}
first = aggregate(begin, tokens)
out = {"pooled_" if pooled else ""}scores(tokens, positions, odd_1, odd_2, junk_3, odd_3, first, junk_4, odd_4) {{
    ?
}}
return out
"""


def data_of(labels: str) -> Data:
    """Only what ``batch_of`` needs."""
    names = labels.split()
    task = Task("first", "abc", (1, 3), lambda contents: names[:1] * len(contents), labels=names, end_mark="</s>")
    return Data.of(task, seed=0, n_inputs=39)


def batches(labels: str, oracle: Callable[[str], Any], inputs: Sequence[str] = CONTENTS) -> tuple[Batch, Batch]:
    """Train and valid: four fifths of the inputs, and the rest."""
    parts = [c for i, c in enumerate(inputs) if i % 5], inputs[::5]
    train, valid = (batch_of(data_of(labels), part, map(oracle, part)) for part in parts)
    return train, valid


def first(contents: str) -> str:
    return contents[0] * len(contents)


def is_a(contents: str) -> str:
    return ("y" if contents[0] == "a" else "x") * len(contents)


def scores_of(program: Program) -> Scores:
    scores = program.operations[-1]
    assert isinstance(scores, Scores)
    return scores


def network_of(labels: str, seed: int = 0, *, pooled: bool = False) -> Relaxation:
    return new_network(parse_sketch(sketch_text(labels, pooled=pooled)), seed=seed)


def one_variable(network: Relaxation, train: Batch, valid: Batch) -> Program:
    found = narrow_to_one(network, train, valid)
    assert found is not None
    return found.discretize()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_answer_that_is_one_variable_is_found_by_name(seed: int) -> None:
    train, valid = batches("a b c", first)
    program = one_variable(network_of("a b c", seed), train, valid)
    assert [operation.name for operation in program.operations] == ["begin", "first", "out"]
    assert scores_of(program).variables == ("first",)
    assert scores_of(program).bias == (0, 0, 0)
    assert hits_of(program, train).are_all
    assert hits_of(program, valid).are_all


def test_a_label_that_never_occurred_is_right_as_well() -> None:
    seen = [contents for contents in CONTENTS if contents[0] != "c"]
    program = one_variable(network_of("a b c"), *batches("a b c", first, seen))
    assert ["".join(map(str, program(list(contents)))) for contents in CONTENTS] == list(map(first, CONTENTS))


def token(contents: str) -> str:
    return contents


def test_by_name_the_cheapest_of_the_right_ones_wins() -> None:
    ones = ["a", "b", "c"]  # where first and tokens are the same
    program = one_variable(network_of("a b c"), *batches("a b c", token, ones * 5))
    assert [operation.name for operation in program.operations] == ["out"]
    assert scores_of(program).variables == ("tokens",)


def test_a_mistake_on_valid_alone_is_seen() -> None:
    train = batch_of(data_of("a b c"), ["a", "b", "c"], ["a", "b", "c"])
    valid = batch_of(data_of("a b c"), ["ab", "cb"], ["aa", "cc"])
    assert scores_of(one_variable(network_of("a b c"), train, valid)).variables == ("first",)


@pytest.mark.parametrize(("n_wrong", "is_found"), [(0, True), (1, True), (2, False)])
def test_a_variable_that_nearly_always_names_the_label_is_found(n_wrong: int, is_found: bool) -> None:
    n = 60  # labels, of which one in fifty may be wrong
    inputs = ["ab"] * (n // 2)
    labels = [["b", "b"]] * n_wrong + [["a", "b"]] * (n // 2 - n_wrong)  # the first token is b, now and then
    train = batch_of(data_of("a b c"), inputs, labels)
    found = narrow_to_one(network_of("a b c"), train, train)
    assert (found is not None) == is_found
    if found is not None:
        assert hits_of(found.discretize(), train).tokens == n - n_wrong


def test_nothing_is_found_where_no_variable_names_the_label() -> None:
    assert narrow_to_one(network_of("x y"), *batches("x y", is_a)) is None
    assert narrow_to_one(network_of("a b c"), *batches("a b c", lambda contents: contents.translate(NEXT))) is None


NEXT = str.maketrans("abc", "bca")


def test_by_name_with_one_label_for_each_input() -> None:
    def most(contents: str) -> str:
        return max(contents, key=contents.count)

    clear = [contents for contents in CONTENTS if len(contents) != 2 and len(set(contents)) < 3]  # no ties
    train, valid = (batch_of(LAST_DATA, part, map(most, part)) for part in (clear[::2], clear[1::2]))
    program = one_variable(network_of("a b c", pooled=True), train, valid)
    assert scores_of(program).variables == ("tokens",)
    assert [program(list(contents)) for contents in clear] == list(map(most, clear))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_useless_variables_go_and_what_only_they_needed(seed: int) -> None:
    network = network_of("x y", seed)
    train, valid = batches("x y", is_a)
    program = narrow(network, train, valid).discretize()
    assert [operation.name for operation in program.operations] == ["begin", "first", "out"]
    assert hits_of(program, train).are_all
    assert hits_of(program, valid).are_all


def test_two_variables_stay_where_both_are_needed() -> None:
    def both(contents: str) -> str:
        return "".join("y" if contents[0] == "a" or token == "b" else "x" for token in contents)

    train, valid = batches("x y", both)
    program = narrow(network_of("x y"), train, valid).discretize()
    assert len(scores_of(program).variables) == 2
    assert "first" in scores_of(program).variables  # with the token, or a table of it
    assert hits_of(program, train).are_all
    assert hits_of(program, valid).are_all


@pytest.mark.parametrize("data", [HIST_DATA, LAST_DATA], ids=["label per position", "one label"])
@pytest.mark.parametrize(
    "configuration", [PAPER, replace(PAPER, n_layers=2), WIDE], ids=["paper", "two layers, open reads", "wide"]
)
@pytest.mark.parametrize("seed", [0, 1])
def test_choices_stay_and_mistakes_do_not_grow(data: Data, configuration: Configuration, seed: int) -> None:
    network = new_network(configuration.sketch(data.signature, 0), seed=seed)
    narrowed = narrow(network, data.train, data.valid)
    before, after = network.discretize(), narrowed.discretize()
    whole = {operation.name: operation for operation in before.operations}
    assert all(whole[operation.name] == operation for operation in after.operations[:-1])
    kept = [operation.name for operation in after.operations]
    assert kept == [name for name in whole if name in kept]  # in their order
    assert set(scores_of(after).variables) <= set(scores_of(before).variables)

    refit(network, data.train)
    for part in (data.train, data.valid):
        assert n_wrong(after, part) <= n_wrong(network.discretize(), part) * (1 + SLACK)


def n_wrong(program: Program, batch: Batch) -> int:
    hits = hits_of(program, batch)
    return hits.n_tokens - hits.tokens


def test_the_network_that_is_narrowed_is_left_alone() -> None:
    network = new_network(PAPER.sketch(HIST_DATA.signature, 0))
    before = network.discretize()
    narrow(network, HIST_DATA.train, HIST_DATA.valid)
    assert network.discretize() == before


def test_a_fit_that_is_never_right_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    n_fits = 0
    fit = fit_weights

    def counted(*args: Any) -> Any:
        nonlocal n_fits
        n_fits += 1
        return fit(*args)

    monkeypatch.setattr(narrowing, "fit_weights", counted)
    rng = random.Random(0)

    def anything(contents: str) -> str:
        return "".join(rng.choice("xy") for _ in contents)

    wide = replace(WIDE, n_layers=2, n_heads=12, n_counts=8)
    data = replace(HIST_DATA, signature=replace(HIST_DATA.signature, labels=("x", "y", "z")))
    network = new_network(wide.sketch(data.signature, 0))
    noise = torch.Generator().manual_seed(0)
    train, valid = (
        Batch(part.tokens, part.labels.where(part.labels < 0, torch.randint(0, 3, part.labels.shape, generator=noise)))
        for part in (data.train, data.valid)
    )
    program = narrow(network, train, valid).discretize()
    assert 2 <= n_fits <= AT_MOST_FITS
    assert not hits_of(program, train).are_all
