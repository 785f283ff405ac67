"""The ways to write the one position that each query selects: that of the closest match, or of the best key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from glassformer.emission.layout import call
from glassformer.emission.options import Option
from glassformer.emission.selectors.acceptance import Acceptance
from glassformer.emission.selectors.reading import Reading
from glassformer.emission.selectors.selector import Selector


def closest(selector: Selector) -> list[Option]:
    """The ways to write the position of the closest match of each query."""
    if selector.located is not None:
        note = f"{selector.name}: for each query ({selector.queries}), the position that it selects"
        return selector.lists.ways(selector.located, selector.name, note)
    if selector.accepts.is_empty:
        return [Option(code="[0] * len(tokens)")]
    if selector.shift is not None:
        at = f"q + {selector.shift}"  # a shift to a position that may not be there
        return selector.per_query(f"{at} if {at} < len(tokens) else 0", reads_query=True, reads_place=False)
    found = [*_last(selector), *_nearest(selector), *_by_helpers(selector)]
    if selector.is_unique:
        found += first(selector, selector.accepts, is_certain=selector.is_certain)
    return found


def first(reading: Reading, accepts: Acceptance, *, is_certain: bool) -> Iterator[Option]:
    """The ways to write the position of the first match of each query; ``is_certain``: there always is one."""
    for element in accepts.only if is_certain else []:
        yield from reading.per_query(
            f"{reading.key_list}.index({element.text})",
            element.constants,
            reads_query=accepts.varies,
            reads_place=False,
        )
    for condition in accepts.conditions:
        found = f"k {reading.each_key()} if {condition.text}"
        yield from reading.per_query(
            f"next({found})" if is_certain else call("next", f"({found})", "0"),
            condition.constants,
            reads_query=condition.reads_query,
            reads_place=reading.is_causal,
        )


def _last(selector: Selector) -> Iterator[Option]:
    """The last match, where all are before the query."""
    if not (selector.is_causal and selector.excludes_self):
        return
    for condition in selector.accepts.conditions:
        found = f"k {selector.each_key(f'{selector.key_list}[:q]')} if {condition.text}"
        yield from selector.per_query(
            f"max({found})" if selector.is_certain else call("max", f"({found})", default="0"),
            condition.constants,
            reads_query=condition.reads_query,
            reads_place=True,
        )


def _nearest(selector: Selector) -> Iterator[Option]:
    """A loop over the queries that takes the nearest of all matches."""
    order = "abs(k - q)" if selector.excludes_self else "(k == q, abs(k - q))"
    default = "" if selector.is_certain else ", default=0"
    for condition in selector.accepts.conditions:
        for header, needs in selector.headers(reads_query=condition.reads_query, reads_place=True):
            matches = f"    matches = [k {selector.each_key()} if {condition.text}]"

            def loop(name: str, header: str = header, matches: str = matches) -> list[str]:
                taken = f"    {name}.append(min(matches, key=lambda k: {order}{default}))"
                return [f"{name} = []", f"{header}:", matches, taken]

            needed = needs | selector.key_needs
            yield Option(loop=loop, constants=condition.constants, needs=needed)


def _by_helpers(selector: Selector) -> Iterator[Option]:
    """A function that does it for all queries, or for one."""
    needs = selector.key_needs
    for way in selector.accepts.wanted_lists:
        code = call("select_closest", way.code or "", selector.key_list)
        yield replace(way, code=code, needs=way.needs | needs | {"select_closest"})
    for condition in selector.accepts.conditions:
        found = f"[k {selector.each_key()} if {condition.text}]"
        for option in selector.per_query(
            call("closest", "q", found), condition.constants, reads_query=condition.reads_query, reads_place=True
        ):
            yield replace(option, needs=option.needs | {"closest"})
