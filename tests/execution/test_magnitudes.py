"""Numbers that tensors cannot hold exactly are refused, as tensors would answer otherwise than the interpreter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.golden import PROGRAM

from glassformer.errors import ProgramError
from glassformer.execution.tensors import Executor
from glassformer.program import Clip, Program, Thresholds
from glassformer.program.operations import Operation

LARGE = 2**60


def changed(name: str, **changes: object) -> Program:
    """The golden program with another operation of this name."""

    def change(operation: Operation) -> Operation:
        return replace(operation, **changes) if operation.name == name else operation  # type: ignore[arg-type]

    return replace(PROGRAM, operations=tuple(map(change, PROGRAM.operations)))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("best", {"scores": ((LARGE, 0, 0, 0, 0),) * 5}),
        ("worth", {"numbers": (0, 0, -LARGE, 0, 0)}),
        ("out", {"bias": (0, -LARGE)}),
        ("out", {"weights": (((LARGE, 0), (0, 0), (0, 0)), ((0, 0),))}),
        ("out", {"weights": (((0, 0), (0, 0), (0, 0)), ((0, LARGE),))}),
        (
            "kind",
            {
                "inputs": (
                    "tokens",
                    Clip(variable="n_same", low=LARGE, high=LARGE + 1),
                    Thresholds(variable="total", at=(0, 1)),
                )
            },
        ),
        (
            "kind",
            {
                "inputs": (
                    "tokens",
                    Clip(variable="n_same", low=1, high=2),
                    Thresholds(variable="total", at=(0, LARGE)),
                )
            },
        ),
    ],
)
def test_a_number_that_is_too_large_is_refused_by_name(name: str, changes: dict[str, object]) -> None:
    with pytest.raises(
        ProgramError, match=rf"^{name}: what it computes may reach 2\*\*\d+, and tensors are exact up to"
    ):
        Executor(changed(name, **changes))


def test_sums_count_over_the_longest_input() -> None:
    longest = PROGRAM.signature.max_length
    Executor(changed("worth", numbers=(0, 0, 2**53 // longest, 0, 0)))
    with pytest.raises(ProgramError, match=r"^total: "):
        Executor(changed("worth", numbers=(0, 0, 2**53 // longest + 1, 0, 0)))


def test_ties_that_only_whole_numbers_break_are_not_answered_otherwise() -> None:
    program = changed("out", weights=(((0, 0),) * 3, ((0, 0),)), bias=(2**53, 2**53 + 1), excluded=())
    assert program(["a"]) == ["y"]
    with pytest.raises(ProgramError, match=r"^out: what it computes may reach 2\*\*63"):
        program.run_batch([["a"]])
