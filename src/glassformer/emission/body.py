"""The body of ``run``: the smallest way to write all statements, of which only those stay that are read."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glassformer.emission.answer import answer_of, best_labels
from glassformer.emission.checking import input_lists
from glassformer.emission.choice import Chosen, Statement, smallest
from glassformer.emission.expressions.elements import Constant
from glassformer.emission.expressions.tables import UNGROUPED, needs_ungrouped
from glassformer.emission.helpers import Needs, helper_constants, inputs
from glassformer.emission.layout import Code, Comprehension, lay_out
from glassformer.emission.names import BUILTINS, OWN_NAMES, Names
from glassformer.emission.options import Form, n_too_wide
from glassformer.emission.statements import Statements
from glassformer.program.operations import Scores
from glassformer.program.sketch import Program

LABELS = "labels"


@dataclass(frozen=True, kw_only=True)
class Body:
    """What is written of a program.

    Attributes:
        lines: the statements of ``run``.
        constants: the tables of the module; ``functions``: the source of its own functions.
        needs: the helper functions that are called, and the inputs that are read.
        names: given out in ``run``.
        columns: those that are read, by the names that the program has for them.
    """

    lines: list[str]
    constants: list[Constant]
    functions: list[str]
    needs: Needs
    names: Names
    columns: frozenset[str]


def body_of(program: Program, own: frozenset[str] = frozenset()) -> Body:
    """The body of ``run``, and all that it needs; ``own``: names that the file has a further use for."""
    variables = [*program.signature.inputs, *(operation.name for operation in program.operations)]
    names = Names(variables, OWN_NAMES | BUILTINS | own)
    statements = Statements(program, names)
    returned = next((op for op in program.operations if op.name == program.returns), None)
    labels = names.variable(statements.lists.root(program.returns))
    if isinstance(returned, Scores):
        labels = LABELS
        options = best_labels(statements, returned)
        statements.blocks.append([[Statement(name=labels, place=len(program.operations), options=options)]])
    chosen = _read(smallest(statements.blocks, program.signature), labels)
    form = next((each.option.form for each in chosen if each.statement.name == labels), Form.LIST)
    last = _answer(statements, labels, chosen)
    needs: Needs = frozenset().union(*(each.option.needs for each in chosen))
    needs |= statements.lists.needs([program.returns])
    constants = [constant for each in chosen for constant in each.option.constants]
    if any(needs_ungrouped(constant.code) for constant in constants):
        needs |= {UNGROUPED}
    kept = chosen if last is None else chosen[:-1]
    lines = last or _returned(answer_of(statements, labels, form))
    written = [line for each in kept for line in each.option.lines(each.statement.name)] + lines
    read = _names_in(written)
    return Body(
        lines=[
            *input_lists(program.signature, names, read),
            *(f"    {statement}" for statement in inputs(needs)),
            *written,
        ],
        constants=[*helper_constants(needs, program.signature), *constants],
        functions=[function for each in chosen for function in each.option.functions],
        needs=needs,
        names=names,
        columns=frozenset(each.name for each in program.signature.columns if names.variable(each.name) in read),
    )


def _read(chosen: Sequence[Chosen], labels: str) -> list[Chosen]:
    """The statements that the answer depends on."""
    read, kept = {labels}, []
    for each in reversed(chosen):
        if each.statement.name in read:
            kept.append(each)
            read |= _names_in(each.option.lines(each.statement.name))
    return kept[::-1]


def _names_in(lines: Sequence[str]) -> set[str]:
    """All names in some statements of ``run``."""
    tree = ast.parse("\n".join(["def run():", *lines]))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _answer(statements: Statements, labels: str, chosen: Sequence[Chosen]) -> list[str] | None:
    """The return statement with the last list in it, where it fits; else None."""
    if not chosen or chosen[-1].statement.name != labels or chosen[-1].option.code is None:
        return None
    code = answer_of(statements, chosen[-1].option.code, chosen[-1].option.form)
    lines = _return(code)
    is_whole = isinstance(code, Comprehension) and code.right == "]"
    return lines if (is_whole or len(lines) == 1) and not n_too_wide(lines) else None


def _returned(code: Code) -> list[str]:
    """The return statement; the part of a list that takes several lines is taken of a list that has a name."""
    lines = _return(code)
    if len(lines) == 1 or not isinstance(code, Comprehension) or code.right == "]":
        return lines
    whole = lay_out(f"{LABELS} = ", replace(code, right="]"), indent="    ")
    return [*whole, f"    return {LABELS}{code.right.removeprefix(']')}"]


def _return(code: Code) -> list[str]:
    return lay_out("return ", code, indent="    ")
