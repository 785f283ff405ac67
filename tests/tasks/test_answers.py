import pytest

from glassformer.errors import TaskError
from glassformer.tasks import Task, load_task
from glassformer.tasks.answers import sort_labels


def fail(contents):
    raise KeyError("oops")


@pytest.mark.parametrize(
    ("oracle", "settings", "message"),
    [
        (lambda c: ["x"], {}, r"gave \['x'\], 1 for 2 tokens; return one label for each"),
        (lambda c: "xx", {}, "gave one text, 'xx'; return a list .* or set gives_one_label=True"),
        (lambda c: 5, {}, "gave 5; return a list with one label for each token"),
        (lambda c: None, {}, "gave None; return a list"),
        (lambda c: ["x", 2], {}, r"gave 2 for token 2 \(int\); labels are text"),
        (lambda c: ["x", "z"], {}, "gave 'z', which is not among its labels 'x', 'y'; name all labels"),
        (lambda c: ["x", "x"], {"unlabelled": "b"}, "gave 'x' for token 2, 'b', which is unlabelled; return None"),
        (fail, {}, "failed: KeyError: 'oops'"),
        (lambda c: ["x", "y"], {"gives_one_label": True}, "with gives_one_label it returns one text"),
        (lambda c: None, {"gives_one_label": True}, "gave None; with gives_one_label it returns one text"),
        (lambda c: "z", {"gives_one_label": True}, "gave 'z', which is not among its labels"),
    ],
)
def test_what_a_wrong_oracle_hears(oracle, settings, message):
    task = Task("mine", "ab", (1, 3), oracle, labels=("x", "y"), **settings)
    with pytest.raises(TaskError, match="the oracle of task 'mine', asked .*" + message):
        task.label(["a", "b"])


def test_an_oracle_may_give_any_iterable_and_change_its_list():
    def backwards(contents):
        contents.reverse()
        return (token.upper() for token in contents)

    contents = ["a", "b", "b"]
    assert Task("mine", "ab", (1, 3), backwards).label(contents) == ["B", "B", "A"]
    assert contents == ["a", "b", "b"]


def test_none_is_no_label_and_needs_no_unlabelled_token():
    task = Task("mine", "ab", (1, 3), lambda c: [None] * (len(c) - 1) + ["x"])
    assert task.labels == ("x",)
    assert task.label(["a", "b"]) == [None, "x"]


def test_labels_are_found_over_a_small_domain():
    task = Task("is_sorted", "ab", (1, 3), lambda c: "yes" if c == sorted(c) else "no", gives_one_label=True)
    assert task.labels == ("no", "yes")
    assert task.label(["a", "b"]) == "yes"


@pytest.mark.parametrize("name", ["reverse", "hist", "double_hist", "most_freq"])
def test_labels_are_found_over_a_large_domain_as_the_built_in_ones_are_named(name):
    task = load_task(name)
    again = Task("again", task.alphabet, task.lengths, task.oracle, end_mark=task.end_mark)
    assert again.labels == task.labels


def test_the_largest_count_of_a_large_domain_is_found():
    # Contents of 20 equal tokens are 4 in 4 ** 20.
    task = Task("count", "abcd", (1, 20), lambda c: [str(c.count(token)) for token in c])
    assert task.labels == tuple(str(n) for n in range(1, 21))


def test_labels_are_found_where_the_domain_is_not_all_sequences():
    task = load_task("induction")
    again = Task(
        "again", task.alphabet, 9, task.oracle, unlabelled=task.unlabelled, sampler=task.sampler, domain=task.domain
    )
    assert again.labels == task.labels


def test_an_oracle_without_labels_is_an_error():
    with pytest.raises(TaskError, match="the oracle gave no label at all"):
        Task("mine", "ab", (1, 3), lambda c: [None] * len(c))


def test_a_failing_oracle_is_an_error_when_labels_are_looked_for():
    with pytest.raises(TaskError, match=r"asked \['a'\], failed: KeyError"):
        Task("mine", "ab", (1, 3), fail)


def test_order_of_labels():
    found = {"10", "9", "-1", "b", "a", "2", "maybe"}
    assert sort_labels(found, ("2", "b")) == ("2", "b", "-1", "9", "10", "a", "maybe")
