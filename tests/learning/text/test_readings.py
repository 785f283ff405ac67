"""Variables are the same while a program is learned and when it runs."""

import random

import numpy as np
import pytest
from tests.learning.text.small import LABELS, N_FOLDS, Drawn, interpreted, interpreted_scores, random_texts

from glassformer.learning.text.classes import Classes
from glassformer.learning.text.encoded import EncodedTexts, Floats
from glassformer.learning.text.heads import Closest, First, Head, Offset
from glassformer.learning.text.readings import SIDES, ClassReading, InputReading, PairReading, Reading, SideReading
from glassformer.learning.text.roles import Role
from glassformer.learning.text.weighing import Weighed, scores_of
from glassformer.learning.text.writing import inputs_read, on_grid, write_program
from glassformer.program import GRID

HEADS: tuple[Head | None, ...] = (None, Offset(-1), Offset(2), First(), Closest((2, 4), "nearest_b"))
CUES = (Closest((3,), "nearest_a"), Closest((2, 4), "nearest_b"))


def classes_of(drawn: Drawn, role: Role, seed: int = 0) -> Classes:
    """Three classes, drawn."""
    rng, n_values = np.random.default_rng(seed), drawn.texts.cardinalities[role.input]
    return Classes(
        role=role,
        names=("one", "two", "three"),
        centroids=rng.normal(size=(3, len(LABELS))),
        of_value=rng.integers(0, 3, n_values),
        of_value_by_fold=rng.integers(0, 3, (N_FOLDS, n_values)),
    )


def input_reading(drawn: Drawn, head: Head | None, name: str = "shape") -> InputReading:
    return InputReading(Role(name, head), drawn.texts.cardinalities[name])


def pair_of(first: Reading, second: Reading) -> PairReading:
    rng = np.random.default_rng(2)
    n_cells = first.n_values * second.n_values
    return PairReading(first, second, rng.integers(0, 4, n_cells), rng.normal(size=(4, 3)), ("p", "q", "r", "s"))


def readings_of(drawn: Drawn) -> list[Reading]:
    """One of every kind and with every head that needs nothing else."""
    plain = [head for head in HEADS if not isinstance(head, Closest)]
    words = classes_of(drawn, Role("tokens"))
    before = classes_of(drawn, Role("tokens", Offset(-1)), 1)
    found: list[Reading] = [input_reading(drawn, head, name) for name in ("shape", "capital") for head in plain]
    found += [ClassReading(words, "word_class", head) for head in plain]
    found += [ClassReading(before, "class_as_before"), *(SideReading(cue) for cue in CUES)]
    found += [pair_of(found[0], found[3]), pair_of(ClassReading(words, "word_class"), SideReading(CUES[0]))]
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("max_length", [6, 3])
def test_values_are_what_the_operations_compute(seed: int, max_length: int) -> None:
    drawn = random_texts(seed=seed, max_length=max_length)
    readings = readings_of(drawn)
    assert len({reading.name for reading in readings}) == len(readings)
    for reading in readings:
        values = reading.values(drawn.texts)
        assert values.max() < reading.n_values
        operations = reading.operations(drawn.signature)
        np.testing.assert_array_equal(values, interpreted(drawn, operations, reading.name), err_msg=reading.name)


@pytest.mark.parametrize("kind", ["tag", "classify"])
def test_scores_are_those_of_the_program(kind: str) -> None:
    drawn = random_texts("tag" if kind == "tag" else "classify", seed=5)
    rng = np.random.default_rng(6)
    weighed = [Weighed(reading=each, weights=rng.normal(size=(each.n_values, 3))) for each in readings_of(drawn)]
    bias = rng.normal(size=3)
    program = write_program(drawn.signature, weighed, bias)
    found = interpreted_scores(drawn, program)
    rounded = [Weighed(reading=each.reading, weights=on_grid(each.weights) / GRID) for each in weighed]
    np.testing.assert_allclose(found, scores_of(rounded, on_grid(bias) / GRID, drawn.texts), atol=1e-9)
    assert 0 < np.abs(found - scores_of(weighed, bias, drawn.texts)).max() < 7 * 20 / GRID
    assert program.operations[-1].name == {"tag": "tag", "classify": "label"}[kind]


def test_an_operation_that_two_variables_need_is_there_once() -> None:
    drawn = random_texts()
    readings = readings_of(drawn)
    program = write_program(
        drawn.signature, [Weighed(reading=each, weights=np.zeros((each.n_values, 3))) for each in readings], np.zeros(3)
    )
    names = [operation.name for operation in program.operations]
    assert names.count("before") == names.count("word_class") == names.count("nearest_a") == 1


def test_inputs_that_are_read() -> None:
    drawn = random_texts()
    kind = ClassReading(classes_of(drawn, Role("tokens")), "word_kind")

    def read(*readings: Reading) -> set[str]:
        nothing: Floats = np.zeros((1, 3))
        return inputs_read([Weighed(reading=each, weights=nothing) for each in readings])

    assert read(input_reading(drawn, Offset(-1))) == {"shape"}
    assert read(kind) == read(SideReading(CUES[0])) == {"tokens"}
    assert read(pair_of(kind, input_reading(drawn, None, "capital"))) == {"tokens", "capital"}


def test_training_texts_have_the_classes_that_were_learned_without_them() -> None:
    drawn = random_texts()
    role = Role("tokens", Offset(1))
    classes = classes_of(drawn, role)
    rng = random.Random(0)
    folds = np.array([rng.randrange(N_FOLDS) for _ in drawn.texts.lengths])
    found = ClassReading(classes, "class").values(drawn.texts, folds)
    fold = folds[drawn.texts.text[drawn.texts.contents]]
    for number in range(N_FOLDS):
        expected = classes.of_value_by_fold[number][role.values(drawn.texts)]
        np.testing.assert_array_equal(found[fold == number], expected[fold == number])


@pytest.mark.parametrize(
    ("letters", "sides"),
    [
        ("bb", ["none", "none"]),
        ("ba", ["before", "at it"]),
        ("abbbb", ["at it", "next", "just after", "just after", "after"]),
        # each "a" sees the other: no word sees itself while there is another
        ("bbabbba", ["before", "before", "before", "next", "just after", "before", "after"]),
    ],
)
def test_sides_of_the_closest_word(letters: str, sides: list[str]) -> None:
    texts = EncodedTexts(
        values={"tokens": np.array([0, *("ab".index(letter) + 2 for letter in letters), 1])},
        cardinalities={"tokens": 4},
        lengths=np.array([len(letters) + 2]),
        labels=np.zeros(len(letters), np.int64),
        is_tagged=True,
    )
    assert [SIDES[side] for side in SideReading(Closest((2,), "nearest_a")).values(texts)] == sides
