"""What is known about a program of texts: right on how many, the same as its network on how many, how large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from glassformer import __version__
from glassformer.agreement import Agreement
from glassformer.agreement.counting import count_agreement_on
from glassformer.emission import Facts, to_python
from glassformer.execution.tensors import Executor
from glassformer.learning import progress
from glassformer.learning.results import describe_size
from glassformer.learning.text.baselines import Score, score_labels
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.entities import OUTSIDE
from glassformer.learning.text.learned import Learned, has_entities
from glassformer.program import Program
from glassformer.tasks.text import TextData, TextExamples, TextReader

PARTS = ("train", "valid", "test")


def predict(program: Program, reader: TextReader, examples: TextExamples) -> list[Any]:
    """The program's label of each text, or tag of each of its words; words that were cut off get ``O``."""
    found = Executor(program).run(reader.read_all(examples))
    if reader.kind == "classify":
        return list(found)
    return whole(found, examples, program.signature.labels)


def score(learned: Learned, data: TextData, part: str) -> Score:
    """What the program gets right of a part of the data."""
    examples = getattr(data, part)
    return score_of(predict(learned.program, learned.reader, examples), examples, data, learned.seed)


def score_of(predicted: Sequence[Any], examples: TextExamples, data: TextData, seed: int) -> Score:
    """What is right of the labels of texts, or tags of their words; what was cut off counts as `whole` has it."""
    given = whole(predicted, examples, data.label_names) if data.kind == "tag" else predicted
    return score_labels(examples, given, marks_entities=has_entities(data), rng=np.random.default_rng(seed))


def whole(tags: Sequence[Sequence[Any]], examples: TextExamples, label_names: Sequence[str]) -> list[list[Any]]:
    """The tags of all words: those that were cut off are ``O``, or the first tag where there is none such."""
    filler = OUTSIDE if OUTSIDE in label_names else label_names[0]
    return [[*given, *[filler] * (len(words) - len(given))] for given, words in zip(tags, examples.tokens, strict=True)]


def summarise(
    learned: Learned,
    data: TextData,
    configuration: TextConfiguration,
    folder: Path,
    seconds: float,
    baselines: list[dict[str, Any]],
    *,
    shown: bool,
) -> dict[str, Any]:
    """Score, count the agreement, write ``program.py``; all of it as ``summary.json`` has it."""
    program, reader = learned.program, learned.reader
    scores = {part: score(learned, data, part) for part in PARTS}
    with progress.counted("agreement", shown=shown) as count:
        agreement = count_agreement_on(learned.network, program, reader.read_all(data.test), progress=count)
    facts = _facts(scores["test"], agreement, data)
    to_python(program, path=folder / "program.py", facts=facts, reader=reader)
    hits = scores["valid"].accuracy
    return {
        "origin": program.origin,
        "parents": [],
        "task": data.task_name,
        "kind": data.kind,
        "vocabulary_size": len(reader.vocabulary),
        "max_length": reader.max_length,
        "found_by": "regression",
        "seed": configuration.seed,
        "restarts": 1,
        "seconds": round(seconds, 1),
        "device": "cpu",
        "accuracy": {part: _describe(found, data) for part, found in scores.items()},
        "agreement": agreement.to_dict(),
        "verdict": {"status": "tested", "inputs": len(data.test), "counterexample": None},
        "program": describe_size(program),
        "facts": {"accuracy": facts.accuracy, "agreement": facts.agreement, "verdict": facts.verdict},
        "baselines": baselines,
        "choices": learned.choices,
        "cut": {part: reader.n_cut(getattr(data, part)) for part in PARTS},
        "warnings": list(data.warnings),
        "texts": {part: len(getattr(data, part)) for part in PARTS},
        "spread": [{"valid": {"tokens": hits.successes, "n_tokens": hits.n}}],
        "best_restart": 0,
    }


def _describe(found: Score, data: TextData) -> dict[str, Any]:
    """Token and sequence accuracy, and entities where tags mark them."""
    share = found.accuracy
    token = {"token": share.value if share.n else None, "n_tokens": share.n, "token_interval": list(share.interval)}
    described = found.to_dict()
    if data.kind == "classify":
        return token | {"sequence": token["token"], "n_sequences": share.n, "sequence_interval": list(share.interval)}
    return (
        token
        | {"sequence": None, "value": described["value"], "interval": described["interval"]}
        | ({"entities": described["entities"]} if "entities" in described else {})
    )


def _facts(test: Score, agreement: Agreement, data: TextData) -> Facts:
    what = f"labels {test.accuracy}" if data.kind == "classify" else f"tags {test.accuracy}"
    if test.spans is not None and not math.isnan(test.value):
        low, high = test.interval
        of = f"95 % interval {low:.1%} to {high:.1%}, {test.spans.n_expected:,} of them"
        what = f"entities F1 {test.value:.2%} ({of}); {what}"
    n = f"{agreement.inputs:,} test texts"
    same = f"network, interpreter, executor and emitted source say the same on {n}"
    return Facts(
        accuracy=f"on {len(data.test):,} unseen texts, {what}",
        agreement=same if agreement.mismatches == 0 else str(agreement),
        verdict=f"tested on {len(data.test):,} texts: a text task has no rule by which a program could be proved",
        version=__version__,
    )
