"""A model that claims are made about, with the questions that they are tested on."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from glassformer.lens.losses import answering_positions
from glassformer.lens.observing import Donors, Node, Observed, observe
from glassformer.models.decoder import DecoderTransformer
from glassformer.tasks.arithmetic import Arithmetic, Enrichment, Questions, draw_questions

N_QUESTIONS = 1_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A model under examination.

    Every test draws its questions from the seed and its own name, so that claims are the same whichever tests run.

    Attributes:
        model: the network.
        arithmetic: the layout of its questions.
        history: the reports of its training, the first step first; empty where there are none.
        n_questions: how many a test asks, where it does not say otherwise.
        seed: of the questions.
        is_of_additions: whether only additions are asked, of a model that is asked subtractions too.
    """

    model: DecoderTransformer
    arithmetic: Arithmetic
    history: Sequence[dict[str, Any]] = field(default=())
    n_questions: int = N_QUESTIONS
    seed: int = 0
    is_of_additions: bool = False

    def rng(self, name: str) -> np.random.Generator:
        """The source of a test's questions."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def draw(self, name: str, n_questions: int | None = None) -> Questions:
        """Random questions of a test."""
        return self._draw(name, n_questions, None)

    def draw_enriched(self, name: str, n_questions: int | None = None, pair_frac: float = 0.5) -> Questions:
        """Random questions of a test, in which this share of the digit pairs is made to pass a carry on."""
        enrichment = Enrichment(batch_size=1, batch_frac=1, pair_frac=pair_frac)
        return self._draw(name, n_questions, enrichment)

    def _draw(self, name: str, n_questions: int | None, enrichment: Enrichment | None) -> Questions:
        minus_frac = 0.0 if self.is_of_additions else 0.5
        rng = self.rng(name)
        return draw_questions(
            self.arithmetic, n_questions or self.n_questions, rng, enrichment=enrichment, minus_frac=minus_frac
        )

    @property
    def asks_additions(self) -> bool:
        """Whether the model is asked additions."""
        return "+" in self.arithmetic.operations

    @cached_property
    def of_additions(self) -> Subject:
        """The same model, asked additions only."""
        return self if self.is_of_additions else replace(self, is_of_additions=True)

    @cached_property
    def plain(self) -> Observed:
        """What the model does on random questions, as it is; those that ablations are compared on."""
        return observe(self.model, self.draw("plain"))

    @cached_property
    def donors(self) -> Donors:
        """Other random questions, as many: what a resample ablation takes its values from."""
        return Donors(self.model, self.draw("donors"))

    def swapped(self, *nodes: Node) -> Observed:
        """What the model does on the same random questions, with nodes as they are on the donors."""
        return observe(self.model, self.plain.questions, nodes, donors=self.donors)

    @property
    def n_layers(self) -> int:
        """How many layers the model has."""
        return self.model.configuration.n_layers

    @property
    def n_heads(self) -> int:
        """How many heads each layer has."""
        return self.model.configuration.n_heads

    @property
    def answering(self) -> range:
        """The positions that an answer token is computed at, in the order in which they are written."""
        return answering_positions(self.arithmetic)

    @property
    def answer_names(self) -> tuple[str, ...]:
        """The names of the answer's tokens, in the order in which they are written, such as ``A5`` to ``A0``."""
        return self.arithmetic.position_names[self.arithmetic.question_length :]

    def column(self, digit: int) -> int:
        """Which token of the answer an answer digit is."""
        return self.arithmetic.answer_columns[digit]
