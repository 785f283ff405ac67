"""The measures, on sources small enough to count by hand."""

from __future__ import annotations

import pytest

from glassformer.emission import n_lines, size


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", 0),
        ("x = 1", 4),  # Assign, Name, Store, Constant
        ("x = -1", 6),  # and UnaryOp, USub
        ("x = (1, 2)", 7),  # Assign, Name, Store, Tuple, Load, two Constants
        ("x = {1: 2}", 6),  # Assign, Name, Store, Dict, two Constants
        ("def f(a):\n    return a", 6),  # FunctionDef, arguments, arg, Return, Name, Load
        ("x = '" + "a" * 16 + "'", 4),
        ("x = '" + "a" * 17 + "'", 5),
        ("x = '" + "a" * 20 + "'", 5),
        ("x = '" + "a" * 21 + "'", 6),
        ("x = '" + "é" * 20 + "'", 6),  # 4 characters beyond 16 are 8 bytes
        ("x = b'" + "a" * 24 + "'", 6),
        ("x = '" + "\\ud800" * 17 + "'", 5),
    ],
)
def test_size_counts_nodes_and_long_strings(source: str, expected: int) -> None:
    assert size(source) == expected


WHOLE = '''"""A docstring that is much longer than sixteen characters."""

import sys

# a comment
x = [
    1,

    2,  # two
]


def f():
    """Another docstring,

    over several lines.
    """
    from os import path
    return """a


b"""


def check_input(tokens):
    y = 1


def main(argv):
    z = 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
'''


def test_both_measures_leave_out_what_is_not_the_program() -> None:
    # Assign, Name, Store, List, Load, two Constants; FunctionDef, arguments, Return, Constant
    assert size(WHOLE) == 7 + 4
    # the list takes 4 lines, the function's head 1, its return 2 that are not blank
    assert n_lines(WHOLE) == 4 + 1 + 2


def test_only_functions_of_the_module_are_left_out_by_name() -> None:
    assert size("def f():\n    def main():\n        return 1") > size("def f():\n    return 1")
    assert n_lines("if __name__ == '__other__':\n    x = 1\n") == 2
