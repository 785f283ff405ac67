"""``glassformer gallery``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse

from glassformer.learning import gallery
from glassformer.tasks import load_task


@pytest.fixture(autouse=True)
def tiny(small_gallery: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The gallery, in which tasks are tiny."""
    monkeypatch.setattr(gallery, "load_task", lambda name: load_task(name, vocabulary_size=4, max_length=4))
    return small_gallery


def test_the_table(call: Call, tiny: Path) -> None:
    summary = json.loads((tiny / "hist" / "summary.json").read_text())
    sizes = summary["program"]
    heading, row, *_ = call("gallery").out.splitlines()
    assert heading.split() == ["name", "operations", "size", "lines", "labels", "right", "inputs", "right", "verdict"]
    assert row.split()[:4] == ["hist", *(str(sizes[name]) for name in ("operations", "size", "lines"))]
    assert row.endswith("proved, all 14 inputs")
    assert row.index("proved") == heading.index("verdict")


def test_verdicts_in_few_words(call: Call, tiny: Path) -> None:
    path = tiny / "hist" / "summary.json"
    summary = json.loads(path.read_text())
    for status, words in {"refuted": "refuted, wrong on 2 of 14 inputs", "tested": "tested on 14 inputs"}.items():
        summary["verdict"] |= {"status": status, "mismatches": 2}
        path.write_text(json.dumps(summary))
        assert call("gallery").out.splitlines()[1].endswith(words)
    path.unlink()
    assert call("gallery").out.splitlines()[1].endswith("not known")


def test_ordinary_models_are_listed_below(call: Call, refuse: Refuse, tiny: Path) -> None:
    assert "ordinary model" not in call("gallery").out
    setting = {"kind": "subtraction", "digits": 3, "layers": 2, "seed": 4}
    (folder := tiny / "taking").mkdir()
    (folder / "config.json").write_text(json.dumps({"lens": setting}))
    programs, _, models = call("gallery").out.partition("TOKENS...\n\n")
    assert "taking" not in programs
    assert models.splitlines()[1].endswith("not known")
    known = {"parameters": 1_234, "accuracy": {"random": {"successes": 99_500, "n": 100_000}}}
    (folder / "summary.json").write_text(json.dumps(setting | known))
    heading, row = call("gallery").out.splitlines()[-2:]
    assert heading.startswith("ordinary model  asks for")
    assert [cell.strip() for cell in row.split("  ") if cell] == [
        "taking",
        "subtraction of 3 digits",
        "2",
        "1,234",
        "99,500 of 100,000",
        "glassformer lens predict gallery:taking 123-456",
    ]
    assert [each["name"] for each in json.loads(call("gallery", "--json").out)] == ["hist"]
    assert refuse("gallery", "--rebuild", "taking").startswith(
        "taking is an ordinary model, which is made by: glassformer lens train subtraction --layers 2 --seed 4"
    )


def test_as_json(call: Call, tiny: Path) -> None:
    summary = json.loads((tiny / "hist" / "summary.json").read_text())
    assert json.loads(call("gallery", "--json").out) == [{"name": "hist", **summary}]


def test_programs_by_name(call: Call) -> None:
    assert call("run", "gallery:hist", 0, 1, 0).out == "2 1 2\n"
    assert call("verify", "gallery:hist").status == 0


def test_rebuilding_says_whether_it_is_the_same(call: Call, tmp_path: Path, tiny: Path) -> None:
    done = call("gallery", "--rebuild", "hist", "--out", tmp_path / "again")
    assert done.status == 0
    first, *others = done.out.splitlines()
    assert first == f"hist: the same program as the one that ships; in {tmp_path / 'again'}"
    assert [line.split()[0] for line in others] == ["accuracy", "agreement", "verdict"]
    (tiny.parents[2] / "pyproject.toml").touch()
    (tiny / "hist" / "program.json").write_text("{}")
    changed = call("gallery", "--rebuild", "hist", "--json")
    assert changed.status == 1
    assert json.loads(changed.out)["is_same"] is False
    assert call("run", "gallery:hist", 0, 1, 0).out == "2 1 2\n"


def test_what_cannot_be_rebuilt(refuse: Refuse, tmp_path: Path) -> None:
    assert refuse("gallery", "--rebuild", "hits") == (
        "the gallery has no recipe for 'hits'; did you mean 'hist'? Valid: hist, sort"
    )
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    assert "exists already" in refuse("gallery", "--rebuild", "hist", "--out", tmp_path / "taken")
    assert refuse("gallery", "--out", "a").startswith("--out is for --rebuild NAME")
