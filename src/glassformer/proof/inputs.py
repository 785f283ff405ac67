"""Which inputs a check goes through: every one of a domain, or a random sample. They are streamed, never stored."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal, cast, get_args

from glassformer.errors import VerificationError, suggest
from glassformer.program.columns import Item
from glassformer.tasks import Domain, Task

Contents = tuple[Item, ...]
Coverage = Literal["all", "sample", "solver"]
Method = Literal["exhaustive", "prefixes", "smt", "sample"]
"""How a check is made: on all inputs, with shared prefixes where possible; only with those; by SMT; on a sample."""
Progress = Callable[[int, int], None]
"""Told, every so often, how many inputs are done and how many there are in all."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The inputs of one check.

    Attributes:
        coverage: whether they are all inputs of the domain, or a sample; a solver needs none.
        n: how many there are.
        n_domain: how many inputs the domain has.
        alphabet: in the order in which inputs of one length are compared.
        stream: gives them, from the first one, each time it is called.
    """

    coverage: Coverage
    n: int
    n_domain: int
    alphabet: tuple[str, ...]
    stream: Callable[[], Iterator[Contents]]

    def chunks(self, size: int) -> Iterator[list[Contents]]:
        """The inputs in lists of up to ``size``.

        Raises:
            VerificationError: at the end, where the domain turned out to have another number of inputs than it says.
        """
        inputs = self.stream()
        n_given = 0
        while chunk := list(islice(inputs, size)):
            n_given += len(chunk)
            yield chunk
        if n_given != self.n:
            raise VerificationError(
                f"the domain says that it has {self.n:,} inputs, but enumerates {n_given:,}; its n_inputs and its "
                "__iter__ must agree before anything can be proved about it"
            )

    def rank(self, contents: Contents) -> tuple[int, list[tuple[int | str, ...]]]:
        """What sorts inputs: the shortest first, those of one length in alphabet order, then by values of columns."""
        items = [(item,) if isinstance(item, str) else item for item in contents]
        return len(contents), [(self._place[token], *values) for token, *values in items]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {token: place for place, token in enumerate(self.alphabet)}


def choose_inputs(
    task: Task, *, method: Method | None = None, limit: int = 2_000_000, n_samples: int = 100_000, seed: int = 0
) -> Inputs:
    """The inputs that a check of this task goes through.

    Args:
        task: whose domain it is about.
        method: some (``sample``) or all (any other); None: all of a domain of up to ``limit`` inputs, else some.
        limit: see ``method``.
        n_samples: how many are drawn for a sample, by the task's own sampler, each independently of the others; so an
            input may come more than once.
        seed: of the sample.

    Raises:
        VerificationError: the method is unknown, or there is no sample of this size.
    """
    if is_exhaustive(task.domain, method, limit):
        return all_inputs(task.domain, task.alphabet)
    check_sample_size(n_samples)

    def draw() -> Iterator[Contents]:
        rng = random.Random(seed)
        return (task.draw(rng) for _ in range(n_samples))

    return Inputs(coverage="sample", n=n_samples, n_domain=task.domain.n_inputs, alphabet=task.alphabet, stream=draw)


def check_sample_size(n: int) -> None:
    """Raise VerificationError for a sample without inputs."""
    if n < 1:
        raise VerificationError(f"a sample of {n} inputs shows nothing; draw at least 1")


def describe_count(n: int) -> str:
    """How many there are, in words; of very many only about how many.

    >>> describe_count(1_234_567), describe_count(20_000**64)
    ('1,234,567', 'about 10^275')
    """
    return f"{n:,}" if n < 10**15 else f"about 10^{math.log10(n):.0f}"


def as_tokens(contents: Contents) -> tuple[str, ...]:
    """The same as mere tokens: contents of a task, which has no columns."""
    return cast(tuple[str, ...], contents)


def check_method(method: Method | None) -> None:
    """Raise VerificationError for an unknown method."""
    if method is not None and method not in get_args(Method):
        raise VerificationError(f"unknown method {method!r}; {suggest(method, get_args(Method))}")


def is_exhaustive(domain: Domain, method: Method | None, limit: int) -> bool:
    """Whether a check by this method goes through the whole domain. Raises VerificationError for an unknown method."""
    check_method(method)
    return domain.n_inputs <= limit if method is None else method != "sample"


def all_inputs(domain: Domain, alphabet: tuple[str, ...]) -> Inputs:
    """Every input of a domain, in its order."""
    n = domain.n_inputs
    return Inputs(coverage="all", n=n, n_domain=n, alphabet=alphabet, stream=lambda: iter(domain))
