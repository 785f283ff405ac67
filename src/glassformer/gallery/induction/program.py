"""induction: a program written by glassformer; run(tokens) runs it.

In: 1 to 9 tokens out of 'a', 'b', 'c', 'd', '0', '1', '2', '3'.
Out: one label for each token, out of '0', '1', '2', '3', '<unk>'; none at '0', '1', '2', '3'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.96 to 100.0, n = 8,986); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on all 133,760 inputs
Verdict: proved: right on all 133,760 inputs
Version: 0.1.0
"""

import sys

# head_1_7_match: for each query (positions), what it accepts (positions)
HEAD_1_7_MATCH = [5, 5, 1, 2, 3, 4, 5, 6, 7, 7]

# head_2_1_match: for each query (tokens), what it accepts (head_1_7)
HEAD_2_1_MATCH = {
    "<s>": "<s>",
    "a": "a",
    "b": "b",
    "c": "c",
    "d": "d",
    "0": "0",
    "1": "1",
    "2": "2",
    "3": "3",
}

# the labels; on ties the first wins
LABELS = ["0", "1", "2", "3", "<unk>"]

# the scores that they begin with, in 1/1024; only differences between labels matter
BIAS = (0, 11, 2, 0, 299)

# what each value adds to the scores of the labels; values that are left out add nothing
WEIGHTS = [
    # head_2_1
    {
        "<s>": (0, 4, 4, 0, 11494),
        "0": (10881, 202, 208, 203, 0),
        "1": (209, 10892, 213, 209, 0),
        "2": (204, 205, 10870, 205, 0),
        "3": (203, 204, 209, 10879, 0),
    },
]

# tokens that get no label
UNLABELLED = {"0", "1", "2", "3"}


def find(table, value):
    """The entry of the table for the value."""
    if isinstance(table, list):
        return table[value]
    return table.get(value)


def select(predicate, keys, queries):
    """For each query, the positions of the keys that it accepts."""
    selector = []
    for position, query in enumerate(queries):
        accepted = find(predicate, query)
        visible = keys[: position + 1]
        selector.append([k for k, key in enumerate(visible) if key == accepted])
    return selector


def select_closest(predicate, keys, queries):
    """For each query, the nearest position that it accepts.

    The left one of two at equal distance, its own last, and 0 where there is none.
    """
    closest = []
    for q, matches in enumerate(select(predicate, keys, queries)):
        closest.append(min(matches, key=lambda k: (k == q, abs(k - q)), default=0))
    return closest


def aggregate(selector, values):
    """For each query, the value at the position that it selects."""
    return [values[k] for k in selector]


def classify(values):
    """The label with the highest score, the first of equals."""
    rows = [BIAS]
    for table, value in zip(WEIGHTS, values):
        if value in table:
            rows.append(table[value])
    scores = [sum(column) for column in zip(*rows)]
    return LABELS[scores.index(max(scores))]


def run(tokens):
    """The label of each token; None at one that gets no label."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    positions = range(len(tokens))
    head_1_7_match = select_closest(HEAD_1_7_MATCH, keys=positions, queries=positions)
    head_1_7 = aggregate(head_1_7_match, tokens)
    head_2_1_match = select_closest(HEAD_2_1_MATCH, keys=head_1_7, queries=tokens)
    head_2_1 = aggregate(head_2_1_match, tokens)
    values = zip(head_2_1)
    labels = list(map(classify, values))
    pairs = zip(tokens, labels)
    labels = [None if token in UNLABELLED else label for token, label in pairs]
    return labels[1:]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 10):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but induction takes 1 to 9"
        raise ValueError("the input " + found + expected)
    alphabet = {"a", "b", "c", "d", "0", "1", "2", "3"}
    allowed = "allowed are 'a', 'b', 'c', 'd', '0', '1', '2', '3'"
    for number, token in enumerate(tokens, start=1):
        if token not in alphabet:
            wrong = "unknown token %r (number %d of the input); " % (token, number)
            raise ValueError(wrong + allowed)


def main(argv):
    """Print the labels of the tokens in argv; 0, or 2 where there is none."""
    if not argv:
        print("usage: python %s TOKEN ..." % sys.argv[0], file=sys.stderr)
        return 2
    try:
        labels = run(argv)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(*("-" if label is None else label for label in labels))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
