"""The program that the rules of all carries add up to, written as text and read as a `Program`.

It has the signature of the task ``addition``, so that it stands beside programs that were learned, and it does what
the network was found to do: at each token from ``=`` on it reads the digit's own pair and the pairs below, adds, and
decides on the carry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glassformer.claims.carrying import CarryRule
from glassformer.program import Program, Signature, parse
from glassformer.tasks import load_task

NAMES = ("own", "below", "second_below", "third_below")


def write_program(n_digits: int, rules: Sequence[CarryRule]) -> Program:
    """The program that adds as the rules say, one rule for each answer digit."""
    signature = Signature.of(load_task("addition", max_length=3 * n_digits + 3))
    return parse("\n".join([*_heading(signature), "", *_body(n_digits, rules), ""]))


def _heading(signature: Signature) -> Iterator[str]:
    yield "glassformer program, version 1"
    yield "origin extracted"
    yield f"task {signature.task}"
    yield 'alphabet 0 to 9 + "="'
    yield f"marks {signature.begin_mark}"
    yield f"lengths {signature.lengths[0]} to {signature.lengths[-1]}"
    yield "labels 0 to 9"
    yield f"unlabelled {' '.join(signature.unlabelled)}"
    yield "causal"


def _body(n_digits: int, rules: Sequence[CarryRule]) -> Iterator[str]:
    deepest = max(rule.depth for rule in rules)
    yield "digit = lookup_table(tokens) -> 0 to 9 {"
    yield "    0 to 9: = tokens"
    yield "    else: 0"
    yield "}"
    yield ""
    for below in range(deepest + 1):
        yield from _pair(n_digits, below, rules)
    if all(rule.is_plain for rule in rules):
        yield from _plain_carry(deepest)
    else:
        yield from _tabulated_carry(n_digits, deepest, rules)
    yield f"total = lookup_table({_sum(0)}, carry) -> 0 to 19 {{ = {_sum(0)} + carry }}"
    yield "answer = lookup_table(total) -> 0 to 9 {"
    yield "    total <= 9: = total"
    yield "    else: = total - 10"
    yield "}"
    yield ""
    yield "return answer"


def _name(below: int) -> str:
    return NAMES[below] if below < len(NAMES) else f"below_{below}"


def _sum(below: int) -> str:
    return f"{_name(below)}_sum"


def _pair(n_digits: int, below: int, rules: Sequence[CarryRule]) -> Iterator[str]:
    """Reading the pair so many below the answer digit, and adding its digits.

    The answer digit k is computed at position ``3 n + 2 - k`` (the begin mark is at 0), where pair k - below has its
    digits at ``n - k + below`` and n + 1 further.
    """
    name = _name(below)
    yield f"# {_comment(below)}"
    looking = [rule.digit for rule in rules if below <= rule.depth]
    # Below pair 0 there is nothing that passes a carry on, so that no harm is done where the place is another's.
    is_everywhere = all(below <= rule.depth or below > rule.digit for rule in rules)
    for of, back in (("first", 2 * n_digits + 2 - below), ("second", n_digits + 1 - below)):
        yield f"{name}_{of}_place = select_closest(keys=positions, queries=positions) {{"
        if is_everywhere:
            yield f"    key == query - {back}"
        else:
            yield from (f"    {3 * n_digits + 2 - digit}: {3 * n_digits + 2 - digit - back}" for digit in looking[::-1])
            yield "    else: nothing"
        yield "}"
        yield f"{name}_{of} = aggregate({name}_{of}_place, digit)"
    yield f"{_sum(below)} = lookup_table({name}_first, {name}_second) -> 0 to 18 {{ = {name}_first + {name}_second }}"
    yield ""


def _comment(below: int) -> str:
    if below == 0:
        return "The pair of the answer digit; the highest answer digit has none."
    return f"The pair {'just' if below == 1 else f'{below} places'} below the answer digit, where it is looked at."


def _plain_carry(deepest: int) -> Iterator[str]:
    """The carry: made by the pair below or, where that one sums to 9, what comes into it, as deep as is looked."""
    if deepest == 0:
        yield "carry = lookup_table(own_sum) -> 0 1 { 0 }"
        return
    yield "# A sum of 9 passes on what comes from below, as deep as is looked; from further down nothing comes."
    for below in range(deepest, 0, -1):
        name = "carry" if below == 1 else f"carry_from_{_name(below)}"
        further = None if below == deepest else f"carry_from_{_name(below + 1)}"
        inputs = _sum(below) if further is None else f"{_sum(below)}, {further}"
        yield f"{name} = lookup_table({inputs}) -> 0 1 {{"
        yield f"    {_sum(below)} >= 10: 1"
        if further is not None:
            yield f"    {_sum(below)} == 9: = {further}"
        yield "    else: 0"
        yield "}"
    yield ""


def _tabulated_carry(n_digits: int, deepest: int, rules: Sequence[CarryRule]) -> Iterator[str]:
    """The carry from the case: twice the number of sums of 9, and 1 more where the pair after them makes a carry."""
    yield "# The case: twice how many pairs below sum to 9, and 1 more where the pair after them makes a carry."
    for below in range(deepest, 0, -1):
        name = "case" if below == 1 else f"case_from_{_name(below)}"
        further = None if below == deepest else f"case_from_{_name(below + 1)}"
        n_cases = 2 * (deepest - below + 1) + 1
        inputs = _sum(below) if further is None else f"{_sum(below)}, {further}"
        yield f"{name} = lookup_table({inputs}) -> 0 to {n_cases - 1} {{"
        yield f"    {_sum(below)} >= 10: 1"
        yield f"    {_sum(below)} == 9: {'2' if further is None else f'= {further} + 2'}"
        yield "    else: 0"
        yield "}"
    if deepest == 0:
        yield "case = lookup_table(own_sum) -> 0 1 2 { 0 }"
    carry = "carry_by_case" if any(rule.reads_before for rule in rules) else "carry"
    yield f"{carry} = lookup_table(positions, case) -> 0 1 {{"
    for rule in sorted(rules, key=lambda rule: -rule.digit):
        yield from _rows(n_digits, deepest, rule)
    yield "    else: 0"
    yield "}"
    for rule in rules:
        if rule.reads_before:
            yield f"# Where its own pair sums to 9, A{rule.digit} takes the carry from the answer digit before it."
            yield "carry = lookup_table(positions, own_sum, tokens, carry_by_case) -> 0 1 {"
            yield from (f"    {3 * n_digits + 2 - rule.digit}, 9, {bit}, any: {bit}" for bit in (0, 1))
            yield "    else: = carry_by_case"
            yield "}"
    yield ""


def _rows(n_digits: int, deepest: int, rule: CarryRule) -> Iterator[str]:
    """The cases in which a digit takes a carry."""
    given = [bit for pair in rule.adds for bit in pair]
    given += [rule.otherwise] * (2 * deepest + 1 - len(given))
    taken = [str(case) for case, takes in enumerate(given) if takes]
    if taken:
        yield f"    {3 * n_digits + 2 - rule.digit}, {' '.join(taken)}: 1"
