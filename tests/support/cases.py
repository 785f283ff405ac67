"""THE table of operation cases: interpreter, tensor executor, emitted code and network are all run on it.

The expected labels were worked out by hand, from what DESIGN.md and ``program.semantics`` say in words; no run of the
code went into them. Run all inputs of a case as one batch where there are batches: their lengths differ on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

from glassformer.program import Program, parse
from glassformer.program.columns import Item


@dataclass(frozen=True, kw_only=True)
class Case:
    """A program and what it must answer.

    Attributes:
        name: what the case shows; unique.
        text: the program, as .glass text.
        contents: inputs.
        expected: for each input its labels (None at an unlabelled token), or, of a classifier, its label.
        is_extreme: whether it needs more digits than float32 has: a network in float32 may be left out.
    """

    name: str
    text: str
    contents: tuple[tuple[Item, ...], ...]
    expected: tuple[list[str | None] | str, ...]
    is_extreme: bool = False

    @property
    def program(self) -> Program:
        """The program, parsed."""
        return parse(self.text, self.name)

    def __str__(self) -> str:
        return self.name


def case(
    name: str,
    body: str,
    answers: dict[str, str],
    *,
    headers: str = "",
    marks: str = "<s>",
    labels: str = "x y",
    is_extreme: bool = False,
) -> Case:
    """A case over the alphabet ``a b c`` and lengths 1 to 5.

    ``answers`` gives for each input (its tokens, with spaces) the labels of its tokens, ``·`` where there is none; with
    the header ``one_label``, its one label.
    """
    head = ["glassformer program, version 1", "task cases", "alphabet a b c", "lengths 1 to 5"]
    head += [f"marks {marks}", f"labels {labels}", headers]
    gives_one_label = "one_label" in headers
    expected: list[list[str | None] | str] = [
        labels if gives_one_label else [None if label == "·" else label for label in labels.split()]
        for labels in answers.values()
    ]
    return Case(
        name=name,
        text="\n".join(head) + "\n" + body,
        contents=tuple(tuple(map(item, text.split())) for text in answers),
        expected=tuple(expected),
        is_extreme=is_extreme,
    )


def item(word: str) -> Item:
    """A token; with its value in each column, where these stand after it, each behind a slash."""
    return tuple(word.split("/")) if "/" in word else word


BOTH = "<s> </s>"

WHERE_CLOSEST = """
s = select_closest(keys=tokens, queries=tokens) {
    else: a
}
where = aggregate(s, positions)
return where
"""
"""At each token the position that it selects, looking for an a."""


def where_best(*rules: str) -> str:
    """At each token the position that it selects by score; columns are ``<s> a b c``."""
    lines = ["s = select_best(keys=tokens, queries=tokens) {", "keys: <s> a b c", *rules, "}"]
    return "\n".join([*lines, "where = aggregate(s, positions)", "return where"])


def count(*rules: str) -> str:
    """At each token how many keys it selects."""
    return "\n".join(["s = select(keys=tokens, queries=tokens) {", *rules, "}", "n = selector_width(s)", *SHOW_N])


SHOW_N = (
    "shown = lookup_table(clip(n, 0, 7)) -> 0 1 2 3 4 5 6 7 {",
    *(f"{value}: {value}" for value in range(8)),
    "}",
    "return shown",
)

HALVES = """
f = number_table(tokens) {
    a: 1024
    b: 512
    c: -512
    else: 77
}
s = select(keys=tokens, queries=tokens) {
    else: a b c
}
g = aggregate_sum(s, f)
"""
"""g: the sum over the contents of 1 for each a, a half for each b, minus a half for each c."""


def scored(*lines: str, of: str, before: str = "", kind: str = "scores") -> str:
    """A program that returns scores of some variables."""
    return "\n".join([before, f"out = {kind}({of}) {{", *lines, "}", "return out"])


CLOSEST = (
    case("closest: own position last, left before right at distance 2", WHERE_CLOSEST, {"a b c b a": "5 1 1 5 1"}),
    case("closest: left before right at distance 1", WHERE_CLOSEST, {"a b a": "3 1 1"}),
    case("closest: own position where it alone matches", WHERE_CLOSEST, {"a b b": "1 1 1", "b b a": "3 3 3"}),
    case("closest: own position after even the farthest match", WHERE_CLOSEST, {"a b b b a": "5 1 1 5 1"}),
    case("closest: nearer right one before farther left one", WHERE_CLOSEST, {"a b b a b": "4 1 4 1 4"}),
    case("closest: no match gives position 0", WHERE_CLOSEST, {"b": "0", "b c": "0 0", "c c c c c": "0 0 0 0 0"}),
    case(
        "closest: several lengths in one batch",
        WHERE_CLOSEST,
        {"a": "1", "b": "0", "a b": "1 1", "b b b b a": "5 5 5 5 5", "c a c": "2 2 2"},
    ),
    case("closest: with an end mark", WHERE_CLOSEST, {"a b": "1 1", "a a": "2 1"}, marks=BOTH),
    case(
        "closest: causal, later matches are invisible",
        WHERE_CLOSEST,
        {"b a": "0 2", "a b a b": "1 1 1 3", "b b b": "0 0 0", "a a a": "1 1 2"},
        headers="causal",
    ),
    case(
        "closest: the end mark is the last position of each length",
        """
        s = select_closest(keys=tokens, queries=tokens) {
            else: </s>
        }
        where = aggregate(s, positions)
        return where
        """,
        {"a": "2", "a b": "3 3", "a b c a b": "6 6 6 6 6"},
        marks=BOTH,
    ),
    case(
        "closest: first position is the begin mark",
        """
        s = select_closest(keys=positions, queries=positions) {
            else: 0
        }
        v = aggregate(s, tokens)
        return v
        """,
        {"a": "<s>", "b a c": "<s> <s> <s>"},
    ),
    case(
        "closest: last position, which shorter inputs do not have",
        """
        s = select_closest(keys=positions, queries=positions) {
            else: 5
        }
        v = aggregate(s, tokens)
        return v
        """,
        {"a a b b c": "c c c c c", "a b": "<s> <s>"},
    ),
    case(
        "closest: what is accepted depends on the query; some accept nothing, some several",
        """
        s = select_closest(keys=tokens, queries=tokens) {
            a: b c
            b: <s>
            else: nothing
        }
        where = aggregate(s, positions)
        return where
        """,
        {"c a b": "0 1 0", "a a b": "3 3 0", "b c a": "0 0 2"},
    ),
    case(
        "closest: the token before, by position",
        """
        s = select_closest(keys=positions, queries=positions) {
            1: 0
            2: 1
            3: 2
            4: 3
            5: 4
            else: nothing
        }
        v = aggregate(s, tokens)
        return v
        """,
        {"a b c": "<s> a b", "c c b a b": "<s> c c b a"},
    ),
)

BEST = (
    case("best: leftmost of equals", where_best("else: 0 5 5 1"), {"c b a a": "2 2 2 2", "c c": "1 1"}),
    case("best: all equal gives position 0", where_best("else: 3 3 3 3"), {"a b": "0 0", "c": "0"}),
    case(
        "best: all scores negative, and padding never wins",
        where_best("else: -5000 -1000 -2000 -3000"),
        {"a": "1", "b c c": "1 1 1", "c c c c b": "5 5 5 5 5"},
    ),
    case("best: rows by query", where_best("a: 0 1 9 0", "else: 0 9 1 0"), {"a b": "2 1", "b b a": "3 3 1"}),
    case("best: the own position has no disadvantage", where_best("else: 0 9 0 0"), {"a a": "1 1", "b a": "2 2"}),
    case("best: a difference of 1/1024 counts", where_best("else: 0 2048 2049 0"), {"a b": "2 2", "b a": "1 1"}),
    case(
        "best: causal, later keys are invisible",
        where_best("else: 0 5 6 1"),
        {"c a b a": "1 2 3 3", "b a": "1 1", "a": "1"},
        headers="causal",
    ),
)

COUNTS = (
    case("count: an empty selection counts 0", count("else: nothing"), {"a b": "0 0", "c": "0"}),
    case("count: rows by query", count("a: b", "else: nothing"), {"a b b": "2 0 0", "b a": "0 1"}),
    case("count: the begin mark is one key, padding none", count("else: <s>"), {"a": "1", "a b c a b": "1 1 1 1 1"}),
    case(
        "count: marks are counted",
        count("else: <s> </s> a"),
        {"b": "2", "a b": "3 3", "a a a a a": "7 " * 5},
        marks=BOTH,
    ),
    case("count: all keys, several lengths", count("else: <s> a b c"), {"a": "2", "c c": "3 3", "a b c b": "5 5 5 5"}),
    case("count: causal", count("else: a b c"), {"a b c": "1 2 3", "c": "1"}, headers="causal"),
    case(
        "count: causal, the own position is visible",
        count("a: a", "else: <s>"),
        {"a a a": "1 2 3", "b a": "1 1"},
        headers="causal",
    ),
    case(
        "count: a selector of one key counts 1, match or not",
        "\n".join(
            ["s = select_closest(keys=tokens, queries=tokens) {", "else: a", "}", "n = selector_width(s)", *SHOW_N]
        ),
        {"a a": "1 1", "b c": "1 1"},
    ),
    case(
        "count: the sum of a count",
        "\n".join(
            [
                *("s = select(keys=tokens, queries=tokens) {", "a: a", "else: nothing", "}"),
                *("m = selector_width(s)", "n = aggregate_sum(s, m)", *SHOW_N),
            ]
        ),
        {"a a b": "4 4 0", "a": "1", "b": "0"},
    ),
)

NUMBERS = (
    case(
        "clip: counts below and above the range",
        """
        s = select(keys=tokens, queries=tokens) {
            else: a
        }
        n = selector_width(s)
        shown = lookup_table(clip(n, 1, 3)) -> one two three {
            1: one
            2: two
            3: three
        }
        return shown
        """,
        {"b": "one", "a": "one", "a a": "two two", "a a a": "three " * 3, "a a a a a": "three " * 5},
    ),
    case(
        "clip: fixed point is rounded down, below zero as well",
        HALVES
        + """
        shown = lookup_table(clip(g, -2, 3)) -> -2 -1 0 1 2 3 {
            -2: -2
            -1: -1
            0: 0
            1: 1
            2: 2
            3: 3
        }
        return shown
        """,
        {
            "b": "0",
            "b b": "1 1",
            "b b b": "1 1 1",
            "c": "-1",
            "c c": "-1 -1",
            "c c c": "-2 -2 -2",
            "c c c c c": "-2 -2 -2 -2 -2",
            "b c": "0 0",
            "a a a a b": "3 3 3 3 3",
        },
    ),
    case(
        "thresholds: a count reaches them",
        """
        s = select(keys=tokens, queries=tokens) {
            else: a
        }
        n = selector_width(s)
        shown = lookup_table(thresholds(n, 2, 4)) -> few some many {
            0: few
            1: some
            2: many
        }
        return shown
        """,
        {
            "b": "few",
            "a": "few",
            "a a": "some some",
            "a a a": "some " * 3,
            "a a a a": "many " * 4,
            "a a a a a": "many " * 5,
        },
    ),
    case(
        "thresholds: fixed point, in 1/1024",
        HALVES
        + """
        shown = lookup_table(thresholds(g, 0, 512)) -> below between above {
            0: below
            1: between
            2: above
        }
        return shown
        """,
        {"c": "below", "b c": "between between", "b": "above", "b b c": "above above above", "c c a": "between " * 3},
    ),
    case(
        "thresholds: just missed, by 1/1024",
        HALVES
        + """
        shown = lookup_table(thresholds(g, 513, 1536)) -> below between above {
            0: below
            1: between
            2: above
        }
        return shown
        """,
        {"b": "below", "a": "between", "a b": "above above"},
    ),
    case(
        "sum: causal, of fixed point",
        HALVES
        + """
        shown = lookup_table(clip(g, 0, 2)) -> 0 1 2 {
            0: 0
            1: 1
            2: 2
        }
        return shown
        """,
        {"b b a c c": "0 1 2 1 1", "c a": "0 0"},
        headers="causal",
    ),
)

LOOKUPS = (
    case(
        "lookup: two inputs, in their order",
        """
        t = lookup_table(tokens, positions) -> x y z {
            a, 1: x
            b, 2: y
            else: z
        }
        return t
        """,
        {"a b": "x y", "b a": "z z", "a a b": "x z z"},
    ),
    case(
        "lookup: a category and a clipped count",
        """
        s = select(keys=tokens, queries=tokens) {
            a: a
            b: b
            c: c
            else: nothing
        }
        n = selector_width(s)
        t = lookup_table(clip(n, 1, 2), tokens) -> once twice mark {
            1, a b c: once
            2, a b c: twice
            else: mark
        }
        return t
        """,
        {"a b a": "twice once twice", "c": "once", "b b b c": "twice twice twice once"},
    ),
    case("return: an input as it is", "return tokens", {"a b c": "a b c", "b": "b"}),
    case("return: positions begin after the begin mark", "return positions", {"a b c": "1 2 3", "b": "1"}, marks=BOTH),
)

TOKEN_SCORES = ("bias: 0 0 0", "tokens a: 5 5 0", "tokens b: 0 7 7", "tokens else: 0 0 0")

SCORES = (
    case("scores: the first label wins ties", scored(*TOKEN_SCORES, of="tokens"), {"a b c": "x y x"}, labels="x y z"),
    case(
        "scores: excluded labels are never answered",
        scored("excluded: x", *TOKEN_SCORES, of="tokens"),
        {"a b c": "y y y"},
        labels="x y z",
    ),
    case(
        "scores: an excluded label does not win though all others are negative",
        scored("excluded: y", "bias: -2048 0 -1024", of=""),
        {"a b": "z z"},
        labels="x y z",
    ),
    case(
        "scores: the bias breaks ties",
        scored("bias: 0 1 0", *TOKEN_SCORES[1:], of="tokens"),
        {"a b c": "y y y"},
        labels="x y z",
    ),
    case(
        "scores: of several variables add up",
        scored(
            *("bias: 0 0", "tokens a: 3 0", "tokens else: 0 2", "positions 1: 0 2", "positions 2: 0 4"),
            "positions else: 1 0",
            of="tokens, positions",
        ),
        {"a a a": "x y x", "b": "y", "a b c": "x y y"},
    ),
    case(
        "scores: a number times its weight",
        scored(
            *("bias: 2048 0", "n: 0 1024"),
            of="n",
            before="s = select(keys=tokens, queries=tokens) {\nelse: a b c\n}\nn = selector_width(s)",
        ),
        {"a": "x", "a b": "x x", "a b c": "y y y"},
    ),
    case(
        "scores: a fixed-point number times its weight, a tie",
        scored("bias: 256 0", "f: 0 512", of="f", before="f = number_table(tokens) {\na: 512\nelse: 0\n}"),
        {"a": "x", "b": "x"},
    ),
    case(
        "scores: a fixed-point number times its weight, more by 1/1024",
        scored("bias: 255 0", "f: 0 512", of="f", before="f = number_table(tokens) {\na: 512\nelse: 0\n}"),
        {"a": "y", "b a": "x y"},
    ),
    case(
        "scores: the least that a number can add",
        scored("bias: 0 0", "f: 0 1", of="f", before="f = number_table(tokens) {\na: 1\nelse: 0\n}"),
        {"a b": "y x"},
    ),
    case(
        "scores: the least that a number can add, to a great score",
        scored("bias: 9000000 9000000", "f: 0 1", of="f", before="f = number_table(tokens) {\na: 1\nelse: 0\n}"),
        {"a b": "y x"},
        is_extreme=True,
    ),
    case(
        "unlabelled: None, whatever the scores are",
        scored(*TOKEN_SCORES, of="tokens"),
        {"a b c": "x · x", "b b": "· ·"},
        labels="x y z",
        headers="unlabelled b",
    ),
    case("unlabelled: None for a returned variable", "return tokens", {"a b c": "· b ·"}, headers="unlabelled c a"),
)

POOLED_TOKENS = ("tokens <s> </s>: 9000 0", "tokens a: 0 1024", "tokens else: 1024 0")

POOLED = (
    case(
        "pooled: marks are left out, the first label wins ties",
        scored("bias: 0 0", *POOLED_TOKENS, of="tokens", kind="pooled_scores"),
        {"a a b": "y", "a b": "x", "b": "x", "a": "y", "b b a a a": "y"},
        marks=BOTH,
        headers="one_label",
    ),
    case(
        "pooled: without an end mark the last token is pooled",
        scored("bias: 0 0", "tokens a: 0 1024", "tokens else: 1024 0", of="tokens", kind="pooled_scores"),
        {"b a a": "y", "a": "y", "a b": "x"},
        headers="one_label",
    ),
    case(
        "pooled: the bias counts once",
        scored("bias: 1536 0", *POOLED_TOKENS, of="tokens", kind="pooled_scores"),
        {"a a": "y", "a": "x", "a a a": "y", "a a b": "x"},
        marks=BOTH,
        headers="one_label",
    ),
    case(
        "pooled: a number",
        scored("bias: 2048 0", "ones: 0 1024", of="ones", kind="pooled_scores"),
        {"a": "x", "a b": "x", "a b c": "y", "c c c c c": "y"},
        marks=BOTH,
        headers="one_label",
    ),
    case(
        "pooled: unlabelled tokens are pooled all the same",
        scored("bias: 0 0", "tokens a: 0 1024", "tokens else: 1024 0", of="tokens", kind="pooled_scores"),
        {"a b b": "x", "a b a": "y"},
        headers="one_label\nunlabelled b",
    ),
    case(
        "one label: a returned variable is read at position 0",
        """
        s = select_closest(keys=positions, queries=positions) {
            0: 2
            else: 1
        }
        v = aggregate(s, tokens)
        return v
        """,
        {"a b c": "b", "c a": "a", "b": "<s>"},
        headers="one_label",
    ),
)

CASES = (*CLOSEST, *BEST, *COUNTS, *NUMBERS, *LOOKUPS, *SCORES, *POOLED)

SHAPED = "column shape X x\ncolumn pos N V D"
COLUMN_CASES = (
    case(
        "columns: a lookup table of one",
        """
t = lookup_table(shape) -> x y { X: x, else: y }
return t
""".replace("{ X: x, else: y }", "{\nX: x\nelse: y\n}"),
        {"a/X/N": "x", "a/x/N a/X/V b/x/D": "y x y"},
        headers=SHAPED,
    ),
    case(
        "columns: a lookup table of two and a token",
        """
t = lookup_table(pos, shape, tokens) -> x y {
    N, X, any: x
    V, x, b: x
    else: y
}
return t
""",
        {"a/X/N b/x/N b/x/V": "x y x", "c/x/V c/X/N c/X/D": "y x y"},
        headers=SHAPED,
    ),
    case(
        "columns: keys and queries of the closest; left before right, itself last",
        """
s = select_closest(keys=pos, queries=shape) {
    X: V
    x: N D
    else: nothing
}
where = aggregate(s, positions)
return where
""",
        {"a/X/V a/X/N a/X/V": "3 1 1", "a/x/N a/x/V": "1 1", "a/x/V b/X/D": "2 1", "c/x/V": "0"},
        headers=SHAPED,
    ),
    case(
        "columns: the marks' own values can be selected",
        """
s = select_closest(keys=pos, queries=shape) {
    X: </s>
    x: <s>
    </s>: nothing
    <s>: nothing
}
where = aggregate(s, positions)
return where
""",
        {"a/X/V a/x/N a/X/V": "4 0 4"},
        headers=SHAPED,
        marks=BOTH,
    ),
    case(
        "columns: the best key, what is copied from it, and a causal mask",
        """
s = select_best(keys=pos, queries=tokens) {
    keys: <s> N V D
    a: 0 1 2 2
    else: 5 0 0 0
}
copied = aggregate(s, shape)
return copied
""",
        {"a/x/N a/X/V a/x/D b/x/D": "x X X <s>"},
        headers=f"{SHAPED}\ncausal",
    ),
    case(
        "columns: counted",
        """
s = select(keys=shape, queries=pos) {
    N: X
    V: x
    D: <s> X x
    <s>: nothing
}
n = selector_width(s)
"""
        + "\n".join(SHOW_N),
        {"a/X/N a/X/V b/x/D": "2 1 4", "c/x/N": "0", "c/x/D": "2"},
        headers=SHAPED,
    ),
    case(
        "columns: a sum of numbers of one",
        """
f = number_table(pos) {
    N: 1024
    V: 2048
    else: 0
}
s = select(keys=shape, queries=tokens) {
    else: X
}
n = aggregate_sum(s, f)
"""
        + "\n".join(SHOW_N),
        {"a/X/N b/X/V c/x/V": "3 3 3", "a/x/V b/X/D": "0 0"},
        headers=SHAPED,
    ),
    case(
        "columns: scores, and the label of an unlabelled token is left out whatever its column says",
        scored("shape X: 1 0", "pos V: 0 2", "bias: 0 0", of="shape, pos")
        .replace("X: 1 0", "X: 1 0\nshape else: 0 0")
        .replace("V: 0 2", "V: 0 2\npos else: 0 0"),
        {"a/X/N b/X/V c/x/D a/x/V": "x · x y"},
        headers=f"{SHAPED}\nunlabelled b",
    ),
    case(
        "columns: pooled scores; marks are not pooled",
        scored(
            "shape X: 1 0",
            "shape <s> </s>: 0 9",
            "shape else: 0 1",
            "bias: 0 0",
            of="shape",
            kind="pooled_scores",
        ),
        {"a/X/N b/X/V c/x/D": "x", "a/x/N": "y", "a/x/N a/X/D": "x"},
        headers=f"{SHAPED}\none_label",
        marks=BOTH,
    ),
    case(
        "columns: one is returned",
        "return pos",
        {"a/X/N b/X/V": "N V"},
        headers=SHAPED,
    ),
    case(
        "columns: scores of a token, a column and a count",
        """
s = select(keys=pos, queries=pos) {
    N: N
    V: V
    D: D
    <s>: nothing
}
n = selector_width(s)
"""
        + scored(
            "tokens a: 3 0",
            "tokens else: 0 0",
            "pos N: 0 1",
            "pos else: 0 0",
            "n: 0 1",
            "bias: 0 0",
            of="tokens, pos, n",
        ),
        {"a/X/N": "x", "a/x/N b/x/N": "x y", "a/x/V a/x/V b/X/V": "x x y", "a/x/D a/X/D a/X/D": "x x x"},
        headers=SHAPED,
    ),
)
"""The same for programs with columns: ``a/X/N`` is the token a, of shape X, a noun."""
