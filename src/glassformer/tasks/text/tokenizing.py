"""Texts cut into words. Case is kept; lower-casing is the vocabulary's business.

`tokenize` is the default. From left to right it takes the first of these that fits, and drops nothing but white space:

1. a web address: ``http://…``, ``https://…`` or ``www.…``, without punctuation at its end;
2. an address of electronic mail; a ``#tag``; a ``@name``;
3. a number with its separators and what letters follow: ``3.14``, ``1,000``, ``12:30``, ``24/7``, ``1990s``, ``1st``;
4. an abbreviation of single letters with points: ``U.S.``, ``e.g.``;
5. a word, with the hyphens, ampersands and apostrophes inside of it: ``well-known``, ``AT&T``, ``O'Brien``; but
   English contractions are cut as in the Penn Treebank: ``do n't``, and ``'s``, ``'re``, ``'ve``, ``'ll``, ``'d``,
   ``'m`` apart;
6. a run of one other character: ``.``, ``...``, ``!!!``, ``--``.

Writing without spaces between words, such as Chinese, needs a tokenizer of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

Tokenizer = Callable[[str], tuple[str, ...]]

_JOINERS = "\u200c\u200d"  # they stand inside of words of Persian and of Indian languages


def tokenize(text: str) -> tuple[str, ...]:
    """The words of a text, by the rules of this module.

    >>> tokenize("@ann: I can't see Denver's #1 café (https://x.org/a?b=1)...")
    ('@ann', ':', 'I', 'ca', "n't", 'see', 'Denver', "'s", '#1', 'café', '(', 'https://x.org/a?b=1', ')', '...')
    """
    return tuple(match[0] for match in _pattern().finditer(text))


def split_at_spaces(text: str) -> tuple[str, ...]:
    """The words of a text that is cut into words already, with white space between them.

    >>> split_at_spaces("it's so  laddish , really")
    ("it's", 'so', 'laddish', ',', 'really')
    """
    return tuple(text.split())


TOKENIZERS: Mapping[str, Tokenizer] = {"words": tokenize, "spaces": split_at_spaces}
"""Every tokenizer by the name that settings have for it."""


_APOSTROPHES = "'\u2019"
_NOT = rf"(?i:n[{_APOSTROPHES}]t)\b"
_CONTRACTED = rf"[{_APOSTROPHES}](?i:s|re|ve|ll|d|m)\b"


@cache
def _pattern() -> re.Pattern[str]:
    """The rules of this module; accents and vowel signs that are characters of their own belong to the one before."""
    marks = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
    mark = f"[{re.escape(marks + _JOINERS)}]"
    character = rf"(?:\w{mark}*)"
    alternatives = (
        rf"""(?:https?://|www\.)[^\s<>"]*[^\s<>"{_APOSTROPHES}.,;:!?()\[\]{{}}…]""",
        r"\w[\w.+-]{0,63}@\w[\w-]*(?:\.\w[\w-]*)+",
        rf"[#@]{character}+",
        rf"\d+(?:[.,:/]\d+)*{character}*",
        r"(?:[^\W\d_]\.){2,}",
        _NOT,
        _CONTRACTED,
        rf"{character}+(?={_NOT})",
        rf"{character}+(?:(?!{_CONTRACTED})[-&{_APOSTROPHES}]{character}+)*",
        rf"([^\w\s])(?:\1|{mark})*",
    )
    return re.compile("|".join(alternatives))
