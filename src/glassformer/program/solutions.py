"""Programs written by hand for the built-in tasks, at any size: what learning looks for, and what others are held to.

Each is text, as a person writes it, in which only the sizes are filled in. At the paper's sizes they are also files, in
the package's folder ``solutions``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import dedent

from glassformer.errors import TaskError, suggest
from glassformer.program.parsing import parse
from glassformer.program.printing import print_signature
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.program.wording import spans, wrap
from glassformer.tasks import Task
from glassformer.tasks.algorithmic import FILLER
from glassformer.tasks.induction import NUMBERS, UNKNOWN


def solution(task: Task) -> Program:
    """The program that solves a built-in task of any size, written by hand.

    Raises:
        TaskError: the task has another name than the built-in ones.
    """
    return parse(solution_text(task), f"the solution of {task.name}")


def solution_text(task: Task) -> str:
    """The text of the program that solves a built-in task, with comments; raises as ``solution``."""
    if task.name not in SOLUTIONS:
        raise TaskError(f"there is no solution of task {task.name!r}; {suggest(task.name, SOLUTIONS)}")
    signature = Signature.of(task)
    lines = dedent(SOLUTIONS[task.name](signature)).strip().splitlines()
    return "\n".join([print_signature(signature, "hand-written"), "", *map(wrap, lines)]) + "\n"


def _hist(signature: Signature) -> str:
    longest = signature.lengths[-1]
    return f"""
        # How many tokens are the same as this one, itself among them?
        same = select(keys=tokens, queries=tokens) {{ key == query }}
        n_same = selector_width(same)
        answer = lookup_table(clip(n_same, 1, {longest})) -> {_range(1, longest)} {{ = n_same }}

        return answer
        """


def _sort(signature: Signature) -> str:
    last = signature.max_length - 1
    return f"""
        # How many tokens are smaller? The two marks are smaller than all: the smallest token has rank 2.
        smaller = select(keys=tokens, queries=tokens) {{ key < query }}
        n_smaller = selector_width(smaller)
        rank = lookup_table(clip(n_smaller, 0, {last})) -> {_range(0, last)} {{ = n_smaller }}

        # Equal tokens have one rank, that of the first of them, and take the positions up to the next rank.
        sorted = select_best(keys=rank, queries=positions) {{ largest key <= query + 1 }}
        answer = aggregate(sorted, tokens)

        return answer
        """


def _reverse(signature: Signature) -> str:
    return f"""
        # Where is the end mark? Count back from there.
        last = select_closest(keys=tokens, queries=tokens) {{ {signature.end_mark} }}
        end = aggregate(last, positions)
        target = lookup_table(positions, end) -> {_range(0, signature.max_length - 1)} {{ = end - positions }}
        opposite = select_closest(keys=positions, queries=target) {{ key == query }}
        answer = aggregate(opposite, tokens)

        return answer
        """


def _double_hist(signature: Signature) -> str:
    longest, n_labels = signature.lengths[-1], len(signature.labels)
    return f"""
        same = select(keys=tokens, queries=tokens) {{ key == query }}
        n_same = selector_width(same)

        # How often this token occurs; the begin mark does not count.
        count = lookup_table(tokens, clip(n_same, 0, {longest})) -> {_range(0, longest)} {{
            {signature.begin_mark}, any: 0
            else: = n_same
        }}

        alike = select(keys=count, queries=count) {{ key == query }}
        n_alike = selector_width(alike)

        # Each token that occurs so often has been found so many times: n_alike / count.
        answer = lookup_table(count, clip(n_alike, 1, {longest})) -> {_range(1, n_labels)} {{
            0, any: 1
            else: = n_alike // count
        }}

        return answer
        """


def _most_freq(signature: Signature) -> str:
    n, longest = signature.max_length, signature.lengths[-1]
    return f"""
        same = select(keys=tokens, queries=tokens) {{ key == query }}
        n_same = selector_width(same)
        first = select_best(keys=tokens, queries=tokens) {{ first key == query }}
        first_position = aggregate(first, positions)

        # How often this token occurs, where it occurs first; the begin mark does not count.
        count = lookup_table(positions, first_position, clip(n_same, 0, {longest})) -> {_range(0, longest)} {{
            0, any, any: 0
            positions > first_position: 0
            else: = n_same
        }}

        # The commoner comes before the rarer, and of equals the earlier one.
        order = lookup_table(positions, count) -> {_range(1, n * longest - 1)} none {{
            any, 0: none
            else: = positions - {n} * count + {n * longest}
        }}

        before = select(keys=order, queries=order) {{ key < query }}
        n_before = selector_width(before)
        rank = lookup_table(clip(n_before, 0, {longest})) -> {_range(0, longest)} {{ = n_before }}

        # Behind the last distinct token this finds the begin mark, as all without an order share the last rank.
        ranked = select_best(keys=rank, queries=positions) {{ largest key < query }}
        token = aggregate(ranked, tokens)

        answer = lookup_table(token) -> {spans(signature.labels)} {{
            {signature.begin_mark}: {FILLER}
            else: = token
        }}

        return answer
        """


def _dyck1(signature: Signature) -> str:
    longest = signature.lengths[-1]
    return f"""
        open = select(keys=tokens, queries=tokens) {{ "(" }}
        close = select(keys=tokens, queries=tokens) {{ ")" }}
        n_open = selector_width(open)
        n_close = selector_width(close)
        balance = lookup_table({_counts(longest)}) -> -1 0 1 {{ = n_open - n_close }}

        # Where more brackets have been closed than opened it is broken, there and ever after.
        below = select(keys=balance, queries=tokens) {{ -1 }}
        n_below = selector_width(below)

        answer = lookup_table(balance, clip(n_below, 0, 1)) -> T P F {{
            0, 0: T
            1, 0: P
            else: F
        }}

        return answer
        """


def _dyck2(signature: Signature) -> str:
    longest, begin_mark = signature.lengths[-1], signature.begin_mark
    return f"""
        open = select(keys=tokens, queries=tokens) {{ "(" "{{" }}
        close = select(keys=tokens, queries=tokens) {{ ")" "}}" }}
        n_open = selector_width(open)
        n_close = selector_width(close)

        depth = lookup_table({_counts(longest)}) -> {_range(-1, longest)} {{ = n_open - n_close }}

        # A bracket that closes down to a depth belongs to the last one that opened from there.
        opened = lookup_table(tokens, depth) -> none {_range(1, longest)} {{
            "(" "{{", any: = depth
            else: none
        }}

        match = select_closest(keys=opened, queries=depth) {{ key == query + 1 }}
        matched = aggregate(match, tokens)

        # The begin mark is found where nothing was open.
        fault = lookup_table(tokens, matched) -> no yes {{
            ")", {begin_mark} "{{": yes
            "}}", {begin_mark} "(": yes
            else: no
        }}

        faulty = select(keys=fault, queries=tokens) {{ yes }}
        n_faults = selector_width(faulty)

        answer = lookup_table(depth, clip(n_faults, 0, 1)) -> T P F {{
            0, 0: T
            any, 0: P
            else: F
        }}

        return answer
        """


def _counts(longest: int) -> str:
    """The inputs of a table of the brackets opened and closed."""
    return f"clip(n_open, 0, {longest}), clip(n_close, 0, {longest})"


def _induction(signature: Signature) -> str:
    return f"""
        previous = select_closest(keys=positions, queries=positions) {{ key == query - 1 }}
        previous_token = aggregate(previous, tokens)

        # What followed this letter before? Where nothing did, this finds the begin mark.
        follower = select_closest(keys=previous_token, queries=tokens) {{ key == query }}
        recalled = aggregate(follower, tokens)

        answer = lookup_table(recalled) -> {spans(signature.labels)} {{
            {spans(NUMBERS)}: = recalled
            else: {UNKNOWN}
        }}

        return answer
        """


def _addition(signature: Signature) -> str:
    n_digits = signature.max_length // 3 - 1
    pairs = range(n_digits + 2, 2 * n_digits + 2)
    others = spans(str(place) for place in range(1, signature.max_length) if place not in pairs)
    return f"""
        # Above each digit of the second number stands one of the first; above the answer's, those of the second.
        above = select_closest(keys=positions, queries=positions) {{ key == query - {n_digits + 1} }}
        token_above = aggregate(above, tokens)

        # The sum of each pair of digits, at the lower one.
        sum = lookup_table(token_above, tokens) -> 0 to 18 {{
            0 to 9, 0 to 9: = token_above + tokens
            else: 0
        }}

        own_sum = aggregate(above, sum)

        # A pair that sums to 9 gives on what it takes: the next one to the right that does not decides on the carry.
        deciding = lookup_table(positions, sum) -> 0 {spans(map(str, pairs))} {{
            any, 9: 0
            {others}, any: 0
            else: = positions
        }}

        decider = select_best(keys=deciding, queries=positions) {{ smallest key >= query - {n_digits} }}
        deciding_sum = aggregate(decider, sum)
        carry = lookup_table(deciding_sum) -> 0 1 {{ = deciding_sum - 9 }}

        answer = lookup_table(own_sum, carry) -> 0 to 9 {{
            9, 0: 9
            own_sum > 8: = own_sum + carry - 10
            else: = own_sum + carry
        }}

        return answer
        """


def _range(first: int, last: int) -> str:
    """The whole numbers from one to another."""
    return spans(map(str, range(first, last + 1)))


SOLUTIONS: Mapping[str, Callable[[Signature], str]] = {
    "reverse": _reverse,
    "hist": _hist,
    "double_hist": _double_hist,
    "sort": _sort,
    "most_freq": _most_freq,
    "dyck1": _dyck1,
    "dyck2": _dyck2,
    "induction": _induction,
    "addition": _addition,
}
"""For each built-in task the operations of its solution, as text, for a signature."""
