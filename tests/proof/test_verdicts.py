from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from tests.proof.small import sort_program, sort_task

from glassformer.program import Program, Signature
from glassformer.proof import Verdict, verify, verify_against
from glassformer.tasks import Accuracy, Proportion, Task

WRONG = sort_program(third="3, 2: 0")


RIGHT, TASK = sort_program(), sort_task()

SENTENCES: dict[str, Callable[[], Verdict]] = {
    "proved: right on all 14 inputs": lambda: verify(RIGHT, TASK),
    "refuted: wrong on 4 of 14 inputs; smallest: 0 0 0 -> ['0', '0', '1'], expected ['0', '0', '0']": lambda: verify(
        WRONG, TASK
    ),
    "tested on 3,000 random inputs, no mistake: wrong on at most 0.1 % (95 %)": lambda: verify(
        RIGHT, TASK, method="sample", n_samples=3000
    ),
    "proved: the same on all 14 inputs": lambda: verify_against(RIGHT, RIGHT, TASK),
    "refuted: different on 4 of 14 inputs; smallest: 0 0 0 -> ['0', '0', '1'], the other gives ['0', '0', '0']": (
        lambda: verify_against(WRONG, RIGHT, TASK)
    ),
    "tested on 1 random input, no difference: different on at most 95 % (95 %)": lambda: verify_against(
        RIGHT, RIGHT, TASK, method="sample", n_samples=1
    ),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_verdict_is_one_sentence(sentence: str) -> None:
    assert str(SENTENCES[sentence]()) == sentence


def test_sampled_refutation_says_so() -> None:
    verdict = verify(WRONG, sort_task(), method="sample", n_samples=500)
    assert f"wrong on {verdict.mismatches} of 500 random inputs; smallest of them: " in str(verdict)


def test_tokens_that_could_be_misread_are_quoted() -> None:
    task = Task("copy", ["a b", "", "\n", "ok"], 2, list, end_mark="</s>", labels=["a b", "", "\n", "ok", "x"])
    program = Program(signature=Signature.of(task), operations=(), returns="positions")
    assert str(verify(program, task)) == (
        "refuted: wrong on 16 of 16 inputs; smallest: 'a b' 'a b' -> ['1', '2'], expected ['a b', 'a b']"
    )


def test_dictionary_is_json_and_the_same_each_time() -> None:
    first, second = (verify(WRONG, sort_task()).to_dict() for _ in range(2))
    assert first == second
    assert json.loads(json.dumps(first)) == {
        "status": "refuted",
        "question": "right",
        "inputs": 14,
        "n_domain": 14,
        "coverage": "all",
        "mismatches": 4,
        "counterexample": {
            "contents": ["0", "0", "0"],
            "expected": ["0", "0", "0"],
            "found": ["0", "0", "1"],
        },
        "accuracy": {"token": 30 / 34, "sequence": 10 / 14},
        "error_bound_frac": None,
        "reason": "",
    }


def test_bound_is_clopper_and_pearsons() -> None:
    def bound(mismatches: int, n: int) -> float | None:
        share = Proportion(n - mismatches, n)
        return Verdict(
            status="refuted" if mismatches else "tested",
            inputs=n,
            n_domain=10**9,
            coverage="sample",
            mismatches=mismatches,
            counterexample=None,
            accuracy=Accuracy(token=share, sequence=share),
            seconds=0.0,
        ).error_bound_frac

    assert bound(0, 100_000) == pytest.approx(3 / 100_000, rel=0.01)  # the rule of three
    assert bound(2, 10) == pytest.approx(0.5069, abs=1e-4)  # the published table: 95 % one-sided, 2 of 10
    assert bound(10, 10) == 1
