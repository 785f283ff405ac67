"""Direct logit attribution and mean attention, against runs in which everything else is held as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
import torch
from tests.lens.small import TINY
from torch import Tensor

from glassformer.errors import InputError
from glassformer.lens import LensConfiguration, attribution
from glassformer.lens.attribution import attention_by_position, attribute_logits
from glassformer.lens.constructed import construct_addition
from glassformer.lens.losses import answering_positions
from glassformer.models.decoder import Cache, DecoderTransformer, Intervention
from glassformer.tasks.arithmetic import Arithmetic, Questions, all_questions, draw_questions

TWO_LAYERS = replace(TINY, layers=2, kind="mixed")
WITH_AND_WITHOUT = [TWO_LAYERS, replace(TWO_LAYERS, normalization="none"), replace(TINY, layers=2)]
SIGNS = (10, 11)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution, "BATCH_SIZE", 16)


def make_model(configuration: LensConfiguration) -> DecoderTransformer:
    """An untrained model whose biases and gains are random too, so that every weight matters."""
    generator = torch.Generator().manual_seed(1)
    model = DecoderTransformer(configuration.decoder(), generator)
    with torch.no_grad():
        for weights in model.parameters():
            weights.add_(0.3 * torch.randn(weights.shape, generator=generator))
    return model


def make_questions(configuration: LensConfiguration, n_questions: int = 40) -> Questions:
    return draw_questions(configuration.arithmetic, n_questions, np.random.default_rng(0))


def differences(logits: Tensor, questions: Questions) -> Tensor:
    """The right token's logit less the mean of the others of its kind, ``answer``, from all logits."""
    arithmetic = questions.arithmetic
    rows = []
    for position, wanted in zip(answering_positions(arithmetic), questions.answer_tokens.T, strict=True):
        of_questions = []
        for row, right in zip(logits[:, position].double(), wanted.tolist(), strict=True):
            kind = SIGNS if right in SIGNS else range(10)
            of_questions.append(row[right] - row[[token for token in kind if token != right]].mean())
        rows.append(torch.stack(of_questions).mean())
    return torch.stack(rows)


@torch.no_grad()
@pytest.mark.parametrize("configuration", WITH_AND_WITHOUT)
def test_the_components_sum_to_the_logit_difference(configuration: LensConfiguration) -> None:
    model, questions = make_model(configuration), make_questions(configuration)
    found = attribute_logits(model, questions)
    expected = differences(model(torch.from_numpy(questions.tokens())), questions)
    assert found.logit_difference == pytest.approx(expected.numpy(), rel=1e-4)
    assert found.added.shape == (len(found.components), len(found.answers))
    signs = ["sign"] if configuration.kind == "mixed" else []
    assert list(found.answers) == [*signs, "A2", "A1", "A0"]


def frozen_after(component: str, cache: Cache, n_layers: int) -> list[Intervention]:
    """The component removed, and all that comes after it held, so that only its direct effect is left."""
    later = [f"blocks.{layer}.{place}" for layer in range(n_layers) for place in ("hook_attn_out", "hook_mlp_out")]
    layer = int(component[1]) if component.startswith("L") else 0
    if component == "embedding":
        removed = Intervention(place="blocks.0.hook_resid_pre", kind="zero")
    elif component.endswith("MLP"):
        removed = Intervention(place=f"blocks.{layer}.hook_mlp_out", kind="zero")
        later = later[2 * layer + 2 :]
    else:
        removed = Intervention(place=f"blocks.{layer}.attn.hook_result", kind="zero", heads=[int(component[-1])])
        later = later[2 * layer + 1 :]
    later += [name for name in ("ln_final.hook_scale",) if name in cache]
    return [removed, *(Intervention(place=name, kind="patch", values=cache[name]) for name in later)]


@torch.no_grad()
@pytest.mark.parametrize("configuration", WITH_AND_WITHOUT)
def test_each_component_s_is_its_direct_effect(configuration: LensConfiguration) -> None:
    model, questions = make_model(configuration), make_questions(configuration)
    found = attribute_logits(model, questions)
    tokens = torch.from_numpy(questions.tokens())
    logits, cache = model.run_with_cache(tokens)
    tested = [name for name in found.components if ".b_" not in name and name != "ln_final.b"]
    assert tested == ["embedding", "L0.H0", "L0.H1", "L0.MLP", "L1.H0", "L1.H1", "L1.MLP"]
    for component in tested:
        without = model.run(tokens, interventions=frozen_after(component, cache, n_layers=2)).logits
        effect = differences(logits, questions) - differences(without, questions)
        added = found.added[found.components.index(component)]
        assert added == pytest.approx(effect.numpy(), rel=1e-4, abs=1e-5), component


@torch.no_grad()
@pytest.mark.parametrize(
    ("component", "bias"),
    [("L1.b_O", "blocks.1.attn.b_O"), ("ln_final.b", "ln_final.b"), ("unembed.b_U", "unembed.b_U")],
)
def test_a_bias_that_is_not_there_adds_nothing(component: str, bias: str) -> None:
    model, questions = make_model(TWO_LAYERS), make_questions(TWO_LAYERS)
    before = attribute_logits(model, questions)
    model.get_parameter(bias).zero_()
    found = attribute_logits(model, questions)
    row = found.components.index(component)
    assert (found.added[row] == 0).all()
    assert (before.added[row] != 0).all()


def test_a_model_without_normalization_has_no_bias_of_it() -> None:
    configuration = replace(TINY, normalization="none")
    found = attribute_logits(make_model(configuration), make_questions(configuration))
    assert found.components == ("embedding", "L0.H0", "L0.H1", "L0.b_O", "L0.MLP", "unembed.b_U")


@pytest.mark.parametrize("normalization", ["LN", "none"])
def test_mean_attention_is_that_of_the_pattern(normalization: Literal["LN", "none"]) -> None:
    configuration = replace(TWO_LAYERS, normalization=normalization)
    model, questions = make_model(configuration), make_questions(configuration)
    found = attention_by_position(model, questions)
    assert found.shape == (2, 2, 4, 10)
    assert found.sum(-1) == pytest.approx(np.ones((2, 2, 4)))
    _, cache = model.run_with_cache(torch.from_numpy(questions.tokens()))
    for layer in range(2):
        pattern = cache[f"blocks.{layer}.attn.hook_pattern"].detach().mean(0).numpy()  # head query key
        assert found[layer] == pytest.approx(pattern[:, 5:9], abs=1e-6)


def test_the_constructed_network_s_logits_are_its_mlp_s() -> None:
    arithmetic = Arithmetic(5)
    questions = draw_questions(arithmetic, 100, np.random.default_rng(0), window=3)
    found = attribute_logits(construct_addition(arithmetic), questions)
    of_mlp = np.array([component == "L0.MLP" for component in found.components])
    assert (found.added[of_mlp] == 16).all()
    assert (found.added[~of_mlp] == 0).all()


def test_the_constructed_network_attends_half_and_half() -> None:
    questions = all_questions(Arithmetic(1))
    names = questions.arithmetic.position_names
    found = attention_by_position(construct_addition(questions.arithmetic, window=2), questions)
    at_pair = [0.5 * (name in ("D0", "D'0")) for name in names]
    at_operation = [1.0 * (name == "op") for name in names]
    assert found.tolist() == [[[at_pair, at_pair], [at_operation, at_operation]]]


def test_what_cannot_be_taken_apart() -> None:
    model, questions = make_model(TINY), make_questions(TINY)
    for look in (attribute_logits, attention_by_position):
        with pytest.raises(InputError, match="there are no questions; a mean needs 1 or more"):
            look(model, questions[:0])
        with pytest.raises(InputError, match="the model has 12 tokens, and the questions' layout 13; ask it questions"):
            look(model, make_questions(TWO_LAYERS))
