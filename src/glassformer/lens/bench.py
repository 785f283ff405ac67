"""How fast ordinary models are: training steps at the paper's size, beside TransformerLens's, and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from glassformer.learning.bench import Measurement
from glassformer.lens.answering import answer_questions
from glassformer.lens.configuration import preset
from glassformer.lens.losses import answering_positions
from glassformer.lens.run import load_lens_run
from glassformer.lens.training import BETAS, Training
from glassformer.models.decoder import DecoderTransformer, to_hooked_transformer
from glassformer.tasks.arithmetic import draw_questions

N_STEPS = 10
N_QUESTIONS = 100_000
Logits = Callable[[Tensor], Tensor]


def measure_training(repeats: int) -> list[Measurement]:
    """Training steps a second at the paper's size, of our model and of a `HookedTransformer`, by turns in one run.

    Without transformer-lens installed, of our model alone.
    """
    configuration = preset("paper")
    training = Training(configuration)
    at = answering_positions(configuration.arithmetic)
    start = at[0]
    loops = {"glassformer": _Loop(training.model, lambda tokens: training.model(tokens[:, :-1], at=at), start)}
    if find_spec("transformer_lens") is not None:
        hooked = to_hooked_transformer(DecoderTransformer(configuration.decoder()))
        loops["TransformerLens"] = _Loop(hooked, lambda tokens: hooked(tokens[:, :-1])[:, start:], start)
    batches = [training.batch(step) for step in range(N_STEPS)]
    figures: dict[str, list[float]] = {name: [] for name in loops}
    for turn in range(repeats + 1):
        for name, loop in loops.items():
            seconds = loop.seconds(batches)
            if turn:  # the first one warms up
                figures[name].append(N_STEPS / seconds)
    return [
        Measurement.of(
            found,
            what=f"{name}: training at the paper's size, {configuration.batch_size} questions a step",
            unit="steps/s",
            threads=torch.get_num_threads(),
        )
        for name, found in figures.items()
    ]


def measure_answers(repeats: int) -> list[Measurement]:
    """Seconds for a million answers of the small models that ship."""
    found = []
    for name in ("gallery:addition", "gallery:addition-2-layers"):
        run = load_lens_run(name)
        questions = draw_questions(run.configuration.arithmetic, N_QUESTIONS, np.random.default_rng(0))
        seconds = []
        for _ in range(repeats + 1):
            begin = time.perf_counter()
            answer_questions(run.model, questions)
            seconds.append((time.perf_counter() - begin) * 1_000_000 / N_QUESTIONS)
        found.append(
            Measurement.of(
                seconds[1:],
                what=f"{name}: a million questions answered, from {N_QUESTIONS:,}",
                unit="s",
                threads=torch.get_num_threads(),
            )
        )
    return found


class _Loop:
    """The same training loop for any model."""

    def __init__(self, model: nn.Module, logits: Logits, start: int) -> None:
        self.logits, self.start = logits, start
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=8e-5, betas=BETAS, weight_decay=0.1, fused=True)

    def seconds(self, batches: Iterable[Tensor]) -> float:
        """How long a step on each batch takes, together."""
        begin = time.perf_counter()
        for tokens in batches:
            wanted = tokens[:, self.start + 1 :].long()
            loss = cross_entropy(self.logits(tokens.long()).transpose(1, 2), wanted)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
        return time.perf_counter() - begin
