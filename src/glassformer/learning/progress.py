"""Progress bars, on standard error, off where that is not a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm.auto import tqdm

from glassformer.learning.configuration import AS_OFTEN_AS_THERE_IS_TIME
from glassformer.learning.metrics import Report

Count = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""


@contextmanager
def counted(what: str, *, unit: str = "inputs", shown: bool = True) -> Iterator[Count]:
    """A bar for work of a known size."""
    with tqdm(desc=what, unit=f" {unit}", disable=None if shown else True, leave=False) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance


@contextmanager
def named(what: str, *, shown: bool = True) -> Iterator[Callable[[str], None]]:
    """A bar for work in steps that have names, of a number that nobody knows."""
    with tqdm(desc=what, unit=" steps", disable=None if shown else True, leave=False) as bar:

        def advance(name: str) -> None:
            bar.set_postfix_str(name, refresh=False)
            bar.update()

        yield advance


@contextmanager
def restarts(
    n_restarts: int, n_epochs: int, at_once: int = 1, *, shown: bool = True
) -> Iterator[Callable[[Report], None]]:
    """A bar for restarts: one step an epoch, with loss, temperature and the accuracy of the discretized program.

    Restarts that are trained at once make one step together.
    """
    with tqdm(total=n_epochs, unit=" epochs", disable=None if shown else True, leave=False) as bar:
        done: dict[int, int] = {}

        def advance(report: Report) -> None:
            done[report["restart"] // at_once] = report["epoch"]
            of_all = f" of {n_restarts}" if n_restarts < AS_OFTEN_AS_THERE_IS_TIME else ""
            bar.set_description(f"restart {report['restart'] + 1}{of_all}")
            bar.total = n_epochs * len(done)
            bar.set_postfix(_shown(report), refresh=False)
            bar.update(sum(done.values()) - bar.n)

        yield advance


def _shown(report: Report) -> dict[str, Any]:
    return {
        "loss": f"{report['loss']:.3f}",
        "temperature": f"{report['temperature']:.2f}",
        "program": f"{report['valid_token']:.2%} of labels, {report['valid_sequence']:.2%} of inputs",
    }
