"""The standard Transformer on text: what it learns that windows and bags cannot, and that padding does not matter."""

from __future__ import annotations

import random
from functools import partial

import pytest
import torch
from tests.learning.text.baselines.small import Text, drawn, experiment_of, measure

from glassformer.learning.text.baselines import transformer
from glassformer.learning.text.baselines.padded import Encoding, n_positions
from glassformer.learning.text.baselines.transformer import Training, scores_of
from glassformer.models import StandardTransformer
from glassformer.tasks.text import TextData

WORDS = ("a", "b", "c", "d", "e")


def two_before(rng: random.Random) -> Text:
    """Words, each tagged by whether the word two before it is "a"."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(3, 8))]
    return words, ["O", "O", *("Y" if word == "a" else "O" for word in words[:-2])]


def order_of_two(rng: random.Random) -> Text:
    words = [rng.choice(WORDS[2:]) for _ in range(rng.randint(2, 5))]
    first, second = sorted(rng.sample(range(len(words) + 1), 2))
    a, b = rng.sample(WORDS[:2], 2)
    return [*words[:first], a, *words[first:second], b, *words[second:]], a


@pytest.fixture
def _trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transformer, "TRAININGS", (Training(learning_rate=3e-3, dropout=0.1),))


@pytest.mark.usefixtures("_trained_once")
@pytest.mark.parametrize(
    ("kind", "draw", "other"), [("tag", two_before, "logistic_regression"), ("classify", order_of_two, "naive_bayes")]
)
def test_it_learns_what_others_cannot_see(kind: str, draw, other: str) -> None:  # type: ignore[no-untyped-def]
    results = measure(drawn(kind, draw, n=400), "standard_transformer", other)
    assert results["standard_transformer"].test.value > 0.97
    assert results[other].test.value < 0.9


def weights_for(data: TextData, seed: int) -> torch.Tensor:
    (candidate,) = transformer.STANDARD_TRANSFORMERS[1].candidates(experiment_of(data, seed=seed))
    assert isinstance(candidate.predict, partial)
    return torch.cat([weights.flatten() for weights in candidate.predict.args[0].state_dict().values()])


@pytest.mark.usefixtures("_trained_once")
def test_the_seed_decides_and_the_global_generator_is_left_alone() -> None:
    data = drawn("tag", two_before, n=40)
    before = torch.get_rng_state()
    one = weights_for(data, 0)
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(5)
    assert torch.equal(weights_for(data, 0), one)
    assert not torch.equal(weights_for(data, 1), one)


def random_model(encoding: Encoding) -> StandardTransformer:
    """A model whose weights are so large that every influence shows."""
    with torch.random.fork_rng([]):
        torch.default_generator.manual_seed(0)
        model = StandardTransformer(encoding.configuration)
        for weights in model.parameters():
            weights.data.normal_(std=0.5)
    return model


@pytest.mark.parametrize(("kind", "draw"), [("tag", two_before), ("classify", order_of_two)])
def test_answers_do_not_depend_on_the_company_of_a_text(kind: str, draw) -> None:  # type: ignore[no-untyped-def]
    experiment = experiment_of(drawn(kind, draw, n=40), features=True)
    encoding = Encoding(experiment)
    model = random_model(encoding)
    inputs = encoding.inputs(experiment.data.test)
    together = scores_of(model, inputs)
    assert float(together.std(0).max()) > 0.1
    for scores, row in zip(together, inputs, strict=True):
        n = int(n_positions(row[None]))
        alone = scores_of(model, row[None, :n])[0]
        torch.testing.assert_close(scores if kind == "classify" else scores[:n], alone, atol=1e-4, rtol=0)


@pytest.mark.usefixtures("_trained_once")
def test_features_are_seen() -> None:
    def draw(rng: random.Random) -> Text:
        words = ["".join(rng.choices("klmn", k=6)) for _ in range(4)]
        words = [word.capitalize() if rng.random() < 0.5 else word for word in words]
        return words, ["Y" if word[0].isupper() else "O" for word in words]

    experiment = experiment_of(drawn("tag", draw, n=120), features=True)
    (candidate,) = transformer.STANDARD_TRANSFORMERS[1].candidates(experiment)
    test = experiment.data.test
    assert experiment.score(test, candidate.predict(test)).value > 0.99


@pytest.mark.parametrize(
    ("standings", "n_epochs", "best"),
    [
        ([(0.1, -1.0), (0.3, -2.0), (0.2, -0.5), (0.3, -3.0), (0.3, -2.0)], 5, 2),
        ([(0.0, -2.0), (0.0, -1.5), (0.0, -1.0), (0.0, -0.5), (0.0, -0.6), (0.0, -0.7), (0.0, -0.8)], 7, 4),
    ],
    ids=["score", "loss among equals"],
)
def test_the_best_epoch_is_kept_and_patience_ends(
    standings: list[tuple[float, float]], n_epochs: int, best: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[torch.Tensor] = []

    def evaluate(model: StandardTransformer, *_: object) -> tuple[float, float]:
        seen.append(model.unembed.weight.detach().clone())
        return standings[len(seen) - 1]

    monkeypatch.setattr(transformer, "_evaluate", evaluate)
    monkeypatch.setattr(transformer, "PATIENCE", 3)
    monkeypatch.setattr(transformer, "TRAININGS", (Training(learning_rate=1e-3, dropout=0.1),))
    (candidate,) = transformer.STANDARD_TRANSFORMERS[1].candidates(experiment_of(drawn("tag", two_before, n=20)))
    assert len(seen) == n_epochs
    assert candidate.settings["epochs"] == best
    assert isinstance(candidate.predict, partial)
    assert torch.equal(candidate.predict.args[0].unembed.weight, seen[best - 1])
