"""The source of features: for each column of a program the expression for its values, and the functions behind it.

Every expression is one of ``words``, the words of a text, or of ``lowered``, the same in lower case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from glassformer.emission.expressions.elements import Constant
from glassformer.emission.expressions.tables import Entries, grouped
from glassformer.emission.layout import literal, set_of
from glassformer.errors import InputError
from glassformer.tasks.text import (
    Capital,
    Column,
    Digits,
    Feature,
    Form,
    Frequency,
    Phrase,
    Position,
    Prefix,
    Punctuation,
    Shape,
    Suffix,
    WordList,
)


@dataclass(frozen=True, kw_only=True)
class FeatureCode:
    """A feature as source code.

    Attributes:
        values: an expression for its value at every word.
        functions: the source of those that it calls, in order.
        constants: the tables that it reads.
        imports: the modules that its functions need.
    """

    values: str
    functions: tuple[str, ...] = ()
    constants: tuple[Constant, ...] = ()
    imports: tuple[str, ...] = ()


def feature_code(feature: Feature, given: str, table: Callable[[], str]) -> FeatureCode:
    """A feature as source code.

    Args:
        feature: as it was fitted.
        given: what the column of the data is called, where the feature is one.
        table: gives a name for a table, where the feature needs one.

    Raises:
        InputError: it is no feature of this package.
    """
    if type(feature) in _PLAIN_FEATURES:
        return _PLAIN_FEATURES[type(feature)]
    match feature:
        case Prefix(n):
            return FeatureCode(values=f"[prefix_of(word, {n}) for word in words]", functions=(_PLAIN, _PREFIX))
        case Suffix(n):
            return FeatureCode(values=f"[suffix_of(word, {n}) for word in words]", functions=(_PLAIN, _SUFFIX))
        case Frequency():
            return _frequency(feature, table())
        case WordList():
            return _word_list(feature, table())
        case Column():
            return FeatureCode(values=given)
    raise InputError(f"feature {feature.name!r} cannot be emitted: it is no feature of this package")


def _frequency(feature: Frequency, table: str) -> FeatureCode:
    """The band of every word that is in a higher one than the first."""
    lowest, *higher = feature.VALUES
    bands = {(word,): Frequency({"": n}).of_word("") for word, n in feature.counts.items()}
    entries: Entries = {word: band for each in higher for word, band in bands.items() if band == each}
    note = f"how often words are in the training texts; all others {lowest}"
    return FeatureCode(
        values=f"[{table}.get(word, {literal(lowest)}) for word in lowered]",
        constants=(Constant(name=table, code=grouped(entries), note=note),),
    )


def _word_list(feature: WordList, table: str) -> FeatureCode:
    """Whether a word is in the list, or, where an entry has several words, where in it."""
    words = "words" if feature.is_cased else "lowered"
    entries = dict.fromkeys(
        entry if feature.is_cased else tuple(word.lower() for word in entry) for entry in feature.entries
    )
    note = f"the entries of {feature.list_name}"
    longest = max(map(len, entries))
    if longest == 1:
        code = set_of(literal(word) for (word,) in entries)
        values = f'["yes" if word in {table} else "no" for word in {words}]'
        return FeatureCode(values=values, constants=(Constant(name=table, code=code, note=note),))
    code = set_of(_tuple_of(entry) for entry in entries)
    return FeatureCode(
        values=f"find_entries({words}, {table}, {longest})",
        functions=(_FIND_ENTRIES,),
        constants=(Constant(name=table, code=code, note=note),),
    )


def _tuple_of(words: Sequence[str]) -> str:
    comma = "," if len(words) == 1 else ""
    return f"({', '.join(map(literal, words))}{comma})"


_SHAPE = r'''def shape_of(word):
    """Capitals as X, letters as x, digits as d; of a run one x, or two of the rest."""
    kinds = [
        "X" if c.isupper() else "d" if c.isdecimal() else "x" if c.isalpha() else c
        for c in word
    ]
    return re.sub(
        r"x+|(X)X+|(d)d+|(.)\3+",
        lambda run: "x" if run[0][0] == "x" else run[0][:2],
        "".join(kinds),
    )'''

_PLAIN = '''def plain(letters):
    """The letters in lower case, and digits as 0."""
    return "".join("0" if c.isdecimal() else c for c in letters.lower())'''

_PREFIX = '''def prefix_of(word, n):
    """The first n letters, plain; <short> where the word has no more."""
    return plain(word[:n]) if len(word) > n else "<short>"'''

_SUFFIX = '''def suffix_of(word, n):
    """The last n letters, plain; <short> where the word has no more."""
    return plain(word[-n:]) if len(word) > n else "<short>"'''

_CAPITAL = '''def capital_of(word):
    """How a word is capitalised."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return "no-letters"
    n_capitals = sum(c.isupper() for c in letters)
    if n_capitals == 0:
        return "lower"
    if n_capitals == 1 and letters[0].isupper():
        return "first"
    return "all" if n_capitals == len(letters) else "mixed"'''

_CAPITALS = '''def capitals_of(words):
    """How each word is capitalised, and whether that is at the begin of a sentence."""
    capitals = []
    is_begin = True
    for word in words:
        capital = capital_of(word)
        at_begin = capital == "first" and is_begin
        capitals.append("first-at-begin" if at_begin else capital)
        is_begin = word[:1] in (".", "!", "?") or (is_begin and capital == "no-letters")
    return capitals'''

_DIGITS = '''def digits_of(word):
    """Whether a word has digits, or is a number."""
    if not any(c.isdecimal() for c in word):
        return "none"
    return "some" if any(c.isalpha() for c in word) else "number"'''

_PUNCTUATION = '''def punctuation_of(word):
    """Whether a word has characters that are neither letters nor digits, or no others."""
    if word.isalnum():
        return "none"
    return "some" if any(c.isalnum() for c in word) else "only"'''

_FORM = '''def form_of(word):
    """What a word is by its first characters."""
    if word.lower().startswith(("http://", "https://", "www.")):
        return "address"
    if len(word) > 1 and word[0] in "#@":
        return "#tag" if word[0] == "#" else "@name"
    return "plain"'''

_PLACES = '''def places_of(words):
    """Where in the text each word is; begin and end are two words each."""
    n = len(words)
    if n < 2:
        return ["only"] * n
    places = ["begin" if i < 3 else "end" if i >= n - 3 else "middle" for i in range(n)]
    return ["first", *places[1:-1], "last"]'''

_PHRASES = '''def phrases_of(words):
    """Each word with the one before it; <s> is before the first."""
    return [before + " " + word for before, word in zip(["<s>", *words], words)]'''

_FIND_ENTRIES = '''def find_entries(words, entries, longest):
    """Where words begin an entry, or are inside of one; the longest entry first."""
    found = []
    while len(found) < len(words):
        start = len(found)
        lengths = range(min(longest, len(words) - start), 0, -1)
        fits = [n for n in lengths if tuple(words[start : start + n]) in entries]
        found += ["begin", *["inside"] * (fits[0] - 1)] if fits else ["no"]
    return found'''

_PLAIN_FEATURES: Mapping[type[Feature], FeatureCode] = {
    Shape: FeatureCode(values="map(shape_of, words)", functions=(_SHAPE,), imports=("re",)),
    Capital: FeatureCode(values="capitals_of(words)", functions=(_CAPITAL, _CAPITALS)),
    Digits: FeatureCode(values="map(digits_of, words)", functions=(_DIGITS,)),
    Punctuation: FeatureCode(values="map(punctuation_of, words)", functions=(_PUNCTUATION,)),
    Form: FeatureCode(values="map(form_of, words)", functions=(_FORM,)),
    Position: FeatureCode(values="places_of(words)", functions=(_PLACES,)),
    Phrase: FeatureCode(values="phrases_of(lowered)", functions=(_PHRASES,)),
}
"""The features that are the same for all programs."""
