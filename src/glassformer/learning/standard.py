"""Training the standard Transformer, on the data and by the metrics of the relaxed programs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from glassformer.errors import ConfigurationError
from glassformer.learning.data import NO_LABEL, Batch, Data, Hits, count_hits
from glassformer.models.standard import StandardConfiguration, StandardTransformer
from glassformer.program.signature import Signature

EVALUATION_SIZE = 1024
"""Inputs that are answered at a time."""


@dataclass(frozen=True, kw_only=True)
class StandardResult:
    """A trained model and what it gets right.

    Attributes:
        model: as it was after ``best_epoch``, in evaluation mode.
        train: hits on what it learned from.
        valid: hits on what it was chosen by.
        test: hits on what it never saw.
        n_epochs: epochs that ran.
        best_epoch: after how many of them the model was best on ``valid``.
        seconds: how long it took, evaluation included.
    """

    model: StandardTransformer
    train: Hits
    valid: Hits
    test: Hits
    n_epochs: int
    best_epoch: int
    seconds: float


@dataclass
class _Best:
    """The model that was best so far.

    Attributes:
        standing: its accuracy of sequences, that of tokens, and minus its loss.
        epoch: after which it was so.
        more_accurate_at: the last epoch that made it more accurate, and not only its loss less.
        weights: of the model.
    """

    standing: tuple[float, float, float] = (-1.0, -1.0, -math.inf)
    epoch: int = 0
    more_accurate_at: int = 0
    weights: dict[str, Tensor] = field(default_factory=dict)

    def offer(self, model: StandardTransformer, epoch: int, standing: tuple[float, float, float]) -> None:
        """Keep the model as it is after this epoch, if it is the best."""
        if standing[:2] > self.standing[:2]:
            self.more_accurate_at = epoch
        if standing > self.standing:
            self.standing, self.epoch = standing, epoch
            self.weights = {name: weights.clone() for name, weights in model.state_dict().items()}


def train_standard(
    data: Data,
    *,
    configuration: StandardConfiguration | None = None,
    epochs: int = 100,
    batch_size: int = 50,
    learning_rate: float = 3e-4,
    seed: int = 0,
    device: torch.device | str = "cpu",
    on_epoch: Callable[[dict[str, float]], None] | None = None,
    patience: int | None = None,
) -> StandardResult:
    """The model that was best on ``data.valid``: by whole sequences, then by tokens, then by loss.

    The same seed gives the same weights on a CPU; torch's global random state is neither read nor moved. The defaults
    are the paper's for its baseline.

    Args:
        data: what to learn, to choose by, and to report on.
        configuration: the model's sizes; by default the baseline's for this data.
        epochs: how often to go through ``data.train``, at most.
        batch_size: inputs in one step.
        learning_rate: of Adam.
        seed: of the first weights, the order of the inputs, and dropout.
        device: where to train; the model stays there.
        on_epoch: called after each epoch with ``epoch`` (from 1), ``loss`` (of training, nats per label), and the
            accuracies ``valid_token`` and ``valid_sequence``.
        patience: stop after so many epochs in a row without better accuracy on ``data.valid``; None: never.

    Raises:
        ConfigurationError: a setting is out of range, or ``configuration`` does not fit the data.
    """
    _check_settings(epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, patience=patience)
    if configuration is None:
        configuration = StandardConfiguration.of(data.signature)
    _check_fit(configuration, data.signature)
    start = time.perf_counter()
    device = torch.device(device)
    train, valid, test = data.train.to(device), data.valid.to(device), data.test.to(device)
    generator = torch.Generator().manual_seed(seed)
    with _seeded(generator, device):
        model = StandardTransformer(configuration).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)

    best = _Best()
    for epoch in range(1, epochs + 1):
        with _seeded(generator, device):
            loss = _train_epoch(model, optimizer, train.shuffled(batch_size, generator))
        hits, valid_loss = _evaluate(model, valid)
        best.offer(model, epoch, (hits.sequence_accuracy, hits.token_accuracy, -valid_loss))
        if on_epoch is not None:
            accuracies = {"valid_token": hits.token_accuracy, "valid_sequence": hits.sequence_accuracy}
            on_epoch({"epoch": epoch, "loss": loss, **accuracies})
        if patience is not None and epoch - best.more_accurate_at >= patience:
            break

    model.load_state_dict(best.weights)
    return StandardResult(
        model=model,
        train=_evaluate(model, train)[0],
        valid=_evaluate(model, valid)[0],
        test=_evaluate(model, test)[0],
        n_epochs=epoch,
        best_epoch=best.epoch,
        seconds=time.perf_counter() - start,
    )


def predict(model: StandardTransformer, tokens: Tensor) -> Tensor:
    """Indices of labels, ``batch position`` or ``batch``, of any number of inputs; leaves the model in evaluation mode.

    Args:
        model: what answers.
        tokens: as the model takes them, padding -1 at the end, on the model's device.
    """
    return _scores(model, tokens).argmax(-1)


@torch.no_grad()
def _scores(model: StandardTransformer, tokens: Tensor) -> Tensor:
    model.eval()
    return torch.cat([model(part) for part in torch.split(tokens, EVALUATION_SIZE)])


def _evaluate(model: StandardTransformer, batch: Batch) -> tuple[Hits, float]:
    """What is right, and the loss in nats per label."""
    scores = _scores(model, batch.tokens)
    return count_hits(scores.argmax(-1), batch.labels), float(_total_loss(scores, batch.labels) / _n_asked(batch))


def _train_epoch(model: StandardTransformer, optimizer: torch.optim.Optimizer, batches: Iterator[Batch]) -> float:
    """The loss over these batches, nats per label, each before the step that it led to."""
    model.train()
    totals, n_labels = [], []
    for batch in batches:
        total, n_asked = _total_loss(model(batch.tokens), batch.labels), _n_asked(batch)
        optimizer.zero_grad()
        (total / n_asked).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        totals.append(total.detach())
        n_labels.append(n_asked)
    return float(torch.stack(totals).sum() / torch.stack(n_labels).sum())


def _total_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Cross entropy in nats, summed over the labels that are asked."""
    return functional.cross_entropy(scores.flatten(0, -2), labels.flatten(), ignore_index=NO_LABEL, reduction="sum")


def _n_asked(batch: Batch) -> Tensor:
    """How many labels are asked, but at least 1, to divide by."""
    return (batch.labels != NO_LABEL).sum().clamp(min=1)


@contextmanager
def _seeded(generator: torch.Generator, device: torch.device) -> Iterator[None]:
    """Torch's global generators start from a draw of ``generator``, and are put back at the end.

    Entered anew for each epoch, so that what a callback draws in between has no influence.
    """
    seed = int(torch.randint(2**62, (), generator=generator))
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed would seed every GPU, and not put them back
        if device.type == "cuda":
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        yield


def _check_settings(*, epochs: int, batch_size: int, learning_rate: float, patience: int | None) -> None:
    for name, value in {"epochs": epochs, "batch_size": batch_size, "patience": patience}.items():
        if value is not None and value < 1:
            raise ConfigurationError(f"{name} is {value}; it must be at least 1")
    if not 0 < learning_rate < math.inf:
        raise ConfigurationError(f"learning_rate is {learning_rate}; it must be more than 0")


def _check_fit(configuration: StandardConfiguration, signature: Signature) -> None:
    """Raise ConfigurationError unless the model takes the inputs, and gives the labels, of this signature.

    More positions than needed are fine, and so is a model that is causal where the task is not, or the reverse.
    """
    needed = StandardConfiguration.of(signature)
    for name in ("n_tokens", "n_marks", "n_labels", "n_column_values", "gives_one_label"):
        if getattr(configuration, name) != getattr(needed, name):
            raise ConfigurationError(
                f"{name} is {getattr(configuration, name)}, but task {signature.task!r} needs {getattr(needed, name)}"
            )
    if configuration.n_positions < needed.n_positions:
        raise ConfigurationError(
            f"n_positions is {configuration.n_positions}, but inputs of task {signature.task!r} have up to "
            f"{needed.n_positions}, marks included"
        )
