"""double_hist: a program written by glassformer; run(tokens) runs it.

In: 1 to 7 tokens out of '0', '1', '2', '3', '4', '5'.
Out: one label for each token, out of '1', '2', '3', '4', '5', '6'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.97 to 100.0, n = 11,872); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on all 335,922 inputs
Verdict: proved: right on all 335,922 inputs
Version: 0.1.0
"""

import sys

# answer = lookup_table(same_token_count, clip(n_same_same_token_count, 2, 7)); what cannot occur is left out
ANSWER = [
    None,
    ".11234566",
    ".11122333",
    ".11111222",
    ".11111111",
    ".11111111",
    ".11111111",
    ".11111111",
]


def run(tokens):
    """The label of each token."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    n_same_token = [tokens.count(query) for query in tokens]
    n_same_same_token_count = [n_same_token.count(query) for query in n_same_token]
    return [ANSWER[a][b] for a, b in zip(n_same_token, n_same_same_token_count)][1:]


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
