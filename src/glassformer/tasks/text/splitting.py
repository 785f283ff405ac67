"""Texts split into parts: seeded, stratified by label, and with equal texts always in the same part."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text.examples import Label, TextExamples, Words

VALID_SHARE = 0.1
TEST_SHARE = 0.1


def split_indices(
    examples: TextExamples, shares: Sequence[float] = (VALID_SHARE, TEST_SHARE), *, seed: int = 0
) -> tuple[tuple[int, ...], ...]:
    """The indices of the texts that remain for training, and then those of one part for each share, all in order.

    Every class with more different texts than there are shares has one in each part; a smaller one remains for training
    whole. Texts with tags go by the rarest of their tags, as far as that reaches. Texts of the same words stay
    together.

    Raises:
        ConfigurationError: the shares leave nothing to train on, or one is not above 0.
        InputError: there are too few different texts to give every part one.
    """
    if not shares or min(shares) <= 0 or sum(shares) >= 1:
        raise ConfigurationError(f"shares {tuple(shares)} must each be above 0, and less than 1 together")
    rng = random.Random(seed)
    parts: list[list[int]] = [[] for _ in range(len(shares) + 1)]
    owed = [0.0] * len(shares)  # texts due to each part that rounding has not given to it yet
    for groups in _strata(examples, len(parts)):
        rng.shuffle(groups)
        sizes = _sizes(len(groups), shares, owed)
        start = 0
        for part, size in zip(parts, (len(groups) - sum(sizes), *sizes), strict=True):
            part.extend(index for group in groups[start : start + size] for index in group)
            start += size
    if not all(parts):
        what = f"no class has {len(parts)} different texts" if examples.kind == "classify" else "the texts are too few"
        raise InputError(f"{what}, so that they cannot be split into {len(parts)} parts; give a file for each part")
    return tuple(tuple(sorted(part)) for part in parts)


def small_classes(examples: TextExamples, n_parts: int) -> dict[str, int]:
    """Each class with fewer different texts than there are parts, and how many it has."""
    labels: dict[Words, str] = {}
    for words, label in zip(examples.tokens, examples.classes, strict=True):
        labels.setdefault(words, label)  # of equal texts the first counts, as in the strata
    n_texts = Counter(labels.values())
    return {label: n_texts[label] for label in sorted(set(examples.classes)) if n_texts[label] < n_parts}


def _sizes(n_groups: int, shares: Sequence[float], owed: list[float]) -> list[int]:
    """How many groups of a stratum each part gets; what rounding leaves is added to ``owed``."""
    for part, share in enumerate(shares):
        owed[part] += share * n_groups
    if n_groups <= len(shares):
        return [0] * len(shares)
    free = n_groups - 1 - len(shares)  # one is for training, and one for each part
    sizes = []
    for part in range(len(shares)):
        more = max(0, min(free, round(owed[part]) - 1))
        owed[part] -= 1 + more
        free -= more
        sizes.append(1 + more)
    return sizes


def _strata(examples: TextExamples, n_parts: int) -> list[list[list[int]]]:
    """The indices of texts of the same words, as groups, and these by what they are stratified by.

    Of texts with tags, those whose stratum has fewer groups than there are parts are together in one.
    """
    groups: dict[Words, list[int]] = defaultdict(list)
    for index, words in enumerate(examples.tokens):
        groups[words].append(index)
    firsts = [group[0] for group in groups.values()]
    keys = [""] * len(firsts) if examples.labels is None else _keys([examples.labels[first] for first in firsts])
    strata: dict[str, list[list[int]]] = defaultdict(list)
    for key, group in zip(keys, groups.values(), strict=True):
        strata[key].append(group)
    ordered = [strata[key] for key in sorted(strata)]
    if examples.kind == "classify":
        return ordered
    large = [stratum for stratum in ordered if len(stratum) >= n_parts]
    return [[group for stratum in ordered if len(stratum) < n_parts for group in stratum], *large]


def _keys(labels: Sequence[Label]) -> list[str]:
    """For each text its label, or the rarest of its tags."""
    n_texts = Counter(tag for label in labels if not isinstance(label, str) for tag in set(label))
    return [
        label if isinstance(label, str) else min(label, key=lambda tag: (n_texts[tag], tag), default="")
        for label in labels
    ]
