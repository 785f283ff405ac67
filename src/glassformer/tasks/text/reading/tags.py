"""Tags of all parts brought to IOB2; what is ill formed is reported with its line, or mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from glassformer.errors import ConfigurationError, InputError, suggest
from glassformer.tasks.text.examples import TextExamples
from glassformer.tasks.text.schemes import Scheme, flaws, is_span_tag, read_spans, recognise, write_spans


@dataclass(frozen=True)
class NormalisedTags:
    """The parts with IOB2 tags (or plain ones, as they were), the scheme that they had, and what was mended."""

    parts: Mapping[str, TextExamples]
    scheme: Scheme
    notes: tuple[str, ...]


def normalise_tags(
    parts: Mapping[str, TextExamples], scheme: Scheme | str | None = None, *, mends: bool = False
) -> NormalisedTags:
    """The parts of a data set with their tags in IOB2.

    Args:
        parts: labelled texts of kind "tag".
        scheme: how their tags are written, or its name; by default what all of them together are found to have.
        mends: whether ill-formed tags are mended (`schemes.repair`) and counted, instead of being an error.

    Raises:
        InputError: a tag is none of the scheme's, or is ill formed and not to be mended.
        ConfigurationError: there is no scheme of this name.
    """
    if scheme is None:
        scheme = recognise([tags for part in parts.values() for tags in part.tags])
    scheme = _find_scheme(scheme)
    if scheme is Scheme.PLAIN:
        return NormalisedTags(parts, scheme, ())
    for part in parts.values():
        _check_form(part, scheme)
    flawed = [where for part in parts.values() for where in _flaws(part, scheme)]
    if flawed and not mends:
        hint = "Give their scheme; or repair=True to have them mended, or scheme 'plain' to keep tags as they are"
        raise InputError(f"{flawed[0]} (ill-formed tags in all: {len(flawed):,}). {hint}")
    converted = {name: _to_iob2(part) for name, part in parts.items()}
    s = "s" * (len(flawed) != 1)
    notes = (f"{len(flawed):,} ill-formed tag{s} mended; the first: {flawed[0]}",) if flawed else ()
    return NormalisedTags(converted, scheme, notes)


def _find_scheme(name: str) -> Scheme:
    try:
        return Scheme(name)
    except ValueError:
        raise ConfigurationError(
            f"scheme {name!r} is unknown; {suggest(name, [scheme.value for scheme in Scheme])}"
        ) from None


def _check_form(part: TextExamples, scheme: Scheme) -> None:
    for source, tags in zip(part.sources, part.tags, strict=True):
        for position, tag in enumerate(tags):
            if not is_span_tag(tag):
                hint = "expected O, or a letter, a hyphen and a type; scheme 'plain' keeps tags as they are"
                raise InputError(
                    f"{source.of_word(position)}: tag {tag!r} is not {scheme.upper()}, as others are: {hint}"
                )


def _flaws(part: TextExamples, scheme: Scheme) -> list[str]:
    """Where each ill-formed tag is, and what should be there."""
    return [
        f"{source.of_word(position)}: tag {tag!r} where {scheme.upper()} has {mended!r}"
        for source, tags in zip(part.sources, part.tags, strict=True)
        for position, tag, mended in flaws(tags, scheme)
    ]


def _to_iob2(part: TextExamples) -> TextExamples:
    return replace(part, labels=tuple(write_spans(read_spans(tags), len(tags)) for tags in part.tags))
