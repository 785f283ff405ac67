"""What each part of a model adds to its answers directly, and where its heads look while it answers.

The residual stream is a sum, and the logits are linear in it once the scale of the final LayerNorm is that of the run.
So each logit is a sum too: of what embedding, heads and MLPs write, and of biases. What a part does through later parts
is not in its term; ablation is what measures that.

Axes: ``question``, ``layer``, ``head``, ``component``, ``answer`` (the tokens of an answer, in the order in which they
are written), ``key`` (position of what is attended to), ``token``, ``d_model``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from glassformer.errors import InputError
from glassformer.lens.losses import answering_positions
from glassformer.models.decoder import Cache, DecoderConfiguration, DecoderTransformer
from glassformer.models.decoder.layers import LayerNorm
from glassformer.tasks.arithmetic import Arithmetic, Questions

BATCH_SIZE = 256
"""Questions in one forward pass; less than elsewhere, as the activations of all positions are kept."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Attribution:
    """What each component adds directly to the logits of the right answers, on the mean over questions.

    Attributes:
        components: their names: ``embedding`` (token and position), for each layer its heads ``L0.H0``, ``L0.H1``, …,
            the bias of its attention ``L0.b_O`` and its MLP, bias included, ``L0.MLP``; then ``ln_final.b`` where there
            is a LayerNorm, and ``unembed.b_U``.
        answers: names of the answer tokens (``A5`` to ``A0``, and ``sign``).
        added: ``component answer``: to the logit of the right token, less the mean of what is added to those of the
            wrong ones: the other nine digits or, for a sign, the other sign.
    """

    components: tuple[str, ...]
    answers: tuple[str, ...]
    added: npt.NDArray[np.float64]

    @property
    def logit_difference(self) -> npt.NDArray[np.float64]:
        """The right token's logit less the wrong ones' mean, ``answer``: the sum over components."""
        found: npt.NDArray[np.float64] = self.added.sum(0)
        return found


@torch.no_grad()
def attribute_logits(model: DecoderTransformer, questions: Questions) -> Attribution:
    """What each component of a model adds directly to its logits of the right answers (direct logit attribution).

    Centring and scale of the final LayerNorm are those of the run, question by question.

    Args:
        model: what is taken apart.
        questions: what it is asked; it reads the right answers, as in training.

    Raises:
        InputError: there are no questions, or they are not of the model's layout.
    """
    arithmetic = questions.arithmetic
    batches = _batches(model, questions)
    readout = _Readout.of(model, arithmetic)
    parts = [_added(model, tokens, readout, arithmetic) for tokens in batches]
    total = torch.stack([torch.stack(list(part.values())) for part in parts]).sum(0)  # component answer
    return Attribution(
        components=tuple(parts[0]),
        answers=arithmetic.position_names[arithmetic.question_length :],
        added=(total / len(questions)).numpy(),
    )


@torch.no_grad()
def attention_by_position(model: DecoderTransformer, questions: Questions) -> npt.NDArray[np.float64]:
    """The mean attention from where a model answers to each position, ``layer head answer key``; each row sums to 1.

    Args:
        model: what is taken apart.
        questions: what it is asked; it reads the right answers, as in training.

    Raises:
        InputError: there are no questions, or they are not of the model's layout.
    """
    arithmetic, sizes = questions.arithmetic, model.configuration
    shape = (sizes.n_layers, sizes.n_heads, arithmetic.answer_length, arithmetic.n_positions)
    total = torch.zeros(shape, dtype=torch.double)
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(sizes.n_layers)]
    for tokens in _batches(model, questions):
        cache = model.run(tokens, cache=names).cache
        for layer, name in enumerate(names):
            total[layer] += cache[name][:, :, answering_positions(arithmetic)].double().sum(0)
    mean: npt.NDArray[np.float64] = (total / len(questions)).numpy()
    return mean


@dataclass(frozen=True, kw_only=True, eq=False)
class _Readout:
    """What makes a right token's logit differ from those of the wrong ones.

    Attributes:
        directions: ``token d_model``: what a vector of the residual stream is multiplied with if this token is the
            right one; the scale of the final LayerNorm is still to divide it.
        biases: what each bias adds if this token is the right one, ``token``, by component.
    """

    directions: Tensor
    biases: dict[str, Tensor]

    @classmethod
    def of(cls, model: DecoderTransformer, arithmetic: Arithmetic) -> _Readout:
        contrasts = _contrasts(arithmetic).to(model.unembed.W_U)
        directions = contrasts @ model.unembed.W_U.T
        biases = {"unembed.b_U": contrasts @ model.unembed.b_U}
        if isinstance(model.ln_final, LayerNorm):
            biases = {"ln_final.b": directions @ model.ln_final.b, **biases}
            directions = directions * model.ln_final.w
            directions = directions - directions.mean(1, keepdim=True)  # centring the one factor centres the other
        return cls(directions=directions, biases=biases)


def _contrasts(arithmetic: Arithmetic) -> Tensor:
    """The weight of each token's logit in the difference if ``right`` is the right token, ``right token``."""
    n_tokens = len(arithmetic.tokens)
    digits, signs = range(10), range(10, 12 if arithmetic.has_sign else 10)
    contrasts = torch.zeros(n_tokens, n_tokens)
    for kind in (digits, signs):
        for right in kind:
            contrasts[right, kind] = -1 / (len(kind) - 1)
            contrasts[right, right] = 1
    return contrasts


def _places_to_keep(configuration: DecoderConfiguration) -> list[str]:
    """The places in which everything is that is written to the residual stream, and the scale at its end."""
    layers = range(configuration.n_layers)
    written = [f"blocks.{layer}.{place}" for layer in layers for place in ("attn.hook_result", "hook_mlp_out")]
    scale = [] if configuration.normalization is None else ["ln_final.hook_scale"]
    return ["blocks.0.hook_resid_pre", *written, *scale]


def _added(model: DecoderTransformer, tokens: Tensor, readout: _Readout, arithmetic: Arithmetic) -> dict[str, Tensor]:
    """What each component adds to the difference of logits, ``answer``, summed over the questions."""
    at = answering_positions(arithmetic)
    cache = model.run(tokens, cache=_places_to_keep(model.configuration)).cache
    right = tokens[:, arithmetic.question_length :].long()  # question answer
    directions = readout.directions[right]  # question answer d_model
    if model.configuration.normalization is not None:
        directions = directions / cache["ln_final.hook_scale"][:, at]
    added = {component: (written[:, at] * directions).sum(-1) for component, written in _written(model, cache)}
    added |= {component: bias[right] for component, bias in readout.biases.items()}
    return {component: each.double().sum(0) for component, each in added.items()}


def _written(model: DecoderTransformer, cache: Cache) -> Iterator[tuple[str, Tensor]]:
    """What each component writes to the residual stream, ``question position d_model``."""
    yield "embedding", cache["blocks.0.hook_resid_pre"]
    for layer in range(model.configuration.n_layers):
        for head, result in enumerate(cache[f"blocks.{layer}.attn.hook_result"].unbind(2)):
            yield f"L{layer}.H{head}", result
        mlp = cache[f"blocks.{layer}.hook_mlp_out"]
        yield f"L{layer}.b_O", model.get_parameter(f"blocks.{layer}.attn.b_O").expand_as(mlp)
        yield f"L{layer}.MLP", mlp


def _batches(model: DecoderTransformer, questions: Questions) -> Sequence[Tensor]:
    """The questions with their right answers, ``question position`` each, if the model has their layout."""
    n_tokens = len(questions.arithmetic.tokens)
    if len(questions) == 0:
        raise InputError("there are no questions; a mean needs 1 or more")
    if model.configuration.n_tokens != n_tokens:
        raise InputError(
            f"the model has {model.configuration.n_tokens} tokens, and the questions' layout {n_tokens}; ask it "
            f"questions of the arithmetic that it was trained on"
        )
    return torch.split(torch.from_numpy(questions.tokens()), BATCH_SIZE)
