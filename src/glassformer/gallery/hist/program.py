"""hist: a program written by glassformer; run(tokens) runs it.

In: 1 to 7 tokens out of '0', '1', '2', '3', '4', '5'.
Out: one label for each token, out of '1', '2', '3', '4', '5', '6', '7'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.97 to 100.0, n = 11,872); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on all 335,922 inputs
Verdict: proved: right on all 335,922 inputs
Version: 0.1.0
"""

import sys

# count_1_1_match: for each query (tokens), what it accepts (tokens)
COUNT_1_1_MATCH = {
    "<s>": "<s>",
    "0": "0",
    "1": "1",
    "2": "2",
    "3": "3",
    "4": "4",
    "5": "5",
}

# category_1_1 = lookup_table(clip(count_1_1, 0, 8))
CATEGORY_1_1 = [0, 1, 2, 3, 4, 5, 6, 7, 0]

# the labels; on ties the first wins
LABELS = ["1", "2", "3", "4", "5", "6", "7"]

# the scores that they begin with, in 1/1024; only differences between labels matter
BIAS = (0, 0, 0, 0, 0, 0, 0)

# what each value adds to the scores of the labels; values that are left out add nothing
WEIGHTS = [
    # category_1_1
    {
        1: (2048, 0, 0, 0, 0, 0, 0),
        2: (0, 2048, 0, 0, 0, 0, 0),
        3: (0, 0, 2048, 0, 0, 0, 0),
        4: (0, 0, 0, 2048, 0, 0, 0),
        5: (0, 0, 0, 0, 2048, 0, 0),
        6: (0, 0, 0, 0, 0, 2048, 0),
        7: (0, 0, 0, 0, 0, 0, 2048),
    },
]


def find(table, value):
    """The entry of the table for the value."""
    if isinstance(table, list):
        return table[value]
    return table.get(value)


def select(predicate, keys, queries):
    """For each query, the positions of the keys that it accepts."""
    selector = []
    for query in queries:
        accepted = find(predicate, query)
        selector.append([k for k, key in enumerate(keys) if key == accepted])
    return selector


def selector_width(selector):
    """For each query, how many positions it selects."""
    return [len(selected) for selected in selector]


def lookup(table, *variables):
    """For each position, the entry of the table for the values of the variables."""
    entries = []
    for values in zip(*variables):
        entry = table
        for value in values:
            entry = find(entry, value)
        entries.append(entry)
    return entries


def classify(values):
    """The label with the highest score, the first of equals."""
    rows = [BIAS]
    for table, value in zip(WEIGHTS, values):
        if value in table:
            rows.append(table[value])
    scores = [sum(column) for column in zip(*rows)]
    return LABELS[scores.index(max(scores))]


def run(tokens):
    """The label of each token."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    count_1_1_match = select(COUNT_1_1_MATCH, keys=tokens, queries=tokens)
    count_1_1 = selector_width(count_1_1_match)
    category_1_1 = lookup(CATEGORY_1_1, count_1_1)
    values = zip(category_1_1)
    labels = list(map(classify, values))
    return labels[1:]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 8):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but hist takes 1 to 7"
        raise ValueError("the input " + found + expected)
    alphabet = {"0", "1", "2", "3", "4", "5"}
    allowed = "allowed are '0', '1', '2', '3', '4', '5'"
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
