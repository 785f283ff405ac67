"""dyck2: a program written by glassformer; run(tokens) runs it.

In: 1 to 15 tokens out of '(', ')', '{', '}'.
Out: one label for each token, out of 'T', 'P', 'F'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.99 to 100.0, n = 30,000); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on 20,000 random inputs
Verdict: proved: right on all 1,073,741,824 inputs
Version: 0.1.0
"""

import sys


def label_of(token, difference, matched_token):
    """label at one position."""
    if token in "({":
        return "P"
    if difference > 0:
        return "F"
    if token + matched_token in {"){", "}("}:
        return "F"
    if difference < 0:
        return "P"
    return "T"


def run(tokens):
    """The label of each token."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    positions = range(len(tokens))
    n_close_or_close_brace = [
        sum(key in ")}" for key in tokens[: q + 1]) for q in positions
    ]
    n_open_or_open_brace = [
        sum(key in "({" for key in tokens[: q + 1]) for q in positions
    ]
    difference = [a - b for a, b in zip(n_close_or_close_brace, n_open_or_open_brace)]
    token_and_difference = [
        d if token in "({" else "none" for token, d in zip(tokens, difference)
    ]
    match = [
        max(
            (k for k, key in enumerate(token_and_difference[:q]) if key == query - 1),
            default=0,
        )
        for q, query in enumerate(difference)
    ]
    matched_token = [tokens[k] for k in match]
    label = list(map(label_of, tokens, difference, matched_token))
    n_label_F = [label[: q + 1].count("F") for q in positions]
    return ["F" if b > 0 else a for a, b in zip(label, n_label_F)][1:]


def check_input(tokens):
    """Raise ValueError, saying why, unless the program takes these tokens."""
    if isinstance(tokens, str):
        wrong = "an input is a list of tokens, not one string: %r; split it first"
        raise ValueError(wrong % tokens)
    n = len(tokens)
    if n not in range(1, 16):
        found = "has %d token%s" % (n, "s" * (n != 1)) if n else "is empty"
        expected = ", but dyck2 takes 1 to 15"
        raise ValueError("the input " + found + expected)
    alphabet = {"(", ")", "{", "}"}
    allowed = "allowed are '(', ')', '{', '}'"
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
