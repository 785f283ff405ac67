"""Facts about one input as text: a table of variables, a matrix for each selector, and what scores are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glassformer.explain.facts import Contribution, Explanation, ScoreFacts, SelectorFacts, in_weights
from glassformer.explain.terminal.layout import draw_columns, shown, side_by_side
from glassformer.program.columns import ALWAYS, item_text
from glassformer.program.sketch import Labels
from glassformer.program.variables import GRID

MOST_CONTRIBUTIONS = 8
"""So many variables are shown for each label, those on which the winner's margin hangs most; the others in one row."""


def draw_explanation(explanation: Explanation, width: int) -> str:
    """All of it as text, for a terminal of this width."""
    heading = [f"{explanation.task}: {_words(map(item_text, explanation.contents))} -> {_answer(explanation.output)}"]
    parts = [heading, _draw_variables(explanation, width)]
    if explanation.selectors:
        matrices = [_draw_selector(selector, explanation.tokens) for selector in explanation.selectors]
        parts.append(["selectors: a row for each query, a column for each key", "", *side_by_side(matrices, width)])
    if explanation.scores:
        parts.append([f"scores, in 1/{GRID}"])
        parts += [_draw_scores(scores, explanation, width) for scores in explanation.scores]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _words(texts: Iterable[str]) -> str:
    return " ".join(shown(text) for text in texts)


def _answer(output: Labels | str) -> str:
    return (
        shown(output) if isinstance(output, str) else " ".join("-" if each is None else shown(each) for each in output)
    )


def _draw_variables(explanation: Explanation, width: int) -> list[str]:
    n_positions = len(explanation.tokens)
    rows = [["position", *map(str, range(n_positions))], ["tokens", *map(shown, explanation.tokens)]]
    for variable in explanation.variables:
        if variable.operation != "input" or variable.name not in ALWAYS:
            rows.append([variable.name, *map(shown, variable.values)])
    return draw_columns(rows, width)


def _draw_selector(selector: SelectorFacts, tokens: Sequence[str]) -> list[str]:
    """Its name, and ``#`` where the query of the row selects the key of the column."""
    names = [shown(token, 4) for token in tokens]
    rows = [["", *names]]
    for name, selected in zip(names, selector.selected, strict=True):
        rows.append([name, *("#" if key in selected else "." for key in range(len(names)))])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [" ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [selector.name, selector.operation.partition("(")[2].removesuffix(")"), *lines]


def _draw_scores(scores: ScoreFacts, explanation: Explanation, width: int) -> list[str]:
    where = "the input" if scores.position is None else f"position {scores.position}"
    line = f"{where}: {shown(scores.winner)} wins"
    if scores.margin is not None:
        (margin,) = in_weights([scores.margin])
        line += (
            f", {_number(margin)} ahead of {shown(str(scores.runner_up))}"
            if margin
            else (f" the tie with {shown(str(scores.runner_up))}, as it comes first")
        )
    rows = [["", "", *map(shown, explanation.labels)]]
    rows += [
        [name, value, *map(_number, in_weights(numbers))] for name, value, numbers in _score_rows(scores, explanation)
    ]
    return [line, *draw_columns(rows, width, n_heads=2)]


def _score_rows(scores: ScoreFacts, explanation: Explanation) -> Iterator[tuple[str, str, Sequence[int]]]:
    """The bias, the variables that matter most, the sum of the others, and the totals."""
    yield "bias", "", scores.bias
    first = explanation.labels.index(scores.winner)
    second = first if scores.runner_up is None else explanation.labels.index(scores.runner_up)

    def lead(contribution: Contribution) -> int:
        return abs(contribution.scores[first] - contribution.scores[second])

    ranked = sorted(scores.contributions, key=lead, reverse=True)
    n_shown = len(ranked) if len(ranked) <= MOST_CONTRIBUTIONS + 1 else MOST_CONTRIBUTIONS
    for each in ranked[:n_shown]:
        yield each.variable, shown(each.value), each.scores
    if rest := ranked[n_shown:]:
        yield f"{len(rest)} others", "", [sum(column) for column in zip(*(each.scores for each in rest), strict=True)]
    yield "total", "", scores.totals


def _number(number: float) -> str:
    return f"{number:,.10g}"
