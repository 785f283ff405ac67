"""sort: a program written by glassformer; run(tokens) runs it.

In: 1 to 6 tokens out of '0', '1', '2', '3', '4'.
Out: one label for each token, out of '0', '1', '2', '3', '4'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.95 to 100.0, n = 8,004); whole inputs 100.00 % (95 % interval 99.7 to 100.0, n = 1,411)
Agreement: network, interpreter, executor and emitted source say the same on all 19,530 inputs
Verdict: proved: right on all 19,530 inputs
Version: 0.1.0
"""

import sys

# the key of a table's entry for all other values
ELSE = None

# anywhere = lookup_table(positions)
ANYWHERE = "anywhere"

# head_1_5_match: for each query (positions), what it accepts (tokens)
HEAD_1_5_MATCH = ["0", "1", "2", "4", "4", "4", "4", "2"]

# head_1_8_match: for each query (positions), what it accepts (positions)
HEAD_1_8_MATCH = [4, 2, 4, 1, 6, 7, 5, 6]

# count_1_1_match: for each query (tokens), what it accepts (tokens)
COUNT_1_1_MATCH = {"<s>": "<s>", "</s>": "</s>", ELSE: "0"}

# count_1_9_match: for each query (positions), what it accepts (tokens)
COUNT_1_9_MATCH = ["0", "1", "3", "3", "3", "3", "3", "1"]

# count_1_10_match: for each query (positions), what it accepts (tokens)
COUNT_1_10_MATCH = [
    "0",
    {"<s>", "</s>", "1", "2", "4"},
    {"<s>", "0", "1", "2"},
    {"0", "1", "3"},
    {"0", "1"},
    None,
    None,
    None,
]

# count_1_11_match: for each query (positions), what it accepts (tokens)
COUNT_1_11_MATCH = ["0", "3", "2", "3", "4", "4", "3", "4"]

# count_1_12_match: for each query (positions), what it accepts (tokens)
COUNT_1_12_MATCH = [
    "0",
    {"1", "2"},
    {"<s>", "</s>", "0", "1", "2"},
    {"2", "3"},
    "2",
    "2",
    None,
    None,
]

# count_1_14_match: for each query (positions), what it accepts (positions)
COUNT_1_14_MATCH = {1: {2, 5, 6, 7}, 2: {6, 7}, 3: 2, 4: 7}

# count_1_15_match: for each query (positions), what it accepts (positions)
COUNT_1_15_MATCH = [1, 4, 5, 5, 7, 7, 0, 2]

# count_1_17_match: for each query (anywhere), what it accepts (tokens)
COUNT_1_17_MATCH = {"anywhere": "1"}

# count_1_18_match: for each query (anywhere), what it accepts (tokens)
COUNT_1_18_MATCH = {"anywhere": "2"}

# count_1_19_match: for each query (anywhere), what it accepts (tokens)
COUNT_1_19_MATCH = {"anywhere": "4"}

# table_1_8 = lookup_table(positions, head_1_8)
TABLE_1_8 = [
    [1, 7, 4, 2, 2, 2, 3, 5],
    [6, 4, 6, 4, 4, 6, 0, 4],
    [3, 6, 4, 2, 6, 1, 1, 3],
    [0, 0, 1, 6, 3, 7, 6, 1],
    [1, 1, 3, 2, 0, 5, 2, 4],
    [1, 0, 1, 3, 1, 7, 1, 4],
    [5, 4, 6, 3, 6, 1, 1, 7],
    [2, 2, 5, 6, 2, 7, 5, 4],
]

# count_table_1_1 = lookup_table(positions, clip(count_1_1, 0, 8))
COUNT_TABLE_1_1 = [
    [4, 3, 7, 2, 2, 2, 0, 4, 5],
    [5, 3, 3, 6, 7, 2, 5, 4, 4],
    [4, 5, 3, 3, 7, 4, 4, 6, 4],
    [7, 1, 5, 3, 3, 0, 0, 6, 0],
    [7, 0, 2, 5, 3, 3, 6, 0, 2],
    [7, 7, 1, 2, 5, 3, 4, 3, 6],
    [4, 7, 4, 4, 2, 5, 4, 6, 1],
    [6, 7, 4, 6, 2, 7, 0, 4, 0],
]

# count_table_1_11 = lookup_table(positions, clip(count_1_11, 0, 8))
COUNT_TABLE_1_11 = [
    [2, 0, 1, 7, 2, 7, 5, 4, 5],
    [5, 1, 6, 0, 7, 0, 7, 0, 1],
    [0, 6, 6, 6, 2, 3, 5, 6, 4],
    [1, 2, 5, 3, 4, 4, 4, 1, 4],
    [6, 6, 3, 4, 4, 4, 7, 5, 2],
    [6, 0, 4, 1, 2, 2, 3, 3, 1],
    [7, 4, 3, 5, 2, 5, 7, 7, 1],
    [3, 2, 2, 7, 5, 1, 2, 3, 6],
]

# count_table_1_15 = lookup_table(positions, clip(count_1_15, 0, 8))
COUNT_TABLE_1_15 = [
    [7, 7, 2, 5, 4, 2, 1, 5, 7],
    [2, 6, 1, 1, 6, 5, 7, 0, 1],
    [0, 6, 4, 2, 4, 4, 7, 1, 6],
    [7, 6, 3, 0, 5, 6, 2, 7, 6],
    [7, 6, 4, 6, 5, 4, 6, 6, 6],
    [7, 7, 7, 3, 5, 6, 5, 5, 6],
    [2, 7, 0, 6, 7, 2, 2, 0, 4],
    [5, 5, 1, 2, 2, 4, 6, 0, 4],
]

# count_table_1_17 = lookup_table(positions, clip(count_1_17, 0, 8))
COUNT_TABLE_1_17 = [
    [2, 0, 3, 7, 7, 1, 0, 3, 5],
    [6, 5, 7, 0, 7, 0, 6, 1, 7],
    [6, 5, 1, 1, 5, 1, 6, 6, 3],
    [6, 0, 5, 1, 1, 1, 2, 6, 7],
    [4, 4, 0, 5, 1, 1, 1, 3, 4],
    [4, 4, 6, 7, 5, 1, 2, 6, 0],
    [4, 4, 4, 6, 7, 2, 0, 4, 7],
    [2, 5, 4, 7, 4, 0, 6, 4, 1],
]

# count_table_1_19 = lookup_table(positions, clip(count_1_19, 0, 8))
COUNT_TABLE_1_19 = [
    [7, 0, 3, 6, 4, 7, 1, 6, 3],
    [3, 0, 1, 1, 2, 6, 0, 1, 2],
    [0, 0, 4, 2, 6, 5, 0, 0, 2],
    [1, 1, 2, 6, 5, 5, 5, 4, 1],
    [1, 4, 6, 5, 5, 5, 4, 7, 1],
    [4, 6, 5, 5, 5, 5, 6, 5, 4],
    [6, 5, 5, 7, 5, 1, 2, 0, 5],
    [5, 3, 6, 4, 5, 1, 2, 4, 0],
]

# token_table_1_1 = lookup_table(tokens, count_table_1_1)
TOKEN_TABLE_1_1 = {
    "<s>": [7, 3, 3, 2, 0, 4, 3, 1],
    "</s>": [0, 7, 3, 4, 3, 0, 1, 1],
    "0": [6, 1, 3, 7, 1, 5, 6, 7],
    "1": [0, 4, 5, 6, 3, 5, 7, 6],
    "2": [7, 1, 5, 6, 1, 5, 6, 6],
    "3": [0, 4, 3, 6, 2, 5, 2, 6],
    "4": [6, 4, 5, 6, 4, 5, 6, 6],
}

# the labels; on ties the first wins
LABELS = ["0", "1", "2", "3", "4"]

# the scores that they begin with, in 1/1024; only differences between labels matter
BIAS = (10648, 0, 21783, 49651, 67600)

# what each value adds to the scores of the labels; values that are left out add nothing
WEIGHTS = [
    # head_1_5
    {
        "<s>": (1881, 2299, 4288, 5477, 0),
        "1": (4028, 4201, 0, 1779, 2502),
        "2": (2038, 2644, 2795, 0, 1732),
        "4": (1300, 0, 2129, 2682, 6249),
    },
    # table_1_8
    {
        0: (821, 2497, 1466, 0, 92),
        1: (3812, 0, 1239, 8112, 15392),
        2: (0, 87, 2456, 2501, 352),
        3: (1031, 971, 996, 0, 2163),
        4: (4696, 7405, 4777, 6612, 0),
        6: (6402, 5701, 5794, 227, 0),
    },
    # count_table_1_1
    {
        0: (0, 992, 1141, 1299, 1123),
        1: (0, 1581, 480, 896, 1777),
        2: (1364, 4559, 2194, 1002, 0),
        3: (10748, 0, 3574, 2937, 3235),
        4: (149, 0, 1954, 2056, 1695),
        5: (0, 7737, 2791, 2867, 2450),
        6: (1186, 0, 593, 593, 593),
        7: (1523, 0, 2210, 4012, 5335),
    },
    # count_table_1_11
    {
        0: (1037, 1297, 0, 1338, 1998),
        1: (6239, 6829, 4686, 3236, 0),
        2: (4, 336, 0, 735, 430),
        3: (452, 0, 912, 279, 2292),
        4: (1875, 1544, 0, 2717, 3284),
        5: (1552, 0, 1313, 1066, 5803),
        6: (1995, 3269, 4553, 3814, 0),
        7: (224, 0, 1881, 883, 807),
    },
    # count_table_1_15
    {
        0: (1670, 928, 0, 1890, 4042),
        2: (2401, 2634, 3255, 3470, 0),
        6: (6922, 7802, 6356, 3784, 0),
        7: (472, 0, 1820, 3012, 8661),
    },
    # count_table_1_17
    {
        0: (1471, 2184, 2476, 1009, 0),
        1: (5255, 8744, 0, 4312, 4578),
        2: (2103, 0, 3286, 2646, 2480),
        4: (3228, 0, 4376, 7270, 9261),
        5: (2342, 6014, 2523, 281, 0),
        6: (3076, 0, 3853, 3457, 3179),
        7: (810, 1241, 1736, 0, 23),
    },
    # count_table_1_19
    {
        0: (2714, 3387, 2882, 152, 0),
        1: (0, 893, 1499, 2739, 474),
        2: (0, 183, 608, 1658, 1282),
        3: (5354, 4031, 3846, 0, 1149),
        4: (308, 746, 0, 3241, 795),
        5: (3673, 3333, 2338, 0, 9021),
        6: (625, 0, 1468, 5576, 1190),
    },
    # token_table_1_1
    {
        0: (979, 0, 1225, 1573, 1298),
        1: (0, 738, 167, 342, 504),
        2: (54, 1016, 57, 58, 0),
        3: (40, 2307, 572, 0, 15),
        4: (0, 951, 452, 1265, 922),
        5: (0, 6426, 4241, 3226, 2552),
        6: (5365, 0, 2533, 3629, 5108),
        7: (5103, 0, 2260, 2138, 2379),
    },
]

# what each number, times its row, adds to the scores of the labels
NUMBER_WEIGHTS = [
    # count_1_1
    (18550, 19062, 13267, 4459, 0),
    # count_1_9
    (0, 880, 4385, 10911, 2012),
    # count_1_10
    (9990, 8712, 5628, 3162, 0),
    # count_1_11
    (0, 1030, 2771, 5000, 4517),
    # count_1_12
    (7330, 7178, 5467, 1753, 0),
    # count_1_14
    (9206, 7175, 5877, 2310, 0),
    # count_1_17
    (14629, 21865, 14731, 5613, 0),
    # count_1_18
    (6488, 10005, 15551, 6960, 0),
    # count_1_19
    (0, 2747, 5101, 7099, 11912),
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
        if not isinstance(accepted, (set, range)):
            accepted = (accepted,)
        selector.append([k for k, key in enumerate(keys) if key in accepted])
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


def selector_width(selector):
    """For each query, how many positions it selects."""
    return [len(selected) for selected in selector]


def lookup(table, *variables):
    """For each position, the entry of the table for the values of the variables."""
    entries = []
    for values in zip(*variables):
        entry = table
        for value in values:
            if isinstance(entry, (dict, list)):
                entry = find(entry, value)
        entries.append(entry)
    return entries


def classify(values, numbers):
    """The label with the highest score, the first of equals."""
    rows = [BIAS]
    for table, value in zip(WEIGHTS, values):
        if value in table:
            rows.append(table[value])
    for weights, number in zip(NUMBER_WEIGHTS, numbers):
        rows.append([weight * number for weight in weights])
    scores = [sum(column) for column in zip(*rows)]
    return LABELS[scores.index(max(scores))]


def run(tokens):
    """The label of each token."""
    check_input(tokens)
    tokens = ["<s>", *tokens, "</s>"]
    positions = range(len(tokens))
    anywhere = lookup(ANYWHERE, positions)
    head_1_5_match = select_closest(HEAD_1_5_MATCH, keys=tokens, queries=positions)
    head_1_5 = aggregate(head_1_5_match, tokens)
    head_1_8_match = select_closest(HEAD_1_8_MATCH, keys=positions, queries=positions)
    head_1_8 = aggregate(head_1_8_match, positions)
    count_1_1_match = select(COUNT_1_1_MATCH, keys=tokens, queries=tokens)
    count_1_1 = selector_width(count_1_1_match)
    count_1_9_match = select(COUNT_1_9_MATCH, keys=tokens, queries=positions)
    count_1_9 = selector_width(count_1_9_match)
    count_1_10_match = select(COUNT_1_10_MATCH, keys=tokens, queries=positions)
    count_1_10 = selector_width(count_1_10_match)
    count_1_11_match = select(COUNT_1_11_MATCH, keys=tokens, queries=positions)
    count_1_11 = selector_width(count_1_11_match)
    count_1_12_match = select(COUNT_1_12_MATCH, keys=tokens, queries=positions)
    count_1_12 = selector_width(count_1_12_match)
    count_1_14_match = select(COUNT_1_14_MATCH, keys=positions, queries=positions)
    count_1_14 = selector_width(count_1_14_match)
    count_1_15_match = select(COUNT_1_15_MATCH, keys=positions, queries=positions)
    count_1_15 = selector_width(count_1_15_match)
    count_1_17_match = select(COUNT_1_17_MATCH, keys=tokens, queries=anywhere)
    count_1_17 = selector_width(count_1_17_match)
    count_1_18_match = select(COUNT_1_18_MATCH, keys=tokens, queries=anywhere)
    count_1_18 = selector_width(count_1_18_match)
    count_1_19_match = select(COUNT_1_19_MATCH, keys=tokens, queries=anywhere)
    count_1_19 = selector_width(count_1_19_match)
    table_1_8 = lookup(TABLE_1_8, positions, head_1_8)
    count_table_1_1 = lookup(COUNT_TABLE_1_1, positions, count_1_1)
    count_table_1_11 = lookup(COUNT_TABLE_1_11, positions, count_1_11)
    count_table_1_15 = lookup(COUNT_TABLE_1_15, positions, count_1_15)
    count_table_1_17 = lookup(COUNT_TABLE_1_17, positions, count_1_17)
    count_table_1_19 = lookup(COUNT_TABLE_1_19, positions, count_1_19)
    token_table_1_1 = lookup(TOKEN_TABLE_1_1, tokens, count_table_1_1)
    values = zip(
        head_1_5,
        table_1_8,
        count_table_1_1,
        count_table_1_11,
        count_table_1_15,
        count_table_1_17,
        count_table_1_19,
        token_table_1_1,
    )
    numbers = zip(
        count_1_1,
        count_1_9,
        count_1_10,
        count_1_11,
        count_1_12,
        count_1_14,
        count_1_17,
        count_1_18,
        count_1_19,
    )
    labels = list(map(classify, values, numbers))
    return labels[1:-1]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 7):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but sort takes 1 to 6"
        raise ValueError("the input " + found + expected)
    alphabet = {"0", "1", "2", "3", "4"}
    allowed = "allowed are '0', '1', '2', '3', '4'"
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
