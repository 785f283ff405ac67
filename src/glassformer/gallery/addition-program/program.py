"""addition: a program written by glassformer; run(tokens) runs it.

In: 1 to 8 tokens out of '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '='.
Out: one label for each token, out of '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'; none at '+'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.9 to 100.0, n = 2,997); whole inputs 100.00 % (95 % interval 99.6 to 100.0, n = 999)
Agreement: network, interpreter, executor and emitted source say the same on all 10,000 inputs
Verdict: proved: right on all 10,000 inputs
Version: 0.1.0
"""

import sys

# the key of a table's entry for all other values
ELSE = None

# table = lookup_table(matched_token, matched_token_2)
TABLE = {
    "0": {
        "0": 0,
        "1": 1,
        "2": 2,
        "3": 3,
        "4": 4,
        "5": 5,
        "6": 6,
        "7": 7,
        "8": 8,
        "9": 9,
        ELSE: "none",
    },
    "1": {
        "0": 1,
        "1": 2,
        "2": 3,
        "3": 4,
        "4": 5,
        "5": 6,
        "6": 7,
        "7": 8,
        "8": 9,
        "9": 10,
        ELSE: "none",
    },
    "2": {
        "0": 2,
        "1": 3,
        "2": 4,
        "3": 5,
        "4": 6,
        "5": 7,
        "6": 8,
        "7": 9,
        "8": 10,
        "9": 11,
        ELSE: "none",
    },
    "3": {
        "0": 3,
        "1": 4,
        "2": 5,
        "3": 6,
        "4": 7,
        "5": 8,
        "6": 9,
        "7": 10,
        "8": 11,
        "9": 12,
        ELSE: "none",
    },
    "4": {
        "0": 4,
        "1": 5,
        "2": 6,
        "3": 7,
        "4": 8,
        "5": 9,
        "6": 10,
        "7": 11,
        "8": 12,
        "9": 13,
        ELSE: "none",
    },
    "5": {
        "0": 5,
        "1": 6,
        "2": 7,
        "3": 8,
        "4": 9,
        "5": 10,
        "6": 11,
        "7": 12,
        "8": 13,
        "9": 14,
        ELSE: "none",
    },
    "6": {
        "0": 6,
        "1": 7,
        "2": 8,
        "3": 9,
        "4": 10,
        "5": 11,
        "6": 12,
        "7": 13,
        "8": 14,
        "9": 15,
        ELSE: "none",
    },
    "7": {
        "0": 7,
        "1": 8,
        "2": 9,
        "3": 10,
        "4": 11,
        "5": 12,
        "6": 13,
        "7": 14,
        "8": 15,
        "9": 16,
        ELSE: "none",
    },
    "8": {
        "0": 8,
        "1": 9,
        "2": 10,
        "3": 11,
        "4": 12,
        "5": 13,
        "6": 14,
        "7": 15,
        "8": 16,
        "9": 17,
        ELSE: "none",
    },
    "9": {
        "0": 9,
        "1": 10,
        "2": 11,
        "3": 12,
        "4": 13,
        "5": 14,
        "6": 15,
        "7": 16,
        "8": 17,
        "9": 18,
        ELSE: "none",
    },
    ELSE: "none",
}

# label = lookup_table(table)
LABEL = {
    1: 1,
    2: 2,
    3: 3,
    4: 4,
    5: 5,
    6: 6,
    7: 7,
    8: 8,
    9: 9,
    11: 1,
    12: 2,
    13: 3,
    14: 4,
    15: 5,
    16: 6,
    17: 7,
    18: 8,
    ELSE: 0,
}

# table_2 = lookup_table(matched_token_3, matched_token_4)
TABLE_2 = {
    "0": {
        "0": 0,
        "1": 1,
        "2": 2,
        "3": 3,
        "4": 4,
        "5": 5,
        "6": 6,
        "7": 7,
        "8": 8,
        "9": 9,
        ELSE: "none",
    },
    "1": {
        "0": 1,
        "1": 2,
        "2": 3,
        "3": 4,
        "4": 5,
        "5": 6,
        "6": 7,
        "7": 8,
        "8": 9,
        "9": 10,
        ELSE: "none",
    },
    "2": {
        "0": 2,
        "1": 3,
        "2": 4,
        "3": 5,
        "4": 6,
        "5": 7,
        "6": 8,
        "7": 9,
        "8": 10,
        "9": 11,
        ELSE: "none",
    },
    "3": {
        "0": 3,
        "1": 4,
        "2": 5,
        "3": 6,
        "4": 7,
        "5": 8,
        "6": 9,
        "7": 10,
        "8": 11,
        "9": 12,
        ELSE: "none",
    },
    "4": {
        "0": 4,
        "1": 5,
        "2": 6,
        "3": 7,
        "4": 8,
        "5": 9,
        "6": 10,
        "7": 11,
        "8": 12,
        "9": 13,
        ELSE: "none",
    },
    "5": {
        "0": 5,
        "1": 6,
        "2": 7,
        "3": 8,
        "4": 9,
        "5": 10,
        "6": 11,
        "7": 12,
        "8": 13,
        "9": 14,
        ELSE: "none",
    },
    "6": {
        "0": 6,
        "1": 7,
        "2": 8,
        "3": 9,
        "4": 10,
        "5": 11,
        "6": 12,
        "7": 13,
        "8": 14,
        "9": 15,
        ELSE: "none",
    },
    "7": {
        "0": 7,
        "1": 8,
        "2": 9,
        "3": 10,
        "4": 11,
        "5": 12,
        "6": 13,
        "7": 14,
        "8": 15,
        "9": 16,
        ELSE: "none",
    },
    "8": {
        "0": 8,
        "1": 9,
        "2": 10,
        "3": 11,
        "4": 12,
        "5": 13,
        "6": 14,
        "7": 15,
        "8": 16,
        "9": 17,
        ELSE: "none",
    },
    "9": {
        "0": 9,
        "1": 10,
        "2": 11,
        "3": 12,
        "4": 13,
        "5": 14,
        "6": 15,
        "7": 16,
        "8": 17,
        "9": 18,
        ELSE: "none",
    },
    ELSE: "none",
}

# table_3 = lookup_table(previous_token, matched_token_5)
TABLE_3 = {
    "0": {
        "0": 0,
        "1": 1,
        "2": 2,
        "3": 3,
        "4": 4,
        "5": 5,
        "6": 6,
        "7": 7,
        "8": 8,
        "9": 9,
        ELSE: "none",
    },
    "1": {
        "0": 1,
        "1": 2,
        "2": 3,
        "3": 4,
        "4": 5,
        "5": 6,
        "6": 7,
        "7": 8,
        "8": 9,
        "9": 10,
        ELSE: "none",
    },
    "2": {
        "0": 2,
        "1": 3,
        "2": 4,
        "3": 5,
        "4": 6,
        "5": 7,
        "6": 8,
        "7": 9,
        "8": 10,
        "9": 11,
        ELSE: "none",
    },
    "3": {
        "0": 3,
        "1": 4,
        "2": 5,
        "3": 6,
        "4": 7,
        "5": 8,
        "6": 9,
        "7": 10,
        "8": 11,
        "9": 12,
        ELSE: "none",
    },
    "4": {
        "0": 4,
        "1": 5,
        "2": 6,
        "3": 7,
        "4": 8,
        "5": 9,
        "6": 10,
        "7": 11,
        "8": 12,
        "9": 13,
        ELSE: "none",
    },
    "5": {
        "0": 5,
        "1": 6,
        "2": 7,
        "3": 8,
        "4": 9,
        "5": 10,
        "6": 11,
        "7": 12,
        "8": 13,
        "9": 14,
        ELSE: "none",
    },
    "6": {
        "0": 6,
        "1": 7,
        "2": 8,
        "3": 9,
        "4": 10,
        "5": 11,
        "6": 12,
        "7": 13,
        "8": 14,
        "9": 15,
        ELSE: "none",
    },
    "7": {
        "0": 7,
        "1": 8,
        "2": 9,
        "3": 10,
        "4": 11,
        "5": 12,
        "6": 13,
        "7": 14,
        "8": 15,
        "9": 16,
        ELSE: "none",
    },
    "8": {
        "0": 8,
        "1": 9,
        "2": 10,
        "3": 11,
        "4": 12,
        "5": 13,
        "6": 14,
        "7": 15,
        "8": 16,
        "9": 17,
        ELSE: "none",
    },
    "9": {
        "0": 9,
        "1": 10,
        "2": 11,
        "3": 12,
        "4": 13,
        "5": 14,
        "6": 15,
        "7": 16,
        "8": 17,
        "9": 18,
        ELSE: "none",
    },
    ELSE: "none",
}

# answer = lookup_table(label, table_2, table_3)
ANSWER = {
    9: [
        {
            10: "1",
            11: "1",
            12: "1",
            13: "1",
            14: "1",
            15: "1",
            16: "1",
            17: "1",
            18: "1",
            ELSE: "0",
        },
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
    ],
    10: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    11: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    12: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    13: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    14: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    15: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    16: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    17: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    18: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
    ELSE: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
}


def lookup(table, *variables):
    """For each position, the entry of the table for the values of the variables."""
    entries = []
    for values in zip(*variables):
        entry = table
        for value in values:
            if isinstance(entry, dict):
                entry = entry.get(value, entry.get(ELSE))
            elif isinstance(entry, list):
                entry = entry[value]
        entries.append(entry)
    return entries


def aggregate(selector, values):
    """For each query, the value at the position that it selects."""
    return [values[k] for k in selector]


def run(tokens):
    """The label of each token; None at one that gets no label."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    positions = range(len(tokens))
    match = [max(position - 3, 0) for position in positions]
    matched_token = aggregate(match, tokens)
    match_2 = [max(position - 6, 0) for position in positions]
    matched_token_2 = aggregate(match_2, tokens)
    table = lookup(TABLE, matched_token, matched_token_2)
    label = lookup(LABEL, table)
    match_3 = [max(position - 2, 0) for position in positions]
    matched_token_3 = aggregate(match_3, tokens)
    match_4 = [max(position - 5, 0) for position in positions]
    matched_token_4 = aggregate(match_4, tokens)
    table_2 = lookup(TABLE_2, matched_token_3, matched_token_4)
    previous = [max(position - 1, 0) for position in positions]
    previous_token = aggregate(previous, tokens)
    match_5 = [max(position - 4, 0) for position in positions]
    matched_token_5 = aggregate(match_5, tokens)
    table_3 = lookup(TABLE_3, previous_token, matched_token_5)
    answer = lookup(ANSWER, table_2, label, table_3)
    return [None if token == "+" else label for token, label in zip(tokens, answer)][1:]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 9):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but addition takes 1 to 8"
        raise ValueError("the input " + found + expected)
    alphabet = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "="}
    allowed = "allowed are '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '='"
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
