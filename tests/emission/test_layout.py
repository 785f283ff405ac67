"""Literals read back as what they were, and lines broken as formatters break them."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from glassformer.emission.layout import (
    MOST_LINES,
    call,
    dict_of,
    is_filled,
    lay_out,
    list_of,
    literal,
    one_line,
    row_of,
    set_of,
    width,
)


@given(st.text())
def test_a_literal_reads_back(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text
    assert literal(text).isprintable()


@given(st.text())
def test_one_line_is_safe_in_a_docstring(text: str) -> None:
    source = f'"""{one_line(text)}.\n"""'
    assert isinstance(ast.literal_eval(source), str)
    assert len(source.splitlines()) == 2


def test_quotes_are_those_of_the_formatters() -> None:
    assert [literal(text) for text in ("a", "'", '"', "'\"", "\\")] == ['"a"', '"\'"', "'\"'", '"\'\\""', '"\\\\"']


def test_what_fits_stays_on_one_line_and_what_does_not_is_broken_inside_out() -> None:
    rows = dict_of((literal(name), row_of([1000, 2000, 3000])) for name in ("a", "b", "c"))
    assert lay_out("x = ", rows) == ['x = {"a": (1000, 2000, 3000), "b": (1000, 2000, 3000), "c": (1000, 2000, 3000)}']
    assert lay_out("longer_name = ", rows, indent="    ") == [
        "    longer_name = {",
        '        "a": (1000, 2000, 3000),',
        '        "b": (1000, 2000, 3000),',
        '        "c": (1000, 2000, 3000),',
        "    }",
    ]


def test_an_empty_set_is_a_call_and_keywords_follow_arguments() -> None:
    assert set_of([]) == "set()"
    assert lay_out("", call("f", list_of(["1"]), keys="x")) == ["f([1], keys=x)"]


def test_wide_characters_take_two_columns() -> None:
    assert (width("ab"), width("中"), width("e\u0301")) == (2, 2, 1)


def test_literals_of_very_many_items_have_several_on_a_line() -> None:
    few, many = (list_of(map(str, range(100, 100 + n))) for n in (MOST_LINES, MOST_LINES + 1))
    assert not is_filled(few)
    assert len(lay_out("few = ", few)) == MOST_LINES + 2
    assert is_filled(many)
    assert lay_out("many = ", many) == [
        "many = [",
        "    100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116,",
        "    117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133,",
        "    134, 135, 136, 137, 138, 139, 140,",
        "]",
    ]
    nested = dict_of([('"a"', many), ('"b"', "1")])
    assert is_filled(nested)
    assert lay_out("", nested)[:2] == ["{", '    "a": [']
    assert not is_filled(call("f", *map(str, range(100))))
