"""What stands at the head of an emitted file: the task, what goes in and comes out, and what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from textwrap import wrap

from glassformer.emission.layout import LINE_LENGTH, one_line
from glassformer.program.signature import describe_lengths
from glassformer.program.sketch import Program

N_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known about a program, for the head of its file. What is not given is not mentioned.

    Attributes:
        origin: how it came to be, in words; by default the program's own ``origin``.
        accuracy, agreement, verdict: what was measured, and on what.
        version: what wrote the file.
    """

    origin: str | None = None
    accuracy: str | None = None
    agreement: str | None = None
    verdict: str | None = None
    version: str | None = None


def heading(program: Program, facts: Facts, first: str) -> list[str]:
    """The lines: the task and what the file is (``first``), what goes in and comes out, and what is known."""
    signature = program.signature
    per = "one label for all of them" if signature.gives_one_label else "one label for each token"
    exceptions = f"; none at {_shown(signature.unlabelled)}" if signature.unlabelled else ""
    known = {field.name: getattr(facts, field.name) for field in fields(facts)} | {
        "origin": facts.origin or program.origin
    }
    return [
        f"{one_line(signature.task) or 'program'}: {first}",
        "",
        *_wrapped(f"In: {describe_lengths(signature.lengths)} tokens out of {_shown(signature.alphabet)}."),
        *(
            line
            for each in signature.columns
            for line in _wrapped(f"With each of them {each.name}, out of {_shown(each.values)}.")
        ),
        *_wrapped(f"Out: {per}, out of {_shown(signature.labels)}{exceptions}."),
        *(f"{name.capitalize()}: {one_line(text)}" for name, text in known.items() if text),
    ]


def _wrapped(line: str) -> list[str]:
    """The line, broken where it is longer than those of the file."""
    return wrap(line, LINE_LENGTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _shown(values: Sequence[str]) -> str:
    """Values in words, cut after some."""
    more = len(values) - N_SHOWN
    shown = ", ".join(one_line(repr(value)) for value in values[:N_SHOWN])
    return shown + (f" and {more:,} more" if more > 0 else "")
