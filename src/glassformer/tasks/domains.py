"""Every input that a task asks about: what a proof has to cover, counted and enumerated without being stored."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from glassformer.tasks.wording import describe_lengths


class Domain(ABC):
    """A set of inputs, each a tuple of tokens (contents, without marks).

    It may be far too large to list, so it is counted by formula, walked lazily, and asked whether it has an input.
    Iterating gives the shortest inputs first and those of one length in alphabet order, so that the first
    counterexample found is the smallest.
    """

    @property
    @abstractmethod
    def n_inputs(self) -> int:
        """How many inputs there are, exactly."""

    @property
    @abstractmethod
    def rule(self) -> str:
        """What makes an input belong, as the end of "an input is …"."""

    @abstractmethod
    def __iter__(self) -> Iterator[tuple[str, ...]]: ...

    @abstractmethod
    def __contains__(self, contents: Sequence[str]) -> bool: ...


@dataclass(frozen=True)
class AllSequences(Domain):
    """Every sequence over an alphabet, of every length in a range: the domain of most tasks.

    >>> domain = AllSequences(("a", "b"), range(1, 3))
    >>> domain.n_inputs, list(domain)
    (6, [('a',), ('b',), ('a', 'a'), ('a', 'b'), ('b', 'a'), ('b', 'b')])
    >>> ("a", "b") in domain, ("a", "c") in domain
    (True, False)
    """

    alphabet: tuple[str, ...]
    lengths: range

    @property
    def n_inputs(self) -> int:
        """How many sequences there are: the sum of ``len(alphabet) ** length``."""
        return sum(len(self.alphabet) ** length for length in self.lengths)

    @property
    def rule(self) -> str:
        """What makes an input belong."""
        return f"any sequence of {describe_lengths(self.lengths)} from the alphabet"

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for length in self.lengths:
            yield from itertools.product(self.alphabet, repeat=length)

    def __contains__(self, contents: Sequence[str]) -> bool:
        return len(contents) in self.lengths and self._tokens.issuperset(contents)

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset(self.alphabet)
