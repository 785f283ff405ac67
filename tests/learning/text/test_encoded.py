import numpy as np
import pytest
from tests.learning.text.small import random_texts

from glassformer.errors import InputError
from glassformer.learning.text.encoded import encode
from glassformer.tasks.text import Column, FeatureSet, Shape, TextExamples, TextReader, Vocabulary

TAGGED = TextExamples(
    kind="tag",
    tokens=(("The", "Cat"), (), ("cat", "purrs", "The")),
    labels=(("D", "N"), (), ("N", "V", "D")),
    columns={"pos": (("DT", "NN"), (), ("NN", "VB", "DT"))},
)


def reader_of(examples: TextExamples) -> TextReader:
    return TextReader(
        kind=examples.kind,
        vocabulary=Vocabulary.fit(examples.tokens, max_size=3, is_lower=True),
        features=FeatureSet.fit(examples, (Shape(), Column("pos")), min_count=1),
        max_length=2,
    )


def test_positions_of_all_texts_end_to_end() -> None:
    texts = encode(reader_of(TAGGED), TAGGED, ("D", "N"))
    assert texts.values["tokens"].tolist() == [0, 4, 3, 1, 0, 1, 0, 3, 2, 1]  # marks, <unk>, cat, the
    assert texts.lengths.tolist() == [4, 2, 4]
    assert texts.starts.tolist() == [0, 4, 6]
    assert texts.text.tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2]
    assert texts.place.tolist() == [0, 1, 2, 3, 0, 1, 0, 1, 2, 3]
    assert texts.contents.tolist() == [1, 2, 7, 8]


def test_of_a_tagged_text_every_word_that_is_read_is_a_unit() -> None:
    texts = encode(reader_of(TAGGED), TAGGED, ("D", "N"))
    assert texts.labels.tolist() == [0, 1, 1, -1]  # V is no label of training; the last word is cut off
    assert texts.unit.tolist() == [0, 1, 2, 3]
    assert texts.text_of_unit.tolist() == [0, 0, 2, 2]
    assert texts.n_units == 4


def test_a_classified_text_is_a_unit() -> None:
    examples = TextExamples(kind="classify", tokens=TAGGED.tokens, labels=("yes", "no", "who"), columns=TAGGED.columns)
    texts = encode(reader_of(examples), examples, ("no", "yes"))
    assert texts.labels.tolist() == [1, 0, -1]
    assert texts.unit.tolist() == [0, 0, 2, 2]
    assert texts.text_of_unit.tolist() == [0, 1, 2]


def test_columns_are_what_the_program_is_given() -> None:
    drawn = random_texts(max_length=4)
    program = [drawn.signature.encode_inputs(contents) for contents in drawn.reader.read_all(drawn.examples)]
    assert set(drawn.texts.values) == {"tokens", "shape", "capital"}
    for name, values in drawn.texts.values.items():
        assert values.tolist() == [value for inputs in program for value in inputs[name]]
        assert values.max() < drawn.texts.cardinalities[name]
    n_values = {name: len(values) + 2 for name, values in drawn.reader.columns}
    assert drawn.texts.cardinalities == {"tokens": len(drawn.reader.vocabulary) + 2, **n_values}


def test_no_texts_at_all() -> None:
    texts = encode(reader_of(TAGGED), TAGGED[:0], ("D",))
    assert (len(texts.text), len(texts.contents), texts.n_units) == (0, 0, 0)
    assert texts.values["pos"].dtype == np.int64


def test_texts_that_lack_a_column_or_labels() -> None:
    reader = reader_of(TAGGED)
    without = TextExamples(kind="tag", tokens=TAGGED.tokens, labels=TAGGED.labels)
    with pytest.raises(InputError, match="have no column 'pos'"):
        encode(reader, without, ("D",))
    with pytest.raises(InputError, match="not labelled"):
        encode(reader, TextExamples(kind="tag", tokens=TAGGED.tokens, columns=TAGGED.columns), ("D",))
