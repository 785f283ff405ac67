"""The whole analysis: on the constructed network, on its controls, on networks in which there is nothing to find."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.claims.small import SHAPE, ask_few, constructed, holding, untrained

from glassformer.claims import analysis, heads, interchange, positions, reach
from glassformer.claims.analysis import FINDINGS, Analysis, ControlNetwork, analyse, controls_of
from glassformer.claims.claim import with_presence
from glassformer.claims.subject import Subject
from glassformer.lens import LensConfiguration
from glassformer.lens.configuration import Kind

OF_1_DIGIT = replace(SHAPE, digits=1)


@pytest.fixture(autouse=True)
def _fewer_questions_and_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interchange, "N_QUESTIONS", 300)
    monkeypatch.setattr(heads, "N_QUESTIONS", 500)
    monkeypatch.setattr("glassformer.lens.training.N_VALID", 100)
    monkeypatch.setattr("glassformer.lens.training.N_REPORTS", 3)


@pytest.fixture(scope="module")
def analysed() -> tuple[Analysis, list[str]]:
    """The constructed network with one control of its shape, and the steps that were told."""
    with pytest.MonkeyPatch.context() as patch:
        ask_few(patch)
        steps: list[str] = []
        control = ControlNetwork(configuration=replace(SHAPE, heads=3), is_trained=False, seed=1)
        return analyse(constructed(3, 3), [control], n_random=5_000, on_step=steps.append), steps


def test_every_finding_is_there_and_the_program_with_them(analysed: tuple[Analysis, list[str]]) -> None:
    found, _ = analysed
    assert {claim.finding for claim in found.claims} == {
        "accuracy",
        "cascades",
        "positions",
        "attention",
        "staircase",
        "reading",
        "heads",
        "streams",
        "streams, followed",
        "reach",
        "interchange",
        "mlp",
        "mathematical model",
        "program",
    }
    assert len({claim.key for claim in found.claims}) == len(found.claims)
    assert found.found is not None
    assert found.found.explains
    assert found.has_learnt


def test_each_step_is_told(analysed: tuple[Analysis, list[str]]) -> None:
    _, steps = analysed
    own = [*FINDINGS, "program"]
    control = "untrained, seed 1"
    assert steps == [*own, control, *(f"{control}: {step}" for step in own), "measurements"]


def test_claims_have_their_control_and_none_of_them_holds_there(analysed: tuple[Analysis, list[str]]) -> None:
    found, _ = analysed
    for claim in found.claims:
        verdicts = {control.name: control.verdict for control in claim.controls}
        assert verdicts["untrained, seed 1"] != "holds", claim.key


def test_counts_add_up(analysed: tuple[Analysis, list[str]]) -> None:
    found, _ = analysed
    counts = found.counts()
    n_counted = sum(row[verdict] for row in counts.values() for verdict in ("holds", "fails", "undecided"))
    assert n_counted == len(found.claims)
    controls = {"untrained, seed 1": 0}
    assert counts["positions"] == {"holds": 4 + 40, "fails": 40 + 4, "undecided": 0, "controls": controls}
    assert counts["reach"] == {"holds": 6, "fails": 6, "undecided": 0, "controls": controls}


def test_an_analysis_as_data(analysed: tuple[Analysis, list[str]]) -> None:
    found, _ = analysed
    document = found.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert len(document["claims"]) == len(found.claims)
    assert document["has_learnt"] is True


def test_a_claim_is_the_same_whichever_tests_run(analysed: tuple[Analysis, list[str]]) -> None:
    found, _ = analysed
    by_key = {claim.key: claim for claim in found.claims}
    fresh = Subject(model=constructed(3, 3).model, arithmetic=constructed(3, 3).arithmetic)
    for claim in with_presence([*reach.find(fresh), *positions.find(fresh)]):
        assert by_key[claim.key].effect == claim.effect
        assert by_key[claim.key].verdict == claim.verdict


def test_nothing_holds_of_an_untrained_network_of_two_layers() -> None:
    subject = replace(untrained(0, replace(SHAPE, layers=2)), n_questions=300)
    found = analyse(subject, n_random=500)
    assert not [claim.key for claim in found.claims if claim.verdict == "holds"]
    assert not found.has_learnt


def test_nothing_holds_of_one_that_was_trained_on_shuffled_answers() -> None:
    control = ControlNetwork(configuration=SHAPE, is_trained=True, seed=0)
    subject = control.make()
    assert [report["step"] for report in subject.history][-1] == SHAPE.steps
    claims = [claim for find in FINDINGS.values() for claim in find(subject)]
    assert not holding(claims)
    assert any(claim.finding == "learning order" for claim in claims)


@pytest.mark.parametrize("kind", ["mixed", "subtraction"])
def test_subtractions_have_no_program(kind: Kind) -> None:
    found = analyse(untrained(0, replace(SHAPE, kind=kind)), n_random=500)
    assert found.found is None
    assert not [claim.key for claim in found.claims if claim.verdict == "holds"]
    assert found.to_dict()["program"] is None


def test_controls_are_of_the_model_s_shape_and_of_other_weights() -> None:
    controls = controls_of(OF_1_DIGIT, seeds=[0, 5])
    assert [control.name for control in controls] == [
        "untrained, seed 0",
        "shuffled, seed 0",
        "untrained, seed 5",
        "shuffled, seed 5",
    ]
    first, other = controls[0].make().model, controls[2].make().model
    assert first.configuration == other.configuration == OF_1_DIGIT.decoder()
    assert not (first.embed.W_E == other.embed.W_E).any()


def test_a_control_is_trained_no_longer_than_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MOST_SHUFFLED_STEPS", 4)

    def steps(configuration: LensConfiguration) -> int:
        subject = ControlNetwork(configuration=configuration, is_trained=True, seed=0).make()
        return int(subject.history[-1]["step"])

    assert steps(replace(OF_1_DIGIT, steps=2)) == 2
    assert steps(replace(OF_1_DIGIT, steps=9)) == 4
