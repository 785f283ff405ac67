import pickle
import random

import pytest

from glassformer.errors import InputError, TaskError
from glassformer.program import Signature
from glassformer.tasks import load_task
from glassformer.tasks.addition import AdditionInputs, addition_labels
from glassformer.tasks.arithmetic import Arithmetic, all_questions


def test_the_task():
    task = load_task("addition")
    assert task.alphabet == (*"0123456789", "+", "=")
    assert task.labels == tuple("0123456789")
    assert task.unlabelled == ("+",)
    assert task.is_causal
    assert task.marks == ("<s>",)
    assert (task.lengths, task.max_length, task.vocabulary_size) == (range(8, 9), 9, 14)
    assert task.domain == AdditionInputs(2)


def test_a_program_takes_questions_without_an_answer():
    signature = Signature.of(load_task("addition"))
    assert signature.lengths == range(1, 9)
    signature.check_input(list("17+25="))


@pytest.mark.parametrize(
    ("contents", "labels"),
    [
        ("17+25=04", "042"),
        ("95+05=10", "100"),  # a carry, and a sum of 9 that gives it on
        ("00+00=00", "000"),
        ("99+99=19", "198"),
        ("4+5=0", "09"),
        ("445+555=100", "1000"),
    ],
)
def test_labels_by_hand(contents, labels):
    found = addition_labels(list(contents))
    n_asked = len(labels)
    assert found == [None] * (len(contents) - n_asked) + list(labels)


@pytest.mark.parametrize("n_digits", [1, 2])
def test_inputs_and_labels_are_the_questions_that_an_ordinary_transformer_is_asked(n_digits):
    task = load_task("addition", max_length=3 * n_digits + 3)
    layout = Arithmetic(n_digits)
    questions = all_questions(layout)
    texts = layout.texts(questions.tokens())
    inputs = ["".join(contents) for contents in task.domain]
    assert inputs == [text[:-1] for text in texts]
    for contents, text in zip(inputs, texts, strict=True):
        asked = slice(layout.equals_position, None)
        assert "".join(filter(None, task.label(list(contents))[asked])) == text[layout.question_length :]
        assert not any(task.label(list(contents))[: layout.equals_position])


@pytest.mark.parametrize("n_digits", [1, 2])
def test_the_domain_counts_what_it_lists_in_alphabet_order(n_digits):
    domain = AdditionInputs(n_digits)
    listed = list(domain)
    assert len(listed) == len(set(listed)) == domain.n_inputs == 100**n_digits
    assert listed == sorted(listed)  # as text, digits come as in the alphabet
    assert all(contents in domain for contents in listed)


@pytest.mark.parametrize("contents", ["17+25=05", "17+25=", "17+25=042", "1++25=04", "17=25+04", "1a+25=04", "", "+"])
def test_what_is_no_input(contents):
    assert list(contents) not in AdditionInputs(2)


def test_what_a_wrong_answer_hears():
    with pytest.raises(InputError, match=r"two numbers of 2 digits, written like 10\+99=10, with all of their sum but"):
        load_task("addition").label(list("17+25=05"))


def test_draws_are_in_the_domain_and_their_digits_uniform():
    task, rng = load_task("addition"), random.Random(0)
    drawn = [task.draw(rng) for _ in range(2_000)]
    assert all(contents in task.domain for contents in drawn)
    for place in (0, 1, 3, 4):
        counts = [sum(contents[place] == digit for contents in drawn) for digit in "0123456789"]
        assert 150 < min(counts) <= max(counts) < 250


@pytest.mark.parametrize(("max_length", "n_inputs"), [(6, 100), (9, 10_000), (12, 1_000_000), (18, 10**10)])
def test_the_length_decides_the_digits(max_length, n_inputs):
    task = load_task("addition", max_length=max_length)
    assert task.max_length == max_length
    assert task.domain.n_inputs == n_inputs
    assert pickle.loads(pickle.dumps(task)) == task


@pytest.mark.parametrize("max_length", [0, 3, 7, 8, 10, -6, 9.0, True])
def test_other_lengths(max_length):
    with pytest.raises(TaskError, match=rf"is 6, 9, 12, \.\.\. for numbers of .* digits .*, not {max_length}$"):
        load_task("addition", max_length=max_length)


def test_it_takes_no_vocabulary_size():
    with pytest.raises(TaskError, match=r"takes no vocabulary_size: its alphabet is always 0 1 2 3 4 5 6 7 8 9 \+ ="):
        load_task("addition", vocabulary_size=14)
