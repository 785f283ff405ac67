"""Programs of the size that is learned from text, as networks: they say the same, and are no larger than they must."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.relaxation.networks import answers_of
from tests.support.text_programs import MIDDLING, SMALL, TextOptions, text_inputs, text_program

from glassformer.relaxation import Relaxation


@pytest.mark.parametrize("is_pooled", [False, True])
@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("options", [SMALL, MIDDLING], ids=["small", "middling"])
def test_a_network_without_holes_says_what_its_program_says(
    options: TextOptions, is_causal: bool, is_pooled: bool
) -> None:
    rng = random.Random(0)
    program = text_program(rng, replace(options, is_causal=is_causal, is_pooled=is_pooled))
    network = Relaxation(program)
    inputs = text_inputs(program, rng, 20)
    assert answers_of(network, inputs) == [program(contents) for contents in inputs]
    assert network.discretize(program.origin) == program


def test_nothing_in_it_grows_with_pairs_of_words() -> None:
    """It has what the tables of the program have, and little more."""
    program = text_program(random.Random(0), TextOptions(n_words=10_000))
    network = Relaxation(program)
    assert "tokens" not in network.layout.categorical
    held = sum(each.numel() for each in (*network.parameters(), *network.buffers()))
    most_values, n_words = 128, 10_000
    assert held < 2 * 4 * most_values * n_words
