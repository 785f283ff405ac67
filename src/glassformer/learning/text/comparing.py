"""What attention, tables and classes add: the same learner without them, on the same texts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from glassformer.learning.text.baselines import BaselineResult
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.contributions import Regression
from glassformer.learning.text.encoded import EncodedTexts, Floats, encode
from glassformer.learning.text.entities import tags_of
from glassformer.learning.text.knowing import fit_reader
from glassformer.learning.text.learned import describe_strength
from glassformer.learning.text.learner import Learner, learn_program
from glassformer.learning.text.results import score, score_of
from glassformer.learning.text.roles import roles_of
from glassformer.learning.text.weighing import labels_of
from glassformer.tasks.text import Feature, TextData
from glassformer.tasks.text.vectors import WordVectors


def compare(
    data: TextData,
    configuration: TextConfiguration,
    vectors: WordVectors | None,
    *,
    features: tuple[Feature, ...],
    tokenizer: str = "words",
) -> Iterator[BaselineResult]:
    """The learner without attention, and plain regression on the same inputs, each tuned on the validation texts.

    Args:
        data: the texts.
        configuration: of the run that these are compared with.
        vectors: as there.
        features: as there.
        tokenizer: as there.
    """
    yield _regression(data, configuration, vectors, features, tokenizer)
    yield _without_attention(data, configuration, vectors, features, tokenizer)


def _without_attention(
    data: TextData,
    configuration: TextConfiguration,
    vectors: WordVectors | None,
    features: tuple[Feature, ...],
    tokenizer: str,
) -> BaselineResult:
    begin = time.monotonic()
    plain = replace(configuration, reach=0, tables=0)
    learned = learn_program(data, plain, vectors, features=features, tokenizer=tokenizer)
    scores = [score(learned, data, part) for part in ("valid", "test")]
    return BaselineResult(
        name="program_without_attention",
        description="our own learner with no attention head and no table over two variables",
        tuned={"tried": learned.choices["tried"], "chosen": learned.choices["strength"]},
        valid=scores[0],
        test=scores[1],
        seconds=time.monotonic() - begin,
    )


def _regression(
    data: TextData,
    configuration: TextConfiguration,
    vectors: WordVectors | None,
    features: tuple[Feature, ...],
    tokenizer: str,
) -> BaselineResult:
    begin = time.monotonic()
    reader, known = fit_reader(data, configuration, vectors, features=features, tokenizer=tokenizer)
    learner = Learner(data, configuration, reader, known, lambda _, make: make(), lambda _: None)
    regression: Regression = replace(
        learner.regression(), roles=roles_of(learner.train, reach=0), vectors=None, uses_ratios=False
    )
    fitted, strength, tried = regression.choose(learner.valid, learner.strengths(), lambda _, make: make())
    scores = []
    for part in (data.valid, data.test):
        texts = encode(reader, part, data.label_names)
        named = _named(fitted.scores(regression.design(texts)), texts, data)
        scores.append(score_of(named, part, data, configuration.seed))
    return BaselineResult(
        name="regression_on_the_same_inputs",
        description="softmax regression on the words, phrases and features that the program may read of a word itself",
        tuned={
            "tried": [{**describe_strength(each), "cross_entropy": loss} for each, loss in tried],
            "chosen": describe_strength(strength),
        },
        valid=scores[0],
        test=scores[1],
        seconds=time.monotonic() - begin,
    )


def _named(scores: Floats, texts: EncodedTexts, data: TextData) -> list[str] | list[tuple[str, ...]]:
    """The label of each text, or the tags of its words."""
    labels = labels_of(scores)
    if not texts.is_tagged:
        return [data.label_names[label] for label in labels]
    return tags_of(labels, texts, data.label_names)
