"""Markdown: tables, lists and figures, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    r"""A table, with an empty line after it; nothing where it has no rows.

    >>> table(("head", "reads"), [("0", "a | b")])
    ['| head | reads |', '| --- | --- |', '| 0 | a \\| b |', '']
    """
    lines = [_row(row) for row in rows]
    return [_row(heading), _row(["---"] * len(heading)), *lines, ""] if lines else []


def _row(cells: Sequence[str]) -> str:
    shown = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(shown)} |"


def bullets(items: Sequence[str], at_most: int | None = None) -> list[str]:
    """A list, with an empty line after it; what is beyond ``at_most`` is counted."""
    shown = items[:at_most]
    beyond = len(items) - len(shown)
    return [*(f"- {item}" for item in shown), *([f"- … and {beyond:,} more"] if beyond else []), ""] if items else []


def paragraph(*sentences: str) -> list[str]:
    """Sentences, those that are empty left out, with an empty line after them; nothing where all are."""
    said = [sentence for sentence in sentences if sentence]
    return [" ".join(said), ""] if said else []


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """A number of things.

    >>> counted(1, "head"), counted(1200, "head"), counted(0, "class", "classes")
    ('1 head', '1,200 heads', '0 classes')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def spans(numbers: Iterable[int], prefix: str = "") -> str:
    """Numbers in a row, the lowest first, three or more that follow each other as a span.

    >>> spans([1, 2, 4, 5, 6, 9], "A"), spans([2, 1])
    ('A1, A2, A4 to A6 and A9', '1 and 2')
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = []
    for run in runs:
        names = [f"{prefix}{number}" for number in run]
        told += [f"{names[0]} to {names[-1]}"] if len(run) > 2 else names
    return listed(told)


def listed(names: Iterable[str]) -> str:
    """Names in a row.

    >>> listed(["A5"]), listed(["A5", "A4", "A3"])
    ('A5', 'A5, A4 and A3')
    """
    given = list(names)
    return " and ".join([", ".join(given[:-1]), given[-1]]) if len(given) > 1 else "".join(given)
