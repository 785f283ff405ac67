"""The classifier solved as a convex problem, on features that are counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import torch
from tests.learning.small import HIST_DATA, LAST_DATA, PAPER, WIDE, batch_of, new_network

from glassformer.learning import refitting
from glassformer.learning.annealing import test_program as hits_of  # a name that pytest does not collect
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import NO_LABEL, Data
from glassformer.learning.refitting import (
    MARGIN,
    Table,
    classifier_of,
    fit_sparsely,
    fit_weights,
    margins,
    read_table,
    refit,
)
from glassformer.program import Scores, parse_sketch
from glassformer.relaxation import Relaxation, Sampler

HEAD = """
glassformer program, version 1
task last
alphabet a b c
marks <s> </s>
lengths 1 to 3
labels a b c
"""
TOKENS_ONLY = """
out = scores(tokens) {
    ?
}
return out
"""


def table_of(rows: list[list[float]], labels: list[int], counts: list[float] | None = None) -> Table:
    return Table(torch.tensor(rows), torch.tensor(labels), torch.tensor(counts or [1.0] * len(labels)))


def fitted(table: Table, n_labels: int) -> tuple[torch.Tensor, torch.Tensor]:
    return fit_weights(table, torch.zeros(table.features.shape[1], n_labels), torch.zeros(n_labels))


def separable(n_rows: int) -> Table:
    features = torch.randn(n_rows, 4, generator=torch.Generator().manual_seed(0))
    weights = torch.tensor([[1.0, -1, 0], [0, 1, -1], [2, 0, 1], [-1, 1, 1]])
    scores = features @ weights + torch.tensor([0.3, 0, -0.2])
    best = scores.topk(2).values
    clear = best[:, 0] - best[:, 1] > 0.2
    return Table(features[clear], scores.argmax(1)[clear], torch.ones(int(clear.sum())))


def test_separable_rows_are_separated_by_the_margin() -> None:
    table = separable(400)
    assert margins(table, torch.zeros(4, 3), torch.zeros(3)).max() <= 0
    assert margins(table, *fitted(table, 3)).min() > MARGIN


def test_rows_that_the_sample_lacks_join_it_when_they_come_out_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    table = separable(400)
    monkeypatch.setattr(refitting, "SAMPLE", 12)
    monkeypatch.setattr(refitting, "ROUNDS", 1)
    assert margins(table, *fitted(table, 3)).min() < 0  # twelve rows are too few
    monkeypatch.setattr(refitting, "ROUNDS", 20)
    assert margins(table, *fitted(table, 3)).min() > 0


@pytest.mark.parametrize(("counts", "label"), [([9.0, 1.0], 0), ([1.0, 9.0], 1)])
def test_a_row_that_occurs_more_often_weighs_more(counts: list[float], label: int) -> None:
    weights, bias = fitted(table_of([[1.0], [1.0]], [0, 1], counts), 2)
    assert int((weights[0] + bias).argmax()) == label


def test_the_start_is_not_changed() -> None:
    weights, bias = torch.zeros(4, 3), torch.zeros(3)
    fit_weights(separable(50), weights, bias)
    assert not weights.any()
    assert not bias.any()


def test_margins_by_hand() -> None:
    table = table_of([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [0, 2, 1])
    weights, bias = torch.tensor([[2.0, 0.0, -1.0], [0.0, 3.0, 1.0]]), torch.tensor([0.5, 0.0, 0.0])
    # scores: 2.5 0 -1; 0.5 3 1; 2.5 3 0
    assert margins(table, weights, bias).tolist() == [2.5, -2.0, 0.5]
    tied = margins(table_of([[1.0]], [1]), torch.ones(1, 2), torch.zeros(2))
    assert tied.tolist() == [0.0]


def test_few_groups_of_features_are_used_where_each_has_a_price() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randint(0, 2, (300, 6), generator=generator).float()
    labels = (features[:, 2] > 0).long()  # the second group alone decides
    group = torch.tensor([0, 0, 1, 1, 2, 2])
    weights = fit_sparsely(
        Table(features, labels, torch.ones(300)), torch.zeros(6, 2), torch.zeros(2), group, price=3e-2
    )
    sizes = [float(weights[group == g].norm()) for g in range(3)]
    assert sizes[1] > 1 > 0.05 > max(sizes[0], sizes[2])


def test_equal_rows_are_counted_once_with_their_number() -> None:
    network = new_network(PAPER.sketch(HIST_DATA.signature, 0))
    with torch.no_grad():
        features = network.features(HIST_DATA.train.tokens, Sampler("argmax", on_grid=True))
    expected = Counter(
        (*features[row, position].tolist(), int(label))
        for row, labels in enumerate(HIST_DATA.train.labels)
        for position, label in enumerate(labels)
        if label != NO_LABEL
    )
    table = read_table(network, HIST_DATA.train, chunk=20)  # in several parts
    rows = [(*row, label) for row, label in zip(table.features.tolist(), table.labels.tolist(), strict=True)]
    assert len(set(rows)) == len(rows) < expected.total()
    assert dict(zip(rows, table.counts.tolist(), strict=True)) == expected
    assert max(table.counts) > 1


def test_the_features_of_one_label_are_summed_over_the_contents_alone() -> None:
    network = Relaxation(parse_sketch(HEAD + "one_label" + TOKENS_ONLY.replace("scores", "pooled_scores")))
    batch = batch_of(LAST_DATA, ["ab", "ba", "aac"], ["b", "b", "c"])
    table = read_table(network, batch)
    rows = zip(table.features.tolist(), table.labels.tolist(), table.counts.tolist(), strict=True)
    # <s> </s> a b c: marks and padding add nothing; the order of tokens is not seen
    assert sorted(rows) == [([0, 0, 1, 1, 0], 1, 2.0), ([0, 0, 2, 0, 1], 2, 1.0)]


@pytest.mark.parametrize("data", [HIST_DATA, LAST_DATA], ids=["label per position", "one label"])
@pytest.mark.parametrize("configuration", [PAPER, WIDE], ids=["paper", "wide"])
def test_refitting_changes_the_classifier_and_no_choice(data: Data, configuration: Configuration) -> None:
    network = new_network(configuration.sketch(data.signature, 0), seed=1)
    before = network.discretize()
    refit(network, data.train)
    after = network.discretize()
    assert before.operations[:-1] == after.operations[:-1]
    scores, solved = before.operations[-1], after.operations[-1]
    assert isinstance(scores, Scores)
    assert isinstance(solved, Scores)
    assert scores.weights != solved.weights
    assert scores.bias != solved.bias
    assert replace(scores, weights=solved.weights, bias=solved.bias) == solved
    assert hits_of(after, data.train).tokens > hits_of(before, data.train).tokens


def test_refitting_reads_the_discrete_program_and_not_the_soft_one() -> None:
    network = new_network(PAPER.sketch(HIST_DATA.signature, 0), seed=1)
    refit(network, HIST_DATA.train)
    solved = classifier_of(network)
    table = read_table(network, HIST_DATA.train)
    n_right = float(table.counts[margins(table, solved.weights, solved.bias) > 0].sum())
    assert n_right == hits_of(network.discretize(), HIST_DATA.train).tokens
