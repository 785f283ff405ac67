"""A run on texts: its folder, and going on with it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.learning.text.grammars import entities, negation, opinion, source_of

from glassformer.errors import ConfigurationError, InputError, RunFolderError
from glassformer.learning.results import describe_size
from glassformer.learning.run import Run
from glassformer.learning.text import TextConfiguration, TextSource, learn_texts, resume_texts
from glassformer.learning.text import run as running
from glassformer.learning.text.keeping import keeper
from glassformer.learning.text.softmax import Fitted
from glassformer.program import load
from glassformer.tasks.text import TextReader

FILES = {
    *("config.json", "vocabulary.json", "model.safetensors", "program.glass", "program.json", "program.py"),
    *("metrics.jsonl", "summary.json"),
}
QUIET: dict[str, Any] = {"baselines": "none", "show_progress": False}


@pytest.fixture(scope="module")
def opinions(tmp_path_factory: pytest.TempPathFactory) -> TextSource:
    return source_of(tmp_path_factory.mktemp("texts"), negation, "classify")


@pytest.fixture(scope="module")
def opinion_run(opinions: TextSource, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return learn_texts(opinions, out=tmp_path_factory.mktemp("runs") / "opinions", **QUIET)


@pytest.fixture(scope="module")
def entity_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    source = source_of(tmp_path_factory.mktemp("tags"), entities, "tag", 150)
    return learn_texts(source, out=tmp_path_factory.mktemp("runs") / "entities", show_progress=False)


def test_the_folder_has_every_file(opinion_run: Run, entity_run: Run) -> None:
    for run in (opinion_run, entity_run):
        assert {each.name for each in run.folder.iterdir()} - {"sketch.json"} == FILES


def test_the_program_is_the_same_in_every_form(opinion_run: Run, entity_run: Run) -> None:
    for run in (opinion_run, entity_run):
        assert load(run.folder / "program.glass") == load(run.folder / "program.json") == run.program
        assert run.network.discretize() == run.program


def test_the_program_does_not_differ_from_its_network(opinion_run: Run, entity_run: Run) -> None:
    for run in (opinion_run, entity_run):
        agreement = run.summary["agreement"]
        assert agreement["mismatches"] == 0
        assert agreement["by_part"] == {"interpreter": 0, "executor": 0, "emitted": 0}
        assert agreement["inputs"] == run.summary["texts"]["test"] > 40


def test_the_summary_has_its_keys(opinion_run: Run, entity_run: Run) -> None:
    for run in (opinion_run, entity_run):
        summary = run.summary
        assert {"task", "seed", "restarts", "seconds", "device", "vocabulary_size", "max_length"} <= set(summary)
        assert (summary["origin"], summary["parents"]) == ("learned", [])
        assert set(summary["accuracy"]) == {"train", "valid", "test"}
        assert all({"token", "sequence"} <= set(part) for part in summary["accuracy"].values())
        assert {"inputs", "mismatches", "coverage"} <= set(summary["agreement"])
        assert summary["verdict"] == {
            "status": "tested", "inputs": summary["texts"]["test"], "counterexample": None,
        }  # fmt: skip
        assert summary["program"] == describe_size(run.program)
    assert opinion_run.summary["accuracy"]["test"]["sequence"] == 1
    assert entity_run.summary["accuracy"]["test"]["token"] == 1
    assert entity_run.summary["accuracy"]["test"]["entities"]["f1"] == 1


def test_the_configuration_says_everything(opinions: TextSource, opinion_run: Run) -> None:
    setting = json.loads((opinion_run.folder / "config.json").read_text())
    assert TextSource.from_dict(setting["texts"]) == opinions
    assert TextConfiguration.of(setting["configuration"]) == TextConfiguration()
    assert {"glassformer", "torch", "python"} <= set(setting["versions"])


def test_the_vocabulary_has_the_reader(entity_run: Run) -> None:
    document = json.loads((entity_run.folder / "vocabulary.json").read_text())
    reader = TextReader.from_dict(document["reader"])
    signature = entity_run.program.signature
    assert document["tokens"] == [*signature.marks, *reader.vocabulary.words]
    assert document["labels"] == ["O", "B-LOC", "B-PER"]
    assert reader.columns == tuple((column.name, column.values) for column in signature.columns)
    assert reader.columns  # of the features, only those that are read


def test_metrics_have_a_line_for_each_step(opinion_run: Run) -> None:
    lines = [json.loads(line) for line in (opinion_run.folder / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == list(range(len(lines)))
    assert {"gain", "regression", "weights"} <= {line["what"] for line in lines}


def test_the_emitted_program_reads_texts_alone(opinion_run: Run, tmp_path: Path) -> None:
    texts = "the film was superb\nthe film was not superb\n"
    command = [sys.executable, "-I", str(opinion_run.folder / "program.py")]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.split() == ["good", "bad"]


def test_baselines_are_measured_on_the_same_texts(entity_run: Run) -> None:
    found = {each["name"]: each for each in entity_run.summary["baselines"]}
    assert "most_frequent_tag" in found
    assert found["most_frequent_tag"]["test"]["value"] < 0.5


class Interrupting:
    """A keeper that is interrupted at the fit of this number, and remembers what was made."""

    def __init__(self, number: int) -> None:
        self.number, self.made = number, list[str]()

    def __call__(self, folder: Path) -> Callable[[str, Callable[[], Fitted]], Fitted]:
        keep = keeper(folder)

        def remember(name: str, make: Callable[[], Fitted]) -> Fitted:
            def made() -> Fitted:
                self.made.append(name)
                if len(self.made) == self.number:
                    raise KeyboardInterrupt
                return make()

            return keep(name, made)

        return remember


@pytest.mark.parametrize("number", [1, 5, 14])
def test_an_interrupted_run_goes_on(
    number: int, opinions: TextSource, opinion_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupting = Interrupting(number)
    monkeypatch.setattr(running, "keeper", interrupting)
    with pytest.raises(KeyboardInterrupt):
        learn_texts(opinions, out=tmp_path / "run", **QUIET)
    assert not (tmp_path / "run" / "summary.json").exists()
    found = resume_texts(tmp_path / "run", show_progress=False)
    assert found.program == opinion_run.program
    again = interrupting.made.pop(number - 1)
    assert again in interrupting.made
    assert len(set(interrupting.made)) == len(interrupting.made)  # no fit is made twice but the one that was not done
    assert not (tmp_path / "run" / "fits").exists()
    before = (tmp_path / "run" / "summary.json").read_text()
    assert resume_texts(tmp_path / "run").folder == found.folder  # there is nothing left to do
    assert (tmp_path / "run" / "summary.json").read_text() == before


def interrupted(source: TextSource, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that was interrupted after some fits."""
    with monkeypatch.context() as patched:
        patched.setattr(running, "keeper", Interrupting(4))
        with pytest.raises(KeyboardInterrupt):
            learn_texts(source, out=folder, **QUIET)
    return folder


def test_going_on_with_other_texts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(tmp_path / "texts", opinion, "classify", 100)
    folder = interrupted(source, tmp_path / "run", monkeypatch)
    source_of(tmp_path / "texts", opinion, "classify", 100, seed=1)
    with pytest.raises(InputError, match="its texts are not what they were when the run began; begin a new one"):
        resume_texts(folder)
    Path(source.train).unlink()
    with pytest.raises(InputError, match=r"there is no file .*train\.csv"):
        resume_texts(folder)


def test_a_damaged_folder(opinions: TextSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = interrupted(opinions, tmp_path / "run", monkeypatch)
    setting = json.loads((folder / "config.json").read_text())
    kept = next((folder / "fits").iterdir())
    kept.write_bytes(kept.read_bytes()[:40])
    with pytest.raises(RunFolderError, match=f"{kept.name} is damaged or truncated"):
        resume_texts(folder)
    damages: list[dict[str, Any]] = [{"texts": {}}, {"configuration": {"reach": "far"}}, {"baselines": 3}]
    for damage in damages:
        (folder / "config.json").write_text(json.dumps(setting | damage))
        with pytest.raises((RunFolderError, ConfigurationError), match=r"config\.json"):
            resume_texts(folder)
    (folder / "config.json").write_text(json.dumps({**setting, "texts": "a.csv"}))
    with pytest.raises(RunFolderError):
        resume_texts(folder)
    with pytest.raises(RunFolderError, match=r"nowhere.config\.json cannot be read"):
        resume_texts(tmp_path / "nowhere")


def test_a_folder_that_is_there_is_refused(opinions: TextSource, opinion_run: Run) -> None:
    before = (opinion_run.folder / "summary.json").read_text()
    with pytest.raises(RunFolderError, match="exists already; choose another, delete it, or go on with it: --resume"):
        learn_texts(opinions, out=opinion_run.folder, **QUIET)
    assert (opinion_run.folder / "summary.json").read_text() == before


def test_the_same_seed_gives_the_same_run(opinions: TextSource, opinion_run: Run, tmp_path: Path) -> None:
    again = learn_texts(opinions, out=tmp_path / "again", **QUIET)
    assert again.program == opinion_run.program
    assert {**again.summary, "seconds": 0, "choices": 0} == {**opinion_run.summary, "seconds": 0, "choices": 0}
    other = learn_texts(opinions, out=tmp_path / "other", seed=1, **QUIET)
    assert other.summary["seed"] == 1
    assert other.program != opinion_run.program  # weights depend on which texts are in a fold


def test_settings_win_over_the_configuration(opinions: TextSource, tmp_path: Path) -> None:
    configuration = TextConfiguration(reach=1, tables=0, select=False)
    run = learn_texts(opinions, out=tmp_path / "run", configuration=configuration, tables=1, **QUIET)
    setting = json.loads((run.folder / "config.json").read_text())["configuration"]
    assert (setting["reach"], setting["tables"], setting["select"]) == (1, 1, False)
    with pytest.raises(ConfigurationError, match="unknown setting 'table'; did you mean 'tables'"):
        learn_texts(opinions, out=tmp_path / "other", table=1, **QUIET)
    with pytest.raises(ConfigurationError, match="baselines 'some': write one of none, quick, all"):
        learn_texts(opinions, out=tmp_path / "other", baselines="some")  # type: ignore[arg-type]
    assert not (tmp_path / "other").exists()


def test_what_is_cut_off_is_counted(opinions: TextSource, tmp_path: Path) -> None:
    run = learn_texts(opinions, out=tmp_path / "run", max_length=4, **QUIET)
    parts = replace(opinions).read()
    assert run.summary["max_length"] == 4
    assert run.summary["cut"] == {
        part: sum(len(words) > 4 for words in getattr(parts, part).tokens) for part in ("train", "valid", "test")
    }
    assert run.summary["cut"]["train"] > 0
    assert run.summary["accuracy"]["test"]["sequence"] < 1
    assert any("also in train" in warning for warning in run.summary["warnings"])
