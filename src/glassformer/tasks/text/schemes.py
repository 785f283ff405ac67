"""How tags mark the spans of entities: IOB1, IOB2, BIOES and BILOU, recognised, checked, mended and converted.

Every scheme writes the same thing, non-overlapping typed spans. So there is one reader and one writer: a sequence is
well formed if writing what was read gives the same tags, mending is writing what was read, and converting is writing it
in another scheme. Conversion of well-formed tags is therefore exact, in all directions.

The reader is that of CoNLL's evaluation script, for ill-formed tags too: a span begins at B, S or U, and at any tag
that does not continue an open span of its type; it ends after E, S, L or U, and before whatever does not continue it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from glassformer.errors import InputError

OUTSIDE = "O"
_TAG = re.compile(r"([BIESLU])(?:-(.+))?")


class Scheme(StrEnum):
    """A way to write spans as tags; PLAIN for tags that mark no spans, such as parts of speech."""

    IOB1 = "iob1"
    IOB2 = "iob2"
    BIOES = "bioes"
    BILOU = "bilou"
    PLAIN = "plain"


class Span(NamedTuple):
    """The words from ``start`` up to, and without, ``end``; ``type`` is empty where tags have none, as in ``B``."""

    start: int
    end: int
    type: str


class Flaw(NamedTuple):
    """A tag that is not well formed where it stands: its position from 0, and what a mended sequence has there."""

    position: int
    tag: str
    mended: str


def is_span_tag(tag: str) -> bool:
    """Whether this is ``O`` or has the form of a tag that marks a span.

    >>> is_span_tag("B-creative-work"), is_span_tag("O"), is_span_tag("NNP")
    (True, True, False)
    """
    return tag == OUTSIDE or _TAG.fullmatch(tag) is not None


def split_tag(tag: str) -> tuple[str, str]:
    """A tag's letter and its type, which is empty for ``O`` and for tags without one.

    Raises InputError where it is no span tag.

    >>> split_tag("B-creative-work"), split_tag("I"), split_tag("O")
    (('B', 'creative-work'), ('I', ''), ('O', ''))
    """
    if tag == OUTSIDE:
        return OUTSIDE, ""
    match = _TAG.fullmatch(tag)
    if match is None:
        raise InputError(f"tag {tag!r} marks no span: expected O, or a letter of BIESLU, a hyphen and a type")
    return match[1], match[2] or ""


def read_spans(tags: Sequence[str]) -> list[Span]:
    """The spans that tags of any scheme mark, in order; ill-formed tags are read as the module says.

    Raises InputError for a tag that has not the form of one.
    """
    spans: list[Span] = []
    start, open_type = 0, None  # the type of the span that is open, if one is
    for position, (letter, type_) in enumerate(map(split_tag, tags)):
        if open_type is not None and (letter in "OBSU" or type_ != open_type):
            spans.append(Span(start, position, open_type))
            open_type = None
        if letter == OUTSIDE:
            continue
        if open_type is None:
            start, open_type = position, type_
        if letter in "ESLU":
            spans.append(Span(start, position + 1, open_type))
            open_type = None
    if open_type is not None:
        spans.append(Span(start, len(tags), open_type))
    return spans


def write_spans(spans: Iterable[Span], n_words: int, scheme: Scheme = Scheme.IOB2) -> tuple[str, ...]:
    """Tags for so many words that mark these spans, which must be in order and not overlap.

    >>> write_spans([Span(0, 2, "LOC"), Span(2, 3, "LOC")], 4, Scheme.IOB1)
    ('I-LOC', 'I-LOC', 'B-LOC', 'O')
    """
    tags = [OUTSIDE] * n_words
    before = Span(0, 0, "")
    for span in spans:
        touches = span.start > 0 and span.start == before.end and span.type == before.type
        for position, letter in enumerate(_letters(span.end - span.start, scheme, touches), span.start):
            tags[position] = f"{letter}-{span.type}" if span.type else letter
        before = span
    return tuple(tags)


def _letters(n_words: int, scheme: Scheme, touches: bool) -> str:
    """The letters of one span's tags; ``touches``: the word before it ends another span of its type."""
    match scheme:
        case Scheme.IOB1:
            return ("B" if touches else "I") + "I" * (n_words - 1)
        case Scheme.IOB2:
            return "B" + "I" * (n_words - 1)
        case Scheme.BIOES | Scheme.BILOU:
            single, last = "SE" if scheme is Scheme.BIOES else "UL"
            return single if n_words == 1 else "B" + "I" * (n_words - 2) + last
        case Scheme.PLAIN:
            raise InputError("plain tags mark no spans; choose one of iob1, iob2, bioes, bilou")


def flaws(tags: Sequence[str], scheme: Scheme) -> list[Flaw]:
    """Where tags are not well formed in a scheme; empty if they are.

    >>> flaws(["O", "I-LOC", "B-LOC"], Scheme.IOB2)
    [Flaw(position=1, tag='I-LOC', mended='B-LOC')]
    """
    mended = write_spans(read_spans(tags), len(tags), scheme)
    pairs = enumerate(zip(tags, mended, strict=True))
    return [Flaw(position, tag, right) for position, (tag, right) in pairs if tag != right]


def repair(tags: Sequence[str], scheme: Scheme) -> tuple[str, ...]:
    """Well-formed tags of the same scheme for what CoNLL's evaluation script reads in these.

    >>> repair(["I-LOC", "I-PER", "I-PER"], Scheme.IOB2)
    ('B-LOC', 'B-PER', 'I-PER')
    """
    return write_spans(read_spans(tags), len(tags), scheme)


def to_iob2(tags: Sequence[str], scheme: Scheme) -> tuple[str, ...]:
    """Well-formed tags of a scheme as IOB2, exactly. Raises InputError where they are not well formed."""
    return convert(tags, scheme, Scheme.IOB2)


def from_iob2(tags: Sequence[str], scheme: Scheme) -> tuple[str, ...]:
    """Well-formed IOB2 tags in another scheme, exactly. Raises InputError where they are not well formed."""
    return convert(tags, Scheme.IOB2, scheme)


def convert(tags: Sequence[str], origin: Scheme, target: Scheme) -> tuple[str, ...]:
    """Well-formed tags of one scheme in another, exactly. Raises InputError where they are not well formed."""
    for position, tag, mended in flaws(tags, origin):
        raise InputError(
            f"word {position + 1}: tag {tag!r} is not well-formed {origin.upper()}, which has {mended!r} here"
        )
    return write_spans(read_spans(tags), len(tags), target)


def recognise(sequences: Iterable[Sequence[str]]) -> Scheme:
    """The scheme that tags are written in, or the one that they come nearest to.

    PLAIN where no tag has a letter and a type (and they are not just the letters B, I, O). With E or S it is BIOES,
    with L or U BILOU. Otherwise it is IOB2 or IOB1, whichever has fewer flaws, and IOB2 if both have equally many.
    """
    sequences = list(sequences)
    distinct = {tag for tags in sequences for tag in tags}
    if not _mark_spans(distinct):
        return Scheme.PLAIN
    letters = {split_tag(tag)[0] for tag in distinct if is_span_tag(tag)}
    if letters & set("ES"):
        return Scheme.BIOES
    if letters & set("LU"):
        return Scheme.BILOU
    n_flaws = {scheme: sum(_count_flaws(sequences, scheme)) for scheme in (Scheme.IOB2, Scheme.IOB1)}
    return min(n_flaws, key=n_flaws.__getitem__)


def _mark_spans(distinct: set[str]) -> bool:
    is_typed = any(tag != OUTSIDE and is_span_tag(tag) and "-" in tag for tag in distinct)
    is_bare = OUTSIDE in distinct and bool(distinct & {"B", "I"}) and distinct <= set("BIESLUO")
    return is_typed or is_bare


def _count_flaws(sequences: Sequence[Sequence[str]], scheme: Scheme) -> Iterator[int]:
    for tags in sequences:
        if all(map(is_span_tag, tags)):
            yield len(flaws(tags, scheme))
