"""What variables are called."""

from __future__ import annotations

import random

import pytest
from tests.passes.small import HEAD, answers_of, program_of, small_program
from tests.support.programs import random_program

from glassformer.errors import ProgramError
from glassformer.passes import name_variables, renamed
from glassformer.program import Program, parse
from glassformer.program.variables import NAME, RESERVED_NAMES


def names_of(body: str, head: str = HEAD) -> list[str]:
    """The names that the variables of a program get, in order."""
    return [operation.name for operation in name_variables(program_of(body, head)).operations]


def counted(selector: str) -> str:
    """The name of the number of what a selector selects."""
    body = f"s = select{selector}\nc = selector_width(s)\nr = lookup_table(clip(c, 0, 1)) -> x y {{ x }}\nreturn r\n"
    return names_of(body)[1]


def copied(selector: str, values: str = "tokens") -> str:
    """The name of what is copied from where a selector points."""
    return names_of(f"s = select_closest{selector}\nc = aggregate(s, {values})\nreturn tokens\n")[1]


@pytest.mark.parametrize(
    ("selector", "name"),
    [
        ("(keys=tokens, queries=tokens) { key == query }", "n_same_token"),
        ("(keys=tokens, queries=tokens) { key < query }", "n_smaller_token"),
        ("(keys=tokens, queries=tokens) { key != query }", "n_other_token"),
        ("(keys=positions, queries=positions) { key < query }", "n_before"),
        ("(keys=positions, queries=positions) { key >= query }", "n_from_here"),
        ("(keys=tokens, queries=positions) { a }", "n_token_a"),
        ("(keys=tokens, queries=positions) { a b }", "n_token_a_or_b"),
        ("(keys=tokens, queries=positions) { </s> a b }", "n_not_begin"),
        ("(keys=tokens, queries=positions) { everything }", "n_everywhere"),
        ("(keys=tokens, queries=positions) { nothing }", "n_nowhere"),
        ("(keys=positions, queries=positions) { 2 }", "n_position_2"),
        ("(keys=tokens, queries=positions) {\n 1: a\n 2: b\n else: nothing\n}", "n_token_by_position"),
    ],
)
def test_numbers(selector: str, name: str) -> None:
    assert counted(selector) == name


@pytest.mark.parametrize(
    ("selector", "values", "name"),
    [
        ("(keys=positions, queries=positions) { key == query - 1 }", "tokens", "previous_token"),
        ("(keys=positions, queries=positions) { key == query + 1 }", "tokens", "next_token"),
        ("(keys=positions, queries=positions) { key < query }", "positions", "position_before"),
        ("(keys=tokens, queries=tokens) { </s> }", "positions", "position_of_end"),
        ("(keys=tokens, queries=tokens) { key == query }", "positions", "position_of_same_token"),
        ("(keys=positions, queries=positions) { 3 }", "tokens", "token_at_position_3"),
        ("(keys=positions, queries=tokens) {\n a: 1\n else: 2\n}", "tokens", "matched_token"),
    ],
)
def test_copies(selector: str, values: str, name: str) -> None:
    assert copied(selector, values) == name


def test_tables_are_called_by_their_formula_or_by_what_they_read() -> None:
    assert names_of("""
v1 = select(keys=tokens, queries=tokens) { key == query }
v2 = selector_width(v1)
v3 = lookup_table(clip(v2, 0, 5)) -> 0 1 2 3 4 5 { = v2 }
v4 = lookup_table(v3, positions) -> 0 1 2 3 4 { = positions - v3 }
v5 = lookup_table(v3) -> 0 1 2 3 { = v3 + 1 }
v6 = lookup_table(v3, positions) -> 0 1 2 3 4 5 { = min(v3, positions) }

v7 = lookup_table(tokens) -> p q {
    a: p
    else: q
}

v8 = lookup_table(tokens, positions) -> p q {
    a, 2: p
    else: q
}

v9 = select_closest(keys=positions, queries=v4) { key == query }
v10 = aggregate(v9, tokens)
return v7
""") == [
        "same_token",
        "n_same_token",
        "same_token_count",
        "difference",
        "same_token_count_plus_1",
        "min",
        "answer",
        "token_and_position",
        "at_difference",
        "token_at_difference",
    ]


def test_a_table_of_labels_is_a_label() -> None:
    assert names_of("""
v1 = lookup_table(tokens, positions) -> x y {
    a, 1: x
    else: y
}

v2 = lookup_table(v1, positions) -> x y {
    x, 1: y
    else: = v1
}

return v2
""") == ["label", "answer"]


def test_other_selectors_and_numbers() -> None:
    assert names_of("""
v1 = number_table(tokens) {
    a: 5
    else: 0
}

v2 = select(keys=positions, queries=positions) { everything }
v3 = aggregate_sum(v2, v1)
v4 = select_best(keys=positions, queries=tokens) { largest key }
v5 = aggregate(v4, tokens)

v6 = select_best(keys=tokens, queries=tokens) {
    keys: <s> </s> a b
    a: 0 5 3 7
    else: 1 0 1 0
}

v7 = aggregate(v6, tokens)

v8 = scores(v5, v3) {
    labels: x y
    bias: 0 0
    v5 else: 0 0
    v3: 0 1
}

return v8
""") == [
        "number_of_token",
        "everywhere",
        "sum_of_number_of_token",
        "largest_position",
        "token_of_largest_position",
        "best_token_by_token",
        "token_of_best_token",
        "scores",
    ]


def test_tokens_that_make_no_name() -> None:
    head = HEAD.replace("alphabet a b", 'alphabet "(" ")" "£" "a b"')
    assert counted_in(head, "(") == "n_open"
    assert counted_in(head, "£") == "n_some_tokens"
    assert counted_in(head, "a b") == "n_some_tokens"


def counted_in(head: str, token: str) -> str:
    body = (
        f's = select(keys=tokens, queries=tokens) {{ "{token}" }}\n'
        "c = selector_width(s)\nr = lookup_table(clip(c, 0, 1)) -> x y { x }\nreturn r\n"
    )
    return names_of(body, head)[1]


@pytest.mark.parametrize("seed", range(60))
def test_names_are_possible_and_other_names_change_nothing(seed: int) -> None:
    program = small_program(seed)
    found = name_variables(program)
    names = [operation.name for operation in found.operations]
    assert len({*names, "tokens", "positions", "ones"}) == len(names) + 3
    assert all(NAME.fullmatch(name) and name not in RESERVED_NAMES for name in names)
    assert answers_of(found) == answers_of(program)
    assert name_variables(found) is found
    assert parse(str(found)) == found


def test_names_rest_on_nothing_but_what_a_variable_is() -> None:
    program = random_program(random.Random(3))
    others = {operation.name: f"other_{number}" for number, operation in enumerate(program.operations)}
    assert name_variables(renamed(program, others)) == name_variables(program)


def two() -> Program:
    return program_of("""
one = lookup_table(tokens) -> x y { x }
other = lookup_table(one) -> x y { y }
return other
""")


def test_renaming() -> None:
    found = renamed(two(), {"one": "other", "other": "one"})
    assert [operation.name for operation in found.operations] == ["other", "one"]
    assert found.returns == "one"
    assert renamed(found, {"one": "other", "other": "one"}) == two()
    assert renamed(two(), {}) == two()


def test_names_that_cannot_be() -> None:
    with pytest.raises(ProgramError, match=r"the program defines no 'tow'; did you mean 'two'\? Valid: one, two"):
        renamed(renamed(two(), {"other": "two"}), {"tow": "three"})
    with pytest.raises(ProgramError, match="'tokens' is an input of every program"):
        renamed(two(), {"one": "tokens"})
    with pytest.raises(ProgramError, match="'other' is defined twice"):
        renamed(two(), {"one": "other"})
