"""One restart's gradient descent: Adam, while temperature and noise fall and choices become definite.

What is watched is never the network's loss but the accuracy of the discretized program on the validation inputs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from torch import Tensor
from torch.nn import functional

from glassformer.execution.tensors import Executor
from glassformer.learning.checkpoints import Checkpoint, load_checkpoint, restoring, save_checkpoint
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import NO_LABEL, Batch, Data, Hits, count_hits
from glassformer.learning.descent import Descent, part_of
from glassformer.program.sketch import Program
from glassformer.relaxation import Relaxation

CHECKPOINT_EVERY_SECONDS = 2.0

EpochReport = dict[str, float | int]
"""What is known after an epoch: ``epoch``, ``loss`` (nats), ``temperature``, ``valid_token`` and ``valid_sequence``
(shares that the discretized program gets right), ``seconds``."""


def test_program(program: Program, batch: Batch) -> Hits:
    """How many labels of the batch the program gets right, by the tensor executor."""
    answers = Executor(program, batch.tokens.device).labels(batch.tokens)
    return count_hits(answers, batch.labels)


@dataclass
class Annealing:
    """The training of one network, one epoch after the other; it can be stopped and resumed between epochs.

    Attributes:
        network: what is trained.
        data: what it sees; only train and valid.
        configuration: the schedule.
        seed: of the order of inputs and of the noise.
        checkpoint: where the state is kept, or None.
        deadline: ``time.monotonic()`` after which no epoch begins, or None.
    """

    network: Relaxation
    data: Data
    configuration: Configuration
    seed: int
    checkpoint: Path | None = None
    deadline: float | None = None
    epoch: int = 0
    best: tuple[float, float] = (-1.0, -1.0)
    is_right: bool = False
    _best_state: dict[str, Tensor] = field(default_factory=dict)
    _saved_at: float = 0.0

    def __post_init__(self) -> None:
        device = next(self.network.parameters()).device
        self.descent = Descent(self.network, self.configuration, self.seed, device)

    @property
    def is_over(self) -> bool:
        """Whether a program is right already, or the schedule, or the time, has run out."""
        late = self.deadline is not None and time.monotonic() > self.deadline and self.epoch > 0
        return self.is_right or late or self.epoch >= self.configuration.epochs

    def run(self, on_epoch: Callable[[EpochReport], None]) -> None:
        """Train to the end of the schedule, or until a program is right on all of train and valid.

        The network is left at its best epoch.
        """
        self.resume()
        while not self.is_over:
            begin = time.monotonic()
            loss, temperature = self._train_epoch()
            program = self.network.discretize()
            hits = test_program(program, self.data.valid)
            self.is_right = hits.are_all and test_program(program, self.data.train).are_all
            # Reported first: after a kill in between, an epoch that was reported but not saved is run again.
            on_epoch(
                {
                    "epoch": self.epoch,
                    "loss": loss,
                    "temperature": temperature,
                    "valid_token": hits.token_accuracy,
                    "valid_sequence": hits.sequence_accuracy,
                    "seconds": time.monotonic() - begin,
                }
            )
            self._remember(hits)
        self.save()
        self.network.load_state_dict(self._best_state)

    def _train_epoch(self) -> tuple[float, float]:
        """One pass over the training inputs: the mean loss in nats, and the last temperature."""
        begin, n_epochs = self.epoch, self.configuration.epochs
        loss, temperature = self.descent.run_epoch(
            self.data.train, begin, lambda share: (begin + share) / n_epochs, objective
        )
        self.epoch += 1
        return float(loss), temperature

    def _remember(self, hits: Hits) -> None:
        """Keep the parameters of the best epoch: by whole inputs, then by labels; the later of equals."""
        found = (hits.sequence_accuracy, hits.token_accuracy)
        if found >= self.best:
            self.best = found
            self._best_state = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        if time.monotonic() - self._saved_at > CHECKPOINT_EVERY_SECONDS:
            self.save()

    def save(self) -> None:
        """Write everything that going on needs."""
        if self.checkpoint is None:
            return
        tensors = self.descent.tensors() | {f"best.{name}": tensor for name, tensor in self._best_state.items()}
        save_checkpoint(
            self.checkpoint, tensors, {"epoch": self.epoch, "best": list(self.best), "is_right": self.is_right}
        )
        self._saved_at = time.monotonic()

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one.

        Raises:
            RunFolderError: the checkpoint is damaged, or of another network.
        """
        if self.checkpoint is None or not self.checkpoint.exists():
            return
        found = load_checkpoint(self.checkpoint)
        with restoring(self.checkpoint, "this restart"):
            self._restore(found)

    def _restore(self, found: Checkpoint) -> None:
        self.descent.restore(found.tensors)
        self._best_state = part_of(found.tensors, "best.")
        self.epoch = found.notes["epoch"]
        self.is_right = found.notes["is_right"]
        sequence, token = found.notes["best"]
        self.best = (sequence, token)


def objective(scores: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy in nats over all labels that are asked; 0 where none is."""
    n_asked = (labels != NO_LABEL).sum().clamp(min=1)
    total = functional.cross_entropy(scores.flatten(0, -2), labels.flatten(), ignore_index=NO_LABEL, reduction="sum")
    return total / n_asked
