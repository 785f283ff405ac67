import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import Capital, Column, FeatureSet, Phrase, Position, TextExamples


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Ann saw Bob", "first-at-begin lower first"),
        ('" Ann saw', "no-letters first-at-begin lower"),
        ("he left . Then Ann", "lower lower no-letters first-at-begin first"),
        ("Go ! Now", "first-at-begin no-letters first-at-begin"),
        ("2 Men , Mr . Bell", "no-letters first-at-begin no-letters first no-letters first-at-begin"),
        ("NASA iPhone McCoy I A.B.", "all mixed mixed first all"),
    ],
)
def test_capitals_and_where_they_mean_little(text, values):
    assert Capital().of_text(text.split(), {}) == values.split()


@pytest.mark.parametrize(
    ("n", "values"),
    [
        (1, "only"),
        (2, "first last"),
        (4, "first begin begin last"),
        (7, "first begin begin middle end end last"),
        (8, "first begin begin middle middle end end last"),
    ],
)
def test_positions(n, values):
    assert Position().of_text(["w"] * n, {}) == values.split()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ([], []),
        (["Go"], ["<s> go"]),
        (["Not", "BAD", "bad"], ["<s> not", "not bad", "bad bad"]),
    ],
)
def test_phrases(text, values):
    assert Phrase().of_text(text, {}) == values


def test_the_most_frequent_phrases_are_known():
    examples = TextExamples(kind="tag", tokens=(("a", "b", "c"), ("a", "B"), ("a", "b", "d"), ("d", "d")))
    (variable,) = FeatureSet.fit(
        examples, [Phrase(2)], max_values=2
    ).variables  # its own limit counts, and not the other
    assert variable.values == ("<other>", "<s> a", "a b")
    (variable,) = FeatureSet.fit(examples, [Phrase()], min_count=1).variables
    assert variable.values == ("<other>", "<s> a", "a b", "<s> d", "b c", "b d", "d d")
    assert variable.index("d e") == 0
    assert FeatureSet.fit(examples, [Phrase(1)]).notes == (
        "feature 'phrase': 5 of 6 values, 70.0 % of words, are <other>",
    )


def test_columns_of_the_data():
    assert Column("pos").of_text(["Ann", "runs"], {"pos": ("N", "V")}) == ["N", "V"]
    with pytest.raises(InputError, match="these texts have no column 'pos', which the features read"):
        Column("pos").of_text(["Ann"], {"chunk": ("B",)})
