"""A program as one Python file that needs nothing but Python, 3.8 or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from glassformer.emission.body import body_of
from glassformer.emission.checking import check_input, text_lines
from glassformer.emission.heading import Facts, heading
from glassformer.emission.helpers import helper_functions
from glassformer.emission.layout import lay_out
from glassformer.program.columns import Item
from glassformer.program.signature import Signature
from glassformer.program.sketch import Labels, Program


def to_python(program: Program, *, path: str | Path | None = None, facts: Facts | None = None) -> str:
    """The program as Python source; written to ``path`` as well where one is given.

    The source defines ``run(tokens)``, ``check_input(tokens)`` and ``main(argv)``; importing it does nothing. Where
    the program has columns, tokens are tuples, and words of the command line ``TOKEN/VALUE/…``, cut at the last
    slashes: a value with a slash in it cannot be given there.
    """
    body = body_of(program)
    first, *known = heading(program, facts or Facts(), "a program written by glassformer; run(tokens) runs it.")
    tables = [f"# {each.note}\n" + "\n".join(lay_out(f"{each.name} = ", each.code)) for each in body.constants]
    parts = [
        "\n".join(['"""' + first, *known, '"""', "", "import sys"]),
        *(["\n\n".join(tables)] if tables else []),
        *helper_functions(body.needs, program.signature),
        *body.functions,
        "\n".join([*_run_head(program.signature), *body.lines]),
        "\n".join(check_input(program.signature)),
        "\n".join(_main(program.signature)),
    ]
    head, *rest = parts
    source = f"{head}\n\n" + "\n\n\n".join(rest) + f"\n\n\n{_GUARD}" if tables else "\n\n\n".join([*parts, _GUARD])
    if path is not None:
        Path(path).write_text(source, encoding="utf-8", newline="\n")
    return source


def compile_python(program: Program) -> Callable[[Sequence[Item]], Labels | str]:
    """The ``run`` of the emitted source, which is executed in a namespace of its own."""
    namespace: dict[str, Any] = {"__name__": "emitted"}
    exec(compile(to_python(program), "<emitted>", "exec"), namespace)
    run: Callable[[Sequence[Item]], Labels | str] = namespace["run"]
    return run


_GUARD = """if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def _run_head(signature: Signature) -> list[str]:
    """The first lines of ``run``."""
    what = "the tokens" if signature.gives_one_label else "each token"
    exception = "; None at one that gets no label" if signature.unlabelled else ""
    docstring = [f'    """The label of {what}{exception}."""']
    if signature.columns:
        names = ", ".join(["token", *(column.name for column in signature.columns)])
        docstring = [docstring[0].removesuffix('"""'), "", f"    Each is a tuple: {names}.", '    """']
    return ["def run(tokens):", *docstring, "    check_input(tokens)"]


def _main(signature: Signature) -> list[str]:
    """The command-line part."""
    if signature.gives_one_label:
        output = ["    print(label)"]
        name = "label"
    else:
        output = ['    print(*("-" if label is None else label for label in labels))']
        name = "labels"
    n = len(signature.columns)
    given = f'[tuple(word.rsplit("/", {n})) for word in argv]' if n else "argv"
    return [
        "def main(argv):",
        f'    """Print the {name} of the tokens in argv; 0, or 2 where there is none."""',
        "    if not argv:",
        *_usage(signature),
        "        return 2",
        "    try:",
        f"        {name} = run({given})",
        "    except ValueError as error:",
        "        print(error, file=sys.stderr)",
        "        return 2",
        *output,
        "    return 0",
    ]


def _usage(signature: Signature) -> list[str]:
    """The statements that print how the command line is to be called."""
    if not signature.columns:
        return ['        print("usage: python %s TOKEN ..." % sys.argv[0], file=sys.stderr)']
    word = "/".join(["TOKEN", *(column.name for column in signature.columns)])
    usage = text_lines("usage", f"usage: python %s {word} ...", indent="        ")
    return [*usage, "        print(usage % sys.argv[0], file=sys.stderr)"]
