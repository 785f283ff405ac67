"""What a model does at each answer digit, as it is and with parts of it taken from runs on other questions.

Every answer token is asked for after the right ones before it, in one forward pass (teacher forcing). Axes:
``question``, ``answer`` (the tokens of an answer, in the order in which they are written).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from glassformer.errors import InputError
from glassformer.lens.losses import BATCH_SIZE, answering_positions
from glassformer.models.decoder import DecoderTransformer, Intervention
from glassformer.tasks.arithmetic import Arithmetic, Questions

Part = Literal["embedding", "value", "head", "attention", "mlp"]
Change = Literal["swap", "mean", "zero"]
Floats = npt.NDArray[np.float32]
_PLACES = {"mlp": "hook_mlp_out", "value": "attn.hook_v"}


@dataclass(frozen=True, kw_only=True)
class Node:
    """A part of a model whose output can be changed.

    Attributes:
        part: ``embedding`` (of the tokens), the ``value`` that one head reads, what one ``head`` gives, all heads of
            a layer (``attention``), or its ``mlp``.
        layer: which one; 0 for the embedding.
        head: which one, of a head or a value.
        positions: at which positions; None: at all.
    """

    part: Part
    layer: int = 0
    head: int | None = None
    positions: tuple[int, ...] | None = None

    @property
    def hook(self) -> str:
        """The name of its place (`models.decoder.places`)."""
        if self.part == "embedding":
            return "hook_embed"
        return f"blocks.{self.layer}.{_PLACES.get(self.part, 'attn.hook_z')}"

    def change(self, kind: Literal["patch", "mean", "zero"], values: Tensor | None = None) -> Intervention:
        """The intervention that changes it."""
        heads = None if self.head is None else (self.head,)
        return Intervention(place=self.hook, kind=kind, values=values, positions=self.positions, heads=heads)

    def name(self, arithmetic: Arithmetic) -> str:
        """What a person calls it, such as ``head 1 of layer 0 at A4``."""
        part = {"embedding": "the embedding", "attention": "attention", "mlp": "the MLP", "head": f"head {self.head}"}
        part["value"] = f"the value of head {self.head}"
        layer = "" if self.part == "embedding" else f" of layer {self.layer}"
        if self.positions is None:
            return part[self.part] + layer
        return f"{part[self.part]}{layer} at {' '.join(arithmetic.position_names[each] for each in self.positions)}"

    def to_dict(self, arithmetic: Arithmetic) -> dict[str, Any]:
        """The same for JSON."""
        found: dict[str, Any] = {"part": self.part, "layer": self.layer}
        if self.head is not None:
            found["head"] = self.head
        if self.positions is not None:
            found["positions"] = [arithmetic.position_names[each] for each in self.positions]
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """What a model did on questions.

    Attributes:
        questions: what was asked.
        losses: in nats, ``question answer``.
        tokens: the likeliest, ``question answer``.
    """

    questions: Questions
    losses: Floats
    tokens: npt.NDArray[np.uint8]

    @property
    def is_right(self) -> npt.NDArray[np.bool_]:
        """Whether the likeliest token is the right one, ``question answer``."""
        found: npt.NDArray[np.bool_] = self.tokens == self.questions.answer_tokens
        return found


class Donors:
    """Questions whose activations are put in the place of others.

    Args:
        model: whose activations they are.
        questions: what it is asked.
    """

    def __init__(self, model: DecoderTransformer, questions: Questions) -> None:
        self.model, self.questions = model, questions
        self._known: dict[str, Tensor] = {}

    def __len__(self) -> int:
        return len(self.questions)

    @torch.no_grad()
    def activations(self, hook: str) -> Tensor:
        """The activations at a place, of all questions, at every position; computed when first asked for."""
        if hook not in self._known:
            positions = answering_positions(self.questions.arithmetic)
            batches = torch.split(torch.from_numpy(self.questions.tokens()[:, :-1]), BATCH_SIZE)
            parts = [self.model.run(batch, cache=[hook], at=positions).cache[hook] for batch in batches]
            self._known[hook] = torch.cat(parts)
        return self._known[hook]


@torch.no_grad()
def observe(
    model: DecoderTransformer,
    questions: Questions,
    nodes: Sequence[Node] = (),
    *,
    change: Change = "swap",
    donors: Questions | Donors | None = None,
    interventions: Sequence[Intervention] | Callable[[slice], Sequence[Intervention]] = (),
) -> Observed:
    """What a model does, with the outputs of some nodes changed.

    Args:
        model: whose answers are wanted.
        questions: what is asked.
        nodes: the parts that are changed.
        change: how: ``swap`` puts there what the model has on ``donors``, question by question (with donors drawn at
            random, a resample ablation; with chosen ones, an interchange intervention); ``mean`` the mean over the
            donors at each position; ``zero`` 0.
        donors: the other questions; of ``swap`` as many as ``questions``. As `Donors`, they are run only once.
        interventions: others, made after those, or a function that gives those of a slice of the questions.

    Raises:
        InputError: there are no questions; donors are missing, or not as many; or a node is none of the model's.
    """
    arithmetic = questions.arithmetic
    if not len(questions):
        raise InputError("there are no questions; at least one is needed")
    if nodes and change != "zero" and donors is None:
        raise InputError(f"a {change} of {len(nodes)} nodes needs donors: the questions that it takes values from")
    if donors is not None and change == "swap" and len(donors) != len(questions):
        raise InputError(f"{len(donors)} donors for {len(questions)} questions; a swap needs one for each")
    hooks = list(dict.fromkeys(node.hook for node in nodes))
    asked = torch.from_numpy(questions.tokens())
    given = Donors(model, donors) if isinstance(donors, Questions) else donors
    means = mean_activations(model, given.questions, hooks) if change == "mean" and given is not None else {}
    positions = answering_positions(arithmetic)
    losses, tokens = [], []
    for start in range(0, len(questions), BATCH_SIZE):
        rows = slice(start, start + BATCH_SIZE)
        values: Mapping[str, Tensor] = means
        if change == "swap" and given is not None:
            values = {hook: given.activations(hook)[rows] for hook in hooks}
        kind: Literal["patch", "mean", "zero"] = "patch" if change == "swap" else change
        changes = [node.change(kind, values.get(node.hook)) for node in nodes]
        others = interventions(rows) if callable(interventions) else interventions
        logits = model.run(asked[rows, :-1], interventions=[*changes, *others], at=positions).logits
        wanted = asked[rows, arithmetic.question_length :].long()
        losses.append(cross_entropy(logits.transpose(1, 2), wanted, reduction="none"))
        tokens.append(logits.argmax(-1).to(torch.uint8))
    return Observed(questions=questions, losses=torch.cat(losses).numpy(), tokens=torch.cat(tokens).numpy())


@torch.no_grad()
def mean_activations(model: DecoderTransformer, questions: Questions, hooks: Iterable[str]) -> dict[str, Tensor]:
    """The mean of activations over questions, with a first axis of length 1, by the name of their place."""
    hooks = list(hooks)
    sums: dict[str, Tensor] = {}
    asked = torch.from_numpy(questions.tokens())
    for batch in torch.split(asked, BATCH_SIZE):
        cache = model.run(batch[:, :-1], cache=hooks, at=answering_positions(questions.arithmetic)).cache
        for hook in hooks:
            total = cache[hook].double().sum(0, keepdim=True)
            sums[hook] = sums[hook] + total if hook in sums else total
    return {hook: (total / len(questions)).float() for hook, total in sums.items()}
