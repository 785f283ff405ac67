"""Texts cut into words. Case is kept; lower-casing is the vocabulary's business.

`tokenize` is the default. From left to right it takes the first of these that fits, and drops nothing but white space:

1. a web address: ``http://…``, ``https://…`` or ``www.…``, without punctuation at its end;
2. an address of electronic mail; a ``#tag``; a ``@name``;
3. a number with its separators and what letters follow: ``3.14``, ``1,000``, ``12:30``, ``24/7``, ``1990s``, ``1st``;
4. an abbreviation of single letters with points: ``U.S.``, ``e.g.``;
5. a word, with the hyphens and ampersands inside of it: ``well-known``, ``AT&T``; a contraction is cut as in the Penn
   Treebank, where ``n't`` and what begins with an apostrophe are words of their own: ``do n't``, ``it 's``, ``we 're``;
6. a run of one other character: ``.``, ``...``, ``!!!``, ``--``.

Writing without spaces between words, such as Chinese, needs a tokenizer of its own.
"""

from __future__ import annotations

import re
import sys
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
    return tuple(_pattern().findall(text))


def split_at_spaces(text: str) -> tuple[str, ...]:
    """The words of a text that is cut into words already, with white space between them.

    >>> split_at_spaces("it's so  laddish , really")
    ("it's", 'so', 'laddish', ',', 'really')
    """
    return tuple(text.split())


TOKENIZERS: Mapping[str, Tokenizer] = {"words": tokenize, "spaces": split_at_spaces}
"""Every tokenizer by the name that settings have for it."""


@cache
def _pattern() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M"))
    mark = f"[{re.escape(marks + _JOINERS)}]"
    letter = rf"(?:[^\W\d_]{mark}*)"
    character = rf"(?:\w{mark}*)"
    not_ending = r"(?=n['’]t\b)"
    alternatives = (
        r"""(?:https?://|www\.)[^\s<>"]*[^\s<>"'’.,;:!?()\[\]{}…]""",
        r"\w[\w.+-]*@\w[\w-]*(?:\.\w[\w-]*)+",
        rf"[#@]{character}+",
        rf"\d+(?:[.,:/]\d+)*{character}*",
        rf"(?:{letter}\.){{2,}}",
        r"n['’]t\b",
        rf"['’](?:s|re|ve|ll|d|m)\b",
        rf"(?:(?!n['’]t\b){character})+(?:[-&](?:(?!n['’]t\b){character})+)*",
        rf"([^\w\s])(?:\1|{mark})*",
    )
    return re.compile("|".join(alternatives), re.IGNORECASE)
