"""``glassformer gallery``: the programs that ship."""

from __future__ import annotations

from typing import Any

import click

from glassformer.cli.output import as_json_option, percent, print_facts, print_json, print_table
from glassformer.cli.programs import known_facts
from glassformer.program.locate import GALLERY, gallery_names, load_summary

HEADING = ("name", "operations", "size", "lines", "labels right", "inputs right", "verdict")


@click.command()
@click.option("--rebuild", metavar="NAME", help="Learn this one again, by its recipe, and say whether it is the same.")
@click.option("--out", metavar="DIR", help="Where to rebuild; by default in place.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Restarts at once, in rebuilding."
)
@as_json_option
def gallery(rebuild: str | None, out: str | None, workers: int, as_json: bool) -> int:
    """List the programs that ship, with size, accuracy on unseen inputs, and verdict.

    Size is in syntax-tree nodes and lines of the program as Python. With --rebuild the exit status is 1 where the
    program comes out otherwise than it ships.
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
    return 0


def _row(name: str, summary: dict[str, Any] | None) -> tuple[str, ...]:
    if summary is None:
        return name, *["not known"] * (len(HEADING) - 1)
    program, test, verdict = summary["program"], summary["accuracy"]["test"], summary["verdict"]
    sizes = (f"{program[key]:,}" for key in ("operations", "size", "lines"))
    return name, *sizes, percent(test["token"]), percent(test["sequence"]), _shortened(verdict)


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
    from glassformer.learning.gallery import rebuild

    built = rebuild(name, out=out, workers=workers)
    if as_json:
        print_json({"name": name, "folder": str(built.folder), "is_same": built.is_same, **built.summary})
    else:
        same = {True: "the same program as the one that ships", False: "not the program that ships", None: "new"}
        click.echo(f"{name}: {same[built.is_same]}; in {built.folder}")
        print_facts(known_facts(built.summary), prefix="  ")
    return int(built.is_same is False)
