"""Python names for what a program names: legal, unique, and its own wherever they can be."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

OWN_NAMES = frozenset(
    {
        "BIAS",
        "ELSE",
        "LABELS",
        "NUMBER_WEIGHTS",
        "UNLABELLED",
        "WEIGHTS",
        "aggregate",
        "aggregate_sum",
        "check_input",
        "classify",
        "clip",
        "count_reached",
        "find",
        "labels",
        "lookup",
        "main",
        "numbers",
        "pairs",
        "run",
        "select",
        "select_best",
        "select_closest",
        "selector_width",
        "sys",
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

    def __init__(self, variables: Iterable[str]) -> None:
        wanted = list(variables)
        self._taken = {name for name in wanted if is_free(name)}
        self._variables = {name: name if is_free(name) else self._unique(f"{name}_") for name in wanted}

    def variable(self, name: str) -> str:
        """The Python name of a variable."""
        return self._variables[name]

    def table(self, name: str) -> str:
        """A new name, in capitals, for the table of the operation that defines ``name``."""
        wanted = self._variables[name].upper()
        return self._unique(wanted if is_free(wanted) and wanted not in self._taken else f"{name.upper()}_TABLE")

    def _unique(self, wanted: str) -> str:
        while wanted in self._taken or not is_free(wanted):
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def is_free(name: str) -> bool:
    """Whether a name is no keyword, no builtin, and none that emitted files use themselves."""
    return not (keyword.iskeyword(name) or name in BUILTINS or name in OWN_NAMES)
