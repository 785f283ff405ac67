"""Programs read on for longer inputs."""

from dataclasses import replace

import pytest

from glassformer.errors import ProgramError
from glassformer.program import parse
from glassformer.program.lengthening import Ends, lengthened
from glassformer.program.locate import load_program
from glassformer.program.signature import Signature
from glassformer.tasks import load_task

HEAD = """glassformer program, version 1
task small
alphabet a b
marks <s>
lengths 1 to 6
labels x y
"""


@pytest.mark.parametrize(
    ("name", "max_length", "inputs"),
    [
        ("hist", 16, ["4", "012345012345012", "3" * 15, "01" * 7]),
        ("sort", 16, ["4", "43210432104321", "0" * 14]),
        ("reverse", 16, ["4", "43210432104321", "00000001111111"]),
        ("most_freq", 16, ["4", "012255143312345", "3" * 15, "1" * 7 + "0" * 8, "01" * 7, "54321012345"]),
        ("dyck1", 32, ["(", "(" * 31, "(" * 15 + ")" * 15, "()" * 14 + "))(", "((" * 7 + "))" * 8]),
        ("dyck2", 40, ["(", "({" * 9 + "})" * 9, "({" * 9 + "})" * 8 + ")}", "{" * 30 + "}" * 9]),
    ],
)
def test_what_ships_is_right_on_longer_inputs(name: str, max_length: int, inputs: list[str]) -> None:
    program = load_program(f"gallery:{name}")
    task = load_task(name, max_length=max_length, **({} if name.startswith("dyck") else {"vocabulary_size": 8}))
    longer = lengthened(program, Signature.of(task))
    assert longer.signature == Signature.of(task)
    assert longer.origin == program.origin
    for contents in inputs:
        assert longer(list(contents)) == list(task.oracle(list(contents)))


def longer_body(body: str, longest: int = 10) -> str:
    program = parse(f"{HEAD}\n{body}\nreturn answer\n")
    found = lengthened(program, replace(program.signature, lengths=range(1, longest + 1)))
    return str(found).partition("labels x y\n\n")[2].removesuffix("\nreturn answer\n")


def test_ends_move_and_what_is_between_stays() -> None:
    body = """
middle = lookup_table(positions) -> no yes {
    2 to 5: yes
    else: no
}

before = select(keys=positions, queries=positions) {
    0 2: 3 to 6
    else: key <= query
}

n_before = selector_width(before)
n_few = lookup_table(clip(n_before, 0, 2)) -> 0 1 2 { = n_before }
from_end = lookup_table(positions) -> -6 to 0 { = 0 - positions }

answer = lookup_table(clip(n_before, 1, 7), n_few, middle, from_end) -> x y {
    4 to 7, any, no, any: x
    any, 2, yes, -6 to -3: x
    else: y
}
"""
    found = longer_body(body)
    assert "    0 1 6: no\n    else: yes\n" in found
    assert "    0 2: 3 to 10\n" in found
    assert "n_few = lookup_table(clip(n_before, 0, 2)) -> 0 1 2 { = n_before }\n" in found
    assert "from_end = lookup_table(positions) -> -10 to 0 { = 0 - positions }\n" in found
    assert "lookup_table(clip(n_before, 1, 11), n_few, middle, from_end) -> x y {" in found
    assert "-10 to -3" in found


def test_what_counts_in_lengths_counts_in_the_longer_ones() -> None:
    body = """
all_of_them = select(keys=tokens, queries=tokens) { everything }
n = selector_width(all_of_them)

order = lookup_table(positions, clip(n, 0, 7)) -> 0 to 55 none {
    0, any: none
    else: = positions - 7 * n + 49
}

shifted = lookup_table(positions, clip(n, 0, 7)) -> 0 to 20 { = 2 * positions + n }

answer = lookup_table(order) -> x y {
    0 to 30 none: y
    else: x
}
"""
    found = longer_body(body)
    assert "clip(n, 0, 11)) -> 0 to 131 none {" in found
    assert "    else: = positions - 11 * n + 121\n" in found
    assert "{ = 2 * positions + n }" in found


def test_a_factor_that_is_the_number_of_positions_by_chance_stays() -> None:
    head = HEAD.replace("alphabet a b", "alphabet 0 1 2 3 4 5 6").replace("labels x y", "labels 0 to 60")
    body = """
all_of_them = select(keys=tokens, queries=tokens) { everything }
n = selector_width(all_of_them)
of_tokens = lookup_table(tokens) -> 0 to 60 {
    <s>: 0
    else: = 7 * tokens
}

of_positions = lookup_table(positions, tokens) -> 0 to 60 {
    any, <s>: 0
    else: = 7 * positions + tokens
}

of_counts = lookup_table(clip(n, 0, 7)) -> 0 7 14 21 28 35 42 49 { = 7 * n }

answer = lookup_table(of_tokens, of_counts) -> 0 to 60 { = of_tokens }
"""
    program = parse(f"{head}\n{body}\nreturn answer\n")
    found = str(lengthened(program, replace(program.signature, lengths=range(1, 11))))
    assert "else: = 7 * tokens\n" in found
    assert "else: = 7 * positions + tokens\n" in found
    assert "= 7 * n }" in found


@pytest.mark.parametrize(
    ("longest", "values", "formula", "expected"),
    [
        (10, "-49 to 6", "positions - 7 * n", "-> -121 to 10 { = positions - 11 * n }"),
        (10, "0 to 55", "7 * n + positions", "-> 0 to 131 { = positions + 11 * n }"),
        (6, "0 to 55", "7 * n + positions", "-> 0 to 55 { = positions + 7 * n }"),
    ],
)
def test_lengths_are_counted_from_either_end(longest: int, values: str, formula: str, expected: str) -> None:
    found = longer_body(
        f"""
all_of_them = select(keys=tokens, queries=tokens) {{ everything }}
n = selector_width(all_of_them)
order = lookup_table(positions, clip(n, 0, 7)) -> {values} {{ = {formula} }}
answer = lookup_table(order) -> x y {{
    {values.split()[0]}: x
    else: y
}}
""",
        longest,
    )
    assert expected in found


def test_few_positions_are_lengths_too() -> None:
    text = """glassformer program, version 1
task small
alphabet a b
marks <s>
lengths 1 to 2
labels x y

all_of_them = select(keys=tokens, queries=tokens) { everything }
n = selector_width(all_of_them)
order = lookup_table(positions, clip(n, 0, 3)) -> 0 to 11 { = positions + 3 * n }
answer = lookup_table(order) -> x y {
    0: x
    else: y
}
return answer
"""
    program = parse(text)
    found = str(lengthened(program, replace(program.signature, lengths=range(1, 9))))
    assert "= positions + 9 * n }" in found


def test_tokens_that_are_numbers_do_not_grow() -> None:
    program = parse("""glassformer program, version 1
task small
alphabet 1 2 3 4 5 6 7
marks <s>
lengths 1 to 7
labels 1 2 3 4 5 6 7

same = lookup_table(tokens) -> 1 to 7 {
    4 to 7: 7
    <s>: 1
    else: = tokens
}

first = select_closest(keys=positions, queries=positions) { 1 }
answer = aggregate(first, same)

return answer
""")
    found = lengthened(program, replace(program.signature, lengths=range(1, 13)))
    assert str(found).partition("labels")[2] == str(program).partition("labels")[2]
    assert found(list("362" * 4)) == list("3" * 12)


def test_values_copied_grow_with_what_they_are_copied_from() -> None:
    body = """
last = select_best(keys=positions, queries=tokens) { largest key }
end = aggregate(last, positions)

answer = lookup_table(end) -> x y {
    2 3 6: x
    else: y
}
"""
    found = longer_body(body.replace("2 3 6", "3 to 6 1"))
    assert "    0 2: y\n    else: x\n" in found
    program = parse(f"{HEAD}\n{body}\nreturn answer\n")
    longer = lengthened(program, replace(program.signature, lengths=range(1, 11)))
    assert longer.types["end"] == longer.types["positions"]
    assert [longer(["a"] * n)[0] for n in (2, 3, 6, 9)] == ["x", "x", "x", "y"]


def test_scores_are_read_on() -> None:
    program = parse(f"""{HEAD}
answer = scores(positions) {{
    labels: x y
    bias: 0 1
    positions 3 to 6: 5 0
    positions else: 0 0
}}

return answer
""")
    found = lengthened(program, replace(program.signature, lengths=range(1, 10)))
    assert found(list("aabbaabba")) == list("yyxxxxxxx")


def test_scores_of_single_positions_say_nothing_about_others() -> None:
    body = """
head = select_best(keys=positions, queries=tokens) {
    keys: 0 1 2 3 4 5 6
    else: 0 5 2 3 1 4 0
}

got = aggregate(head, tokens)

answer = lookup_table(got) -> x y {
    a: x
    else: y
}
"""
    with pytest.raises(ProgramError, match=r"^the program says nothing about longer inputs: longer, line \d+, column"):
        longer_body(body)


def test_signatures_that_do_not_fit() -> None:
    hist = load_program("gallery:hist")
    for other in (replace(hist.signature, lengths=range(1, 4)), replace(hist.signature, alphabet=("a", "b"))):
        with pytest.raises(
            ProgramError, match=r"^the program takes inputs of 'hist' of 1 to 7 tokens; it can be read on"
        ):
            lengthened(hist, other)
    assert lengthened(hist, hist.signature) == hist


def test_ranges() -> None:
    ends = Ends(0, 7, 0, 15)
    assert ends.widened("0 to 7 none 3 to 7 7 2 to 5") == "0 to 15 none 3 to 15 7 2 to 5"
    assert ends.widened('"0 to 7"') == '"0 to 7"'
