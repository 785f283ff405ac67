"""Network, interpreter, executor and emitted source say the same of programs with columns, on inputs that are given."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
import torch
from tests.support.programs import Options, random_inputs, random_sketch

from glassformer.agreement import count_agreement_on
from glassformer.errors import InputError, VerificationError
from glassformer.program import Program, Scores
from glassformer.relaxation import Relaxation

OPTIONS = Options(returns_variable=False, n_columns=2, n_operations=9)


def network_of(seed: int) -> Relaxation:
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        return Relaxation(random_sketch(random.Random(seed), OPTIONS))


@pytest.mark.parametrize("seed", range(25))
def test_all_say_the_same(seed: int) -> None:
    network = network_of(seed)
    program = network.discretize()
    inputs = [tuple(contents) for contents in random_inputs(program, random.Random(seed), 60)]
    found = count_agreement_on(network, program, inputs)
    assert (found.inputs, found.mismatches, found.first) == (60, 0, None)


def test_workers_read_the_columns_too() -> None:
    network = network_of(1)
    program = network.discretize()
    inputs = [tuple(contents) for contents in random_inputs(program, random.Random(1), 10)]
    assert count_agreement_on(network, program, inputs, workers=2) == count_agreement_on(network, program, inputs)


def test_a_changed_program_is_found_out() -> None:
    """This network always answers its second label, and the changed program the first."""
    network = network_of(2)
    program = network.discretize()
    inputs = [tuple(contents) for contents in random_inputs(program, random.Random(1), 40)]
    (*before, scores) = program.operations
    assert isinstance(scores, Scores)
    found = count_agreement_on(
        network, replace(program, operations=(*before, replace(scores, bias=(2**30, 0)))), inputs
    )
    assert found.mismatches == 40
    assert found.by_part == {"interpreter": 40, "executor": 40, "emitted": 40}
    assert found.first is not None
    assert all(isinstance(item, tuple) and len(item) == 3 for item in found.first.contents)
    json.dumps(found.to_dict())


def test_what_cannot_be_counted_is_refused() -> None:
    network = network_of(2)
    program = network.discretize()
    with pytest.raises(VerificationError, match=r"^no inputs, no agreement: give at least 1$"):
        count_agreement_on(network, program, [])
    other = Program(signature=replace(program.signature, columns=()), operations=(), returns="tokens")
    with pytest.raises(VerificationError, match=r"^the program is not one of this network's: "):
        count_agreement_on(network, other, [("a",)])
    with pytest.raises(InputError, match=r"it must be a tuple of 3"):
        count_agreement_on(network, program, [(program.signature.alphabet[0],)])
