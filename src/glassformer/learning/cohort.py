"""Restarts that are trained at once, their networks as one; at the end of each rung the better half of them goes on.

This is successive halving (Jamieson and Talwalkar, AISTATS 2016). Restarts are compared by the accuracy of their
discretized programs on the validation inputs, never by a loss.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from torch import Tensor
from torch.nn import functional

from glassformer.learning import annealing
from glassformer.learning.annealing import EpochReport, test_program
from glassformer.learning.checkpoints import Checkpoint, load_checkpoint, restoring, save_checkpoint
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import NO_LABEL, Hits
from glassformer.learning.descent import Descent, Tensors, part_of
from glassformer.learning.finishing import Finished
from glassformer.learning.restart import Candidate, Job, candidate_of, data_of, first_network, load_candidate, saved
from glassformer.relaxation import Ensemble, Relaxation, kept


class Cohort:
    """The training of restarts at once; it can be stopped and resumed between epochs.

    Args:
        jobs: of one configuration, with numbers that follow each other.

    Attributes:
        alive: the numbers of those that are still trained, in the order of the networks of the ensemble.
        dropped: the candidates of the others.
        epoch: how many epochs were run.
        best: of each restart, the shares of whole inputs and of labels that its program got right in its best epoch.
        is_right: whether one has a program that is right on all of train and valid.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = {job.number: job for job in jobs}
        self.first = jobs[0]
        self.configuration: Configuration = self.first.configuration
        self.data = data_of(self.first)
        self.alive = list(self.jobs)
        self.dropped: list[Candidate] = []
        self.epoch = 0
        self.best = dict.fromkeys(self.jobs, (-1.0, -1.0))
        self.is_right = False
        self._best_tensors: dict[int, Tensors] = {}
        self._seconds = dict.fromkeys(self.jobs, 0.0)
        self._saved_at = 0.0
        folder, together = self.first.folder, f"{self.alive[0]}-{self.alive[-1]}"
        self.checkpoint = None if folder is None else folder.parent / together / "checkpoint.safetensors"
        self._begin()

    def _begin(self) -> None:
        """Put those that are alive side by side, each as it starts."""
        networks = []
        for number in self.alive:
            with self.jobs[number].chance():
                networks.append(first_network(self.jobs[number], self.data))
        self.ensemble = Ensemble(networks)
        self.descent = Descent(self.ensemble, self.configuration, self.first.seed, self.data.train.tokens.device)

    @property
    def rung_ends(self) -> list[int]:
        """The epochs after which the rungs end."""
        n_rungs = self.configuration.rungs
        return [self.configuration.epochs * rung // n_rungs for rung in range(1, n_rungs + 1)]

    def rung_of(self, epoch: int) -> int:
        """The rung, from 0, in which an epoch is; epochs count from 0."""
        return bisect_right(self.rung_ends, epoch)

    @property
    def is_late(self) -> bool:
        """Whether the time has run out."""
        return self.first.deadline is not None and time.monotonic() > self.first.deadline

    @property
    def is_over(self) -> bool:
        """Whether a program is right already, or the schedule, or the time, has run out."""
        return self.is_right or (self.is_late and self.epoch > 0) or self.epoch >= self.configuration.epochs

    def run(self, on_report: Callable[[EpochReport], None]) -> None:
        """Train to the end of the schedule, or until a program is right on all of train and valid.

        Each restart has a report of each epoch, with its number as ``restart``, and ``rung``, from 1; its ``seconds``
        are its share of those that all of them took.
        """
        self.resume()
        while not self.is_over:
            self._run_epoch(on_report)
            if self.epoch in self.rung_ends[:-1] and not self.is_right:
                self._halve()
                self.save()
            elif time.monotonic() - self._saved_at > annealing.CHECKPOINT_EVERY_SECONDS:
                self.save()
        self.save()

    def _run_epoch(self, on_report: Callable[[EpochReport], None]) -> None:
        begin = time.monotonic()
        losses, temperature = self.descent.run_epoch(self.data.train, self.epoch, self._progress, objectives)
        hits = []
        for program in self.ensemble.discretize():
            hits.append(test_program(program, self.data.valid))
            if hits[-1].are_all and test_program(program, self.data.train).are_all:
                self.is_right = True
        self.epoch += 1
        shared = {
            "rung": self.rung_of(self.epoch - 1) + 1,
            "epoch": self.epoch,
            "temperature": temperature,
            "seconds": (time.monotonic() - begin) / len(self.alive),
        }
        # All are reported first: after a kill in between, an epoch that was reported but not saved is run again.
        for number, loss, found in zip(self.alive, losses.tolist(), hits, strict=True):
            accuracy = {"valid_token": found.token_accuracy, "valid_sequence": found.sequence_accuracy}
            on_report({"restart": number, **shared, "loss": loss, **accuracy})
        for number, found in zip(self.alive, hits, strict=True):
            self._seconds[number] += float(shared["seconds"])
            self._remember(number, found)

    def _progress(self, share: float) -> float:
        """Where in the schedules this share of the next epoch is: they go on over all rungs, as for one restart."""
        return (self.epoch + share) / self.configuration.epochs

    def _remember(self, number: int, hits: Hits) -> None:
        """Keep the parameters of its best epoch: by whole inputs, then by labels; the later of equals."""
        found = (hits.sequence_accuracy, hits.token_accuracy)
        if found >= self.best[number]:
            self.best[number] = found
            values = {name: parameter.detach() for name, parameter in self.ensemble.named_parameters()}
            self._best_tensors[number] = self.ensemble.part(values, self.alive.index(number))

    def network(self, number: int) -> Relaxation:
        """The network of a restart that is alive, as it was in its best epoch."""
        network = self.ensemble.network(self.alive.index(number))
        if number in self._best_tensors:
            network.load_state_dict(self._best_tensors[number])
        return network

    def ranked(self) -> list[Candidate]:
        """What those that are alive have found so far, the best first; the first of equals."""
        candidates = [
            candidate_of(self.jobs[number], Finished(self.network(number)), self.data, self.epoch, seconds)
            for number, seconds in self._seconds.items()
            if number in self.alive
        ]
        return sorted(candidates, key=lambda candidate: candidate.rank, reverse=True)

    def _halve(self) -> None:
        """Go on with the better half."""
        ranked = self.ranked()
        n_kept = -(-len(ranked) // 2)
        self.drop(ranked[n_kept:])
        going_on = sorted(candidate.number for candidate in ranked[:n_kept])
        places = [self.alive.index(number) for number in going_on]
        self.ensemble, self.descent.optimizer = kept(self.ensemble, self.descent.optimizer, places)
        self.descent.network, self.alive = self.ensemble, going_on

    def drop(self, candidates: Sequence[Candidate]) -> None:
        """Leave these as they are, in the rung of the last epoch."""
        for candidate in candidates:
            left = replace(candidate, dropped_at=self.rung_of(self.epoch - 1) + 1)
            self.dropped.append(saved(left, self.jobs[candidate.number]))

    def save(self) -> None:
        """Write everything that going on needs."""
        if self.checkpoint is None:
            return
        tensors = self.descent.tensors()
        for number in self.alive:
            tensors |= {f"best.{number}.{name}": tensor for name, tensor in self._best_tensors[number].items()}
        reached = {candidate.number: candidate.epochs for candidate in self.dropped}
        notes = {
            "epoch": self.epoch,
            "alive": self.alive,
            "reached": reached | dict.fromkeys(self.alive, self.epoch),
            "best": [self.best[number] for number in self.alive],
            "is_right": self.is_right,
        }
        save_checkpoint(self.checkpoint, tensors, notes)
        self._saved_at = time.monotonic()

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one.

        Raises:
            RunFolderError: the checkpoint is damaged, or of other networks.
        """
        if self.checkpoint is None or not self.checkpoint.exists():
            return
        found = load_checkpoint(self.checkpoint)
        with restoring(self.checkpoint, "these restarts"):
            self._restore(found)

    def _restore(self, found: Checkpoint) -> None:
        self.alive = found.notes["alive"]
        self._begin()
        self.descent.restore(found.tensors)
        device = self.data.train.tokens.device
        for number, (sequence, token) in zip(self.alive, found.notes["best"], strict=True):
            self.best[number] = (sequence, token)
            best = part_of(found.tensors, f"best.{number}.")
            self._best_tensors[number] = {name: tensor.to(device) for name, tensor in best.items()}
        self.epoch, self.is_right = found.notes["epoch"], found.notes["is_right"]
        self.dropped = [load_candidate(job) for number, job in self.jobs.items() if number not in self.alive]


def objectives(scores: Tensor, labels: Tensor) -> Tensor:
    """For each network, the mean cross-entropy in nats over all labels that are asked; 0 where none is.

    Args:
        scores: ``network batch position label``, or ``network batch label``.
        labels: ``batch position``, or ``batch``.
    """
    n_asked = (labels != NO_LABEL).sum().clamp(min=1)
    asked = labels.expand(len(scores), *labels.shape).flatten()
    losses = functional.cross_entropy(scores.flatten(0, -2), asked, ignore_index=NO_LABEL, reduction="none")
    return losses.view(len(scores), -1).sum(1) / n_asked
