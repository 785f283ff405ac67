"""The learners' settings."""

from __future__ import annotations

import pytest

from glassformer.errors import ConfigurationError
from glassformer.learning import Configuration
from glassformer.learning.comparing.keys import TASKS
from glassformer.learning.comparing.learners import LEARNERS, PAPER, ProgramLearner, StandardLearner
from glassformer.learning.configuration import NAMES
from glassformer.models import StandardConfiguration
from glassformer.program import Signature
from glassformer.program.operations import Aggregate, AggregateSum, LookupTable
from glassformer.tasks import load_task

OF_ANY_LEARNER = {"seed", "n_inputs", "simplify"}
"""Settings that say nothing of how it is learned: data, and what is done with the program afterwards."""
OF_WIDE = {"shallow_first", "counts_per_pair", "sets"}
SET_SPARSITY = {"set_sparsity"}  # no predicate of the paper's accepts sets


def program_learner(name: str) -> ProgramLearner:
    learner = LEARNERS[name]
    assert isinstance(learner, ProgramLearner)
    return learner


@pytest.mark.parametrize("task", TASKS)
def test_ours_is_the_default_for_every_task(task: str) -> None:
    assert program_learner("ours").configuration(task, 3) == Configuration(seed=3)
    assert program_learner("descent").configuration(task, 3) == Configuration(seed=3, search=0)


@pytest.mark.parametrize("task", TASKS)
def test_the_paper_decides_every_setting(task: str) -> None:
    """A new setting is either the paper's as well, and named there, or is said here to be none of its affair."""
    decided = {*PAPER.settings, *PAPER.by_task[task]}
    assert set(NAMES) - decided == OF_ANY_LEARNER | OF_WIDE | SET_SPARSITY


@pytest.mark.parametrize(
    ("task", "n_heads", "n_counts", "n_tables"),
    [("hist", 2, 2, 2), ("sort", 12, 12, 12), ("dyck2", 6, 6, 12), ("induction", 2, 0, 0)],
)
def test_the_papers_model_has_the_published_size(task: str, n_heads: int, n_counts: int, n_tables: int) -> None:
    configuration = PAPER.configuration(task, 0)
    operations = configuration.sketch(Signature.of(load_task(task)), 0).operations
    found = [sum(isinstance(each, kind) for each in operations) for kind in (Aggregate, AggregateSum, LookupTable)]
    assert found == [n_heads, n_counts, n_tables]


def test_the_standard_transformer_is_the_papers() -> None:
    assert LEARNERS["standard"] == StandardLearner(n_inputs=20_000, epochs=100, batch_size=50, learning_rate=3e-4)
    assert StandardConfiguration.of(Signature.of(load_task("hist"))).d_model == 256


def test_a_learner_with_a_wrong_setting() -> None:
    with pytest.raises(ConfigurationError, match=r"this learner: unknown setting 'serach'; did you mean 'search'"):
        ProgramLearner(settings={"serach": 0}).configuration("hist", 0)
