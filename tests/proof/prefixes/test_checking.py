from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from tests.proof.brackets import bracket_program
from tests.proof.generated import automaton_task, causal_program, changed, domain_of

from glassformer.errors import TaskError, VerificationError
from glassformer.program import (
    GRID,
    Aggregate,
    AggregateSum,
    Categorical,
    LookupTable,
    NumberTable,
    Operation,
    Program,
    Select,
    SelectClosest,
    Signature,
    Thresholds,
)
from glassformer.program.holes import closed
from glassformer.program.locate import load_program
from glassformer.program.relations import Relation
from glassformer.proof import Verdict, verify, verify_against
from glassformer.proof.prefixes import walk
from glassformer.proof.prefixes.checking import check_prefixes
from glassformer.proof.prefixes.level import Level
from glassformer.tasks import AllSequences, Proportion, Task, load_task
from glassformer.tasks.task import Reader


def without_fault(task: Task, token: str, matched: str, depth: int) -> Program:
    """The bracket program, but one wrong pair is no fault where it leads to this depth."""
    program = bracket_program(task)
    tokens = ("<s>", *task.alphabet)
    n_depths = task.lengths[-1] + 2  # "negative" comes first
    row = (tokens.index(token) * len(tokens) + tokens.index(matched)) * n_depths + depth + 1

    def mended(operation: Operation) -> Operation:
        if not isinstance(operation, LookupTable) or operation.name != "fault":
            return operation
        entries = closed(operation.table)
        assert entries[row] == 1
        return replace(operation, table=(*entries[:row], 0, *entries[row + 1 :]))

    return replace(program, operations=tuple(map(mended, program.operations)))


def both_ways(check: Callable[..., Verdict], *args: object) -> Verdict:
    """The verdict with shared prefixes, which must be the one without."""
    shared = check(*args, method="prefixes")
    assert shared.to_dict() == check(*args, shares_prefixes=False, method="exhaustive").to_dict()
    return shared


def test_dyck2_is_proved_on_a_thousand_million_inputs() -> None:
    task = load_task("dyck2")
    verdict = verify(bracket_program(task), task)
    assert str(verdict) == "proved: right on all 1,073,741,824 inputs"
    assert verdict.accuracy.token == Proportion(15 * 4**15, 15 * 4**15)
    assert verdict.accuracy.sequence == Proportion(4**15, 4**15)
    assert verdict.seconds < 60


def test_one_wrong_entry_among_a_thousand_million_inputs_is_found() -> None:
    task = load_task("dyck2")
    verdict = verify(without_fault(task, "}", "(", 2), task)
    assert (verdict.status, verdict.inputs, verdict.coverage) == ("refuted", 4**15, "all")
    assert verdict.counterexample is not None
    # ( as often as there is room for all of ) down to depth 3, for } and for one more (
    assert "".join(verdict.counterexample.contents) == "(" * 8 + ")" * 5 + "}" + "("
    assert verdict.counterexample.expected == ["P"] * 13 + ["F"] * 2
    assert verdict.counterexample.found == ["P"] * 15


def test_counts_are_those_of_all_inputs_one_by_one() -> None:
    task = load_task("dyck2", max_length=7)
    verdict = both_ways(verify, without_fault(task, "}", "(", 2), task)
    assert (verdict.status, verdict.inputs) == ("refuted", 4**6)
    assert 0 < verdict.mismatches < 4**6
    assert both_ways(verify, bracket_program(task), task).status == "proved"


@pytest.mark.parametrize("seed", range(60))
def test_generated_programs_get_the_same_verdict(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    if seed % 3 == 0:  # in blocks and parts, where there are enough states
        monkeypatch.setattr(walk, "BLOCK", rng.choice((1, 3)))
        monkeypatch.setattr(walk, "MAX_BYTES", rng.choice((500, 5_000)))
    program = causal_program(rng)
    assert both_ways(verify_against, changed(program, rng), program, domain_of(program)).coverage == "all"
    if not set(program.signature.alphabet) <= set(program.signature.unlabelled):
        assert both_ways(verify, program, automaton_task(program, rng)).coverage == "all"


def test_programs_of_the_gallery_get_the_same_verdict() -> None:
    both_ways(verify, load_program("gallery:dyck1"), load_task("dyck1"))
    program = load_program("gallery:induction")
    short = AllSequences(program.signature.alphabet, range(1, 5))
    assert both_ways(verify_against, program, replace(program, returns="tokens"), short).status == "refuted"


def test_inputs_of_no_tokens_are_counted() -> None:
    signature = Signature(task="any", alphabet=("a", "b"), labels=("a", "b"), lengths=range(3), is_causal=True)
    program = Program(signature=signature, operations=(), returns="tokens")
    assert both_ways(verify_against, program, program, AllSequences(("a", "b"), range(3))).inputs == 7


LETTERS = Signature(task="any", alphabet=("a", "b"), labels=("0", "1"), lengths=range(1, 9), is_causal=True)


@pytest.mark.parametrize("at", range(-2, 7))
def test_sums_that_matter_late_are_kept_apart_early(at: int) -> None:
    numbers = NumberTable(name="f", inputs=("tokens",), numbers=(0, GRID, -GRID))
    every = Select(name="every", keys="tokens", queries="tokens", predicate=((0, 1, 2),) * 3)
    total = AggregateSum(name="n", selector="every", values="f")
    reached = LookupTable(
        name="reached", inputs=(Thresholds(variable="n", at=(at * GRID,)),), values=("0", "1"), table=(0, 1)
    )
    program = Program(signature=LETTERS, operations=(numbers, every, total, reached), returns="reached")
    ones = NumberTable(name="f", inputs=("tokens",), numbers=(0, GRID, 0))
    other = replace(program, operations=(ones, every, total, reached))
    assert both_ways(verify_against, program, other, domain_of(program)).status == "refuted"
    assert both_ways(verify_against, program, program, domain_of(program)).status == "proved"


def test_values_that_are_alike_stand_for_each_other_and_for_no_other() -> None:
    kind = LookupTable(name="kind", inputs=("tokens",), values=("x", "y", "z"), table=(1, 1, 2))
    before = SelectClosest(name="before", keys="tokens", queries="tokens", predicate=((1,),) * 3)
    found = Aggregate(name="found", selector="before", values="kind")
    blurred = LookupTable(name="out", inputs=("found",), values=("0", "1"), table=(0, 1, 1))
    program = Program(signature=LETTERS, operations=(kind, before, found, blurred), returns="out")
    always = LookupTable(name="out", inputs=("tokens",), values=("0", "1"), table=(1, 1, 1))
    other = Program(signature=LETTERS, operations=(always,), returns="out")
    assert both_ways(verify_against, program, other, domain_of(program)).status == "proved"


def last_seen(lengths: range, n_letters: int = 8) -> Program:
    """At each token the token before, or the begin mark."""
    letters = tuple("abcdefgh"[:n_letters])
    signature = Signature(task="before", alphabet=letters, labels=letters, lengths=lengths, is_causal=True)
    positions = signature.inputs["positions"]
    assert isinstance(positions, Categorical)
    before = Relation("==", -1).predicate(positions.values, positions.values)
    return Program(
        signature=signature,
        operations=(
            SelectClosest(name="before", keys="positions", queries="positions", predicate=before),
            Aggregate(name="last", selector="before", values="tokens"),
        ),
        returns="last",
    )


def test_counts_beyond_64_bits_are_exact() -> None:
    lengths = range(20, 31)
    program = last_seen(lengths)
    tokens = replace(program, returns="tokens")
    domain = AllSequences(program.signature.alphabet, lengths)
    n = sum(8**length for length in lengths)
    verdict = verify_against(program, program, domain, method="prefixes")
    assert (verdict.status, verdict.inputs) == ("proved", n)
    verdict = verify_against(tokens, program, domain, method="prefixes")
    assert (verdict.mismatches, verdict.accuracy.sequence) == (n, Proportion(0, n))  # the first token always differs
    labels = sum(length * 8**length for length in lengths)
    right = sum((length - 1) * 8 ** (length - 1) for length in lengths)  # a token that is repeated
    assert verdict.accuracy.token == Proportion(right, labels)
    assert verdict.counterexample is not None
    assert verdict.counterexample.contents == ("a",) * 20


def test_where_prefixes_have_too_little_in_common_a_sample_is_drawn_unless_all_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = load_task("dyck2", max_length=7)
    program = bracket_program(task)
    assert verify(program, task, limit=10).status == "proved"
    monkeypatch.setattr(walk, "MAX_BYTES", 100)
    assert verify(program, task, limit=10, n_samples=50).status == "tested"
    assert verify(program, task, limit=4**6).status == "proved"
    assert verify(program, task, limit=10, method="exhaustive").status == "proved"


def remembering(n: int) -> Program:
    """At the last of n tokens, whether the number of a among those before it is odd, read one by one."""
    signature = replace(LETTERS, lengths=range(n, n + 1))
    operations: list[Operation] = []
    for place in range(1, n):
        at_end = tuple((place,) if query == n else () for query in range(n + 1))
        select = SelectClosest(name=f"s_{place}", keys="positions", queries="positions", predicate=at_end)
        operations += [select, Aggregate(name=f"v_{place}", selector=select.name, values="tokens")]
    inputs = tuple(f"v_{place}" for place in range(1, n))
    is_odd = tuple(row.count(1) % 2 for row in product(range(3), repeat=n - 1))
    operations.append(LookupTable(name="odd", inputs=inputs, values=("0", "1"), table=is_odd))
    return Program(signature=signature, operations=tuple(operations), returns="odd")


def test_where_nothing_is_merged_a_walk_is_given_up_early(monkeypatch: pytest.MonkeyPatch) -> None:
    program = remembering(9)
    domain = domain_of(program)
    alphabet = program.signature.alphabet
    monkeypatch.setattr(walk, "MAX_BYTES", 20_000)
    monkeypatch.setattr(walk, "MANY_STATES", 16)
    steps: list[int] = []
    step = walk.PrefixWalk._step

    def counted(self: walk.PrefixWalk, level: Level, position: int) -> Level:
        steps.append(len(level))
        return step(self, level, position)

    monkeypatch.setattr(walk.PrefixWalk, "_step", counted)
    assert check_prefixes(program, program, domain, alphabet, may_split=False) is None
    assert steps == [1, 2, 4, 8]
    both_ways(verify_against, program, program, domain)


def test_parts_may_be_shared_by_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MAX_BYTES", 3_000)
    task = load_task("dyck2", max_length=7)
    program = without_fault(task, "}", "(", 2)
    told: list[tuple[int, int]] = []
    shared = verify(program, task, workers=2, progress=lambda done, n: told.append((done, n)))
    assert shared.to_dict() == verify(program, task, shares_prefixes=False).to_dict()
    assert told == sorted(told)
    assert told[-1] == (4**6, 4**6)
    alone = Task("mine", "(){}", 6, task.oracle, labels=task.labels, is_causal=True, reader=in_person(task))
    with pytest.raises(VerificationError, match=r"cannot be sent to other processes: .* functions of a module, or use"):
        verify(program, alone, workers=2)


def in_person(task: Task) -> Reader:
    """The task's reader, by a function that cannot be sent to another process."""
    reader = task.reader
    assert reader is not None
    return Reader(reader.start, lambda state, token: reader.step(state, token))


def test_why_prefixes_cannot_be_shared_is_said() -> None:
    task = load_task("dyck1", max_length=5)
    program = bracket_program(task)
    wide = replace(program, signature=replace(program.signature, is_causal=False))
    domain = domain_of(program)
    with pytest.raises(
        VerificationError, match=r"^prefixes cannot be shared: the program is not causal .*'exhaustive'"
    ):
        verify_against(wide, program, domain, method="prefixes")
    with pytest.raises(VerificationError, match="the other program is not causal"):
        verify_against(program, wide, domain, method="prefixes")
    unread = Task("dyck1", "()", 4, task.oracle, labels=task.labels, is_causal=True)
    with pytest.raises(VerificationError, match="task 'dyck1' has no reader"):
        verify(program, unread, method="prefixes")
    with pytest.raises(VerificationError, match="the domain is not that of all sequences"):
        verify(load_program("gallery:induction"), load_task("induction"), method="prefixes")
    assert verify(program, unread).status == "proved"


class OddOnly(AllSequences):
    """Derived from all sequences, with only some of them."""

    @property
    def n_inputs(self) -> int:
        return 10

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (contents for contents in super().__iter__() if len(contents) % 2)


def test_domain_that_leaves_some_sequences_out_is_not_taken_for_all() -> None:
    program = bracket_program(load_task("dyck1", max_length=4))
    assert verify_against(program, program, OddOnly(("(", ")"), range(1, 4))).inputs == 10


def with_reader(step: Callable[[Any, str], tuple[object, str | None]]) -> Task:
    task = load_task("dyck1", max_length=5)
    return Task("mine", "()", 4, task.oracle, labels=task.labels, is_causal=True, reader=Reader((), step))


def test_reader_that_misbehaves_is_an_error() -> None:
    program = bracket_program(load_task("dyck1", max_length=5))
    with pytest.raises(TaskError, match=r"of \[.*\] the reader says .* and the oracle .* must answer alike"):
        verify(program, with_reader(lambda state, token: (state, "P")))

    def late(state: tuple[str, ...], token: str) -> tuple[tuple[str, ...], str]:
        raise KeyError(token)

    with pytest.raises(TaskError, match="the reader of task 'mine' failed at"):
        verify(program, with_reader(late))


def test_progress_is_told_until_the_end() -> None:
    task = load_task("dyck2")
    told: list[tuple[int, int]] = []
    verify(bracket_program(task), task, progress=lambda done, n: told.append((done, n)))
    assert told == sorted(told)
    assert len(told) == 15
    assert told[-1] == (4**15, 4**15)
