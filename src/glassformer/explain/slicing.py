"""The slice of an output: the cells of a trace that decide it.

A slice is *sufficient*: whatever values the cells outside of it are given, each of its own cells stays as it is in the
trace, and so does the output; in particular it stays where tokens that are not in the slice are replaced by others.
(Class scores stay only in which label wins.) "Whatever" means any value of the variable's type: of a number any between
its bounds, of a selector any visible keys. That is shown operation by operation, by the rules in ``resting`` and
``scoring``; nothing is left to trying.

A slice is *minimal*: without any one of its cells some rule would no longer hold. It need not be the smallest that
there is, and where the rules are wider than the truth (see ``resting``) less may be enough.

The number of positions, the marks (in columns too), ``positions`` and ``ones`` are given, and are not cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from glassformer.errors import InputError
from glassformer.explain.cells import Cell, Traced
from glassformer.explain.resting import AggregateRule, Rule, TableRule, selecting_rule
from glassformer.explain.scoring import ScoresRule, cheapest
from glassformer.explain.steps import Slice, make_slice
from glassformer.program.columns import Item
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    names_read,
)
from glassformer.program.sketch import Program


def slice_output(program: Program, contents: Sequence[Item], position: int | None = None) -> Slice:
    """What one label of a program rests on.

    Args:
        program: that is run.
        contents: of the input.
        position: which label, counted from 1; None for a program that gives one label.

    Raises:
        InputError: the program does not take these contents, or gives no label at this position.
    """
    return Slicer(program).slice(contents, position)


class Slicer:
    """A program made ready for many slices.

    Args:
        program: whose outputs are sliced.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rules: dict[str, Rule] = {op.name: _rule(program, op) for op in program.operations}
        names = [*program.signature.inputs, *self.rules]
        self._place = {name: place for place, name in enumerate(names)}
        self._n_behind = _count_ancestors(program)

    def slice(self, contents: Sequence[Item], position: int | None = None) -> Slice:
        """What one label rests on; as ``slice_output``."""
        traced = Traced.of(self.program, contents)
        output = self._output_cell(contents, position)
        kept = set() if traced.is_given(output) else _reached(self._supports(traced, output), output)
        self._prune(traced, output, kept)
        operations = [cell for cell in self._in_order(kept) if cell.name in self.rules]
        inputs = {cell: kept.intersection(self._inputs(traced, cell)) for cell in operations}
        support = {cell: self._support(traced, cell, inputs[cell]) for cell in operations}
        return make_slice(traced, contents, position, output, support)

    def _output_cell(self, contents: Sequence[Item], position: int | None) -> Cell:
        signature, returns = self.program.signature, self.program.returns
        if signature.gives_one_label:
            if position is not None:
                raise InputError("this program gives one label for the whole input; leave the position out")
            return Cell(returns, 0)
        if position is None or not 1 <= position <= len(contents):
            raise InputError(f"position {position}: a label is at one of the positions 1 to {len(contents)}")
        token = signature.tokens_of(contents)[position - 1]
        if token in signature.unlabelled:
            raise InputError(f"no label is given at position {position}, as {token!r} is unlabelled")
        return Cell(returns, position)

    def _supports(self, traced: Traced, output: Cell) -> dict[Cell, set[Cell]]:
        """What is enough to decide each cell that the output may rest on, the output included; the last cell first."""
        supports: dict[Cell, set[Cell]] = {}
        waiting: dict[str, set[Cell]] = {name: set() for name in self._place}
        waiting[output.name].add(output)
        for name in reversed(self.rules):
            for cell in sorted(waiting[name]):
                inputs = set(self._inputs(traced, cell))
                is_scored = isinstance(self.rules[name], ScoresRule)
                supports[cell] = inputs if is_scored else self._support(traced, cell, inputs)
                for each in supports[cell]:
                    waiting[each.name].add(each)
        rule = self.rules.get(output.name)
        if isinstance(rule, ScoresRule):  # last, as now it is known what each variable costs
            supports[output] = cheapest(rule.margins(traced, output.position), _behind(supports, output))
        return supports

    def _support(self, traced: Traced, cell: Cell, inputs: set[Cell]) -> set[Cell]:
        """Enough of these inputs of a cell to decide it, where all do, and nothing that could be left out.

        Tried first is to leave out what has most operations behind it.
        """
        kept = set(inputs)
        for each in sorted(inputs, key=lambda each: (-self._n_behind[each.name], each)):
            kept.discard(each)
            if not self._suffices(traced, cell, kept):
                kept.add(each)
        return kept

    def _prune(self, traced: Traced, output: Cell, kept: set[Cell]) -> None:
        """Leave out every cell that nothing needs any more, from the last operation to the first.

        When a cell's turn comes it is settled which cells read it, and leaving out others later makes it no less
        needed; so one pass is enough.
        """
        readers: dict[Cell, list[Cell]] = {cell: [] for cell in kept}
        for cell in kept:
            for each in self._inputs(traced, cell):
                if each in kept:
                    readers[each].append(cell)
        for cell in self._in_order(kept - {output}, reverse=True):
            kept.discard(cell)
            if not all(self._suffices(traced, reader, kept) for reader in readers[cell] if reader in kept):
                kept.add(cell)

    def _suffices(self, traced: Traced, cell: Cell, kept: set[Cell]) -> bool:
        def is_fixed(each: Cell) -> bool:
            return each in kept or traced.is_given(each)

        return self.rules[cell.name].suffices(traced, cell.position, is_fixed)

    def _inputs(self, traced: Traced, cell: Cell) -> list[Cell]:
        return self.rules[cell.name].inputs(traced, cell.position) if cell.name in self.rules else []

    def _in_order(self, cells: Iterable[Cell], *, reverse: bool = False) -> list[Cell]:
        return sorted(cells, key=lambda cell: (self._place[cell.name], cell.position), reverse=reverse)


def _rule(program: Program, operation: Operation) -> Rule:
    match operation:
        case Select() | SelectClosest() | SelectBest():
            return selecting_rule(program, operation)
        case Aggregate() | AggregateSum():
            return AggregateRule(operation)
        case LookupTable() | NumberTable():
            return TableRule(program, operation)
        case Scores():
            return ScoresRule(program, operation)


def _behind(supports: dict[Cell, set[Cell]], output: Cell) -> dict[Cell, int]:
    """For each cell that the output reads the cells of operations that it rests on, itself included, as bits.

    Args:
        supports: what each cell rests on, the last cell first.
        output: its cell.
    """
    behind: dict[Cell, int] = {}
    for number, cell in enumerate(reversed(supports)):
        behind[cell] = 1 << number
        for each in supports[cell]:
            behind[cell] |= behind.get(each, 0)
    return {cell: behind.get(cell, 0) for cell in supports[output]}


def _reached(supports: Mapping[Cell, set[Cell]], output: Cell) -> set[Cell]:
    """The output, what it rests on, what that rests on, and so on."""
    reached, waiting = {output}, [output]
    while waiting:
        new = supports.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _count_ancestors(program: Program) -> dict[str, int]:
    """For each variable how many there are that it is computed from, itself included."""
    behind = {name: {name} for name in program.signature.inputs}
    for operation in program.operations:
        behind[operation.name] = {operation.name}.union(*(behind[name] for name in names_read(operation)))
    return {name: len(names) for name, names in behind.items()}
