"""The standard Transformer: what may influence a score, and what must not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn.functional import pad

from glassformer.errors import ConfigurationError, InputError
from glassformer.execution.tensors import encode_batch
from glassformer.models import StandardConfiguration, StandardTransformer
from glassformer.program.columns import Column
from glassformer.program.signature import Signature
from glassformer.tasks import load_task

TINY = StandardConfiguration(n_tokens=7, n_marks=2, n_positions=8, n_labels=5, n_heads=2, d_model=16, d_mlp=32)
ROWS = [[0, 3, 1], [0, 2, 4, 6, 3, 1], [0, 5, 5, 1], [0, 2, 3, 4, 5, 6, 2, 1]]
SHAPES = [replace(TINY, is_causal=causal, gives_one_label=one) for causal in (False, True) for one in (False, True)]


def make_model(configuration: StandardConfiguration) -> StandardTransformer:
    """A model in evaluation mode whose weights are so large that every influence shows."""
    with torch.random.fork_rng([]):
        torch.default_generator.manual_seed(0)
        model = StandardTransformer(configuration).eval()
        for weights in model.parameters():
            weights.data.normal_(std=0.5)
    return model


def padded(rows: list[list[int]], width: int) -> Tensor:
    return torch.tensor([row + [-1] * (width - len(row)) for row in rows])


def scores_of(model: StandardTransformer, row: list[int], width: int | None = None) -> Tensor:
    """One input alone: ``position label``, without padding, or ``label``."""
    scores: Tensor = model(padded([row], width or len(row)))[0]
    return scores if model.configuration.gives_one_label else scores[: len(row)]


def differ(one: Tensor, other: Tensor) -> bool:
    return float((one - other).detach().abs().max()) > 1e-2


@pytest.mark.parametrize("configuration", SHAPES)
def test_shapes(configuration: StandardConfiguration) -> None:
    scores = make_model(configuration)(padded(ROWS, 8))
    assert scores.shape == ((4, 5) if configuration.gives_one_label else (4, 8, 5))


@pytest.mark.parametrize("configuration", SHAPES)
def test_batch_mates_do_not_influence_each_other(configuration: StandardConfiguration) -> None:
    model = make_model(configuration)
    together = model(padded(ROWS, 8))
    for scores, row in zip(together, ROWS, strict=True):
        in_batch = scores if configuration.gives_one_label else scores[: len(row)]
        torch.testing.assert_close(in_batch, scores_of(model, row), atol=1e-5, rtol=0)


@pytest.mark.parametrize("configuration", SHAPES)
def test_longer_padding_changes_nothing(configuration: StandardConfiguration) -> None:
    model = make_model(configuration)
    for width in (4, 5, 8):
        torch.testing.assert_close(scores_of(model, ROWS[0], width), scores_of(model, ROWS[0]), atol=1e-5, rtol=0)


def test_a_causal_model_does_not_see_later_tokens() -> None:
    model = make_model(replace(TINY, is_causal=True))
    one, other = scores_of(model, [0, 2, 3, 4, 1]), scores_of(model, [0, 2, 3, 6, 6])
    torch.testing.assert_close(one[:3], other[:3], atol=1e-5, rtol=0)
    assert differ(one[3], other[3])


@pytest.mark.parametrize("is_causal", [False, True])
def test_every_position_sees_the_earlier_tokens(is_causal: bool) -> None:
    model = make_model(replace(TINY, is_causal=is_causal))
    one, other = scores_of(model, [0, 2, 3, 4, 1]), scores_of(model, [0, 6, 3, 4, 1])
    assert all(differ(one[position], other[position]) for position in range(1, 5))


def test_a_model_that_is_not_causal_sees_later_tokens() -> None:
    model = make_model(TINY)
    one, other = scores_of(model, [0, 2, 3, 4, 1]), scores_of(model, [0, 2, 3, 6, 1])
    assert all(differ(one[position], other[position]) for position in range(5))


def test_order_matters() -> None:
    model = make_model(replace(TINY, gives_one_label=True))
    assert differ(scores_of(model, [0, 2, 3, 1]), scores_of(model, [0, 3, 2, 1]))


def test_marks_are_not_pooled() -> None:
    configuration = replace(TINY, n_layers=0)  # with no attention, pooling is the only way for a mark to matter
    per_position = scores_of(make_model(configuration), [0, 3, 5, 1])
    one_label = scores_of(make_model(replace(configuration, gives_one_label=True)), [0, 3, 5, 1], width=8)
    torch.testing.assert_close(one_label, per_position[1:3].mean(0), atol=1e-5, rtol=0)
    assert differ(one_label, per_position.mean(0))


def test_nothing_to_pool_is_not_nan() -> None:
    assert scores_of(make_model(replace(TINY, gives_one_label=True)), [0, 1]).isfinite().all()


def test_the_gradient_does_not_reach_padding() -> None:
    def gradients(width: int) -> tuple[Tensor, Tensor]:
        model = make_model(TINY)
        scores_of(model, ROWS[0], width).square().sum().backward()  # type: ignore[no-untyped-call]
        assert model.embed.weight.grad is not None
        assert model.pos_embed.weight.grad is not None
        return model.embed.weight.grad, model.pos_embed.weight.grad

    tokens, positions = gradients(8)
    assert positions[:3].abs().sum(-1).all()
    assert not positions[3:].any()
    assert tokens.abs().sum(-1).nonzero().flatten().tolist() == [0, 1, 3]
    for with_padding, without in zip((tokens, positions), gradients(3), strict=True):
        torch.testing.assert_close(with_padding, without, atol=1e-5, rtol=1e-4)


def test_padding_embeds_to_nothing() -> None:
    model = make_model(replace(TINY, n_layers=0))
    model(padded([ROWS[0]], 8)).square().sum().backward()  # scores at padding too
    assert model.pos_embed.weight.grad is not None
    assert not model.pos_embed.weight.grad[3:].any()


def test_parts_are_named_as_in_transformer_lens() -> None:
    names = {name for name, _ in make_model(replace(TINY, n_layers=1)).named_modules()}
    block = {f"blocks.0.{part}" for part in ("ln1", "attn", "ln2", "mlp")}
    assert {"embed", "pos_embed", "ln_final", "unembed"} | block <= names


WITH_COLUMNS = replace(TINY, n_column_values=(4, 5))
IN_COLUMNS = [[[0, 0, 0], [3, 2, 4], [5, 3, 2], [1, 1, 1]], [[0, 0, 0], [2, 3, 3], [1, 1, 1]]]


def test_every_column_is_seen_at_its_position() -> None:
    model = make_model(replace(WITH_COLUMNS, n_layers=0))
    inputs = torch.tensor(IN_COLUMNS[0])
    before = model(inputs[None])[0]
    for column in range(3):
        changed = inputs.clone()
        changed[2, column] = 2 if column < 2 else 3
        after = model(changed[None])[0]
        assert [differ(one, other) for one, other in zip(before, after, strict=True)] == [False, False, True, False]


def test_inputs_are_added_up() -> None:
    model = make_model(replace(WITH_COLUMNS, n_layers=0))
    tables = (model.embed, *model.column_embeds)
    embedded = [table.get_parameter("weight")[index] for table, index in zip(tables, (3, 2, 4), strict=True)]
    expected = model.unembed(model.ln_final(torch.stack(embedded).sum(0) + model.pos_embed.weight[1]))
    torch.testing.assert_close(model(torch.tensor([IN_COLUMNS[0]]))[0, 1], expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("gives_one_label", [False, True])
def test_padding_changes_nothing_with_columns_either(gives_one_label: bool) -> None:
    model = make_model(replace(WITH_COLUMNS, gives_one_label=gives_one_label))
    short = torch.tensor([IN_COLUMNS[1]])
    together = torch.stack([torch.tensor(IN_COLUMNS[0]), pad(short[0], (0, 0, 0, 1), value=-1)])
    in_batch = model(together)[1] if gives_one_label else model(together)[1, :3]
    torch.testing.assert_close(in_batch, model(short)[0], atol=1e-5, rtol=0)


def test_the_configuration_of_a_signature_with_columns() -> None:
    signature = replace(Signature.of(load_task("sort")), columns=(Column("shape", ("X", "x")), Column("pos", ("N",))))
    configuration = StandardConfiguration.of(signature)
    assert configuration.n_column_values == (4, 3)
    inputs = encode_batch(signature, [[("0", "X", "N"), ("1", "x", "N")], [("2", "x", "N")]])
    assert make_model(configuration)(inputs).shape == (2, 4, 5)


@pytest.mark.parametrize(
    ("configuration", "shape", "wanted"),
    [
        (TINY, (1, 4, 3), r"\(1, 4, 3\); this model takes batch position$"),
        (WITH_COLUMNS, (1, 4), r"\(1, 4\); this model takes batch position 3, tokens and each column"),
        (WITH_COLUMNS, (1, 4, 2), r"\(1, 4, 2\); this model takes batch position 3, tokens and each column"),
    ],
)
def test_inputs_without_the_columns_are_refused(
    configuration: StandardConfiguration, shape: tuple[int, ...], wanted: str
) -> None:
    with pytest.raises(InputError, match=wanted):
        make_model(configuration)(torch.zeros(shape, dtype=torch.int64))


def test_too_many_positions_are_refused() -> None:
    with pytest.raises(InputError, match="tokens have 9 positions, padding included; the model has 8: cut them off"):
        make_model(TINY)(pad(padded(ROWS, 8), (0, 1), value=-1))


def test_the_configuration_of_a_signature() -> None:
    found = StandardConfiguration.of(Signature.of(load_task("sort")))
    assert (found.n_tokens, found.n_marks, found.n_positions, found.n_labels) == (7, 2, 8, 5)
    assert (found.d_model, found.d_head, found.is_causal, found.gives_one_label) == (256, 32, False, False)
    assert StandardConfiguration.of(Signature.of(load_task("dyck1"))).is_causal


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"n_labels": 0}, "n_labels is 0; it must be at least 1"),
        ({"n_column_values": (3, 0)}, r"n_column_values is \(3, 0\); each must be at least 1"),
        ({"n_layers": -1}, "n_layers is -1; it must be at least 0"),
        ({"n_marks": 8}, "n_marks is 8; it must be from 0 to n_tokens, 7"),
        ({"n_heads": 3}, "d_model is 16 and n_heads is 3; d_model must be a multiple of n_heads"),
        ({"dropout": 1.0}, "dropout is 1.0; it must be at least 0 and less than 1"),
    ],
)
def test_sizes_out_of_range_are_refused(sizes: dict[str, float], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        replace(TINY, **sizes)  # type: ignore[arg-type]
