"""Learned embeddings: categorical ones, started from vectors, and numerical ones."""

from __future__ import annotations

import pytest
import torch
from tests.relaxation.networks import network_of
from torch import Tensor
from torch.nn import functional

from glassformer.errors import ProgramError
from glassformer.execution.tensors import encode_batch
from glassformer.program import LookupTable, NumberTable, parse_sketch
from glassformer.relaxation import Relaxation, Sampler, start_from_vectors
from glassformer.relaxation.tabulating import Tables

WORDS = [f"{kind}{number}" for kind in ("animal", "colour", "verb") for number in range(8)]
SKETCH = parse_sketch(
    f"""
    glassformer program, version 1
    task words
    alphabet {" ".join(WORDS)}
    marks <s> </s>
    lengths 1 to 6
    labels x y
    one_label
    tag = lookup_table(tokens) -> p q r s {{
        ?
    }}
    other = lookup_table(tokens) -> p q r s {{
        ?
    }}
    small = lookup_table(tokens) -> p q {{
        ?
    }}
    place = lookup_table(positions) -> p q {{
        ?
    }}
    worth = number_table(tokens) {{
        ?
    }}
    given = lookup_table(tokens) -> p q {{
        else: p
    }}
    all = select(keys=tag, queries=positions) {{
        else: p q r s
    }}
    total = aggregate_sum(all, worth)
    out = pooled_scores(tag, other, small, total) {{
        ?
    }}
    return out
    """
)


def some_vectors() -> tuple[Tensor, Tensor]:
    """``token dimension``: three clusters and the marks, and which cluster each token is of."""
    generator = torch.Generator().manual_seed(0)
    centres = torch.randn(4, 20, generator=generator)
    clusters = torch.tensor([3, 3] + [cluster for cluster in range(3) for _ in range(8)])
    return centres[clusters] + 0.01 * torch.randn(len(clusters), 20, generator=generator), clusters


def logits_of(network: Relaxation, name: str) -> Tensor:
    for stage in network.stages:
        if isinstance(stage, Tables):
            for operation, logits in zip(stage.operations, stage.logits if stage.is_open else [], strict=False):
                if operation.name == name:
                    return logits.detach()
    raise AssertionError(name)


def started(seed: int = 1, scale: float = 1.0) -> Relaxation:
    network = network_of(SKETCH)
    generator = torch.Generator().manual_seed(seed)
    start_from_vectors(network, ["tag", "small"], some_vectors()[0], generator=generator, scale=scale)
    return network


def test_tokens_with_near_vectors_start_with_near_logits_and_the_same_value() -> None:
    network, (_, clusters) = started(), some_vectors()
    same = clusters.unsqueeze(0) == clusters.unsqueeze(1)
    for name in ("tag", "small"):
        logits = logits_of(network, name)
        distances = torch.cdist(logits, logits)
        assert distances[same].max() < 0.1 < 0.3 < distances[~same].min()
    program = network.discretize()
    (tag,) = (op for op in program.operations if op.name == "tag")
    assert isinstance(tag, LookupTable)
    assert isinstance(tag.table, tuple)
    for cluster in range(3):
        assert len(set(tag.table[2 + 8 * cluster : 10 + 8 * cluster])) == 1
    assert len(set(tag.table)) > 1


def test_each_variable_divides_the_tokens_in_its_own_way() -> None:
    network = network_of(SKETCH)
    start_from_vectors(network, ["tag", "other"], some_vectors()[0])
    assert not torch.allclose(logits_of(network, "tag"), logits_of(network, "other"))


def test_scale_and_seed_and_what_is_not_named_stays() -> None:
    one, same, other, larger = started(), started(), started(seed=2), started(scale=5.0)
    assert torch.equal(logits_of(one, "tag"), logits_of(same, "tag"))
    assert not torch.allclose(logits_of(one, "tag"), logits_of(other, "tag"))
    torch.testing.assert_close(logits_of(larger, "tag"), 5 * logits_of(one, "tag"))
    torch.testing.assert_close(float(logits_of(larger, "small").std()), 5.0)
    for name in ("other", "place", "worth"):
        assert torch.equal(logits_of(one, name), logits_of(network_of(SKETCH), name))


def test_what_all_vectors_have_in_common_does_not_matter() -> None:
    """Else every token would start with the same value."""
    networks = [network_of(SKETCH) for _ in range(2)]
    vectors = some_vectors()[0].double()
    for network, shifted in zip(networks, (vectors, vectors + 100), strict=True):
        start_from_vectors(network, ["tag"], shifted, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(*(logits_of(network, "tag") for network in networks))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tga", "'tga' is not an open lookup_table(tokens); did you mean 'tag'? Valid: other, small, tag"),
        ("place", "'place' is not an open lookup_table(tokens); Valid: other, small, tag"),
        ("worth", "'worth' is not an open lookup_table(tokens); did you mean 'other'? Valid: other, small, tag"),
        ("given", "'given' is not an open lookup_table(tokens); Valid: other, small, tag"),
    ],
)
def test_only_open_tables_of_tokens_are_started(name: str, message: str) -> None:
    with pytest.raises(ProgramError) as error:
        start_from_vectors(network_of(SKETCH), [name], some_vectors()[0])
    assert str(error.value) == message


@pytest.mark.parametrize("vectors", [torch.zeros(24, 3), torch.zeros(26), torch.full((26, 3), torch.nan)])
def test_vectors_that_do_not_fit_are_refused(vectors: Tensor) -> None:
    with pytest.raises(ProgramError, match="26 rows of finite numbers are needed, for marks and tokens"):
        start_from_vectors(network_of(SKETCH), ["tag"], vectors)


NUMBERS = parse_sketch(
    """
    glassformer program, version 1
    task majority
    alphabet a b c
    marks <s>
    lengths 1 to 5
    labels x y
    one_label
    worth = number_table(tokens) {
        ?
    }
    all = select(keys=tokens, queries=positions) {
        else: a b c
    }
    total = aggregate_sum(all, worth)
    out = pooled_scores(total) {
        total: -1024 1024
        bias: 0 0
    }
    return out
    """
)


def test_a_numerical_embedding_is_learned() -> None:
    """y where there are more b than a; c counts for neither. Only the number of each token is open."""
    inputs = [
        list(text) for text in ("a", "b", "ab", "abb", "ccb", "cca", "aabb", "babb", "aac", "cab", "acccb", "bbaaa")
    ]
    labels = torch.tensor([int(contents.count("b") > contents.count("a")) for contents in inputs])
    network = network_of(NUMBERS)
    tokens, sampler = encode_batch(NUMBERS.signature, inputs), Sampler("hard", noise=0.0)
    (worth,) = [each for each in network.parameters() if each.requires_grad]
    optimizer = torch.optim.Adam([worth], lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        functional.cross_entropy(network(tokens, sampler), labels).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    program = network.discretize()
    (table,) = (op for op in program.operations if isinstance(op, NumberTable))
    assert isinstance(table.numbers, tuple)
    _, a, b, c = table.numbers
    assert a < c < b
    assert program(["b", "c", "b", "a"]) == "y"
    assert program(["a", "c", "b", "a"]) == "x"
