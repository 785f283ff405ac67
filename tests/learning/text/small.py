"""What the tests of this folder share: random texts, what the interpreter makes of them, and what a program reads."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from glassformer.execution.interpreter import trace
from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints, encode
from glassformer.learning.text.learned import Learned
from glassformer.learning.text.writing import signature_of
from glassformer.program import GRID, Aggregate, Operation, Program, Scores
from glassformer.program.signature import Signature
from glassformer.tasks.text import Capital, FeatureSet, Kind, Shape, TextExamples, TextReader, Vocabulary

WORDS = ("a", "b", "B", "3", "Cy", "d-d")
LABELS = ("x", "y", "z")
N_FOLDS = 3


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Random texts with what reads them."""

    reader: TextReader
    examples: TextExamples
    texts: EncodedTexts
    signature: Signature


Rule = Callable[[random.Random, Sequence[str]], str | tuple[str, ...]]
"""The label of a text, or the tags of its words."""


def at_random(rng: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    """Any tags."""
    return tuple(rng.choices(LABELS, k=len(words)))


def any_label(rng: random.Random, words: Sequence[str]) -> str:
    """Any label."""
    return rng.choice(LABELS)


def random_texts(
    kind: Kind = "tag",
    rule: Rule | None = None,
    *,
    seed: int = 0,
    n: int = 60,
    max_length: int = 6,
    reader: TextReader | None = None,
) -> Drawn:
    """Texts of 0 to 6 words, many of which are the same; without a rule their labels are random."""
    rng = random.Random(seed)
    rule = rule or (any_label if kind == "classify" else at_random)
    words = tuple(tuple(rng.choices(WORDS, k=rng.randint(0, 6))) for _ in range(n))
    given = tuple(rule(rng, each) for each in words)
    examples = TextExamples(kind=kind, tokens=words, labels=given)
    reader = reader or TextReader(
        kind=kind,
        vocabulary=Vocabulary.fit(words[: n // 2], max_size=5, is_lower=True),
        features=FeatureSet.fit(examples, (Shape(), Capital()), min_count=1),
        max_length=max_length,
    )
    return Drawn(
        reader=reader,
        examples=examples,
        texts=encode(reader, examples, LABELS),
        signature=signature_of(reader, "made", LABELS),
    )


def interpreted(drawn: Drawn, operations: Sequence[Operation], name: str, *, marks: bool = False) -> Ints:
    """A variable that operations define, as the interpreter has it: at every word of the texts, and at their marks."""
    program = Program(signature=drawn.signature, operations=tuple(operations), returns=name)
    found: list[int] = []
    for contents in drawn.reader.read_all(drawn.examples):
        values = trace(program, drawn.signature.encode_inputs(contents)).values[name]
        found += values if marks else values[1:-1]
    return np.array(found, np.int64)


def interpreted_scores(drawn: Drawn, program: Program) -> Floats:
    """The class scores of each unit, ``unit label``, as the interpreter has them."""
    found: list[list[int]] = []
    for contents in drawn.reader.read_all(drawn.examples):
        rows = trace(program, drawn.signature.encode_inputs(contents)).scores[program.returns]
        found += rows if drawn.signature.gives_one_label else rows[1:-1]
    return np.array(found) / GRID**2


def scores_of(program: Program) -> Scores:
    """What a program ends in."""
    last = program.operations[-1]
    assert isinstance(last, Scores)
    return last


def heads_of(program: Program) -> set[str]:
    """The attention heads through which the scores read something."""
    read = scores_of(program).variables
    return {each.selector for each in program.operations if isinstance(each, Aggregate) and each.name in read}


def columns_of(learned: Learned) -> set[str]:
    """The columns that a program reads."""
    return {column.name for column in learned.program.signature.columns}
