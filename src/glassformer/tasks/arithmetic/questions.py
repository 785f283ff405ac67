"""Arithmetic questions: how they are laid out in tokens, and many of them at once as arrays of digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from glassformer.errors import InputError, TaskError
from glassformer.tasks.arithmetic.reading import read_question
from glassformer.tasks.arithmetic.subtasks import Digits, Flags, Subtasks, label_columns

OPERATIONS = ("+", "-")


@dataclass(frozen=True)
class Arithmetic:
    """The layout of questions such as ``33357+82243=115600``: two numbers of n digits, and an answer of n + 1.

    Where subtraction is asked, alone or beside addition, an answer begins with its sign: ``33357-82243=-048886``, and
    there too ``33357+82243=+115600`` (arXiv 2402.02619). A token is an index into `tokens`; a digit is its own.

    >>> addition = Arithmetic(5)
    >>> addition.n_positions, " ".join(addition.position_names)
    (18, "D4 D3 D2 D1 D0 op D'4 D'3 D'2 D'1 D'0 = A5 A4 A3 A2 A1 A0")

    Attributes:
        n_digits: how many digits each of the two numbers has; leading zeros are written.
        operations: which of "+" and "-" are asked.

    Raises:
        TaskError: there are no digits or no operations, or an operation is neither.
    """

    n_digits: int
    operations: tuple[str, ...] = ("+",)

    def __post_init__(self) -> None:
        if not isinstance(self.n_digits, int) or isinstance(self.n_digits, bool) or self.n_digits < 1:
            raise TaskError(f"arithmetic: the number of digits is a whole number from 1 on, not {self.n_digits!r}")
        asked = tuple(each for each in OPERATIONS if each in self.operations)
        if not asked or len(asked) != len(self.operations):
            raise TaskError(f"arithmetic: operations are ('+',), ('-',) or ('+', '-'), not {self.operations!r}")
        object.__setattr__(self, "operations", asked)

    @property
    def has_sign(self) -> bool:
        """Whether an answer begins with its sign."""
        return "-" in self.operations

    @property
    def tokens(self) -> tuple[str, ...]:
        """The vocabulary, in order: the ten digits, "+", "-" where answers have a sign, and "="."""
        return (*"0123456789", "+", *("-" if self.has_sign else ""), "=")

    @property
    def question_length(self) -> int:
        """How many tokens a question has, "=" included: the position at which its answer begins."""
        return 2 * self.n_digits + 2

    @property
    def answer_length(self) -> int:
        """How many tokens an answer has, its sign included."""
        return self.n_digits + 1 + self.has_sign

    @property
    def n_positions(self) -> int:
        """How many tokens a question with its answer has: the context of a model."""
        return self.question_length + self.answer_length

    @property
    def first_positions(self) -> range:
        """The position of each digit of the first number, D0's first."""
        return range(self.n_digits - 1, -1, -1)

    @property
    def operation_position(self) -> int:
        """The position of "+" or "-"."""
        return self.n_digits

    @property
    def second_positions(self) -> range:
        """The position of each digit of the second number, D'0's first."""
        return range(2 * self.n_digits, self.n_digits, -1)

    @property
    def equals_position(self) -> int:
        """The position of "="."""
        return self.question_length - 1

    @property
    def sign_position(self) -> int | None:
        """The position of the answer's sign, or None where it has none."""
        return self.question_length if self.has_sign else None

    @property
    def answer_positions(self) -> range:
        """The position of each digit of the answer, A0's first."""
        return range(self.n_positions - 1, self.n_positions - self.n_digits - 2, -1)

    @property
    def answer_columns(self) -> range:
        """Which token of the answer each of its digits is, A0's first; a sign is token 0."""
        first = self.answer_positions[0] - self.question_length
        return range(first, first - self.n_digits - 1, -1)

    @property
    def position_names(self) -> tuple[str, ...]:
        """What stands at each position, as the papers write it."""
        down = range(self.n_digits - 1, -1, -1)
        sign = ("sign",) if self.has_sign else ()
        answer = (f"A{digit}" for digit in range(self.n_digits, -1, -1))
        return (*(f"D{digit}" for digit in down), "op", *(f"D'{digit}" for digit in down), "=", *sign, *answer)

    def texts(self, tokens: npt.ArrayLike) -> list[str]:
        """Tokens as text, one for each row: questions, or answers that a model predicts (`question position`).

        >>> Arithmetic(2).texts([[1, 7, 10, 2, 5, 11], [0, 0, 10, 0, 9, 11]])
        ['17+25=', '00+09=']
        """
        characters = np.ascontiguousarray(np.array(self.tokens)[np.asarray(tokens)])
        joined: list[str] = characters.view(f"U{characters.shape[1]}")[:, 0].tolist()
        return joined

    def parse(self, *texts: str) -> Questions:
        """The questions that texts such as ``12345+67890`` or ``12345+67890=080235`` ask, one for each text.

        Raises InputError where a text is no question of this layout, or has an answer that is not the right one.
        """
        read = [read_question(text, self.n_digits, self.operations) for text in texts]
        questions = Questions(
            self,
            np.array([each.first for each in read], np.uint8).reshape(-1, self.n_digits),
            np.array([each.second for each in read], np.uint8).reshape(-1, self.n_digits),
            np.array([each.operation == "-" for each in read], bool),
        )
        for each, right in zip(read, self.texts(questions.answer_tokens), strict=True):
            each.check_answer(right)
        return questions


@dataclass(frozen=True, eq=False)
class Questions:
    """Many questions of one layout, each with its right answer.

    >>> questions = Arithmetic(5).parse("33357+82243", "44445+55555")
    >>> questions.text(1), questions.first[0], questions.answers[0]
    ('44445+55555=100000', array([7, 5, 3, 3, 3], dtype=uint8), array([0, 0, 6, 5, 1, 1], dtype=uint8))

    Attributes:
        arithmetic: their layout.
        first: the digits of the first number, the lowest first (`question digit`).
        second: the digits of the second number, likewise.
        is_minus: whether a question is a subtraction (`question`).

    Raises:
        InputError: the arrays do not fit the layout or one another.
    """

    arithmetic: Arithmetic
    first: Digits
    second: Digits
    is_minus: Flags

    def __post_init__(self) -> None:
        shape = (len(self.is_minus), self.arithmetic.n_digits)
        for name, digits in (("first", self.first), ("second", self.second)):
            if digits.shape != shape:
                raise InputError(f"{name} has shape {digits.shape}; {shape} is expected: questions, then digits")
            if digits.dtype != np.uint8:
                raise InputError(f"{name} holds {digits.dtype}; digits are uint8")
            if (digits > 9).any():
                raise InputError(f"{name} holds {digits.max()}; digits are 0 to 9")
        if self.is_minus.dtype != bool:
            raise InputError(f"is_minus holds {self.is_minus.dtype}; it is bool")
        asked = {"+": not self.is_minus.all(), "-": self.is_minus.any()}
        for operation in OPERATIONS:
            if asked[operation] and operation not in self.arithmetic.operations:
                raise InputError(f"there are questions with {operation!r} and operations {self.arithmetic.operations}")

    def __len__(self) -> int:
        return len(self.is_minus)

    def __getitem__(
        self, which: int | np.integer | slice | Flags | npt.NDArray[np.integer] | Sequence[int]
    ) -> Questions:
        """The one question at an index, or those of a slice, of a mask, or of several indices."""
        if isinstance(which, int | np.integer):
            which = [int(which)]
        return Questions(self.arithmetic, self.first[which], self.second[which], self.is_minus[which])

    @staticmethod
    def concatenate(parts: Iterable[Questions]) -> Questions:
        """The questions of all parts, in order. Raises InputError where there are no parts, or their layouts differ."""
        parts = list(parts)
        layouts = {part.arithmetic for part in parts}
        if len(layouts) != 1:
            raise InputError(f"questions of {len(layouts)} layouts cannot be put together; one is needed")
        return Questions(
            layouts.pop(),
            np.concatenate([part.first for part in parts]),
            np.concatenate([part.second for part in parts]),
            np.concatenate([part.is_minus for part in parts]),
        )

    @cached_property
    def subtasks(self) -> Subtasks:
        """The sub-task labels of every digit."""
        return label_columns(self.first, self.second, self.is_minus)

    @property
    def is_negative(self) -> Flags:
        """Whether the answer is below zero (`question`)."""
        return self.subtasks.is_negative

    @property
    def answers(self) -> Digits:
        """The digits of the right answers, without sign, the lowest first (`question answer_digit`)."""
        return self.subtasks.answer_digits

    def tokens(self) -> Digits:
        """The questions with their right answers, as a model reads them (`question position`)."""
        layout = self.arithmetic
        token = {text: np.uint8(index) for index, text in enumerate(layout.tokens)}
        tokens = np.empty((len(self), layout.n_positions), np.uint8)
        tokens[:, layout.first_positions] = self.first
        tokens[:, layout.operation_position] = np.where(self.is_minus, token.get("-", 0), token["+"])
        tokens[:, layout.second_positions] = self.second
        tokens[:, layout.equals_position] = token["="]
        if layout.has_sign:
            tokens[:, layout.question_length] = np.where(self.is_negative, token["-"], token["+"])
        tokens[:, layout.answer_positions] = self.answers
        return tokens

    @property
    def answer_tokens(self) -> Digits:
        """The right answers as a model should write them (`question answer_position`)."""
        return self.tokens()[:, self.arithmetic.question_length :]

    def text(self, index: int) -> str:
        """One question with its right answer."""
        return self.arithmetic.texts(self[index].tokens())[0]
