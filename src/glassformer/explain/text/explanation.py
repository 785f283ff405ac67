"""One text explained: its labels, what each rests on, and the nearest change that would lead to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from glassformer.errors import InputError
from glassformer.execution.interpreter import answer
from glassformer.execution.texts import marks_entities, mended
from glassformer.explain.cells import Traced
from glassformer.explain.text.decisions import Decider, Decision
from glassformer.explain.text.flips import Text
from glassformer.program.sketch import Labels, Program
from glassformer.proof.inputs import Contents
from glassformer.tasks.text import TextReader
from glassformer.tasks.text.schemes import OUTSIDE
from glassformer.tasks.text.word_features import Columns


@dataclass(frozen=True, kw_only=True)
class TextExplanation:
    """A text, its labels, and what they rest on.

    Attributes:
        task: of the program.
        words: that were read.
        contents: as the program took them.
        unknown: the positions, from 1, of words that are not in the vocabulary.
        n_unread: how many further words the text has.
        output: the label, or the tag of each word; tags that mark entities as well-formed IOB2, where a decision has
            the tag that the program gave.
        decisions: the label; of tags, one for each word that was asked for.
        is_closest_call: whether no word has a tag other than ``O``, so that the decision is the one with the smallest
            margin.
        n_runs: how many changed texts were tried for flips; None where these were not searched.
    """

    task: str
    words: tuple[str, ...]
    contents: Contents
    unknown: tuple[int, ...]
    n_unread: int
    output: str | tuple[str | None, ...]
    decisions: tuple[Decision, ...]
    is_closest_call: bool
    n_runs: int | None

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; scores in ``1 / GRID``, as the weights of the program are."""
        return {
            "task": self.task,
            "words": list(self.words),
            "input": [list(item) if isinstance(item, tuple) else item for item in self.contents],
            "unknown": list(self.unknown),
            "n_unread": self.n_unread,
            "output": self.output if isinstance(self.output, str) else list(self.output),
            "is_closest_call": self.is_closest_call,
            "decisions": [decision.to_dict() for decision in self.decisions],
            "n_runs": self.n_runs,
        }


def explain_text(
    program: Program,
    reader: TextReader,
    words: Sequence[str],
    columns: Columns | None = None,
    *,
    position: int | None = None,
    with_flips: bool = True,
) -> TextExplanation:
    """What the program answers for a text, and why.

    Args:
        program: that returns scores, and takes what the reader reads.
        reader: of the program.
        words: of the text.
        columns: further columns of the data, a value for each word.
        position: of tags, the word that is explained, counted from 1; by default every word with a tag other than
            ``O``, and, where there is none or the labels have no ``O``, the one that is decided with the smallest
            margin.
        with_flips: whether the nearest changes are searched, by running the program on some thousand texts at most.

    Raises:
        InputError: the program does not take this text, or there is no such word.
        ProgramError: it returns a variable instead of scores.
    """
    text = Text(tuple(words), columns or {})
    contents = reader.read(text.words, text.columns)
    traced, decider = Traced.of(program, contents), Decider(program)
    output = answer(program, contents, traced.found)
    decisions, is_closest_call = _decisions(decider, traced, output, position)
    n_runs = None
    if with_flips:
        decisions, n_runs = _with_flips(decider, reader, text, decisions)
    read = text.words[: len(contents)]
    return TextExplanation(
        task=program.signature.task,
        words=read,
        contents=contents,
        unknown=tuple(place for place, word in enumerate(read, start=1) if word not in reader.vocabulary),
        n_unread=len(text.words) - len(read),
        output=output if isinstance(output, str) else tuple(mended(output) if marks_entities(program) else output),
        decisions=decisions,
        is_closest_call=is_closest_call,
        n_runs=n_runs,
    )


def _decisions(
    decider: Decider, traced: Traced, output: Labels | str, position: int | None
) -> tuple[tuple[Decision, ...], bool]:
    """The decisions that are explained, and whether they are a closest call."""
    if isinstance(output, str):
        if position is not None:
            raise InputError("this program gives one label for the whole text; leave the position out")
        return (decider.decide(traced),), False
    tagged = [place for place, tag in enumerate(output, start=1) if tag is not None]
    if position is not None:
        if position not in tagged:
            places = f"one of the positions 1 to {len(output)}" if output else "no position, as the text is empty"
            raise InputError(f"position {position}: a tag is at {places}")
        return (decider.decide(traced, position),), False
    chosen = [place for place in tagged if output[place - 1] != OUTSIDE]
    if chosen and OUTSIDE in traced.program.signature.labels:
        return tuple(decider.decide(traced, place) for place in chosen), False
    closest = min((decider.decide(traced, place) for place in tagged), key=lambda each: each.margin, default=None)
    return (() if closest is None else (closest,)), closest is not None


def _with_flips(
    decider: Decider, reader: TextReader, text: Text, decisions: Sequence[Decision]
) -> tuple[tuple[Decision, ...], int]:
    """The decisions with their flips, and how many texts were tried."""
    from glassformer.explain.text.searching import FlipSearch

    search = FlipSearch(decider, reader, text)
    found = tuple(replace(decision, flips=search.find(decision)) for decision in decisions)
    return found, search.n_runs
