"""A program for longer inputs: its own rules, read over more positions and larger counts.

What a program says in words of no length (``key == query``, ``= n_before``, ``largest key below``) holds of any length.
Only the ends move: lists of positions, what counts are clipped to, what tables of numbers give, and ranges of rules
that reach to an end; and what counts in lengths, ``positions - 8 * n + 64`` where these are 8, counts in the new
one. What is said of single positions stays said of those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glassformer.errors import ProgramError, ProgramSyntaxError
from glassformer.program.bodies import body
from glassformer.program.headlines import headline, operand_names
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    TableInput,
    variable_of,
)
from glassformer.program.parsing import parse
from glassformer.program.printing import print_signature
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.program.wording import INTEGER, TO

NEAR = 2
"""What comes as near as this to the number of positions is meant as the most that there can be."""
SPAN = re.compile(rf"(?<!\S)(-?\d+) {TO} (-?\d+)(?!\S)")
PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[,:]|[^",:]+')
"""Quoted values, the signs between inputs, and what stands between these."""
FORMULA = re.compile(r"(?:^|: )= ([^\"]*)$")
"""What a rule computes, at its end."""
TERM = re.compile(r"(?:(\d+) \* )?\b([^\W\d]\w*)")
NUMBER = re.compile(r"(?<!\w)\d+(?!\w)")


@dataclass(frozen=True)
class Ends:
    """The least and the largest number of a variable, as they were and as they are."""

    low: int
    high: int
    new_low: int
    new_high: int

    def widened(self, text: str) -> str:
        """The text with each range that reached an end reaching the new one.

        >>> Ends(-4, 4, -8, 8).widened("-4 to -1 4 none")
        '-8 to -1 4 none'
        """
        return SPAN.sub(lambda found: f"{self._now(int(found[1]))} {TO} {self._now(int(found[2]))}", text)

    def _now(self, number: int) -> int:
        return {self.low: self.new_low, self.high: self.new_high}.get(number, number)


def lengthened(program: Program, signature: Signature) -> Program:
    """The program for a signature that differs in nothing but longer inputs, and labels that come with these.

    Whether it is right is for a test to say, of shorter inputs too: what was held at an end (a count beyond what it is
    clipped to, a formula beyond what its table gives) is held there no more.

    Args:
        program: it computes class scores or returns a variable, and reads positions and counts as it likes.
        signature: of the longer inputs.

    Raises:
        ProgramError: the signatures differ otherwise; or a table names every position, or every count, by itself, so
            that nothing is said about others.
    """
    _check_same(program.signature, signature)
    reading = _Reading(program, signature.max_length - program.signature.max_length)
    operations = [reading.read_on(operation) for operation in program.operations]
    head = print_signature(signature, program.origin)
    try:
        return parse("\n\n".join([head, *operations, f"return {program.returns}"]) + "\n", "longer")
    except ProgramSyntaxError as error:
        raise ProgramError(f"the program says nothing about longer inputs: {error}") from None


def _check_same(old: Signature, new: Signature) -> None:
    shared = replace(new, lengths=old.lengths, labels=old.labels)
    if shared != old or new.max_length < old.max_length:
        raise ProgramError(
            f"the program takes inputs of {old.task!r} of {old.lengths[0]} to {old.lengths[-1]} tokens; it can be read "
            f"on for longer ones over the same tokens, not for those of {new.task!r} of {new.lengths[0]} to "
            f"{new.lengths[-1]} tokens"
        )


class _Reading:
    """Reading a program on: which variables grow, and the text of each operation."""

    def __init__(self, program: Program, longer: int) -> None:
        self.program, self.longer = program, longer
        self.n = n = program.signature.max_length
        self.most = n - NEAR
        self.ends = {"positions": Ends(0, n - 1, 0, n - 1 + longer)}

    def read_on(self, operation: Operation) -> str:
        """The operation's text for longer inputs."""
        match operation:
            case Select() | SelectClosest() | SelectBest():
                first, (keys, queries) = headline(operation), (self.ends.get(str(each)) for each in _heads(operation))
                lines = [self.rule(line, [queries], keys) for line in self.body(operation)]
            case LookupTable() | NumberTable():
                first, ends, by_strides = self.table(operation)
                lines = [self.rule(line, ends, None) for line in self.body(operation)]
                if by_strides:
                    lines = [FORMULA.sub(self.restrided, line) for line in lines]
            case Scores():
                first, lines = headline(operation), [self.weights(line) for line in self.body(operation)]
            case Aggregate() | AggregateSum():
                first, lines = headline(operation), []
                if str(operation.values) in self.ends and isinstance(operation, Aggregate):
                    self.ends[operation.name] = self.ends[str(operation.values)]
        return "\n".join([f"{first} {{", *lines, "}"] if lines else [first])

    def body(self, operation: Operation) -> list[str]:
        """The lines of its table, as they are now."""
        return body(operation, self.program.types, self.program.signature)

    def table(self, operation: LookupTable | NumberTable) -> tuple[str, list[Ends | None], bool]:
        """The headline of a table, the ends of what it reads, and whether it counts in lengths.

        What it gives grows where what it reads does.
        """
        inputs = tuple(self.clipped(each) for each in operation.inputs)
        ends = [self.ends_of(old, new) for old, new in zip(operation.inputs, inputs, strict=True)]
        if isinstance(operation, NumberTable):
            return headline(replace(operation, inputs=inputs)), ends, False
        by_strides = self.strides(operation, ends)
        text = headline(replace(operation, inputs=inputs))
        if any(ends):
            own = self.grown(operation.values, by_strides=by_strides)
            if own is not None:
                self.ends[operation.name] = own
                before, arrow, values = text.partition(" -> ")
                text = before + arrow + own.widened(values)
        return text, ends, by_strides

    def clipped(self, read: TableInput) -> TableInput:
        """What is read, a count that was clipped to the most there could be now to the most there can be."""
        if isinstance(read, Clip) and read.high >= self.most:
            return replace(read, high=read.high + self.longer)
        return read

    def ends_of(self, old: TableInput, new: TableInput) -> Ends | None:
        if isinstance(old, Clip) and isinstance(new, Clip):
            return Ends(old.low, old.high, new.low, new.high) if old != new else None
        return self.ends.get(str(variable_of(old)))

    def strides(self, operation: LookupTable, ends: Sequence[Ends | None]) -> bool:
        """Whether a rule counts in lengths, as ``positions + 8 * n`` does where there are 8 positions.

        What is counted so stands beside something that says which of the positions, and grows as they do.
        """
        named = zip(operand_names(operation.inputs), ends, strict=True)
        places = {name for name, each in named if each is not None and each.high - each.low + 1 == self.n}
        for line in self.body(operation):
            formula = FORMULA.search(line)
            terms = TERM.findall(formula[1]) if formula else ()
            within = any(not factor and name in places for factor, name in terms)
            if within and any(factor == str(self.n) and name not in places for factor, name in terms):
                return True
        return False

    def restrided(self, formula: re.Match[str]) -> str:
        """A formula that counts in lengths, for the length that there is now."""
        return NUMBER.sub(lambda number: str(self.in_lengths(int(number[0]))), formula[0])

    def in_lengths(self, number: int) -> int:
        """So many lengths and so much, of the longer ones; what comes near to a length in either is meant as one."""
        high, low = (digit + self.longer if digit >= max(self.most, 2) else digit for digit in divmod(number, self.n))
        return high * (self.n + self.longer) + low

    def grown(self, values: Sequence[str], *, by_strides: bool) -> Ends | None:
        """The ends of what a table gives, where these are as large as inputs are long."""
        numbers = [int(value) for value in values if INTEGER.fullmatch(value)]
        if not numbers:
            return None
        low, high = min(numbers), max(numbers)
        if by_strides:
            new_low, new_high = (-self.in_lengths(-end) if end < 0 else self.in_lengths(end) for end in (low, high))
        else:
            new_low = low - self.longer if -low >= self.most else low
            new_high = high + self.longer if high >= self.most else high
        return None if (low, high) == (new_low, new_high) else Ends(low, high, new_low, new_high)

    def rule(self, line: str, reads: Sequence[Ends | None], gives: Ends | None) -> str:
        """A line of a table: ranges of what is read, and of the keys that are accepted, reach as far as there is."""
        parts: list[str] = PARTS.findall(line)
        has_left = ":" in parts
        place, found = 0, ""
        for part in parts:
            if part == ":":
                has_left, place = False, len(reads)
            elif part == ",":
                place += 1
            else:
                ends = reads[place] if has_left and place < len(reads) else gives if not has_left else None
                part = ends.widened(part) if ends is not None else part
            found += part
        return found

    def weights(self, line: str) -> str:
        """A line of scores: a variable, and the values that it is about."""
        name, space, rest = line.partition(" ")
        ends = self.ends.get(name)
        if ends is None:
            return line
        left, colon, right = rest.partition(":")
        return name + space + ends.widened(left) + colon + right


def _heads(operation: Select | SelectClosest | SelectBest) -> tuple[object, object]:
    return operation.keys, operation.queries
