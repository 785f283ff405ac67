"""``glassformer predict``: every text or input of a file, labelled."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from glassformer.cli.layouts import LAYOUT_PARAMETERS, as_options, layout_of, layout_options
from glassformer.cli.output import as_json_option, describe_cut, join_labels, print_facts, print_json
from glassformer.errors import ConfigurationError, InputError
from glassformer.execution.texts import TextProgram
from glassformer.program.locate import load_program, load_reader
from glassformer.program.sketch import Program
from glassformer.tasks.text import TOKENIZERS, Kind, Layout, Scheme, TextExamples, read_label_names
from glassformer.tasks.text.reading.documents import open_document
from glassformer.tasks.text.reading.predicting import read_file_to_label
from glassformer.tasks.text.reading.tags import normalise_tags
from glassformer.tasks.text.schemes import OUTSIDE
from glassformer.tasks.text.writing import NO_TAG, Prediction, encode_file, write_predictions

if TYPE_CHECKING:
    from glassformer.learning.text.baselines.scores import Score

OF_TEXTS = {*LAYOUT_PARAMETERS, "label_names"} - {"encoding"}
"""Options that say how texts are written."""
CHUNK = 10_000
"""Inputs of a task that is not of text that are run at a time."""


@click.command()
@click.argument("run", metavar="RUN")
@click.argument("file", metavar="FILE")
@click.option("--out", required=True, metavar="FILE", help="Where to; packed where its name ends in .gz.")
@layout_options
@click.option("--label-names", metavar="FILE", help="What labels in the file stand for: lines such as 0<TAB>DESC.")
@as_json_option
@click.pass_context
def predict(
    context: click.Context, /, run: str, file: str, out: str, label_names: str | None, as_json: bool, **typed: Any
) -> None:
    """Label every text of FILE, and write it with the labels to another file.

    For a text task FILE is in CoNLL columns, CSV, TSV, JSON Lines or has a text a line (.txt), plain or packed with
    gzip; what is written is the same file with the prediction as a last column, a cell or key called predicted, or, of
    plain lines, before each text. Where FILE has labels too, the accuracy is printed, and for tags of entities what was
    found of these, strictly.

    For any other task FILE has an input a line, tokens with spaces between them; labels are written likewise.
    """
    if os.path.exists(file) and os.path.exists(out) and os.path.samefile(file, out):
        raise InputError(f"{out} is the file that is read; write what is predicted to another")
    program = load_program(run)
    reader = load_reader(run, program)
    if reader is not None:
        texts = TextProgram(program=program, reader=reader)
        names = None if label_names is None else read_label_names(label_names, typed["encoding"])
        try:
            _label_texts(texts, file, out, layout_of(typed), names, as_json=as_json)
        except (ConfigurationError, InputError) as error:
            raise type(error)(as_options(str(error))) from None
        return
    if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in OF_TEXTS):
        raise click.UsageError("this is no text task: FILE has an input a line, and only --encoding says more about it")
    _label_inputs(program, file, out, typed["encoding"], as_json=as_json)


def _label_texts(
    texts: TextProgram, path: str, out: str, layout: Layout, names: Mapping[str, str] | None, *, as_json: bool
) -> None:
    """Label a file of texts."""
    reader = texts.reader
    file = read_file_to_label(
        path,
        kind=reader.kind,
        answers=texts.program.signature.labels,
        layout=layout,
        tokenizer=TOKENIZERS[reader.tokenizer],
        label_names=names,
    )
    from glassformer.learning.checkpoints import write_atomically
    from glassformer.learning.progress import counted

    with counted("predict", unit="texts") as progress:
        predicted = texts.label_all(file.examples, progress=progress)
    score, notes = _score(texts, file.examples, predicted)
    write_atomically(Path(out), encode_file(write_predictions(file, predicted), out, layout.encoding))
    n_cut = reader.n_cut(file.examples)
    for note in (*file.notes, *notes):
        click.echo(as_options(note), err=True)
    if n_cut:
        click.echo(describe_cut(n_cut, len(file.examples), reader.max_length), err=True)
    n_texts, n_words = len(file.examples), file.examples.n_tokens
    if as_json:
        found = None if score is None else score.to_dict()
        print_json({"out": out, "texts": n_texts, "words": n_words, "cut": n_cut, "score": found})
        return
    click.echo(f"{out}: {n_texts:,} text{'s' * (n_texts != 1)} with {n_words:,} word{'s' * (n_words != 1)}")
    if score is not None:
        print_facts(_facts(score, reader.kind), prefix="  ")


def _score(
    texts: TextProgram, examples: TextExamples, predicted: Sequence[Prediction]
) -> tuple[Score | None, tuple[str, ...]]:
    """How well labels of the file were met, where it has any; and what was done to its tags."""
    if examples.labels is None:
        return None, ()
    import numpy as np

    from glassformer.learning.text.baselines.scores import score_labels

    marks, notes = False, tuple[str, ...]()
    if texts.marks_entities:
        try:
            found = normalise_tags({"file": examples}, mends=True)
        except InputError as error:
            notes = (f"entities are not counted: {error}",)
        else:
            examples, notes = found.parts["file"], found.notes
            marks = found.scheme is not Scheme.PLAIN or {tag for tags in examples.tags for tag in tags} <= {OUTSIDE}
    given = [each if isinstance(each, str) else [tag or NO_TAG for tag in each] for each in predicted]
    return score_labels(examples, given, marks_entities=marks, rng=np.random.default_rng(0)), notes


def _facts(score: Score, kind: Kind) -> list[tuple[str, str]]:
    """The score in words, each figure with its name."""
    facts = [(f"{'words' if kind == 'tag' else 'texts'} right", str(score.accuracy))]
    if score.spans is None:
        return facts
    spans, (low, high) = score.spans, score.interval
    interval = f"95 % interval {100 * low:.1f} to {100 * high:.1f}"
    counts = f"{spans.n_right:,} right of {spans.n_predicted:,} predicted and {spans.n_expected:,} that are there"
    return [
        *facts,
        ("entities", f"F1 {_percent(spans.f1)} ({interval}), strictly: {counts}"),
        ("", f"precision {_percent(spans.precision)}, recall {_percent(spans.recall)}"),
    ]


def _percent(share: float) -> str:
    return "is not defined" if math.isnan(share) else f"{100 * share:.2f} %"


def _label_inputs(program: Program, path: str, out: str, encoding: str, *, as_json: bool) -> None:
    """Label a file with an input a line."""
    document = open_document(path, encoding)
    inputs = []
    for number, line in enumerate(document.lines(), start=1):
        contents = program.signature.read_words(line.split())
        try:
            program.signature.check_input(contents)
        except InputError as error:
            raise document.error(number, str(error)) from None
        inputs.append(contents)
    from glassformer.execution.tensors import Executor
    from glassformer.learning.checkpoints import write_atomically
    from glassformer.learning.progress import counted

    executor, lines = Executor(program), list[str]()
    with counted("predict") as progress:
        for start in range(0, len(inputs), CHUNK):
            lines += map(join_labels, executor.run(inputs[start : start + CHUNK]))
            progress(len(lines), len(inputs))
    text = "".join(f"{line}\n" for line in lines)
    write_atomically(Path(out), encode_file(text, out, encoding))
    if as_json:
        print_json({"out": out, "inputs": len(inputs)})
    else:
        click.echo(f"{out}: {len(inputs):,} inputs")
