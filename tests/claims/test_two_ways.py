"""Two programs for one task, side by side."""

from __future__ import annotations

import pytest

from glassformer.claims.carrying import CarryRule
from glassformer.claims.two_ways import set_side_by_side
from glassformer.claims.writing import write_program
from glassformer.errors import InputError
from glassformer.program.locate import load_program


def rules(n_digits: int, depth: int) -> list[CarryRule]:
    """Each answer digit looks at so many pairs below it."""
    depths = [min(digit, depth) for digit in range(n_digits + 1)]
    return [CarryRule(digit=digit, depth=n, adds=((False, True),) * n) for digit, n in enumerate(depths)]


def test_what_each_does_with_cascades() -> None:
    short, whole = write_program(2, rules(2, 1)), write_program(2, rules(2, 2))
    text = set_side_by_side({"short": short, "whole": whole})
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    told = {row[0]: row[1:] for row in rows}
    # A carry passes through pair 1 in 10 of 100 pairs, and pair 0 makes one in 45 of 100: 450 questions.
    assert told["right, of all 10,000 questions"] == ["9,550 of 10,000", "10,000 of 10,000"]
    assert told["of those with a cascade of 1"] == ["0 of 450", "450 of 450"]
    assert told["of those with a cascade of 0"] == ["9,550 of 9,550"] * 2
    assert told["origin"] == ["extracted", "extracted"]
    assert int(told["size"][0]) < int(told["size"][1])


def test_the_learned_program_that_ships() -> None:
    text = set_side_by_side({"learned": load_program("gallery:addition-program")})
    assert "| right, of all 10,000 questions | 10,000 of 10,000 |" in text


def test_what_is_refused() -> None:
    two, three, five = (write_program(n, rules(n, 1)) for n in (2, 3, 5))
    with pytest.raises(InputError, match="different lengths: one of 2 digits, other of 3 digits"):
        set_side_by_side({"one": two, "other": three})
    with pytest.raises(InputError, match="numbers of 5 digits; every question is asked of at most 3"):
        set_side_by_side({"one": five})
    with pytest.raises(InputError, match="one is a program for sort, not for addition"):
        set_side_by_side({"one": load_program("gallery:sort")})
