"""A table that its readers can do without goes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.passes.small import answers_of, assert_becomes, assert_stays, facts_of, program_of
from tests.support.text_programs import SMALL, text_program

from glassformer.passes.inlining import inline_tables
from glassformer.passes.possible import Possible
from glassformer.passes.recoding import reread
from glassformer.program import Program, SelectBest


def test_a_selector_reads_what_the_table_reads() -> None:
    assert_becomes(
        inline_tables,
        """
kind = lookup_table(tokens) -> letter mark {
    a b: letter
    else: mark
}

like = select(keys=kind, queries=kind) { key == query }
n = selector_width(like)

answer = lookup_table(clip(n, 0, 3)) -> x y {
    2: x
    else: y
}

return answer
""",
        """
like = select(keys=tokens, queries=tokens) {
    a b: a b
    else: <s> </s>
}

n = selector_width(like)

answer = lookup_table(clip(n, 0, 3)) -> x y {
    2: x
    else: y
}

return answer
""",
    )


def test_a_copy_is_the_variable_itself() -> None:
    assert_becomes(
        inline_tables,
        """
same = lookup_table(tokens) -> <s> </s> a b { = tokens }
near = select_closest(keys=same, queries=tokens) { key == query }
copied = aggregate(near, same)

answer = lookup_table(copied, same) -> x y {
    a, a: x
    else: y
}

return answer
""".replace("{ = tokens }", "{\n    <s>: <s>\n    </s>: </s>\n    a: a\n    else: b\n}"),
        """
near = select_closest(keys=tokens, queries=tokens) { key == query }
copied = aggregate(near, tokens)

answer = lookup_table(copied, tokens) -> x y {
    a, a: x
    else: y
}

return answer
""",
    )


def test_a_table_of_a_table() -> None:
    """Of the number of ``a`` and of the token; what is read twice then is read once."""
    assert_becomes(
        inline_tables,
        """
as = select(keys=tokens, queries=tokens) { a }
n_as = selector_width(as)

few = lookup_table(clip(n_as, 0, 3), tokens) -> few many {
    3, any: many
    2, b: many
    else: few
}

answer = lookup_table(few, tokens) -> x y {
    many, any: x
    else: y
}

return answer
""",
        """
as = select(keys=tokens, queries=tokens) { a }
n_as = selector_width(as)

answer = lookup_table(clip(n_as, 0, 3), tokens) -> x y {
    2, b: x
    3, a: x
    else: y
}

return answer
""",
    )


def test_a_table_of_a_number_that_a_selector_reads_stays() -> None:
    assert_stays(
        inline_tables,
        program_of("""
as = select(keys=tokens, queries=tokens) { a }
n_as = selector_width(as)
place = lookup_table(clip(n_as, 0, 3)) -> 0 1 2 3 { = n_as }
near = select_closest(keys=positions, queries=place) { key == query }
token = aggregate(near, tokens)

answer = lookup_table(token, place) -> x y {
    a, 1: x
    b, 2: x
    else: y
}

return answer
"""),
    )


def test_what_would_be_longer_stays() -> None:
    """Each of three readers would have the long table."""
    body = """
as = select(keys=tokens, queries=tokens) { a }
n_as = selector_width(as)

odd = lookup_table(positions, clip(n_as, 0, 3)) -> even odd {
    1, 1: odd
    2, 0 3: odd
    3, 2: odd
    4, 1: odd
    else: even
}
""" + "".join(
        f"""
third_{number} = lookup_table(odd, tokens) -> p q {{
    {kind}, {token}: p
    else: q
}}

seen_{number} = select(keys=third_{number}, queries=tokens) {{ p }}
n_{number} = selector_width(seen_{number})
"""
        for number, (kind, token) in enumerate([("odd", "a"), ("odd", "b"), ("even", "a")], start=1)
    )
    program = program_of(
        body
        + """
answer = lookup_table(clip(n_1, 0, 3), clip(n_2, 0, 3), clip(n_3, 0, 3)) -> x y {
    1, 1, 1: x
    else: y
}

return answer
"""
    )
    found = inline_tables(program, facts_of(program))
    assert found.operations[:3] == program.operations[:3]
    assert answers_of(found) == answers_of(program)


def test_what_is_returned_stays() -> None:
    assert_stays(
        inline_tables,
        program_of("""
answer = lookup_table(tokens) -> x y {
    a: x
    else: y
}

return answer
"""),
    )


def test_a_table_of_scores_over_pairs_of_words_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of 400 words by 400 would be made only to be found too long; a table of 400 words alone is tried."""
    tried: list[str] = []

    def spied(program: Program, variable: str, new: str, stands_for: Sequence[int]) -> Program | None:
        tried.append(variable)
        return reread(program, variable, new, stands_for)

    monkeypatch.setattr("glassformer.passes.inlining.reread", spied)
    program = text_program(random.Random(0), replace(SMALL, n_words=400))
    inline_tables(program, Possible(program))
    ranked = {each.keys for each in program.operations if isinstance(each, SelectBest)}
    assert ranked
    assert not ranked & set(tried)
    assert tried
