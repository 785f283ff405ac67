"""Languages with known rules: a program that was learned from their texts must answer as the rule does.

Each draws a text with its label, or with the tags of its words. Words are neutral, or decide; names are invented, so
that no other text has them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.learned import Learned
from glassformer.learning.text.learner import learn_program
from glassformer.learning.text.results import predict
from glassformer.learning.text.source import TextSource
from glassformer.tasks.text import Feature, SpanCounts, TextData, TextExamples, count_spans

NEUTRAL = ("the", "film", "was", "it", "a", "so", "then", "of", "they", "plot", "scene", "as")
GOOD = ("superb", "lovely", "brilliant", "charming")
BAD = ("dull", "awful", "boring", "clumsy")
TITLES = ("Mr", "Dr", "Ms")
PLAIN = ("saw", "met", "likes", "paid", "and", "yesterday", "again", "the")
SYLLABLES = ("ba", "co", "du", "fi", "gro", "ha", "jo", "ki", "lu", "mo", "ne", "pra", "ro", "si", "tu", "wi")
_NAMES = tuple("".join(syllables).capitalize() for syllables in product(SYLLABLES, SYLLABLES[:5], SYLLABLES[5:10]))
TOWNS, OTHERS = _NAMES[::7], _NAMES[3::7]
"""Names that nothing but a list tells apart."""
HEARD = 30
"""Of either, training texts have the first so many."""
FLIPPED = {"good": "bad", "bad": "good"}


@dataclass
class Text:
    """A text as it grows."""

    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    label: str = ""

    def add(self, word: str, tag: str = "O", part: str = "") -> None:
        """One word more."""
        self.words.append(word)
        self.tags.append(tag)
        self.parts.append(part)


Language = Callable[[random.Random], Text]


def invented(rng: random.Random) -> str:
    """A word that hardly any other text has."""
    return "".join(rng.choices(SYLLABLES, k=4))


def opinion(rng: random.Random) -> Text:
    """One word decides."""
    return negated(rng, 0, 0)


def negation(rng: random.Random) -> Text:
    """The word decides, turned round where "not" stands before it."""
    return negated(rng, 0.3, 0)


def far_negation(rng: random.Random) -> Text:
    """The same, with up to two neutral words between."""
    return negated(rng, 0.2, 2)


def negated(rng: random.Random, share: float, n_between: int) -> Text:
    """A word that decides among neutral ones, and "not" before it in a share of the texts."""
    label, among = rng.choice((("good", GOOD), ("bad", BAD)))
    words, decisive = rng.choices(NEUTRAL, k=rng.randint(1, 7)), [rng.choice(among)]
    if rng.random() < share:
        decisive = ["not", *rng.choices(NEUTRAL, k=rng.randint(0, n_between)), *decisive]
        label = FLIPPED[label]
    place = rng.randint(0, len(words))
    return Text(words=[*words[:place], *decisive, *words[place:]], label=label)


def entities(rng: random.Random) -> Text:
    """A name after a title is a person, and after "in" a place; any other is nothing, and so is a word that is none."""
    text = Text()
    for _ in range(rng.randint(1, 4)):
        before, tag = rng.choice(((rng.choice(TITLES), "B-PER"), ("in", "B-LOC"), (rng.choice(PLAIN), "O")))
        text.add(before)
        if rng.random() < 0.8:
            text.add(invented(rng).capitalize(), tag)
        text.add(rng.choice(PLAIN))
    return text


def numbers(rng: random.Random) -> Text:
    """A number is told by its form: each is another one."""
    text = Text()
    for _ in range(rng.randint(1, 6)):
        word = rng.choice((invented(rng), rng.choice(PLAIN), str(rng.randrange(10 ** rng.randint(1, 6)))))
        text.add(word, "NUM" if word.isdigit() else "X")
    text.label = "counts" if "NUM" in text.tags else "tells"
    return text


def towns(rng: random.Random, n_names: int = len(TOWNS)) -> Text:
    """Towns among other names."""
    text = Text()
    for _ in range(rng.randint(1, 5)):
        is_town = rng.random() < 0.5
        text.add(rng.choice((TOWNS if is_town else OTHERS)[:n_names]), "B-LOC" if is_town else "O")
        text.add(rng.choice(PLAIN))
    return text


def towns_heard_of(rng: random.Random) -> Text:
    """The same with those names that training texts have."""
    return towns(rng, HEARD)


def parts_of_speech(rng: random.Random) -> Text:
    """A further column of the data decides, and the word says nothing."""
    text = Text()
    for _ in range(rng.randint(1, 6)):
        part = rng.choice(("NN", "VB", "DT", "JJ"))
        text.add(rng.choice((*PLAIN, invented(rng))), "N" if part in ("NN", "JJ") else "X", part)
    return text


def examples_of(language: Language, kind: str, n: int, seed: int) -> TextExamples:
    """Labelled texts; with a column of parts of speech where the language has these."""
    rng = random.Random(seed)
    texts = [language(rng) for _ in range(n)]
    has_parts = any(text.parts and text.parts[0] for text in texts)
    return TextExamples(
        kind="tag" if kind == "tag" else "classify",
        tokens=tuple(tuple(text.words) for text in texts),
        labels=tuple(tuple(text.tags) if kind == "tag" else text.label for text in texts),
        columns={"pos": tuple(tuple(text.parts) for text in texts)} if has_parts else {},
    )


def data_of(language: Language, kind: str, n: int = 300, seed: int = 0) -> TextData:
    """So many texts to learn from, and a third as many each to choose by and to test on."""
    train = examples_of(language, kind, n, seed)
    names = set(train.classes) if kind == "classify" else {tag for tags in train.tags for tag in tags}
    return TextData(
        train=train,
        valid=examples_of(language, kind, n // 3, seed + 1_000),
        test=examples_of(language, kind, n // 3, seed + 2_000),
        label_names=tuple(sorted(names, key=lambda name: (name != "O", name))),
        task_name=language.__name__,
    )


def learned_from(
    language: Language,
    kind: str,
    n: int = 300,
    seed: int = 0,
    features: tuple[Feature, ...] | None = None,
    **settings: object,
) -> Learned:
    """What is learned from a language."""
    return learn_program(data_of(language, kind, n, seed), TextConfiguration.of(settings), features=features)


def share_right(learned: Learned, language: Language, n: int = 500, seed: int = 9_000) -> float:
    """On which share of fresh texts the program says all that the rule says."""
    fresh = examples_of(language, learned.reader.kind, n, seed)
    predicted = predict(learned.program, learned.reader, fresh)
    answers = [tuple(each) if learned.reader.kind == "tag" else each for each in predicted]
    return [one == other for one, other in zip(answers, fresh.labels or (), strict=True)].count(True) / n


def spans_right(learned: Learned, language: Language, n: int = 500, seed: int = 9_000) -> SpanCounts:
    """How well entities of fresh texts are found."""
    fresh = examples_of(language, "tag", n, seed)
    return count_spans(fresh.tags, predict(learned.program, learned.reader, fresh))


def write_texts(path: Path, examples: TextExamples) -> Path:
    """A file of labelled texts: CSV of labels, or CoNLL columns of tags."""
    if examples.kind == "classify":
        rows = [f"{' '.join(words)},{label}" for words, label in zip(examples.tokens, examples.classes, strict=True)]
        path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    else:
        columns = zip(examples.tokens, *examples.columns.values(), examples.tags, strict=True)
        texts = ["".join("\t".join(row) + "\n" for row in zip(*text, strict=True)) for text in columns]
        path.write_text("\n".join(texts), encoding="utf-8")
    return path


def source_of(folder: Path, language: Language, kind: str, n: int = 300, seed: int = 0) -> TextSource:
    """Files of a language: for training, and a third as many texts each to choose by and to test on."""
    data = data_of(language, kind, n, seed)
    folder.mkdir(parents=True, exist_ok=True)
    end = "csv" if kind == "classify" else "conll"
    train, valid, test = (
        str(write_texts(folder / f"{part}.{end}", getattr(data, part))) for part in ("train", "valid", "test")
    )
    return TextSource(train=train, valid=valid, test=test, tokenizer="spaces", name=language.__name__)
