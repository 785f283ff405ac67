import numpy as np
import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.arithmetic import Arithmetic, Enrichment, all_questions, draw_questions, is_decided_within

ADDITION = Arithmetic(5)
MIXED = Arithmetic(5, ("+", "-"))


def rng(seed=0):
    return np.random.default_rng(seed)


def assert_share(flags, share):
    """That so many of the flags are true as chance allows (5 standard deviations)."""
    assert abs(flags.mean() - share) < 5 * (share * (1 - share) / flags.size) ** 0.5


def test_digits_are_uniform_and_independent():
    questions = draw_questions(ADDITION, 20_000, rng())
    digits = np.hstack([questions.first, questions.second])
    for digit in range(10):
        for column in digits.T:
            assert_share(column == digit, 0.1)
    correlation = np.corrcoef(digits.T.astype(float)) - np.eye(10)
    assert abs(correlation).max() < 5 / 20_000**0.5


def test_the_same_seed_gives_the_same_questions():
    first, again, other = (
        MIXED.texts(draw_questions(MIXED, 100, rng(seed), enrichment=Enrichment()).tokens()) for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize("operation", ["+", "-"])
def test_the_papers_enrichment(operation):
    layout = Arithmetic(5, (operation,))
    questions = draw_questions(layout, 64 * 2000, rng(), enrichment=Enrichment())
    passes = questions.subtasks.make_sum_9.reshape(2000, -1).mean(axis=1)  # of each batch
    is_enriched = passes > 0.19  # 0.1 in plain batches, 0.28 in others, with standard deviations below 0.03
    assert_share(is_enriched, 0.2)
    assert abs(passes[is_enriched].mean() - (0.2 + 0.8 * 0.1)) < 0.01
    assert abs(passes[~is_enriched].mean() - 0.1) < 0.01


def test_enrichment_to_the_full():
    everything = Enrichment(batch_size=10, batch_frac=1, pair_frac=1)
    questions = draw_questions(MIXED, 105, rng(), enrichment=everything)
    assert questions.subtasks.make_sum_9.all()
    nothing = Enrichment(pair_frac=0)
    assert not draw_questions(MIXED, 105, rng(), enrichment=nothing).subtasks.make_sum_9.all(axis=1).any()


def test_share_of_subtractions():
    assert_share(draw_questions(MIXED, 10_000, rng(), minus_frac=0.25).is_minus, 0.25)
    assert not draw_questions(ADDITION, 100, rng()).is_minus.any()
    assert draw_questions(Arithmetic(5, ("-",)), 100, rng()).is_minus.all()


def test_all_questions_in_order():
    layout = Arithmetic(1, ("+", "-"))
    texts = layout.texts(all_questions(layout).tokens())
    assert len(texts) == len(set(texts)) == 200
    assert texts[:2] == ["0+0=+00", "0+1=+01"]
    assert texts[99:101] == ["9+9=+18", "0-0=+00"]
    assert len(all_questions(Arithmetic(3))) == 10**6


def test_too_many_questions_to_list():
    with pytest.raises(InputError, match="4 digits make 100,000,000 questions for each operation, too many to list"):
        all_questions(Arithmetic(4))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0; a batch has 1 question or more"),
        ({"batch_frac": 1.5}, "batch_frac is 1.5; a chance is from 0 to 1"),
        ({"pair_frac": -0.1}, "pair_frac is -0.1; a chance is from 0 to 1"),
    ],
)
def test_enrichment_that_cannot_be(settings, message):
    with pytest.raises(ConfigurationError) as raised:
        Enrichment(**settings)
    assert str(raised.value) == message


def test_minus_frac_is_a_chance():
    with pytest.raises(ConfigurationError, match="minus_frac is 2; a chance is from 0 to 1"):
        draw_questions(MIXED, 10, rng(), minus_frac=2)


@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("layout", [ADDITION, Arithmetic(5, ("-",)), MIXED])
def test_only_what_a_window_decides(layout, window):
    cascades = Enrichment(batch_size=10, batch_frac=0.5, pair_frac=0.5)
    questions = draw_questions(layout, 2_000, rng(), enrichment=cascades, window=window)
    assert len(questions) == 2_000
    assert is_decided_within(questions, window).all()
    assert not is_decided_within(draw_questions(layout, 2_000, rng(), enrichment=cascades), window).all()


def test_what_a_window_decides_is_drawn_uniformly():
    every = all_questions(Arithmetic(2))
    decided = every[is_decided_within(every, 1)]
    assert len(decided) == 5_500  # all but those in which pair 0 makes a carry
    questions = draw_questions(Arithmetic(2), 40_000, rng(), window=1)
    sums = questions.first[:, 0].astype(int) + questions.second[:, 0]
    for total in range(10):
        assert_share(sums == total, (total + 1) / 55)
    for digit in range(10):
        assert_share(questions.first[:, 1] == digit, 0.1)
        assert_share(questions.second[:, 1] == digit, 0.1)


def test_the_share_of_operations_is_that_of_all_questions():
    questions = draw_questions(MIXED, 10_000, rng(), minus_frac=0.25, window=1)
    assert_share(questions.is_minus, 0.25)


@pytest.mark.parametrize("enrichment", [None, Enrichment()])
def test_without_a_window_or_with_one_of_all_digits_nothing_is_drawn_again(enrichment):
    plain, none, wide = (
        MIXED.texts(draw_questions(MIXED, 1_000, rng(), enrichment=enrichment, **window).tokens())
        for window in ({}, {"window": None}, {"window": 5})
    )
    assert plain == none == wide


def test_a_seed_gives_these_questions_so_that_a_training_can_be_resumed():
    plain = ADDITION.texts(draw_questions(ADDITION, 3, rng()).tokens())
    enriched = MIXED.texts(draw_questions(MIXED, 3, rng(), enrichment=Enrichment(batch_frac=1, pair_frac=0.5)).tokens())
    assert plain == ["88753+63972=152725", "81609+91042=172651", "07958+21702=029660"]
    assert enriched == ["41832+59649=+101481", "13814-53824=-040010", "63462-77269=-013807"]


def test_a_window_that_cannot_be():
    with pytest.raises(ConfigurationError, match="a window of 0 digit pairs; it has 1 or more"):
        draw_questions(ADDITION, 10, rng(), window=0)


def test_no_questions_of_a_window():
    assert len(draw_questions(ADDITION, 0, rng(), window=1)) == 0
