"""Where each token is wanted as an answer, read off by hand; and inputs of which no answer is a copy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.synthesis.pools import evidence_of, signature_of

from glassformer.synthesis import Evidence
from glassformer.synthesis.copying import NOWHERE, wanted_at, which_number, which_places
from glassformer.synthesis.evidence import Ints
from glassformer.tasks import Task, load_task
from glassformer.tasks.answers import Answer

MOST_FREQ = load_task("most_freq")


def found(task: Task, *inputs: str, from_end: bool = False) -> list[list[int]] | None:
    numbers = wanted_at(evidence_of(task, [list(each) for each in inputs]), from_end=from_end)
    return None if numbers is None else numbers.tolist()


def test_each_token_has_the_position_at_which_it_is_the_answer() -> None:
    """3 1 _ _ and 0 2 1: the marks, what is padding, and tokens that come again have none."""
    assert found(MOST_FREQ, "1333", "021") == [[-1, 2, 1, -1, -1], [-1, 1, 2, 3, -1]]
    assert found(MOST_FREQ, "1333", "021", from_end=True) == [[-1, 2, -1, -1, 1], [-1, 1, 2, 3, -1]]


def test_equal_tokens_have_their_answers_in_turn() -> None:
    task = Task("backwards", "ab", (1, 3), lambda contents: [*reversed(contents)], end_mark="</s>")
    assert found(task, "aab", "ba") == [[-1, 2, 3, 1, -1], [-1, 2, 1, -1, -1]]
    assert found(task, "aab", "ba", from_end=True) == [[-1, 3, 2, 1, -1], [-1, 2, 1, -1, -1]]


def asked(*pairs: tuple[str, Sequence[str | None]], labels: str = "abcxyz") -> Ints | None:
    answers: list[Answer] = [list(answer) for _, answer in pairs]
    return wanted_at(Evidence.of(signature_of("abc", labels), [list(contents) for contents, _ in pairs], answers))


def test_a_label_with_too_few_tokens_in_one_input_is_a_copy_in_none() -> None:
    numbers = asked(("ab", "ba"), ("abb", "bba"))
    assert numbers is not None
    assert numbers.tolist() == [[-1, 2, 1, -1], [-1, 3, 1, 2]]
    numbers = asked(("ab", "ba"), ("abb", "baa"))
    assert numbers is not None
    assert numbers.tolist() == [[-1, -1, 1, -1], [-1, -1, 1, -1]]


def test_a_few_labels_may_be_no_copies() -> None:
    assert asked(("ab", "ba"), ("ab", "xa"), ("ab", "ya")) is not None
    assert asked(("ab", "ba"), ("ab", "xa"), ("ab", "ya"), ("ab", "za")) is None


def test_where_answers_are_no_copies() -> None:
    assert asked(("ab", "xy")) is None
    assert asked(("ab", "ba"), ("ab", [None, "a"])) is None  # an answer is not wanted at every token
    assert found(load_task("double_hist"), "1123450", "0001122", "1", "22") is None


@pytest.mark.parametrize("end_mark", [None, "</s>"])
def test_the_questions_are_asked_at_every_position_that_is_there(end_mark: str | None) -> None:
    task = Task("backwards", "ab", (1, 3), lambda contents: [*reversed(contents)], end_mark=end_mark)
    evidence = evidence_of(task, [list("aab"), list("b")])
    numbers = wanted_at(evidence)
    assert numbers is not None
    number, places = which_number(evidence, numbers), which_places(evidence, numbers)
    for question in (number, places):
        assert question.is_asked.tolist() == evidence.is_there.tolist()
        assert question.signature.fault is None
    names = np.array(number.signature.labels)[number.wanted]
    wanted = np.where(numbers == NOWHERE, "none", numbers.astype(str))
    assert (names == wanted)[evidence.is_there].all()
    yes = places.signature.labels.index("yes")
    assert ((places.wanted == yes) == (numbers != NOWHERE))[evidence.is_there].all()
