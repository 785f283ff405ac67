"""Names are kept where they can be."""

from __future__ import annotations

import builtins
import keyword

from hypothesis import given
from hypothesis import strategies as st

from glassformer.emission.names import OWN_NAMES, Names

PROBLEMS = ["class", "class_", "None", "print", "lookup", "run", "run_", "run__", "ELSE", "x", "X", "_", "__debug__"]


def test_legal_names_are_kept_whatever_comes_before_them() -> None:
    names = Names(PROBLEMS)
    assert [names.variable(name) for name in ("class_", "run_", "x", "_")] == ["class_", "run_", "x", "_"]
    assert [names.variable(name) for name in ("class", "run", "print")] == ["class__", "run___", "print_"]
    assert names.table("x") == "X_TABLE"


@given(st.lists(st.sampled_from([*PROBLEMS, *sorted(OWN_NAMES), "a", "A", "A_TABLE", "head_1"]), unique=True))
def test_names_are_legal_and_unique(wanted: list[str]) -> None:
    names = Names(wanted)
    given_out = [names.variable(name) for name in wanted] + [names.table(name) for name in wanted]
    assert len(set(given_out)) == len(given_out)
    for name in given_out:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name == "_" or not hasattr(builtins, name)
        assert name not in OWN_NAMES
