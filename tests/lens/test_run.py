"""A trained model in its folder: what is written, what is read again, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.lens.small import TINY

from glassformer.errors import ConfigurationError, RunFolderError
from glassformer.lens import LensRun, answer_questions, load_lens_run, resume_training, train
from glassformer.lens import run as run_module
from glassformer.lens.training import Training
from glassformer.tasks.arithmetic import draw_questions


@pytest.fixture(autouse=True)
def _few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "N_RANDOM", 300)
    monkeypatch.setattr(run_module, "N_OF_A_CASCADE", 40)


@pytest.fixture
def trained(tmp_path: Path) -> LensRun:
    return train(TINY, tmp_path / "run", show_progress=False)


def test_what_is_written_is_read_again(trained: LensRun) -> None:
    assert sorted(path.name for path in trained.folder.iterdir()) == [
        "config.json",
        "metrics.jsonl",
        "model.safetensors",
        "summary.json",
    ]
    again = load_lens_run(trained.folder)
    assert again.configuration == TINY
    assert again.summary == json.loads(json.dumps(trained.summary))
    questions = draw_questions(TINY.arithmetic, 50, np.random.default_rng(0))
    one, other = (answer_questions(each.model, questions) for each in (trained, again))
    assert (one.answers == other.answers).all()
    reports = [json.loads(line) for line in (trained.folder / "metrics.jsonl").read_text().splitlines()]
    assert [report["step"] for report in reports] == list(range(1, TINY.steps + 1))


def test_the_summary_counts(trained: LensRun) -> None:
    summary = trained.summary
    assert summary["parameters"] == sum(parameter.numel() for parameter in trained.model.parameters())
    random, cascades = summary["accuracy"]["random"], summary["accuracy"]["by_cascade"]
    assert (random["n"], list(cascades), cascades["1"]["n"]) == (300, ["0", "1"], 40)
    assert random["interval"][0] <= random["value"] <= random["interval"][1]


def test_answers_are_the_model_s_own(trained: LensRun) -> None:
    """Where it is wrong, too: each token is the likeliest after those that the model has written itself."""
    questions = draw_questions(TINY.arithmetic, 30, np.random.default_rng(1))
    answered = answer_questions(trained.model, questions)
    assert not answered.is_right.all()
    start = TINY.arithmetic.question_length
    tokens = torch.from_numpy(np.concatenate([questions.tokens()[:, :start], answered.answers], axis=1))
    likeliest = trained.model(tokens.long()).argmax(-1)[:, start - 1 : -1]
    assert torch.equal(likeliest.to(torch.uint8), torch.from_numpy(answered.answers))
    assert sum(found.n for found in answered.by_cascade().values()) == 30
    right = sum(found.successes for found in answered.by_cascade().values())
    assert right == answered.accuracy.successes == int(answered.is_right.sum())


def test_a_training_that_was_stopped_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassformer.lens.training.CHECKPOINT_EVERY_SECONDS", -1.0)
    whole = train(TINY, tmp_path / "whole", show_progress=False)
    do_step = Training._do_step

    def interrupted(self: Training) -> torch.Tensor:
        if self.step == 8:
            raise KeyboardInterrupt
        return do_step(self)

    with monkeypatch.context() as patched:
        patched.setattr(Training, "_do_step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            train(TINY, tmp_path / "part", show_progress=False)
    with pytest.raises(RunFolderError, match="is not finished: glassformer lens train --resume"):
        load_lens_run(tmp_path / "part")
    again = resume_training(tmp_path / "part", show_progress=False)
    assert again.summary["accuracy"] == whole.summary["accuracy"]
    assert (tmp_path / "part/model.safetensors").read_bytes() == (tmp_path / "whole/model.safetensors").read_bytes()
    reports = [json.loads(line) for line in (tmp_path / "part/metrics.jsonl").read_text().splitlines()]
    assert [report["step"] for report in reports] == list(range(1, TINY.steps + 1))


def test_a_training_that_is_finished_stays_as_it_is(trained: LensRun) -> None:
    before = {path.name: path.read_bytes() for path in trained.folder.iterdir()}
    again = resume_training(trained.folder, show_progress=False)
    assert again.summary == json.loads(json.dumps(trained.summary))
    assert {path.name: path.read_bytes() for path in trained.folder.iterdir()} == before


def test_folders_that_are_no_models(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"config\.json is missing; is .* the folder of a run"):
        load_lens_run(tmp_path)
    (tmp_path / "config.json").write_text('{"configuration": {}}')
    with pytest.raises(RunFolderError, match="holds no ordinary model; make one with glassformer lens train"):
        load_lens_run(tmp_path)
    (tmp_path / "config.json").write_text('{"lens": {"digits": 0}}')
    with pytest.raises(ConfigurationError, match=r"config\.json: digits is 0; it must be a whole number from 1 on"):
        load_lens_run(tmp_path)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("d_mlp", 40, "blocks.0.mlp.W_in is 24 x 48; d_mlp is 48, and 40 in the model"),
        ("digits", 3, "pos_embed.W_pos is 9 x 24; n_positions is 9, and 12 in the model"),
        ("kind", "mixed", "embed.W_E is 12 x 24; n_tokens is 12, and 13 in the model"),
        ("layers", 2, "n_layers is 1; the model has 2"),
    ],
)
def test_a_model_of_another_shape_than_its_configuration(
    setting: str, value: object, message: str, trained: LensRun
) -> None:
    path = trained.folder / "config.json"
    document = json.loads(path.read_text())
    document["lens"][setting] = value
    path.write_text(json.dumps(document))
    with pytest.raises(ConfigurationError) as error:
        load_lens_run(trained.folder)
    where = trained.folder / "model.safetensors"
    advice = f"(the model is as {path} says; one of the two files is of another run)"
    assert str(error.value) == f"{where}: {message} {advice}"


def test_training_starts_from_another_model(trained: LensRun, tmp_path: Path) -> None:
    still = train(
        replace(TINY, learning_rate=0.0, steps=1, seed=5), tmp_path / "on", start=trained, show_progress=False
    )
    assert same_weights(still, trained)
    assert json.loads((still.folder / "config.json").read_text())["parents"] == ["run"]
    further = train(replace(TINY, seed=5), tmp_path / "further", start=trained, show_progress=False)
    assert not same_weights(further, trained)


def test_what_started_from_another_model_is_resumed_as_if_not_stopped(
    trained: LensRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = replace(TINY, seed=5)
    whole = train(configuration, tmp_path / "whole", start=trained, show_progress=False)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Training, "run", stop)
        with pytest.raises(KeyboardInterrupt):
            train(configuration, tmp_path / "stopped", start=trained, show_progress=False)
    assert same_weights(resume_training(tmp_path / "stopped", show_progress=False), whole)


def test_a_model_of_another_shape_is_no_start(trained: LensRun, tmp_path: Path) -> None:
    message = (
        "the model to start from is of another shape: n_layers is 1 there and 2 here, d_mlp is 48 there and 64 here"
    )
    with pytest.raises(ConfigurationError, match=message):
        train(replace(TINY, layers=2, d_mlp=64), tmp_path / "no", start=trained, show_progress=False)
    assert not (tmp_path / "no").exists()


def same_weights(one: LensRun, other: LensRun) -> bool:
    """Whether two models are the same, bit for bit."""
    weights = other.model.state_dict()
    return all(torch.equal(tensor, weights[name]) for name, tensor in one.model.state_dict().items())
