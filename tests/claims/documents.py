"""Documents of analyses for the tests of what is told of them: real ones, made once, of small networks."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from tests.claims.small import SHAPE, ask_few, constructed, untrained

from glassformer.claims.analysis import ControlNetwork, analyse
from glassformer.claims.subject import Subject
from glassformer.learning.results import describe_size

Document = dict[str, Any]

REPORTS = [
    {
        "step": step,
        "by_digit": {"A2": total, "A1": total / 2, "A0": total / 50},
        "by_subtask": {"BA": total / 2, "UC1": total / 50, "US9": total},
        "right_frac": 1 - total,
    }
    for step, total in ((100, 0.9), (200, 0.15), (300, 0.05), (400, 0.01))
]
"""Of a training in which UC1 and A0 are learnt first, and US9 and A2 last."""


def constructed_document(n_digits: int = 2, window: int = 2) -> Document:
    """That of a network that adds by construction, with an untrained control, and as if it had been trained."""
    return deepcopy(_constructed(n_digits, window))


def untrained_document(kind: str = "addition", layers: int = 1) -> Document:
    """That of a network as it is before training, without a control."""
    return deepcopy(_untrained(kind, layers))


def claim_of(document: Document, key: str) -> dict[str, Any]:
    """The claim with a key, which may be changed."""
    (found,) = (claim for claim in document["claims"] if claim["key"] == key)
    return dict_of(found)


def dict_of(claim: Any) -> dict[str, Any]:
    """A claim as the document holds it."""
    assert isinstance(claim, dict)
    return claim


@cache
def _constructed(n_digits: int, window: int) -> Document:
    subject = replace(constructed(n_digits, window), history=REPORTS)
    control = ControlNetwork(configuration=replace(SHAPE, digits=n_digits, heads=window), is_trained=False, seed=1)
    return _document(subject, "constructed", "addition", [control])


@cache
def _untrained(kind: str, layers: int) -> Document:
    configuration = replace(SHAPE, digits=2, kind=kind, layers=layers)
    return _document(replace(untrained(0, configuration), n_questions=300), "untrained", kind, [])


def _document(subject: Subject, folder: str, kind: str, controls: list[ControlNetwork]) -> Document:
    with pytest.MonkeyPatch.context() as patch:
        ask_few(patch)
        patch.setattr("glassformer.claims.interchange.N_QUESTIONS", 500)
        analysis = analyse(subject, controls, n_random=2_000)
    program = analysis.found.program if analysis.found is not None and analysis.found.explains else None
    sizes = subject.model.configuration
    model = {
        "folder": folder,
        "kind": kind,
        "digits": subject.arithmetic.n_digits,
        "layers": sizes.n_layers,
        "heads": sizes.n_heads,
        "d_model": sizes.d_model,
        "d_mlp": sizes.d_mlp,
    }
    document = {
        "model": model,
        "controls": [control.name for control in controls],
        "seconds": 1.5,
        "program_text": None if program is None else str(program),
        "program_size": None if program is None else describe_size(program),
        "figures": {},
        **analysis.to_dict(),
    }
    return dict_of(json.loads(json.dumps(document)))
