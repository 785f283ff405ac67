"""What tests of the command line call things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """What a command did."""

    status: int
    out: str
    err: str


Call = Callable[..., Done]
Refuse = Callable[..., str]
