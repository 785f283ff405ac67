"""What may be set, and what of it decides the model."""

from __future__ import annotations

import pytest

from glassformer.errors import ConfigurationError
from glassformer.lens import LensConfiguration, preset


def test_the_small_model_has_about_100_000_parameters_and_the_paper_s_its_sizes() -> None:
    small, paper = preset("small").decoder(), preset("paper").decoder()
    assert (small.n_tokens, small.n_positions, small.n_layers, small.n_heads, small.d_model) == (12, 18, 1, 3, 96)
    assert (paper.d_model, paper.d_mlp, paper.d_head, paper.n_heads) == (510, 2040, 170, 3)
    assert (preset("paper").batch_size, preset("paper").learning_rate, preset("paper").schedule) == (
        64,
        8e-5,
        "constant",
    )


@pytest.mark.parametrize(
    ("settings", "window"),
    [
        ({}, 3),
        ({"kind": "addition", "layers": 1}, 3),
        ({"digits": 10, "seed": 3}, 3),
        ({"layers": 2}, 0),
        ({"layers": 3, "kind": "mixed"}, 0),
        ({"kind": "subtraction"}, 0),
        ({"kind": "mixed"}, 0),
        ({"window": 0}, 0),
        ({"window": 2}, 2),
        ({"layers": 2, "window": 2}, 2),
    ],
)
def test_the_small_model_of_one_layer_learns_to_add_what_three_pairs_decide(
    settings: dict[str, object], window: int
) -> None:
    found = preset("small", **settings)
    assert found.window == window
    assert found.to_dict() | settings == found.to_dict()


def test_deeper_small_models_are_trained_longer_and_on_more_cascades() -> None:
    deeper = preset("small", layers=2)
    assert (deeper.steps, deeper.batch_frac, deeper.pair_frac) == (6_000, 0.5, 0.5)
    shorter = preset("small", layers=2, steps=10, pair_frac=0.1)
    assert (shorter.steps, shorter.batch_frac, shorter.pair_frac) == (10, 0.5, 0.1)
    plain = LensConfiguration()
    shallow = preset("small")
    assert (shallow.steps, shallow.batch_frac, shallow.pair_frac) == (plain.steps, plain.batch_frac, plain.pair_frac)
    assert preset("small", kind="mixed") == LensConfiguration(kind="mixed")


def test_the_paper_s_model_is_trained_on_all_questions() -> None:
    assert preset("paper").window == preset("paper", layers=2).window == LensConfiguration().window == 0


def test_it_goes_through_json() -> None:
    configuration = preset("paper", kind="mixed", digits=3, seed=5)
    assert LensConfiguration.of(configuration.to_dict()) == configuration
    assert configuration.decoder().n_tokens == 13
    assert configuration.decoder().n_positions == 13


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"digit": 5}, "unknown setting 'digit' of a lens; did you mean 'digits'?"),
        ({"digits": 0}, "digits is 0; it must be a whole number from 1 on"),
        ({"steps": 1.5}, "steps is 1.5; it must be a whole number from 1 on"),
        ({"window": -1}, "window is -1; it must be a whole number from 0 on"),
        ({"layers": True}, "layers is True; it must be a whole number from 1 on"),
        ({"kind": "multiplication"}, "kind is 'multiplication'; "),
        ({"learning_rate": -1}, "learning_rate is -1; it must be a number from 0 to 1"),
        ({"pair_frac": "all"}, "pair_frac is 'all'; it must be a number from 0 to 1"),
        ({"heads": 5}, "d_model is 96 and n_heads is 5"),
    ],
)
def test_what_cannot_be(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        LensConfiguration.of(settings)
    assert str(error.value).startswith(message)


def test_an_unknown_preset() -> None:
    with pytest.raises(ConfigurationError, match="unknown preset 'smal'; did you mean 'small'"):
        preset("smal")
