"""The functions that emitted files define for themselves: only those that are needed, no more general than needed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Needs:
    """What an emitted file needs of its helper functions.

    Attributes:
        functions: the names of those that are called.
        is_causal: whether keys after the query are invisible.
        has_key_sets: whether some predicate accepts several key values for one query value.
        has_else: whether some table has an entry for all other values; ``has_lists``: whether some table is a list.
        ends_early: whether some lookup table has entries above its last level.
        has_unit: whether some fixed-point number is clipped.
        has_weights: whether categorical variables are scored; ``has_number_weights``: whether numerical ones are.
        is_pooled: whether the scores of all positions are summed.
        contents: the slice that leaves out the marks.
    """

    functions: set[str] = field(default_factory=set)
    is_causal: bool = False
    has_key_sets: bool = False
    has_else: bool = False
    has_lists: bool = False
    ends_early: bool = False
    has_unit: bool = False
    has_weights: bool = False
    has_number_weights: bool = False
    is_pooled: bool = False
    contents: str = "[1:]"


def helper_functions(needs: Needs) -> list[str]:
    """The source of each function, in the order in which they call each other."""
    used = set(needs.functions)
    if "select_closest" in used:
        used.add("select")
    if used & {"select", "select_best", "lookup"}:
        used.add("find")
    return [write(needs) for name, write in WRITERS.items() if name in used]


def find(needs: Needs) -> str:
    """One entry of any table."""
    lines = [
        "def find(table, value):",
        f'    """The entry of the table for the value{", or for all others" * needs.has_else}."""',
    ]
    if needs.has_lists:
        lines += ["    if isinstance(table, list):", "        return table[value]"]
    return "\n".join([*lines, f"    return table.get(value{', table.get(ELSE)' * needs.has_else})"])


def select(needs: Needs) -> str:
    """All matches of each query."""
    lines = [
        "def select(predicate, keys, queries):",
        '    """For each query, the positions of the keys that it accepts."""',
        "    selector = []",
        f"    for {'position, query in enumerate(queries)' if needs.is_causal else 'query in queries'}:",
        "        accepted = find(predicate, query)",
    ]
    if needs.has_key_sets:
        lines += ["        if not isinstance(accepted, (set, range)):", "            accepted = (accepted,)"]
    if needs.is_causal:
        lines.append("        visible = keys[: position + 1]")
    visible = "visible" if needs.is_causal else "keys"
    test = f"key {'in' if needs.has_key_sets else '=='} accepted"
    lines += [
        f"        selector.append([k for k, key in enumerate({visible}) if {test}])",
        "    return selector",
    ]
    return "\n".join(lines)


def select_closest(_: Needs) -> str:
    """The nearest match of each query."""
    return '''def select_closest(predicate, keys, queries):
    """For each query, the nearest position that it accepts.

    The left one of two at equal distance, its own last, and 0 where there is none.
    """
    closest = []
    for q, matches in enumerate(select(predicate, keys, queries)):
        closest.append(min(matches, key=lambda k: (k == q, abs(k - q)), default=0))
    return closest'''


def select_best(needs: Needs) -> str:
    """The best key of each query."""
    visible = "keys[: position + 1]" if needs.is_causal else "keys"
    return f'''def select_best(scores, keys, queries):
    """For each query, the position of the key with the highest score, the leftmost of equals."""
    best = []
    for {"position, query in enumerate(queries)" if needs.is_causal else "query in queries"}:
        row = find(scores, query)
        found = [find(row, key) for key in {visible}]
        best.append(found.index(max(found)))
    return best'''


def aggregate(_: Needs) -> str:
    """The value at one position."""
    return '''def aggregate(selector, values):
    """For each query, the value at the position that it selects."""
    return [values[k] for k in selector]'''


def selector_width(_: Needs) -> str:
    """How many positions."""
    return '''def selector_width(selector):
    """For each query, how many positions it selects."""
    return [len(selected) for selected in selector]'''


def aggregate_sum(_: Needs) -> str:
    """The sum over positions."""
    return '''def aggregate_sum(selector, values):
    """For each query, the sum of the values at the positions that it selects."""
    return [sum([values[k] for k in selected]) for selected in selector]'''


def clip(needs: Needs) -> str:
    """A number as a category."""
    return f'''def clip(numbers, low, high{", unit=1" * needs.has_unit}):
    """The numbers{" in whole units, rounded down" * needs.has_unit}; at least low and at most high."""
    return [min(max(number{" // unit" * needs.has_unit}, low), high) for number in numbers]'''


def count_reached(_: Needs) -> str:
    """A number as how many thresholds it reaches."""
    return '''def count_reached(numbers, thresholds):
    """For each number, how many of the thresholds it reaches."""
    return [sum([number >= at for at in thresholds]) for number in numbers]'''


def lookup(needs: Needs) -> str:
    """Tables."""
    body = "            entry = find(entry, value)"
    if needs.ends_early:
        body = f"            if isinstance(entry, (dict, list)):\n    {body}"
    return f'''def lookup(table, *variables):
    """For each position, the entry of the table for the values of the variables."""
    entries = []
    for values in zip(*variables):
        entry = table
        for value in values:
{body}
        entries.append(entry)
    return entries'''


def classify(needs: Needs) -> str:
    """The best class."""
    parameters = ["values"] * needs.has_weights + ["numbers"] * needs.has_number_weights
    lines = [f"def classify({', '.join(parameters)}):"]
    lines += _pooled_rows(needs) if needs.is_pooled else _rows(needs)
    return "\n".join(
        [
            *lines,
            "    scores = [sum(column) for column in zip(*rows)]",
            "    return LABELS[scores.index(max(scores))]",
        ]
    )


def _rows(needs: Needs) -> list[str]:
    """The part of ``classify`` that gathers what is added, at one position."""
    lines = ['    """The label with the highest score, the first of equals."""', "    rows = [BIAS]"]
    if needs.has_weights:
        lines += [
            "    for table, value in zip(WEIGHTS, values):",
            "        if value in table:",
            "            rows.append(table[value])",
        ]
    if needs.has_number_weights:
        lines += [
            "    for weights, number in zip(NUMBER_WEIGHTS, numbers):",
            "        rows.append([weight * number for weight in weights])",
        ]
    return lines


def _pooled_rows(needs: Needs) -> list[str]:
    """The part of ``classify`` that gathers what is added, over all positions but the marks'."""
    lines = ['    """The label with the highest score over all positions, the first of equals."""', "    rows = [BIAS]"]
    if needs.has_weights:
        lines += [
            "    for table, column in zip(WEIGHTS, values):",
            f"        column = column{needs.contents}",
            "        rows += [table[value] for value in column if value in table]",
        ]
    if needs.has_number_weights:
        lines += [
            "    for weights, column in zip(NUMBER_WEIGHTS, numbers):",
            f"        total = sum(column{needs.contents})",
            "        rows.append([weight * total for weight in weights])",
        ]
    return lines


WRITERS = {
    "find": find,
    "select": select,
    "select_closest": select_closest,
    "select_best": select_best,
    "aggregate": aggregate,
    "selector_width": selector_width,
    "aggregate_sum": aggregate_sum,
    "clip": clip,
    "count_reached": count_reached,
    "lookup": lookup,
    "classify": classify,
}
