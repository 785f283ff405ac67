"""Small run folders of text tasks: a reader fitted on a few sentences, and a program that was written by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from glassformer.program import (
    Aggregate,
    Column,
    LookupTable,
    Program,
    Scores,
    SelectClosest,
    Signature,
    save,
)
from glassformer.program.relations import Relation
from glassformer.program.variables import Categorical
from glassformer.tasks.text import Feature, FeatureSet, TextExamples, TextReader, Vocabulary, WordList, default_features
from glassformer.tasks.text.examples import Kind
from glassformer.tasks.text.place_features import Column as DataColumn
from glassformer.tasks.text.place_features import Phrase

SENTENCES = (
    ("Dr", "Ash", "Bell", "went", "to", "Rome", "."),
    ("It", "is", "n't", "in", "New", "York", ",", "Mr", "Cole", "!"),
    ("@ann", "paid", "1,000", "$", "at", "12:30", "in", "the", "U.S.", "..."),
    ("#news", ":", "see", "https://x.org", "and", "AT&T", "'s", "iPhone", "3G", "?"),
    ("who", "went", "to", "Oslo", "?"),
    ("5", "m\u00b2", "are", "no", "km"),
)
PARTS = tuple(tuple("NNP" if word[0].isupper() else "X" for word in words) for words in SENTENCES)
EXAMPLES = TextExamples(kind="tag", tokens=SENTENCES, columns={"pos": PARTS})

NASTY = (
    "",
    " \t ",
    "a",
    "I can't see Denver's #1 café (https://x.org/a?b=1)...",
    "e\u0301te\u0301 na\u00efve \u0939\u093f\u0928\u094d\u0926\u0940 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\U0001f600\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f ok\U0001f44d",
    "\u01c5 \u0130stanbul \u1e9e STRASSE stra\u00dfe \ufb01n \u03a3\u0391\u03a3",
    "\u00aa \u0661\u0662\u0663 \u2160 x\u00b2",
    "http:// www. www.a https://a.b/(c), user+tag@mail.example.com @ # @@x ##y",
    "<s> </s> <unk> <other> <short> O B-PER New York new york NEW YORK York",
    "24/7 1990s 1st 3.14.15 1,000,000 U.S.A. e.g. -- --- !!! ?!?! \u2026 \u2019tis don\u2019t DON'T n't n't",
    "well-known AT&T O'Brien rock'n'roll -a- &b& 'quoted' \"x\" a_b __init__ \\n {x} %s %d",
    "\u65e5\u672c\u8a9e \u4e2d\u6587 \ud55c\uad6d\uc5b4 \u0e44\u0e17\u0e22",
    "\x0b \x1c \x85 \xa0 \u3000 \ufeff \u200b \x00",
    "Dr Dr Ash Bell to to Rome Oslo in . in In IN! Who? New Yorker",
    "Yes... No way. 'Quoted' Ok !!! See me ?! (Really) 7 m\u00b2",
    "in New York, Mr Ash, or New York, or New York New York",
    "word " * 40,
    "x" * 300,
)
"""Texts that are awkward to cut, to describe or to write down."""

TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
KINDS = ("yes", "no", "who?")


def fit_reader(
    kind: Kind = "tag",
    features: Sequence[Feature] | None = None,
    *,
    max_length: int = 20,
    tokenizer: str = "words",
    is_lower: bool = True,
) -> TextReader:
    """A reader that was fitted on the sentences, with phrases and a list of places among its features by default."""
    places = WordList("places", (("new", "york"), ("york",), ("rome",)))
    chosen = (*default_features(), Phrase(), places) if features is None else features
    return TextReader(
        kind=kind,
        vocabulary=Vocabulary.fit(SENTENCES, is_lower=is_lower),
        features=FeatureSet.fit(EXAMPLES, chosen, max_values=24, min_count=1),
        max_length=max_length,
        tokenizer=tokenizer,
    )


WITH_PARTS = (*default_features(), DataColumn("pos"))
"""Features of a reader that wants parts of speech, which the data has."""


def signature_of(reader: TextReader, labels: Sequence[str]) -> Signature:
    """What the reader's programs take and give."""
    return Signature(
        task="made up",
        alphabet=reader.vocabulary.words,
        labels=tuple(labels),
        lengths=range(reader.max_length + 1),
        end_mark="</s>",
        gives_one_label=reader.kind == "classify",
        columns=tuple(Column(name, values) for name, values in reader.columns),
    )


def scored(signature: Signature, variables: Sequence[str], rng: random.Random) -> Program:
    """A program that adds up weights of these inputs, all of them drawn."""
    n_labels = len(signature.labels)

    def weights(name: str) -> tuple[tuple[int, ...], ...]:
        type_ = signature.inputs[name]
        assert isinstance(type_, Categorical)
        return tuple(tuple(rng.randint(-3000, 3000) for _ in range(n_labels)) for _ in type_.values)

    scores = Scores(
        name="out",
        variables=tuple(variables),
        weights=tuple(map(weights, variables)),
        bias=(0,) * n_labels,
        is_pooled=signature.gives_one_label,
    )
    return Program(signature=signature, operations=(scores,), returns="out")


def tagger(reader: TextReader) -> Program:
    """A person follows a title, a place follows "in" or "to", and any other word with a capital is inside of a person.

    So an ``I-PER`` may follow what it cannot continue.
    """
    signature = signature_of(reader, TAGS)
    tokens, positions = signature.marks + signature.alphabet, signature.inputs["positions"]
    assert isinstance(positions, Categorical)
    roles = {"dr": 1, "mr": 1, "in": 2, "to": 2}
    role = LookupTable(
        name="role",
        inputs=("tokens",),
        values=("other", "title", "before-place"),
        table=tuple(roles.get(token, 0) for token in tokens),
    )
    predicate = Relation("==", -1).predicate(positions.values, positions.values)
    before = SelectClosest(name="before", keys="positions", queries="positions", predicate=predicate)
    role_before = Aggregate(name="role_before", selector="before", values="role")
    capitals = signature.marks + next(column.values for column in signature.columns if column.name == "capital")
    has_capital = tuple((0, 0, 10 * (value in ("first", "all")), 0, 0) for value in capitals)
    scores = Scores(
        name="tag",
        variables=("role_before", "capital"),
        weights=(((0,) * 5, (0, 30, 0, 0, 0), (0, 0, 0, 30, 0)), has_capital),
        bias=(1, 0, 0, 0, 0),
    )
    return Program(signature=signature, operations=(role, before, role_before, scores), returns="tag")


def classifier(reader: TextReader) -> Program:
    """A question that asks for a person, no for a text with "n't" in it, and otherwise yes."""
    signature = signature_of(reader, KINDS)
    tokens = signature.marks + signature.alphabet
    weights = {"who": (0, 0, 30), "n't": (0, 20, 0)}
    scores = Scores(
        name="label",
        variables=("tokens",),
        weights=(tuple(weights.get(token, (0, 0, 0)) for token in tokens),),
        bias=(1, 0, 0),
        is_pooled=True,
    )
    return Program(signature=signature, operations=(scores,), returns="label")


def write_run(folder: Path, program: Program, reader: TextReader) -> Path:
    """A run folder, as far as commands that read programs need one."""
    folder.mkdir(parents=True)
    save(program, folder / "program.json")
    save(program, folder / "program.glass")
    vocabulary = {
        "tokens": [*program.signature.marks, *program.signature.alphabet],
        "labels": list(program.signature.labels),
        "reader": reader.to_dict(),
    }
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    return folder
