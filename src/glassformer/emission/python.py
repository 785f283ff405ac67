"""A program as one Python file that needs nothing but Python, 3.8 or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from glassformer.emission.body import body_of
from glassformer.emission.checking import check_input, text_lines
from glassformer.emission.expressions.elements import Constant
from glassformer.emission.expressions.tables import UNGROUPED, needs_ungrouped
from glassformer.emission.heading import Facts, heading
from glassformer.emission.helpers import NEEDED_BY_TABLES, helper_functions
from glassformer.emission.layout import FORMAT_OFF, FORMAT_ON, is_filled, lay_out
from glassformer.emission.texts import OWN_TEXT_NAMES, TextParts, text_parts
from glassformer.program.columns import Item
from glassformer.program.readers import fit_reader
from glassformer.program.signature import Signature
from glassformer.program.sketch import Labels, Program
from glassformer.tasks.text import TextReader


def to_python(
    program: Program,
    *,
    path: str | Path | None = None,
    facts: Facts | None = None,
    reader: TextReader | None = None,
) -> str:
    """The program as Python source; written to ``path`` as well where one is given.

    The source defines ``run(tokens)``, ``check_input(tokens)`` and ``main(argv)``; importing it does nothing. Where
    the program has columns, tokens are tuples, and words of the command line ``TOKEN/VALUE/…``, cut at the last
    slashes: a value with a slash in it cannot be given there.

    With a reader the file takes texts as well. ``answer(text)`` gives what `execution.texts` gives, and ``main`` prints
    it for the text in its arguments, or for each line of standard input. ``read(text)`` makes the tokens that ``run``
    takes, as the reader does, but for columns that no operation reads: they are not computed, and have their first
    value everywhere. Where the reader wants columns of the data, words are written with their values: ``WORD/VALUE/…``.

    Raises:
        InputError: the reader does not give what the program takes.
    """
    if reader is None:
        body = body_of(program)
        texts = TextParts(functions=("\n".join(_main(program.signature)),))
    else:
        body = body_of(program, OWN_TEXT_NAMES)
        texts = text_parts(program, fit_reader(reader, program.signature), body.names, body.columns)
    needs = body.needs | ({UNGROUPED} if any(needs_ungrouped(each.code) for each in texts.constants) else frozenset())
    first, *known = heading(
        program, facts or Facts(), _WHAT_IT_IS % ("run(tokens)" if reader is None else "answer(text)")
    )
    imports = [f"import {name}" for name in sorted({"sys", *texts.imports})]
    head = "\n".join(['"""' + first, *known, '"""', "", *imports])
    for_tables = helper_functions(needs & NEEDED_BY_TABLES, program.signature)
    tables = [_tables(body.constants)] if body.constants else []
    parts = [
        *([head, *for_tables, *tables] if for_tables else ["\n\n".join([head, *tables])]),
        *helper_functions(needs - NEEDED_BY_TABLES, program.signature),
        *body.functions,
        "\n".join([*_run_head(program.signature), *body.lines]),
        *([_tables(texts.constants)] if texts.constants else []),
        *check_input(program.signature, texts.allowed),
        *texts.functions,
        _GUARD,
    ]
    source = "\n\n\n".join(parts)
    if path is not None:
        Path(path).write_text(source, encoding="utf-8", newline="\n")
    return source


def compile_python(program: Program) -> Callable[[Sequence[Item]], Labels | str]:
    """The ``run`` of the emitted source, which is executed in a namespace of its own."""
    namespace: dict[str, Any] = {"__name__": "emitted"}
    exec(compile(to_python(program), "<emitted>", "exec"), namespace)
    run: Callable[[Sequence[Item]], Labels | str] = namespace["run"]
    return run


_WHAT_IT_IS = "a program written by glassformer; %s runs it."
_GUARD = """if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def _tables(constants: Sequence[Constant]) -> str:
    """The tables of the module, each under its note; formatters leave alone those that they would lay out otherwise."""
    found = [f"# {each.note}\n" + "\n".join(lay_out(f"{each.name} = ", each.code)) for each in constants]
    if any(is_filled(each.code) for each in constants):
        found = [FORMAT_OFF, *found, FORMAT_ON]
    return "\n\n".join(found)


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
