"""How a report begins: what was found in one paragraph, the model, and how many claims of each finding hold where."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glassformer.claims.reporting.evidence import ClaimData, Evidence
from glassformer.claims.reporting.facts import (
    computed_at,
    elsewhere,
    heads_with_a_role,
    is_one_token_early,
    lengths_right,
    pairs_seen,
    random_accuracy,
    stairs,
    tables,
    unused_positions,
)
from glassformer.claims.reporting.markdown import bullets, counted, listed, paragraph, spans, table
from glassformer.claims.reporting.numbers import NOTHING, plain, tell
from glassformer.claims.reporting.section import MOST_LISTED

VERBS = {"addition": "add", "subtraction": "subtract", "mixed": "add and subtract"}
TASKS = {"addition": "addition", "subtraction": "subtraction", "mixed": "addition and subtraction"}
MODEL_ROWS = (
    "folder", "kind", "digits", "layers", "heads", "d_model", "d_mlp", "parameters", "normalization", "steps",
    "batch_size", "window", "batch_frac", "pair_frac", "shuffled", "seed",
)  # fmt: skip


def opening(evidence: Evidence) -> list[str]:
    """The title, what was found, the model, and the table of findings, as lines."""
    model = evidence.model
    shape = f"{counted(model['layers'], 'layer')}, {counted(model['heads'], 'head')}"
    title = (
        f"# {model.get('folder', 'A model')}: {TASKS[model['kind']]} of {counted(model['digits'], 'digit')}, {shape}"
    )
    said = [sentence(evidence) for sentence in SENTENCES]
    return [title, "", *paragraph(*said), *_model(evidence), *_findings(evidence), *_held_by_controls(evidence)]


def _accuracy(evidence: Evidence) -> str:
    accuracy, verb = random_accuracy(evidence), VERBS[evidence.model["kind"]]
    if evidence.document["has_learnt"]:
        return f"This model has learnt to {verb}: {tell(accuracy)} of random questions are answered right."
    is_open = evidence.places("accuracy")[0].present["verdict"] == "undecided"
    has_not = "is not shown to have" if is_open else "has not"
    right = f"{tell(accuracy, with_n=False)} right of {accuracy['n']:,} random questions"
    no_program = "" if evidence.document["program_text"] else ", no program is written"
    return f"This model {has_not} learnt to {verb}: {right}; what holds of it is listed{no_program}."


def _where(evidence: Evidence) -> str:
    if not computed_at(evidence):
        return "No position is shown to matter to any answer digit."
    unused = len(unused_positions(evidence))
    share = f"{unused} of the {len(evidence.position_names) - 1} positions before the last token"
    if is_one_token_early(evidence):
        where = f"one token before that is written, {elsewhere(evidence)}"
        return f"It computes one answer digit a step, {where}; {share} are unused."
    computed = {each.answer for each in computed_at(evidence)}
    return (
        f"{len(computed)} of {counted(len(evidence.answer_names), 'answer token')} are shown to be computed at some "
        f"position; {share} are unused."
    )


def _staircase(evidence: Evidence) -> str:
    told = []
    for (layer, head), place in stairs(evidence).items():
        if place.state == "yes":
            below = place.where["pairs_below"]
            told.append(f"L{layer}.H{head} {f'the pair {below} below' if below else 'its own pair'}")
    return f"Heads read a staircase, at every step of the answer: {listed(told)}." if told else ""


def _reach(evidence: Evidence) -> str:
    by_reach: dict[str, list[int]] = {}
    for answer, n in pairs_seen(evidence).items():
        by_reach.setdefault("all" if answer == f"A{n}" else f"{n}", []).append(int(answer.removeprefix("A")))
    if not by_reach or list(by_reach) == ["0"]:
        return ""
    told = [f"{n} for {spans(answers, 'A')}" for n, answers in by_reach.items()]
    return f"Pairs below their own that answer digits see: {listed(told)}."


def _cascades(evidence: Evidence) -> str:
    right, rest = lengths_right(evidence)
    if not right:
        return ""
    others = f"; those of {spans(rest)} are not" if rest else ", the longest that there are"
    return f"Answers with cascades of {spans(right)} are right{others}."


def _parts(evidence: Evidence) -> str:
    roles = heads_with_a_role(evidence)
    told = [f"by interchange {roles[0]} of {counted(roles[1], 'head')} carry a known value"] if roles else []
    for layer, claim in tables(evidence).items():
        is_one = "is" if claim["verdict"] == "holds" else "is not shown to be"
        if claim["effect"]["value"] is not None:
            table_of = f"a table over base sum and carry class (explained: {tell(claim['effect'])})"
            told.append(f"the MLP of layer {layer} {is_one} {table_of}")
    said = listed(told)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _program(evidence: Evidence) -> str:
    found, size = evidence.document["program"], evidence.document["program_size"]
    if found is None or evidence.document["program_text"] is None:
        return ""
    of_size = f" of size {size['size']:,}" if size else ""
    wrong = f" and on {tell(found['wrong'])} of those that the network answers wrong" if found["wrong"]["n"] else ""
    return (
        f"The program{of_size} below gives the network's whole answer on {tell(found['random']['all'])} of random "
        f"questions{wrong}."
    )


def _controls(evidence: Evidence) -> str:
    if not evidence.control_names:
        return "No control was run."
    n_tested, held = 0, 0
    for claim in evidence.document["claims"]:
        theirs = [control for control in claim["controls"] if control["name"] in evidence.control_names]
        n_tested += len(theirs)
        held += sum(control["verdict"] == "holds" for control in theirs)
    networks = counted(len(evidence.control_names), "control network")
    return f"On {networks} {held:,} of the {n_tested:,} claims asked there hold."


SENTENCES: tuple[Callable[[Evidence], str], ...] = (
    _accuracy, _where, _staircase, _reach, _cascades, _parts, _program, _controls,
)  # fmt: skip


def _model(evidence: Evidence) -> list[str]:
    given = [f"{name} {_setting(evidence.model[name])}" for name in MODEL_ROWS if name in evidence.model]
    seconds = evidence.document.get("seconds")
    return paragraph(
        f"The model: {'; '.join(given)}.", f"The analysis took {seconds} s." if seconds is not None else ""
    )


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, int | float) else str(value)


def _findings(evidence: Evidence) -> list[str]:
    """How many claims of each finding hold, fail and are undecided, and how many hold on each control."""
    rows = []
    for finding, claims in evidence.by_finding.items():
        held = [claim for claim in claims if claim["verdict"] == "holds"]
        n_present = sum(not claim["is_absence"] for claim in held)
        verdicts = [sum(claim["verdict"] == verdict for claim in claims) for verdict in ("fails", "undecided")]
        counts = (len(claims), n_present, len(held) - n_present, *verdicts)
        controls = [_held_on(claims, name) for name in evidence.control_names]
        rows.append((finding, *(f"{n:,}" for n in counts), *controls))
    heading = ("finding", "tested", "hold: presence", "hold: absence", "fail", "undecided")
    return [
        "## Findings",
        "",
        *table((*heading, *(f"hold on {name}" for name in evidence.control_names)), rows),
        *paragraph(
            "Most places are asked about twice, in a claim that something is there and in one that it is not, and so "
            "is each order of two, either way round: of both claims one at most can hold. A claim holds where its "
            "whole 95 % interval is beyond the threshold; one of absence only where one of presence holds on the same "
            "metric."
        ),
    ]


def _held_on(claims: list[ClaimData], name: str) -> str:
    theirs = [control for claim in claims for control in claim["controls"] if control["name"] == name]
    return f"{sum(control['verdict'] == 'holds' for control in theirs):,}" if theirs else NOTHING


def _held_by_controls(evidence: Evidence) -> list[str]:
    """The claims that hold on a control network: each is a test that shows nothing."""
    found = list(_holding_on_controls(evidence))
    return [f"Hold on a control ({len(found):,}):", "", *bullets(found, MOST_LISTED)] if found else []


def _holding_on_controls(evidence: Evidence) -> Iterator[str]:
    for claim in evidence.document["claims"]:
        for control in claim["controls"]:
            if control["verdict"] == "holds":
                yield f"{control['name']}: {claim['statement']}, {tell(control['effect'])}"
