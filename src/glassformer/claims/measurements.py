"""Numbers that other work reports too, and that figures are drawn from: no claims, but what stands beside them."""

from __future__ import annotations

from typing import Any

from glassformer.claims.failure import answered_by_cascade
from glassformer.claims.heads import loss_increases
from glassformer.claims.mathematics import compare
from glassformer.claims.subject import Subject
from glassformer.lens.attribution import attention_by_position, attribute_logits
from glassformer.lens.losses import measure_losses
from glassformer.tasks.arithmetic import cascade_frequencies

N_LOSSES = 10_000


def measure(subject: Subject) -> dict[str, Any]:
    """Losses, attention, attribution, accuracy by cascade length, and how the training went; for JSON.

    ============================  ====================================================================
    ``losses``                    in nats, in all, by answer digit and by class, of random questions
    ``loss_increases``            rows: part, change (``zero``, ``mean``), the rise of each class
    ``attention``                 ``layer head answer key``, means; ``answers`` and ``keys`` name the axes
    ``attribution``               ``component answer``, to the right token's logit; both named
    ``accuracy_by_cascade``       rows: cascade, its frequency in random additions, right, n, interval
    ``mathematical_model``        rows: predicted and measured loss and share wrong, by digit and in all
    ``learning``                  rows: step, by_digit, by_subtask, right_frac
    ============================  ====================================================================
    """
    arithmetic = subject.arithmetic
    questions = subject.draw("measurements", N_LOSSES)
    losses = measure_losses(subject.model, questions)
    attribution = attribute_logits(subject.model, questions[:2_000])
    attention = attention_by_position(subject.model, questions[:2_000])
    return {
        "losses": {"total": losses.total, "by_digit": losses.by_digit, "by_subtask": losses.by_subtask},
        "loss_increases": loss_increases(subject),
        "attention": {
            "answers": list(subject.answer_names),
            "keys": list(arithmetic.position_names),
            "values": attention.round(4).tolist(),
        },
        "attribution": {
            "components": list(attribution.components),
            "answers": list(attribution.answers),
            "values": attribution.added.round(4).tolist(),
        },
        "accuracy_by_cascade": _by_cascade(subject),
        "mathematical_model": compare(subject.of_additions) if subject.asks_additions else [],
        "learning": [
            {key: report[key] for key in ("step", "by_digit", "by_subtask", "right_frac")} for report in subject.history
        ],
    }


def _by_cascade(subject: Subject) -> list[dict[str, Any]]:
    arithmetic = subject.arithmetic
    frequencies = cascade_frequencies(arithmetic.n_digits, arithmetic.operations[0])
    return [
        {
            "cascade": length,
            "frequency": float(frequencies[length]),
            "right": found.accuracy.value,
            "n": found.accuracy.n,
            "interval": list(found.accuracy.interval),
        }
        for length, found in answered_by_cascade(subject).items()
    ]
