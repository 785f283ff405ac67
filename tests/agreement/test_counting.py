from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace

import pytest
import torch
from tests.proof.small import HEAD, SORT, drawn_program, sort_task, task_of

from glassformer.agreement import Disagreement, count_agreement
from glassformer.emission import compile_python
from glassformer.errors import VerificationError
from glassformer.program import LookupTable, Program, Sketch, parse, parse_sketch
from glassformer.relaxation.network import Relaxation
from glassformer.relaxation.scoring import Classifier
from glassformer.tasks import load_task

SKETCH = f"""{HEAD}
near = select_closest(keys=?(tokens positions), queries=?(tokens positions)) {{
    ?
}}
seen = aggregate(near, tokens)
alike = select(keys=tokens, queries=positions) {{
    ? set
}}
n = selector_width(alike)
kind = lookup_table(seen, clip(n, 0, 3)) -> x y z {{
    ?
}}
out = scores(kind, tokens, positions, n) {{
    ?
}}
return out
"""

SCORES = """
out = scores(in_order) {
    labels: 0 1
    bias: 0 0
    in_order 0: 1024 0
    in_order 1: 0 1024
}
return out
"""

SCORED_SORT = SORT.replace("\nreturn in_order\n", SCORES)


def network_of(sketch: Sketch, seed: int = 0) -> Relaxation:
    torch.manual_seed(seed)
    return Relaxation(sketch)


def classifier_of(network: Relaxation) -> Classifier:
    return next(stage for stage in network.stages if isinstance(stage, Classifier))


def n_different(program: Program, other: Program) -> int:
    return sum(program(contents) != other(contents) for contents in sort_task().domain)


@pytest.mark.parametrize("seed", range(3))
def test_network_and_the_program_made_of_it_agree_on_the_whole_domain(seed: int) -> None:
    network = network_of(parse_sketch(SKETCH), seed)
    agreement = count_agreement(network, network.discretize(), sort_task())
    assert (agreement.inputs, agreement.coverage, agreement.mismatches) == (14, "all", 0)
    assert agreement.by_part == {"interpreter": 0, "executor": 0, "emitted": 0}
    assert agreement.first is None


@pytest.mark.parametrize("seed", range(12))
def test_generated_programs_agree_with_their_networks(seed: int) -> None:
    program = drawn_program(random.Random(seed))
    agreement = count_agreement(network_of(program), program, task_of(program))
    assert (agreement.mismatches, agreement.first) == (0, None)


def test_network_with_a_perturbed_weight_disagrees() -> None:
    program = parse(SCORED_SORT)
    network = network_of(program)
    assert count_agreement(network, program, sort_task()).mismatches == 0
    with torch.no_grad():
        classifier_of(network).bias[0] += 2  # more than any weight: now always 0
    agreement = count_agreement(network, program, sort_task())
    with_a_one = 14 - 3
    assert agreement.mismatches == with_a_one
    assert agreement.by_part == {"interpreter": with_a_one, "executor": with_a_one, "emitted": with_a_one}
    assert agreement.first == Disagreement(
        contents=("1",), network=["0"], interpreter=["1"], executor=["1"], emitted=["1"]
    )


def test_program_with_one_altered_table_row_disagrees() -> None:
    program = parse(SCORED_SORT)
    table = next(operation for operation in program.operations if isinstance(operation, LookupTable))
    row = 3 * 4 + 3  # position 3, three zeros
    entries = tuple(1 - entry if place == row else entry for place, entry in enumerate(table.table))  # type: ignore[arg-type]
    operations = tuple(replace(op, table=entries) if op is table else op for op in program.operations)  # type: ignore[call-arg]
    altered = replace(program, operations=operations)
    agreement = count_agreement(network_of(program), altered, sort_task())
    assert agreement.mismatches == n_different(program, altered) == 1
    assert agreement.by_part == {"interpreter": 1, "executor": 1, "emitted": 1}
    assert agreement.first is not None
    assert (agreement.first.contents, agreement.first.network) == (("0", "0", "0"), ["0", "0", "0"])
    assert agreement.first.emitted == ["0", "0", "1"]


def test_fault_of_one_part_is_counted_as_that_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(program: Program) -> Callable[[Sequence[str]], list[str | None] | str]:
        run = compile_python(program)

        def answer(contents: Sequence[str]) -> list[str | None] | str:
            if len(contents) == 2:
                raise KeyError("position")
            return run(contents)

        return answer

    monkeypatch.setattr("glassformer.agreement.lists.compile_python", faulty)
    program = parse(SCORED_SORT)
    agreement = count_agreement(network_of(program), program, sort_task())
    assert agreement.mismatches == 4
    assert agreement.by_part == {"interpreter": 0, "executor": 0, "emitted": 4}
    assert agreement.first is not None
    assert agreement.first.emitted == "KeyError: 'position'"
    assert str(agreement) == ("4 mismatches with the network on all 14 inputs: interpreter 0, executor 0, emitted 4")


def test_what_rounding_changes_is_reported_beside_and_is_no_mismatch() -> None:
    network = network_of(parse_sketch(f"{HEAD}\nout = scores(tokens) {{\n    ?\n}}\nreturn out\n"))
    with torch.no_grad():
        classifier_of(network).weights.zero_()
        classifier_of(network).bias.copy_(torch.tensor([0, 0.0002]))  # the grid has no such number: a tie, so label 0
    agreement = count_agreement(network, network.discretize(), sort_task())
    assert (agreement.mismatches, agreement.unrounded_mismatches) == (0, 14)


def test_network_itself_stays_as_it_is() -> None:
    network = network_of(parse_sketch(SKETCH)).train()
    before = deepcopy(network.state_dict())
    count_agreement(network, network.discretize(), sort_task())
    assert network.training
    for name, value in network.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, before[name])


def test_larger_domain_is_sampled_the_same_for_the_same_seed() -> None:
    program = parse(SCORED_SORT)
    network = network_of(program)
    with torch.no_grad():
        classifier_of(network).bias[0] += 2
    counts = [
        count_agreement(network, program, sort_task(), limit=13, n_samples=100, seed=seed) for seed in (1, 1, 2, 3)
    ]
    assert counts[0] == counts[1]
    assert (counts[0].coverage, counts[0].inputs) == ("sample", 100)
    assert len({count.mismatches for count in counts}) > 1


def test_several_workers_count_the_same_and_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassformer.agreement.counting.CHUNK", 2)  # seven chunks: more than are given out ahead
    program = parse(SCORED_SORT)
    network = network_of(program)
    with torch.no_grad():
        classifier_of(network).bias[0] += 2
    told: list[tuple[int, int]] = []
    alone = count_agreement(network, program, sort_task())
    together = count_agreement(network, program, sort_task(), workers=2, progress=lambda *done: told.append(done))
    assert together == alone
    assert together.mismatches == 11
    assert told == [(done, 14) for done in range(2, 15, 2)]


def test_network_without_numbers_is_an_error() -> None:
    program = parse(SCORED_SORT)
    network = network_of(program)
    with torch.no_grad():
        classifier_of(network).bias[1] = torch.nan
    with pytest.raises(VerificationError, match=r"scores are not numbers \(nan\)"):
        count_agreement(network, program, sort_task())


def test_program_of_another_network_or_task_is_an_error() -> None:
    program = parse(SCORED_SORT)
    other = parse(SCORED_SORT.replace("lengths 1 to 3", "lengths 1 to 2").replace("    3, 3: 0\n", ""))
    with pytest.raises(VerificationError, match=r"this network's: lengths: range\(1, 4\), not range\(1, 3\)"):
        count_agreement(network_of(other), program, sort_task())
    with pytest.raises(VerificationError, match="does not fit task 'hist'"):
        count_agreement(network_of(program), program, load_task("hist"))


def test_agreement_is_a_sentence_and_json() -> None:
    program = parse(SCORED_SORT)
    network = network_of(program)
    good = count_agreement(network, program, sort_task())
    assert str(good) == "network, interpreter, executor and emitted source say the same on all 14 inputs"
    with torch.no_grad():
        classifier_of(network).bias[0] += 2
    found = json.loads(json.dumps(count_agreement(network, program, sort_task()).to_dict()))
    assert found == {
        "inputs": 14,
        "coverage": "all",
        "mismatches": 11,
        "by_part": {"interpreter": 11, "executor": 11, "emitted": 11},
        "unrounded_mismatches": 0,
        "first": {
            "contents": ["1"],
            "network": ["0"],
            "interpreter": ["1"],
            "executor": ["1"],
            "emitted": ["1"],
        },
    }
