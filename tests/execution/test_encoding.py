"""Where names end and arrays begin, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from glassformer.errors import InputError
from glassformer.execution.encoding import decode_answers, pad_batch
from glassformer.execution.tensors import encode_batch
from glassformer.program import Column, Signature

SIGNATURE = Signature(
    task="small", alphabet=("a", "b"), labels=("x", "y"), lengths=range(1, 4), end_mark="</s>", unlabelled=("b",)
)
ONE_LABEL = Signature(task="small", alphabet=("a", "b"), labels=("x", "y"), lengths=range(4), gives_one_label=True)
INPUTS = [["a"], ["b", "a", "b"], ["a", "b"]]


def test_a_batch_is_padded_at_the_end_and_has_marks() -> None:
    found = pad_batch(SIGNATURE, INPUTS)
    assert found.dtype == np.int64
    assert found.tolist() == [[0, 2, 1, -1, -1], [0, 3, 2, 3, 1], [0, 2, 3, 1, -1]]


def test_a_batch_without_end_mark_or_contents() -> None:
    assert pad_batch(ONE_LABEL, [["a"], [], ["b", "b"]]).tolist() == [[0, 1, -1], [0, -1, -1], [0, 2, 2]]


def test_an_empty_batch() -> None:
    assert pad_batch(SIGNATURE, []).shape == (0, 0)


def test_the_tensor_is_the_array() -> None:
    found = encode_batch(SIGNATURE, INPUTS)
    assert found.dtype == torch.int64
    assert found.tolist() == pad_batch(SIGNATURE, INPUTS).tolist()


def test_an_input_that_is_not_taken_is_named() -> None:
    with pytest.raises(InputError) as error:
        pad_batch(SIGNATURE, [["a"], ["a", "q"]])
    assert str(error.value) == "unknown token 'q' (number 2 of the input); allowed are 'a', 'b'"


COLUMNS = Signature(
    task="small", alphabet=("a", "b"), labels=("x",), lengths=range(1, 3), columns=(Column("pos", ("N", "V")),)
)


@pytest.mark.parametrize(
    ("signature", "inputs"),
    [
        (SIGNATURE, [["a"], ["<s>"]]),
        (SIGNATURE, [["a"], ["a", "b", "a", "b"], ["q"]]),
        (SIGNATURE, [["a"], [], ["q"]]),
        (SIGNATURE, [["a"], "b"]),
        (COLUMNS, [[("a", "N")], [("b", "x")], [("q", "N")]]),
        (COLUMNS, [[("a", "N")], [("a", "<s>")]]),
        (COLUMNS, [[("a", "N")], ["a"]]),
        (COLUMNS, [[("a", "N")], [["a", "N"]]]),
        (COLUMNS, [[("a", "N")], [("a", "N", "V")]]),
        (COLUMNS, [[("a", "N")], [("a",), ("b", "x")]]),
    ],
)
def test_the_first_input_that_is_not_taken_is_refused_as_it_is_alone(signature: Signature, inputs: list[Any]) -> None:
    with pytest.raises(InputError) as alone:
        signature.check_input(inputs[1])
    with pytest.raises(InputError) as among_others:
        pad_batch(signature, inputs)
    assert str(among_others.value) == str(alone.value)


@given(st.lists(st.lists(st.sampled_from([("a", "N"), ("b", "V"), ("b", "N")]), min_size=1, max_size=2), max_size=5))
def test_a_batch_has_what_each_input_has_alone(inputs: list[list[tuple[str, str]]]) -> None:
    padded = pad_batch(COLUMNS, inputs)
    for row, contents in zip(padded, inputs, strict=True):
        found = COLUMNS.encode_inputs(contents)
        n = len(contents) + 1
        assert row[:n].T.tolist() == [found["tokens"], found["pos"]]
        assert (row[n:] == -1).all()


def test_answers_by_name_skip_marks_padding_and_unlabelled_tokens() -> None:
    answers = np.array([[9, 1, 9, 9, 9], [9, 0, 1, 0, 9], [9, 0, 1, 9, 9]])
    assert decode_answers(SIGNATURE, ("x", "y"), INPUTS, answers) == [["y"], [None, "y", None], ["x", None]]


def test_answers_of_a_classifier() -> None:
    assert decode_answers(ONE_LABEL, ("x", "y"), INPUTS, np.array([1, 0, 1])) == ["y", "x", "y"]
