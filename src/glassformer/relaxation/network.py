"""The differentiable interpreter of a sketch: a network whose parameters are the sketch's holes.

Run with ``Sampler("argmax", on_grid=True)`` it computes exactly what the discretized program does; with noise, it
computes a program drawn at random from those that it is deciding between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from glassformer.errors import ProgramError
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
    Selecting,
)
from glassformer.program.sketch import Origin, Program, Sketch
from glassformer.program.variables import ClassScores, Type
from glassformer.relaxation.aggregating import Aggregates
from glassformer.relaxation.plan import Group, check_units, layout, plan
from glassformer.relaxation.reads import mix_together
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.scoring import Classifier
from glassformer.relaxation.selecting import Heads
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.state import Layout, State, begin, contents_of
from glassformer.relaxation.tabulating import Tables
from glassformer.relaxation.worth import Passes, Weighing, drawn, parts_of

Stage = Heads | Aggregates | Tables | Classifier


class Relaxation(nn.Module):
    """A sketch as a network.

    Args:
        sketch: what to learn; a program is a sketch without holes.
        start: how parameters start. They are drawn from torch's current random state.

    Raises:
        ProgramError: the sketch returns a variable, so that there are no scores to learn from; or it has something that
            no network can hold: thresholds of a number whose unit is open, or a number of too many digits.
    """

    def __init__(self, sketch: Sketch, start: Initialization | None = None) -> None:
        super().__init__()
        if not isinstance(sketch.types[sketch.returns], ClassScores):
            raise ProgramError(f"return {sketch.returns}: learning needs class scores; add a scores(…) operation")
        self.sketch = sketch
        check_units(sketch)
        self.groups = plan(sketch)
        self.layout = layout(sketch, self.groups)
        start = start or Initialization()
        self.stages = nn.ModuleList(stage_of(group, sketch, self.layout, start) for group in self.groups)
        mix_together(self.stages)
        self._passes = self._find_passes()

    def _find_passes(self) -> Passes | None:
        """How hard samples go through this network as a program; None where they have to go as one-hot vectors."""
        *inner, last = self.stages
        if not isinstance(last, Classifier):
            return None
        parts = parts_of(self.sketch, self.layout, self.groups[:-1], inner)
        return (
            None if parts is None else Passes(self.sketch.signature, self.layout, parts, (Weighing(last.weighed, 1),))
        )

    def forward(self, tokens: Tensor, sampler: Sampler) -> Tensor:
        """Class scores of a batch.

        Args:
            tokens: ``batch position``, indices of ``tokens`` values with the marks; padding is -1, at the end. With
                columns ``batch position input``, as ``encode_batch`` makes them.
            sampler: how holes are filled in this pass.

        Returns:
            ``batch position label``, or ``batch label`` where the program gives one label. Scores at padding mean
            nothing.
        """
        if self._passes is not None and sampler.is_program and not cast(Classifier, self.stages[-1]).drops:
            return self._pass(self._passes, tokens, sampler)
        state = self._begin(tokens)
        scores: Tensor | None = None
        for group, stage in zip(self.groups, self.stages, strict=True):
            if isinstance(stage, Classifier):
                found = stage(state, sampler)
                scores = found if group[0].name == self.sketch.returns else scores
            else:
                stage(state, sampler)
        assert scores is not None
        return scores

    def _pass(self, passes: Passes, tokens: Tensor, sampler: Sampler) -> Tensor:
        """Scores as ``forward`` gives them, in a part of the time. Noise is drawn in another order."""
        *inner, last = self.stages
        tables = drawn(inner, sampler)
        classifier = cast(Classifier, last)
        (scores,) = passes(tokens, tables, [classifier.weights.unsqueeze(0)])
        return classifier.finished(scores[0], contents_of(self.sketch.signature, tokens), classifier.bias)

    def features(self, tokens: Tensor, sampler: Sampler) -> Tensor:
        """Everything that the returned scores weigh: ``batch position feature``, in the order of their weights."""
        state = self._begin(tokens)
        for group, stage in zip(self.groups, self.stages, strict=True):
            if isinstance(stage, Classifier):
                if group[0].name == self.sketch.returns:
                    return stage.all_features(state)
            else:
                stage(state, sampler)
        raise AssertionError("a relaxation returns class scores")

    def _begin(self, inputs: Tensor) -> State:
        dtype = next(self.parameters()).dtype if any(True for _ in self.parameters()) else torch.get_default_dtype()
        return begin(self.sketch.signature, self.layout, inputs, dtype)

    def loosen(self, share: float = 0.1) -> None:
        """Make choices less definite, so that training can change them again; none is changed by this alone."""
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if name.endswith("logits"):
                    parameter.mul_(share)

    def discretize(self, origin: Origin = "learned") -> Program:
        """The program that the network has settled on: every choice its argmax, every weight on the grid."""
        types: dict[str, Type] = dict(self.sketch.signature.inputs)
        filled: dict[str, Operation] = {}
        for stage in self.stages:
            operations = cast(Stage, stage).fill(types)
            for operation in operations:
                filled[operation.name] = operation
                types[operation.name] = _filled_type(operation, types, self.sketch.types)
        return Program(
            signature=self.sketch.signature,
            operations=tuple(filled[operation.name] for operation in self.sketch.operations),
            returns=self.sketch.returns,
            origin=origin,
        )

    def load(self, program: Program) -> None:
        """Start from a program that fills this network's sketch; ``discretize`` then gives it back.

        Raises:
            ProgramError: the program does not fill the sketch; the network is then somewhere in between.
        """
        by_name = {operation.name: operation for operation in program.operations}
        if list(by_name) != [operation.name for operation in self.sketch.operations]:
            raise ProgramError("the program and the sketch have different operations; load it into its own sketch")
        for group, stage in zip(self.groups, self.stages, strict=True):
            operations = [by_name[operation.name] for operation in group]
            match stage:
                case Heads():
                    stage.load(cast(Sequence[Selecting], operations), program.types)
                case Aggregates():
                    stage.load(cast(Sequence[Aggregate | AggregateSum], operations))
                case Tables():
                    stage.load(cast(Sequence[LookupTable | NumberTable], operations), program.types)
                case Classifier():
                    stage.load(cast(Scores, operations[0]))
        self._check_loaded(program)

    def _check_loaded(self, program: Program) -> None:
        """Raise ProgramError, saying where, unless the network has settled on this program."""
        loaded = self.discretize(program.origin)
        if loaded == program:
            return
        for operation, other in zip(loaded.operations, program.operations, strict=True):
            if operation != other:
                raise ProgramError(
                    f"the program does not fill the sketch: {operation.name} is closed where they differ, or its hole "
                    "cannot hold what the program has there; open_up(program) makes a sketch that can"
                )
        raise ProgramError("the program and the sketch differ in their signature or in what they return")


def stage_of(group: Group, sketch: Sketch, layout: Layout, start: Initialization) -> Stage:
    """The part of a network that runs a group of the sketch's operations."""
    match group[0]:
        case Select() | SelectClosest() | SelectBest():
            return Heads(cast(Sequence[Selecting], group), layout, sketch.types, start)
        case Aggregate() | AggregateSum():
            return Aggregates(cast(Sequence[Aggregate], group), layout, sketch.types, start)
        case LookupTable() | NumberTable():
            return Tables(cast(Sequence[LookupTable], group), layout, sketch.types, start)
        case Scores():
            return Classifier(group[0], layout, sketch.types, len(sketch.signature.labels), start)


def _filled_type(operation: Operation, types: dict[str, Type], open_types: dict[str, Type]) -> Type:
    """The type of a filled operation's variable: an aggregate has the type of the variable that it came to read."""
    if isinstance(operation, Aggregate):
        return types[cast(str, operation.values)]
    return open_types[operation.name]
