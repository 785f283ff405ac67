"""Wide, then narrow: the classifier gives up every variable that it can do without.

A wide sketch computes far more than a task needs. Once a program has been found, variables are dropped, least important
first, as long as the classifier, solved again without them, makes no more mistakes on train and valid. What only they
needed is then dead and goes too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from glassformer.learning.data import Batch
from glassformer.learning.refitting import MARGIN, Table, classifier_of, fit_sparsely, fit_weights, margins, read_table
from glassformer.passes import remove_dead_operations
from glassformer.program.holes import closed
from glassformer.program.operations import Operation, Scores
from glassformer.program.sketch import Program, Sketch, has_holes
from glassformer.program.variables import Categorical
from glassformer.relaxation import Relaxation, open_up

AT_MOST_FITS, AT_MOST_COST = 30, 5 * 10**8
"""After so many fits, or numbers read for them, no further variable is tried to be dropped."""
SLACK, NEARLY_ALWAYS = 0.02, 0.02


@dataclass(frozen=True)
class _Mistakes:
    """Rows that come out wrong, and rows that come out right by less than half the margin that the fit aims at."""

    wrong: float
    close: float

    def are_no_more_than(self, other: _Mistakes, slack: float) -> bool:
        return self.wrong <= other.wrong * (1 + slack) and self.close <= other.close * (1 + slack)


@dataclass(frozen=True)
class _Fit:
    """A set of variables, the classifier solved on them, and its mistakes."""

    variables: list[str]
    weights: Tensor
    bias: Tensor
    train: _Mistakes
    valid: _Mistakes

    def is_as_good_as(self, other: _Fit, slack: float = 0) -> bool:
        """Whether it makes no more mistakes (but for a share of them), neither on train nor on valid."""
        return self.train.are_no_more_than(other.train, slack) and self.valid.are_no_more_than(other.valid, slack)


class _Narrowing:
    def __init__(self, network: Relaxation, train: Batch, valid: Batch) -> None:
        self.classifier = classifier_of(network)
        self.owners = self.classifier.owners()
        self.train, self.valid = read_table(network, train), read_table(network, valid)
        self.n_fits = self.cost = 0

    def fit(self, variables: Sequence[str], start: Tensor, bias: Tensor) -> _Fit:
        """Solve the classifier on some of the variables, from a start; other rows of the weights are 0."""
        self.n_fits += 1
        columns = self.columns_of(variables)
        self.cost += len(columns) * len(self.train.labels)
        train, valid = _columns(self.train, columns), _columns(self.valid, columns)
        found, bias = fit_weights(train, start[columns], bias)
        weights = torch.zeros_like(start)
        weights[columns] = found
        return _Fit(list(variables), weights, bias, _mistakes(train, found, bias), _mistakes(valid, found, bias))

    def columns_of(self, variables: Sequence[str]) -> Tensor:
        """The rows of the weights that belong to these variables."""
        mine = set(variables)
        return torch.tensor([place for place, owner in enumerate(self.owners) if owner in mine], dtype=torch.long)

    def by_name(self, program: Program) -> _Fit | None:
        """A single variable whose values, by their names, are nearly always the labels: the best, then the cheapest.

        No weight has to be learned then, so that labels which never occurred are right as well.
        """
        most = NEARLY_ALWAYS * float(self.train.counts.sum())
        found = []
        for name in self.classifier.operation.variables:
            values = program.types[name]
            if isinstance(values, Categorical):
                fit = self._named_fit(name, values.values, program.signature.labels)
                if fit.train.wrong <= most:
                    cost = len(remove_dead_operations(_keep(program, [name])).operations)
                    found.append(((fit.train.wrong, fit.valid.wrong, cost), fit))
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _named_fit(self, name: str, values: Sequence[str], labels: Sequence[str]) -> _Fit:
        """The classifier that gives each value of the variable as the label of the same name."""
        columns = self.columns_of([name])
        weights = torch.zeros_like(self.classifier.weights)
        for column, value in zip(columns.tolist(), values, strict=False):
            if value in labels:
                weights[column, labels.index(value)] = MARGIN
        bias = torch.zeros_like(self.classifier.bias)
        train, valid = _columns(self.train, columns), _columns(self.valid, columns)
        mine = weights[columns]
        return _Fit([name], weights, bias, _mistakes(train, mine, bias), _mistakes(valid, mine, bias))

    def run(self) -> _Fit:
        """A set of variables of which none, as far as was tried, can go."""
        everything = list(self.classifier.operation.variables)
        whole = self.fit(everything, self.classifier.weights.detach(), self.classifier.bias.detach())
        return self.one_by_one(self.shortest_run(whole))

    def shortest_run(self, whole: _Fit) -> _Fit:
        """By bisection, the fewest of the most important variables that make hardly more mistakes than all of them.

        Where all of them make none, that is none.
        """
        ranked, best = self.by_importance(whole), whole
        too_few, enough = 0, len(ranked)
        while enough - too_few > 1:
            n = (too_few + enough) // 2
            tried = self.fit(ranked[:n], whole.weights, whole.bias)
            if tried.is_as_good_as(whole, SLACK):
                best, enough = tried, n
            else:
                too_few = n
        return best

    def one_by_one(self, best: _Fit) -> _Fit:
        """Try to do without each variable, the least important first."""
        for name in reversed(self.by_importance(best)):
            if self.n_fits >= AT_MOST_FITS or self.cost > AT_MOST_COST or len(best.variables) == 1:
                break
            rest = [other for other in best.variables if other != name]
            tried = self.fit(rest, best.weights, best.bias)
            if tried.is_as_good_as(best):
                best = tried
        return best

    def by_importance(self, fit: _Fit) -> list[str]:
        """The variables, those whose values move the scores most first, when moving them has a price."""
        columns = self.columns_of(fit.variables)
        table = _columns(self.train, columns)
        names = [self.owners[column] for column in columns.tolist()]
        group = torch.tensor([fit.variables.index(name) for name in names])
        weights = fit_sparsely(table, fit.weights[columns], fit.bias, group)
        shares = table.counts / table.counts.sum()
        moved = torch.stack(
            [table.features[:, group == g].float() @ weights[group == g] for g in range(len(fit.variables))]
        )
        centred = moved - torch.einsum("r,grl->gl", shares, moved).unsqueeze(1)
        importance = torch.einsum("r,grl->g", shares, centred.square())
        return [fit.variables[place] for place in importance.argsort(descending=True, stable=True).tolist()]


def narrow(network: Relaxation, train: Batch, valid: Batch) -> Relaxation:
    """A smaller network with the same discrete choices, and a classifier solved on the variables that it needs."""
    return _narrowed(network, _Narrowing(network, train, valid).run())


def narrow_to_one(network: Relaxation, train: Batch, valid: Batch) -> Relaxation | None:
    """A network that says the label which one variable's value names; None where no variable is nearly that."""
    fit = _Narrowing(network, train, valid).by_name(network.discretize())
    return None if fit is None else _narrowed(network, fit)


def _narrowed(network: Relaxation, fit: _Fit) -> Relaxation:
    program = remove_dead_operations(_keep(network.discretize(), fit.variables))
    narrowed = Relaxation(_opened_like(network.sketch, program)).to(fit.weights.device)
    narrowed.load(program)
    old, new = classifier_of(network), classifier_of(narrowed)
    with torch.no_grad():
        new.bias.copy_(fit.bias)
        for name in fit.variables:
            n_rows = min(len(old.rows_of(name)), len(new.rows_of(name)))
            new.weights[new.rows_of(name)[:n_rows]] = fit.weights[old.rows_of(name)[:n_rows]]
    return narrowed.eval()


def _opened_like(sketch: Sketch, program: Program) -> Sketch:
    """The sketch that the program fills: what had holes in the larger sketch has some again, but for its reads.

    Reads stay closed, as an open one would keep alive all that it did not choose.
    """
    had_holes = {operation.name: has_holes(operation) for operation in sketch.operations}
    opened = open_up(program)
    pairs = zip(opened.operations, program.operations, strict=True)
    return replace(opened, operations=tuple(new if had_holes[new.name] else old for new, old in pairs))


def _keep(program: Program, variables: Sequence[str]) -> Program:
    """The same program, whose class scores read only these variables."""
    operations: list[Operation] = []
    for operation in program.operations:
        if isinstance(operation, Scores) and operation.name == program.returns:
            operations.append(_keep_scores(operation, set(variables)))
        else:
            operations.append(operation)
    return replace(program, operations=tuple(operations))


def _keep_scores(scores: Scores, variables: set[str]) -> Scores:
    names = tuple(name for name in scores.variables if name in variables)
    pairs = zip(scores.variables, closed(scores.weights), strict=True)
    return replace(scores, variables=names, weights=tuple(rows for name, rows in pairs if name in variables))


def _columns(table: Table, columns: Tensor) -> Table:
    return replace(table, features=table.features[:, columns].contiguous())


def _mistakes(table: Table, weights: Tensor, bias: Tensor) -> _Mistakes:
    ahead = margins(table, weights, bias)
    return _Mistakes(float(table.counts[ahead <= 0].sum()), float(table.counts[ahead < MARGIN / 2].sum()))
