"""Programs of the form that is learned from text, small, on a reader that was fitted on a few sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.support.text_runs import KINDS, TAGS, signature_of

from glassformer.program import GRID, Aggregate, Categorical, LookupTable, Program, Scores, SelectClosest
from glassformer.program.relations import Relation
from glassformer.tasks.text import (
    Capital,
    Feature,
    FeatureSet,
    Phrase,
    TextExamples,
    TextReader,
    Vocabulary,
    default_features,
)
from glassformer.tasks.text.examples import Kind

CLASSES = ("~a", "~b", "~c", "~d")
WORDS = ("who", "went", "to", "rome", "ash", "in", "New", "York", "zzz", "Zzz", ".", "is", "see", "Mr")
SENTENCES = (
    ("Dr", "Ash", "Bell", "went", "to", "Rome", "."),
    ("It", "is", "n't", "in", "New", "York", ",", "Mr", "Cole", "!"),
    ("who", "went", "to", "Oslo", "?"),
    ("see", "who", "is", "in", "Rome", "at", "12:30", "..."),
)
PARTS = tuple(tuple("NNP" if word[0].isupper() else "X" for word in words) for words in SENTENCES)
EXAMPLES = TextExamples(kind="tag", tokens=SENTENCES, columns={"pos": PARTS})


def fit_reader(
    kind: Kind = "tag", features: Sequence[Feature] | None = None, *, max_length: int = 20, is_lower: bool = True
) -> TextReader:
    """A reader that was fitted on the sentences."""
    return TextReader(
        kind=kind,
        vocabulary=Vocabulary.fit(SENTENCES, is_lower=is_lower),
        features=FeatureSet.fit(EXAMPLES, features or (*default_features(), Phrase()), max_values=20, min_count=1),
        max_length=max_length,
    )


def small_reader(kind: Kind) -> TextReader:
    """A reader of words, capitals and phrases."""
    return fit_reader(kind, (Capital(), Phrase()))


def learned(reader: TextReader, rng: random.Random) -> Program:
    """Classes of words and of phrases, what stands before, and a table over two classes; all of it drawn."""
    signature = signature_of(reader, KINDS if reader.kind == "classify" else TAGS)
    types = dict(signature.inputs)
    positions, n_labels = types["positions"], len(signature.labels)
    assert isinstance(positions, Categorical)

    def classes(name: str, *inputs: str) -> LookupTable:
        n_rows = 1
        for each in inputs:
            type_ = types[each]
            assert isinstance(type_, Categorical)
            n_rows *= type_.cardinality
        types[name] = Categorical(CLASSES)
        return LookupTable(name=name, inputs=inputs, values=CLASSES, table=tuple(rng.choices(range(4), k=n_rows)))

    word_class, phrase_class = classes("word_class", "tokens"), classes("phrase_class", "phrase")
    types["word_class_before"] = Categorical(CLASSES)
    both = classes("both", "word_class", "word_class_before")
    predicate = Relation("==", -1).predicate(positions.values, positions.values)
    scored = ("word_class", "phrase_class", "word_class_before", "both", "capital")

    def weights(name: str) -> tuple[tuple[int, ...], ...]:
        type_ = types[name]
        assert isinstance(type_, Categorical)
        return tuple(tuple(rng.randint(-2 * GRID, 2 * GRID) for _ in range(n_labels)) for _ in type_.values)

    scores = Scores(
        name="out",
        variables=scored,
        weights=tuple(map(weights, scored)),
        bias=tuple(rng.randint(-GRID, GRID) for _ in range(n_labels)),
        is_pooled=signature.gives_one_label,
    )
    before = SelectClosest(name="before", keys="positions", queries="positions", predicate=predicate)
    read = Aggregate(name="word_class_before", selector="before", values="word_class")
    operations = (word_class, phrase_class, before, read, both, scores)
    return Program(signature=signature, operations=operations, returns="out", origin="learned")


def some_words(rng: random.Random, n: int | None = None) -> Sequence[str]:
    """A text of known and unknown words."""
    return tuple(rng.choices(WORDS, k=n or rng.randint(1, 7)))
