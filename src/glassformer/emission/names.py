"""Python names for what a program names: legal, unique, and its own wherever they can be."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable, Sequence
from string import ascii_lowercase

OWN_NAMES = frozenset(
    {
        "ALPHABET",
        "BIAS",
        "ELSE",
        "LABELS",
        "NUMBER_WEIGHTS",
        "ORDER",
        "PARTS",
        "WEIGHTS",
        "aggregate",
        "at",
        "check_input",
        "classify",
        "clip",
        "closest",
        "count_reached",
        "count_so_far",
        "counts_so_far",
        "index_of_max",
        "k",
        "key",
        "labels",
        "lookup",
        "main",
        "matches",
        "numbers",
        "order",
        "q",
        "query",
        "run",
        "select_closest",
        "selected",
        "sys",
        "ungrouped",
        "value",
        "values",
    }
)
"""Names that emitted files use themselves."""

PYTHONS_OWN = (None, "builtins", "io", "_io", "_sitebuiltins")
BUILTINS = frozenset(
    name for name, value in vars(builtins).items() if name != "_" and getattr(value, "__module__", None) in PYTHONS_OWN
)
"""Python's own builtins, without what interactive shells add to them."""


class Names:
    """Names given out so far.

    >>> names = Names(["head_1", "class", "sum", "HEAD_1"])
    >>> [names.variable(name) for name in ("head_1", "class", "sum")], names.table("head_1")
    (['head_1', 'class_', 'sum_'], 'HEAD_1_TABLE')
    """

    def __init__(self, variables: Iterable[str], own: frozenset[str] = OWN_NAMES | BUILTINS) -> None:
        wanted = list(variables)
        self._own = own
        self._taken = {name for name in wanted if self._is_free(name)}
        self._variables = {name: name if self._is_free(name) else self._unique(f"{name}_") for name in wanted}
        self._tables: dict[str, str] = {}
        self._functions: dict[str, str] = {}

    def variable(self, name: str) -> str:
        """The Python name of a variable."""
        return self._variables[name]

    def table(self, name: str) -> str:
        """The name, in capitals, for the table of the operation that defines ``name``."""
        if name not in self._tables:
            wanted = self._variables[name].upper()
            is_fine = self._is_free(wanted) and wanted not in self._taken
            self._tables[name] = self._unique(wanted if is_fine else f"{name.upper()}_TABLE")
        return self._tables[name]

    def function(self, name: str) -> str:
        """The name for a function of its own that computes ``name``."""
        if name not in self._functions:
            self._functions[name] = self._unique(f"{name}_of")
        return self._functions[name]

    def loops(self, variables: Sequence[tuple[str, bool]]) -> list[str]:
        """Different names for one value of each variable; each comes with whether it is a number.

        >>> Names([]).loops([("tokens", False), ("n_open", True)]), Names([]).loops([("n_open", True)])
        (['token', 'o'], ['n'])
        """
        found = [self._loop(name, is_number=is_number, is_alone=len(variables) == 1) for name, is_number in variables]
        if len(set(found)) == len(found) and all(map(self._is_loop, found)):
            return found
        letters = [letter for letter in ascii_lowercase if self._is_loop(letter)]
        return [*letters, *(f"each_{index}" for index in range(len(found)))][: len(found)]

    def _loop(self, name: str, *, is_number: bool, is_alone: bool) -> str:
        """What a person would call one value of a variable."""
        if name in ("tokens", "positions"):
            return name[:-1]
        if is_alone:
            return "n" if is_number else "value"
        words = [word for word in name.split("_") if word.isalpha() and word != "n"]
        return words[-1][0].lower() if words else "x"

    def _is_loop(self, name: str) -> bool:
        return name == "value" or (name not in self._taken and self._is_free(name) and name != "l")

    def _unique(self, wanted: str) -> str:
        while wanted in self._taken or not self._is_free(wanted):
            wanted += "_"
        self._taken.add(wanted)
        return wanted

    def _is_free(self, name: str) -> bool:
        """Whether a name is no keyword, and none that what is emitted has a meaning for."""
        return not keyword.iskeyword(name) and name not in self._own
