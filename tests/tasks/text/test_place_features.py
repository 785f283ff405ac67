import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import Capital, Column, Position


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


def test_columns_of_the_data():
    assert Column("pos").of_text(["Ann", "runs"], {"pos": ("N", "V")}) == ["N", "V"]
    with pytest.raises(InputError, match="these texts have no column 'pos', which the features read"):
        Column("pos").of_text(["Ann"], {"chunk": ("B",)})
