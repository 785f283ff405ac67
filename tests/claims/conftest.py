"""Fewer questions than the findings ask by themselves, so that all of them are asked in seconds."""

from __future__ import annotations

import pytest
from tests.claims.small import ask_few


@pytest.fixture(autouse=True)
def _few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_few(monkeypatch)
