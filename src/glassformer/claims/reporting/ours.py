"""Each finding of the paper as an analysis of ours has it, and in what that differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glassformer.claims.reporting import paper
from glassformer.claims.reporting.evidence import Evidence, values_of
from glassformer.claims.reporting.facts import (
    computed_at,
    heads_with_a_role,
    is_independent,
    learnt_steps,
    random_accuracy,
    stairs,
    tables,
    unused_positions,
)
from glassformer.claims.reporting.markdown import counted, listed, spans
from glassformer.claims.reporting.numbers import NOTHING, decimal, percent, plain, tell


@dataclass(frozen=True)
class Ours:
    """What one analysis has found.

    Attributes:
        text: the figure, with interval and n where it has them.
        difference: from the paper, in a few words; empty where there is none, None where the two cannot be compared, as
            the model is asked other questions, or the finding was not tested.
    """

    text: str
    difference: str | None = None


NOT_TESTED = Ours(NOTHING)


def is_comparable(evidence: Evidence) -> bool:
    """Whether a model is asked what the paper's is: to add numbers of five digits."""
    return bool(evidence.model["kind"] == "addition" and evidence.model["digits"] == paper.DIGITS)


def _compared(evidence: Evidence, text: str, difference: str) -> Ours:
    return Ours(text, difference if is_comparable(evidence) else None)


def shape(evidence: Evidence) -> Ours:
    """Layers, heads, width and digits."""
    model = evidence.model
    width = f"d_model {model['d_model']:,}, " if "d_model" in model else ""
    sizes = f"{counted(model['layers'], 'layer')}, {counted(model['heads'], 'head')}"
    return Ours(f"{sizes}, {width}{counted(model['digits'], 'digit')}, {model['kind']}")


def accuracy(evidence: Evidence) -> Ours:
    """The share of random questions that are answered right."""
    found = random_accuracy(evidence)
    is_lower = found["interval"][1] < paper.LEAST_ACCURACY
    return _compared(evidence, tell(found), "lower" if is_lower else "")


def wrong_answers(evidence: Evidence) -> Ours:
    """How many random questions are answered wrong, of so many."""
    found = random_accuracy(evidence)
    text = f"{round(found['n'] * (1 - found['value'])):,} of {found['n']:,}"
    is_more = 1 - found["interval"][1] > paper.MOST_WRONG
    model = evidence.model
    is_told = model["layers"] > 1 and model["digits"] in paper.MOST_WRONG_OF.get(model["kind"], ())
    return Ours(text, ("more" if is_more else "") if is_told else None)


def loss(evidence: Evidence) -> Ours:
    """The mean loss of an answer token, beside that of the paper's model of as many layers and digits."""
    found = float(evidence.measurements["losses"]["total"])
    theirs = paper.LOSSES.get((evidence.model["layers"], evidence.model["digits"]))
    if theirs is None or evidence.model["kind"] != "addition":
        return Ours(plain(found))
    ratio = found / theirs
    return Ours(plain(found), "" if 0.5 <= ratio <= 2 else f"{plain(ratio)} times theirs")


def unused(evidence: Evidence) -> Ours:
    """The numbers of the positions at which nothing is computed that an answer token rests on."""
    names = evidence.position_names
    found = {names.index(name) for name in unused_positions(evidence)}
    told = [
        f"{what} {spans(positions)}"
        for what, positions in (("also unused", found - paper.UNUSED), ("not shown unused", paper.UNUSED - found))
        if positions
    ]
    return _compared(evidence, spans(found) or "none", ", ".join(told))


def broken_digits(evidence: Evidence) -> Ours:
    """Which answer digit breaks at which position, in any layer."""
    names, found = evidence.position_names, dict[int, list[str]]()
    for each in computed_at(evidence):
        answers = found.setdefault(names.index(each.position), [])
        answers += [each.answer] if each.answer not in answers else []
    broken = {position: listed(answers) for position, answers in sorted(found.items())}
    differing = [
        f"{position}: {broken.get(position, 'none')}"
        for position in sorted({*broken, *paper.BREAKS} - {names.index("=")})
        if broken.get(position) != paper.BREAKS.get(position)
    ]
    text = ", ".join(f"{position}: {answers}" for position, answers in broken.items())
    return _compared(evidence, text or "none", ", ".join(differing))


def streams(evidence: Evidence) -> Ours:
    """How many digit pairs change their own answer digit and no other."""
    pairs = values_of(evidence.places("streams"), "pair")
    if not pairs:
        return NOT_TESTED
    n_independent = sum(is_independent(evidence, pair) for pair in pairs)
    text = f"{n_independent} of {counted(len(pairs), 'pair')} change their own digit and no other"
    return _compared(evidence, text, "not all" if n_independent < len(pairs) else "")


def staircase(evidence: Evidence) -> Ours:
    """The heads that read the same step at every answer digit."""
    found = {head: place for head, place in stairs(evidence).items() if place.state == "yes"}
    text = ", ".join(f"L{layer}.H{head}: {place.where['pairs_below']}" for (layer, head), place in found.items())
    offsets = sorted(place.where["pairs_below"] for place in found.values())
    is_same = offsets == list(paper.OFFSETS)
    differing = f"steps {', '.join(map(str, offsets))}" if offsets else "no staircase"
    return _compared(evidence, text or "none", "" if is_same else differing)


def head_losses(evidence: Evidence, change: str) -> Ours:
    """How much the loss of each class rises without each head, the head that matters most first."""
    rises: dict[str, tuple[float, ...]] = {
        row["part"]: tuple(row[name] or 0.0 for name in paper.LEARNT_ORDER)
        for row in evidence.measurements["loss_increases"]
        if row["change"] == change and row["part"].startswith("head") and paper.LEARNT_ORDER[0] in row
    }
    if not rises:
        return NOT_TESTED
    ordered = sorted(rises.items(), key=lambda each: -sum(each[1]))
    n_little = sum(max(each) < paper.LITTLE_NATS for each in rises.values())
    differing = "" if n_little == 1 else f"{n_little} of {counted(len(rises), 'head')} matter little"
    return _compared(evidence, "<br>".join(f"{part}: {in_a_row(each)}" for part, each in ordered), differing)


def in_a_row(rises: tuple[float, ...]) -> str:
    """The rises of the three classes."""
    return " / ".join(decimal(rise) for rise in rises)


def learnt_order(evidence: Evidence) -> Ours:
    """The sub-tasks in the order in which they were learnt, each with the step."""
    steps = {name: end for name, (_, end) in learnt_steps(evidence, "by_subtask").items() if name in paper.LEARNT_ORDER}
    if not steps:
        return NOT_TESTED
    text = ", ".join(f"{name} ({plain(end) if end < float('inf') else 'not learnt'})" for name, end in steps.items())
    reversed_pairs = [
        f"{later} before {earlier}"
        for index, earlier in enumerate(paper.LEARNT_ORDER)
        for later in paper.LEARNT_ORDER[index + 1 :]
        if steps.get(later, float("inf")) < steps.get(earlier, float("inf"))
    ]
    return _compared(evidence, text, ", ".join(reversed_pairs))


def cascade(evidence: Evidence, length: int) -> Ours:
    """The share right of questions with a cascade of this length."""
    found = [place for place in evidence.places("cascades") if place.where["cascade"] == length]
    if not found:
        return NOT_TESTED
    is_right = found[0].state == "yes"
    expected = length in paper.RIGHT_CASCADES or evidence.model["layers"] > 1
    differing = "" if is_right == expected else "right here" if is_right else "not right here"
    return _compared(evidence, tell(found[0].effect), differing)


def frequencies(evidence: Evidence) -> Ours:
    """The shares of random questions whose cascade has at least each length."""
    shares: Mapping[int, float] = {
        row["cascade"]: row["frequency"] for row in evidence.measurements["accuracy_by_cascade"]
    }
    found = {length: sum(share for other, share in shares.items() if other >= length) for length in paper.FREQUENCIES}
    differing = [
        length
        for length, theirs in paper.FREQUENCIES.items()
        if abs(100 * found[length] - float(theirs)) > 0.51 * 10.0 ** -len(theirs.partition(".")[2])
    ]
    text = ", ".join(f"{length}: {percent(share, 4)} %" for length, share in found.items())
    return _compared(evidence, text, f"other for {spans(differing)}" if differing else "")


def explained_heads(evidence: Evidence) -> Ours:
    """How many heads carry a known value, by interchange interventions."""
    found = heads_with_a_role(evidence)
    if found is None:
        return NOT_TESTED
    model = evidence.model
    theirs = paper.PARTS.get("mixed" if model["kind"] == "mixed" else counted(model["layers"], "layer"))
    text = f"{found[0]} of {counted(found[1], 'head')}"
    if theirs is None:
        return Ours(text)
    gap = found[0] / found[1] - theirs[0] / theirs[1]
    return Ours(text, "" if abs(gap) <= paper.SAME_SHARE else "a larger share" if gap > 0 else "a smaller share")


def explained_mlps(evidence: Evidence) -> Ours:
    """How many MLPs a table explains, and how much of each."""
    found = tables(evidence)
    if not found:
        return NOT_TESTED
    n_explained = sum(claim["verdict"] == "holds" for claim in found.values())
    each = "<br>".join(f"layer {layer}: {tell(claim['effect'])}" for layer, claim in found.items())
    return Ours(f"{n_explained} of {counted(len(found), 'MLP')}<br>{each}", "explained here" if n_explained else "")


def agreement(evidence: Evidence, kind: str) -> Ours:
    """On which share of questions the program gives the network's whole answer: ``random`` ones, or ``wrong``."""
    found = evidence.document["program"]
    if found is None:
        return NOT_TESTED
    return Ours(tell(found["random"]["all"] if kind == "random" else found["wrong"]))


def program_size(evidence: Evidence) -> Ours:
    """How large the program is."""
    size = evidence.document["program_size"]
    return Ours(f"{size['size']:,}") if size else NOT_TESTED


def verdicts(evidence: Evidence) -> Ours:
    """How many claims hold, fail and are undecided."""
    found = [claim["verdict"] for claim in evidence.document["claims"]]
    return Ours(", ".join(f"{found.count(each):,} {name}" for each, name in VERDICTS.items()))


def on_controls(evidence: Evidence) -> Ours:
    """How many claims hold on control networks."""
    theirs = [
        control["verdict"]
        for claim in evidence.document["claims"]
        for control in claim["controls"]
        if control["name"] in evidence.control_names
    ]
    networks = counted(len(evidence.control_names), "network")
    return Ours(f"{theirs.count('holds'):,} of {len(theirs):,} claims hold, on {networks}") if theirs else NOT_TESTED


VERDICTS = {"holds": "hold", "fails": "fail", "undecided": "undecided"}
