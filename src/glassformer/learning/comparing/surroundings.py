"""Where a cell was measured: the commit, the versions, and the machine. No name of a host, a person or a folder."""

from __future__ import annotations

import os
import platform
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import torch

from glassformer import __version__

PACKAGE = Path(__file__).parents[2]
"""The folder of the package."""


@cache
def commit_of_package() -> dict[str, Any] | None:
    """The commit that this package is of, as it is when first asked; None where no repository holds its files.

    ``hash``, and ``changed_files``: how many files of the package are otherwise, or new.
    """
    if _git("ls-files", "--error-unmatch", "__init__.py") is None:  # installed, below somebody's repository
        return None
    head, changes = _git("rev-parse", "HEAD"), _git("status", "--porcelain", "--", ".")
    return None if head is None or changes is None else {"hash": head, "changed_files": len(changes.splitlines())}


def _git(*arguments: str) -> str | None:
    """What git says; None where it refuses, or is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=PACKAGE, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def describe_versions() -> dict[str, str]:
    """What computes."""
    return {"glassformer": __version__, "torch": torch.__version__, "python": platform.python_version()}


def describe_machine(device: str, n_threads: int) -> dict[str, Any]:
    """The machine in general terms; its GPU where ``device`` is that."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gib": _memory_gib(),
        "gpu": torch.cuda.get_device_name() if device == "cuda" else None,
        "threads": n_threads,
    }


def _processor() -> str:
    """What the processor is called, as far as this system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(named), "") or platform.processor() or platform.machine()


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, OSError, ValueError):  # systems without sysconf, or without these names
        return None
