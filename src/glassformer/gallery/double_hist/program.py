"""double_hist: a program written by glassformer; run(tokens) runs it.

In: 1 to 7 tokens out of '0', '1', '2', '3', '4', '5'.
Out: one label for each token, out of '1', '2', '3', '4', '5', '6'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.97 to 100.0, n = 11,872); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on all 335,922 inputs
Verdict: refuted: wrong on 6 of 335,922 inputs; smallest: 0 0 0 0 0 0 0 -> ['2', '2', '2', '2', '2', '2', '2'], expected ['1', '1', '1', '1', '1', '1', '1']
Version: 0.1.0
"""

import sys

# the key of a table's entry for all other values
ELSE = None

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
CATEGORY_1_1 = [0, 1, 2, 3, 4, 5, 6, 7, 4]

# count_2_1_match: for each query (category_1_1), what it accepts (category_1_1)
COUNT_2_1_MATCH = [0, 1, 2, 3, 4, 5, 6, 7]

# category_2_1 = lookup_table(clip(count_2_1, 0, 8))
CATEGORY_2_1 = [0, 1, 2, 3, 4, 5, 6, 7, 5]

# count_table_2_1 = lookup_table(category_1_1, clip(count_2_1, 0, 8))
COUNT_TABLE_2_1 = [
    [0, 5, 7, 6, 5, 1, 1, 4],
    [6, 3, 4, 5, 6, 5, 0, 6],
    {0: 0, ELSE: 5},
    [2, 4, 6, 5, 2, 6, 0, 5],
    [3, 2, 4, 7, 3, 4, 3, 4],
    [4, 0, 7, 3, 2, 3, 2, 0],
    [1, 0, 2, 4, 6, 2, 3, 2],
    [4, 3, 6, 7, 7, 5, 3, 4],
    [7, 1, 1, 3, 0, 1, 0, 7],
]

# the labels; on ties the first wins
LABELS = ["1", "2", "3", "4", "5", "6"]

# the scores that they begin with, in 1/1024; only differences between labels matter
BIAS = (4329, 2910, 2586, 968, 0, 1526)

# what each value adds to the scores of the labels; values that are left out add nothing
WEIGHTS = [
    # category_2_1
    {
        2: (2896, 225, 0, 327, 481, 211),
        3: (2707, 1587, 0, 288, 591, 102),
        4: (3708, 3277, 3774, 1751, 2226, 0),
        5: (4695, 3024, 3276, 9531, 0, 2441),
        6: (3674, 3858, 4850, 0, 8650, 2817),
        7: (0, 5608, 5668, 5795, 5769, 12044),
    },
    # count_table_2_1
    {
        0: (0, 1669, 1334, 8440, 9298, 3023),
        2: (0, 1280, 12015, 3091, 1152, 3109),
        3: (8251, 626, 532, 0, 1890, 5466),
        4: (0, 12932, 1673, 3468, 2392, 3517),
        5: (8359, 0, 943, 1622, 1915, 1430),
    },
]


def find(table, value):
    """The entry of the table for the value, or for all others."""
    if isinstance(table, list):
        return table[value]
    return table.get(value, table.get(ELSE))


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
    count_2_1_match = select(COUNT_2_1_MATCH, keys=category_1_1, queries=category_1_1)
    count_2_1 = selector_width(count_2_1_match)
    category_2_1 = lookup(CATEGORY_2_1, count_2_1)
    count_table_2_1 = lookup(COUNT_TABLE_2_1, count_2_1, category_1_1)
    values = zip(category_2_1, count_table_2_1)
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
        expected = ", but double_hist takes 1 to 7"
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
