"""Learning with categorical variables only."""

from dataclasses import replace

import pytest
from tests.learning.small import HIST_DATA, PAPER, WIDE

from glassformer.learning import Configuration
from glassformer.learning.annealing import test_program as hits_of
from glassformer.learning.restart import Job, learn_one
from glassformer.learning.rewriting import rewritten
from glassformer.program import Numerical, Sketch


def numbers_in(sketch: Sketch) -> set[str]:
    return {name for name, type_ in sketch.types.items() if isinstance(type_, Numerical)} - {"ones"}


@pytest.mark.parametrize("configuration", [PAPER, WIDE, replace(WIDE, n_layers=3, shallow_first=False)])
def test_sketches_have_no_counts(configuration: Configuration) -> None:
    without = replace(configuration, numbers=False)
    assert numbers_in(configuration.sketch(HIST_DATA.signature, 0))
    sketch = without.sketch(HIST_DATA.signature, 0)
    assert numbers_in(sketch) == set()
    assert len(sketch.operations) > 1


def test_what_the_search_counts_is_told_by_categories() -> None:
    for numbers in (True, False):
        network = rewritten(HIST_DATA, n_features=10_000, seed=0, numbers=numbers)
        assert network is not None
        program = network.discretize()
        assert bool(numbers_in(program)) is numbers
        assert hits_of(program, HIST_DATA.train).are_all


def test_a_restart_without_numbers() -> None:
    configuration = replace(WIDE, numbers=False, search=10_000)
    found = learn_one(Job(HIST_DATA, configuration, 0, None), lambda report: None)
    assert found.is_right
    assert numbers_in(found.program) == set()
