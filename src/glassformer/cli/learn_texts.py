"""``glassformer learn --data``: from a person's labelled texts to a run folder."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from glassformer.cli.layouts import LAYOUT_PARAMETERS, as_options, layout_of, layout_options
from glassformer.cli.results import report_run
from glassformer.cli.stopping import Stop
from glassformer.errors import ConfigurationError, InputError
from glassformer.program.locate import load_setting
from glassformer.tasks.text import TOKENIZERS, Split

if TYPE_CHECKING:
    from glassformer.learning.text.configuration import TextConfiguration
    from glassformer.learning.text.run import Begun
    from glassformer.learning.text.source import TextSource

Command = TypeVar("Command", bound=Callable[..., Any])
SCHEMES = ("iob1", "iob2", "bioes", "bilou", "plain")

_OPTIONS = (
    click.option("--data", metavar="FILE", help="Labelled texts to learn from, instead of TASK; or hub:NAME."),
    click.option("--kind", type=click.Choice(["tag", "classify"]), help="A tag for each word, or a label for a text."),
    click.option("--valid", metavar="FILE", help="Texts to choose by; otherwise split off."),
    click.option("--test", metavar="FILE", help="Texts to test on; otherwise split off."),
    click.option("--vectors", metavar="FILE", help="Word vectors: GloVe or word2vec; by default made from the texts."),
    click.option("--list", "lists", multiple=True, metavar="FILE", help="Words or names, one a line: a feature more."),
    click.option("--tokenizer", type=click.Choice(list(TOKENIZERS)), default="words", show_default=True),
    click.option("--scheme", type=click.Choice(SCHEMES), help="How entity tags are written; by default it is seen."),
    click.option("--repair", is_flag=True, help="Mend ill-formed entity tags instead of refusing them."),
    click.option("--label-names", metavar="FILE", help="What labels stand for: lines such as 0<TAB>DESC."),
    click.option(
        "--baselines", type=click.Choice(["none", "quick", "all"]), default="quick", show_default=True,
        help="What to compare with, on the same texts.",
    ),
)  # fmt: skip

OF_TEXTS = (
    *("kind", "valid", "test", "vectors", "lists", "tokenizer", "scheme", "repair", "label_names", "baselines"),
    *LAYOUT_PARAMETERS,
)
"""Parameters that only say something of texts."""


def text_options(command: Command) -> Command:
    """The command with options for texts."""
    command = layout_options(command)
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def learn_from_texts(typed: Mapping[str, Any]) -> None:
    """Learn from the texts that were named, and report.

    Args:
        typed: every option of ``learn``.
    """
    try:
        source, configuration = _source(typed), _configuration(typed)
        from glassformer.learning.text import begin_run

        begun = begin_run(source, typed["out"], configuration, typed["baselines"])
    except (ConfigurationError, InputError) as error:
        raise type(error)(as_options(str(error))) from None
    for warning in begun.data.warnings:
        click.echo(f"note: {warning}", err=True)
    go_on(begun.folder, begun, as_json=typed["as_json"])


def go_on(folder: Path, begun: Begun | None = None, *, as_json: bool) -> None:
    """Go on with a run on texts, and report."""
    from glassformer.learning.text import resume_texts

    try:
        resume_texts(folder, begun=begun)
    except (ConfigurationError, InputError) as error:
        raise type(error)(as_options(str(error))) from None
    except KeyboardInterrupt:
        advice = f"go on with: glassformer learn --resume {shlex.quote(str(folder))}"
        raise Stop(f"interrupted; {advice}", 130) from None
    report_run(folder, as_json=as_json)


def is_of_texts(folder: str) -> bool:
    """Whether a run folder is of a run on texts."""
    setting = load_setting(folder) if Path(folder).is_dir() else None
    return isinstance((setting or {}).get("texts"), dict)


def _source(typed: Mapping[str, Any]) -> TextSource:
    from glassformer.learning.text.source import TextSource

    return TextSource(
        train=typed["data"],
        valid=typed["valid"],
        test=typed["test"],
        kind=typed["kind"],
        layout=layout_of(typed),
        tokenizer=typed["tokenizer"],
        scheme=typed["scheme"],
        repair=typed["repair"],
        label_names=typed["label_names"],
        split=Split(seed=typed["seed"] or 0),
        vectors=typed["vectors"],
        lists=tuple(typed["lists"]),
    )


def _configuration(typed: Mapping[str, Any]) -> TextConfiguration:
    """The defaults, then the file, then what was typed."""
    from glassformer.learning.text.configuration import TextConfiguration

    base = TextConfiguration() if typed["config"] is None else TextConfiguration.read(typed["config"])
    named = {name: typed[name] for name in ("seed", "vocabulary_size", "max_length") if typed[name] is not None}
    for name in named.keys() & typed["settings"].keys():
        raise ConfigurationError(f"{name} is set twice: by --{name.replace('_', '-')} and by --set {name}=…")
    return TextConfiguration.of({**base.to_dict(), **typed["settings"], **named}, source="--set")
