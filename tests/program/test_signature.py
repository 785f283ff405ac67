"""Signatures: the variables that they give, the inputs that they take, and those that cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glassformer.errors import InputError, ProgramError
from glassformer.program import Categorical, Numerical, Program, Signature
from glassformer.program.signature import describe_alphabet
from glassformer.tasks import BUILT_IN, load_task

SIGNATURE = Signature(task="t", alphabet=("a", "b"), labels=("x",), lengths=range(1, 4))
WITH_END = replace(SIGNATURE, end_mark="</s>")


def test_sizes_include_marks() -> None:
    assert (SIGNATURE.max_length, WITH_END.max_length) == (4, 5)
    assert SIGNATURE.marks == ("<s>",)
    assert WITH_END.marks == ("<s>", "</s>")


def test_inputs_of_every_program() -> None:
    assert WITH_END.inputs == {
        "tokens": Categorical(("<s>", "</s>", "a", "b")),
        "positions": Categorical(("0", "1", "2", "3", "4")),
        "ones": Numerical(1),
    }


def test_encoding_adds_marks() -> None:
    assert SIGNATURE.encode(["b", "a"]) == [0, 2, 1]
    assert WITH_END.encode(["b", "a"]) == [0, 3, 2, 1]


def test_contents_are_between_the_marks() -> None:
    assert [0, 1, 2, 3][SIGNATURE.contents_slice(4)] == [1, 2, 3]
    assert [0, 1, 2, 3][WITH_END.contents_slice(4)] == [1, 2]


def test_what_is_refused_is_said_with_what_is_allowed() -> None:
    with pytest.raises(InputError, match=r"^unknown token '<s>' \(number 1 of the input\); allowed are 'a', 'b'$"):
        SIGNATURE.encode(["<s>"])
    with pytest.raises(InputError, match=r"^the input has 1 token, but t takes exactly 2$"):
        replace(SIGNATURE, lengths=range(2, 3)).encode(["a"])
    many = replace(SIGNATURE, alphabet=tuple(f"w{index}" for index in range(1500)))
    assert describe_alphabet(many, at_most=2) == "allowed are 'w0', 'w1' and 1,498 more"


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_program_can_have_the_signature_of_every_built_in_task(name: str) -> None:
    task = load_task(name)
    signature = Signature.of(task)
    assert signature.fault is None
    assert (signature.task, signature.alphabet, signature.labels) == (task.name, task.alphabet, task.labels)
    assert signature.lengths[-1] == task.lengths[-1]
    assert signature.lengths[0] == (1 if task.is_causal and not task.gives_one_label else task.lengths[0])


def test_a_label_may_have_the_name_of_a_token_or_mark() -> None:
    assert replace(SIGNATURE, labels=("a", "<s>")).fault is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"alphabet": ()}, "signature, alphabet: at least one is needed"),
        ({"labels": ()}, "signature, labels: at least one is needed"),
        ({"alphabet": ("a", "b", "a")}, "signature, alphabet: 'a' is named twice"),
        ({"labels": ("x",) * 3}, "signature, labels: 'x' is named 3 times"),
        ({"begin_mark": "a"}, "signature, marks: 'a' is also in the alphabet; marks and tokens must differ"),
        ({"end_mark": "<s>"}, "signature, marks: '<s>' is named twice"),
        ({"unlabelled": ("c",)}, "signature, unlabelled: 'c' is not in the alphabet"),
        (
            {"lengths": range(1, 6, 2)},
            "signature, lengths: range(1, 6, 2) must go up, in steps of 1, from the shortest to the longest",
        ),
        ({"lengths": range(10**7)}, "signature, lengths: at most 1,000,000 tokens are possible, not 9,999,999"),
        (
            {"labels": ("\ud83d",)},
            r"signature, labels: '\ud83d' holds half a character (a surrogate), which cannot be written to a file",
        ),
    ],
)
def test_no_program_has_an_impossible_signature(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ProgramError) as error:
        Program(signature=replace(SIGNATURE, **changes), operations=(), returns="tokens")
    assert str(error.value) == message
