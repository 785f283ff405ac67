"""The source of ``split``, which cuts a text into words, for each tokenizer of `tasks.text.tokenizing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glassformer.emission.checking import text_lines


@dataclass(frozen=True, kw_only=True)
class Splitter:
    """A tokenizer as source code: the modules that it imports, and what defines ``split``, part by part."""

    imports: tuple[str, ...] = ()
    parts: tuple[str, ...]


_WORD_PATTERN = r'''def word_pattern():
    """What a word is: the first of these that fits, from left to right."""
    marks = "".join(
        chr(code)
        for code in range(0x300, 0x10000)
        if unicodedata.category(chr(code)).startswith("M")
    )
    mark = "[" + re.escape(marks + "\u200c\u200d") + "]"
    letter = rf"(?:\w{mark}*)"
    quotes = "'\u2019"
    negation = rf"(?i:n[{quotes}]t)\b"
    contracted = rf"[{quotes}](?i:s|re|ve|ll|d|m)\b"
    kinds = [
        # a web address
        rf"""(?:https?://|www\.)[^\s<>"]*[^\s<>"{quotes}.,;:!?()\[\]{{}}…]""",
        # an address of electronic mail
        r"\w[\w.+-]{0,63}@\w[\w-]*(?:\.\w[\w-]*)+",
        # a #tag or a @name
        rf"[#@]{letter}+",
        # a number
        rf"\d+(?:[.,:/]\d+)*{letter}*",
        # an abbreviation
        r"(?:[^\W\d_]\.){2,}",
        # the ends of don't and it's, and what is before the first of them
        negation,
        contracted,
        rf"{letter}+(?={negation})",
        # a word
        rf"{letter}+(?:(?!{contracted})[-&{quotes}]{letter}+)*",
        # a run of one other character
        rf"([^\w\s])(?:\1|{mark})*",
    ]
    return re.compile("|".join(kinds))'''

_SPLIT_WORDS = '''WORD = word_pattern()


def split(text):
    """The words of a text."""
    return [match[0] for match in WORD.finditer(text)]'''

_SPLIT_AT_SPACES = '''def split(text):
    """The words of a text, which have white space between them."""
    return text.split()'''

SPLITTERS: Mapping[str, Splitter] = {
    "words": Splitter(imports=("re", "unicodedata"), parts=(_WORD_PATTERN, _SPLIT_WORDS)),
    "spaces": Splitter(parts=(_SPLIT_AT_SPACES,)),
}
"""The source of each tokenizer, by its name in `tasks.text.TOKENIZERS`."""


def split_typed(columns: Sequence[str]) -> Splitter:
    """``split`` for a reader of further columns of the data, which stand behind slashes; it gives a list for each."""
    typed, n = "/".join(["word", *columns]), len(columns)
    return Splitter(
        parts=(
            "\n".join(
                [
                    "def split(text):",
                    f'    """The words of a text, and for each its {" and ".join(columns)}."""',
                    f'    items = [item.rsplit("/", {n}) for item in text.split()]',
                    "    for number, item in enumerate(items, start=1):",
                    f"        if len(item) != {n + 1} or not all(item):",
                    *text_lines("wrong", f"word %d is %r; write it as {typed}", indent=" " * 12),
                    '            raise ValueError(wrong % (number, "/".join(item)))',
                    f"    return [[item[place] for item in items] for place in range({n + 1})]",
                ]
            ),
        )
    )
