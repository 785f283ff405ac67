"""Programs that read at fixed distances: found for forms, proved right, and for nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from tests.synthesis.pools import assert_computed, evidence_of, signature_of, unanswered

from glassformer import verify
from glassformer.program import Program, parse
from glassformer.synthesis import Evidence, Limits, find_program, idioms
from glassformer.synthesis.forms import MOST_POSITIONS, explained, is_form, needed, readings
from glassformer.tasks import BUILT_IN, Task, load_task

NO_SEARCH = Limits(features=1)


def evidence_for(task: Task, n_inputs: int, seed: int = 0) -> Evidence:
    rng = random.Random(seed)
    return evidence_of(task, [task.draw(rng) for _ in range(n_inputs)])


def at_the_end(n_tokens: int, answer: Callable[[Sequence[int]], int], alphabet: str = "0123") -> Task:
    """A task that asks at the last token only."""

    def oracle(contents: Sequence[str]) -> list[str | None]:
        return [None] * (n_tokens - 1) + [str(answer([int(token) for token in contents]))]

    return Task("end", alphabet, n_tokens, oracle)


FORMS: dict[str, Task] = {
    "a token so far back": at_the_end(4, lambda numbers: numbers[1]),
    "a sum": at_the_end(4, lambda numbers: numbers[0] + numbers[3]),
    "a difference": at_the_end(3, lambda numbers: numbers[2] - numbers[0]),
    "which is greater": at_the_end(3, lambda numbers: int(numbers[1] > numbers[0])),
    "a sum, and a carry from below": at_the_end(
        5, lambda numbers: (numbers[0] + numbers[2] + (numbers[1] + numbers[3] > 3)) % 4
    ),
    "the middle one": Task("middle", "abc", 3, lambda contents: [None, None, contents[1]]),
    "what comes after": Task("after", "abc", 4, lambda contents: [contents[2], None, None, None]),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_program_for_a_form_is_found_and_proved(name: str) -> None:
    task = FORMS[name]
    program = find_program(evidence_for(task, 600), limits=NO_SEARCH)
    assert program is not None
    assert verify(program, task).status == "proved"
    assert parse(str(program)) == program


@pytest.mark.parametrize("seed", range(2))
def test_addition(seed: int) -> None:
    task = load_task("addition")
    program = find_program(evidence_for(task, 8_000, seed), limits=NO_SEARCH, seed=seed)
    assert program is not None
    assert verify(program, task).status == "proved"
    assert [type(each).__name__ for each in program.operations].count("SelectClosest") == 6
    assert len(program.operations) <= 20


def test_the_carries_are_joined() -> None:
    """The last table has the sum without a carry, and whether there is one."""
    features = explained(evidence_for(load_task("addition"), 8_000))
    assert features is not None
    assert sorted(each.values for each in features) == [("0", "1"), tuple("0123456789")]


def test_where_no_two_tokens_tell_anything_nothing_is_found() -> None:
    parity = at_the_end(4, lambda numbers: sum(numbers) % 2, "01")
    assert explained(evidence_for(parity, 200)) is None


def test_what_would_be_learned_by_heart_is_not_found() -> None:
    task = at_the_end(2, lambda numbers: numbers[0])
    inputs = [[first, second] for first in "0123" for second in "01"]
    assert explained(evidence_of(task, inputs[::2])) is None  # as many rows as answers
    assert explained(evidence_of(task, inputs)) is not None


@pytest.mark.parametrize("name", [name for name in BUILT_IN if name != "addition"])
def test_no_other_built_in_task_is_a_form(name: str) -> None:
    assert not is_form(evidence_for(load_task(name), 50))


def test_what_is_a_form() -> None:
    last = at_the_end(3, lambda numbers: numbers[0])
    assert is_form(evidence_for(last, 20))
    assert not is_form(evidence_of(last, []))
    anywhere = Task("ones", "01", 3, lambda contents: ["x" if token == "1" else None for token in contents])
    assert not is_form(evidence_of(anywhere, list(anywhere.domain)))
    assert not is_form(evidence_for(Task("all", "01", 3, list), 20))
    shorter = Task("last", "01", (2, 3), lambda contents: [None] * (len(contents) - 1) + ["x"])
    assert not is_form(evidence_of(shorter, list(shorter.domain)))
    whole = Task("whole", "01", 3, lambda contents: contents[0], gives_one_label=True)
    assert not is_form(evidence_for(whole, 20))
    assert is_form(evidence_for(at_the_end(MOST_POSITIONS - 1, lambda numbers: numbers[0]), 20))
    assert not is_form(evidence_for(at_the_end(MOST_POSITIONS, lambda numbers: numbers[0]), 20))


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("end_mark", [None, "</s>"])
def test_readings_are_what_a_program_computes(is_causal: bool, end_mark: str | None) -> None:
    signature = signature_of("02x", lengths=range(3, 4), is_causal=is_causal, end_mark=end_mark)
    rng = random.Random(0)
    evidence = unanswered(signature, [rng.choices(signature.alphabet, k=3) for _ in range(6)])
    found = list(readings(evidence))
    n_positions = evidence.tokens.shape[1]
    n_read = n_positions if is_causal else 2 * n_positions - 1
    assert len(found) == n_read + n_read * (n_read - 1) // 2 + n_read * (n_read - 1)
    assert_computed(evidence, found)


def test_tokens_that_are_no_numbers_are_not_added() -> None:
    evidence = evidence_for(FORMS["the middle one"], 20)
    assert {each.name for each in readings(evidence)} == {"tokens", "closest"}


def test_what_is_not_needed_goes() -> None:
    evidence = evidence_for(FORMS["a token so far back"], 200)
    tokens, positions = idioms.inputs_of(evidence)
    back = idioms.at_distance(evidence, -2)
    assert needed(evidence, [positions, tokens, back]) == [back]


def test_a_larger_form_is_learned_from_some_of_its_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    from glassformer.synthesis import finding

    monkeypatch.setattr(finding, "N_SHOWN_OF_FORM", 150)
    task = FORMS["a sum"]
    program = find_program(evidence_of(task, list(task.domain)), limits=NO_SEARCH)
    assert isinstance(program, Program)
    assert verify(program, task).status == "proved"
