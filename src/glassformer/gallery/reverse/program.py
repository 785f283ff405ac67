"""reverse: a program written by glassformer; run(tokens) runs it.

In: 1 to 6 tokens out of '0', '1', '2', '3', '4'.
Out: one label for each token, out of '0', '1', '2', '3', '4'.
Origin: learned
Accuracy: on unseen inputs, labels 99.98 % (95 % interval 99.9 to 99.99, n = 8,004); whole inputs 99.86 % (95 % interval 99.5 to 99.96, n = 1,411)
Agreement: network, interpreter, executor and emitted source say the same on all 19,530 inputs
Verdict: refuted: wrong on 2 of 19,530 inputs; smallest: 0 2 2 -> ['2', '2', '2'], expected ['2', '2', '0']
Version: 0.1.0
"""

import sys

# the key of a table's entry for all other values
ELSE = None

# head_1_1_match: for each query (tokens), what it accepts (tokens)
HEAD_1_1_MATCH = {"</s>": "</s>", "0": "0", "1": "1", "2": "2", "4": "4", ELSE: "3"}

# head_1_3_match: for each query (tokens), what it accepts (positions)
HEAD_1_3_MATCH = {"<s>": 1, "</s>": 3, ELSE: 6}

# head_1_4_match: for each query (tokens), what it accepts (positions)
HEAD_1_4_MATCH = {"<s>": 3, "</s>": 1, "1": 1, "3": 3, ELSE: 0}

# head_1_7_match: for each query (positions), what it accepts (positions)
HEAD_1_7_MATCH = [1, 5, 3, 4, 6, 6, 4, 5]

# count_1_7_match: for each query (positions), what it accepts (positions)
COUNT_1_7_MATCH = [1, 4, 5, 7, 4, 5, 6, 7]

# count_1_8_match: for each query (positions), what it accepts (positions)
COUNT_1_8_MATCH = {0: 4, 1: 1, 3: 6}

# table_1_3 = lookup_table(positions, head_1_3)
TABLE_1_3 = [
    {"</s>": 3, "0": 0, "1": 2, "2": 7, "3": 0, ELSE: 4},
    {"<s>": 4, "</s>": 5, ELSE: 6},
    {"<s>": 3, "</s>": 4, ELSE: 5},
    {"<s>": 2, "</s>": 6, ELSE: 4},
    {"<s>": 1, "</s>": 2, ELSE: 3},
    {"</s>": 1, ELSE: 2},
    {"</s>": 0, ELSE: 1},
    {"<s>": 7, "0": 0, "2": 0, "3": 4, "4": 5, ELSE: 2},
]

# table_1_4 = lookup_table(positions, head_1_4)
TABLE_1_4 = [
    [3, 0, 5, 2, 0, 3, 4, 3],
    {6: 7, 7: 7, ELSE: 6},
    5,
    [0, 4, 4, 7, 4, 7, 4, 4],
    {5: 4, ELSE: 3},
    {6: 0, ELSE: 2},
    {4: 0, 7: 7, ELSE: 1},
    [2, 7, 2, 2, 2, 0, 7, 7],
]

# table_1_7 = lookup_table(positions, head_1_7)
TABLE_1_7 = [
    {"0": 5, "1": 4, "2": 4, "3": 5, "4": 6, ELSE: 7},
    {"<s>": 3, "</s>": 4, ELSE: 6},
    {"</s>": 1, ELSE: 0},
    {"<s>": 4, "</s>": 1, "2": 7, ELSE: 0},
    {"<s>": 1, "</s>": 2, ELSE: 3},
    {"<s>": 3, "</s>": 1, ELSE: 2},
    {"<s>": 7, "</s>": 7, ELSE: 1},
    {"<s>": 4, "0": 1, "1": 1, "4": 2, ELSE: 6},
]

# category_1_7 = lookup_table(clip(count_1_7, 0, 8))
CATEGORY_1_7 = [0, 1, 2, 3, 4, 5, 6, 7, 6]

# count_table_1_7 = lookup_table(positions, clip(count_1_7, 0, 8))
COUNT_TABLE_1_7 = [
    [1, 5, 2, 3, 7, 7, 0, 0, 2],
    [5, 1, 0, 6, 5, 3, 3, 2, 3],
    [5, 3, 4, 2, 6, 7, 6, 2, 3],
    [2, 3, 2, 0, 6, 6, 7, 6, 6],
    [1, 5, 3, 4, 2, 6, 6, 5, 3],
    [4, 6, 3, 4, 6, 4, 2, 0, 1],
    [4, 0, 3, 7, 6, 2, 1, 1, 0],
    [1, 5, 3, 0, 2, 4, 4, 5, 4],
]

# count_table_1_8 = lookup_table(positions, clip(count_1_8, 0, 8))
COUNT_TABLE_1_8 = [
    [5, 3, 1, 2, 4, 2, 4, 5, 6],
    [7, 2, 4, 5, 0, 5, 7, 4, 5],
    [7, 1, 6, 0, 2, 5, 1, 6, 6],
    [0, 1, 1, 7, 5, 3, 7, 5, 6],
    [0, 6, 2, 3, 1, 6, 7, 6, 4],
    [1, 1, 1, 2, 7, 1, 7, 0, 5],
    [2, 5, 5, 4, 0, 2, 2, 1, 6],
    [7, 0, 4, 6, 1, 1, 3, 4, 5],
]

# token_table_1_7 = lookup_table(tokens, count_table_1_7)
TOKEN_TABLE_1_7 = {
    "<s>": [0, 0, 6, 0, 4, 4, 1, 5],
    "</s>": [0, 7, 6, 0, 4, 1, 1, 2],
    "0": [2, 3, 1, 7, 2, 6, 7, 0],
    "1": [0, 0, 3, 0, 7, 2, 2, 4],
    "2": [7, 7, 3, 7, 7, 4, 2, 2],
    "3": [2, 7, 2, 7, 4, 4, 2, 0],
    "4": [6, 2, 7, 2, 5, 0, 7, 5],
}

# token_table_1_8 = lookup_table(tokens, count_table_1_8)
TOKEN_TABLE_1_8 = {
    "<s>": [3, 5, 5, 0, 0, 5, 4, 0],
    "</s>": [4, 3, 5, 5, 6, 5, 0, 5],
    "0": [2, 6, 2, 0, 5, 0, 6, 7],
    "1": [3, 0, 7, 0, 6, 7, 1, 0],
    "2": [0, 6, 3, 5, 3, 7, 7, 6],
    "3": [7, 2, 1, 7, 3, 2, 4, 3],
    "4": [4, 0, 2, 5, 3, 4, 1, 1],
}

# head_2_6_match: for each query (table_1_3), what it accepts (positions)
HEAD_2_6_MATCH = [0, 1, 2, 3, 4, 5, 6, 3]

# head_2_14_match: for each query (table_1_7), what it accepts (positions)
HEAD_2_14_MATCH = [0, 1, 2, 3, 0, 7, 6, 7]

# head_2_16_match: for each query (head_1_3), what it accepts (positions)
HEAD_2_16_MATCH = {"<s>": 2, "0": 0, "1": 1, "2": 5, "3": 3, ELSE: 4}

# head_2_18_match: for each query (table_1_4), what it accepts (positions)
HEAD_2_18_MATCH = [1, 1, 2, 3, 7, 5, 6, 7]

# head_2_19_match: for each query (token_table_1_7), what it accepts (token_table_1_7)
HEAD_2_19_MATCH = [0, 1, 2, 3, 4, 5, 6, 7]

# count_2_1_match: for each query (category_1_7), what it accepts (category_1_7)
COUNT_2_1_MATCH = [0, 1, 2, 3, 4, 5, 6, 7]

# table_2_6 = lookup_table(tokens, head_2_6)
TABLE_2_6 = {
    "<s>": {"</s>": 5, "4": 4, ELSE: 7},
    "</s>": {"1": 3, "2": 1, "3": 0, ELSE: 2},
    "0": {"<s>": 4, "</s>": 3, ELSE: 2},
    "1": {"<s>": 6, "</s>": 5, ELSE: 3},
    "2": {"<s>": 6, ELSE: 1},
    "3": {"<s>": 6, "</s>": 7, "3": 6, ELSE: 0},
    "4": {"<s>": 6, "</s>": 6, ELSE: 2},
}

# table_2_14 = lookup_table(tokens, head_2_14)
TABLE_2_14 = {
    "<s>": {"</s>": 3, "1": 5, "2": 3, "3": 2, "4": 6, ELSE: 0},
    "</s>": {"</s>": 2, "0": 5, "1": 7, "2": 4, "4": 5, ELSE: 0},
    "0": {"<s>": 5, "</s>": 2, "0": 4, "1": 4, ELSE: 0},
    "1": {"<s>": 6, "</s>": 0, "1": 4, "3": 5, ELSE: 1},
    "2": {"0": 6, "1": 3, "3": 3, "4": 3, ELSE: 7},
    "3": {"<s>": 3, "</s>": 5, "1": 2, "4": 2, ELSE: 7},
    "4": {"<s>": 2, "0": 4, "3": 4, "4": 0, ELSE: 1},
}

# table_2_18 = lookup_table(tokens, head_2_18)
TABLE_2_18 = {
    "<s>": {"<s>": 0, "</s>": 4, "0": 2, "1": 3, "2": 5, "3": 1, "4": 6},
    "</s>": {"</s>": 0, "2": 7, "3": 2, "4": 2, ELSE: 3},
    "0": {"<s>": 1, "1": 1, "2": 4, "4": 6, ELSE: 2},
    "1": {"<s>": 7, "0": 3, "3": 4, "4": 7, ELSE: 6},
    "2": {"<s>": 2, "1": 0, "3": 3, "4": 3, ELSE: 7},
    "3": {"<s>": 0, "</s>": 1, "0": 4, "4": 6, ELSE: 5},
    "4": {"<s>": 6, "</s>": 0, "0": 7, "1": 1, "2": 3, "3": 4, "4": 5},
}

# table_2_19 = lookup_table(tokens, head_2_19)
TABLE_2_19 = {
    "<s>": {"</s>": 5, "0": 3, "1": 0, "2": 1, "4": 2, ELSE: 6},
    "</s>": {"<s>": 7, "0": 3, "4": 2, ELSE: 5},
    "0": {"<s>": 7, "0": 1, "2": 4, "4": 6, ELSE: 2},
    "1": {"<s>": 5, "0": 4, "2": 2, "3": 4, ELSE: 3},
    "2": {"</s>": 5, "0": 2, "1": 0, "2": 7, "3": 0, ELSE: 4},
    "3": {"</s>": 4, "0": 0, "1": 2, "3": 0, "4": 4, ELSE: 5},
    "4": {"</s>": 1, "0": 4, "1": 3, "3": 3, "4": 1, ELSE: 2},
}

# count_table_2_1 = lookup_table(category_1_7, clip(count_2_1, 0, 8))
COUNT_TABLE_2_1 = [
    [6, 1, 1, 2, 6, 3, 4, 3, 7],
    [7, 0, 7, 6, 3, 2, 6, 1, 5],
    [3, 2, 2, 5, 1, 3, 4, 7, 2],
    [5, 2, 1, 3, 6, 1, 0, 0, 2],
    [3, 7, 6, 5, 4, 6, 2, 5, 6],
    [2, 1, 6, 3, 3, 2, 5, 2, 5],
    [0, 3, 7, 3, 4, 0, 3, 5, 1],
    [7, 0, 4, 2, 6, 2, 1, 2, 3],
]

# token_table_2_1 = lookup_table(tokens, count_table_2_1)
TOKEN_TABLE_2_1 = {
    "<s>": [2, 2, 1, 2, 1, 4, 0, 3],
    "</s>": [6, 6, 2, 6, 3, 1, 1, 3],
    "0": [6, 4, 6, 4, 3, 2, 6, 2],
    "1": [1, 6, 0, 6, 4, 1, 4, 3],
    "2": [7, 1, 7, 1, 4, 6, 7, 0],
    "3": [7, 6, 2, 6, 0, 2, 7, 3],
    "4": [3, 5, 0, 5, 1, 0, 0, 1],
}

# the labels; on ties the first wins
LABELS = ["0", "1", "2", "3", "4"]

# the scores that they begin with, in 1/1024; only differences between labels matter
BIAS = (283, 0, 1164, 703, 1505)

# what each value adds to the scores of the labels; values that are left out add nothing
WEIGHTS = [
    # token_table_1_8
    {
        0: (849, 4547, 0, 645, 509),
        1: (411, 1058, 1473, 0, 2683),
        2: (0, 401, 452, 538, 1948),
        3: (3853, 0, 3175, 4490, 3363),
        4: (4336, 5885, 5107, 5467, 0),
        6: (903, 0, 1320, 1787, 1929),
        7: (2504, 1012, 1357, 0, 2527),
    },
    # head_2_6
    {
        "<s>": (820, 1490, 0, 387, 633),
        "</s>": (1204, 0, 1065, 1076, 1720),
        "0": (10486, 3378, 2868, 2814, 0),
        "1": (1304, 6686, 709, 0, 886),
        "2": (684, 0, 6809, 612, 1094),
        "3": (492, 0, 135, 7276, 552),
        "4": (0, 3482, 3432, 2896, 10210),
    },
    # head_2_14
    {
        "<s>": (1589, 3361, 0, 2439, 1161),
        "</s>": (375, 335, 1988, 433, 0),
        "0": (17085, 0, 1027, 846, 1762),
        "1": (19, 17827, 637, 483, 0),
        "2": (679, 764, 17075, 0, 416),
        "3": (2319, 1789, 0, 16880, 1116),
        "4": (1963, 0, 3329, 3019, 19679),
    },
    # head_2_16
    {
        "<s>": (156, 124, 90, 0, 305),
        "</s>": (50, 670, 235, 225, 0),
        "0": (3291, 0, 82, 364, 653),
        "1": (396, 3838, 268, 0, 373),
        "2": (235, 0, 3876, 339, 29),
        "3": (209, 0, 309, 3860, 102),
        "4": (495, 247, 0, 114, 3474),
    },
    # table_2_6
    {
        0: (0, 331, 345, 4775, 509),
        1: (878, 0, 6885, 501, 931),
        2: (5306, 634, 827, 0, 5572),
        3: (545, 6210, 344, 0, 645),
        4: (0, 2930, 374, 1573, 378),
        6: (1069, 0, 244, 3026, 431),
        7: (2259, 0, 1065, 253, 1694),
    },
    # table_2_14
    {
        0: (4706, 0, 2037, 2951, 751),
        1: (1334, 8188, 0, 1738, 6305),
        2: (2110, 0, 2196, 5689, 490),
        3: (2914, 790, 7382, 0, 1964),
        4: (3605, 2610, 949, 0, 2587),
        5: (1236, 1589, 94, 0, 226),
        6: (1385, 0, 1837, 379, 2564),
        7: (0, 4163, 2824, 6605, 2508),
    },
    # table_2_18
    {
        0: (518, 1351, 0, 3614, 611),
        1: (1454, 779, 1500, 0, 276),
        2: (0, 946, 2639, 2556, 499),
        3: (1688, 656, 0, 2041, 1346),
        4: (1245, 0, 1334, 749, 87),
        5: (1056, 2645, 2127, 0, 2241),
        6: (1225, 0, 845, 1033, 2871),
        7: (2736, 3593, 1506, 0, 2096),
    },
    # table_2_19
    {
        0: (1636, 909, 963, 0, 867),
        1: (1952, 1003, 429, 0, 316),
        2: (201, 0, 1760, 2364, 1750),
        3: (0, 2298, 938, 1918, 2101),
        4: (1631, 2138, 2112, 0, 1059),
        5: (1117, 127, 826, 1675, 0),
        6: (0, 419, 436, 398, 891),
        7: (900, 589, 0, 1153, 558),
    },
    # token_table_2_1
    {
        0: (2179, 0, 2461, 3051, 69),
        1: (5656, 0, 9694, 4561, 4219),
        2: (1446, 5468, 3063, 0, 2878),
        4: (6918, 1514, 689, 493, 0),
        5: (0, 1003, 1452, 1797, 8098),
        6: (736, 4138, 0, 3384, 492),
        7: (398, 5257, 0, 4119, 1680),
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
    tokens = ["<s>", *tokens, "</s>"]
    positions = range(len(tokens))
    head_1_1_match = select_closest(HEAD_1_1_MATCH, keys=tokens, queries=tokens)
    head_1_1 = aggregate(head_1_1_match, tokens)
    head_1_3_match = select_closest(HEAD_1_3_MATCH, keys=positions, queries=tokens)
    head_1_3 = aggregate(head_1_3_match, tokens)
    head_1_4_match = select_closest(HEAD_1_4_MATCH, keys=positions, queries=tokens)
    head_1_4 = aggregate(head_1_4_match, positions)
    head_1_7_match = select_closest(HEAD_1_7_MATCH, keys=positions, queries=positions)
    head_1_7 = aggregate(head_1_7_match, tokens)
    count_1_7_match = select(COUNT_1_7_MATCH, keys=positions, queries=positions)
    count_1_7 = selector_width(count_1_7_match)
    count_1_8_match = select(COUNT_1_8_MATCH, keys=positions, queries=positions)
    count_1_8 = selector_width(count_1_8_match)
    table_1_3 = lookup(TABLE_1_3, positions, head_1_3)
    table_1_4 = lookup(TABLE_1_4, positions, head_1_4)
    table_1_7 = lookup(TABLE_1_7, positions, head_1_7)
    category_1_7 = lookup(CATEGORY_1_7, count_1_7)
    count_table_1_7 = lookup(COUNT_TABLE_1_7, positions, count_1_7)
    count_table_1_8 = lookup(COUNT_TABLE_1_8, positions, count_1_8)
    token_table_1_7 = lookup(TOKEN_TABLE_1_7, tokens, count_table_1_7)
    token_table_1_8 = lookup(TOKEN_TABLE_1_8, tokens, count_table_1_8)
    head_2_6_match = select_closest(HEAD_2_6_MATCH, keys=positions, queries=table_1_3)
    head_2_6 = aggregate(head_2_6_match, tokens)
    head_2_14_match = select_closest(HEAD_2_14_MATCH, keys=positions, queries=table_1_7)
    head_2_14 = aggregate(head_2_14_match, tokens)
    head_2_16_match = select_closest(HEAD_2_16_MATCH, keys=positions, queries=head_1_3)
    head_2_16 = aggregate(head_2_16_match, head_1_1)
    head_2_18_match = select_closest(HEAD_2_18_MATCH, keys=positions, queries=table_1_4)
    head_2_18 = aggregate(head_2_18_match, tokens)
    head_2_19_match = select_closest(
        HEAD_2_19_MATCH,
        keys=token_table_1_7,
        queries=token_table_1_7,
    )
    head_2_19 = aggregate(head_2_19_match, tokens)
    count_2_1_match = select(COUNT_2_1_MATCH, keys=category_1_7, queries=category_1_7)
    count_2_1 = selector_width(count_2_1_match)
    table_2_6 = lookup(TABLE_2_6, head_2_6, tokens)
    table_2_14 = lookup(TABLE_2_14, head_2_14, tokens)
    table_2_18 = lookup(TABLE_2_18, tokens, head_2_18)
    table_2_19 = lookup(TABLE_2_19, tokens, head_2_19)
    count_table_2_1 = lookup(COUNT_TABLE_2_1, category_1_7, count_2_1)
    token_table_2_1 = lookup(TOKEN_TABLE_2_1, tokens, count_table_2_1)
    values = zip(
        token_table_1_8,
        head_2_6,
        head_2_14,
        head_2_16,
        table_2_6,
        table_2_14,
        table_2_18,
        table_2_19,
        token_table_2_1,
    )
    labels = list(map(classify, values))
    return labels[1:-1]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 7):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but reverse takes 1 to 6"
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
