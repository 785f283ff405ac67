"""Analyses beside the paper's figures: a network whose algorithm is the paper's differs where it should."""

from __future__ import annotations

import pytest
from tests.claims.documents import Document, claim_of, constructed_document, untrained_document

from glassformer.claims.comparison import compare_with_paper
from glassformer.errors import InputError


def row_of(text: str, finding: str) -> list[str]:
    """The cells of a finding's row: the paper's, ours, and the differences."""
    (line,) = (line for line in text.splitlines() if line.startswith(f"| **{finding}"))
    return line.strip("| ").split(" | ")[1:]


@pytest.fixture
def document() -> Document:
    """A network that adds 5 digits by construction as the paper found its own to: three heads, three pairs wide."""
    return constructed_document(5, 3)


def test_columns_are_the_paper_s_and_then_one_for_each_analysis(document: Document) -> None:
    text = compare_with_paper({"known": document, "nothing": untrained_document()})
    assert "| finding | paper | known | nothing | ours differs |" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count(" | ") for line in rows[2:]} == {4}
    assert "arXiv 2310.13121" in text
    assert "arXiv 2402.02619" in text


def test_the_paper_s_own_algorithm_is_no_different(document: Document) -> None:
    text = compare_with_paper({"known": document})
    assert row_of(text, "unused positions") == ["0 to 10, and 17, the last [1]", "0 to 10", "no"]
    theirs, ours, differing = row_of(text, "the digit that a position breaks")
    assert theirs == "12: A4, 13: A3, 14: A2, 15: A1, 16: A0 [1]"
    assert ours == "11: A5, 12: A4, 13: A3, 14: A2, 15: A1, 16: A0"
    assert differing == "no"
    assert row_of(text, "staircase")[1:] == ["L0.H0: 0, L0.H1: 1, L0.H2: 2", "no"]
    assert row_of(text, "digit streams")[1:] == ["5 of 5 pairs change their own digit and no other", "no"]
    assert row_of(text, "heads explained")[1:] == ["3 of 3 heads", "no"]
    for length, share in enumerate(["100.0 %", "100.0 %", None, "0.0 %", "0.0 %"]):
        _, ours, differing = row_of(text, f"right with a cascade of {length}")
        assert differing == "no"
        assert share is None or ours.startswith(share)


def test_how_frequent_cascades_are_is_as_counted(document: Document) -> None:
    theirs, ours, differing = row_of(compare_with_paper({"known": document}), "random questions with a cascade")
    assert theirs == "1: 17.4 %, 2: 1.35 %, 3: 0.09 %, 4: 0.004 % [3]"
    assert ours == "1: 17.3925 %, 2: 1.3500 %, 3: 0.0900 %, 4: 0.0045 %"
    assert differing == "no"
    document["measurements"]["accuracy_by_cascade"][2]["frequency"] += 0.001
    assert (
        row_of(compare_with_paper({"known": document}), "random questions with a cascade")[2]
        == "known: other for 1 and 2"
    )


def test_what_differs_is_said_with_the_name_of_the_analysis(document: Document) -> None:
    text = compare_with_paper({"known": document, "2 digits": constructed_document()})
    assert row_of(text, "sub-tasks as learnt")[1] == "UC1 (100), BA (200), US9 (300)"
    assert row_of(text, "sub-tasks as learnt")[-1] == "known: UC1 before BA"  # the other is asked other questions
    theirs, *ours, differing = row_of(text, "MLPs explained")
    assert theirs.startswith("0 of 6 (1 layer)<br>")
    assert all(each.startswith("1 of 1 MLP<br>layer 0: ") for each in ours)
    assert differing == "known: explained here; 2 digits: explained here"


def test_a_position_that_is_used_and_one_that_is_not_differ(document: Document) -> None:
    claim_of(document, "positions/layer 0/D4/A0/absent")["verdict"] = "fails"
    claim_of(document, "positions/layer 0/A1/A0/present")["verdict"] = "fails"
    claim_of(document, "positions/layer 0/A1/A0/absent")["verdict"] = "holds"
    text = compare_with_paper({"known": document})
    assert row_of(text, "unused positions")[1:] == ["1 to 10 and 16", "known: also unused 16, not shown unused 0"]
    assert row_of(text, "the digit that a position breaks")[-1] == "known: 16: none"


def test_a_head_less_is_another_staircase(document: Document) -> None:
    claim_of(document, "staircase/layer 0/head 2/2 below/present")["verdict"] = "fails"
    assert row_of(compare_with_paper({"known": document}), "staircase")[1:] == [
        "L0.H0: 0, L0.H1: 1",
        "known: steps 0, 1",
    ]


@pytest.mark.parametrize(
    ("effect", "differing"),
    [
        ({"value": 0.991, "interval": [0.9905, 0.9914], "n": 200_000}, "known: lower"),
        ({"value": 0.994, "interval": [0.990, 0.997], "n": 2_000}, "no"),
    ],
)
def test_accuracy_is_lower_where_its_whole_interval_is(
    document: Document, effect: dict[str, object], differing: str
) -> None:
    claim_of(document, "accuracy/random/present")["effect"].update(effect)
    text = compare_with_paper({"known": document})
    assert row_of(text, "random questions right")[-1] == differing
    assert row_of(text, "random questions wrong")[-1] == "-"  # that is said of two layers


def test_of_two_layers_one_wrong_in_a_million_is_asked_and_all_cascades(document: Document) -> None:
    document["model"]["layers"] = 2
    text = compare_with_paper({"deep": document})
    assert row_of(text, "random questions wrong")[-1] == "deep: more"
    assert row_of(text, "right with a cascade of 4")[-1] == "deep: not right here"


def test_a_loss_is_compared_with_that_of_as_many_layers(document: Document) -> None:
    document["measurements"]["losses"]["total"] = 0.0083 * 3
    assert row_of(compare_with_paper({"known": document}), "loss, nats")[1:] == ["0.0249", "known: 3 times theirs"]
    document["measurements"]["losses"]["total"] = 0.0083 * 1.5
    assert row_of(compare_with_paper({"known": document}), "loss, nats")[-1] == "no"
    document["measurements"]["losses"]["total"] = 0.0083 / 4
    assert row_of(compare_with_paper({"known": document}), "loss, nats")[-1] == "known: 0.25 times theirs"
    document["model"]["layers"] = 3
    assert row_of(compare_with_paper({"known": document}), "loss, nats")[-1] == "-"


def test_heads_are_told_with_what_their_absence_costs_the_dearest_first(document: Document) -> None:
    theirs, ours, differing = row_of(compare_with_paper({"known": document}), "head ablated to zero")
    assert theirs == ("base add: 3.60 / 5.10 / 3.90<br>carries: 0.20 / 0.80 / 0.80<br>little: 0.20 / 0.10 / 0.20 [1]")
    assert [line.split(":")[0] for line in ours.split("<br>")] == [f"head {head} of layer 0" for head in range(3)]
    assert differing == "known: 0 of 3 heads matter little"


def test_what_the_paper_has_not_is_ours_alone(document: Document) -> None:
    text = compare_with_paper({"known": document})
    for finding in ("program: size", "program: same answer, random questions", "claims", "negative controls"):
        theirs, ours, differing = row_of(text, finding)
        assert theirs in ("none [1]", "no thresholds, no counts [1]")
        assert ours != "-"
        assert differing == "-"
    held = [each["verdict"] for each in document["claims"]]
    assert row_of(text, "claims")[1] == ", ".join(
        f"{held.count(verdict)} {word}"
        for verdict, word in (("holds", "hold"), ("fails", "fail"), ("undecided", "undecided"))
    )


def test_what_was_not_tested_is_left_open() -> None:
    text = compare_with_paper({"minus": untrained_document("subtraction")})
    for finding in ("digit streams", "heads explained", "MLPs explained", "program: size", "sub-tasks as learnt"):
        assert row_of(text, finding)[1:] == ["-", "-"]
    assert row_of(text, "negative controls")[1] == "-"


def test_nothing_to_compare_is_an_error() -> None:
    with pytest.raises(InputError, match="there are no analyses to set beside the paper's figures; give one or more"):
        compare_with_paper({})
