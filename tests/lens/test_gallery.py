"""The ordinary models that ship: how often they are right, how large they are, and how they are made again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from glassformer.errors import RunFolderError
from glassformer.lens import answer_questions, load_lens_run, preset
from glassformer.lens.locate import find_model
from glassformer.program import locate
from glassformer.tasks import Proportion
from glassformer.tasks.arithmetic import draw_cascades, draw_questions

N_QUESTIONS = 2_000
LAYERS = {"addition": 1, "addition-2-layers": 2}


@pytest.mark.parametrize("name", LAYERS)
def test_random_questions_are_right_as_often_as_the_summary_says(name: str) -> None:
    run = load_lens_run(f"gallery:{name}")
    questions = draw_questions(run.configuration.arithmetic, N_QUESTIONS, np.random.default_rng(7))
    found = answer_questions(run.model, questions).accuracy
    assert found.n == N_QUESTIONS
    assert_within(found, run.summary["accuracy"]["random"]["value"])


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("length", range(5))
def test_cascades_too(name: str, length: int) -> None:
    run = load_lens_run(f"gallery:{name}")
    questions = draw_cascades(run.configuration.arithmetic, length, 200, np.random.default_rng(length))
    assert_within(
        answer_questions(run.model, questions).accuracy, run.summary["accuracy"]["by_cascade"][str(length)]["value"]
    )


def assert_within(found: Proportion, share: float) -> None:
    """A share is within the interval of what was found."""
    low, high = found.interval
    assert low <= share <= high


@pytest.mark.parametrize(("name", "layers"), LAYERS.items())
def test_the_command_that_is_printed_makes_them(name: str, layers: int) -> None:
    run = load_lens_run(f"gallery:{name}")
    assert run.configuration == preset("small", kind="addition", layers=layers, seed=0)
    assert {**run.summary, **run.configuration.to_dict()} == run.summary
    assert run.summary["parameters"] == sum(parameter.numel() for parameter in run.model.parameters())


@pytest.mark.parametrize("name", LAYERS)
def test_a_folder_is_whole_and_below_a_megabyte(name: str) -> None:
    folder = locate.gallery_folder() / name
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert sorted(sizes) == ["config.json", "metrics.jsonl", "model.safetensors", "summary.json"]
    assert sum(sizes.values()) < 1_000_000
    last = json.loads((folder / "metrics.jsonl").read_text().splitlines()[-1])
    assert last["step"] == json.loads((folder / "config.json").read_text())["lens"]["steps"]


def test_models_and_programs_are_told_apart() -> None:
    assert set(LAYERS) <= set(locate.model_names())
    assert not set(locate.model_names()) & set(locate.gallery_names())


def test_what_is_no_ordinary_model(tmp_path: Path) -> None:
    file, program = tmp_path / "program.glass", tmp_path / "program"
    file.touch()
    program.mkdir()
    (program / "program.json").write_text("{}")
    is_program = "is a program, not an ordinary model; read it with: glassformer show"
    for run, message in {
        "gallery:sort": f"gallery:sort {is_program} gallery:sort",
        str(program): f"{program} {is_program} {program}",
        str(file): f"{file} is a file; lens takes the folder of an ordinary model",
        "nowhere": "no run folder is at 'nowhere'",
        "addition": "no run folder is at 'addition'; did you mean gallery:addition?",
    }.items():
        shipped = "(ordinary models that ship: gallery:addition, gallery:addition-2-layers)"
        assert complaint(run) == f"{message} {shipped}"
    valid = "the gallery has no ordinary model 'additoin'; did you mean 'addition'? Valid: addition, addition-2-layers"
    assert complaint("gallery:additoin") == valid


def test_a_gallery_without_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "gallery_folder", lambda: tmp_path)
    assert complaint("gallery:addition") == "the gallery has no ordinary model 'addition'; it has none"
    assert complaint("nowhere") == "no run folder is at 'nowhere'"


def complaint(run: str) -> str:
    """What is said of what is no ordinary model."""
    with pytest.raises(RunFolderError) as error:
        find_model(run)
    return str(error.value)
