"""Numbers as a reader wants them: as many decimals as the interval bears, and no untrue 0 or 100 per cent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

Effect = Mapping[str, Any]
"""An effect or a proportion as in JSON: ``value``, ``interval``, ``n`` and, where it is no share, ``unit``."""

IN_PERCENT = {"share": " %", "explained": " %", "drop": " points"}
"""Units that are told as 100 times their value: a drop of a share is one of so many percentage points."""

NOTHING = "-"
MOST_DECIMALS = 4
MOST_OF_ALL = 6
"""Decimals of what is almost 0 or 100 per cent; what is nearer still is told as that."""


def percent(fraction: float, n_decimals: int = 1) -> str:
    """A fraction times 100; with more decimals rather than as an untrue 0 or 100.

    >>> percent(0.99831), percent(0.99999), percent(1.0), percent(-0.0001)
    ('99.8', '99.999', '100.0', '-0.01')
    """
    while n_decimals < MOST_OF_ALL and _is_untrue(fraction, n_decimals):
        n_decimals += 1
    text = f"{100 * fraction:.{n_decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _is_untrue(fraction: float, n_decimals: int) -> bool:
    """Whether so many decimals show 0 or 100 per cent of what is neither."""
    return round(100 * fraction, n_decimals) in (0, 100) and round(100 * fraction, MOST_OF_ALL) not in (0, 100)


def plain(value: float) -> str:
    """Any other number, with three significant digits.

    >>> plain(0.05774), plain(2.18e-6), plain(1400)
    ('0.0577', '2.18e-6', '1,400')
    """
    if float(value).is_integer() and abs(value) < 1e9:
        return f"{int(value):,}"
    return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e+")


def decimal(value: float | None) -> str:
    """A number with two decimals, as in a table of losses or logits.

    >>> decimal(3.597), decimal(-0.001), decimal(None)
    ('3.60', '0.00', '-')
    """
    return NOTHING if value is None else f"{round(value, 2) + 0.0:.2f}"


def amount(value: float, unit: str) -> str:
    """A value with its unit, as a threshold is told.

    >>> amount(0.2, "drop"), amount(0.01, "drop"), amount(0.95, "share"), amount(0.05, "nats")
    ('20 points', '1 point', '95 %', '0.05 nats')
    """
    shown, name = (f"{100 * value:g}", IN_PERCENT[unit]) if unit in IN_PERCENT else (plain(value), f" {unit}")
    return shown + (name.removesuffix("s") if shown == "1" else name)


def tell(found: Effect, *, with_n: bool = True) -> str:
    """An effect with its interval and how many cases it rests on.

    >>> tell({"value": 0.990975, "interval": [0.99055, 0.99138], "n": 200_000})
    '99.10 % (99.06 to 99.14, n = 200,000)'
    >>> tell({"value": 0.058, "interval": [0.05, 0.066], "n": 20, "unit": "nats"}, with_n=False)
    '0.058 nats (0.05 to 0.066)'
    """
    if found["value"] is None:
        return "nothing counted (n = 0)" if found["n"] == 0 else f"no value (n = {found['n']:,})"
    unit = found.get("unit", "share")
    low, high = (_end(end, unit, _n_decimals(found)) for end in found["interval"])
    n = f", n = {found['n']:,}" if with_n else ""
    return f"{value_alone(found)} ({low} to {high}{n})"


def value_alone(found: Effect) -> str:
    """An effect without its interval, which is told elsewhere."""
    return NOTHING if found["value"] is None else bare(found) + _name(found)


def bare(found: Effect) -> str:
    """An effect's value alone, without its unit."""
    unit = found.get("unit", "share")
    return NOTHING if found["value"] is None else _end(found["value"], unit, _n_decimals(found))


def _name(found: Effect) -> str:
    unit = found.get("unit", "share")
    return IN_PERCENT.get(unit, f" {unit}")


def in_unit(found: Effect) -> str:
    """What the numbers of a table are, where these stand without their unit.

    >>> in_unit({"unit": "drop"}), in_unit({"unit": "share"})
    ('in points', 'in %')
    """
    return f"in {_name(found).strip()}"


def widest(effects: Iterable[Effect]) -> str:
    """What stands once below many effects: on how many cases each rests, and how wide the widest interval is."""
    counted = [found for found in effects if found["value"] is not None]
    if not counted:
        return "Nothing could be counted."
    unit = counted[0].get("unit", "share")
    width = max(found["interval"][1] - found["interval"][0] for found in counted)
    shown = f"{percent(width)} points" if unit in IN_PERCENT else f"{plain(width)} {unit}"
    return f"n = {span(found['n'] for found in counted)} each; the widest 95 % interval spans {shown}."


def span(numbers: Iterable[int]) -> str:
    """The least and the largest of some numbers, or the one that all are.

    >>> span([500, 500]), span([2000, 74])
    ('500', '74 to 2,000')
    """
    found = sorted(numbers)
    return f"{found[0]:,}" if found[0] == found[-1] else f"{found[0]:,} to {found[-1]:,}"


def _end(value: float | None, unit: str, n_decimals: int) -> str:
    if value is None:
        return "∞"
    return percent(value, n_decimals) if unit in IN_PERCENT else plain(value)


def _n_decimals(found: Effect) -> int:
    """So many that the interval's ends differ in the last one or two digits, and that none is an untrue 0 or 100."""
    low, high = found["interval"]
    if low is None or high is None:
        return 1
    wanted = 1 if high <= low else min(max(-math.floor(math.log10(100 * (high - low))), 1), MOST_DECIMALS)
    while wanted < MOST_OF_ALL and any(_is_untrue(each, wanted) for each in (found["value"], low, high)):
        wanted += 1
    return wanted
