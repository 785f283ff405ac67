"""What a program computes on many inputs: places, and columns, which have the values of a variable at all of them.

A *place* is one position of one input, marks included. A *column* has a variable's value at every place. Inputs stand
in groups of one length, so that nothing is padding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from glassformer.execution.encoding import pad_batch
from glassformer.program.signature import Signature
from glassformer.proof.inputs import Contents

Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Column:
    """The values of a variable at every place: indices of a categorical one, numbers of a numerical one."""

    data: Ints

    @cached_property
    def values(self) -> Ints:
        """The values that occur, ascending."""
        if self.data.dtype == np.uint8:
            return np.flatnonzero(np.bincount(self.data, minlength=1))
        return np.unique(self.data)

    @cached_property
    def order(self) -> Ints:
        """The values that occur, in the order in which they first do."""
        firsts = [int(np.argmax(self.data == value)) for value in self.values]
        return self.values[np.argsort(firsts)]

    @cached_property
    def partition(self) -> bytes:
        """Equal for two columns that are the same but for the names of values."""
        place = np.zeros(int(self.values[-1]) + 1, dtype=self.data.dtype)
        place[self.order] = np.arange(len(self.order))
        return blake2b(place[self.data].tobytes()).digest()

    @cached_property
    def digest(self) -> bytes:
        """Equal for two columns that are the same."""
        return blake2b(self.data.tobytes() + self.data.dtype.str.encode()).digest()


@dataclass(frozen=True, eq=False)
class Places:
    """Every position of some inputs, input after input.

    Attributes:
        signature: of the programs that take the inputs.
        groups: ``input position`` indices of tokens, marks included, or, where the signature has columns, ``input
            position variable``, of tokens and of each column; each group of another length, the shortest first.
    """

    signature: Signature
    groups: tuple[Ints, ...]

    @classmethod
    def of(cls, signature: Signature, inputs: Iterable[Contents]) -> Places:
        """The places of these inputs. Raises InputError where the signature does not take one."""
        by_length: dict[int, list[Contents]] = {}
        for contents in inputs:
            by_length.setdefault(len(contents), []).append(contents)
        n_values = max(map(len, (signature.alphabet, *(column.values for column in signature.columns))))
        kind = np.uint8 if n_values < 250 else np.int32
        return cls(signature, tuple(pad_batch(signature, by_length[n]).astype(kind) for n in sorted(by_length)))

    @property
    def n_inputs(self) -> int:
        """How many inputs there are."""
        return sum(len(group) for group in self.groups)

    @property
    def n_places(self) -> int:
        """How many places there are."""
        return sum(map(n_places_of, self.groups))

    @cached_property
    def starts(self) -> Ints:
        """The place of position 0 of each input."""
        lengths = np.concatenate([np.full(len(group), group.shape[1]) for group in self.groups])
        found: Ints = np.cumsum(lengths) - lengths
        return found

    @cached_property
    def inputs(self) -> dict[str, Column]:
        """The columns of ``tokens``, ``positions`` and ``ones``, and of those that the signature has."""
        longest = max(group.shape[1] for group in self.groups)
        positions = np.arange(longest, dtype=np.uint8 if longest < 250 else np.int32)
        return {
            "tokens": self._given(0),
            "positions": Column(np.concatenate([np.tile(positions[: len(g[0])], len(g)) for g in self.groups])),
            "ones": Column(np.ones(self.n_places, dtype=np.uint8)),
            **{column.name: self._given(place) for place, column in enumerate(self.signature.columns, start=1)},
        }

    def _given(self, place: int) -> Column:
        """Tokens (0), or one of the signature's columns, counted from 1."""
        n = len(self.signature.columns) + 1
        return Column(np.concatenate([group.reshape(-1, n)[:, place] for group in self.groups]))

    @cached_property
    def asked(self) -> Ints:
        """The places at which a label is asked; position 0 where there is one for the whole input."""
        if self.signature.gives_one_label:
            return self.starts
        marks, unlabelled = self.signature.marks, self.signature.unlabelled
        silent = [*range(len(marks)), *(len(marks) + self.signature.alphabet.index(token) for token in unlabelled)]
        return np.flatnonzero(~np.isin(self.inputs["tokens"].data, silent))

    @cached_property
    def contents(self) -> Ints:
        """The places that are no marks."""
        return np.flatnonzero(self.inputs["tokens"].data >= len(self.signature.marks))

    def groups_of(self, columns: Iterable[Column]) -> Iterator[list[Ints]]:
        """Group by group, these columns as ``input position``."""
        everything = [column.data for column in columns]
        start = 0
        for group in self.groups:
            end = start + n_places_of(group)
            yield [data[start:end].reshape(group.shape[:2]) for data in everything]
            start = end

    def input_of(self, place: int) -> Contents:
        """The input that a place is of."""
        number = int(np.searchsorted(self.starts, place, side="right")) - 1
        for group in self.groups:
            if number < len(group):
                return self._decoded(group[number][self.signature.contents_slice(group.shape[1])])
            number -= len(group)
        raise IndexError(f"there is no place {place}")

    def _decoded(self, contents: Ints) -> Contents:
        """The items whose indices these are: ``position``, or with columns ``position variable``."""
        signature = self.signature
        values = [signature.alphabet, *(column.values for column in signature.columns)]
        places = (contents - len(signature.marks)).reshape(len(contents), len(values)).tolist()
        rows = [tuple(names[place] for names, place in zip(values, row, strict=True)) for row in places]
        return tuple(rows) if signature.columns else tuple(token for (token,) in rows)

    def some(self, at_most: int) -> tuple[Places, Ints]:
        """The places of so many of the inputs, the same ones each time, and which places of all they are."""
        chosen = np.zeros(self.n_inputs, dtype=bool)
        chosen[np.random.default_rng(0).permutation(self.n_inputs)[:at_most]] = True
        groups, places, n_before, start = [], [], 0, 0
        for group in self.groups:
            is_in = chosen[n_before : n_before + len(group)]
            if is_in.any():
                groups.append(group[is_in])
                every = np.arange(start, start + n_places_of(group)).reshape(group.shape[:2])
                places.append(every[is_in].ravel())
            n_before, start = n_before + len(group), start + n_places_of(group)
        return Places(self.signature, tuple(groups)), np.concatenate(places)


def n_places_of(group: Ints) -> int:
    """How many places a group of inputs has."""
    return int(np.prod(group.shape[:2]))
