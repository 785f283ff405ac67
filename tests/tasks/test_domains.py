import itertools

from hypothesis import given
from hypothesis import strategies as st

from glassformer.tasks import AllSequences


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))
def test_count_and_order(n_tokens, shortest, n_more):
    alphabet = tuple("zyxw"[:n_tokens])
    domain = AllSequences(alphabet, range(shortest, shortest + n_more + 1))
    inputs = list(domain)
    assert len(inputs) == len(set(inputs)) == domain.n_inputs
    keys = [(len(contents), [alphabet.index(token) for token in contents]) for contents in inputs]
    assert keys == sorted(keys)
    assert all(contents in domain for contents in inputs)


def test_membership_is_of_lengths_and_tokens():
    domain = AllSequences(("a", ""), range(2, 4))
    assert ("a", "") in domain
    assert ["a", "a", "a"] in domain
    assert ("a",) not in domain
    assert ("a",) * 4 not in domain
    assert ("a", "b") not in domain


def test_a_domain_too_large_to_list_is_counted_and_begun():
    domain = AllSequences(tuple("abcdefgh"), range(1, 101))
    assert domain.n_inputs == (8**101 - 8) // 7
    assert list(itertools.islice(domain, 9))[-1] == ("a", "a")


def test_equal_by_value():
    assert AllSequences(("a",), range(1, 2)) == AllSequences(("a",), range(1, 2))
    assert hash(AllSequences(("a",), range(1, 2))) == hash(AllSequences(("a",), range(1, 2)))
