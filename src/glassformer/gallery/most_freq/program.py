"""most_freq: a program written by glassformer; run(tokens) runs it.

In: 1 to 7 tokens out of '0', '1', '2', '3', '4', '5'.
Out: one label for each token, out of '0', '1', '2', '3', '4', '5', '_'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.97 to 100.0, n = 11,872); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on all 335,922 inputs
Verdict: proved: right on all 335,922 inputs
Version: 0.1.0
"""

import sys


def closest(q, matches):
    """The match that is nearest to q: left before right, q itself last, and 0 where there is none."""
    return min(matches, key=lambda k: (k == q, abs(k - q)), default=0)


def run(tokens):
    """The label of each token."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    positions = range(len(tokens))
    matched_position = [tokens.index(query) for query in tokens]
    n_same_token = [tokens.count(query) for query in tokens]
    table = [
        position - 8 * t + 64 if position <= p and position > 0 else "none"
        for position, p, t in zip(positions, matched_position, n_same_token)
    ]
    n_smaller_table = [
        sum(key != "none" and (query == "none" or key < query) for key in table)
        for query in table
    ]
    table_2 = [
        min(t + 1, 6) if position <= p and position > 0 else "none"
        for position, p, t in zip(positions, matched_position, n_smaller_table)
    ]
    table_2_is_position = [
        closest(q, [k for k, key in enumerate(table_2) if key == q]) for q in positions
    ]
    matched_token = [tokens[k] for k in table_2_is_position]
    return ["_" if value == "<s>" else value for value in matched_token][1:]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 8):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but most_freq takes 1 to 7"
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
