"""Smaller and clearer programs: one pass per file, each of which keeps the meaning."""

from __future__ import annotations

from glassformer.passes.dead_operations import remove_dead_operations

__all__ = ["remove_dead_operations"]
