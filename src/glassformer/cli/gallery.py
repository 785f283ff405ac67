"""``glassformer gallery``: the programs and ordinary models that ship."""

from __future__ import annotations

from typing import Any

import click

from glassformer.cli.lens import asked_of, example_question
from glassformer.cli.output import as_json_option, percent, print_facts, print_json, print_table
from glassformer.cli.programs import known_facts
from glassformer.program.locate import GALLERY, gallery_names, load_setting, load_summary, model_names

HEADING = ("name", "operations", "size", "lines", "labels right", "inputs right", "verdict")
HEADING_OF_MODELS = ("ordinary model", "asks for", "layers", "parameters", "questions right", "try")


@click.command()
@click.option("--rebuild", metavar="NAME", help="Learn this one again, by its recipe, and say whether it is the same.")
@click.option("--out", metavar="DIR", help="Where to rebuild; by default in place.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Restarts at once, in rebuilding."
)
@as_json_option
def gallery(rebuild: str | None, out: str | None, workers: int, as_json: bool) -> int:
    """List the programs that ship, with size, accuracy on unseen inputs, and verdict; then the ordinary models.

    Size is in syntax-tree nodes and lines of the program as Python. With --json it is the programs alone. With
    --rebuild the exit status is 1 where the program comes out otherwise than it ships.
    """
    if rebuild is not None:
        return _rebuild(rebuild, out, workers, as_json)
    if out is not None:
        raise click.UsageError("--out is for --rebuild NAME")
    found = {name: load_summary(GALLERY + name) for name in gallery_names()}
    if as_json:
        print_json([{"name": name, **(summary or {})} for name, summary in found.items()])
        return 0
    print_table([HEADING, *(_row(name, summary) for name, summary in found.items())])
    click.echo("\nRead one with: glassformer show gallery:NAME; run it with: glassformer run gallery:NAME TOKENS...")
    if models := model_names():
        click.echo()
        print_table([HEADING_OF_MODELS, *(_row_of_model(name, load_summary(GALLERY + name)) for name in models)])
    return 0


def _row(name: str, summary: dict[str, Any] | None) -> tuple[str, ...]:
    if summary is None:
        return name, *["not known"] * (len(HEADING) - 1)
    program, test, verdict = summary["program"], summary["accuracy"]["test"], summary["verdict"]
    sizes = (f"{program[key]:,}" for key in ("operations", "size", "lines"))
    return name, *sizes, percent(test["token"]), percent(test["sequence"]), _shortened(verdict)


def _row_of_model(name: str, summary: dict[str, Any] | None) -> tuple[str, ...]:
    if summary is None:
        return name, *["not known"] * (len(HEADING_OF_MODELS) - 1)
    right = summary["accuracy"]["random"]
    return (
        name,
        asked_of(summary),
        str(summary["layers"]),
        f"{summary['parameters']:,}",
        f"{right['successes']:,} of {right['n']:,}",
        f"glassformer lens predict {GALLERY}{name} {example_question(summary)}",
    )


def _shortened(verdict: dict[str, Any]) -> str:
    """A verdict in a few words."""
    inputs = f"{verdict['inputs']:,} inputs"
    match verdict["status"]:
        case "proved":
            return f"proved, all {inputs}"
        case "refuted":
            return f"refuted, wrong on {verdict['mismatches']:,} of {inputs}"
        case status:
            return f"{status} on {inputs}"


def _rebuild(name: str, out: str | None, workers: int, as_json: bool) -> int:
    if name in model_names():
        made = (load_setting(GALLERY + name) or {})["lens"]
        again = f"glassformer lens train {made['kind']} --layers {made['layers']} --seed {made['seed']}"
        raise click.UsageError(f"{name} is an ordinary model, which is made by: {again}")
    from glassformer.learning.gallery import rebuild

    built = rebuild(name, out=out, workers=workers)
    if as_json:
        print_json({"name": name, "folder": str(built.folder), "is_same": built.is_same, **built.summary})
    else:
        same = {True: "the same program as the one that ships", False: "not the program that ships", None: "new"}
        click.echo(f"{name}: {same[built.is_same]}; in {built.folder}")
        print_facts(known_facts(built.summary), prefix="  ")
    return int(built.is_same is False)
