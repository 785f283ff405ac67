"""``glassformer tasks``."""

from __future__ import annotations

import json

from tests.support.commands import Call

from glassformer.tasks import BUILT_IN, load_task


def test_every_task_with_what_it_asks(call: Call) -> None:
    done = call("tasks")
    assert done.status == 0
    assert (
        """\
sort: the tokens in rising order
    alphabet  0 1 2 3 4
    lengths   1 to 6 tokens
    inputs    19,530
    size      --vocabulary-size 8 --max-length 8
"""
        in done.out
    )
    assert "    lengths   8 tokens\n    inputs    10,000\n    size      --max-length 9\n" in done.out
    assert "    lengths   9 tokens\n    inputs    133,760\n    size      --max-length 10\n" in done.out


def test_as_json(call: Call) -> None:
    found = json.loads(call("tasks", "--json").out)
    assert [each["name"] for each in found] == list(BUILT_IN)
    for each in found:
        task = load_task(each["name"])
        assert each["inputs"] == task.domain.n_inputs
        assert each["lengths"] == [task.lengths[0], task.lengths[-1]]
        assert tuple(each["alphabet"]) == task.alphabet
