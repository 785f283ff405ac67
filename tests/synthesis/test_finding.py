"""Programs for examples: found and proved right, or none."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.synthesis.pools import assert_computed, every_input, evidence_of, names_at, signature_of

from glassformer import verify
from glassformer.program import LookupTable, Program, Signature, parse
from glassformer.synthesis import Evidence, Limits, find_program, finding, idioms
from glassformer.synthesis.finding import absorbed, wrong_inputs
from glassformer.tasks import Task, load_task
from glassformer.tasks.answers import Answer

ROOT = Path(__file__).parents[2]
TASKS: dict[str, dict[str, int]] = {
    "hist": {"vocabulary_size": 5, "max_length": 5},
    "sort": {"vocabulary_size": 5, "max_length": 6},
    "reverse": {"vocabulary_size": 5, "max_length": 6},
    "double_hist": {"vocabulary_size": 5, "max_length": 5},
    "dyck1": {"max_length": 8},
}


def evidence_for(task: Task, n_inputs: int = 120, seed: int = 0) -> Evidence:
    """Some inputs of the task."""
    rng = random.Random(seed)
    if task.domain.n_inputs > 10_000:
        return evidence_of(task, [task.draw(rng) for _ in range(n_inputs)])
    inputs = list(task.domain)
    return evidence_of(task, rng.sample(inputs, min(n_inputs, len(inputs))))


def assert_right(program: Program | None, signature: Signature, inputs: Sequence[Any], answers: Sequence[Any]) -> None:
    assert program is not None
    assert program.signature == signature
    assert [program(contents) for contents in inputs] == list(answers)


@pytest.mark.parametrize("name", TASKS)
def test_what_is_found_on_some_of_the_inputs_is_proved_right_on_all(name: str) -> None:
    task = load_task(name, **TASKS[name])
    program = find_program(evidence_for(task), limits=Limits(features=30_000))
    assert program is not None
    assert program.origin == "learned"
    assert verify(program, task).status == "proved"
    assert parse(str(program)) == program


def recalled(contents: Sequence[str]) -> list[str | None]:
    """At each letter what followed it when it came last; a digit for a digit, - for a letter or nothing."""
    followed: dict[str, str] = {}
    labels: list[str | None] = []
    for before, token in zip(["1", *contents], contents, strict=False):
        labels.append(None if token in "01" else followed.get(token, "-"))
        if before not in "01":
            followed[before] = token if token in "01" else "-"
    return labels


OWN: dict[str, Task] = {
    "the token before": Task("own", "abc", (1, 4), lambda contents: ["-", *contents[:-1]]),
    "the same with an end mark": Task("own", "abc", (1, 4), lambda contents: ["-", *contents[:-1]], end_mark="</s>"),
    "the first token": Task("own", "abc", (1, 4), lambda contents: [contents[0]] * len(contents)),
    "whether it has come": Task(
        "own",
        "abc",
        (1, 4),
        lambda contents: [str(a in contents[:at]) for at, a in enumerate(contents)],
        is_causal=True,
    ),
    "recall": Task("own", "ab01", (1, 5), recalled, is_causal=True, unlabelled="01"),
    "one label: the last token": Task("own", "abc", (1, 4), lambda contents: contents[-1], gives_one_label=True),
}


@pytest.mark.parametrize("name", OWN)
def test_tasks_of_ones_own(name: str) -> None:
    task = OWN[name]
    program = find_program(evidence_for(task, 200), limits=Limits(features=10_000))
    assert program is not None
    assert verify(program, task).status == "proved"


def copied_but_once(contents: Sequence[str]) -> list[str]:
    """Each token again, but a for a c that comes after a c."""
    return ["a" if (before, token) == ("c", "c") else token for before, token in pairwise(["", *contents])]


def test_what_the_first_program_gets_wrong_is_shown_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "N_SHOWN", 8)
    task = Task("own", "abc", (1, 4), copied_but_once)
    lines: list[str] = []
    program = find_program(evidence_of(task, every_input(Signature.of(task))), seed=1, log=lines.append)
    assert program is not None
    assert verify(program, task).status == "proved"
    checked = [line for line in lines if "operations" in line]
    assert checked == [
        "0 operations: wrong on 27 of 120 inputs",
        f"{len(program.operations)} operations: wrong on 0 of 120 inputs",
    ]


def test_the_origin_is_as_given() -> None:
    program = find_program(evidence_for(load_task("hist", **TASKS["hist"])), origin="extracted")
    assert program is not None
    assert program.origin == "extracted"


def test_none_is_found_where_features_run_out() -> None:
    task = load_task("double_hist", **TASKS["double_hist"])
    lines: list[str] = []
    assert find_program(evidence_for(task), limits=Limits(features=200), log=lines.append) is None
    assert find_program(evidence_for(task), limits=Limits(features=0)) is None
    assert find_program(evidence_for(task), limits=Limits(cost=3)) is None
    assert lines


def test_none_is_found_for_answers_by_chance() -> None:
    signature, rng = signature_of("ab", "xy"), random.Random(0)
    inputs = every_input(signature)
    evidence = Evidence.of(signature, inputs, [rng.choices("xy", k=len(contents)) for contents in inputs])
    assert find_program(evidence, limits=Limits(features=400)) is None


SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.synthesis.test_finding import TASKS, evidence_for
from glassformer.synthesis import find_program
from glassformer.tasks import load_task
for name in ("hist", "sort"):
    print(find_program(evidence_for(load_task(name, **TASKS[name]))))
"""


def test_the_same_in_every_process() -> None:
    texts = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert texts[0] == texts[1]
    assert texts[0].count("glassformer program") == 2


@pytest.mark.parametrize("one_label", [False, True])
@pytest.mark.parametrize("answer", ["x", "z"])
def test_answers_that_are_always_the_same(answer: str, one_label: bool) -> None:
    signature = signature_of("abc", "xyz", gives_one_label=one_label)
    inputs = every_input(signature)
    answers: list[Answer] = [answer if one_label else [answer] * len(contents) for contents in inputs]
    program = find_program(Evidence.of(signature, inputs, answers))
    assert_right(program, signature, inputs, answers)
    assert program is not None
    (table,) = program.operations
    assert isinstance(table, LookupTable)
    assert table.inputs == ("tokens",)


def test_an_answer_that_is_nearly_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the inputs that are looked at first has another one."""
    monkeypatch.setattr(finding, "N_SHOWN", 2)
    task = Task("rare", "abc", (1, 5), lambda contents: ["yes" if a == "c" else "no" for a in contents])
    inputs = [["a"] * (1 + n % 4) for n in range(50)] + [["c", "b", "c", "c"]] * 3
    program = find_program(evidence_of(task, inputs))
    assert_right(program, Signature.of(task), inputs, [task.label(contents) for contents in inputs])


@pytest.mark.parametrize(
    ("contents", "answer"), [("abcab", list("abcab")), ("a", ["c"]), ("abcb", list("cccc")), ("ab", [None, "b"])]
)
def test_a_single_input(contents: str, answer: list[str | None]) -> None:
    signature = signature_of("abc", "abc", lengths=range(1, 6))
    program = find_program(Evidence.of(signature, [list(contents)], [answer]))
    assert program is not None
    found = program(list(contents))
    assert [given for given, wanted in zip(found, answer, strict=True) if wanted] == [each for each in answer if each]


def test_too_few_examples_to_explain_anything() -> None:
    signature = signature_of("abc", "abc", lengths=range(1, 6))
    evidence = Evidence.of(signature, [list("acba")], [list("bbcc")])
    assert find_program(evidence, limits=Limits(features=500)) is None


@pytest.mark.parametrize("inputs", [[], [["a", "b"]]], ids=["no input", "no answer"])
def test_where_no_answer_is_wanted_any_program_will_do(inputs: list[list[str]]) -> None:
    signature = signature_of("ab", "xy")
    program = find_program(Evidence.of(signature, inputs, [[None, None] for _ in inputs]))
    assert program is not None
    assert program(["a"]) == ["x"]


def once(is_so: Callable[[Sequence[str]], bool]) -> Callable[[Sequence[str]], list[str | None]]:
    """An oracle that says bad at each letter once something has been so of the tokens up to one, else ok."""

    def oracle(contents: Sequence[str]) -> list[str | None]:
        labels: list[str | None] = []
        for at, token in enumerate(contents):
            is_bad = "bad" in labels or is_so(contents[: at + 1])
            labels.append(None if token in "01" else "bad" if is_bad else "ok")
        return labels

    return oracle


ABSORBING = {
    "bad without marks": Task(
        "own", "axyz", (1, 4), once(lambda seen: seen[-1] != "a"), labels=("ok", "bad"), is_causal=True
    ),
    "bad without digits": Task(
        "own", "ax01", (1, 4), once(lambda seen: seen[-1] == "x"), is_causal=True, unlabelled="01"
    ),
    "bad after a digit two before": Task(
        "own", "ab01", (1, 5), once(lambda seen: seen[-3:-2] == ["0"]), is_causal=True, unlabelled="01"
    ),
}


@pytest.mark.parametrize("name", ABSORBING)
def test_a_label_that_comes_again_is_not_taken_to_have_come_where_none_is_asked(name: str) -> None:
    task = ABSORBING[name]
    evidence = evidence_for(task, 200)
    assert evidence.absorbing is not None
    program = find_program(evidence, limits=Limits(features=20_000))
    assert program is not None
    assert verify(program, task).status == "proved"


def test_the_verdict_holds_on() -> None:
    """From what tells it the first time, to what tells it for good."""
    task = Task("own", "ab", (1, 4), once(lambda seen: list(seen[-2:]) == ["b", "a"]), is_causal=True)
    evidence = evidence_of(task, every_input(Signature.of(task)))
    label = evidence.absorbing
    assert label is not None
    tokens, positions = idioms.inputs_of(evidence)
    _, before = idioms.heads(evidence, positions, positions, idioms.EQUAL[1], [tokens])
    feature = absorbed(evidence, [before, tokens], label)
    assert_computed(evidence, [feature, *feature.lineage()])
    labels = evidence.signature.labels
    for row in range(evidence.n_inputs):
        asked = evidence.is_asked[row]
        wanted = [labels[place] for place in evidence.wanted[row][asked]]
        assert np.array(names_at(feature, row))[asked].tolist() == wanted


def test_wrong_inputs_come_the_shortest_first() -> None:
    signature = signature_of("ab", "ab")
    inputs = [list("abba"), list("aab"), list("b"), list("ab"), list("bbb")]
    backwards: list[Answer] = [[*reversed(contents)] for contents in inputs]
    evidence = Evidence.of(signature, inputs, backwards)
    program = Program(signature=signature, operations=(), returns="tokens")
    assert wrong_inputs(program, evidence).tolist() == [3, 1]
    one = signature_of("ab", "ab", gives_one_label=True)
    evidence = Evidence.of(one, inputs, ["a", "b", "a", "a", "b"])
    table = LookupTable(name="always", inputs=("tokens",), values=("a",), table=(0, 0, 0))
    assert wrong_inputs(Program(signature=one, operations=(table,), returns="always"), evidence).tolist() == [1, 4]
