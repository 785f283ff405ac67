"""Texts as tensors: marks, padding, pieces of long texts, and answers back as labels."""

from __future__ import annotations

import torch
from tests.learning.text.baselines.small import Text, data_of, examples_of, experiment_of

from glassformer.learning.data import NO_LABEL
from glassformer.learning.text.baselines.padded import Encoding, by_length, trimmed

TAGGED: list[Text] = [("a b c", "O Y O"), ("A", "Y"), ("b c a b c", "O O Y O O")]
CLASSIFIED: list[Text] = [("a b c", "x"), ("A", "y"), ("b c a b c", "x")]


def encoding_of(kind: str, texts: list[Text], *, max_length: int = 64, features: bool = False) -> Encoding:
    """Words are <unk>, b, c, a, A: indices 2 to 6 behind the marks; labels O, Y or x, y."""
    return Encoding(experiment_of(data_of(kind, texts, texts, texts), max_length=max_length, features=features))


def test_words_stand_between_marks_before_padding() -> None:
    inputs = encoding_of("tag", TAGGED).inputs(examples_of("tag", [*TAGGED[:2], ("new b", "O O")]))
    assert inputs.tolist() == [[0, 5, 3, 4, 1], [0, 6, 1, -1, -1], [0, 2, 3, 1, -1]]


def test_features_stand_beside_words() -> None:
    encoding = encoding_of("tag", TAGGED, features=True)
    features = encoding.experiment.features
    inputs = encoding.inputs(examples_of("tag", TAGGED))
    assert inputs.shape == (3, 7, 1 + len(features.variables))
    place = [variable.name for variable in features.variables].index("capital")
    capital = features.variables[place].index("first-at-begin")
    assert inputs[1, :, 1 + place].tolist() == [0, 2 + capital, 1, -1, -1, -1, -1]
    assert encoding.configuration.n_column_values == tuple(2 + len(each.values) for each in features.variables)
    assert bool((inputs.amax((0, 1))[1:] < torch.tensor(encoding.configuration.n_column_values)).all())


def test_tags_are_asked_at_words_alone() -> None:
    batch = encoding_of("tag", TAGGED).batch(examples_of("tag", TAGGED[:2]))
    assert batch.labels.tolist() == [[NO_LABEL, 0, 1, 0, NO_LABEL], [NO_LABEL, 1, *[NO_LABEL] * 3]]


def test_a_long_text_to_tag_becomes_several_inputs_and_its_tags_one_list() -> None:
    encoding, examples = encoding_of("tag", TAGGED, max_length=2), examples_of("tag", [*TAGGED, ((), ())])
    batch = encoding.batch(examples)
    assert batch.tokens.tolist() == [
        [0, 5, 3, 1],
        [0, 4, 1, -1],
        [0, 6, 1, -1],
        [0, 3, 4, 1],
        [0, 5, 3, 1],
        [0, 4, 1, -1],
        [0, 1, -1, -1],
    ]
    assert encoding.configuration.n_positions == 4
    answers = batch.labels.clamp(min=0)
    assert encoding.labels(examples, answers) == [*(tags.split() for _, tags in TAGGED), []]


def test_of_a_long_text_to_classify_the_first_words_are_seen() -> None:
    encoding, examples = encoding_of("classify", CLASSIFIED, max_length=2), examples_of("classify", CLASSIFIED)
    batch = encoding.batch(examples)
    assert batch.tokens.tolist() == [[0, 5, 3, 1], [0, 6, 1, -1], [0, 3, 4, 1]]
    assert encoding.labels(examples, batch.labels) == ["x", "y", "x"]


def test_features_are_those_of_the_whole_text_in_every_piece() -> None:
    whole, cut = (encoding_of("tag", TAGGED, max_length=n, features=True) for n in (5, 2))
    text = examples_of("tag", TAGGED[2:])
    pieces = cut.inputs(text)
    assert torch.equal(torch.cat([pieces[0, 1:3], pieces[1, 1:3], pieces[2, 1:2]]), whole.inputs(text)[0, 1:6])


def test_batches_are_of_similar_length_and_as_wide_as_needed() -> None:
    inputs = encoding_of("tag", TAGGED, features=True).inputs(examples_of("tag", [*TAGGED, ("b", "O")]))
    batches = by_length(inputs, 2)
    assert [index.tolist() for index in batches] == [[1, 3], [0, 2]]
    assert [trimmed(inputs[index]).shape[1] for index in batches] == [3, 7]


def test_labels_of_no_training_text_are_not_asked() -> None:
    assert encoding_of("tag", TAGGED).batch(examples_of("tag", [("a b", "X Y")])).labels[0, 1:3].tolist() == [
        NO_LABEL,
        1,
    ]
    assert encoding_of("classify", CLASSIFIED).batch(examples_of("classify", [("a", "z")])).labels.tolist() == [
        NO_LABEL
    ]
