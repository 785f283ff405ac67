"""What a program takes and gives: its alphabet, marks, lengths and labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NoReturn, cast

from glassformer.errors import InputError
from glassformer.program.columns import Column, Item, check_items, column_faults, describe_allowed
from glassformer.program.variables import Categorical, Numerical, Type, names_fault
from glassformer.tasks import Task
from glassformer.tasks.normalise import MAX_LENGTH


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The inputs that a program takes and the labels that it gives.

    A person writes the *contents* of an input; the program sees *tokens*: the begin mark, the contents, and the end
    mark where there is one. Marks can be selected and counted; they get no label and are not pooled.

    Where there are columns, contents are tuples, each of a token and its value in every column.

    Attributes:
        task: name of the task that the program is for.
        alphabet: tokens that contents are made of.
        labels: what the program can answer; on ties the first of them wins.
        lengths: shortest and longest contents, as a range.
        begin_mark: the mark at position 0.
        end_mark: the mark after the contents, or None.
        is_causal: whether a key after the query is invisible.
        gives_one_label: one label for the whole input, instead of one per token of its contents.
        unlabelled: tokens at which no label is given (None is returned there).
        columns: further categorical inputs.
    """

    task: str
    alphabet: tuple[str, ...]
    labels: tuple[str, ...]
    lengths: range
    begin_mark: str = "<s>"
    end_mark: str | None = None
    is_causal: bool = False
    gives_one_label: bool = False
    unlabelled: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()

    @classmethod
    def of(cls, task: Task) -> Signature:
        """The signature of the programs that can solve ``task``.

        A causal program with a label per position answers every prefix alike, so it takes shorter inputs as well.
        """
        longest = task.lengths[-1]
        takes_prefixes = task.is_causal and not task.gives_one_label
        return cls(
            task=task.name,
            alphabet=task.alphabet,
            labels=task.labels or (),
            lengths=range(1 if takes_prefixes else task.lengths[0], longest + 1),
            begin_mark=task.begin_mark,
            end_mark=task.end_mark,
            is_causal=task.is_causal,
            gives_one_label=task.gives_one_label,
            unlabelled=task.unlabelled,
        )

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The marks, in the order in which they are values of ``tokens``."""
        return (self.begin_mark,) if self.end_mark is None else (self.begin_mark, self.end_mark)

    @cached_property
    def max_length(self) -> int:
        """Number of positions of the longest input, marks included (the paper's N)."""
        return self.lengths[-1] + len(self.marks)

    @cached_property
    def inputs(self) -> dict[str, Type]:
        """The variables that the program begins with: ``tokens``, ``positions`` and ``ones``, and each column."""
        return {
            "tokens": Categorical(self.marks + self.alphabet),
            "positions": Categorical(tuple(str(position) for position in range(self.max_length))),
            "ones": Numerical(),
            **{column.name: Categorical(self.marks + column.values) for column in self.columns},
        }

    @cached_property
    def _index(self) -> dict[str, int]:
        return {token: index for index, token in enumerate(self.marks + self.alphabet)}

    @cached_property
    def _alphabet_set(self) -> frozenset[str]:
        return frozenset(self.alphabet)

    @cached_property
    def fault(self) -> tuple[str, str] | None:
        """Why no program can have this signature: the header of the text form that is at fault, and a message."""
        lengths = self.lengths
        if not lengths or lengths.step != 1 or lengths[0] < 0:
            return "lengths", f"{lengths} must go up, in steps of 1, from the shortest to the longest"
        if lengths[-1] > MAX_LENGTH:
            return "lengths", f"at most {MAX_LENGTH:,} tokens are possible, not {lengths[-1]:,}"
        names = {
            "task": (self.task,),
            "alphabet": self.alphabet,
            "marks": self.marks,
            "labels": self.labels,
            "unlabelled": self.unlabelled,
        }
        for header, listed in names.items():
            fault = names_fault(listed) if listed or header == "unlabelled" else "at least one is needed"
            if fault is not None:
                return header, fault
        for mark in self.marks:
            if mark in self._alphabet_set:
                return "marks", f"{mark!r} is also in the alphabet; marks and tokens must differ"
        for token in self.unlabelled:
            if token not in self._alphabet_set:
                return "unlabelled", f"{token!r} is not in the alphabet"
        return next(((f"column {name}", fault) for name, fault in column_faults(self.columns, self.marks)), None)

    def check_input(self, contents: Sequence[Item]) -> None:
        """Raise InputError, saying what and where, unless the program takes these contents."""
        if isinstance(contents, str):
            raise InputError(f"an input is a list of tokens, not one string: {contents!r}; split it first")
        n = len(contents)
        if n not in self.lengths:
            raise InputError(f"{describe_length(n)}, but {self.task} takes {describe_lengths(self.lengths)}")
        if self.columns:
            check_items(contents, self.columns)
        for place, token in enumerate(self.tokens_of(contents), start=1):
            if token not in self._alphabet_set:
                raise InputError(f"unknown token {token!r} (number {place} of the input); {describe_alphabet(self)}")

    def tokens_of(self, contents: Sequence[Item]) -> Sequence[str]:
        """The tokens alone, without their values in columns."""
        return [item[0] for item in contents] if self.columns else cast(Sequence[str], contents)

    def read_words(self, words: Iterable[str]) -> tuple[Item, ...]:
        """The contents that a person types: each word is a token, or, with columns, ``token/value/…``.

        Words are cut at their last slashes. Whether the program takes the contents is not checked here.
        """
        n = len(self.columns)
        return tuple(tuple(word.rsplit("/", n)) if n else word for word in words)

    def encode(self, contents: Sequence[Item]) -> list[int]:
        """The values of ``tokens`` for these contents, marks added. Raises InputError where they are not taken."""
        self.check_input(contents)
        index = self._index
        return self._between_marks(index[token] for token in self.tokens_of(contents))

    def encode_inputs(self, contents: Sequence[Item]) -> dict[str, list[int]]:
        """The values of every input, by name, marks added. Raises InputError where the contents are not taken."""
        tokens, *columns = map(self._between_marks, self.encode_items([contents]))
        found = {"tokens": tokens, "positions": list(range(len(tokens))), "ones": [1] * len(tokens)}
        return found | {column.name: values for column, values in zip(self.columns, columns, strict=True)}

    def encode_items(self, inputs: Sequence[Sequence[Item]]) -> list[list[int]]:
        """For ``tokens``, and then each column, its values at all contents, one input after another, without marks.

        Raises:
            InputError: one of the inputs is not taken; the message is about the first of them.
        """
        items = list(chain.from_iterable(inputs))
        if not self._has_lengths(inputs) or not self._has_columns(items):
            self._refuse(inputs)
        parts = zip(*items, strict=True) if self.columns and items else [items] * len(self._indices)
        try:
            return [[*map(index.__getitem__, part)] for index, part in zip(self._indices, parts, strict=True)]
        except KeyError:
            self._refuse(inputs)

    def _has_lengths(self, inputs: Sequence[Sequence[Item]]) -> bool:
        """Whether inputs are no mere strings, and have lengths that are taken."""
        return not any(isinstance(contents, str) for contents in inputs) and {*map(len, inputs)} <= {*self.lengths}

    def _has_columns(self, items: Sequence[Item]) -> bool:
        """Whether items have a part for each column, beside the token."""
        if not self.columns:
            return True
        return all(isinstance(item, tuple) for item in items) and {*map(len, items)} <= {len(self.columns) + 1}

    def _refuse(self, inputs: Sequence[Sequence[Item]]) -> NoReturn:
        """Raise InputError about the first input that is not taken, which there is."""
        for contents in inputs:
            self.check_input(contents)
        raise AssertionError("every input is taken")

    @cached_property
    def _indices(self) -> list[dict[str, int]]:
        """For ``tokens``, and then each column, its values at contents, by name."""
        listed = (self.alphabet, *(column.values for column in self.columns))
        return [{name: place for place, name in enumerate(names, start=len(self.marks))} for names in listed]

    def _between_marks(self, indices: Iterable[int]) -> list[int]:
        """Indices of contents with those of the marks, which are the first values of tokens and of every column."""
        return [0, *indices] if self.end_mark is None else [0, *indices, 1]

    def contents_slice(self, n_positions: int) -> slice:
        """Which of ``n_positions`` positions hold contents (no marks)."""
        return slice(1, n_positions - (self.end_mark is not None))


def describe_length(n: int) -> str:
    """How long an input is, in words."""
    return "the input is empty" if n == 0 else f"the input has {n} token{'s' * (n != 1)}"


def describe_lengths(lengths: range) -> str:
    """Which lengths are allowed, in words.

    >>> describe_lengths(range(1, 7)), describe_lengths(range(9, 10))
    ('1 to 6', 'exactly 9')
    """
    return f"exactly {lengths[0]}" if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"


def describe_alphabet(signature: Signature, at_most: int = 20) -> str:
    """Which tokens are allowed, in words, cut after ``at_most``."""
    return describe_allowed(signature.alphabet, at_most)
