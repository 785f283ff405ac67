import pytest

from glassformer.errors import InputError
from glassformer.tasks.text.padding import pad


def test_sequences_are_filled_up():
    assert pad([[1, 2], [], [3]], fill=9).tolist() == [[1, 2], [9, 9], [3, 9]]
    assert pad([[1]], fill=0, n_positions=3).tolist() == [[1, 0, 0]]
    assert pad([], fill=0).shape == (0, 0)


def test_nothing_is_cut_silently():
    with pytest.raises(InputError, match="a text has 3 words, and there are 2 positions"):
        pad([[1, 2, 3]], fill=0, n_positions=2)
