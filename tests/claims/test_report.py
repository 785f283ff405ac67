"""The report: what it says of a network whose algorithm is known, of one that has none, and of what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.claims.documents import Document, claim_of, constructed_document, dict_of, untrained_document

from glassformer.claims.report import write_report


def rows_of(report: str, first: str) -> list[list[str]]:
    """The cells of every table row whose first cell is this one."""
    rows = [line.strip("| ").split(" | ") for line in report.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0] == first]


def section_of(report: str, heading: str) -> str:
    """One section of a report, from its heading to the next."""
    (found,) = (part for part in report.split("\n## ")[1:] if part.startswith(heading))
    return found


def test_it_opens_with_what_was_found() -> None:
    opening = write_report(constructed_document()).split("\n\n")[1]
    assert opening.startswith("This model has learnt to add: 100.0 % (99.8 to 100.0, n = 2,000) of random questions")
    assert (
        "one answer digit a step, one token before that is written, and nowhere else; 5 of the 8 positions" in opening
    )
    assert "L0.H0 its own pair and L0.H1 the pair 1 below." in opening
    assert "Pairs below their own that answer digits see: all for A1 and A2." in opening
    assert "Answers with cascades of 0 and 1 are right, the longest that there are." in opening
    assert "By interchange 2 of 2 heads carry a known value and the MLP of layer 0 is a table" in opening
    assert re.search(r"On 1 control network 0 of the \d+ claims asked there hold\.", opening)


def test_how_far_carries_are_seen_is_told_by_digit() -> None:
    opening = write_report(constructed_document(5, 3)).split("\n\n")[1]
    assert "Pairs below their own that answer digits see: all for A1 and A2, 2 for A3 and A4 and 3 for A5." in opening
    assert "Answers with cascades of 0 and 1 are right; those of 2 to 4 are not." in opening


def test_a_model_that_has_not_learnt_is_said_to_have_not_first() -> None:
    report = write_report(untrained_document())
    assert report.split("\n\n")[1].startswith("This model has not learnt to add: 0.05 % (0.01 to 0.28) right of 2,000 ")
    assert "what holds of it is listed, no program is written." in report
    assert "nothing is shown to be computed anywhere" in section_of(report, "Positions")
    assert "24 claims of absence cannot count, as none of presence holds" in section_of(report, "Positions")
    assert "No program is written" in section_of(report, "Program")
    assert "```" not in report


def test_one_that_is_nearly_right_is_not_shown_to_have_learnt() -> None:
    document = constructed_document()
    claim_of(document, "accuracy/random/present")["verdict"] = "undecided"
    assert "This model is not shown to have learnt to add" in write_report(document | {"has_learnt": False})


def test_findings_are_counted_as_they_are() -> None:
    document = constructed_document()
    report = section_of(write_report(document), "Findings")
    for finding, count in document["counts"].items():
        ((_, tested, presence, absence, failing, undecided, control),) = rows_of(report, finding)
        assert int(tested) == count["holds"] + count["fails"] + count["undecided"]
        assert int(presence) + int(absence) == count["holds"]
        assert (int(failing), int(undecided)) == (count["fails"], count["undecided"])
        assert control == (str(count["controls"]["untrained, seed 1"]) if count["controls"] else "-")


def test_positions_are_a_matrix_of_those_that_are_used() -> None:
    section = section_of(write_report(constructed_document()), "Positions")
    computed = {row: rows_of(section, f"**{row}**")[0][1:] for row in ("=", "A2", "A1")}
    assert [[cell.startswith("**") for cell in row] for row in computed.values()] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert computed["="][1:] == ["·", "·"]
    assert not rows_of(section, "**D1**")
    assert "Unused in layer 0: positions D1 D0 op D'1 D'0." in section
    assert "n = 1,000 each; the widest 95 % interval spans" in section
    assert "present where the whole 95 % interval is at least 20 points, absent where at most 1 point" in section


def test_an_effect_between_the_thresholds_is_neither_there_nor_not() -> None:
    document = constructed_document()
    claim_of(document, "positions/layer 0/D0/A1/absent")["verdict"] = "fails"
    claim_of(document, "positions/layer 0/D1/A1/absent")["verdict"] = "undecided"
    section = section_of(write_report(document), "Positions")
    assert rows_of(section, "**D0**")[0][1:] == ["·", "0.0", "·"]
    assert rows_of(section, "**D1**")[0][1:] == ["·", "0.0 ?", "·"]
    assert "Unused in layer 0: positions op D'1 D'0." in section
    assert "with smaller effects at 1 other place and 1 place undecided." in section


def test_each_head_is_told_with_what_it_reads_and_what_breaks_without_it() -> None:
    report = write_report(constructed_document())
    ((_, *steps, stair),) = rows_of(report, "L0.H1")[:1]
    assert steps == ["**pair 0: 100.0 %**", "**pair 0: 100.0 %**", "pair 0: 0.0 %"]
    assert stair == "**1 below: 100.0 % (100.0 to 100.0, n = 1,000)**"
    ((_, base, _, _, at_zero, at_mean),) = rows_of(report, "head 1 of layer 0")[:1]
    assert re.fullmatch(r"\*\*1\d\.\d points \(.* to .*, n = 4,118\)\*\*", base)
    assert at_zero.startswith("0.00 / 7.97 / 16.00")
    assert len(at_mean.split(" / ")) == 3


def test_what_is_needed_from_each_head_is_told_by_answer_digit() -> None:
    section = section_of(write_report(constructed_document()), "Reading")
    assert rows_of(section, "head") == [["head", "A2", "A1", "A0"]]
    cells = {row[0]: row[1:] for row in (*rows_of(section, "L0.H0"), *rows_of(section, "L0.H1"))}
    assert [cell.split(":")[0] for cell in cells["L0.H0"]] == ["pair 1", "pair 1", "pair 0"]
    assert [cell.split(":")[0] for cell in cells["L0.H1"]] == ["pair 0", "pair 0", "·"]
    assert all(re.fullmatch(r"pair \d: \d\d\.\d points|·", cell) for row in cells.values() for cell in row)
    assert "5 of 12 claims of presence and 7 of 12 of absence hold. None holds on 1 control network" in section
    assert "present where the whole 95 % interval is at least 5 points, absent where at most 1 point" in section


def test_several_pairs_that_are_needed_stand_together() -> None:
    document = constructed_document()
    claim_of(document, "reading/layer 0/head 1/pair 1/A1/present")["verdict"] = "holds"
    section = section_of(write_report(document), "Reading")
    assert re.fullmatch(r"pair 0: \d\d\.\d points, pair 1: 0\.0 points", rows_of(section, "L0.H1")[0][2])


def test_where_nothing_is_shown_to_be_needed_there_is_a_dot() -> None:
    section = section_of(write_report(untrained_document()), "Reading")
    assert rows_of(section, "L0.H0")[0][1:] == rows_of(section, "L0.H1")[0][1:] == ["·", "·", "·"]


def test_nodes_are_told_with_the_values_that_they_carry() -> None:
    section = section_of(write_report(constructed_document()), "Interchange")
    carried = {row[1]: row[2] for row in rows_of(section, "head 0 of layer 0")}
    assert carried == {"sum class, 1 pair below": "A2 at =", "base sum, own pair": "A1 at A2, A0 at A1"}
    assert "Heads with a role: 2 of 2." in section


def test_of_the_values_that_a_node_carries_the_weakest_is_told() -> None:
    document = constructed_document()
    claim = claim_of(document, "interchange/head 0 of layer 0 at A2/the base sum of pair 1/A1/present")
    claim["effect"].update(value=0.95, interval=[0.92, 0.97])
    section = section_of(write_report(document), "Interchange")
    told = {row[1]: row[3] for row in rows_of(section, "head 0 of layer 0")}
    assert re.fullmatch(r"95\.0 % \(92\.0 to 97\.0, n = \d+\): A1", told["base sum, own pair"])


def test_a_head_without_a_role_is_told_with_what_comes_nearest() -> None:
    section = section_of(write_report(untrained_document()), "Interchange")
    assert "Heads with a role: 0 of 2." in section
    assert "- head 1 of layer 0 is not shown to carry any value; nearest: head 1 of layer 0 at =" in section


def test_the_mlp_s_own_control_has_a_column() -> None:
    name, document = "the table, its rows shuffled", constructed_document()
    for claim in document["claims"]:
        own = [control for control in claim["controls"] if control["name"] == name]
        assert len(own) == (claim["finding"] == "mlp")
        if claim["key"] == "mlp/layer 0/A1":
            claim["controls"].remove(own[0])
        elif own:
            effect = {"value": 0.1, "interval": [0.05, 0.15], "n": 2_000, "unit": "explained"}
            own[0].update(effect=effect, verdict="fails")
    report, others = write_report(document), write_report(constructed_document())
    assert report.split("\n\n")[1] == others.split("\n\n")[1]  # it is no control network
    section = section_of(report, "MLP")
    assert rows_of(section, "MLP")[0][-1] == name
    cells = {row[1]: row[3] for row in rows_of(section, "layer 0")}
    assert cells["A0"] == "10.0 % (5.0 to 15.0, n = 2,000), fails"
    assert cells["A1"] == "-"


def test_cascades_and_the_order_of_learning() -> None:
    report = write_report(constructed_document(5, 3))
    cascades = section_of(report, "Cascades")
    assert rows_of(cascades, "0")[0][1:] == ["82.61 %", "100.0 % (99.0 to 100.0, n = 400)", "right"]
    assert rows_of(cascades, "4")[0][1:] == ["0.005 %", "0.0 % (0.0 to 1.0, n = 400)", "mostly wrong"]
    learning = section_of(report, "Learning order")
    assert [row[:2] for name in ("UC1", "BA", "US9") for row in rows_of(learning, name)] == [
        ["UC1", "0 and 100"],
        ["BA", "100 and 200"],
        ["US9", "200 and 300"],
    ]


def test_of_two_orders_the_one_that_fails_is_no_surprise() -> None:
    section = section_of(write_report(constructed_document()), "Learning order")
    assert "at most 6 of the 12 claims can hold" in section
    assert "6 of 12 claims hold." in section
    assert "Do not hold" not in section
    assert "\n- " not in section
    # Those of two that were learnt between reports that follow each other have an interval that ends at 0.
    assert "Undecided as well: 4 claims of an order whose reverse holds or is listed." in section


def test_of_two_orders_that_are_open_one_is_listed() -> None:
    document = constructed_document()
    for key in ("A1 before A0", "A0 before A1"):
        effect = {"value": 0.0, "interval": [-100.0, 100.0]}
        claim = claim_of(document, f"learning order/{key}")
        claim.update(verdict="undecided", effect=claim["effect"] | effect)
    section = section_of(write_report(document), "Learning order")
    listed = [line for line in section.splitlines() if line.startswith("- ")]
    assert listed == ["- A1 is learnt before A0: 0 steps (-100 to 100, n = 1)"]
    assert "Undecided (1):" in section
    assert "5 of 12 claims hold." in section


def test_a_program_that_does_not_say_what_the_network_says_is_one() -> None:
    document = constructed_document()
    claim_of(document, "program/random")["verdict"] = "fails"
    assert "Do not hold (1):\n\n- the program gives the network's whole answer: " in write_report(document)


def test_what_was_not_learnt_is_told_as_such() -> None:
    document = constructed_document()
    for report in document["measurements"]["learning"]:
        report["by_digit"]["A2"] = 0.5
    learning = section_of(write_report(document), "Learning order")
    assert rows_of(learning, "A2") == [["A2", "not learnt", "0.5"]]


def test_the_program_is_there_with_its_agreement() -> None:
    document = constructed_document()
    section = section_of(write_report(document), "Program")
    assert document["program_text"].strip() in section
    assert f"size {document['program_size']['size']}" in section
    n_random = document["program"]["random"]["all"]["n"]
    assert 1_500 < n_random <= 2_000  # of two digits few questions are left that were not fitted
    assert rows_of(section, "random")[0][1:] == [
        f"100.0 % (99.8 to 100.0, n = {n_random:,})",
        f"100.0 % (99.8 to 100.0, n = {n_random:,})",
        "nothing counted (n = 0)",
    ]
    assert re.search(r"Unexplained: none of 2,\d{3} questions", section)


def test_cases_that_the_program_does_not_explain_are_counted_and_the_first_ten_listed() -> None:
    document = constructed_document()
    agreement = document["program"]["random"]
    agreement["all"]["successes"] -= 12
    case = {"network": "17+25=043", "program": "17+25=042", "right": "17+25=042"}
    agreement["unexplained"] = [case] * 12
    section = section_of(write_report(document), "Program")
    assert re.search(r"Unexplained: 12 of 2,\d{3} questions; the first 10:", section)
    assert section.count("- network `17+25=043`, program `17+25=042`, right `17+25=042`") == 10


def test_undecided_claims_are_listed_ten_at_most_those_of_presence_first() -> None:
    document = constructed_document()
    claims = [claim for claim in document["claims"] if claim["finding"] == "positions"]
    for claim in claims[1:24:2]:
        claim["verdict"] = "undecided"
    claim_of(document, "positions/layer 0/A1/A0/present")["verdict"] = "undecided"
    section = section_of(write_report(document), "Positions")
    listed = [line for line in section.splitlines() if line.startswith("- ")]
    assert "Undecided (13):" in section
    assert listed[0].startswith("- A0 is computed at position A1 of layer 0: 89")
    assert listed[1].startswith("- A2 does not rest on what is computed at position D1 of layer 0: 0.0 points")
    assert listed[10] == "- … and 3 more"


def test_a_claim_without_a_counterpart_that_fails_is_listed() -> None:
    document = constructed_document()
    claim_of(document, "mlp/layer 0/A1")["verdict"] = "fails"
    section = section_of(write_report(document), "MLP")
    assert (
        "Do not hold (1):\n\n- for A1, the MLP of layer 0 is a table over base sum and carry class: 100.0 %" in section
    )


def test_a_claim_that_holds_on_a_control_is_told() -> None:
    document = constructed_document()
    claim_of(document, "reach/A1/pair 0/present")["controls"][0]["verdict"] = "holds"
    report = write_report(document)
    assert "Hold on a control (1):\n\n- untrained, seed 1: A1 sees the carry of pair 0, " in report
    assert "On controls hold 1 of 6 on untrained, seed 1; the largest effect there is" in section_of(report, "Reach")
    assert "On 1 control network 1 of the" in report


def test_a_model_of_two_layers_that_adds_and_subtracts() -> None:
    report = write_report(untrained_document("mixed", 2))
    assert report.startswith("# untrained: addition and subtraction of 2 digits, 2 layers, 2 heads\n")
    assert "This model has not learnt to add and subtract" in report
    assert "programs are written of models that only add" in section_of(report, "Program")
    assert "Of additions only." in section_of(report, "Reach")
    assert "Of additions only." not in section_of(report, "Positions")
    assert len(rows_of(report, "L1.H1")) == 3  # what it attends to, what is needed from it, what it adds to the logits
    assert "Layer 1: nothing is shown to be computed anywhere" in report


def test_a_model_that_subtracts_has_the_findings_that_are_tested_of_it() -> None:
    report = write_report(untrained_document("subtraction"))
    headings = [line.split(":")[0] for line in report.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Findings",
        "## Positions",
        "## Attention",
        "## Reading",
        "## Heads and MLPs",
        "## Cascades",
        "## Direct logit attribution",
        "## Program",
    ]
    assert "of random subtractions" in report


def test_figures_stand_in_their_sections() -> None:
    report = write_report(constructed_document() | {"figures": {"positions": "figures/positions.svg"}})
    assert "![positions](figures/positions.svg)" in section_of(report, "Positions")
    assert report.count("![") == 1


@pytest.mark.parametrize("make", [constructed_document, untrained_document])
def test_every_table_is_one(make: Callable[[], Document]) -> None:
    """As many cells in each row as its heading has, and an empty line around."""
    for block in write_report(make()).split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("|") for line in lines):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
            assert len(widths) == 1
            assert set(lines[1]) <= {"|", "-", " "}


def test_the_document_is_left_as_it_was() -> None:
    document = constructed_document()
    write_report(document)
    assert document == dict_of(constructed_document())
