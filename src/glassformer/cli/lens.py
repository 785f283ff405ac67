"""``glassformer lens``: ordinary Transformers that do arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from glassformer.cli.learn import parse_settings
from glassformer.cli.output import as_json_option, print_json, write_text
from glassformer.errors import suggest

KINDS = ("addition", "subtraction", "mixed")


@click.group()
def lens() -> None:
    """Train an ordinary Transformer on arithmetic, and ask it.

    RUN is the folder of one that was trained, or one that ships: gallery:addition or gallery:addition-2-layers.
    """


@lens.command()
@click.argument("kind", required=False, metavar="[addition|subtraction|mixed]")
@click.option("--digits", type=click.IntRange(1), metavar="N", help="Of each of the two numbers; 5 by default.")
@click.option("--layers", type=click.IntRange(1), metavar="N", help="Of the model; 1 by default.")
@click.option("--preset", "preset_name", default="small", show_default=True, metavar="small|paper")
@click.option("--seed", type=click.IntRange(0), metavar="S", help="The same seed gives the same model.")
@click.option("--set", "settings", multiple=True, callback=parse_settings, metavar="NAME=VALUE", help="One setting.")
@click.option("--out", metavar="DIR", help="The run's folder, a new one; by default runs/KIND-N-digits.")
@click.option("--from", "start", metavar="RUN", help="Start from the weights of a trained model of the same shape.")
@click.option("--resume", metavar="DIR", help="Go on with a training that was stopped, instead of KIND.")
@as_json_option
@click.pass_context
def train(
    context: click.Context,
    /,
    kind: str | None,
    out: str | None,
    start: str | None,
    resume: str | None,
    as_json: bool,
    **typed: Any,
) -> None:
    """Train a model on fresh random questions, and count how many it answers right."""
    from glassformer import lens as room

    if resume is not None:
        others = set(context.params) - {"resume", "as_json"}
        if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in others):
            raise click.UsageError("--resume goes on with a training as it was set; leave everything else out")
        run = room.resume_training(resume, show_progress=not as_json)
    elif kind is None:
        raise click.UsageError(f"name what is to be learnt: {', '.join(KINDS)}; or a training to --resume")
    elif kind not in KINDS:
        raise click.UsageError(f"unknown kind {kind!r}; {suggest(kind, KINDS)}")
    else:
        given = {name: typed[name] for name in ("digits", "layers", "seed") if typed[name] is not None}
        configuration = room.preset(typed["preset_name"], **{**typed["settings"], **given, "kind": kind})
        start_run = None if start is None else room.load_lens_run(start)
        run = room.train(configuration, out, start=start_run, show_progress=not as_json)
    if as_json:
        print_json({**run.summary, "folder": str(run.folder)})
        return
    for line in describe(run.summary):
        click.echo(line)
    click.echo(f"in {run.folder}; ask it: glassformer lens predict {run.folder} {example_question(run.summary)}")


@lens.command()
@click.argument("run", metavar="RUN")
@click.option("--out", metavar="DIR", help="The analysis's folder, a new one; by default runs/NAME-analysis.")
@click.option("--random", "n_random", type=click.IntRange(1), default=1_000_000, show_default=True, metavar="N")
@click.option("--controls", "n_controls", type=click.IntRange(0), default=1, show_default=True, metavar="N")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="S", help="Of the questions.")
@as_json_option
def analyse(run: str, out: str | None, n_random: int, n_controls: int, seed: int, as_json: bool) -> None:
    """Take a model apart: claims with evidence, figures, and the program that it is found to be.

    RUN is the folder of a model that was trained, or gallery:NAME. Every test also runs on as many untrained networks
    as --controls says, and on as many that were trained on shuffled answers; the program is compared with the model on
    --random questions.
    """
    from glassformer.claims.folder import analyse_run
    from glassformer.lens import load_lens_run

    found = analyse_run(
        load_lens_run(run),
        out,
        control_seeds=range(n_controls),
        n_random=n_random,
        seed=seed,
        show_progress=not as_json,
    )
    if as_json:
        print_json({**found.document, "folder": str(found.folder)})
        return
    for line in describe_analysis(found.document):
        click.echo(line)
    click.echo(f"in {found.folder}: report.md, claims.json" + ", program.glass" * bool(found.document["program_text"]))


@lens.command()
@click.argument("run", metavar="RUN")
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION…")
@click.option("--program", "by_program", is_flag=True, help="As the program that the model is found to be answers.")
@as_json_option
def predict(run: str, questions: tuple[str, ...], by_program: bool, as_json: bool) -> None:
    """Answer questions such as 12345+67890, one line each, as the model does.

    RUN is the folder of a model that was trained, or gallery:NAME.
    """
    from glassformer import lens as room

    found = room.load_lens_run(run)
    asked = found.configuration.arithmetic.parse(*questions)
    answered = _by_program(found, asked) if by_program else room.answer_questions(found.model, asked)
    if as_json:
        rows = zip(answered.texts(), answered.is_right.tolist(), strict=True)
        print_json([{"answer": text, "is_right": is_right} for text, is_right in rows])
        return
    for text in answered.texts():
        click.echo(text)


@lens.command()
@click.argument("analyses", nargs=-1, required=True, metavar="[NAME=]DIR…")
@click.option("--learned", metavar="RUN", help="A learned program for addition, beside those found of as many digits.")
@click.option("--out", metavar="FILE", help="Where to write it; by default it is printed.")
def compare(analyses: tuple[str, ...], learned: str | None, out: str | None) -> None:
    """Set analyses beside one another, and beside the figures of the paper, as Markdown.

    DIR is a folder that lens analyse wrote; NAME is what its column is called, by default the folder's name.
    """
    from glassformer.claims.comparison import compare_with_paper
    from glassformer.claims.folder import read_analysis

    documents = {}
    for given in analyses:
        name, _, folder = given.rpartition("=")
        documents[name or Path(folder).name] = read_analysis(folder)
    text = compare_with_paper(documents)
    if learned is not None:
        text += f"\n{_both_ways(learned, documents)}"
    if out is None:
        click.echo(text)
    else:
        write_text(out, text)


def _both_ways(learned: str, documents: Any) -> str:
    """A learned program beside those that were found of as many digits."""
    from glassformer.claims.two_ways import set_side_by_side
    from glassformer.program import parse
    from glassformer.program.locate import load_program

    program = load_program(learned)
    n_digits = program.signature.lengths[-1] // 3
    found = {
        f"found: {name}": parse(document["program_text"])
        for name, document in documents.items()
        if document["program_text"] and document["model"]["digits"] == n_digits
    }
    return set_side_by_side({f"learned: {learned}": program, **found})


def _by_program(found: Any, asked: Any) -> Any:
    """The answers of the program that a model is found to be."""
    from glassformer.claims import greedy_answers
    from glassformer.claims.folder import program_of
    from glassformer.lens import Answered

    return Answered(asked, greedy_answers(program_of(found), asked))


def describe_analysis(document: Any) -> list[str]:
    """What a person is told of an analysis."""
    model, found = document["model"], document["program"]
    lines = [f"{asked_of(model)}: {len(document['claims'])} claims tested in {document['seconds']} s"]
    if not document["has_learnt"]:
        lines.append("this model is not shown to have learnt its task: below is what holds of it all the same")
    rows = [("finding", "hold", "fail", "undecided", *document["controls"])]
    for name, count in document["counts"].items():
        verdicts = (str(count[verdict]) for verdict in ("holds", "fails", "undecided"))
        rows.append((name, *verdicts, *(str(count["controls"].get(each, "-")) for each in document["controls"])))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    if document["program_text"] is None:
        nearest = "" if found is None else f"; the nearest agrees on {_of(found['random']['all'])}"
        return [*lines, f"no program was found that says what the model says{nearest}"]
    return [
        *lines,
        f"a program of size {document['program_size']['size']} gives the model's whole answer",
        f"  random questions          {_of(found['random']['all'])}",
        f"  those it answers wrong    {_of(found['wrong'])}",
    ]


def _of(found: Any) -> str:
    return f"{found['successes']:,} of {found['n']:,}"


def describe(summary: Any) -> list[str]:
    """What a person is told of a trained model."""
    accuracy = summary["accuracy"]
    n_layers = summary["layers"]
    size = f"{summary['parameters']:,} parameters, {n_layers} layer{'s' * (n_layers > 1)}"
    return [
        f"{asked_of(summary)}: {size}, {summary['steps']:,} steps in {summary['seconds']} s",
        f"  random questions  {_share(accuracy['random'])}",
        *(f"  cascade of {length}      {_share(found)}" for length, found in accuracy["by_cascade"].items()),
    ]


def _share(found: Any) -> str:
    low, high = found["interval"]
    interval = f"95 % interval {100 * low:.2f} to {100 * high:.2f}"
    return f"{100 * found['value']:.2f} % right ({interval}, n = {found['n']:,})"


def asked_of(summary: Any) -> str:
    """What a model is asked, such as ``addition of 5 digits``."""
    return f"{summary['kind']} of {summary['digits']} digits"


def example_question(summary: Any) -> str:
    """A question that a model can be asked, such as ``12345+67890``."""
    operation, digits = "-" if summary["kind"] == "subtraction" else "+", summary["digits"]
    first, second = (range(start, start + digits) for start in (1, digits + 1))
    return operation.join("".join(str(digit % 10) for digit in each) for each in (first, second))
