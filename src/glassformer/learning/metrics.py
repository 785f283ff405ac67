"""``metrics.jsonl``: a line for each epoch of each restart, appended as it ends, by one process or by several."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

METRICS = "metrics.jsonl"
"""The file in a run's folder."""

Report = dict[str, Any]
"""One line: an epoch's report with the number of its restart."""


def append_line(path: Path, line: Report) -> None:
    """Append one JSON line in a single write, so that processes do not mix theirs."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(handle, (json.dumps(line) + "\n").encode())
    finally:
        os.close(handle)


def best_epochs(path: Path) -> dict[int, Report]:
    """For each restart, the report of the epoch after which its program was best on the inputs to choose by."""
    best: dict[int, Report] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        report = json.loads(line)
        before = best.get(report["restart"])
        if before is None or _accuracy(report) >= _accuracy(before):
            best[report["restart"]] = report
    return best


def _accuracy(report: Report) -> tuple[float, float]:
    return report["valid_sequence"], report["valid_token"]


class MetricsFollower:
    """Reads what other processes append to the metrics."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_to = path.stat().st_size if path.exists() else 0

    def new_reports(self) -> list[Report]:
        """The whole lines that have come since the last call."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(self.read_to)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self.read_to += len(whole)
        return [json.loads(line) for line in whole.splitlines()]
