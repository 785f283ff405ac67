"""A program with the reader of its texts: from the words that a person has to the labels that a person wants.

Two things stand between the program's answer and those labels. Words beyond the reader's ``max_length`` are not read:
they get ``O`` where tags mark entities, and otherwise no tag. And tags that mark entities are brought to well-formed
IOB2, as `tasks.text.schemes.repair` does: a program decides for each word by itself, so that an ``I-`` may follow what
it cannot continue; the entity then begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from glassformer.errors import InputError
from glassformer.program.operations import Scores
from glassformer.program.sketch import Labels, Program
from glassformer.program.variables import Categorical
from glassformer.tasks.text import Column, ReadWord, Scheme, TextExamples, TextReader, recognise, repair
from glassformer.tasks.text.schemes import OUTSIDE, is_span_tag
from glassformer.tasks.text.word_features import Columns

CHUNK = 2_000
"""Texts that are read and run at a time."""


@dataclass(frozen=True, kw_only=True)
class TextProgram:
    """A tagger or classifier of texts.

    Attributes:
        program: what answers.
        reader: what makes its contents; `program.readers.fit_reader` says whether it fits.
    """

    program: Program
    reader: TextReader

    @cached_property
    def marks_entities(self) -> bool:
        """Whether the answers are tags of IOB2, and nothing else."""
        return marks_entities(self.program)

    def read_typed(self, typed: Sequence[str]) -> tuple[tuple[str, ...], Columns]:
        """Words and the columns that the reader wants, as a person types them: ``word``, or ``word/value/…``.

        Raises:
            InputError: a word is empty, or does not have its values.
        """
        fed = zip(self.reader.columns, self.reader.features.features, strict=True)
        wanted = {feature.column: name for (name, _), feature in fed if isinstance(feature, Column)}
        parts = [word.rsplit("/", len(wanted)) if wanted else [word] for word in typed]
        for number, (word, part) in enumerate(zip(typed, parts, strict=True), start=1):
            if len(part) <= len(wanted) or not all(part):
                raise InputError(f"word {number} is {word!r}; write it as {'/'.join(['word', *wanted.values()])}")
        words, *columns = zip(*parts, strict=True) if parts else ((), *((),) * len(wanted))
        return words, dict(zip(wanted, columns, strict=True))

    def label(self, words: Sequence[str], columns: Columns | None = None) -> Labels | str:
        """The tag of each word, or the label of the text, by the reference interpreter.

        Args:
            words: of one text.
            columns: those of the data that the reader wants, a value for each word.

        Raises:
            InputError: the program does not take the text, or a column is missing.
        """
        return self._finished(self.program(self.reader.read(words, columns)), len(words))

    def label_all(
        self, examples: TextExamples, *, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> list[Labels] | list[str]:
        """The same for many texts, on tensors, some at a time.

        Args:
            examples: texts; labels that they have are not looked at.
            progress: is told how many are done, and of how many.

        Raises:
            InputError: the program does not take a text, or a column is missing; the message says where.
        """
        from glassformer.execution.tensors.executor import Executor  # torch is slow to import

        executor = Executor(self.program)
        found: list[Labels | str] = []
        for start in range(0, len(examples), CHUNK):
            part = examples[start : start + CHUNK]
            answers = executor.run(self._contents(part))
            found += [self._finished(answer, len(words)) for answer, words in zip(answers, part.tokens, strict=True)]
            progress(len(found), len(examples))
        return found  # type: ignore[return-value]  # all are of one kind

    def _contents(self, examples: TextExamples) -> list[tuple[ReadWord, ...]]:
        """What the program takes for these texts. Raises InputError, saying where, for one that it does not take."""
        read = self.reader.read_all(examples)
        for source, contents in zip(examples.sources, read, strict=True):
            if len(contents) not in self.program.signature.lengths:
                try:
                    self.program.signature.check_input(contents)
                except InputError as error:
                    raise InputError(f"{source}: {error}") from None
        return read

    def _finished(self, answer: Sequence[str | None] | str, n_words: int) -> Labels | str:
        """The labels of all words, of which the program may have read the first only."""
        if isinstance(answer, str):
            return answer
        tags = mended(answer) if self.marks_entities else answer
        return [*tags, *[OUTSIDE if self.marks_entities else None] * (n_words - len(tags))]


def marks_entities(program: Program) -> bool:
    """Whether everything that a program can answer is a tag of IOB2, and it gives one for each word."""
    answers = _answers(program)
    is_iob = all(is_span_tag(tag) and tag[0] in "BIO" for tag in answers)
    return not program.signature.gives_one_label and is_iob and recognise([answers]) is not Scheme.PLAIN


def mended(tags: Sequence[str | None]) -> Labels:
    """Tags of IOB2, well formed; a word without a tag is outside of entities, and stays without.

    >>> mended(["O", "I-LOC", "I-LOC", None, "I-LOC"])
    ['O', 'B-LOC', 'I-LOC', None, 'B-LOC']
    """
    repaired = repair([OUTSIDE if tag is None else tag for tag in tags], Scheme.IOB2)
    return [None if given is None else tag for given, tag in zip(tags, repaired, strict=True)]


def _answers(program: Program) -> tuple[str, ...]:
    """Whatever a program can answer."""
    returned = program.types[program.returns]
    if isinstance(returned, Categorical):
        return returned.values
    (scores,) = (each for each in program.operations if isinstance(each, Scores) and each.name == program.returns)
    return tuple(label for place, label in enumerate(program.signature.labels) if place not in scores.excluded)
