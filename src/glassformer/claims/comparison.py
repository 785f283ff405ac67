"""Several analyses beside what the paper on addition (arXiv 2310.13121) and its successor report, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from glassformer.claims.reporting import ours, paper
from glassformer.claims.reporting.evidence import Evidence
from glassformer.claims.reporting.markdown import bullets, counted, paragraph, table
from glassformer.claims.reporting.numbers import NOTHING, plain
from glassformer.errors import InputError


@dataclass(frozen=True)
class Row:
    """One finding: its name, what the paper reports, and how ours is told."""

    finding: str
    theirs: str
    ours: Callable[[Evidence], ours.Ours]


def compare_with_paper(documents: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown: a table with a row for each finding, the paper's figures first, then those of each analysis.

    The last column says which analyses differ from the paper, and in what.

    Args:
        documents: analyses as `write_report` takes them, by the name that heads their column.

    Raises:
        InputError: there are none.
    """
    if not documents:
        raise InputError("there are no analyses to set beside the paper's figures; give one or more, by name")
    evidences = {name: Evidence(document) for name, document in documents.items()}
    rows = [_cells(row, evidences) for row in _rows()]
    lines = ["# Beside the paper", "", *paragraph(INTRODUCTION)]
    lines += table(("finding", "paper", *evidences, "ours differs"), rows)
    lines += bullets([f"{mark} {source}" for mark, source in paper.SOURCES.items()])
    return "\n".join(lines).rstrip() + "\n"


INTRODUCTION = (
    "Every figure of ours comes from the analysis that heads its column; shares have their 95 % interval and n, losses "
    "are means, and `-` is what was not tested. A difference is told where a model adds numbers of as many digits as "
    "the paper's; losses within a factor of 2 and shares of heads within 10 points are told as the same."
)


def _cells(row: Row, evidences: Mapping[str, Evidence]) -> tuple[str, ...]:
    found = {name: row.ours(evidence) for name, evidence in evidences.items()}
    compared = {name: each.difference for name, each in found.items() if each.difference is not None}
    differing = "; ".join(f"{name}: {difference}" for name, difference in compared.items() if difference)
    texts = (each.text for each in found.values())
    return f"**{row.finding}**", row.theirs, *texts, differing or ("no" if compared else NOTHING)


def _rows() -> Iterator[Row]:
    yield Row("model", "1 layer, 3 heads, d_model 510, 5 digits, addition [1]", ours.shape)
    yield Row("random questions right", f"above {100 * paper.LEAST_ACCURACY:g} % [1]", ours.accuracy)
    yield Row("random questions wrong", "at most 1 in a million, with 2 layers or more [2]", ours.wrong_answers)
    losses = (
        f"{plain(loss)} ({counted(layers, 'layer')}, {digits} digits)"
        for (layers, digits), loss in paper.LOSSES.items()
    )
    yield Row("loss, nats", f"{'<br>'.join(losses)} [1]", ours.loss)
    yield Row("unused positions", "0 to 10, and 17, the last [1]", ours.unused)
    broken = ", ".join(f"{position}: {answer}" for position, answer in paper.BREAKS.items())
    yield Row("the digit that a position breaks", f"{broken} [1]", ours.broken_digits)
    yield Row("digit streams", "parallel, no figure [1]", ours.streams)
    yield Row("staircase: pairs below the digit's own", "three heads, one token apart [1]", ours.staircase)
    yield from _heads()
    yield Row("sub-tasks as learnt (step)", f"{', '.join(paper.LEARNT_ORDER)} [1]", ours.learnt_order)
    yield from _cascades()
    yield from _parts()
    yield Row("program: size", "none [1]", ours.program_size)
    yield Row("program: same answer, random questions", "none [1]", partial(ours.agreement, kind="random"))
    yield Row("program: same answer, those answered wrong", "none [1]", partial(ours.agreement, kind="wrong"))
    yield Row("claims", "no thresholds, no counts [1]", ours.verdicts)
    yield Row("negative controls", "none [1]", ours.on_controls)


def _heads() -> Iterator[Row]:
    """What the loss of each class does without each head, ablated in either way."""
    theirs = "<br>".join(f"{role}: {ours.in_a_row(rises)}" for role, rises in paper.HEAD_LOSSES.items())
    for change, name in (("zero", "to zero"), ("mean", "to its mean")):
        finding = f"head ablated {name}: loss of {' / '.join(paper.LEARNT_ORDER)} rises, nats"
        yield Row(finding, f"{theirs} [1]", partial(ours.head_losses, change=change))


def _cascades() -> Iterator[Row]:
    """Accuracy by cascade length, as long as they are with the paper's digits, and how frequent they are."""
    for length in range(paper.DIGITS):
        theirs = "right, no figure [1]" if length in paper.RIGHT_CASCADES else "fails with 1 layer, no figure [1]"
        yield Row(f"right with a cascade of {length}", theirs, partial(ours.cascade, length=length))
    shares = ", ".join(f"{length}: {share} %" for length, share in paper.FREQUENCIES.items())
    yield Row("random questions with a cascade of at least", f"{shares} [3]", ours.frequencies)


def _parts() -> Iterator[Row]:
    """How many heads and MLPs are explained."""
    heads = (f"{n} of {of} ({name})" for name, (n, of, _, _) in paper.PARTS.items())
    yield Row("heads explained", f"{'<br>'.join(heads)} [2]", ours.explained_heads)
    mlps = (f"{n} of {of} ({name})" for name, (_, _, n, of) in paper.PARTS.items())
    yield Row("MLPs explained", f"{'<br>'.join(mlps)} [2]", ours.explained_mlps)
