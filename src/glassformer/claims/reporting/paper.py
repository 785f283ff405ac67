"""What others found, as they report it: constants, each with its source.

``[1]`` is "Understanding Addition in Transformers" (Quirke and Barez, ICLR 2024, arXiv 2310.13121), ``[2]`` its
successor (arXiv 2402.02619), ``[3]`` what is counted of all questions, whoever answers them.
"""

from __future__ import annotations

from collections.abc import Mapping

SOURCES = {
    "[1]": "Understanding Addition in Transformers, Quirke and Barez, ICLR 2024, arXiv 2310.13121: five digits, one "
    "layer, three heads, d_model 510",
    "[2]": "its successor, arXiv 2402.02619: more layers, heads and digits, and subtraction",
    "[3]": "counted exactly over all questions of five digits",
}

DIGITS = 5
"""Of the questions that most figures of [1] are about."""

LEAST_ACCURACY = 0.995
"""[1]: "above"."""

LOSSES: Mapping[tuple[int, int], float] = {(1, 5): 0.0083, (1, 10): 0.041, (2, 5): 2.7e-6, (2, 10): 9.4e-5}
"""[1]: the final loss after 20,000 batches, by layers and digits."""

MOST_WRONG = 1e-6
MOST_WRONG_OF: Mapping[str, range] = {"addition": range(5, 11), "mixed": range(5, 7)}
"""[2]: the share of random questions answered wrong with two layers or more, and the digits that this is said of."""

UNUSED = frozenset(range(11))
"""[1]: positions; 17 is unused too, but it is the last token, at which no model is asked for anything."""

BREAKS: Mapping[int, str] = {12: "A4", 13: "A3", 14: "A2", 15: "A1", 16: "A0"}
"""[1]: the answer digit that breaks when a position is ablated."""

OFFSETS = (0, 1, 2)
"""[1]: digit pairs below the answer digit's own: three heads, each one token behind the other."""

HEAD_LOSSES = {"base add": (3.6, 5.1, 3.9), "carries": (0.2, 0.8, 0.8), "little": (0.2, 0.1, 0.2)}
"""[1]: how much the loss of BA, UC1 and US9 rises without each head, in nats."""

LITTLE_NATS = 0.5
"""Between the two heads of [1] that matter and the one that matters little."""

LEARNT_ORDER = ("BA", "UC1", "US9")
"""[1]: the order in which the loss of sub-tasks falls."""

RIGHT_CASCADES = frozenset({0, 1})
"""[1]: the lengths that one layer answers right; longer ones fail, and no figure is given."""

FREQUENCIES = {1: "17.4", 2: "1.35", 3: "0.09", 4: "0.004"}
"""[3]: per cent of random questions whose longest cascade has at least this length."""

PARTS: Mapping[str, tuple[int, int, int, int]] = {
    "1 layer": (14, 15, 0, 6),
    "2 layers": (21, 31, 0, 17),
    "mixed": (39, 72, 0, 26),
}
"""[2]: heads that are explained, of so many; MLP nodes that are, of so many."""

SAME_SHARE = 0.1
"""Two shares of a few heads that differ by no more are told as the same."""
