"""Weights as signed numbers and bars."""

from __future__ import annotations

from glassformer.program.variables import GRID

UNIT = GRID**2
"""Scores are held in parts of this."""
NOTE = f"Numbers are sums of the program's weights, which its text has in 1/{GRID}."


def number(score: int) -> str:
    """A score; more decimals rather than an untrue 0.

    >>> number(3 * 2**19), number(0), number(2**10)
    ('1.50', '0.00', '0.0010')
    """
    return f"{score / UNIT:,.{2 if abs(score) >= UNIT / 200 or not score else 4}f}"


def signed(score: int) -> str:
    """A weight with its sign; a point where it is nil.

    >>> signed(3 * 2**19), signed(-2**20), signed(0)
    ('+1.50', '-1.00', '.')
    """
    return f"{score / UNIT:+,.2f}" if score else "."


def bar(score: int, largest: int, length: int) -> str:
    """A weight as a row of its signs; of this length for the largest, and nothing where it rounds to nothing.

    >>> bar(5, 10, 8), bar(-10, 10, 8), bar(0, 0, 8)
    ('++++', '--------', '')
    """
    n = round(length * abs(score) / largest) if largest else 0
    return ("+" if score > 0 else "-") * n
