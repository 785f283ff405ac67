"""Colours, where there is a terminal that shows them: green speaks for an answer, red against it."""

from __future__ import annotations

from dataclasses import dataclass

STRONG, FAINT, RED, GREEN = "1", "2", "31", "32"


@dataclass(frozen=True)
class Ink:
    r"""How text is set off; not at all where ``is_on`` is False.

    >>> Ink(is_on=False).signed("-0.5", -1), Ink(is_on=True).signed("-0.5", -1)
    ('-0.5', '\x1b[31m-0.5\x1b[0m')
    """

    is_on: bool = False

    def signed(self, text: str, number: float) -> str:
        """A text about a number: green above 0, red below."""
        return self._set(text, GREEN if number > 0 else RED) if number else text

    def strong(self, text: str) -> str:
        """What is looked for first."""
        return self._set(text, STRONG)

    def faint(self, text: str) -> str:
        """What is looked for last."""
        return self._set(text, FAINT)

    def _set(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on and text.strip() else text


PLAIN = Ink()
"""No colours."""
