"""Ways to end a command that are no error in what was typed."""

from __future__ import annotations


class Stop(Exception):  # noqa: N818 - being interrupted is no error
    """Ends the command with a message and an exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
