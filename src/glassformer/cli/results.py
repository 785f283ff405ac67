"""What ``glassformer learn`` says at its end: where the run is, what is known about it, and what to type next."""

from __future__ import annotations

import random
import shlex
from pathlib import Path
from typing import Any

import click

from glassformer.cli.output import percent, print_facts, print_json, print_table
from glassformer.cli.programs import known_facts
from glassformer.errors import RunFolderError
from glassformer.program.documents import lacks
from glassformer.program.locate import SUMMARY, load_program, load_reader, load_summary
from glassformer.program.signature import Signature
from glassformer.tasks import Proportion


def report_run(folder: Path, *, as_json: bool) -> None:
    """Print what came out of a finished run; its summary alone with ``as_json``."""
    summary = load_summary(folder)
    if summary is None:
        raise RunFolderError(f"{folder} has no summary.json: the run is not finished")
    if as_json:
        print_json(summary)
        return
    wanted = ["task", "seconds", "device"]
    if "program" in summary:
        wanted += [f"program.{name}" for name in ("operations", "size", "lines")]
    if missing := lacks(summary, *wanted):
        raise RunFolderError(f"{folder / SUMMARY} lacks {missing}")
    click.echo(f"{summary['task']}: {_what(summary)}, in {folder}")
    is_of_texts = "texts" in summary
    facts = known_facts(summary)
    facts += [("beside it", _beside(summary))] if is_of_texts else []
    facts += [("time", _time(summary))]
    print_facts([(name, text) for name, text in facts if text], prefix="  ")
    if not is_of_texts:
        _print_restarts(summary)
    _print_cut(summary)
    if "program" in summary:
        click.echo("next:")
        for command in _next_commands(folder):
            click.echo(f"  {command}")


def _what(summary: dict[str, Any]) -> str:
    """What was made."""
    if "program" not in summary:
        return "a standard Transformer"
    program = summary["program"]
    return f"{program['operations']} operations, {program['lines']:,} lines of Python (size {program['size']:,})"


def _beside(summary: dict[str, Any]) -> str:
    """What others get right of the same test texts: F1 where tags mark entities, accuracy elsewhere."""
    shares = ((each["name"].replace("_", " "), each["test"]["value"]) for each in summary.get("baselines", []))
    return ", ".join(f"{name} {'-' if share is None else f'{share:.1%}'}" for name, share in shares)


def _print_cut(summary: dict[str, Any]) -> None:
    """How many texts are longer than what is read of them."""
    for part, n in summary.get("cut", {}).items():
        if n:
            click.echo(
                f"note: {part}: {n:,} texts are longer than {summary['max_length']} words, and only these are read"
            )


def _print_restarts(summary: dict[str, Any]) -> None:
    """A table of all restarts, and how likely another one is to be right."""
    restarts = summary.get("spread", [])
    if not restarts:
        return
    click.echo("restarts, by what they got right of the inputs to choose by:")
    heading = ("  number", "inputs", "labels", "by descent", "epochs", "seconds", "operations", "found by", "")
    print_table([heading, *(_restart_row(each, each["restart"] == summary["best_restart"]) for each in restarts)])
    right = Proportion(sum(map(_is_right, restarts)), len(restarts))
    click.echo(f"  right on all inputs to learn from and to choose by: {right}")


def _restart_row(restart: dict[str, Any], is_best: bool) -> list[str]:
    valid, descent = restart["valid"], restart.get("descent")
    dropped = restart.get("dropped_at")
    return [
        f"  {restart['restart'] + 1}",
        percent(valid["sequences"] / max(1, valid["n_sequences"])),
        percent(valid["tokens"] / max(1, valid["n_tokens"])),
        "-" if descent is None else percent(descent["valid_sequence"]),
        str(restart["epochs"]),
        f"{restart['seconds']:,.1f}",
        str(restart["operations"]),
        restart["found_by"],
        "kept" if is_best else "" if dropped is None else f"dropped at rung {dropped}",
    ]


def _is_right(restart: dict[str, Any]) -> bool:
    parts = restart["train"], restart["valid"]
    return all(each["tokens"] == each["n_tokens"] for each in parts)


def _time(summary: dict[str, Any]) -> str:
    return f"{summary['seconds']:,.1f} s on {summary['device']}"


def _next_commands(folder: Path) -> list[str]:
    run = shlex.quote(str(folder))
    program = load_program(folder)
    if load_reader(folder, program) is not None:
        predict = f"glassformer predict {run} FILE --out LABELLED"
        return [
            f"glassformer show {run}",
            f"glassformer run {run} 'a text'",
            f"glassformer explain {run} 'a text'",
            predict,
        ]
    example = shlex.join(example_input(program.signature))
    return [f"glassformer show {run}", f"glassformer run {run} {example}", f"glassformer verify {run}"]


def example_input(signature: Signature) -> list[str]:
    """Some input that programs of this signature take: the same each time, and short where it may be."""
    lengths = signature.lengths
    length = min(max(lengths[0], 5), lengths[-1])
    rng = random.Random(length)
    words = [
        rng.choices(values, k=length) for values in (signature.alphabet, *(each.values for each in signature.columns))
    ]
    found = list(map("/".join, zip(*words, strict=True)))
    return ["--", *found] if any(token.startswith("-") for token in found) else found
