"""``glassformer learn``: from a task to a run folder."""

from __future__ import annotations

import math
import re
import shlex
import tomllib
from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from glassformer.cli.learn_texts import OF_TEXTS as OF_TEXT_PARAMETERS
from glassformer.cli.learn_texts import go_on, is_of_texts, learn_from_texts, text_options
from glassformer.cli.output import as_json_option, find_task
from glassformer.cli.results import report_run
from glassformer.cli.stopping import Stop
from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.program.locate import load_program

if TYPE_CHECKING:
    pass

SECONDS = {"s": 1, "m": 60, "h": 3600}
OF_EVERY_RUN = ("resume", "as_json")
OF_TASKS = ("restarts", "epochs", "budget_seconds", "device", "workers", "engine", "address", "start", "model")
"""Parameters that say nothing of texts."""
OF_PROGRAMS = ("restarts", "budget_seconds", "workers", "engine", "address", "config", "settings", "start")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was typed; None where nothing was."""

    task: str | None
    out: str | None
    vocabulary_size: int | None
    max_length: int | None
    restarts: int | None
    seed: int | None
    epochs: int | None
    budget_seconds: float | None
    device: str
    workers: int
    engine: Literal["local", "ray"]
    address: str | None
    config: str | None
    start: str | None
    resume: str | None
    model: str
    settings: dict[str, Any]
    as_json: bool

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> Options:
        """Those of all parameters that are not about texts."""
        return cls(**{each.name: typed[each.name] for each in fields(cls)})


def parse_budget(context: click.Context, parameter: click.Parameter, text: str | None) -> float | None:
    """Seconds, from ``90s``, ``10m`` or ``1h``."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if found is None or not 0 < float(found[1]) < math.inf:
        raise click.BadParameter(f"{text!r} is no length of time; write 90s, 10m or 1h", context, parameter)
    return float(found[1]) * SECONDS[found[2]]


def parse_settings(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, Any]:
    """Settings by name, from ``name=value`` each; a value that is not TOML is a text."""
    settings: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter(f"{text!r} sets nothing; write name=value", context, parameter)
        settings[name.strip()] = _value(value.strip())
    return settings


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


@click.command()
@click.argument("task", required=False, metavar="TASK")
@click.option("--out", metavar="DIR", help="The run's folder, a new one; by default runs/TASK.")
@click.option("--vocabulary-size", type=int, metavar="N", help="Of a built-in task, marks and padding included.")
@click.option("--max-length", type=int, metavar="N", help="Of a built-in task, marks included.")
@click.option("--restarts", type=click.IntRange(1), metavar="N", help="How often to begin anew, at most.")
@click.option("--seed", type=click.IntRange(0), metavar="S", help="The same seed gives the same program.")
@click.option("--epochs", type=click.IntRange(1), metavar="E", help="Passes over the training inputs, in each restart.")
@click.option(
    "--budget",
    "budget_seconds",
    callback=parse_budget,
    metavar="TIME",
    help="90s, 10m or 1h: no epoch after. Without --restarts, begin anew for so long, until a program is right.",
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Restarts at once.")
@click.option(
    "--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="What runs restarts."
)
@click.option("--address", metavar="ADDRESS", help="Of a Ray cluster: auto, HOST:PORT or ray://HOST:PORT.")
@click.option("--config", metavar="FILE", help="Settings as TOML.")
@click.option("--set", "settings", multiple=True, callback=parse_settings, metavar="NAME=VALUE", help="One setting.")
@click.option("--from", "start", metavar="RUN", help="Begin with this program, edited perhaps, and fine-tune it.")
@click.option("--resume", metavar="DIR", help="Go on with a run that was interrupted, instead of TASK.")
@click.option("--model", type=click.Choice(["program", "standard"]), default="program", show_default=True)
@text_options
@as_json_option
@click.pass_context
def learn(context: click.Context, /, **typed: Any) -> None:
    """Learn a program for TASK: a built-in task, or package.module:task for one of your own; or from texts: --data.

    With --model standard an ordinary Transformer is trained instead, on the same data and metrics; it makes no program.
    """
    options = Options.of(typed)
    given = [name for name in typed if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if options.resume is not None:
        _refuse(context, set(given) - set(OF_EVERY_RUN), "--resume goes on with a run as it was set; leave out")
        _resume(options.resume, as_json=options.as_json)
    elif typed["data"] is not None:
        _refuse(context, set(given) & {"task", *OF_TASKS}, "--data brings its own texts; leave out")
        learn_from_texts(typed)
    elif found := set(given) & set(OF_TEXT_PARAMETERS):
        _refuse(context, found, "only with --data, which is missing:")
    elif options.task is None:
        raise click.UsageError("name a TASK, or a run to --resume; glassformer tasks lists the built-in ones", context)
    elif options.model == "standard":
        _refuse(context, set(given) & set(OF_PROGRAMS), "--model standard does without")
        _learn_standard(options, options.task)
    else:
        _learn(options, options.task)


def _refuse(context: click.Context, names: set[str], why: str) -> None:
    """Raise UsageError where any of these parameters were given."""
    found = [each for each in context.command.params if each.name in names]
    listed = ", ".join("TASK" if isinstance(each, click.Argument) else each.opts[0] for each in found)
    if listed:
        raise click.UsageError(f"{why} {listed}", context)


def _learn(options: Options, name: str) -> None:
    task = find_task(name, vocabulary_size=options.vocabulary_size, max_length=options.max_length)
    from glassformer import learning
    from glassformer.learning.folder import fresh_folder
    from glassformer.learning.resources import Resources
    from glassformer.learning.starting import check_start

    settings = _settings(options)
    start = None if options.start is None else load_program(options.start)
    if start is not None:
        check_start(start, task)
    resources = Resources(
        device=options.device,
        workers=options.workers,
        engine=options.engine,
        address=options.address,
        budget_seconds=options.budget_seconds,
    )
    folder = fresh_folder(options.out, task.name)
    try:
        learning.learn(
            name if ":" in name else task,  # by its name, one's own task can be found again to resume
            out=folder,
            **resources.to_dict(),
            start=start,
            **settings,
        )
    except (KeyboardInterrupt, BrokenProcessPool) as error:
        raise _stopped(error, folder) from None
    report_run(folder, as_json=options.as_json)


def _resume(folder: str, *, as_json: bool) -> None:
    if is_of_texts(folder):
        go_on(Path(folder), as_json=as_json)
        return
    from glassformer import learning
    from glassformer.learning.folder import read_setting

    setting = read_setting(Path(folder))
    if setting.get("model") == "standard" and not Path(folder, "summary.json").exists():
        raise RunFolderError(f"{folder} is of a standard Transformer, which has to begin anew")
    source = setting["task"]["source"] or ""
    if ":" in source:
        find_task(source)
    try:
        learning.resume(folder)
    except (KeyboardInterrupt, BrokenProcessPool) as error:
        raise _stopped(error, Path(folder)) from None
    report_run(Path(folder), as_json=as_json)


def _stopped(error: BaseException, folder: Path) -> Stop:
    """How the command ends, and how to go on."""
    go_on = f"go on with: glassformer learn --resume {shlex.quote(str(folder))}"
    if isinstance(error, KeyboardInterrupt):
        return Stop(f"interrupted; {go_on}", 130)
    return Stop(f"a worker process has died, perhaps for want of memory; {go_on}", 1)


def _settings(options: Options) -> dict[str, Any]:
    """What differs from the defaults: the file's settings, then what was typed."""
    from glassformer.learning.configuration import Configuration, read_toml

    base: dict[str, Any] = {}
    if options.config is not None:
        base = read_toml(options.config)
        Configuration.of(base, source=options.config)
    named = {name: value for name in ("restarts", "seed", "epochs") if (value := getattr(options, name)) is not None}
    for name in named.keys() & options.settings.keys():
        raise ConfigurationError(f"{name} is set twice: by --{name} and by --set {name}=…")
    settings = {**base, **options.settings, **named}
    Configuration.of(settings, source="--set")
    return settings


def _learn_standard(options: Options, name: str) -> None:
    task = find_task(name, vocabulary_size=options.vocabulary_size, max_length=options.max_length)
    from glassformer.cli.standard import learn_standard
    from glassformer.learning.folder import fresh_folder
    from glassformer.learning.resources import choose_device

    device = choose_device(options.device)
    folder = fresh_folder(options.out, task.name)
    source = name if ":" in name else None
    try:
        learn_standard(task, source, folder, seed=options.seed or 0, epochs=options.epochs, device=device)
    except KeyboardInterrupt:
        raise Stop("interrupted; a standard Transformer has to begin anew", 130) from None
    report_run(folder, as_json=options.as_json)
