"""The errors of a text program as text: how many, what is taken for what, and what they have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence

from glassformer.explain.terminal.ink import PLAIN, Ink
from glassformer.explain.terminal.layout import GAP, clipped, draw_columns, shown, visible, wrapped
from glassformer.explain.terminal.rules import members_text
from glassformer.explain.terminal.weights import number
from glassformer.explain.text.errors import TextErrors, TextMistake
from glassformer.explain.text.origins import Class
from glassformer.explain.text.word_classes import ClassErrors
from glassformer.program.wording import quote

MOST_LABELS = 8
"""Confusions of more labels are listed instead of drawn as a matrix."""
MOST_CONFUSIONS = 8
"""So many are listed."""
LONGEST_LABEL, LONGEST_CELL = 16, 48
LEAST_ROOM = 12


def draw_text_errors(errors: TextErrors, width: int, ink: Ink = PLAIN) -> str:
    """All of it as text, for a terminal of this width."""
    parts = [
        wrapped("", _heading(errors), width),
        _draw_entities(errors, width),
        *([_draw_confusion(errors, width), _draw_classes(errors, width, ink)] if errors.n_wrong else []),
        _draw_rules(errors, width, ink),
        _draw_mistakes(errors, width, ink),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _what(errors: TextErrors, n: int = 2) -> str:
    return f"{'word' if errors.is_tagged else 'text'}{'s' * (n != 1)}"


def _heading(errors: TextErrors) -> str:
    score = errors.score
    texts = f"{errors.n_texts:,} text{'s' * (errors.n_texts != 1)}"
    cut = f" {errors.n_cut:,} of them are longer than what is read." if errors.n_cut else ""
    right = f"{'tags' if errors.is_tagged else 'labels'} that are right: {score.accuracy}"
    if score.spans is None:
        return f"{texts}; {right}.{cut}"
    low, high = score.interval
    f1 = f"{_percent(score.spans.f1)} (95 % interval {100 * low:.1f} to {100 * high:.1f}, by bootstrap)"
    return f"{texts}; strict F1 of entities: {f1}; {right}.{cut}"


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.1f}"


def _draw_entities(errors: TextErrors, width: int) -> list[str]:
    """Strict figures for each type of entity."""
    if not errors.entities:
        return []
    rows = [["entities", "F1", "precision", "recall", "right", "found", "there"]]
    for type_, counts in errors.entities.items():
        shares = map(_percent, (counts.f1, counts.precision, counts.recall))
        rows.append([type_, *shares, *(f"{n:,}" for n in (counts.n_right, counts.n_predicted, counts.n_expected))])
    return draw_columns(_right_justified(rows), width)


def _right_justified(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows whose cells but the first stand at the right of their columns."""
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [[row[0], *(cell.rjust(size) for cell, size in zip(row[1:], sizes[1:], strict=True))] for row in rows]


def _draw_confusion(errors: TextErrors, width: int) -> list[str]:
    """A matrix, or a list where there are many labels."""
    labels = [shown(label, LONGEST_LABEL) for label in errors.labels]
    if len(labels) > MOST_LABELS:
        return _list_confusions(errors, labels, width)
    rows = [["", *labels]]
    rows += [
        [label, *(f"{n:,}" if n else "." for n in row)] for label, row in zip(labels, errors.confusion, strict=True)
    ]
    head = wrapped("", f"Confusion of {_what(errors)}: a row for what is right, a column for what was answered", width)
    return [*head, *draw_columns(_right_justified(rows), width)]


def _list_confusions(errors: TextErrors, labels: Sequence[str], width: int) -> list[str]:
    pairs = [
        (n, label, labels[column])
        for row, label in enumerate(labels)
        for column, n in enumerate(errors.confusion[row])
        if n and column != row
    ]
    ranked = sorted(pairs, key=lambda pair: -pair[0])[:MOST_CONFUSIONS]
    rows = [[f"{n:,}", f"{right} taken for {given}"] for n, right, given in ranked]
    size = max(len(n) for n, _ in rows)
    head = f"The commonest confusions of {_what(errors)}, of {errors.n_wrong:,} wrong"
    return [*wrapped("", head, width), *(f"  {n.rjust(size)}  {clipped(text, width - size - 4)}" for n, text in rows)]


def _draw_classes(errors: TextErrors, width: int, ink: Ink) -> list[str]:
    """The classes of words beyond chance; where there is none, the nearest to it."""
    if not errors.word_classes:
        return []
    beyond = [each for each in errors.word_classes if each.is_beyond_chance]
    looked_at = f"of {errors.n_classes:,} that are there"
    if not beyond:
        first = errors.word_classes[0]
        where = f"wrong {first.wrong.successes:,} times in {first.wrong.n:,}, {first.expected:.1f} expected"
        text = f"No class of words ({looked_at}) has more errors than chance explains. Nearest to it is "
        return wrapped("", f"{text}{_class_name(first)}: {where}.", width)
    head = f"Classes of words with more errors than chance explains ({looked_at}):"
    rows = [["wrong", "of", "expected", "class"]]
    rows += [
        [f"{each.wrong.successes:,}", f"{each.wrong.n:,}", f"{each.expected:.1f}", _class_name(each)] for each in beyond
    ]
    return [*wrapped("", head, width), *_listed(rows, [each.cls for each in beyond], 3, width, ink)]


def _class_name(errors: ClassErrors) -> str:
    return f"{errors.variable} {quote(errors.cls.name)}"


def _draw_rules(errors: TextErrors, width: int, ink: Ink) -> list[str]:
    """The failing rules, those beyond chance with a mark."""
    if not errors.rules:
        return []
    head = (
        "Rules without which more would be right: how many wrong answers each decides, how many right ones need it "
        f"(* more than chance explains, of {errors.n_rules:,} rules that any answer hangs on):"
    )
    rows = [["wrong", "right", "", "rule", "mostly right -> answered"]]
    for rule in errors.rules:
        confusion = f"{shown(rule.expected, LONGEST_LABEL)} -> {shown(rule.found, LONGEST_LABEL)} ({rule.n_confused:,})"
        mark = "*" if rule.is_beyond_chance else ""
        name = f"{rule.variable} {quote(rule.value)}"
        rows.append([f"{rule.n_decided:,}", f"{rule.n_needed:,}", mark, name, confusion])
    return [*wrapped("", head, width), *_listed(rows, [rule.cls for rule in errors.rules], 2, width, ink)]


def _listed(
    rows: Sequence[Sequence[str]], classes: Sequence[Class | None], n_numbers: int, width: int, ink: Ink
) -> list[str]:
    """Rows below their heading, each with as much of its class as there is room for.

    Args:
        rows: cells; the first row is the heading.
        classes: of all other rows.
        n_numbers: so many columns are of numbers.
        width: of the terminal.
        ink: for the heading.
    """
    cut = [[*row[:n_numbers], *(clipped(cell, LONGEST_CELL) for cell in row[n_numbers:])] for row in rows]
    sizes = [max(map(len, column)) for column in zip(*cut, strict=True)]
    lines = []
    for row, cls in zip(cut, [None, *classes], strict=True):
        cells = [cell.rjust(size) for cell, size in zip(row[:n_numbers], sizes, strict=False)]
        cells += [cell.ljust(size) for cell, size in zip(row[n_numbers:], sizes[n_numbers:], strict=True)]
        line = " " * GAP + (" " * GAP).join(cells)
        if cls is not None and (room := width - len(line) - GAP) >= LEAST_ROOM:
            line += " " * GAP + members_text(cls, room)
        lines.append(clipped(line.rstrip(), width))
    return [ink.faint(lines[0]), *lines[1:]]


def _draw_mistakes(errors: TextErrors, width: int, ink: Ink) -> list[str]:
    """The surest mistakes, each with its text."""
    if not errors.mistakes:
        return []
    files = dict.fromkeys(mistake.file for mistake in errors.mistakes if mistake.file)
    lines = wrapped("", f"The surest mistakes{f' in {chr(32).join(files)}' if files else ''}, and by how much:", width)
    for mistake in errors.mistakes:
        head = f"{number(mistake.margin)}  {mistake.expected} taken for {mistake.found}"
        lines.append(ink.strong(clipped(f"  {head}, line {mistake.line}", width)))
        lines.append(clipped(f"        {_text(mistake, width - 8)}", width))
    return lines


def _text(mistake: TextMistake, room: int) -> str:
    """The text, as much as there is room for; of a word, what stands around it."""
    words = list(map(visible, mistake.words))
    if mistake.position is None:
        return " ".join(words)
    place = mistake.position - 1
    words[place] = f"[{words[place]}]"
    first = 0
    while first < place and len(" ".join(words[first : place + 1])) > room // 2:
        first += 1
    return ("… " if first else "") + " ".join(words[first:])
