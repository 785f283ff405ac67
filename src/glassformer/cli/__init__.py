"""The command line: one file per command or family, and ``application``, which joins them and words their errors.

Commands import what is slow to import (torch, and all that needs it) when they run, so that those which do without it
are quick, and work where it is missing.
"""

from __future__ import annotations

from glassformer.cli.application import main

__all__ = ["main"]
