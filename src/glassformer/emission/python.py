"""A program as one Python file that needs nothing but Python, 3.8 or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from glassformer.emission.answer import write_returned_variable, write_scores
from glassformer.emission.bounds import number_bounds
from glassformer.emission.helpers import helper_functions
from glassformer.emission.layout import lay_out, list_of, literal, one_line, set_of
from glassformer.emission.operations import is_width, write_aggregate, write_select, write_select_best, write_table
from glassformer.emission.scoring import scoring_of
from glassformer.emission.tables import ELSE
from glassformer.emission.writer import Writer
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
from glassformer.program.signature import Signature, describe_alphabet, describe_lengths
from glassformer.program.sketch import Labels, Program

N_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known about a program, for the head of its file. What is not given is not mentioned.

    Attributes:
        origin: how it came to be, in words; by default the program's own ``origin``.
        accuracy, agreement, verdict: what was measured, and on what.
        version: what wrote the file.
    """

    origin: str | None = None
    accuracy: str | None = None
    agreement: str | None = None
    verdict: str | None = None
    version: str | None = None


def to_python(program: Program, *, path: str | Path | None = None, facts: Facts | None = None) -> str:
    """The program as Python source; written to ``path`` as well where one is given.

    The source defines ``run(tokens)``, ``check_input(tokens)`` and ``main(argv)``; importing it does nothing.
    """
    writer = _written(program)
    tables = ["\n".join(constant) for constant in writer.constants]
    if writer.needs.has_else:
        tables.insert(0, f"# the key of a table's entry for all other values\n{ELSE} = None")
    parts = [
        "\n".join(_heading(program, facts or Facts())) + "\n\nimport sys",
        *(["\n\n".join(tables)] if tables else []),
        *helper_functions(writer.needs),
        "\n".join([*_run_head(program.signature), *writer.statements]),
        "\n".join(_check_input(program.signature)),
        "\n".join(_main(program.signature)),
    ]
    head, *rest = parts
    source = f"{head}\n\n" + "\n\n\n".join(rest) + f"\n\n\n{_GUARD}" if tables else "\n\n\n".join([*parts, _GUARD])
    if path is not None:
        Path(path).write_text(source, encoding="utf-8", newline="\n")
    return source


def compile_python(program: Program) -> Callable[[Sequence[str]], Labels | str]:
    """The ``run`` of the emitted source, which is executed in a namespace of its own."""
    namespace: dict[str, Any] = {"__name__": "emitted"}
    exec(compile(to_python(program), "<emitted>", "exec"), namespace)
    run: Callable[[Sequence[str]], Labels | str] = namespace["run"]
    return run


def _written(program: Program) -> Writer:
    """All operations, from the input to the return."""
    writer = Writer(program)
    _write_inputs(writer)
    bounds = number_bounds(program)
    for operation in program.operations:
        match operation:
            case Select() | SelectClosest():
                write_select(writer, operation)
            case SelectBest():
                write_select_best(writer, operation)
            case Aggregate() | AggregateSum():
                write_aggregate(writer, operation)
            case LookupTable() | NumberTable():
                write_table(writer, operation, bounds)
            case Scores() if operation.name == program.returns:
                write_scores(writer, scoring_of(operation, program))
            case Scores():
                pass  # scores that are not returned: nothing can read them
    if not any(isinstance(op, Scores) and op.name == program.returns for op in program.operations):
        write_returned_variable(writer)
    return writer


def _write_inputs(writer: Writer) -> None:
    """The statements that define the inputs that the program reads."""
    signature = writer.program.signature
    end = [] if signature.end_mark is None else [literal(signature.end_mark)]
    writer.state("tokens", list_of([literal(signature.begin_mark), "*tokens", *end]))
    read = {name for operation in writer.program.operations for name in _names_read(writer, operation)}
    read.add(writer.program.returns)
    if "positions" in read:
        positions = "range(len(tokens))"
        as_ints = writer.values.are_ints("positions")
        writer.state("positions", positions if as_ints else f"[str(position) for position in {positions}]")
    if "ones" in read:
        writer.state("ones", "[1] * len(tokens)")


def _names_read(writer: Writer, operation: Operation) -> tuple[str, ...]:
    """The variables that the statement of an operation reads."""
    match operation:
        case Aggregate() | AggregateSum() if is_width(writer, operation):
            return (operation.selector,)
        case Scores() if operation.name == writer.program.returns:
            scoring = scoring_of(operation, writer.program)
            return tuple(name for name, _ in (*scoring.weights, *scoring.number_weights))
        case Scores():
            return ()
        case _:
            return names_read(operation)


_GUARD = """if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def _heading(program: Program, facts: Facts) -> list[str]:
    """The docstring of the file: the task, what goes in and comes out, and what is known."""
    signature = program.signature
    per = "one label for all of them" if signature.gives_one_label else "one label for each token"
    exceptions = f"; none at {_shown(signature.unlabelled)}" if signature.unlabelled else ""
    known = {field.name: getattr(facts, field.name) for field in fields(facts)} | {
        "origin": facts.origin or program.origin
    }
    return [
        f'"""{one_line(signature.task) or "program"}: a program written by glassformer; run(tokens) runs it.',
        "",
        f"In: {describe_lengths(signature.lengths)} tokens out of {_shown(signature.alphabet)}.",
        f"Out: {per}, out of {_shown(signature.labels)}{exceptions}.",
        *(f"{name.capitalize()}: {one_line(text)}" for name, text in known.items() if text),
        '"""',
    ]


def _shown(values: Sequence[str]) -> str:
    """Values in words, cut after some."""
    more = len(values) - N_SHOWN
    shown = ", ".join(one_line(repr(value)) for value in values[:N_SHOWN])
    return shown + (f" and {more:,} more" if more > 0 else "")


def _run_head(signature: Signature) -> list[str]:
    """The first lines of ``run``."""
    what = "the tokens" if signature.gives_one_label else "each token"
    exception = "; None at one that gets no label" if signature.unlabelled else ""
    return ["def run(tokens):", f'    """The label of {what}{exception}."""', "    check_input(tokens)"]


def _check_input(signature: Signature) -> list[str]:
    """The function that raises ValueError where the program does not take an input."""
    lengths = signature.lengths
    task = " ".join(signature.task.split())
    expected = literal(f", but {task} takes {describe_lengths(lengths)}")
    return [
        "def check_input(tokens):",
        '    """Raise ValueError, saying why, unless the program takes these tokens."""',
        "    if isinstance(tokens, str):",
        '        wrong = "an input is a list of tokens, not one string: %r; split it first"',
        "        raise ValueError(wrong % tokens)",
        "    n = len(tokens)",
        f"    if n not in range({lengths.start}, {lengths.stop}):",
        '        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"',
        *lay_out("expected = ", expected, indent="        "),
        '        raise ValueError("the input " + found + expected)',
        *lay_out("alphabet = ", set_of(map(literal, signature.alphabet)), indent="    "),
        *lay_out("allowed = ", literal(describe_alphabet(signature)), indent="    "),
        "    for number, token in enumerate(tokens, start=1):",
        "        if token not in alphabet:",
        '            wrong = "unknown token %r (number %d of the input); " % (token, number)',
        "            raise ValueError(wrong + allowed)",
    ]


def _main(signature: Signature) -> list[str]:
    """The command-line part."""
    if signature.gives_one_label:
        output = ["    print(label)"]
        name = "label"
    else:
        output = ['    print(*("-" if label is None else label for label in labels))']
        name = "labels"
    return [
        "def main(argv):",
        f'    """Print the {name} of the tokens in argv; 0, or 2 where there is none."""',
        "    if not argv:",
        '        print("usage: python %s TOKEN ..." % sys.argv[0], file=sys.stderr)',
        "        return 2",
        "    try:",
        f"        {name} = run(argv)",
        "    except ValueError as error:",
        "        print(error, file=sys.stderr)",
        "        return 2",
        *output,
        "    return 0",
    ]
