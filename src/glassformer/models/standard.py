"""The standard Transformer: the baseline of the paper, with a padding mask that is right. It reads from top to bottom.

Axes: ``batch``, ``position`` (in attention ``query`` and ``key``), ``head``, ``label``, and the widths ``d_model`` (the
residual stream), ``d_head`` (one head's share of it) and ``d_mlp``. Parts are named as in TransformerLens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from glassformer.errors import ConfigurationError, InputError
from glassformer.execution.encoding import PADDING
from glassformer.program.signature import Signature

INITIAL_STD = 0.02
"""Standard deviation of the weights at the start, as in GPT-2."""


@dataclass(frozen=True, kw_only=True)
class StandardConfiguration:
    """The sizes of a standard Transformer.

    Attributes:
        n_tokens: values of ``tokens``, marks included and padding left out; the marks come first.
        n_marks: how many of them are marks, which are not pooled.
        n_positions: positions of the longest input, marks included.
        n_labels: labels that get a score.
        n_column_values: values of each further input beside ``tokens``, marks included; none by default.
        is_causal: whether a key after the query is invisible.
        gives_one_label: whether scores are for the whole input, from the mean over its contents.
        n_layers: attention and MLP, this many times.
        n_heads: attention heads in a layer; divides ``d_model``.
        d_model: width of the residual stream.
        d_mlp: neurons in the MLP of a layer.
        dropout: probability that a number is dropped in training: in the embedding, the attention pattern, and what
            each part adds to the residual stream.

    Raises:
        ConfigurationError: a size is out of range.
    """

    n_tokens: int
    n_marks: int
    n_positions: int
    n_labels: int
    n_column_values: tuple[int, ...] = ()
    is_causal: bool = False
    gives_one_label: bool = False
    n_layers: int = 3
    n_heads: int = 8
    d_model: int = 256
    d_mlp: int = 1024
    dropout: float = 0.1

    def __post_init__(self) -> None:
        for name in ("n_tokens", "n_positions", "n_labels", "n_heads", "d_model", "d_mlp"):
            if getattr(self, name) < 1:
                raise ConfigurationError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if min(self.n_column_values, default=1) < 1:
            raise ConfigurationError(f"n_column_values is {self.n_column_values}; each must be at least 1")
        if self.n_layers < 0:
            raise ConfigurationError(f"n_layers is {self.n_layers}; it must be at least 0")
        if not 0 <= self.n_marks <= self.n_tokens:
            raise ConfigurationError(f"n_marks is {self.n_marks}; it must be from 0 to n_tokens, {self.n_tokens}")
        if self.d_model % self.n_heads:
            raise ConfigurationError(
                f"d_model is {self.d_model} and n_heads is {self.n_heads}; d_model must be a multiple of n_heads"
            )
        if not 0 <= self.dropout < 1:
            raise ConfigurationError(f"dropout is {self.dropout}; it must be at least 0 and less than 1")

    @classmethod
    def of(cls, signature: Signature) -> StandardConfiguration:
        """The baseline's sizes for the inputs and labels of ``signature``; `dataclasses.replace` makes others."""
        return cls(
            n_tokens=len(signature.marks) + len(signature.alphabet),
            n_marks=len(signature.marks),
            n_positions=signature.max_length,
            n_labels=len(signature.labels),
            n_column_values=tuple(len(signature.marks) + len(column.values) for column in signature.columns),
            is_causal=signature.is_causal,
            gives_one_label=signature.gives_one_label,
        )

    @property
    def d_head(self) -> int:
        """Width of what one attention head reads and writes."""
        return self.d_model // self.n_heads


class Attention(nn.Module):
    """What several heads move between positions."""

    def __init__(self, configuration: StandardConfiguration) -> None:
        super().__init__()
        self.n_heads = configuration.n_heads
        self.d_head = configuration.d_head
        self.query = nn.Linear(configuration.d_model, configuration.d_model)
        self.key = nn.Linear(configuration.d_model, configuration.d_model)
        self.value = nn.Linear(configuration.d_model, configuration.d_model)
        self.output = nn.Linear(configuration.d_model, configuration.d_model)
        self.dropout = nn.Dropout(configuration.dropout)

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        """``batch position d_model``, from the same; ``visible`` is ``batch query key`` (or broadcasts to it)."""
        q = self._by_head(self.query(x))  # batch head query d_head
        k = self._by_head(self.key(x))  # batch head key d_head
        v = self._by_head(self.value(x))  # batch head key d_head
        scores = q @ k.mT / math.sqrt(self.d_head)  # batch head query key
        # The lowest finite number, not -inf: a query that sees nothing would otherwise be nan.
        scores = scores.masked_fill(~visible[:, None], torch.finfo(scores.dtype).min)  # batch head query key
        pattern: Tensor = self.dropout(scores.softmax(-1))  # batch head query key
        z = pattern @ v  # batch head query d_head
        result: Tensor = self.output(z.transpose(1, 2).flatten(2))  # batch query d_model
        return result

    def _by_head(self, x: Tensor) -> Tensor:
        """``batch head position d_head``, from ``batch position d_model``."""
        return x.view(*x.shape[:2], self.n_heads, self.d_head).transpose(1, 2)


class MLP(nn.Module):
    """What one hidden layer of neurons adds at each position."""

    def __init__(self, configuration: StandardConfiguration) -> None:
        super().__init__()
        self.enter = nn.Linear(configuration.d_model, configuration.d_mlp)
        self.leave = nn.Linear(configuration.d_mlp, configuration.d_model)

    def forward(self, x: Tensor) -> Tensor:
        """``batch position d_model``, from the same."""
        neurons = nn.functional.gelu(self.enter(x))  # batch position d_mlp
        result: Tensor = self.leave(neurons)  # batch position d_model
        return result


class Block(nn.Module):
    """One layer: attention, then MLP, each reading the normalised residual stream and adding to it."""

    def __init__(self, configuration: StandardConfiguration) -> None:
        super().__init__()
        self.ln1 = nn.LayerNorm(configuration.d_model)
        self.attn = Attention(configuration)
        self.ln2 = nn.LayerNorm(configuration.d_model)
        self.mlp = MLP(configuration)
        self.dropout = nn.Dropout(configuration.dropout)

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        """``batch position d_model``, from the same; ``visible`` is ``batch query key`` (or broadcasts to it)."""
        x = x + self.dropout(self.attn(self.ln1(x), visible))  # batch position d_model
        x = x + self.dropout(self.mlp(self.ln2(x)))  # batch position d_model
        return x  # noqa: RET504  (both equations alike)


class StandardTransformer(nn.Module):
    """An ordinary Transformer from tokens to scores.

    Where there are further inputs, such as features of words, each has an embedding of its own, and all are added up.
    Weights start at random, from torch's global generator.

    Args:
        configuration: its sizes.
    """

    def __init__(self, configuration: StandardConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        self.embed = nn.Embedding(configuration.n_tokens, configuration.d_model)
        self.column_embeds = nn.ModuleList(
            nn.Embedding(n, configuration.d_model) for n in configuration.n_column_values
        )
        self.pos_embed = nn.Embedding(configuration.n_positions, configuration.d_model)
        self.dropout = nn.Dropout(configuration.dropout)
        self.blocks = nn.ModuleList(Block(configuration) for _ in range(configuration.n_layers))
        self.ln_final = nn.LayerNorm(configuration.d_model)
        self.unembed = nn.Linear(configuration.d_model, configuration.n_labels)
        self._initialize()

    def forward(self, inputs: Tensor) -> Tensor:
        """Scores: ``batch position label``, or ``batch label`` where one label is given.

        Scores at marks and padding mean nothing.

        Args:
            inputs: ``batch position``, as `encode_batch` makes them: the begin mark first, padding -1 at the end; or,
                where the model has columns, ``batch position input``: tokens and each column.

        Raises:
            InputError: there are more positions than the model has, or not as many inputs.
        """
        tokens, columns = self._split(inputs)  # batch position; for each column, batch position
        width, longest = tokens.shape[1], self.configuration.n_positions
        if width > longest:
            raise InputError(f"tokens have {width} positions, padding included; the model has {longest}: cut them off")
        is_token = tokens != PADDING  # batch position
        visible = self._visible(is_token)  # batch query key
        x = self.embed(tokens.clamp(min=0)) + self.pos_embed.weight[:width]  # batch position d_model
        for embed, column in zip(self.column_embeds, columns, strict=True):
            x = x + embed(column.clamp(min=0))  # batch position d_model
        x = self.dropout(x * is_token[..., None])  # batch position d_model; padding embeds to nothing
        for block in self.blocks:
            x = block(x, visible)  # batch position d_model
        x = self.ln_final(x)  # batch position d_model
        if self.configuration.gives_one_label:
            x = self._pooled(x, tokens)  # batch d_model
        scores: Tensor = self.unembed(x)  # batch position label, or batch label
        return scores

    def _split(self, inputs: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """``tokens`` and each column, each ``batch position``."""
        n = len(self.column_embeds)
        if inputs.dim() != (3 if n else 2) or (n and inputs.shape[2] != n + 1):
            wanted = f"batch position {n + 1}, tokens and each column" if n else "batch position"
            raise InputError(f"inputs have the shape {tuple(inputs.shape)}; this model takes {wanted}")
        tokens, *columns = inputs.unbind(-1) if n else (inputs,)
        return tokens, tuple(columns)

    def _visible(self, is_token: Tensor) -> Tensor:
        """Which keys a query sees, ``batch query key`` (``batch 1 key`` where all queries see the same)."""
        visible = is_token[:, None, :]  # batch 1 key
        if not self.configuration.is_causal:
            return visible
        width = is_token.shape[1]
        not_after = torch.ones(width, width, dtype=torch.bool, device=is_token.device).tril()  # query key
        return visible & not_after  # batch query key

    def _pooled(self, x: Tensor, tokens: Tensor) -> Tensor:
        """The mean over contents, ``batch d_model``, without marks and padding."""
        is_content = (tokens >= self.configuration.n_marks)[..., None]  # batch position 1
        n_contents = is_content.sum(1).clamp(min=1)  # batch 1
        return (x * is_content).sum(1) / n_contents  # batch d_model

    def _initialize(self) -> None:
        """Start as GPT-2 does: small weights, smaller where many layers add to the residual stream."""
        adding = INITIAL_STD / math.sqrt(2 * max(1, len(self.blocks)))
        for name, module in self.named_modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=adding if name.endswith((".output", ".leave")) else INITIAL_STD)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=INITIAL_STD)
