"""Rules as text: what each is called in the program, what it was about here, and what else it treats alike."""

from __future__ import annotations

from collections.abc import Sequence

from glassformer.explain.terminal.ink import Ink
from glassformer.explain.terminal.layout import GAP, clipped, visible
from glassformer.explain.terminal.weights import UNIT, bar, signed
from glassformer.explain.text.decisions import Decision, Rule
from glassformer.explain.text.origins import Class, Origin
from glassformer.program.wording import quote
from glassformer.tasks.text.vocabulary import MARKS

BAR = 8
LONGEST_NAME, LONGEST_PLACE = 48, 30
LEAST_WEIGHT = UNIT // 200
"""Less than this is nil on the screen, and not shown."""
LEAST_ROOM = 16
"""Members of a class are shown where this much room is left for them."""


def draw_rules(decision: Decision, words: Sequence[str], n_shown: int, width: int, ink: Ink) -> list[str]:
    """The rules with the largest weights, one a line.

    Args:
        decision: whose rules.
        words: of the text.
        n_shown: how many at most.
        width: of the terminal.
        ink: for signs.
    """
    rules = [rule for rule in decision.rules[:n_shown] if abs(rule.weight) >= LEAST_WEIGHT]
    names = [clipped(rule_name(rule.origin), LONGEST_NAME) for rule in rules]
    places = [_place(rule, words) for rule in rules]
    classes = [_class_of(rule.origin) for rule in rules]
    name_size = max(map(len, names), default=0)
    place_size = max((len(place) for place, cls in zip(places, classes, strict=True) if cls), default=0)
    place_size = min(place_size, LONGEST_PLACE)
    lines = []
    for rule, name, place, cls in zip(rules, names, places, classes, strict=True):
        start = f"{signed(rule.weight).rjust(7)} {bar(rule.weight, abs(rules[0].weight), BAR).ljust(BAR)}"
        room = width - len(start) - GAP
        left = room - name_size - place_size - 2 * GAP
        if cls is not None and left >= LEAST_ROOM:
            place = f"{clipped(place, place_size).ljust(place_size + GAP)}{members_text(cls, left)}"
        rest = clipped(f"{name.ljust(name_size + GAP)}{place}", room)
        lines.append(f"{ink.signed(start, rule.weight)}{' ' * GAP}{rest}".rstrip())
    return lines


def rule_name(origin: Origin) -> str:
    """A rule as the program's scores name it."""
    return f"{origin.variable} {quote(origin.value)}"


def members_text(cls: Class, room: int) -> str:
    """What is in a class, as much as there is room for, and how many there are."""
    count = f" ({cls.n_members:,})"
    text = ""
    for place, member in enumerate(cls.members):
        longer = f"{text} {quote(member)}".lstrip()
        is_last = place + 1 == cls.n_members
        if len(longer) + len(count) + (0 if is_last else 2) > room:
            break
        text = longer
    n_shown = len(text.split()) if text else 0
    return text + (" …" if n_shown < cls.n_members else "") + count


def _place(rule: Rule, words: Sequence[str]) -> str:
    """The words, or what else it was, that the rule was about."""
    if len(words) > 1 and len(rule.contributions) == len(words):
        return "every word"
    tokens = (MARKS[0], *map(visible, words), MARKS[1])
    about = " ".join(dict.fromkeys(_about(each.origin, tokens) for each in rule.contributions))
    return about if rule.origin.head is None else f"{rule.origin.head}: {about}"


def _about(origin: Origin, tokens: Sequence[str]) -> str:
    """What a value was computed from, in words."""
    match origin.how:
        case "input":
            return tokens[origin.position]
        case "class":
            inner = origin.inputs[0]
            is_word = inner.how != "input" or inner.variable == "tokens"
            return _about(inner, tokens) if is_word else quote(inner.value)
        case "table":
            values = ", ".join(quote(each.value) for each in origin.inputs)
            return f"{tokens[origin.position]}: {values}{''.join(_heads(origin, tokens))}"
        case "read" | "sum":
            return " ".join(tokens[place] for place in origin.reads)


def _heads(origin: Origin, tokens: Sequence[str]) -> list[str]:
    """What heads read for a value, each once."""
    read = {each.head: _about(each, tokens) for each in origin if each.head is not None}
    return [f" ({head}: {words})" for head, words in read.items()]


def _class_of(origin: Origin) -> Class | None:
    """The class of a value, or of what a head read."""
    return _class_of(origin.inputs[0]) if origin.how == "read" else origin.cls
