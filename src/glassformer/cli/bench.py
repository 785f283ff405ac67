"""``glassformer bench``: the project's own measurements."""

from __future__ import annotations

import click

from glassformer.cli.output import as_json_option, print_json

WHAT = ("epoch", "executor", "emitted")


@click.command()
@click.argument("what", type=click.Choice([*WHAT, "all"]), default="all", metavar="[epoch|executor|emitted|all]")
@click.option("--repeats", type=click.IntRange(1), default=5, show_default=True, help="How often each is measured.")
@as_json_option
def bench(what: str, repeats: int, as_json: bool) -> None:
    """Measure the speed of learning (epoch), of the tensor executor, and of emitted Python.

    Each is measured on sort at the paper's setting: 3 layers, 4+4 heads, 2+2 MLPs, inputs of up to 8 tokens, marks
    included. Medians are shown, with the smallest and largest.
    """
    from glassformer.learning.bench import MEASUREMENTS

    found = {name: MEASUREMENTS[name](repeats) for name in (WHAT if what == "all" else (what,))}
    if as_json:
        print_json({name: measured.to_dict() for name, measured in found.items()})
        return
    for name, measured in found.items():
        click.echo(f"{name}: {measured}")
