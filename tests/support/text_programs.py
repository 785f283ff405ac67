"""Random programs of the form that is learned from text: many words, few classes of words, a window around each word.

Such a program reads classes of words (tables over ``tokens``) and columns at the word itself, at its neighbours, and at
the word of the best class, and adds up the weights of what it has read. Everything is drawn from the ``random.Random``
that is passed in.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glassformer.program import (
    GRID,
    Aggregate,
    Categorical,
    Column,
    LookupTable,
    Program,
    Scores,
    SelectBest,
    SelectClosest,
    Signature,
)
from glassformer.program.columns import Item
from glassformer.program.relations import Relation
from tests.support.programs import Grower, with_columns

UNKNOWN = "<unk>"
PARTS = ("a", "be", "cu", "do", "en", "fi", "go", "ha", "in", "ka", "lo", "mu", "ne", "or", "pi", "ro", "su", "to")
AWKWARD_PARTS = (
    "é",
    "ß",
    "ж",
    "日本",
    "🙂",
    '"',
    "'",
    "\\",
    "#",
    "/",
    "-",
    ".",
    ",",
    ":",
    "?",
    "1",
    "20",
    "=",
    "}",
    " ",
)
SIGNS = ('"', "'", "\\", "#", "/", ",", ".", ":", "(", ")", "{", "}", "?", "=", "->", "any", "else", "key", "to")
COLUMN_NAMES = ("shape", "suffix", "prefix", "pos", "list", "length", "case", "form", "place", "chunk", "first", "last")


@dataclass(frozen=True, kw_only=True)
class TextOptions:
    """How large a program is.

    Attributes:
        n_words: how many words the alphabet has, ``<unk>`` among them.
        n_columns: how many columns; ``most_values``: each of them, and each class of words, has at most so many values.
        n_tables: how many tables over ``tokens``; ``n_pairs``: how many tables over two variables.
        n_best: how many selectors of the best key, beside the four of the neighbours.
        n_scored: how many variables the scores read.
        is_pooled: one label for the whole text, instead of one for each word.
    """

    n_words: int = 20_000
    n_columns: int = 10
    most_values: int = 128
    n_labels: int = 9
    n_tables: int = 4
    n_pairs: int = 2
    n_best: int = 2
    n_scored: int = 30
    longest: int = 64
    is_pooled: bool = False
    is_causal: bool = False
    end_mark: bool = True


SMALL = TextOptions(n_words=60, n_columns=6, most_values=7, n_labels=4, n_scored=12, longest=7)
"""A program that is quick in all ways of running it, with everything in it that a large one has."""
MIDDLING = replace(SMALL, n_words=400, most_values=50, n_scored=20, longest=30)
"""One whose tables and inputs are too large to be gone through one by one."""


def text_program(rng: random.Random, options: TextOptions = TextOptions()) -> Program:
    """A program without holes."""
    return _TextGrower(rng, options).program()


def text_inputs(program: Program, rng: random.Random, n: int, length: int | None = None) -> list[list[Item]]:
    """``n`` texts, frequent words more often than rare ones; of all lengths, or all of one."""
    signature = program.signature
    n_words = len(signature.alphabet)

    def word() -> str:
        return signature.alphabet[int(n_words ** rng.random()) - 1]

    lengths = [length or rng.choice(signature.lengths) for _ in range(n)]
    return [[with_columns(signature, word(), rng) for _ in range(n_tokens)] for n_tokens in lengths]


def made_up_words(rng: random.Random, n: int) -> tuple[str, ...]:
    """``n`` different words: plain ones, numbers, signs, and words of awkward characters; ``<unk>`` first."""
    found = dict.fromkeys((UNKNOWN, *SIGNS)[:n])
    while len(found) < n:
        kind = rng.random()
        if kind < 0.05:
            word = str(rng.randrange(3000))
        else:
            parts = PARTS + AWKWARD_PARTS if kind < 0.3 else PARTS
            word = "".join(rng.choices(parts, k=rng.randint(1, 5)))
            word = word.capitalize() if rng.random() < 0.3 else word
        found[word] = None
    return tuple(found)


class _TextGrower(Grower):
    """Grows a program in the order in which a reader expects its operations."""

    def __init__(self, rng: random.Random, options: TextOptions) -> None:
        super().__init__(rng, _signature(rng, options))
        self.options = options

    def program(self) -> Program:
        """The whole program."""
        options, rng = self.options, self.rng
        classes = [self._classes(f"class_{place}") for place in range(options.n_tables)]
        read = [*classes, *(column.name for column in self.signature.columns)]
        selectors = [self._neighbour(offset) for offset in (-1, 1, -2, 2)]
        selectors += [self._best(f"best_{place}", rng.choice(classes)) for place in range(options.n_best)]
        chosen = [(selector, values) for selector in selectors for values in read]
        rng.shuffle(chosen)
        n_copied = max(options.n_scored - len(read) - options.n_pairs, len(selectors))
        copied = [self._copy(selector, values) for selector, values in chosen[:n_copied]]
        pairs = [
            self._pair(f"pair_{place}", rng.choice(classes), rng.choice(copied)) for place in range(options.n_pairs)
        ]
        scored = [*read, *pairs, *copied][: options.n_scored]
        self._scores(scored)
        return Program(signature=self.signature, operations=tuple(self.operations), returns="out", origin="learned")

    def _classes(self, name: str) -> str:
        """A table over tokens: most words are in the first class, as those that no evidence is about."""
        values = _class_names(self.rng, self.options.most_values)
        share = self.rng.choice((0.3, 0.8))
        table = tuple(
            self.rng.randrange(len(values)) if self.rng.random() < share else 0 for _ in self._names("tokens")
        )
        return self.add(LookupTable(name=name, inputs=("tokens",), values=values, table=table))

    def _neighbour(self, offset: int) -> str:
        """The position so far away; the begin mark where there is none."""
        positions = self._names("positions")
        predicate = Relation("==", offset).predicate(positions, positions)
        name = f"{'before' if offset < 0 else 'after'}_{abs(offset)}"
        return self.add(SelectClosest(name=name, keys="positions", queries="positions", predicate=predicate))

    def _best(self, name: str, keys: str) -> str:
        n_values = len(self._names(keys))
        scores = tuple(tuple(self._weights(n_values)) for _ in range(n_values))
        return self.add(SelectBest(name=name, keys=keys, queries=keys, scores=scores))

    def _copy(self, selector: str, values: str) -> str:
        return self.add(Aggregate(name=f"{values}_at_{selector}", selector=selector, values=values))

    def _pair(self, name: str, first: str, second: str) -> str:
        values = _class_names(self.rng, self.options.most_values)
        n_rows = len(self._names(first)) * len(self._names(second))
        share = self.rng.choice((0.1, 1.0))
        table = tuple(self.rng.randrange(len(values)) if self.rng.random() < share else 0 for _ in range(n_rows))
        return self.add(LookupTable(name=name, inputs=(first, second), values=values, table=table))

    def _scores(self, scored: Sequence[str]) -> str:
        n_labels = len(self.signature.labels)
        weights = tuple(tuple(tuple(self._weights(n_labels)) for _ in self._names(name)) for name in scored)
        bias = tuple(self._weights(n_labels))
        is_pooled = self.options.is_pooled
        return self.add(Scores(name="out", variables=tuple(scored), weights=weights, bias=bias, is_pooled=is_pooled))

    def _weights(self, n: int) -> list[int]:
        return [self.rng.randint(-3 * GRID, 3 * GRID) for _ in range(n)]

    def _names(self, variable: str) -> tuple[str, ...]:
        type_ = self.checker.types[variable]
        assert isinstance(type_, Categorical)
        return type_.values


def _signature(rng: random.Random, options: TextOptions) -> Signature:
    alphabet = made_up_words(rng, options.n_words)
    signature = Signature(
        task="made up",
        alphabet=alphabet,
        labels=tuple(f"label {place}" for place in range(options.n_labels)),
        lengths=range(1, options.longest + 1),
        end_mark="</s>" if options.end_mark else None,
        is_causal=options.is_causal,
        gives_one_label=options.is_pooled,
    )
    columns = [
        Column(name, made_up_words(rng, rng.randint(2, options.most_values)))
        for name in COLUMN_NAMES[: options.n_columns]
    ]
    return replace(signature, columns=tuple(columns))


def _class_names(rng: random.Random, at_most: int) -> tuple[str, ...]:
    """Names of classes: numbers, or words, as a person gives them."""
    n = rng.randint(max(2, at_most // 2), at_most)
    return tuple(map(str, range(n))) if rng.random() < 0.5 else made_up_words(rng, n)
