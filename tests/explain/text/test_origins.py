"""Where values come from."""

from __future__ import annotations

from glassformer.explain.cells import Cell, Traced
from glassformer.explain.text.origins import Classes, Origin, Origins
from glassformer.program import parse

PROGRAM = parse(
    """\
glassformer program, version 1
task places
alphabet but good fine a b c d e f g h
column pair ab cd
marks <s> </s>
lengths 0 to 5
labels x y

word_class = lookup_table(tokens) -> ~good ~a {
    good fine: ~good
    else: ~a
}

to_but = select_closest(keys=tokens, queries=positions) { 0 to 6: but }

place = aggregate(to_but, positions)

near = lookup_table(positions, place) -> before after {
    0 to 6, 0: before
    0 to 6, 1 to 6: after
}

class_of_but = aggregate(to_but, word_class)

both = lookup_table(word_class, class_of_but) -> 1 2 {
    ~good, ~a ~good: 2
    else: 1
}

same = select(keys=word_class, queries=word_class) {
    ~good: ~good
    ~a: nothing
}

n = selector_width(same)

label = scores(both, near, n) {
    labels: x y
    bias: 0 0
    both 1: 0 0
    both 2: 1 0
    near before: 0 0
    near after: 0 1
    n: 1 0
}

return label
"""
)
CONTENTS = (("good", "ab"), ("but", "ab"), ("fine", "cd"))


def origin(variable: str, position: int) -> Origin:
    """Of a variable at a position of the contents."""
    return Origins(Traced.of(PROGRAM, CONTENTS), Classes(PROGRAM)).of(Cell(variable, position))


def test_an_input_comes_from_where_it_stands() -> None:
    found = origin("pair", 3)
    assert (found.value, found.how, found.positions) == ("cd", "input", {3})
    assert found.to_dict() == {"variable": "pair", "position": 3, "value": "cd", "how": "input"}


def test_a_class_with_its_members() -> None:
    found = origin("word_class", 3)
    assert found.how == "class"
    assert found.cls is not None
    assert (found.cls.name, found.cls.members, found.cls.n_members) == ("~good", ("good", "fine"), 2)
    assert [each.value for each in found] == ["~good", "fine"]


def test_of_a_large_class_the_first_words_are_named_and_marks_come_last() -> None:
    cls = Classes(PROGRAM).named("word_class", 1)
    assert cls.members == ("but", "a", "b", "c", "d", "e", "f", "g")
    assert cls.n_members == 11  # with h and both marks
    assert Classes(PROGRAM).members("word_class")[1][-2:] == [0, 1]


def test_what_a_head_reads() -> None:
    found = origin("class_of_but", 3)
    assert (found.how, found.head, found.reads, found.positions) == ("read", "to_but", (2,), {2})
    (read,) = found.inputs
    assert (read.variable, read.value, read.position) == ("word_class", "~a", 2)


def test_a_table_over_two() -> None:
    found = origin("both", 3)
    assert (found.value, found.how, found.positions, found.cls) == ("2", "table", {2, 3}, None)
    assert [each.variable for each in found.inputs] == ["word_class", "class_of_but"]
    assert [each["variable"] for each in found.to_dict()["inputs"]] == ["word_class", "class_of_but"]


def test_a_number_over_all_that_a_head_selects() -> None:
    found = origin("n", 1)
    assert (found.value, found.how, found.head, found.reads, found.positions) == ("2", "sum", "same", (1, 3), {1, 3})
    assert origin("n", 2).reads == ()
    assert origin("n", 2).positions == frozenset()


def test_only_tables_over_one_input_have_classes() -> None:
    classes = Classes(PROGRAM)
    assert "word_class" in classes
    assert "both" not in classes
    assert "n" not in classes
    assert classes.of_words() == ["word_class"]
