"""``glassformer bench``: the project's own measurements."""

from __future__ import annotations

import click

from glassformer.cli.bench_learn import learn
from glassformer.cli.output import as_json_option, print_json
from glassformer.errors import suggest
from glassformer.program.locate import gallery_names

WHAT = ("epoch", "default-epoch", "executor", "emitted")


class _Benches(click.Group):
    """Benches with a command of their own; what names none of them is for ``measure``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if is_named else ["measure", *args])


@click.group(cls=_Benches)
def bench() -> None:
    """The project's own measurements: how fast it is, how short its programs are, how well learners do.

    Commands may leave out the word measure: glassformer bench epoch.
    """


@bench.command()
@click.argument("what", type=click.Choice([*WHAT, "all", "gallery", "lens"]), default="all", metavar="[WHAT]")
@click.option("--repeats", type=click.IntRange(1), default=5, show_default=True, help="How often each is measured.")
@click.option("--only", metavar="NAME", multiple=True, help="Of the gallery, only this program.")
@as_json_option
def measure(what: str, repeats: int, only: tuple[str, ...], as_json: bool) -> None:
    """Measure WHAT: epoch (of learning), default-epoch, executor, emitted (Python), all of these, gallery, or lens.

    All of these, the default, are measured on sort, inputs of up to 8 tokens, marks included, with the paper's model: 3
    layers, 4+4 heads, 2+2 MLPs; default-epoch with what learn begins with. Medians are shown, with the smallest and
    largest. gallery simplifies every program that
    ships once more, from what was learned, and checks it: a table of sizes before and after, as Markdown, in minutes.
    lens trains an ordinary model of the paper's size, beside a HookedTransformer where transformer-lens is installed,
    and asks the models that ship.
    """
    if what == "gallery":
        _gallery(only, as_json=as_json)
        return
    if only:
        raise click.UsageError("--only is for bench gallery")
    if what == "lens":
        _lens(repeats, as_json=as_json)
        return
    from glassformer.learning.bench import MEASUREMENTS

    found = {name: MEASUREMENTS[name](repeats) for name in (WHAT if what == "all" else (what,))}
    if as_json:
        print_json({name: measured.to_dict() for name, measured in found.items()})
        return
    for name, measured in found.items():
        click.echo(f"{name}: {measured}")


bench.add_command(learn)


def _lens(repeats: int, *, as_json: bool) -> None:
    from glassformer.lens.bench import measure_answers, measure_training

    found = [*measure_training(repeats), *measure_answers(repeats)]
    if as_json:
        print_json([measured.to_dict() for measured in found])
        return
    for measured in found:
        click.echo(str(measured))


def _gallery(only: tuple[str, ...], *, as_json: bool) -> None:
    names = gallery_names()
    for name in only:
        if name not in names:
            raise click.UsageError(f"the gallery has no {name!r}; {suggest(name, names)}")
    from glassformer.learning.bench_gallery import as_markdown, shortenings

    found = list(shortenings(only or names))
    if as_json:
        print_json([each.to_dict() for each in found])
    else:
        click.echo(as_markdown(found))
