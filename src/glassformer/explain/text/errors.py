"""The errors of a text program on labelled texts: how many, which, and what they have in common."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from glassformer.execution.texts import marks_entities
from glassformer.explain.facts import in_weights
from glassformer.explain.text.decisions import scores_of
from glassformer.explain.text.evaluated import EvaluatedTexts, evaluate
from glassformer.explain.text.failing_rules import FailingRule, failing_rules
from glassformer.explain.text.origins import Classes
from glassformer.explain.text.word_classes import ClassErrors, class_variables, worst_classes
from glassformer.program.sketch import Program
from glassformer.tasks.text import Scheme, SpanCounts, TextExamples, TextReader, count_spans_by_type, repair
from glassformer.tasks.text.schemes import OUTSIDE

if TYPE_CHECKING:
    from glassformer.learning.text.baselines.scores import Labels, Score

MOST_MISTAKES = 10
"""So many mistakes are reported, those with the largest margins."""


@dataclass(frozen=True, kw_only=True)
class TextMistake:
    """A wrong label.

    Attributes:
        file, line: where the word, or the text, stands; the file is empty, and the line a number, where there is none.
        words: of the text.
        position: of the word, counted from 1; None where the text has one label.
        expected: the right label.
        found: the program's.
        margin: how far that is ahead of the program's next, in ``1 / GRID**2``.
    """

    file: str
    line: int
    words: tuple[str, ...]
    position: int | None
    expected: str
    found: str
    margin: int

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; the margin in ``1 / GRID``."""
        return asdict(self) | {"words": list(self.words), "margin": in_weights([self.margin])[0]}


@dataclass(frozen=True, kw_only=True)
class TextErrors:
    """What was found.

    Attributes:
        is_tagged: whether words have labels; otherwise texts have.
        n_texts: how many texts there are.
        n_cut: how many are longer than what is read of them; of the tags of the rest only ``O`` is right.
        score: accuracy over texts, or words where those have tags; strict F1 where tags mark entities, which are first
            mended as CoNLL's evaluation script reads them.
        entities: strict counts for each type of entity; None where labels mark none.
        labels: of the confusion: the program's, and then others that the texts have.
        confusion: ``[expected][found]``: how many texts, or words that were read.
        word_classes: those whose errors chance explains least.
        n_classes: how many were looked at.
        rules: those that decide more mistakes than right labels need them.
        n_rules: how many were looked at.
        mistakes: those with the largest margins.
    """

    is_tagged: bool
    n_texts: int
    n_cut: int
    score: Score
    entities: Mapping[str, SpanCounts] | None
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    word_classes: tuple[ClassErrors, ...]
    n_classes: int
    rules: tuple[FailingRule, ...]
    n_rules: int
    mistakes: tuple[TextMistake, ...]

    @property
    def n_wrong(self) -> int:
        """How many labels are wrong, of texts, or of words that were read."""
        return sum(sum(row) - row[number] for number, row in enumerate(self.confusion))

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        found: dict[str, Any] = {"n_texts": self.n_texts, "n_cut": self.n_cut, "score": self.score.to_dict()}
        if self.entities is not None:
            found["entities"] = {
                type_: {**asdict(counts), "f1": None if math.isnan(counts.f1) else counts.f1}
                for type_, counts in self.entities.items()
            }
        return found | {
            "confusion": {"labels": list(self.labels), "counts": [list(row) for row in self.confusion]},
            "word_classes": {"n_looked_at": self.n_classes, "worst": [each.to_dict() for each in self.word_classes]},
            "rules": {"n_looked_at": self.n_rules, "failing": [each.to_dict() for each in self.rules]},
            "mistakes": [each.to_dict() for each in self.mistakes],
        }


def find_text_errors(program: Program, reader: TextReader, examples: TextExamples) -> TextErrors:
    """The errors of a program on labelled texts.

    Args:
        program: that returns scores, and takes what the reader reads.
        reader: of the program.
        examples: texts with labels; entity tags are IOB2.

    Raises:
        InputError: there are no texts, or they are not labelled as the program labels, or lack a column that is read.
        ProgramError: the program returns a variable instead of scores.
    """
    from glassformer.learning.text.baselines.scores import score_labels

    scores, classes = scores_of(program), Classes(program)
    variables = class_variables(program, classes)
    texts = evaluate(program, reader, examples, {*scores.variables, *(each.name for each in variables)})
    has_entities = marks_entities(program)
    predicted = _predicted(texts, examples, has_entities=has_entities)
    labels, confusion = _confusion(texts)
    word_classes, n_classes = worst_classes(texts, variables, classes)
    rules, n_rules = failing_rules(program, scores, texts, classes)
    return TextErrors(
        is_tagged=texts.is_tagged,
        n_texts=len(examples),
        n_cut=reader.n_cut(examples),
        score=score_labels(examples, predicted, marks_entities=has_entities, rng=np.random.default_rng(0)),
        entities=count_spans_by_type(examples.tags, predicted) if has_entities else None,
        labels=labels,
        confusion=confusion,
        word_classes=word_classes,
        n_classes=n_classes,
        rules=rules,
        n_rules=n_rules,
        mistakes=tuple(_mistakes(texts, examples)),
    )


def _predicted(texts: EvaluatedTexts, examples: TextExamples, *, has_entities: bool) -> Labels:
    """The labels of texts, or the tags of all of their words: of those that were not read ``O``, or none."""
    if not texts.is_tagged:
        return [texts.labels[label] for label in texts.found]
    beyond = OUTSIDE if has_entities else ""
    tags = (
        (*given, *[beyond] * (len(words) - len(given)))
        for given, words in zip(texts.tags, examples.tokens, strict=True)
    )
    return [repair(each, Scheme.IOB2) if has_entities else each for each in tags]


def _confusion(texts: EvaluatedTexts) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """The labels that there are, and how often each is given for each."""
    labels = tuple(dict.fromkeys([*texts.labels, *sorted(set(texts.expected_names))]))
    counts = Counter(zip(texts.expected_names, texts.found.tolist(), strict=True))
    return labels, tuple(tuple(counts[label, number] for number in range(len(labels))) for label in labels)


def _mistakes(texts: EvaluatedTexts, examples: TextExamples) -> Iterator[TextMistake]:
    """The wrong labels with the largest margins, the first of equals first."""
    wrong = np.flatnonzero(~texts.is_right)
    for unit in wrong[np.argsort(-texts.margins[wrong], kind="stable")][:MOST_MISTAKES].tolist():
        text, place = (int(texts.text[unit]), int(texts.place[unit])) if texts.is_tagged else (unit, None)
        source = examples.sources[text]
        yield TextMistake(
            file=source.file,
            line=source.word_lines[place - 1] if place is not None and source.word_lines else source.line,
            words=examples.tokens[text],
            position=place,
            expected=texts.expected_names[unit],
            found=texts.labels[texts.found[unit]],
            margin=int(texts.margins[unit]),
        )
