"""The standard Transformer on text: the words and features that a program sees, trained until validation stops it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from glassformer.learning.data import NO_LABEL, Batch
from glassformer.learning.text.baselines.candidates import Baseline, Candidate, Experiment
from glassformer.learning.text.baselines.padded import Encoding, by_length, trimmed
from glassformer.learning.text.baselines.scores import Labels
from glassformer.learning.threads import one_thread
from glassformer.models import StandardTransformer
from glassformer.tasks.text import TextExamples

N_LAYERS = 2
N_HEADS = 4
D_MODEL = 64
D_MLP = 256
MAX_EPOCHS = 40
PATIENCE = 5
"""After so many epochs in a row that are no better on the validation texts, training ends."""
BATCH_SIZE = 32
EVALUATION_SIZE = 256


@dataclass(frozen=True, kw_only=True)
class Training:
    """One way to train; all of them are tried."""

    learning_rate: float
    dropout: float


TRAININGS = (
    Training(learning_rate=1e-3, dropout=0.3),
    Training(learning_rate=1e-3, dropout=0.5),
    Training(learning_rate=5e-4, dropout=0.5),
)


def _candidates(experiment: Experiment) -> Iterator[Candidate]:
    encoding = Encoding(experiment)
    train = encoding.batch(experiment.data.train)
    for training in TRAININGS:
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(experiment.seed)
            model, n_epochs = _train(training, train, encoding, experiment)
        settings = {"learning_rate": training.learning_rate, "dropout": training.dropout, "epochs": n_epochs}
        yield Candidate(settings=settings, predict=partial(_predict, model, encoding))


def _train(
    training: Training, train: Batch, encoding: Encoding, experiment: Experiment
) -> tuple[StandardTransformer, int]:
    """The model after the epoch that is best on the validation texts, and that epoch, from 1.

    Draws from torch's global generator.
    """
    sizes = replace(encoding.configuration, n_layers=N_LAYERS, n_heads=N_HEADS, d_model=D_MODEL, d_mlp=D_MLP)
    model = StandardTransformer(replace(sizes, dropout=training.dropout))
    optimizer = torch.optim.Adam(model.parameters(), lr=training.learning_rate)
    valid = encoding.batch(experiment.data.valid)
    best, best_epoch = (-1.0, -math.inf), 0
    best_weights: dict[str, Tensor] = {}
    for epoch in range(1, MAX_EPOCHS + 1):
        _train_epoch(model, optimizer, train)
        standing = _evaluate(model, valid, encoding, experiment)
        if standing > best:
            best, best_epoch = standing, epoch
            best_weights = {name: weights.clone() for name, weights in model.state_dict().items()}
        if epoch - best_epoch >= PATIENCE:
            break
    model.load_state_dict(best_weights)
    return model, best_epoch


def _train_epoch(model: StandardTransformer, optimizer: torch.optim.Optimizer, train: Batch) -> None:
    """One step for each batch; inputs of a batch are alike in length, and otherwise chosen at random."""
    model.train()
    shuffled = torch.randperm(len(train))
    batches = [shuffled[index] for index in by_length(train.tokens[shuffled], BATCH_SIZE)]
    for place in torch.randperm(len(batches)).tolist():
        index = batches[place]
        loss = _loss(model(trimmed(train.tokens[index])), train.labels[index])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()


def _evaluate(
    model: StandardTransformer, valid: Batch, encoding: Encoding, experiment: Experiment
) -> tuple[float, float]:
    """How good the model is: its score on the validation texts, and minus its loss there, which decides among equals.

    Entities are rare: a model learns for some epochs before it finds the first.
    """
    scores = scores_of(model, valid.tokens)
    labels = encoding.labels(experiment.data.valid, scores.argmax(-1))
    return experiment.score(experiment.data.valid, labels).rank, -float(_loss(scores, valid.labels))


def _loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Mean cross entropy in nats of the labels that are asked; positions that scores lack are padding."""
    if labels.dim() > 1:
        labels = labels[:, : scores.shape[1]]
    return functional.cross_entropy(scores.flatten(0, -2), labels.flatten(), ignore_index=NO_LABEL)


@torch.no_grad()
def scores_of(model: StandardTransformer, inputs: Tensor) -> Tensor:
    """Scores, ``piece position label`` or ``piece label``, 0 at padding; leaves the model in evaluation mode."""
    model.eval()
    sizes = model.configuration
    shape = (len(inputs),) if sizes.gives_one_label else tuple(inputs.shape[:2])
    scores = torch.zeros(*shape, sizes.n_labels)
    for index in by_length(inputs, EVALUATION_SIZE):
        found = model(trimmed(inputs[index]))
        if sizes.gives_one_label:
            scores[index] = found
        else:
            scores[index, : found.shape[1]] = found
    return scores


def _predict(model: StandardTransformer, encoding: Encoding, examples: TextExamples) -> Labels:
    """The labels of texts."""
    return encoding.labels(examples, scores_of(model, encoding.inputs(examples)).argmax(-1))


STANDARD_TRANSFORMERS = tuple(
    Baseline(
        name="standard_transformer",
        kind=kind,
        description="sees the words and features that the program sees, as embeddings that are added up; "
        f"{N_LAYERS} layers of {N_HEADS} heads, {D_MODEL} wide",
        candidates=_candidates,
    )
    for kind in ("classify", "tag")
)
