"""Many networks of one signature as one: their sketches side by side, their operations in the same groups.

The number of tensor operations of a step then does not grow with the number of networks. Noise is drawn for each logit
and Adam works on each number by itself, so that the sum of the losses trains each network as if it were alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import cast

import torch
from torch import Tensor, nn

from glassformer.errors import ProgramError
from glassformer.program.sketch import Program
from glassformer.relaxation.joining import prefix, side_by_side
from glassformer.relaxation.network import Relaxation, stage_of
from glassformer.relaxation.plan import Group, layout, plan
from glassformer.relaxation.reads import mix_together
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.scoring import Classifier, Classifiers, grouped
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.state import begin, contents_of
from glassformer.relaxation.worth import Passes, Weighing, drawn, parts_of

Tensors = dict[str, Tensor]
"""By the name of a parameter, something of its shape: its values, or what an optimizer remembers of it."""

Addresses = dict[str, tuple[str, Tensor]]
"""For each parameter of one network, the parameter of the whole in which it lies, and where in it, in its own shape."""


class Ensemble(nn.Module):
    """Networks as one, which starts from their parameters; they themselves are not changed.

    Args:
        networks: of one signature, on one device, where it stays, with the same dropout.

    Attributes:
        sketches: theirs, in order.

    Raises:
        ProgramError: there is no network, or they are of different signatures.
    """

    def __init__(self, networks: Sequence[Relaxation]) -> None:
        super().__init__()
        self.sketches = [network.sketch for network in networks]
        sketch = side_by_side(self.sketches)
        groups = plan(sketch)
        self.layout = layout(sketch, groups)
        start = Initialization(dropout=_dropout_of(networks))
        with torch.random.fork_rng(devices=[]):  # what is drawn here is overwritten below
            stages = [(group, stage_of(group, sketch, self.layout, start)) for group in groups]
        others = [(group, stage) for group, stage in stages if not isinstance(stage, Classifier)]
        self.stages = nn.ModuleList(stage for _, stage in others)
        self.classifiers = nn.ModuleList(grouped([stage for _, stage in stages if isinstance(stage, Classifier)]))
        mix_together(self.stages)
        self.signature = self.sketches[0].signature
        parts = parts_of(sketch, self.layout, [group for group, _ in others], [stage for _, stage in others])
        weighings = tuple(Weighing(group.weighed, len(group.members)) for group in self._grouped)
        self._passes = None if parts is None else Passes(self.signature, self.layout, parts, weighings)
        self._return([prefix(each, number) + each.returns for number, each in enumerate(self.sketches)])
        places = _Places(self, [group for group, _ in others])
        self._addresses = [places.of_network(network, number) for number, network in enumerate(networks)]
        self._members = [deepcopy(network) for network in networks]
        self.to(next(networks[0].parameters()))
        found = self.whole([_values(network) for network in networks])
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                parameter.copy_(found[name])

    def _return(self, wanted: Sequence[str]) -> None:
        """Remember which of all class scores the networks return."""
        names = [member.operation.name for group in self._grouped for member in group.members]
        returned = [names.index(name) for name in wanted]
        self.is_in_order = returned == list(range(len(names)))
        self.register_buffer("returned", torch.tensor(returned), persistent=False)
        self.returned: Tensor

    def __len__(self) -> int:
        return len(self.sketches)

    def forward(self, tokens: Tensor, sampler: Sampler) -> Tensor:
        """Class scores of a batch by each network.

        Args:
            tokens: as for ``Relaxation``.
            sampler: how holes are filled in this pass.

        Returns:
            ``network batch position label``, or ``network batch label`` where programs give one label.
        """
        if self._passes is not None and sampler.is_program and not any(each.drops for each in self._grouped):
            scores = self._pass(self._passes, tokens, sampler)
        else:
            state = begin(self.signature, self.layout, tokens, next(self.parameters()).dtype)
            for stage in self.stages:
                stage(state, sampler)
            scores = torch.cat([classifiers(state, sampler) for classifiers in self.classifiers])
        return scores if self.is_in_order else scores.index_select(0, self.returned)

    def _pass(self, passes: Passes, tokens: Tensor, sampler: Sampler) -> Tensor:
        """The same with hard samples, as ``Relaxation`` does it."""
        tables = drawn(self.stages, sampler)
        weights = [group.weights for group in self._grouped]
        contents = contents_of(self.signature, tokens)
        of_groups = zip(self._grouped, passes(tokens, tables, weights), strict=True)
        return torch.cat([group.finished(each, contents, group.bias) for group, each in of_groups])

    @property
    def _grouped(self) -> list[Classifiers]:
        return [cast(Classifiers, group) for group in self.classifiers]

    def network(self, number: int) -> Relaxation:
        """One network by itself, as it is now."""
        return deepcopy(self._member(number))

    def discretize(self) -> list[Program]:
        """The program that each network has settled on."""
        return [self._member(number).discretize() for number in range(len(self))]

    def part(self, tensors: Mapping[str, Tensor], number: int) -> Tensors:
        """What belongs to one network, by the names of its own parameters and in their shapes."""
        return {name: tensors[home].flatten()[index] for name, (home, index) in self._addresses[number].items()}

    def whole(self, parts: Sequence[Mapping[str, Tensor]]) -> Tensors:
        """The inverse of ``part``, from what belongs to each network; 0 where nothing belongs to any."""
        found = {name: torch.zeros_like(parameter) for name, parameter in self.named_parameters()}
        for addresses, part in zip(self._addresses, parts, strict=True):
            for name, (home, index) in addresses.items():
                found[home].view(-1)[index] = part[name]
        return found

    def _member(self, number: int) -> Relaxation:
        """The network with this number, brought up to date."""
        member = self._members[number].train(self.training)
        found = self.part(_values(self), number)
        with torch.no_grad():
            for name, parameter in member.named_parameters():
                parameter.copy_(found[name])
        return member


def kept(ensemble: Ensemble, optimizer: torch.optim.Adam, numbers: Sequence[int]) -> tuple[Ensemble, torch.optim.Adam]:
    """The networks with these numbers, and the optimizer that goes on with them as if there had never been others."""
    remaining = Ensemble([ensemble.network(number) for number in numbers])
    remaining.train(ensemble.training)
    fresh = torch.optim.Adam(remaining.parameters())
    fresh.param_groups[0] |= {key: value for key, value in optimizer.param_groups[0].items() if key != "params"}
    remembered = {name: optimizer.state.get(parameter, {}) for name, parameter in ensemble.named_parameters()}
    steps = [state["step"] for state in remembered.values() if state]
    for key in ("exp_avg", "exp_avg_sq") if steps else ():
        moments = {
            name: remembered[name].get(key, torch.zeros_like(parameter))
            for name, parameter in ensemble.named_parameters()
        }
        moments = remaining.whole([ensemble.part(moments, number) for number in numbers])
        for name, parameter in remaining.named_parameters():
            fresh.state[parameter] |= {"step": steps[0].clone(), key: moments[name]}
    return remaining, fresh


def _values(network: nn.Module) -> Tensors:
    return {name: parameter.detach() for name, parameter in network.named_parameters()}


def _dropout_of(networks: Sequence[Relaxation]) -> float:
    """The dropout of the classifiers of these networks. Raises ProgramError where they differ."""
    found = {stage.dropout.p for network in networks for stage in network.stages if isinstance(stage, Classifier)}
    if len(found) > 1:
        raise ProgramError(f"the networks have dropout {', '.join(map(str, sorted(found)))}; give all of them the same")
    return found.pop()


class _Places:
    """Where in the parameters of the whole those of each network lie."""

    def __init__(self, ensemble: Ensemble, groups: Sequence[Group]) -> None:
        self.indices = {
            name: torch.arange(parameter.numel()).view(parameter.shape)
            for name, parameter in ensemble.named_parameters()
        }
        self.homes = {
            operation.name: (f"stages.{stage}", place)
            for stage, group in enumerate(groups)
            for place, operation in enumerate(group)
        }
        self.classifiers: dict[str, Classifier] = {}
        for stage, classifiers in enumerate(cast(Sequence[Classifiers], ensemble.classifiers)):
            for place, member in enumerate(classifiers.members):
                self.homes[member.operation.name] = (f"classifiers.{stage}", place)
                self.classifiers[member.operation.name] = member

    def of_network(self, network: Relaxation, number: int) -> Addresses:
        """For each parameter of a network, where it lies.

        A parameter's first dimension is the operation in its group, and that of a classifier is one of several. In the
        other dimensions the whole may be larger, where another network has variables of more values.
        """
        before = prefix(network.sketch, number)
        found: Addresses = {}
        for at, (group, stage) in enumerate(zip(network.groups, network.stages, strict=True)):
            homes = [self.homes[before + operation.name] for operation in group]
            for name, parameter in stage.named_parameters():
                home = f"{homes[0][0]}.{name}"
                index = self.indices[home][[place for _, place in homes]]
                if not isinstance(stage, Classifier):
                    index = index[tuple(slice(size) for size in parameter.shape)]
                elif name == "weights":
                    index = index[0, self._rows(stage, before)]
                else:
                    index = index[0]
                found[f"stages.{at}.{name}"] = (home, index.to(parameter.device))
        return found

    def _rows(self, classifier: Classifier, before: str) -> list[int]:
        """The rows that a network's classifier has in the whole."""
        rows = self.classifiers[before + classifier.operation.name].rows()
        return [
            row
            for name, own in classifier.rows().items()
            for row in rows[name if name in rows else before + name][: len(own)]
        ]
