"""From the stages of a network to the parts of a pass, where all of them have one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from torch import nn

from glassformer.program.holes import Hole
from glassformer.program.operations import (
    Clip,
    Operation,
    Select,
    SelectClosest,
    TableInput,
    names_read,
    variable_of,
)
from glassformer.program.sketch import Sketch
from glassformer.program.variables import Type
from glassformer.relaxation.aggregating import Aggregates
from glassformer.relaxation.plan import Group
from glassformer.relaxation.selecting import Heads as Selectors
from glassformer.relaxation.state import Layout
from glassformer.relaxation.tabulating import TableInputs
from glassformer.relaxation.tabulating import Tables as TableStage
from glassformer.relaxation.worth.attending import Closest, Counts, Matching
from glassformer.relaxation.worth.passing import Part
from glassformer.relaxation.worth.tabulating import Input, Tables


class _NotHereError(Exception):
    """Something that has no part of a pass."""


def parts_of(
    sketch: Sketch, layout: Layout, groups: Sequence[Group], stages: Sequence[nn.Module]
) -> tuple[Part, ...] | None:
    """The parts of a pass through these stages, class scores left out; None where one of them has none."""
    wiring = _Wiring(layout, sketch.types)
    try:
        for group, stage in zip(groups, stages, strict=True):
            wiring.add(group, stage)
    except _NotHereError:
        return None
    return tuple(wiring.parts)


@dataclass
class _Wiring:
    """Parts so far.

    Attributes:
        layout: where variables are.
        types: theirs.
        parts: so far.
        learned: names of what depends on something that is learned.
        selectors: the stages of selectors so far, with their places among what is sampled.
        n_sampled: how many stages are sampled, so far.
    """

    layout: Layout
    types: dict[str, Type]
    parts: list[Part] = field(default_factory=list)
    learned: set[str] = field(default_factory=set)
    selectors: list[tuple[Selectors, int]] = field(default_factory=list)
    n_sampled: int = 0

    def add(self, group: Group, stage: nn.Module) -> None:
        """Go on with a group."""
        self.learned |= {each.name for each in group if _is_open(each) or self.learned & set(names_read(each))}
        match stage:
            case Selectors():
                self.selectors.append((stage, self.n_sampled))
            case Aggregates():
                self.parts.append(self.heads(stage))
            case TableStage():
                self.parts.append(self.tables(stage))
            case _:
                raise _NotHereError
        self.n_sampled += isinstance(stage, Selectors | TableStage)

    def heads(self, stage: Aggregates) -> Closest | Counts:
        """Aggregates with the selectors that they read."""
        selectors, place = self.selectors[stage.group]
        if stage.values.is_open or selectors.keys.is_open or selectors.queries.is_open:
            raise _NotHereError
        rows, slots = tuple(stage.places.tolist()), self.layout.categorical
        read = [selectors.operations[row] for row in rows]
        queries, keys = [str(each.queries) for each in read], [str(each.keys) for each in read]
        matching = Matching(
            place=place,
            rows=rows,
            queries=tuple(slots[name] for name in queries),
            keys=tuple(slots[name] for name in keys),
            learned_queries=bool(self.learned & set(queries)),
            learned_keys=bool(self.learned & set(keys)),
        )
        names = [each.name for each in stage.operations]
        if stage.is_sum and stage.counts and isinstance(read[0], Select):
            return Counts(matching, _run([self.layout.numerical[name] for name in names]))
        if not stage.is_sum and isinstance(read[0], SelectClosest):
            values = [str(each.values) for each in stage.operations]
            is_learned = bool(self.learned & set(values))
            to = _run([slots[name] for name in names])
            return Closest(matching, to, tuple(slots[name] for name in values), is_learned)
        raise _NotHereError

    def tables(self, stage: TableStage) -> Tables:
        """Lookup tables."""
        if stage.embeds or stage.gives_numbers:
            raise _NotHereError
        strides = [1] * len(stage.shape)
        for at in reversed(range(len(stage.shape) - 1)):
            strides[at] = strides[at + 1] * stage.shape[at + 1]
        return Tables(
            place=self.n_sampled,
            inputs=tuple(self.input(each, stride) for each, stride in zip(stage.inputs, strides, strict=True)),
            to=_run([self.layout.categorical[each.name] for each in stage.operations]),
        )

    def input(self, inputs: nn.Module, stride: int) -> Input:
        """One input of each table."""
        assert isinstance(inputs, TableInputs)
        if inputs.reads.is_open:
            raise _NotHereError
        lows = {self.low(each) for each in inputs.originals}
        if len(lows) > 1 or (inputs.is_numerical and lows == {None}):
            raise _NotHereError
        names = {str(variable_of(each)) for each in inputs.originals}
        return Input(inputs.reads.slots, inputs.cardinality, stride, bool(self.learned & names), lows.pop())

    def low(self, table_input: TableInput) -> int | None:
        """The count that is the first row of a table's input; None for an input that is not a count."""
        if not isinstance(table_input, Clip):
            return None
        denominator = getattr(self.types[str(table_input.variable)], "denominator", 1)
        return table_input.low if denominator == 1 else None


def _is_open(operation: Operation) -> bool:
    table = getattr(operation, "table", None) or getattr(operation, "predicate", None)
    return isinstance(table, Hole)


def _run(slots: Sequence[int]) -> slice:
    """Slots that a group writes: one after the other."""
    assert list(slots) == list(range(slots[0], slots[0] + len(slots)))
    return slice(slots[0], slots[0] + len(slots))
