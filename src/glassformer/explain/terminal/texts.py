"""A text explained on one screen: its words with what each adds, the rules behind that, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glassformer.explain.terminal.ink import PLAIN, Ink
from glassformer.explain.terminal.layout import GAP, blocks_of, clipped, shown, wrapped
from glassformer.explain.terminal.rules import draw_rules
from glassformer.explain.terminal.weights import NOTE, UNIT, bar, number, signed
from glassformer.explain.text.decisions import Decision
from glassformer.explain.text.explanation import TextExplanation
from glassformer.explain.text.flips import Edit
from glassformer.program.wording import quote
from glassformer.tasks.text.schemes import OUTSIDE
from glassformer.tasks.text.vocabulary import MARKS

N_RULES, N_RULES_OF_SEVERAL = 8, 3
"""So many rules are shown for a label, and for each of several tags."""
MOST_TAGS = 5
"""So many tags are explained on the screen."""
LONGEST_WORD = 16
BAR = 5


def draw_text(explanation: TextExplanation, width: int, ink: Ink = PLAIN) -> str:
    """All of it as text, for a terminal of this width."""
    decisions = explanation.decisions
    parts = []
    if not isinstance(explanation.output, str):
        parts.append(list(_draw_tags(explanation.words, explanation.output, width, ink)))
        if explanation.is_closest_call:
            is_empty = set(explanation.output) <= {OUTSIDE, None}
            text = f"No word has another tag than {OUTSIDE}. The closest call:" if is_empty else "The closest call:"
            parts.append(wrapped("", text, width))
    draw = _draw_decision if len(decisions) == 1 else _draw_briefly
    parts += [list(draw(explanation, decision, width, ink)) for decision in decisions[:MOST_TAGS]]
    parts.append([line for note in _notes(explanation) for line in wrapped("", note, width)])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _notes(explanation: TextExplanation) -> Iterator[str]:
    """What else there is to know."""
    if not explanation.words:
        yield "The text has no words."
    if rest := [str(decision.position) for decision in explanation.decisions[MOST_TAGS:]]:
        yield f"Further tags are at {' '.join(rest)}: --position shows one, --json all."
    if explanation.unknown:
        names = dict.fromkeys(quote(explanation.words[place - 1]) for place in explanation.unknown)
        yield f"Not in the vocabulary: {' '.join(names)}."
    if n := explanation.n_unread:
        yield f"The last {n:,} word{'s' * (n != 1)} of the text are not read."
    if explanation.decisions:
        yield NOTE


def _draw_tags(words: Sequence[str], tags: Sequence[str | None], width: int, ink: Ink) -> Iterator[str]:
    """The words, each above its tag where it has one."""
    columns = [
        (shown(word, LONGEST_WORD), "" if tag in (None, OUTSIDE) else str(tag))
        for word, tag in zip(words, tags, strict=True)
    ]
    for names, named in _interlinear(columns, width):
        yield _line(names)
        if tag_line := _line(named):
            yield ink.strong(tag_line)


def _draw_decision(explanation: TextExplanation, decision: Decision, width: int, ink: Ink) -> Iterator[str]:
    """One decision, with room for all that there is to see."""
    yield from (ink.strong(line) for line in wrapped("", f"{_headline(explanation, decision)}.", width))
    yield _scores(decision, width)
    if decision.runner_up is not None:
        yield ""
        yield from wrapped("", _sum(decision), width)
        yield from _draw_words(explanation, decision, width, ink)
        if decision.rules:
            yield from wrapped("", _rules_heading(len(decision.rules)), width)
            yield from draw_rules(decision, explanation.words, N_RULES, width, ink)
    if explanation.n_runs is not None:
        yield ""
        for flip in _flips(decision):
            yield from wrapped("", f"{flip[0].upper()}{flip[1:]}.", width)


def _draw_briefly(explanation: TextExplanation, decision: Decision, width: int, ink: Ink) -> Iterator[str]:
    """One decision of several."""
    yield from (ink.strong(line) for line in wrapped("", f"{_headline(explanation, decision)}.", width))
    if decision.runner_up is not None:
        yield from wrapped("  ", _sum(decision), width)
        yield from _draw_words(explanation, decision, width, ink)
        yield from draw_rules(decision, explanation.words, N_RULES_OF_SEVERAL, width, ink)
    if explanation.n_runs is not None:
        flips = "; ".join(_flips(decision))
        yield from wrapped("  ", f"{flips[0].upper()}{flips[1:]}.", width)


def _headline(explanation: TextExplanation, decision: Decision) -> str:
    place = decision.position
    what = "The label" if place is None else f"Word {place}, {_quoted(explanation.words[place - 1])},"
    if decision.runner_up is None:
        return f"{what} is {decision.label}: there is no other"
    if decision.margin == 0:
        return f"{what} is {decision.label}, level with {decision.runner_up}, which comes later among the labels"
    written = explanation.output[place - 1] if place is not None else decision.label
    mended = f" (written {written}, as it begins an entity)" if written != decision.label else ""
    return f"{what} is {decision.label}{mended}, ahead of {decision.runner_up} by {number(decision.margin)}"


def _scores(decision: Decision, width: int) -> str:
    """The labels with the highest scores, as many as one line takes."""
    ranked = sorted(zip(decision.totals, decision.shares, decision.labels, strict=True), key=lambda each: -each[0])
    line = "Scores (share of exp(score)):"
    for place, (total, share, label) in enumerate(ranked, start=1):
        longer = f"{line} {label} {number(total)} ({100 * share:.1f} %)" + "," * (place < len(ranked))
        if len(longer) + 2 * (place < len(ranked)) > width:
            return clipped(f"{line} …", width)
        line = longer
    return line


def _sum(decision: Decision) -> str:
    if not decision.contributions:
        return f"{number(decision.margin)} is all of bias."
    bias = f"{decision.lead(decision.bias) / UNIT:+,.2f}"
    signs = f"+ speaks for {decision.label}, - for {decision.runner_up}"
    return f"{number(decision.margin)} is the sum of {bias} of bias and of what each word adds ({signs}):"


def _rules_heading(n_all: int) -> str:
    which = f"the {N_RULES} largest of {n_all}" if n_all > N_RULES else "all of them"
    return f"The same by rules, {which}, with what each read here and the members of its class:"


def _draw_words(explanation: TextExplanation, decision: Decision, width: int, ink: Ink) -> Iterator[str]:
    """The words, each above its weight as a number and as a bar. Of a tag, those that it depends on."""
    weights = decision.word_weights
    tokens = (MARKS[0], *explanation.words, MARKS[1])
    words = range(1, len(tokens) - 1)
    places = [place for place in range(len(tokens)) if (place in words and place in weights) or weights.get(place)]
    largest = max(map(abs, weights.values()), default=0)
    listed = [weights.get(place, 0) for place in places]
    columns = [
        (shown(tokens[place], LONGEST_WORD), signed(weight), bar(weight, largest, BAR))
        for place, weight in zip(places, listed, strict=True)
    ]
    start = 0
    for names, *rows in _interlinear(columns, width - GAP):
        weights_here = listed[start : start + len(names)]
        start += len(names)
        yield " " * GAP + _line(names)
        for row in rows:
            if any(map(str.strip, row)):
                yield (" " * GAP + _line([ink.signed(*pair) for pair in zip(row, weights_here, strict=True)])).rstrip()


def _line(cells: Sequence[str]) -> str:
    return (" " * GAP).join(cells).rstrip()


def _interlinear(columns: Sequence[Sequence[str]], width: int) -> Iterator[list[list[str]]]:
    """Columns of a few cells, as lines of padded cells, as many columns at a time as there is room for."""
    widths = [max(map(len, column)) for column in columns]
    for block in blocks_of(widths, width):
        padded = [[cell.ljust(widths[place]) for cell in columns[place]] for place in block]
        yield [list(line) for line in zip(*padded, strict=True)]


def _flips(decision: Decision) -> Iterator[str]:
    """What would change the label, in words."""
    what = "label" if decision.position is None else "tag"
    for flip in decision.flips:
        edits = " and ".join(map(_edit, flip.edits))
        by = f", ahead of {decision.label} by {number(flip.lead)}" if flip.lead else ""
        yield f"{edits} the {what} would be {flip.label}{by}"
    if not decision.flips:
        yield f"no change of one or two words was found that leads to another {what}"


def _edit(edit: Edit) -> str:
    if edit.replacement is None:
        return f"without {_quoted(edit.word)}"
    return f"with {_quoted(edit.replacement)} in place of {_quoted(edit.word)}"


def _quoted(word: str) -> str:
    return f'"{word}"' if word.isprintable() else repr(word)
