"""Training the standard Transformer: it learns, chooses the best, and repeats itself for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch

from glassformer.errors import ConfigurationError
from glassformer.learning.data import Data, count_hits, encode_examples
from glassformer.learning.standard import StandardResult, predict, train_standard
from glassformer.models import StandardConfiguration
from glassformer.program.columns import Column
from glassformer.tasks import Examples, Task


def first_token(contents: Sequence[str]) -> list[str]:
    return [contents[0]] * len(contents)


def last_token(contents: Sequence[str]) -> str:
    return contents[-1]


FIRST = Data.of(Task("first", "abcd", (1, 3), first_token), seed=0, n_inputs=84)
LAST = Data.of(Task("last", "abcd", (1, 3), last_token, gives_one_label=True, end_mark="</s>"), seed=0, n_inputs=84)


def tiny(data: Data) -> StandardConfiguration:
    return replace(StandardConfiguration.of(data.signature), n_layers=1, n_heads=2, d_model=32, d_mlp=64)


def train(data: Data, *, epochs: int = 2, seed: int = 0) -> StandardResult:
    return train_standard(
        data,
        configuration=tiny(data),
        epochs=epochs,
        batch_size=16,
        learning_rate=1e-2,
        seed=seed,
    )


def weights(result: StandardResult) -> torch.Tensor:
    return torch.cat([each.flatten() for each in result.model.state_dict().values()])


@pytest.mark.parametrize("data", [FIRST, LAST], ids=["label per position", "one label"])
def test_it_learns(data: Data) -> None:
    result = train(data, epochs=30)
    assert result.train.token_accuracy >= 0.95
    assert result.valid.token_accuracy >= 0.8
    assert result.n_epochs == 30
    assert result.seconds > 0


def test_it_learns_from_columns() -> None:
    signature = replace(FIRST.signature, columns=(Column("shape", ("a", "b", "c", "d")),))
    inputs = tuple((("a", one), ("a", other)) for one in "abcd" for other in "abcd")
    labels = tuple(tuple(value for _, value in contents) for contents in inputs)
    batch = encode_examples(signature, Examples(inputs, labels))  # type: ignore[arg-type]
    result = train(Data(signature, batch, batch, batch), epochs=40)
    assert result.test.are_all


def test_the_best_epoch_is_kept_and_counted() -> None:
    seen: list[dict[str, float]] = []
    result = train_standard(
        FIRST, configuration=tiny(FIRST), epochs=8, batch_size=16, learning_rate=1e-2, on_epoch=seen.append
    )
    assert [each["epoch"] for each in seen] == list(range(1, 9))
    assert all(set(each) == {"epoch", "loss", "valid_token", "valid_sequence"} for each in seen)
    assert seen[-1]["loss"] < seen[0]["loss"]
    best = max((each["valid_sequence"], each["valid_token"]) for each in seen)
    assert best == (result.valid.sequence_accuracy, result.valid.token_accuracy)
    kept = seen[result.best_epoch - 1]
    assert best == (kept["valid_sequence"], kept["valid_token"])
    assert result.test == count_hits(predict(result.model, FIRST.test.tokens), FIRST.test.labels)
    assert result.train.n_sequences == len(FIRST.train)


def test_a_bad_end_does_not_spoil_the_result() -> None:
    seen: list[dict[str, float]] = []
    wild = train_standard(  # so large a learning rate that accuracy jumps up and down
        FIRST, configuration=tiny(FIRST), epochs=8, batch_size=4, learning_rate=1.0, on_epoch=seen.append
    )
    assert seen[-1]["valid_token"] < wild.valid.token_accuracy == max(each["valid_token"] for each in seen)
    assert wild.best_epoch < wild.n_epochs == 8


def test_patience_stops() -> None:
    seen: list[dict[str, float]] = []
    result = train_standard(
        FIRST,
        configuration=tiny(FIRST),
        epochs=60,
        batch_size=16,
        learning_rate=1e-2,
        on_epoch=seen.append,
        patience=3,
    )
    assert result.n_epochs < 60
    accuracies = [(each["valid_sequence"], each["valid_token"]) for each in seen]
    assert accuracies.index(max(accuracies)) + 1 + 3 == result.n_epochs


def test_the_same_seed_gives_the_same_weights_and_another_seed_others() -> None:
    one = weights(train(FIRST, seed=1))
    torch.rand(5)  # the global state does not matter
    assert torch.equal(one, weights(train(FIRST, seed=1)))
    assert not torch.equal(one, weights(train(FIRST, seed=2)))


def test_global_random_state_is_not_touched_nor_callbacks_felt() -> None:
    before = torch.get_rng_state()
    quiet = train(FIRST)
    assert torch.equal(before, torch.get_rng_state())
    draws: list[torch.Tensor] = []
    noisy = train_standard(
        FIRST,
        configuration=tiny(FIRST),
        epochs=2,
        batch_size=16,
        learning_rate=1e-2,
        on_epoch=lambda _: draws.append(torch.rand(3)),
    )
    assert len(draws) == 2
    assert torch.equal(weights(quiet), weights(noisy))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "epochs is 0; it must be at least 1"),
        ({"batch_size": 0}, "batch_size is 0; it must be at least 1"),
        ({"patience": 0}, "patience is 0; it must be at least 1"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0; it must be more than 0"),
        (
            {"configuration": replace(tiny(FIRST), n_column_values=(3,))},
            r"n_column_values is \(3,\), but task 'first' needs \(\)",
        ),
        ({"configuration": tiny(LAST)}, "n_tokens is 6, but task 'first' needs 5"),
        (
            {"configuration": replace(tiny(FIRST), n_positions=3)},
            "n_positions is 3, but inputs of task 'first' have up to 4, marks included",
        ),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, float], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        train_standard(FIRST, **settings)  # type: ignore[arg-type]
