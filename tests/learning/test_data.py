"""Inputs and labels as tensors, and the count of what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from tests.learning.small import HIST, HIST_DATA, LAST, LAST_DATA

from glassformer.execution.tensors import encode_batch
from glassformer.learning.data import NO_LABEL, Batch, Data, Hits, count_hits, encode_examples
from glassformer.program.signature import Signature
from glassformer.tasks import Examples, Task

X = NO_LABEL


def vowels_only(contents: Sequence[str]) -> list[str | None]:
    return ["yes" if token == "a" else None if token == "c" else "no" for token in contents]


MARKED = Signature(
    task="marked", alphabet=("a", "b"), labels=("no", "yes"), lengths=range(1, 4), end_mark="</s>", is_causal=False
)


def test_labels_stand_where_their_tokens_do_and_nowhere_else() -> None:
    examples = Examples((("a",), ("b", "a", "b")), (("yes",), ("no", None, "yes")))
    batch = encode_examples(MARKED, examples)
    assert batch.tokens.tolist() == [[0, 2, 1, -1, -1], [0, 3, 2, 3, 1]]  # <s> a </s>, <s> b a b </s>
    assert batch.labels.tolist() == [[X, 1, X, X, X], [X, 0, X, 1, X]]


def test_batches_are_as_wide_as_the_longest_input_can_be() -> None:
    batch = encode_examples(MARKED, Examples((("a",),), (("yes",),)))
    assert batch.tokens.tolist() == [[0, 2, 1, -1, -1]]
    assert batch.labels.tolist() == [[X, 1, X, X, X]]


def test_one_label_for_each_input() -> None:
    batch = encode_examples(LAST_DATA.signature, Examples((("a", "c"), ("b",)), ("c", "b")))
    assert batch.labels.tolist() == [LAST.labels.index("c"), LAST.labels.index("b")]


def test_the_splits_of_a_task_are_disjoint_and_right() -> None:
    parts = (HIST_DATA.train, HIST_DATA.valid, HIST_DATA.test)
    splits = HIST.splits(seed=0, size=120)
    assert [len(part) for part in parts] == [89, 10, 10]  # as many as are drawn
    rows = [tuple(row) for part in parts for row in part.tokens.tolist()]
    assert len(set(rows)) == 109
    assert torch.equal(HIST_DATA.test.tokens, encode_batch(HIST_DATA.signature, splits.test.inputs))
    contents, labels = splits.train.inputs[3], splits.train.labels[3]
    assert HIST_DATA.train.labels[3, 1 : 1 + len(contents)].tolist() == [HIST.labels.index(str(x)) for x in labels]
    assert not torch.equal(HIST_DATA.train.tokens, Data.of(HIST, seed=1, n_inputs=120).train.tokens)


def test_unlabelled_tokens_get_no_label() -> None:
    task = Task("vowels", "abc", (1, 3), vowels_only, unlabelled=("c",))
    train = Data.of(task, seed=0, n_inputs=39).train
    is_c = train.tokens == 1 + task.alphabet.index("c")
    is_content = train.tokens >= 1
    assert torch.equal(train.labels == NO_LABEL, is_c | ~is_content)


def test_shuffled_gives_each_example_once_with_its_labels() -> None:
    train = HIST_DATA.train
    batches = list(train.shuffled(40, torch.Generator().manual_seed(3)))
    assert [len(batch) for batch in batches] == [40, 40, 9]
    pairs = Counter(
        (tuple(tokens), tuple(labels))
        for batch in batches
        for tokens, labels in zip(batch.tokens.tolist(), batch.labels.tolist(), strict=True)
    )
    assert pairs == Counter(
        (tuple(tokens), tuple(labels))
        for tokens, labels in zip(train.tokens.tolist(), train.labels.tolist(), strict=True)
    )


def test_shuffled_order_is_that_of_the_generator() -> None:
    def order(generator: torch.Generator) -> list[list[int]]:
        return torch.cat([batch.tokens for batch in HIST_DATA.train.shuffled(40, generator)]).tolist()

    generator = torch.Generator().manual_seed(3)
    first, second = order(generator), order(generator)
    assert first != second  # each epoch has its own
    assert first == order(torch.Generator().manual_seed(3)) != order(torch.Generator().manual_seed(4))


def test_hits_by_hand() -> None:
    labels = torch.tensor([[X, 1, 0, X], [X, 2, X, X], [X, 0, 0, X]])
    answers = torch.tensor([[5, 1, 0, 7], [0, 1, 9, 9], [0, 0, 1, 0]])
    found = count_hits(answers, labels)
    assert found == Hits(tokens=3, n_tokens=5, sequences=1, n_sequences=3)
    assert (found.token_accuracy, found.sequence_accuracy) == (3 / 5, 1 / 3)
    assert not found.are_all


def test_hits_of_one_label_for_each_input() -> None:
    found = count_hits(torch.tensor([1, 0, 2]), torch.tensor([1, 1, 2]))
    assert found == Hits(tokens=2, n_tokens=3, sequences=2, n_sequences=3)


def test_an_input_that_asks_nothing_is_not_counted() -> None:
    found = count_hits(torch.tensor([[0, 0], [0, 1], [0, 0]]), torch.tensor([[X, X], [X, 1], [X, 1]]))
    assert found == Hits(tokens=1, n_tokens=2, sequences=1, n_sequences=2)
    nothing = count_hits(torch.tensor([[0, 0]]), torch.tensor([[X, X]]))
    assert nothing == Hits(tokens=0, n_tokens=0, sequences=0, n_sequences=0)
    assert (nothing.token_accuracy, nothing.sequence_accuracy) == (0, 0)


def test_answers_may_be_wider_than_labels() -> None:
    found = count_hits(torch.tensor([[0, 1, 4, 4]]), torch.tensor([[X, 1]]))
    assert found == Hits(tokens=1, n_tokens=1, sequences=1, n_sequences=1)
    assert found.are_all


def test_a_batch_moves_whole() -> None:
    moved = Batch(torch.zeros(2, 3), torch.zeros(2, 3)).to("meta")
    assert (moved.tokens.device.type, moved.labels.device.type, len(moved)) == ("meta", "meta", 2)
