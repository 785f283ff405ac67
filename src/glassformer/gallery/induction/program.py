"""induction: a program written by glassformer; run(tokens) runs it.

In: 1 to 9 tokens out of 'a', 'b', 'c', 'd', '0', '1', '2', '3'.
Out: one label for each token, out of '0', '1', '2', '3', '<unk>'; none at '0', '1',
    '2', '3'.
Origin: learned
Accuracy: on unseen inputs, labels 100.00 % (95 % interval 99.96 to 100.0, n = 8,986); whole inputs 100.00 % (95 % interval 99.8 to 100.0, n = 2,000)
Agreement: network, interpreter, executor and emitted source say the same on all 133,760 inputs
Verdict: proved: right on all 133,760 inputs
Version: 0.1.0
"""

import sys


def closest(q, matches):
    """The match that is nearest to q: left before right, q itself last, and 0 where there is none."""
    return min(matches, key=lambda k: (k == q, abs(k - q)), default=0)


def run(tokens):
    """The label of each token; None at one that gets no label."""
    check_input(tokens)
    tokens = ["<s>", *tokens]
    positions = range(len(tokens))
    previous = [max(position - 1, 0) for position in positions]
    previous_token = [tokens[k] for k in previous]
    previous_token_is_token = [
        closest(q, [k for k, key in enumerate(previous_token[: q + 1]) if key == query])
        for q, query in enumerate(tokens)
    ]
    matched_token = [tokens[k] for k in previous_token_is_token]
    return [
        None if token in "0123" else t if t in "0123" else "<unk>"
        for token, t in zip(tokens[1:], matched_token[1:])
    ]


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
