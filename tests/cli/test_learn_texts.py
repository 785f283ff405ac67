"""``glassformer learn --data``, and every other command on what it learned."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.learning.text.grammars import entities, negation, opinion, source_of
from tests.support.commands import Call, Refuse

from glassformer.learning.text import learn_texts
from glassformer.learning.text import run as running
from glassformer.program import load

PARTS = ("--data", "texts/train.csv", "--valid", "texts/valid.csv", "--test", "texts/test.csv", "--tokenizer", "spaces")
QUICK = ("--baselines", "none")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run, beside small files of texts."""
    monkeypatch.chdir(tmp_path)
    source_of(tmp_path / "texts", opinion, "classify", 100)
    return tmp_path


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a classifier and a tagger; nobody may change them."""
    found = tmp_path_factory.mktemp("learned")
    for name, language, kind in (("opinions", negation, "classify"), ("names", entities, "tag")):
        source = source_of(found / f"{name}_texts", language, kind, 300)
        learn_texts(source, out=found / name, show_progress=False, baselines="none")
    return found


def test_learn_says_what_came_out_and_what_to_type_next(call: Call, folder: Path) -> None:
    done = call("learn", *PARTS)
    assert done.status == 0
    head, *lines = done.out.splitlines()
    summary = json.loads((folder / "runs" / "texts" / "summary.json").read_text())
    assert head.startswith("texts: 1 operations, ")
    assert head.endswith(", in runs/texts")
    words = dict(line.strip().split("  ", 1) for line in lines[: lines.index("next:")])
    for name in ("accuracy", "agreement", "verdict"):
        assert words[name].strip() == summary["facts"][name]
    assert "labels 100.00 % (95 % interval" in words["accuracy"]
    assert "majority class" in words["beside it"]
    for line in lines[lines.index("next:") + 1 :]:
        argv = line.replace("'a text'", "superb").replace("FILE", "texts/test.csv").split()[1:]
        assert call(*argv).status == 0
    assert done.err.splitlines() == [f"note: {warning}" for warning in summary["warnings"]]


def test_json_is_all_there_is_on_standard_output(call: Call, folder: Path) -> None:
    done = call("learn", *PARTS, *QUICK, "--json", "--out", "run")
    assert json.loads(done.out) == json.loads((folder / "run" / "summary.json").read_text())
    assert all(line.startswith("note: ") for line in done.err.splitlines())


def test_settings_come_from_the_file_and_from_what_is_typed(call: Call, refuse: Refuse, folder: Path) -> None:
    (folder / "mine.toml").write_text("reach = 1\ntables = 0\nclass_weight = 'balanced'\n")
    settings = ("--config", "mine.toml", "--set", "tables=2", "--set", "select=false", "--seed", 3, "--max-length", 9)
    assert call("learn", *PARTS, *QUICK, *settings, "--vocabulary-size", 20, "--out", "run").status == 0
    found = json.loads((folder / "run" / "config.json").read_text())
    wanted = {"reach": 1, "tables": 2, "select": False, "seed": 3, "max_length": 9, "class_weight": "balanced"}
    assert wanted.items() <= found["configuration"].items()
    assert found["configuration"]["vocabulary_size"] == 20
    assert found["texts"]["split"]["seed"] == 3
    assert refuse("learn", *PARTS, "--set", "reech=1").startswith(
        "--set: unknown setting 'reech'; did you mean 'reach'?"
    )
    assert refuse("learn", *PARTS, "--set", "reach=far") == "--set: reach = 'far'; a value of type int is expected"
    assert refuse("learn", *PARTS, "--set", "reach=99") == "reach = 99: must be from 0 to 8"
    assert refuse("learn", *PARTS, "--set", "seed=1", "--seed", 2) == "seed is set twice: by --seed and by --set seed=…"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("hist", "--data", "a.csv"), "--data brings its own texts; leave out TASK"),
        (("--data", "a.csv", "--restarts", "2"), "--data brings its own texts; leave out --restarts"),
        (("--data", "a.csv", "--budget", "9s"), "--data brings its own texts; leave out --budget"),
        (("--data", "a.csv", "--model", "standard"), "--data brings its own texts; leave out --model"),
        (("--kind", "tag"), "only with --data, which is missing: --kind"),
        (("hist", "--vectors", "v.txt"), "only with --data, which is missing: --vectors"),
        (("--resume", "run", "--data", "a.csv"), "--resume goes on with a run as it was set; leave out --data"),
        (("--data", "a.csv", "--tokenizer", "letters"), "invalid value for '--tokenizer': 'letters' is not one of"),
    ],
)
def test_options_that_do_not_go_together(refuse: Refuse, argv: tuple[str, ...], message: str) -> None:
    assert refuse("learn", *argv).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad.csv is empty"),
        ("text,label\n", "bad.csv has no rows below its header"),
        ("text,label\na,x\nb,x\nc,x\n", "bad.csv: every text has the label 'x'; at least two classes are needed"),
        ("text,label\na,x\nb,y,z\n", "bad.csv, line 3: 3 cells, apart by ',', where the first row has 2"),
        ("text,label\na,x\nb,\n", "bad.csv, line 3: the label is empty (column 'label')"),
        ("text,label\na b,x\nc,y\n", "no class has 3 different texts, so that they cannot be split into 3 parts"),
        ("a\n", "bad.csv, line 1: "),
    ],
)
def test_files_that_cannot_be_learned_from(refuse: Refuse, folder: Path, text: str, message: str) -> None:
    (folder / "bad.csv").write_text(text)
    assert refuse("learn", "--data", "bad.csv").startswith(message)
    assert not (folder / "runs").exists()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("--data", "nowhere.csv"), "there is no file nowhere.csv"),
        ((*PARTS, "--kind", "tag"), "texts/train.csv, line 2: 1 tag for"),
        ((*PARTS, "--label", "class"), "texts/train.csv, line 1: no column 'class' for the label; Valid: label, text"),
        ((*PARTS, "--vectors", "nowhere.txt"), "there is no file nowhere.txt"),
        ((*PARTS, "--list", "nowhere.txt"), "there is no file nowhere.txt"),
        ((*PARTS, "--label-names", "nowhere.txt"), "there is no file nowhere.txt"),
        ((*PARTS, "--out", "texts"), "the output folder texts exists already; choose another, delete it, or go on"),
        (("--resume", "nowhere"), "nowhere/config.json is missing; is nowhere the folder of a run?"),
    ],
)
def test_what_is_not_there(refuse: Refuse, folder: Path, argv: tuple[str, ...], message: str) -> None:
    assert refuse("learn", *argv).startswith(message)
    assert not (folder / "runs").exists()


def test_tags_that_are_ill_formed(call: Call, refuse: Refuse, folder: Path) -> None:
    text = "Mr\tO\nAsh\tI-PER\n\nin\tO\nRome\tB-LOC\nMr\tO\n\n"
    (folder / "tags.conll").write_text("".join(f"w{number}\tO\n{text}" for number in range(12)))
    assert refuse("learn", "--data", "tags.conll", "--scheme", "iob2") == (
        "tags.conll, line 3: tag 'I-PER' where IOB2 has 'B-PER' (ill-formed tags in all: 12). Give their scheme; or "
        "--repair to have them mended, or --scheme plain to keep tags as they are"
    )
    done = call("learn", "--data", "tags.conll", "--scheme", "iob2", "--repair", *QUICK)
    assert done.status == 0
    assert call("run", "runs/tags", "w1 Mr Ash in Rome Mr").out == "O O B-PER O B-LOC O\n"


def test_labels_that_training_lacks(call: Call, refuse: Refuse, folder: Path) -> None:
    (folder / "odd.csv").write_text("text,label\na superb film,good\nwho knows,odd\n")
    (folder / "odder.csv").write_text("text,label\nwho knows,odd\n")
    begin = ("learn", "--data", "texts/train.csv", *QUICK)
    for part in ("--test", "--valid"):
        done = call(*begin, part, "odd.csv", "--out", part[2:])
        assert done.status == 0
        assert f"note: {part[2:]}: label 'odd' (1 text) is in no training text, and cannot be learned" in done.err
    assert "labels 50.00 %" in call("learn", "--resume", "test").out
    message = refuse(*begin, "--valid", "odder.csv")
    assert message == "no label of the valid texts is in the training texts, so that nothing can be chosen by them"


def test_texts_that_are_cut_are_counted(call: Call) -> None:
    done = call("learn", *PARTS, *QUICK, "--max-length", 3)
    assert "note: train: " in done.out
    assert " texts are longer than 3 words, and only these are read" in done.out


def test_an_interrupted_run_goes_on(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "summarise", interrupted)
        done = call("learn", *PARTS, *QUICK, "--out", "my run")
    assert (done.status, done.out) == (130, "")
    assert done.err.endswith("interrupted; go on with: glassformer learn --resume 'my run'\n")
    assert call("show", "my run").status == 0
    assert call("learn", "--resume", "my run").out.startswith("texts: 1 operations")
    assert call("learn", *PARTS, *QUICK, "--out", "other").status == 0
    assert load(folder / "my run" / "program.json") == load(folder / "other" / "program.json")


def test_run_and_predict(call: Call, learned: Path, folder: Path) -> None:
    opinions, names = learned / "opinions", learned / "names"
    assert call("run", opinions, "the film was not superb").out == "bad\n"
    assert call("run", opinions, stdin="it was superb\nit was dull\n").out == "good\nbad\n"
    assert call("run", names, "Mr Unheard saw Somebody in Nowhere").out == "O B-PER O O O B-LOC\n"
    assert json.loads(call("run", names, "in", "Rome", "--json").out)["output"] == ["O", "B-LOC"]
    done = call("predict", opinions, learned / "opinions_texts" / "test.csv", "--out", "labelled.csv")
    assert "texts right" in done.out
    rows = [line.split(",") for line in (folder / "labelled.csv").read_text().splitlines()]
    assert rows[0] == ["text", "label", "predicted"]
    assert sum(row[1] == row[2] for row in rows[1:]) > 0.9 * len(rows[1:])


def test_show_and_explain(call: Call, learned: Path) -> None:
    opinions, names = learned / "opinions", learned / "names"
    assert "\nlabel = pooled_scores(" in call("show", opinions).out
    assert "\ntag = scores(" in call("show", names, "--full").out
    shown = call("explain", opinions, "the film was not superb")
    assert shown.out.startswith("The label is bad, ahead of good by ")
    shown = call("explain", names, "Mr Unheard saw", "--position", 2)
    assert 'Word 2, "Unheard", is B-PER, ahead of ' in shown.out
    assert json.loads(call("explain", opinions, "superb", "--json").out)


def test_emit(call: Call, learned: Path, folder: Path) -> None:
    assert call("emit", learned / "opinions", "--to", "python", "--out", "mine.py").status == 0
    done = subprocess.run(
        [sys.executable, "-I", "mine.py"],
        input="it was not dull\n",
        capture_output=True,
        text=True,
        cwd=folder,
        check=True,
    )
    assert done.stdout == "good\n"
    assert call("emit", learned / "names", "--to", "pseudocode").out.startswith("# entities: a program written by")


def test_verify_says_what_it_can_do(call: Call, refuse: Refuse, learned: Path) -> None:
    opinions = learned / "opinions"
    assert "was learned from texts, and there is no rule by which all texts could be checked" in refuse(
        "verify", opinions
    )
    done = call("verify", opinions, "--against", opinions, "--samples", 200)
    assert done.out.startswith("tested on 200 random inputs, no difference")
    assert done.status == 0


@pytest.mark.parametrize("name", ["names", "opinions"])
def test_simplify(call: Call, learned: Path, folder: Path, name: str) -> None:
    run, samples = learned / name, ("--samples", 200)
    assert call("simplify", run, "--out", "small.glass", *samples).status == 0
    small, whole = load(folder / "small.glass"), load(run / "program.json")
    assert len(small.operations) <= len(whole.operations)
    assert "no difference" in call("verify", run, "--against", "small.glass", *samples).out


def test_diff(call: Call, learned: Path) -> None:
    names, samples = learned / "names", ("--samples", 200)
    assert "tested on 200 random inputs, no difference" in call("diff", names, names, *samples).out
    changed = call("diff", learned / "opinions", names, *samples)
    assert changed.status == 3
    assert "-negation\n+entities" in changed.out
