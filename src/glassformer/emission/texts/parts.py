"""What reads texts in an emitted file: tables, functions from ``split`` to ``answer``, and ``main``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from glassformer.emission.expressions.elements import Constant
from glassformer.emission.layout import lay_out, list_of, literal, set_of
from glassformer.emission.names import Names
from glassformer.emission.texts.answering import answering
from glassformer.emission.texts.features import FeatureCode, feature_code
from glassformer.emission.texts.tokenizers import SPLITTERS, split_typed
from glassformer.program.sketch import Program
from glassformer.tasks.text import Column, Feature, TextReader
from glassformer.tasks.text.features import OTHER
from glassformer.tasks.text.vocabulary import UNKNOWN

OWN_TEXT_NAMES = frozenset(
    {
        *("WORD", "WORDS", "answer", "capital_of", "capitals_of", "columns", "describe", "digits_of", "find_entries"),
        *("form_of", "known", "lowered", "mended", "phrases_of", "places_of", "plain", "prefix_of", "punctuation_of"),
        *("re", "read", "shape_of", "split", "suffix_of", "unicodedata", "word", "word_pattern", "words"),
    }
)
"""Names that emitted files use for what reads texts."""


@dataclass(frozen=True, kw_only=True)
class TextParts:
    """What reads texts.

    Attributes:
        imports: modules, beside ``sys``.
        constants: tables; ``check_input`` reads those that say what tokens (``"tokens"``) and columns may be, of which
            ``allowed`` has the names.
        functions: from ``split`` to ``main``.
    """

    functions: tuple[str, ...]
    imports: frozenset[str] = frozenset()
    constants: tuple[Constant, ...] = ()
    allowed: Mapping[str, str] = field(default_factory=dict)


def text_parts(program: Program, reader: TextReader, names: Names, read: Collection[str]) -> TextParts:
    """What reads texts for a program.

    Columns that no operation reads are not computed: they have their first value everywhere.

    Args:
        program: its ``run`` is written.
        reader: it has the program's columns, in the program's order.
        names: given out in ``run``.
        read: the columns that ``run`` reads, by name.
    """
    headers = [column.name for column in program.signature.columns]
    columns = [
        _Column(header, feature, variable.values, header in read, names)
        for header, feature, variable in zip(headers, reader.features.features, reader.features.variables, strict=True)
    ]
    used = [column for column in columns if column.is_read]
    listed = [column for column in used if column.is_open]
    wanted = [column for column in columns if isinstance(column.feature, Column)]
    splitter = split_typed([column.header for column in wanted]) if wanted else SPLITTERS[reader.tokenizer]
    return TextParts(
        imports=frozenset({*splitter.imports, *(name for column in used for name in column.code.imports)}),
        constants=(
            Constant(name="WORDS", code=set_of(map(literal, reader.vocabulary.words)), note="the words that are known"),
            *(column.list_of_values for column in listed),
            *(constant for column in used for constant in column.code.constants),
        ),
        allowed={"tokens": "WORDS", **{column.header: column.table for column in listed}},
        functions=(
            *splitter.parts,
            *dict.fromkeys(function for column in used for function in column.code.functions),
            _KNOWN,
            "\n".join(_describe(reader, columns, [column.name for column in wanted])),
            *answering(program, reader, ["words", *(column.name for column in wanted)]),
        ),
    )


@dataclass(frozen=True)
class _Column:
    """A column of the program, called ``header`` there, and the feature that it is."""

    header: str
    feature: Feature
    values: tuple[str, ...]
    is_read: bool
    names: Names

    @property
    def name(self) -> str:
        """What it is called in Python."""
        return self.names.variable(self.header)

    @property
    def table(self) -> str:
        """What its table is called, if it has one: the list of its values, or what the feature looks up."""
        return self.names.table(self.header)

    @property
    def is_open(self) -> bool:
        """Whether words may have further values, in whose place there is another."""
        return not self.feature.values

    @cached_property
    def code(self) -> FeatureCode:
        """The feature as source code."""
        return feature_code(self.feature, self.name, lambda: self.table)

    @property
    def list_of_values(self) -> Constant:
        """The values that are known."""
        note = f"the values of {self.header} that are known"
        return Constant(name=self.table, code=set_of(map(literal, self.values)), note=note)

    def assignment(self) -> list[str]:
        """The statement that computes it."""
        if not self.is_read:
            return lay_out(f"{self.name} = ", f"[{literal(self.values[0])}] * len(words)", indent=_INDENT)
        values = self.code.values
        if self.is_open:
            values = f"known({values}, {self.table}, {literal(OTHER)})"
        return lay_out(f"{self.name} = ", values, indent=_INDENT)


_INDENT = "    "

_KNOWN = '''def known(values, listed, other):
    """The values, with the other in place of those that are not listed."""
    return [value if value in listed else other for value in values]'''


def _describe(reader: TextReader, columns: Sequence[_Column], wanted: Sequence[str]) -> list[str]:
    """The function that makes contents of words."""
    n = reader.max_length
    given = " and ".join(["words", *wanted])
    tokens = "lowered" if reader.vocabulary.is_lower else "words"
    statements = [line for column in columns if column.is_read for line in column.assignment()]
    unread = [line for column in columns if not column.is_read for line in column.assignment()]
    statements = [
        f"    tokens = known({tokens}, WORDS, {literal(UNKNOWN)})",
        *statements,
        *(["    # what no operation reads", *unread] if unread else []),
    ]
    is_lowered = any("lowered" in line for line in statements)
    return [
        f"def describe({', '.join(['words', *wanted])}):",
        f'    """What run takes for these {given}; of more than {n} words the first."""',
        *(["    lowered = [word.lower() for word in words]"] if is_lowered else []),
        *statements,
        *_rows([column.name for column in columns], n),
    ]


def _rows(names: Sequence[str], n: int) -> list[str]:
    """The statements that return the first so many words, each with its value in every column."""
    if not names:
        return [f"    return tokens[:{n}]"]
    columns = lay_out("columns = ", list_of(["tokens", *names]), indent=_INDENT)
    return [*columns, f"    return list(zip(*columns))[:{n}]"]
