"""Training on fresh random questions without end; it can be stopped at any step, and gone on with exactly."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from glassformer.errors import RunFolderError
from glassformer.learning.checkpoints import load_checkpoint, save_checkpoint
from glassformer.lens.configuration import LensConfiguration
from glassformer.lens.losses import answer_loss, measure_losses
from glassformer.models.decoder import DecoderTransformer, right_answers
from glassformer.tasks.arithmetic import Enrichment, draw_questions

BETAS = (0.9, 0.98)
N_REPORTS = 60
N_VALID = 2_000
VALID_SEED = 1_000_003
CHECKPOINT_EVERY_SECONDS = 10.0

Report = dict[str, Any]
"""What is known after some steps: ``step``; ``loss`` of the batches since the last report; ``seconds`` of training;
on the validation questions ``valid_loss``, ``by_digit``, ``by_subtask`` and ``right_frac``."""


class Training:
    """The training of one model.

    Questions are drawn from the seed and the number of the step, so that a run that was stopped goes on as if it had
    not been.

    Args:
        configuration: what is trained, and how.
        checkpoint: the file in which the state is kept, or None.
        device: where.

    Attributes:
        model: what is trained.
        step: how many batches it has seen.
    """

    def __init__(
        self, configuration: LensConfiguration, checkpoint: Path | None = None, device: torch.device | str = "cpu"
    ) -> None:
        self.configuration, self.checkpoint, self.device = configuration, checkpoint, torch.device(device)
        weights = torch.Generator().manual_seed(configuration.seed)
        self.model = DecoderTransformer(configuration.decoder(), weights).to(self.device)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=configuration.learning_rate,
            betas=BETAS,
            weight_decay=configuration.weight_decay,
            fused=True,
        )
        self.step = 0
        self.seconds = 0.0
        rng = np.random.default_rng(VALID_SEED)
        enriched = Enrichment(batch_size=2, batch_frac=0.5, pair_frac=0.5)
        self.valid = draw_questions(
            configuration.arithmetic, N_VALID, rng, enrichment=enriched, window=configuration.window or None
        )
        if checkpoint is not None and checkpoint.exists():
            self._load(checkpoint)

    def start_from(self, model: DecoderTransformer) -> None:
        """Take over the weights of a model of the same shape, before the first step, and write the checkpoint."""
        self.model.load_state_dict(model.state_dict())
        if self.checkpoint is not None:
            self._save(self.checkpoint)

    def run(self, on_report: Callable[[Report], None]) -> DecoderTransformer:
        """Train to the end; the model.

        Args:
            on_report: is told how it goes, about sixty times.
        """
        every = max(1, self.configuration.steps // N_REPORTS)
        losses: list[Tensor] = []
        begin = saved = time.monotonic()
        before = self.seconds
        while self.step < self.configuration.steps:
            losses.append(self._do_step())
            self.seconds = before + time.monotonic() - begin
            is_last = self.step == self.configuration.steps
            if self.step % every == 0 or is_last:
                on_report(self._report(torch.stack(losses)))
                losses = []
            if self.checkpoint is not None and (is_last or time.monotonic() - saved > CHECKPOINT_EVERY_SECONDS):
                self._save(self.checkpoint)
                saved = time.monotonic()
        return self.model.eval()

    def learning_rate_at(self, step: int) -> float:
        """The learning rate of a step, the first being 0."""
        given = self.configuration
        if step < given.warm_up:
            return given.learning_rate * (step + 1) / given.warm_up
        if given.schedule == "constant":
            return given.learning_rate
        done = (step - given.warm_up) / max(1, given.steps - given.warm_up)
        return given.learning_rate * (1 + math.cos(math.pi * done)) / 2

    def batch(self, step: int) -> Tensor:
        """The questions of a step, with answers: ``question position``."""
        given = self.configuration
        rng = np.random.default_rng([given.seed, step])
        questions = draw_questions(
            given.arithmetic, given.batch_size, rng, enrichment=given.enrichment, window=given.window or None
        )
        tokens = questions.tokens()
        if given.shuffled:
            start = given.arithmetic.question_length
            tokens[:, start:] = rng.permutation(tokens[:, start:])
        return torch.from_numpy(tokens).to(self.device)

    def _do_step(self) -> Tensor:
        """One step of gradient descent; the mean loss before it."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate_at(self.step)
        loss = answer_loss(self.model, self.batch(self.step), self.configuration.arithmetic).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.step += 1
        return loss.detach()

    def _report(self, losses: Tensor) -> Report:
        found = measure_losses(self.model, self.valid)
        tokens = torch.from_numpy(self.valid.tokens())
        right = right_answers(self.model, tokens, self.configuration.arithmetic.answer_length)
        return {
            "step": self.step,
            "loss": float(losses.mean()),
            "valid_loss": found.total,
            "by_digit": found.by_digit,
            "by_subtask": found.by_subtask,
            "right_frac": float(right.float().mean()),
            "seconds": round(self.seconds, 3),
        }

    def _save(self, path: Path) -> None:
        tensors = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        for name, parameter in self.model.named_parameters():
            for key, value in self.optimizer.state[parameter].items():
                tensors[f"optimizer.{key}.{name}"] = value
        save_checkpoint(path, tensors, {"step": self.step, "seconds": self.seconds})

    def _load(self, path: Path) -> None:
        found = load_checkpoint(path)
        try:
            self.model.load_state_dict({name: found.tensors[f"model.{name}"] for name in self.model.state_dict()})
            for name, parameter in self.model.named_parameters():
                keys = ("step", "exp_avg", "exp_avg_sq")
                if found.notes["step"]:  # before the first step the optimizer knows nothing
                    self.optimizer.state[parameter] = {key: found.tensors[f"optimizer.{key}.{name}"] for key in keys}
            self.step, self.seconds = int(found.notes["step"]), float(found.notes["seconds"])
        except (KeyError, RuntimeError) as error:
            raise RunFolderError(f"{path} is not of this configuration ({error}); delete it to begin anew") from None
