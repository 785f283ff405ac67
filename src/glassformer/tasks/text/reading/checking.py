"""What a user should know about data before anything is learned from it, each with its count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from glassformer.errors import InputError
from glassformer.tasks.text.examples import Label, TextExamples, Words
from glassformer.tasks.wording import describe_texts


def label_counts(examples: TextExamples) -> Counter[str]:
    """How many texts, or for tags words, have each label."""
    if examples.kind == "classify":
        return Counter(examples.classes)
    return Counter(tag for tags in examples.tags for tag in tags)


def order_labels(labels: Iterable[str], file_order: Iterable[str] = ()) -> tuple[str, ...]:
    """Labels in the order of a file, if there is one; the others after them, numbers by size and names by the alphabet.

    Entity tags go by their type, ``O`` first and ``B-`` before ``I-``.

    >>> order_labels({"10", "9"}), order_labels({"I-LOC", "B-PER", "O", "B-LOC"}), order_labels("abd", "cba")
    (('9', '10'), ('O', 'B-LOC', 'I-LOC', 'B-PER'), ('b', 'a', 'd'))
    """
    distinct = set(labels)
    named = [label for label in file_order if label in distinct]
    others = distinct.difference(named)
    if all(label.isdecimal() for label in others):
        return (*named, *sorted(others, key=lambda label: (int(label), label)))
    return (*named, *sorted(others, key=_tag_order))


def _tag_order(label: str) -> tuple[bool, str, str]:
    if label[:2] in ("B-", "I-"):
        return True, label[2:], label
    return label != "O", label, label


def check_labels(train: TextExamples, name: str) -> None:
    """Raise InputError where training texts have only one label."""
    counts = label_counts(train)
    if len(counts) == 1:
        of, two = ("word", "tags") if train.kind == "tag" else ("text", "classes")
        raise InputError(
            f"{name}: every {of} has the label {next(iter(counts))!r}; at least two {two} are needed to learn"
        )


def check_choice(train: TextExamples, valid: TextExamples) -> None:
    """Raise InputError where nothing can be chosen by validation texts, as they have no label of the training texts."""
    if not label_counts(train).keys() & label_counts(valid).keys():
        raise InputError("no label of the valid texts is in the training texts, so that nothing can be chosen by them")


def check_columns(parts: Mapping[str, TextExamples]) -> None:
    """Raise InputError where a part has other columns than the training texts."""
    wanted = sorted(parts["train"].columns)
    for name, part in parts.items():
        if sorted(part.columns) != wanted:
            has, wants = (describe_texts(each) or "none" for each in (sorted(part.columns), wanted))
            raise InputError(f"columns of the {name} texts: {has}; but the training texts have: {wants}")


def find_warnings(parts: Mapping[str, TextExamples]) -> Iterator[str]:
    """Warnings about labels that training does not have, duplicates, and texts in more than one of the three parts."""
    known = label_counts(parts["train"])
    for name, part in parts.items():
        unseen = {label: n for label, n in label_counts(part).items() if label not in known}
        for label, n in sorted(unseen.items()):
            where = f"{n:,} {'word' if part.kind == 'tag' else 'text'}{'s' * (n != 1)}"
            yield f"{name}: label {label!r} ({where}) is in no training text, and cannot be learned"
    for name, part in parts.items():
        yield from _repeats(name, part)
    seen: set[Words] = set()
    for name, part in parts.items():
        n = sum(words in seen for words in part.tokens)
        if n:
            where = "train" if name == "valid" else "train or valid"
            yield f"{name}: {n:,} of {len(part):,} texts {'are' if n != 1 else 'is'} also in {where}, word by word"
        seen.update(part.tokens)


def _repeats(name: str, part: TextExamples) -> Iterator[str]:
    labels: dict[Words, set[Label]] = defaultdict(set)
    for words, label in zip(part.tokens, part.labels or (), strict=True):
        labels[words].add(label)
    n_repeats = len(part) - sum(map(len, labels.values()))
    if n_repeats:
        s = "s" * (n_repeats != 1)
        yield f"{name}: {n_repeats:,} duplicate{s} kept (a text before has the same words and label)"
    n_unlike = sum(len(found) > 1 for found in labels.values())
    if n_unlike:
        yield f"{name}: {n_unlike:,} text{'s' * (n_unlike != 1)} occur{'s' * (n_unlike == 1)} with different labels"
