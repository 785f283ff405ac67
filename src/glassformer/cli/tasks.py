"""``glassformer tasks``: what there is to learn."""

from __future__ import annotations

from typing import Any

import click

from glassformer.cli.output import as_json_option, print_facts, print_json
from glassformer.tasks import BUILT_IN


@click.command()
@as_json_option
def tasks(as_json: bool) -> None:
    """List the built-in tasks: what each asks, alphabet, lengths, number of inputs."""
    described = [_describe(name) for name in BUILT_IN]
    if as_json:
        print_json(described)
        return
    for each in described:
        shortest, longest = each["lengths"]
        lengths = f"{shortest} to {longest}" if shortest < longest else f"{longest}"
        sizes = [f"--max-length {each['max_length']}"]
        if each["takes_vocabulary_size"]:
            sizes.insert(0, f"--vocabulary-size {each['vocabulary_size']}")
        click.echo(f"{each['name']}: {each['description']}")
        facts = [
            ("alphabet", " ".join(each["alphabet"])),
            ("lengths", f"{lengths} tokens"),
            ("inputs", f"{each['inputs']:,}"),
            ("size", " ".join(sizes)),
        ]
        print_facts(facts, prefix="    ")
    click.echo("\nLearn one with: glassformer learn TASK; or one of your own: glassformer learn package.module:task")


def _describe(name: str) -> dict[str, Any]:
    built_in = BUILT_IN[name]
    task = built_in.build()
    return {
        "name": task.name,
        "description": task.description,
        "alphabet": task.alphabet,
        "labels": task.labels,
        "marks": task.marks,
        "lengths": [task.lengths[0], task.lengths[-1]],
        "inputs": task.domain.n_inputs,
        "vocabulary_size": task.vocabulary_size,
        "max_length": task.max_length,
        "takes_vocabulary_size": built_in.has_vocabulary_size,
        "is_causal": task.is_causal,
    }
