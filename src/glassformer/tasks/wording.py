"""How errors of this room name lengths and tokens."""

from __future__ import annotations

from collections.abc import Sequence


def describe_lengths(lengths: range) -> str:
    """Which numbers of tokens are allowed, in words.

    >>> describe_lengths(range(1, 7)), describe_lengths(range(9, 10)), describe_lengths(range(1, 2))
    ('1 to 6 tokens', 'exactly 9 tokens', 'exactly 1 token')
    """
    if len(lengths) > 1:
        return f"{lengths[0]} to {lengths[-1]} tokens"
    return f"exactly {lengths[0]} token{'s' * (lengths[0] != 1)}"


def describe_texts(texts: Sequence[str], at_most: int = 20) -> str:
    """Tokens or labels in quotes, cut after ``at_most``.

    >>> describe_texts("abcd", at_most=2)
    "'a', 'b' and 2 more"
    """
    more = len(texts) - at_most
    return ", ".join(repr(text) for text in texts[:at_most]) + (f" and {more:,} more" if more > 0 else "")
