"""A slice as text: a line for each operation and outcome, with what decided it."""

from __future__ import annotations

from collections.abc import Sequence

from glassformer.explain.steps import Slice, Step
from glassformer.explain.terminal.layout import shown, wrapped
from glassformer.program.columns import item_text

SELECTORS = ("select", "select_closest", "select_best")


def draw_slice(found: Slice, width: int) -> str:
    """The whole slice as text, for a terminal of this width."""
    where = "the label" if found.position is None else f"the label at position {found.position}"
    tokens = f"the tokens at {positions_text(found.tokens)}" if found.tokens else "no token"
    names = dict.fromkeys(cell.name for cell in found.columns)
    for name in names:
        tokens += f", {name} at {positions_text([cell.position for cell in found.columns if cell.name == name])}"
    share = f"{len(found.steps):,} of {found.n_trace_cells:,} (operation, position) cells"
    words = " ".join(shown(item_text(item)) for item in found.contents)
    lines = wrapped("", f"{words}: {where} is {shown(found.output)}. It rests on {tokens}, and on {share}:", width)
    groups: dict[tuple[str, str, str], list[int]] = {}
    for step in found.steps:
        groups.setdefault((step.cell.name, _value(step), _reason(step)), []).append(step.cell.position)
    rows = [(name, f"at {positions_text(places)}", value) for (name, value, _), places in groups.items()]
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, (_, _, reason) in zip(rows, groups, strict=True):
        cells = (cell.ljust(size) for cell, size in zip(row, sizes, strict=True))
        lines += wrapped("  ".join(["", *cells, ""]), reason, width)
    return "\n".join(lines) + "\n"


def _value(step: Step) -> str:
    return f"keys {step.value}" if step.kind in SELECTORS else shown(step.value, 20)


def _reason(step: Step) -> str:
    """What decided a step, in words."""
    row = ", ".join(f"any {read}" if value is None else f"{read} = {shown(value)}" for read, value in step.row)
    if step.kind in SELECTORS:
        match_at, not_at = ("best at", "no better at") if step.kind == "select_best" else ("match at", "none at")
        keys = [
            f"{words} {positions_text(at)}" for words, at in ((match_at, step.matched), (not_at, step.unmatched)) if at
        ]
        return "; ".join([f"query {row}", *keys])
    if step.kind in ("aggregate", "aggregate_sum", "selector_width"):
        return f"{row}, by {step.reads[0]}" if row else f"the number of keys of {step.reads[0]}"
    if step.kind in ("scores", "pooled_scores"):
        return f"{row}; whatever the others are" if row else "whatever the variables are"
    return row


def positions_text(positions: Sequence[int]) -> str:
    """Positions in a row, three or more that follow each other as one.

    >>> positions_text([1, 2, 3, 5, 7, 8])
    '1-3 5 7 8'
    """
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else " ".join(map(str, run)) for run in runs)
