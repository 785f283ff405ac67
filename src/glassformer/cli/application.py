"""The command group, and ``main``: every error on one line of standard error, with its exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from glassformer import __version__
from glassformer.cli.bench import bench
from glassformer.cli.diff import diff
from glassformer.cli.explain import explain
from glassformer.cli.gallery import gallery
from glassformer.cli.learn import learn
from glassformer.cli.lengthen import lengthen
from glassformer.cli.lens import lens
from glassformer.cli.predict import predict
from glassformer.cli.programs import emit, show
from glassformer.cli.run import run
from glassformer.cli.simplify import simplify
from glassformer.cli.stopping import Stop
from glassformer.cli.tasks import tasks
from glassformer.cli.verify import verify
from glassformer.errors import GlassformerError, ProgramError, suggest

SLOW_LIBRARIES = ("numpy", "safetensors", "scipy", "torch", "tqdm")


class _Commands(click.Group):
    """A group that lists its commands in the order in which a person meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(f"unknown command {args[0]!r}; {suggest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def glassformer(context: click.Context) -> None:
    """Turn Transformers into programs that people can read, run, check and edit.

    RUN is a run folder, a program file (program.glass, program.json) or gallery:NAME.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (
    tasks,
    learn,
    show,
    run,
    predict,
    verify,
    explain,
    diff,
    simplify,
    lengthen,
    emit,
    gallery,
    lens,
    bench,
):
    glassformer.add_command(_command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status.

    0: done. 1: a check was refuted, or a run failed. 2: bad arguments or input. 3: ``verify`` could not tell. 130:
    interrupted.

    Args:
        argv: the arguments; those of this process where None.
    """
    try:
        args = None if argv is None else list(argv)
        status = glassformer.main(args=args, prog_name="glassformer", standalone_mode=False)
        if sys.stdout is not None:  # it is None where whoever began this closed it
            sys.stdout.flush()
    except GlassformerError as error:
        return _complain(_describe(error), 2)
    except Stop as stop:
        return _complain(str(stop), stop.status)
    except click.ClickException as error:
        return _complain(_describe_usage(error), 2)
    except click.Abort:
        return _complain("interrupted", 130)
    except BrokenPipeError:  # who was reading has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing is said at exit either
        return 1
    except ImportError as error:
        library = (error.name or "").partition(".")[0]
        if library not in SLOW_LIBRARIES:
            raise
        return _complain(f"this needs {library}, which cannot be imported here: {error}", 1)
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    return status if isinstance(status, int) else 0


def _complain(message: str, status: int) -> int:
    click.echo(f"glassformer: error: {message}" if status != 130 else f"glassformer: {message}", err=True)
    return status


def _describe(error: GlassformerError) -> str:
    """The message on one line; below it the operation and its neighbours, where it shows some."""
    text = str(error)
    return text if isinstance(error, ProgramError) else " ".join(text.split("\n"))


def _describe_usage(error: click.ClickException) -> str:
    """What is wrong with the arguments, what would be right, and where to read on."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = " ".join(error.format_message().split()).removesuffix(".")
    if isinstance(error, click.NoSuchOption) and context is not None:
        message = f"unknown option {error.option_name}; {suggest(error.option_name, _options(context))}"
    elif message:
        message = message[0].lower() + message[1:]
    return f"{message} ({context.command_path} --help says more)" if context is not None else message


def _options(context: click.Context) -> list[str]:
    parameters = context.command.get_params(context)
    return [name for each in parameters if isinstance(each, click.Option) for name in each.opts if name[:2] == "--"]
