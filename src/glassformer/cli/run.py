"""``glassformer run``: a program run on what a person types. It needs no torch."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import click

from glassformer.cli.output import as_json_option, describe_cut, join_labels, print_json
from glassformer.errors import InputError
from glassformer.execution.texts import TextProgram
from glassformer.program.locate import load_program, load_reader
from glassformer.program.sketch import Labels, Program

Asked = tuple[Sequence[str], Labels | str]
"""The tokens or words of an input, and the answer."""


@click.command()
@click.argument("run", metavar="RUN")
@click.argument("tokens", nargs=-1, metavar="TOKENS...")
@click.option("--words", "are_words", is_flag=True, help="Of a text task: TOKENS are its words, which are not cut.")
@as_json_option
def run(run: str, tokens: tuple[str, ...], are_words: bool, as_json: bool) -> None:
    """Run the program on TOKENS and print its labels, - where there is none.

    Without TOKENS: one input a line from standard input, tokens separated by spaces. Tokens that begin with a dash
    stand after --. Where the program has columns, each token stands with its value in each: TOKEN/VALUE/….

    The program of a text task takes a text: TOKENS with spaces between them, or a line, cut into words as the texts
    were that it was learned from. Tags of entities are printed as well-formed IOB2. Where it was learned from further
    columns of the data, such as parts of speech, each word stands with its values in these: WORD/VALUE/….
    """
    program = load_program(run)
    reader = load_reader(run, program)
    if reader is None:
        if are_words:
            raise click.UsageError("--words is for text tasks; this program takes TOKENS as they are")
        ask: Callable[[Sequence[str]], Asked] = partial(_ask_tokens, program)
    else:
        ask = partial(_ask_text, TextProgram(program=program, reader=reader), are_words=are_words)
    is_text = reader is not None and not are_words
    found = iter([ask(tokens)]) if tokens else _ask_lines(ask, are_texts=is_text)
    documents = []
    n_asked = n_cut = 0
    for asked, answer in found:
        n_asked += 1
        n_cut += reader is not None and len(asked) > reader.max_length
        if as_json:
            documents.append({"input": asked, "output": answer})
        else:
            click.echo(join_labels(answer))
    if as_json:
        print_json(documents[0] if tokens else documents)
    if reader is not None and n_cut:
        click.echo(describe_cut(n_cut, n_asked, reader.max_length), err=True)


def _ask_tokens(program: Program, tokens: Sequence[str]) -> Asked:
    return tokens, program(program.signature.read_words(tokens))


def _ask_text(texts: TextProgram, typed: Sequence[str], *, are_words: bool) -> Asked:
    """The words of a text as they were typed, and the answer to it."""
    text = " ".join(typed)
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes that are not UTF-8 came as characters that nothing can print
        raise InputError(f"this is not UTF-8 text: {text[:40]!r}") from None
    if not are_words:
        typed = text.split() if texts.reader.wanted_columns else texts.reader.split(text)
    return typed, texts.label(*texts.read_typed(typed))


def _ask_lines(ask: Callable[[Sequence[str]], Asked], *, are_texts: bool) -> Iterator[Asked]:
    """Each line of standard input: a text, or tokens or words with spaces between them."""
    if sys.stdin is None:
        raise InputError("no TOKENS are given, and standard input is closed")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Bytes that are not UTF-8 become tokens that no program knows, so that the error names their line.
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    if sys.stdin.isatty():
        what = "texts, one a line" if are_texts else "inputs, one a line, tokens separated by spaces"
        click.echo(f"reading {what}; Ctrl-D ends", err=True)
    number = 0
    for number, line in enumerate(sys.stdin, start=1):
        try:
            yield ask([line] if are_texts else line.split())
        except InputError as error:
            raise InputError(f"standard input, line {number}: {error}") from None
    if number == 0:
        raise InputError("no TOKENS are given, and standard input is empty")
