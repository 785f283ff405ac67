"""``glassformer bench learn``: learners beside one another, on every task, with several seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glassformer.cli.learn import parse_budget
from glassformer.cli.output import as_json_option, percent, print_json
from glassformer.cli.stopping import Stop
from glassformer.errors import RunFolderError

if TYPE_CHECKING:
    from glassformer.learning.comparing import Cell, Group, Key, Row, Shares

TASKS = ("hist", "sort", "reverse", "double_hist", "most_freq", "dyck1", "dyck2", "induction")
SIZES = ("8", "16")
LEARNERS = ("ours", "paper", "standard", "descent", "categorical")
PICTURES = (".png", ".svg")
HOW_TO_READ = (
    "Whole test inputs that are right, then their labels: mean (least to most) over seeds, in per cent; "
    "programs that are proved on every input; median seconds; median size."
)


def parse_picture(context: click.Context, parameter: click.Parameter, given: str | None) -> Path | None:
    """The file to draw to, refused before anything is measured where it will not do."""
    if given is None:
        return None
    path = Path(given)
    if path.suffix not in PICTURES:
        raise click.BadParameter(f"{given!r}: write a name that ends in {' or '.join(PICTURES)}", context, parameter)
    if not path.parent.is_dir():
        raise click.BadParameter(f"{given!r}: there is no folder {str(path.parent)!r}", context, parameter)
    try:
        import matplotlib  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise Stop(f"--plot needs matplotlib, which cannot be imported here: {error}", 1) from None
    return path


@click.command()
@click.option("--task", "tasks", type=click.Choice(TASKS), multiple=True, help="Only this task; may be repeated.")
@click.option("--size", "sizes", type=click.Choice(SIZES), multiple=True, help="8 is the paper's, 16 twice that.")
@click.option("--learner", "learners", type=click.Choice(LEARNERS), multiple=True, help="Only this; may be repeated.")
@click.option("--seeds", "n_seeds", type=click.IntRange(1), default=3, show_default=True, metavar="K", help="0 to K-1.")
@click.option("--out", default="bench/learn", show_default=True, metavar="DIR", help="Where cells are kept.")
@click.option(
    "--budget", "budget_seconds", callback=parse_budget, default="30m", show_default=True, metavar="TIME",
    help="For each cell: 90s, 10m or 1h, no epoch after.",
)  # fmt: skip
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("--again", is_flag=True, help="Measure also the cells that are there, and replace them.")
@click.option("--table-only", is_flag=True, help="Measure nothing: the table of the cells that are there.")
@click.option("--plot", metavar="FILE", callback=parse_picture, help="Draw them, as .png or .svg.")
@as_json_option
def learn(
    tasks: tuple[str, ...],
    sizes: tuple[str, ...],
    learners: tuple[str, ...],
    n_seeds: int,
    out: str,
    budget_seconds: float,
    device: str,
    again: bool,
    table_only: bool,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Compare learners on every task: a cell for each task, size, learner and seed, then the table, as Markdown.

    ours is what glassformer learn does, descent the same without its search; paper is the paper's recipe, and standard
    an ordinary Transformer. Each cell is a JSON file in DIR. What is there is not measured again, so that a comparison
    may take several sittings, on several machines. The table is of all cells in DIR of the tasks, sizes and learners
    that are chosen, whatever their seed.
    """
    from glassformer.learning.comparing import keys_of, read_cells
    from glassformer.learning.resources import choose_device

    if again and table_only:
        raise click.UsageError("--again measures, and --table-only does not; leave one of them out")
    choose_device(device)
    folder, chosen = Path(out), (tasks or TASKS, [int(size) for size in sizes or SIZES], learners or LEARNERS)
    wanted = keys_of(*chosen, range(n_seeds))
    if not wanted:
        raise click.UsageError(f"{' and '.join(tasks)} has no size {' or '.join(sizes)}; it has one size, 8")
    there = read_cells(folder)
    if not table_only:
        missing = [key for key in wanted if again or key not in there]
        click.echo(f"{len(wanted) - len(missing)} of {len(wanted)} cells are in {folder} already", err=True)
        _measure(missing, folder, budget_seconds, device)
        there = read_cells(folder)
    found = [there[key] for key in keys_of(*chosen, sorted({key.seed for key in there})) if key in there]
    if not found:
        raise click.UsageError(f"{folder} has no such cells; leave out --table-only to measure them")
    if plot is not None:
        _draw(found, plot)
    _print(found, as_json=as_json)


def _measure(keys: Sequence[Key], folder: Path, budget_seconds: float, device: str) -> None:
    """Measure these cells and keep each as it is done; a line for each on standard error.

    Raises:
        RunFolderError: the folder cannot be made.
        Stop: it was interrupted.
    """
    from glassformer.learning.comparing import measure, write_cell

    _make(folder)
    n_done = 0
    try:
        for number, key in enumerate(keys, start=1):
            click.echo(f"{number} of {len(keys)}: {key.name}", err=True)
            cell = measure(key, budget_seconds=budget_seconds, device=device)
            write_cell(folder, cell)
            n_done = number
            click.echo(f"  {_describe(cell)}", err=True)
    except KeyboardInterrupt:
        done = f"{n_done} of {len(keys)} cells are measured, and kept in {folder}"
        raise Stop(f"interrupted; {done}; the same command goes on", 130) from None


def _make(folder: Path) -> None:
    """Make the folder, before anything takes long."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"the folder {folder} cannot be made: {error.strerror}") from None


def _describe(cell: Cell) -> str:
    """A cell on one line."""
    test = cell.accuracy["test"]
    right = f"{percent(test['sequence'])} of inputs, {percent(test['token'])} of labels"
    verdict = "" if cell.verdict is None else f"{cell.verdict['status']}, "
    cut = ", ended by the budget" if cell.ended_by == "budget" else ""
    return f"{right}, {verdict}{cell.seconds:,.1f} s{cut}"


def _draw(cells: Sequence[Cell], file: Path) -> None:
    from glassformer.learning.comparing.plot import draw_comparison

    draw_comparison(cells, file)


def _print(cells: Sequence[Cell], *, as_json: bool) -> None:
    from glassformer.learning.comparing import notes_of, rows_of

    rows, notes = rows_of(cells), notes_of(cells)
    if as_json:
        table = [row.to_dict() for row in rows]
        print_json({"cells": [cell.to_dict() for cell in cells], "table": table, "notes": notes})
        return
    click.echo(as_markdown(rows, notes))


def as_markdown(rows: Sequence[Row], notes: Iterable[str]) -> str:
    """The table for the docs: a column for each learner, whose cells hold all that is known of it, and the notes."""
    learners = [name for name in LEARNERS if any(name in row.groups for row in rows)]
    heading = ["task", "V", "N", *learners]
    lines = [heading, ["---"] * len(heading), *(_row(row, learners) for row in rows)]
    table = [f"| {' | '.join(cells)} |" for cells in lines]
    return "\n".join([*table, "", HOW_TO_READ, "", *(f"- {note}" for note in notes)])


def _row(row: Row, learners: Iterable[str]) -> list[str]:
    groups: Mapping[str, Group] = row.groups
    sizes = [str(row.vocabulary_size), str(row.max_length)]
    return [row.task, *sizes, *(_group(groups[name]) if name in groups else "-" for name in learners)]


def _group(group: Group) -> str:
    """What one learner did, a line for each measure."""
    seeds = f"{group.n} seed{'s' * (group.n != 1)}"
    proved = seeds if group.n_proved is None else f"{seeds}, {group.n_proved} proved"
    size = "" if group.size is None else f", size {group.size:,.0f}"
    return "<br>".join(
        [f"**{_shares(group.sequence)}**", f"labels {_shares(group.token)}", proved, f"{group.seconds:,.0f} s{size}"]
    )


def _shares(shares: Shares) -> str:
    """In per cent, each rounded down, so that what is not all is never shown as all; the ends where they differ."""
    mean, least, most = (percent(share).removesuffix(" %") for share in (shares.mean, shares.least, shares.most))
    return mean if shares.least == shares.most else f"{mean} ({least} to {most})"
