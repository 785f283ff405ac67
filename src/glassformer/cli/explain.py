"""``glassformer explain``: what a program does on an input and why, which rows it uses, and where it goes wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from glassformer.cli.explain_text import errors_found, explained, read_labelled, read_typed
from glassformer.cli.finding import how_to_name_the_task, task_of_run
from glassformer.cli.layouts import LAYOUT_PARAMETERS, layout_options
from glassformer.cli.output import as_json_option, print_json
from glassformer.errors import InputError, RunFolderError, VerificationError
from glassformer.execution.texts import TextProgram
from glassformer.program.locate import load_program, load_reader, load_setting
from glassformer.program.sketch import Program
from glassformer.proof.inputs import Contents
from glassformer.tasks import Task
from glassformer.tasks.text.word_features import Columns

WHOLE_DOMAIN = 400_000
"""Domains of up to so many inputs are gone through whole for mistakes."""
OF_TEXTS = ("wants_steps", "are_words", "label_names", *LAYOUT_PARAMETERS)
"""What is asked of text tasks only."""


@click.command()
@click.argument("run", metavar="RUN")
@click.argument("tokens", nargs=-1, metavar="[TOKENS...]")
@click.option("--position", type=click.IntRange(1), metavar="I", help="Only what the label at position I rests on.")
@click.option("--steps", "wants_steps", is_flag=True, help="Of a text task: every step, as for any other program.")
@click.option("--words", "are_words", is_flag=True, help="Of a text task: TOKENS are its words, which are not cut.")
@click.option("--coverage", "wants_coverage", is_flag=True, help="Which rows of its tables many inputs use.")
@click.option("--errors", "wants_errors", is_flag=True, help="Its mistakes, grouped by the rows that led to them.")
@click.option("--inputs", "file", metavar="FILE", help="Inputs for these two, one a line, tokens separated by spaces.")
@click.option("--task", "task_name", metavar="TASK", help="What it should do, where the run does not say.")
@as_json_option
@click.option("--label-names", metavar="FILE", help="Of a text task: what labels stand for: lines as 0<TAB>DESC.")
@layout_options
@click.pass_context
def explain(
    context: click.Context,
    /,
    run: str,
    tokens: tuple[str, ...],
    position: int | None,
    wants_steps: bool,
    are_words: bool,
    wants_coverage: bool,
    wants_errors: bool,
    file: str | None,
    task_name: str | None,
    as_json: bool,
    label_names: str | None,
    **typed: Any,
) -> None:
    """Show what the program computes on TOKENS, or what many inputs say about it.

    With TOKENS: every variable at every position, what each selector selects, what each variable adds to the scores.
    With --position: the operations, table rows and tokens that this one label rests on; whatever everything else is,
    the label stays. A program that gives one label for the whole input shows what it rests on without being asked.

    Where the program has columns, each token stands with its value in each: TOKEN/VALUE/….

    With --coverage: the rows that are never used on the inputs of FILE, or on the test inputs of the task. With
    --errors: the mistakes on the inputs of FILE, on all inputs of the task where they are no more than 400,000, or on
    the test inputs.

    The program of a text task takes a text: TOKENS with spaces between them. Shown is what each word adds to the label
    (with --position, to the tag of one word), by which rules, and the nearest change of words that leads to another.
    With --errors: what is taken for what, which classes of words and which rules mistakes have in common, and the
    surest of them; then FILE has labelled texts, as CoNLL columns, CSV, TSV or JSON Lines, and the last options say
    more about it.
    """
    _check_usage(tokens, position, wants_coverage, wants_errors, file)
    program = load_program(run)
    reader = load_reader(run, program)
    if reader is not None:
        texts = TextProgram(program=program, reader=reader)
        if tokens:
            words, columns = read_typed(texts, tokens, are_words=are_words)
            _explain_text(texts, words, columns, position, wants_steps, as_json)
        else:
            _explain_texts(texts, file, typed, label_names, wants_errors, as_json)
        return
    if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in OF_TEXTS):
        raise click.UsageError("--steps, --words and what says how texts are written are for text tasks; this is none")
    if tokens:
        _explain_input(program, program.signature.read_words(tokens), position, as_json)
        return
    inputs = None if file is None else _read_inputs(Path(file), program)
    if wants_coverage:
        _explain_coverage(program, inputs or _test_inputs(run, _find_task(run, program, task_name)), as_json)
    else:
        _explain_errors(run, program, _find_task(run, program, task_name), inputs, as_json)


def _check_usage(
    tokens: Sequence[str], position: int | None, wants_coverage: bool, wants_errors: bool, file: str | None
) -> None:
    if wants_coverage + wants_errors + bool(tokens) != 1:
        raise click.UsageError("give one of TOKENS, --coverage and --errors")
    if position is not None and not tokens:
        raise click.UsageError("--position is about one input: give its TOKENS")
    if file is not None and tokens:
        raise click.UsageError("--inputs is for --coverage and --errors, and not for TOKENS")


def _explain_text(
    texts: TextProgram, words: Sequence[str], columns: Columns, position: int | None, wants_steps: bool, as_json: bool
) -> None:
    if wants_steps:
        _explain_input(texts.program, texts.reader.read(words, columns), position, as_json)
    else:
        _print(explained(texts, words, columns, position, _width(), as_json=as_json))


def _explain_texts(
    texts: TextProgram,
    file: str | None,
    typed: Mapping[str, Any],
    label_names: str | None,
    wants_errors: bool,
    as_json: bool,
) -> None:
    if file is None:
        raise click.UsageError("name a file of labelled texts with --inputs; a text task makes no inputs of its own")
    examples = read_labelled(texts, file, typed, label_names)
    if wants_errors:
        _print(errors_found(texts, examples, _width(), as_json=as_json))
    else:
        _explain_coverage(texts.program, texts.reader.read_all(examples), as_json)


def _explain_input(program: Program, tokens: Contents, position: int | None, as_json: bool) -> None:
    from glassformer.explain import explain as explain_input
    from glassformer.explain import slice_output
    from glassformer.explain.terminal import draw_explanation, draw_slice

    has_slice = position is not None or program.signature.gives_one_label
    found = slice_output(program, tokens, position) if has_slice else None
    if position is not None and found is not None:
        _print(found.to_dict() if as_json else draw_slice(found, _width()))
        return
    everything = explain_input(program, tokens)
    if as_json:
        _print(everything.to_dict() | ({"slice": found.to_dict()} if found else {}))
        return
    _print(draw_explanation(everything, _width()) + ("" if found is None else f"\n{draw_slice(found, _width())}"))


def _explain_coverage(program: Program, inputs: Sequence[Contents], as_json: bool) -> None:
    from glassformer.explain.coverage import coverage
    from glassformer.explain.terminal import draw_coverage

    found = coverage(program, inputs)
    _print(found.to_dict() if as_json else draw_coverage(found, _width()))


def _explain_errors(run: str, program: Program, task: Task, inputs: Sequence[Contents] | None, as_json: bool) -> None:
    from glassformer.explain.mistakes import find_mistakes
    from glassformer.explain.terminal import draw_mistakes
    from glassformer.learning.progress import counted

    asked: Iterable[Contents] = inputs or ()
    n_inputs = len(inputs or ())
    if inputs is None and task.domain.n_inputs <= WHOLE_DOMAIN:
        asked, n_inputs = task.domain, task.domain.n_inputs
    elif inputs is None:
        asked = _test_inputs(run, task)
        n_inputs = len(asked)
    with counted("errors") as progress:
        found = find_mistakes(program, task, asked, n_inputs=n_inputs, progress=progress)
    _print(found.to_dict() if as_json else draw_mistakes(found, _width()))


def _print(found: dict[str, Any] | str) -> None:
    if isinstance(found, str):
        click.echo(found, nl=False)
    else:
        print_json(found)


def _width() -> int:
    """How wide the terminal is; 120 where there is none."""
    return max(40, shutil.get_terminal_size((120, 24)).columns)


def _find_task(run: str, program: Program, name: str | None) -> Task:
    task = task_of_run(run, program, name)
    if task is None:
        raise VerificationError(how_to_name_the_task(run, program))
    return task


def _test_inputs(run: str, task: Task) -> Sequence[Contents]:
    """The inputs that the run was tested on, drawn again; of a file alone those that a run draws by default."""
    configuration = (load_setting(run) or {}).get("configuration", {})
    sizes = {"seed": configuration.get("seed", 0), "size": configuration.get("n_inputs", 20_000)}
    for name, size in sizes.items():
        if not isinstance(size, int):
            raise RunFolderError(f"the configuration of {run} is damaged: {name} is {size!r}, not a whole number")
    return task.splits(**sizes).test.inputs


def _read_inputs(path: Path, program: Program) -> list[Contents]:
    """One input from each line. Raises InputError, naming the line, where the program does not take it."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    if not lines:
        raise InputError(f"{path} holds no inputs; write one on each line, tokens separated by spaces")
    inputs = [program.signature.read_words(line.split()) for line in lines]
    for number, contents in enumerate(inputs, start=1):
        try:
            program.signature.check_input(contents)
        except InputError as error:
            raise InputError(f"{path}, line {number}: {error}") from None
    return inputs
