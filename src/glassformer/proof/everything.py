"""Every input that programs of a signature take, with every value in each column: the domain where none is named."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from glassformer.errors import InputError
from glassformer.program.signature import Signature
from glassformer.proof.inputs import Contents, Inputs, check_sample_size
from glassformer.tasks import AllSequences, Domain


@dataclass(frozen=True)
class AllInputs(Domain):
    """All inputs of a signature with columns, of every length.

    Attributes:
        signature: of the programs that take them.
    """

    signature: Signature

    @property
    def n_inputs(self) -> int:
        """How many inputs there are."""
        n_items = prod(map(len, self._parts))
        return sum(n_items**length for length in self.signature.lengths)

    @property
    def rule(self) -> str:
        """What makes an input belong."""
        return f"whatever programs for {self.signature.task} take"

    @property
    def _parts(self) -> list[tuple[str, ...]]:
        """The tokens, and then the values of each column."""
        return [self.signature.alphabet, *(column.values for column in self.signature.columns)]

    def __iter__(self) -> Iterator[Contents]:  # type: ignore[override]  # its items are tuples, which tasks do not know
        for length in self.signature.lengths:
            yield from product(tuple(product(*self._parts)), repeat=length)

    def __contains__(self, contents: Sequence[object]) -> bool:
        try:
            self.signature.check_input(contents)  # type: ignore[arg-type]  # which is what it finds out
        except InputError:
            return False
        return True


def everything(signature: Signature) -> Domain:
    """The domain of all inputs that programs of a signature take."""
    return AllInputs(signature) if signature.columns else AllSequences(signature.alphabet, signature.lengths)


def drawn(signature: Signature, rng: random.Random) -> Contents:
    """A random input of a signature: a length, and then each token and each value in a column, all equally likely."""
    n = rng.choice(signature.lengths)
    tokens = rng.choices(signature.alphabet, k=n)
    if not signature.columns:
        return tuple(tokens)
    return tuple(zip(tokens, *(rng.choices(column.values, k=n) for column in signature.columns), strict=True))


def drawn_inputs(signature: Signature, *, n: int, seed: int) -> Inputs:
    """A sample of all inputs of a signature, each drawn by itself (`drawn`), so that one may come more than once.

    Raises:
        VerificationError: there is no sample of this size.
    """
    check_sample_size(n)

    def draw() -> Iterator[Contents]:
        rng = random.Random(seed)
        return (drawn(signature, rng) for _ in range(n))

    n_domain = everything(signature).n_inputs
    return Inputs(coverage="sample", n=n, n_domain=n_domain, alphabet=signature.alphabet, stream=draw)
