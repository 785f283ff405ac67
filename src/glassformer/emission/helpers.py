"""The functions that emitted files define for themselves: only those that are needed, no more general than needed."""

from __future__ import annotations

from functools import lru_cache

from glassformer.emission.expressions.elements import Constant
from glassformer.emission.expressions.tables import UNGROUPED
from glassformer.emission.layout import list_of, literal
from glassformer.emission.measure import size
from glassformer.program.signature import Signature

SHARED = (
    "lookup",
    "select_closest",
    "closest",
    "count_so_far",
    "counts_so_far",
    "index_of_max",
    "aggregate",
    "positions",
    "order",
)
"""What several statements may share, and none must: each can be written without."""

NEEDED_BY_TABLES = frozenset({UNGROUPED})
"""What the tables of the module call, and not the functions of the file."""

Needs = frozenset[str]
"""Names of helper functions and of inputs; ``lookup:else`` is a feature of ``lookup``."""


def helper_functions(needs: Needs, signature: Signature) -> list[str]:
    """The source of each function that is needed."""
    found = {
        "lookup": lookup(needs),
        "clip": clip(needs),
        "select_closest": SELECT_CLOSEST % ("keys[: q + 1]" if signature.is_causal else "keys"),
        **PLAIN,
    }
    return [source for name, source in found.items() if name in {need.split(":")[0] for need in needs}]


def helper_constants(needs: Needs, signature: Signature) -> list[Constant]:
    """The constants that are needed, beside the tables of operations."""
    found = {
        "lookup:else": Constant(name="ELSE", code="None", note="the key of a table's entry for all other values"),
        "order": Constant(
            name="ORDER",
            code=list_of(map(literal, (*signature.marks, *signature.alphabet))),
            note="the tokens, in the order in which they are compared",
        ),
    }
    return [constant for need, constant in found.items() if need in needs]


def inputs(needs: Needs) -> list[str]:
    """The statements that define what is needed beside ``tokens``."""
    found = {
        "positions": "positions = range(len(tokens))",
        "ones": "ones = [1] * len(tokens)",
        "order": "order = [ORDER.index(token) for token in tokens]",
    }
    return [statement for need, statement in found.items() if need in needs]


@lru_cache(maxsize=1024)
def needs_size(needs: Needs, signature: Signature) -> int:
    """The size of all that is needed."""
    constants = sum(constant.size for constant in helper_constants(needs, signature))
    return constants + sum(map(size, [*helper_functions(needs, signature), *inputs(needs)]))


def lookup(needs: Needs) -> str:
    """Tables inside each other."""
    has_else, has_lists = "lookup:else" in needs, "lookup:lists" in needs
    found = "entry.get(value, entry.get(ELSE))" if has_else else "entry[value]"
    kinds = {"dict": found, "list": "entry[value]"} if has_else and has_lists else {"(dict, list)": found}
    if "lookup:early" not in needs and len(kinds) == 1:
        body = [f"entry = {found}"]
    else:
        words = ["if", "elif"] if "lookup:early" in needs else ["if", "else"]
        body = []
        for word, (kind, entry) in zip(words, kinds.items(), strict=False):
            body += [f"{word} isinstance(entry, {kind}):" if word != "else" else "else:", f"    entry = {entry}"]
    return "\n".join([*_LOOKUP, *(f"            {line}" for line in body), *_LOOKED_UP])


_LOOKUP = [
    "def lookup(table, *variables):",
    '    """For each position, the entry of the table for the values of the variables."""',
    "    entries = []",
    "    for values in zip(*variables):",
    "        entry = table",
    "        for value in values:",
]
_LOOKED_UP = ["        entries.append(entry)", "    return entries"]


def clip(needs: Needs) -> str:
    """A number as a category."""
    has_unit = "clip:unit" in needs
    return f'''def clip(numbers, low, high{", unit=1" * has_unit}):
    """The numbers{" in whole units, rounded down" * has_unit}; at least low and at most high."""
    return [min(max(number{" // unit" * has_unit}, low), high) for number in numbers]'''


SELECT_CLOSEST = '''def select_closest(wanted, keys):
    """For each value that is wanted, the nearest position that has it as its key.

    The left one of two at equal distance, its own last, and 0 where there is none.
    """
    closest = []
    for q, value in enumerate(wanted):
        matches = [k for k, key in enumerate(%s) if key == value]
        closest.append(min(matches, key=lambda k: (k == q, abs(k - q)), default=0))
    return closest'''

PLAIN = {
    UNGROUPED: '''def ungrouped(groups):
    """For each member of the groups, the key of its group."""
    return {member: key for key, members in groups.items() for member in members}''',
    "count_reached": '''def count_reached(numbers, thresholds):
    """For each number, how many of the thresholds it reaches."""
    return [sum(number >= at for at in thresholds) for number in numbers]''',
    "closest": '''def closest(q, matches):
    """The match that is nearest to q: left before right, q itself last, and 0 where there is none."""
    return min(matches, key=lambda k: (k == q, abs(k - q)), default=0)''',
    "count_so_far": '''def count_so_far(value, values):
    """For each position, how often the value occurs up to there."""
    return [values[: q + 1].count(value) for q in range(len(values))]''',
    "counts_so_far": '''def counts_so_far(wanted, values):
    """For each value that is wanted, how often it occurs up to there."""
    return [values[: q + 1].count(value) for q, value in enumerate(wanted)]''',
    "index_of_max": '''def index_of_max(numbers):
    """The position of the largest number, the first of equals."""
    return numbers.index(max(numbers))''',
    "aggregate": '''def aggregate(selector, values):
    """For each query, the value at the position that it selects."""
    return [values[k] for k in selector]''',
}
